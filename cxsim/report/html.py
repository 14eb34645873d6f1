"""The report: one self-contained page with the findings, the pictures, the numbers behind them, and what they rest on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cxsim.report import answers, assumptions, numbers, sentences
from cxsim.report.amounts import threshold
from cxsim.report.figures import single_run
from cxsim.report.figures.catalogue import FIGURES, inline
from cxsim.report.figures.frame import Chart
from cxsim.report.names import labelled
from cxsim.report.outcomes import outcomes
from cxsim.report.tables import Table, table
from cxsim.report.view import View
from cxsim.report.words import raised, words


@dataclass(frozen=True)
class Section:
    """One numbered section around a figure."""

    number: int
    key: str
    name: str
    chart: Chart
    wide: Markup
    narrow: Markup
    numbers: Table | None
    extra: list[str]


def write_report(
    comparison: Any,
    path: Path | str,
    lang: str = "en",
    manifest: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
) -> Path:
    """Write the page and return its path. `manifest` and `notes` as in `render`."""
    target = Path(path)
    target.write_text(render(comparison, lang, manifest, notes), encoding="utf-8")
    return target


def render(
    comparison: Any, lang: str = "en", manifest: Mapping[str, Any] | None = None, notes: Sequence[str] = ()
) -> str:
    """Return the page as text.

    `manifest` may hold command, version, commit, date (ISO), seeds, done, failed, wall_seconds, workers, files (list)
    and changed (list of overrides); what is missing is left out. `notes` are warnings of the run.
    """
    view = View(comparison, lang)
    sections = [_section(view, i, key) for i, key in enumerate(FIGURES, start=2)]
    values = {
        "w": view.w,
        "lang": lang,
        "view": view,
        "facts": _facts(view),
        "answer": answers.answer(view),
        "sections": sections,
        "all_pairs": table(view, view.where("differences", baseline=view.baseline)) if view.others else None,
        "sure": _sure(view),
        "notes": list(notes),
        "ten": [_assumption_row(view, item) for item in assumptions.argued(view.settings)],
        **_register(view),
        "provenance": _provenance(view, dict(manifest or {})),
        "settings_text": json.dumps(view.settings, indent=1, ensure_ascii=False, default=str),
        "manifest_text": json.dumps(dict(manifest or {}), indent=1, ensure_ascii=False, default=str),
        "not_forecast": _not_forecast(view),
        "years": sentences.years_said(view),
        "remaining": answers.remaining(view),
    }
    return environment().get_template("report.html.j2").render(values)


def _not_forecast(view: View) -> str:
    """What this is and is not, with the number of schemes."""
    count = len(view.keys)
    if count <= 2:
        return view.w("page.not_forecast.one", company=view.company, b=view.names.said(view.baseline))
    return view.w("page.not_forecast.other", n=view.w.count(count), company=view.company)


def environment() -> Environment:
    """Templates of the pages, escaped, and strict about missing values."""
    return Environment(
        loader=PackageLoader("cxsim.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _section(view: View, number: int, key: str) -> Section:
    """Draw the figure in two layouts without its words, which the page writes itself."""
    draw = FIGURES[key]
    chart = draw(view, "report", bare=True)
    label = escape(chart.alt, quote=True)
    wide = Markup(inline(chart, f"w{number}", label))  # noqa: S704  our own drawing; its only text is escaped
    narrow = Markup(inline(draw(view, "phone", bare=True), f"p{number}", label))  # noqa: S704  our own drawing; its only text is escaped
    behind = None if chart.empty or chart.table.empty else table(view, chart.table)
    return Section(number, key, view.w(f"figure.{key}.name"), chart, wide, narrow, behind, _extra(view, key))


def _extra(view: View, key: str) -> list[str]:
    """Sentences below a figure: what the title has no room for."""
    if key == "schemes":
        return [sentences.verdict(view, item.scheme) for item in view.ranked(view.primary)]
    if key == "when" and not view.table("crossing").empty:
        main = [view.difference(name, view.primary) for name in view.others]
        return [
            sentences.crossing(view, item.scheme) for item in main if item is not None and item.state != "NO_INTERVAL"
        ]
    if key == "flips":
        return [text for text in [sentences.readings(view)] if text]
    return []


def _facts(view: View) -> list[tuple[str, str]]:
    """What was compared, in one glance."""
    w = view.w
    basis = str(view.setting("study.basis", ""))
    known = {
        "company": raised(view.company),
        "customers": numbers.number(float(view.setting("customers.count", 0)), 0, view.lang),
        "schemes": ", ".join(view.names.full(name) for name in view.keys),
        "baseline": view.names.full(view.baseline),
        "horizon": w.plural("page.horizon", view.years),
        "replications": str(view.n),
        "basis": w.name("page.basis", basis) if basis else "–",
        "reading": w.name("reading", str(view.setting("customers.reading", "–"))),
        "primary": w.name("metric", view.primary),
        "smallest": threshold(view, view.primary) if view.smallest is not None else w("page.not_set"),
        "run": view.digest,
    }
    if practices := view.setting("practice", {}):
        known["practices"] = ", ".join(labelled(view.settings, ("practice", name), view.lang, name) for name in practices)
    return [(w(f"page.facts.{key}"), value) for key, value in known.items()]


def _sure(view: View) -> list[str]:
    """What limits the verdicts of this run."""
    failed = len(view.table("failures"))
    open_schemes = sentences.unsettled(view)
    found = [
        view.w("page.how_sure_n", n=view.n),
        sentences.readings(view),
        view.w("page.how_sure_open", list=view.w.listing(open_schemes)) if open_schemes else "",
        view.w.plural("page.failures", failed) if failed else view.w("page.no_failures"),
    ]
    return [text for text in found if text]


def _assumption_row(view: View, item: assumptions.Assumption) -> tuple[str, str, str, str, str, str]:
    name = view.w.get(f"assumption.{item.key.replace('.', '_')}") or item.key
    value = (
        view.w.name("reading", str(item.value))
        if item.key == "customers.reading"
        else assumptions.written(item.value, view.lang)
    )
    return name, item.key, value, assumptions.allowed(item, view.lang), assumptions.rests_on(item, view.lang), item.grade


def _register(view: View) -> dict[str, Any]:
    items = assumptions.register(view.settings)
    grades = assumptions.counts(items)
    said = view.w("page.grade_counts", total=len(items), **{grade.lower(): count for grade, count in grades.items()})
    rows = [
        (i.key, assumptions.written(i.value, view.lang), assumptions.unit_of(i, view.lang), assumptions.allowed(i, view.lang), assumptions.rests_on(i, view.lang), i.grade)
        for i in items
    ]
    return {"register": rows, "grade_counts": said}


def largest_assumption(view: View) -> str:
    """The first assumption to argue about, as one sentence for the terminal; empty if the settings name none."""
    found = assumptions.argued(view.settings)
    if not found:
        return ""
    name, _, value, _, _, grade = _assumption_row(view, found[0])
    if found[0].key.endswith("_share"):
        value = numbers.percent(100 * float(found[0].value), 0, view.lang)
    return view.w("page.assumption_named", what=name[:1].lower() + name[1:], value=value, grade=grade)


def _provenance(view: View, manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """The box that lets somebody repeat the run."""
    w = view.w
    day = manifest.get("date")
    written = {
        "digest": str(getattr(view.comparison, "digest", "")),
        "command": manifest.get("command"),
        "version": manifest.get("version"),
        "commit": manifest.get("commit"),
        "date": numbers.calendar(date.fromisoformat(str(day)[:10]), view.lang) if day else None,
        "seeds": manifest.get("seeds"),
        "done": manifest.get("done"),
        "failed": manifest.get("failed", len(view.table("failures"))),
        "wall": w("page.seconds", n=numbers.number(float(manifest["wall_seconds"]), 1, view.lang))
        if "wall_seconds" in manifest
        else None,
        "workers": manifest.get("workers"),
        "files": manifest.get("files"),
        "changed": manifest.get("changed"),
    }
    rows = [(key, value) for key, value in written.items() if value is not None]
    return [(w(f"page.provenance_head.{key}"), _joined(value) or w("page.none")) for key, value in rows]


def _joined(value: Any) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, (list, tuple)) else str(value)


def write_run_report(run: Any, path: Path | str, lang: str = "en") -> Path:
    """Write a small page for a single `Run`: one figure, the summary, and where it came from."""
    chart, narrow = single_run.draw(run, lang, "report", bare=True), single_run.draw(run, lang, "phone", bare=True)
    label = escape(chart.alt, quote=True)
    w = words(lang)
    currency = getattr(getattr(run.settings, "company", None), "currency", "EUR")
    summary = outcomes(run.summary, lang, currency)
    digest = str(getattr(run, "digest", ""))
    text = (
        environment()
        .get_template("run.html.j2")
        .render(
            w=w,
            lang=lang,
            chart=chart,
            wide=Markup(inline(chart, "w", label)),  # noqa: S704  our own drawing; its only text is escaped
            narrow=Markup(inline(narrow, "p", label)),  # noqa: S704  our own drawing; its only text is escaped
            summary=summary,
            digest=digest,
        )
    )
    target = Path(path)
    target.write_text(text, encoding="utf-8")
    return target
