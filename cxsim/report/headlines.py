"""What a command says while it works, on stderr: its first line and how far it is; English and Finnish, ASCII signs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from cxsim.base.schema import Settings
from cxsim.report import numbers
from cxsim.report.names import SchemeNames, labelled
from cxsim.report.words import words
from cxsim.study.progress import bar, clock_text


def run_head(settings: Settings) -> str:
    """One run: company, people, years, scheme, practices."""
    w, scheme = words(settings.output.lang), settings.scheme
    name = str(scheme.get("name", ""))
    return " | ".join(["cxsim run", *world(settings), SchemeNames(w, {name: scheme}).full(name), *_practices(settings)])


def compare_head(settings: Settings) -> str:
    """A comparison: company, people, years, schemes and replications, practices."""
    w, study = words(settings.output.lang), settings.study
    size = w("terminal.study_size", schemes=len(study.schemes), n=study.replications)
    return " | ".join(["cxsim compare", *world(settings), size, *_practices(settings)])


def world(settings: Settings) -> list[str]:
    """Company, people and years, as a first line tells them."""
    w = words(settings.output.lang)
    people = numbers.plain(numbers.number(settings.customers.count, 0, w.lang))
    return [
        labelled({"company": asdict(settings.company)}, ("company",), w.lang, settings.company.name),
        w("terminal.people", n=people),
        w.plural("terminal.years", settings.horizon.years),
    ]


def _practices(settings: Settings) -> list[str]:
    chosen: dict[str, Any] = {name: asdict(item) for name, item in settings.practice.items()}
    lang = settings.output.lang
    said = [labelled(chosen, (name,), lang, name) for name in chosen]
    return [words(lang)("terminal.with_practices", names=", ".join(said))] if said else []


def progress(done: int, total: int, gone: float, left: float | None, keeps: bool, lang: str) -> str:
    """The progress line: bar, counts, time gone and left in seconds, and that Ctrl-C loses nothing finished."""
    w = words(lang)
    count, whole = (numbers.plain(numbers.number(value, 0, lang)) for value in (done, total))
    share = done / total if total else 1.0
    head = f"{w('terminal.runs')}  [{bar(share)}]  {count}/{whole}  {100 * share:3.0f}{w('terminal.percent')}   {w('terminal.gone', gone=clock_text(gone))}"
    if done >= total or left is None:
        return head
    return f"{head}, {w('terminal.left', left=clock_text(left))}" + (f"   {w('terminal.keeps', done=count)}" if keeps else "")
