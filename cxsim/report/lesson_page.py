"""The debrief page of a game: the reveal's seven pages in their fixed order, its figures and the tables behind it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup

from cxsim.lessons.comparisons import ARMS
from cxsim.lessons.form import BARE
from cxsim.report import (
    lesson_alike,
    lesson_companies,
    lesson_decided,
    lesson_fixes,
    lesson_gallery,
    lesson_intervals,
    lesson_seen,
    lesson_unseen,
)
from cxsim.report.figures.catalogue import inline
from cxsim.report.figures.frame import Chart
from cxsim.report.html import environment
from cxsim.report.lesson import Told
from cxsim.report.lesson_notes import pays_levels
from cxsim.study.saving import write_csv


def picture(figure: Any, title: str, caption: str, key: str) -> dict[str, Any]:
    """A figure with title and caption, inline; `key` keeps its ids apart from those of other figures of the page."""
    return {"title": title, "caption": caption, "svg": _drawn(figure, title, caption, key)}


def _drawn(figure: Any, title: str, caption: str, key: str) -> Markup:
    return Markup(inline(Chart(key, figure, title, caption, ""), key, escape(title, quote=True)))  # noqa: S704  our own drawing; its only text is escaped


def pictures(told: Told) -> dict[str, Any]:
    """Figures by section."""
    w = told.w
    found = {"company": picture(told.path(), told.path_title(), " ".join(w(f"lesson.path.{key}") for key in ("caption", *(["caption_half"] if told.round_kind == "half" else []))), "lp")}
    for company in lesson_unseen.shown(told):
        if (flows := lesson_unseen.handoffs(told, company)) is not None:
            found[f"unseen{company}"] = picture(flows[1], flows[0], w("lesson.handoffs.caption", company=lesson_alike.name(told, company)), f"lh{company}")
        if (began := lesson_seen.origins_of(told, company)) is not None:
            found[lesson_seen.origins_key(company)] = picture(began[1], began[0], began[2], f"lo{company}")
    for name, (title, figure, caption) in lesson_seen.said(told).items():
        found[name] = picture(figure, title, caption, f"ls{name}")
    if (figure := told.predictions()) is not None:
        found["predictions"] = picture(figure, w.plural("lesson.predictions.sealed", len(told.game.guesses)), w("lesson.predictions.caption_several" if told.game.companies > 1 else "lesson.predictions.caption", company=told.company(0)), "lq")
    if (sealed := lesson_intervals.found(told)) is not None:
        found["intervals"] = picture(sealed[1], sealed[0], sealed[2], "li")
    return found | late_pictures(told)


def late_pictures(told: Told) -> dict[str, Any]:
    """Figures that other lucks are needed for, by section; no life is lived again for them."""
    w, found = told.w, dict[str, Any]()
    for name, (title, figure) in lesson_fixes.found(told).items():
        found[name] = picture(figure, title, w(f"lesson.fixes.caption_{name}", n=len(next(iter(told.debrief.fixes.values())))), f"lx{name}")
    for name, (title, figure, caption) in lesson_gallery.found(told).items():
        found[name] = picture(figure, title, caption, f"lg{name}")
    for company in lesson_alike.repeated(told):
        found[f"repeats{company}"] = picture(told.repeats_figure(company), told.repeats_title(company), w("lesson.repeats.caption"), f"lr{company}")
    return found


def write(told: Told, folder: Path, facts: dict[str, Any]) -> None:
    """The page and its tables into `folder`."""
    if told.lesson.play == BARE:
        from cxsim.report import lesson_bare_page

        lesson_bare_page.write(told, folder, facts)  # type: ignore[arg-type]
        return
    page = environment().get_template("lesson.html.j2").render(told=told, w=told.w, lang=told.lang, facts=facts, pictures=with_narrow(told, pictures(told)), compared=lesson_gallery.said(told), sealed=lesson_intervals.said(told), lost=lesson_companies.lost(told), alike=lesson_alike, unseen=lesson_unseen.parts(told), levels=pays_levels(told.lesson), digest=told.debrief.digest)
    (folder / "report.html").write_text(page, "utf-8")
    for name, table in tables(told).items():
        write_csv(table, folder / f"{name}.csv")


def with_narrow(told: Told, drawn: dict[str, Any]) -> dict[str, Any]:
    """Pictures for the page that is written: of some there is a drawing for narrow screens too."""
    small = lesson_gallery.narrow_pictures(told)
    return {key: {**one, "narrow": _drawn(small[key], one["title"], one["caption"], f"n{key}")} if key in small else one for key, one in drawn.items()}


def tables(told: Told) -> dict[str, Any]:
    """Tidy tables behind the page: rounds, bonuses, decisions, predictions, repeats."""
    import pandas as pd

    debrief = told.debrief
    rounds = pd.concat([debrief.path(company, arm).assign(company=company, arm=arm) for company in told.companies for arm in ARMS], ignore_index=True)
    bonus = pd.concat([debrief.bonus(company).assign(company=company) for company in told.companies], ignore_index=True)
    found = {"rounds": rounds, "bonuses": bonus, "decisions": lesson_decided.tidy(told.game)}
    if told.game.guesses:
        found["predictions"] = predicted(told)
    rows = [{"company": company, "seed": seed, "arm": arm, "outcome": name, "value": values[k]} for company, own in debrief.repeats.items() for arm, table in own.values.items() for name, values in table.items() for k, seed in enumerate(own.seeds)]
    if rows:
        found["repeats"] = pd.DataFrame(rows)
    if debrief.gallery is not None:
        found["gallery"] = pd.DataFrame([{"future": number, "plan": plan, "outcome": name, "luck": k + 1, "value": value} for number, own in enumerate(debrief.gallery.values) for plan, outcomes in own.items() for name, values in outcomes.items() for k, value in enumerate(values)])
    return found


def predicted(told: Told) -> Any:
    """One row per sealed prediction: seat, prediction, value, confidence, hash."""
    import pandas as pd

    rows = [{"seat": seat, "prediction": name, **guess, "hash": told.game.hashes[seat]} for seat, guesses in told.game.guesses.items() for name, guess in guesses.items()]
    return pd.DataFrame(rows)
