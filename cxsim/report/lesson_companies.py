"""Games of several companies: each is told by its own letter, so that no team reads another's numbers as its own."""

from __future__ import annotations

from typing import Any

from cxsim.lessons import telling
from cxsim.lessons.comparisons import CLASS, OTHER, SAME
from cxsim.lessons.form import INTERVAL, NUMBER, YES_NO
from cxsim.lessons.outcomes import measured
from cxsim.lessons.predictions import NO, YES
from cxsim.lessons.seating import COMPANY_LETTERS
from cxsim.report import lesson_alike, lesson_bids, lesson_units
from cxsim.report.words import raised

SAME_SIZE = 0.05  # points under which a change is told as none


WHOLE = ("rough_pct", "just_above_pct", "phone_change_pct")  # shares that page 3 tells in whole per cents too, or that only a few units make up


def way(change: float, least: float = 0.0) -> str:
    """How a change is told: up, down, same, or hardly where it is smaller than what can be told."""
    if abs(change) < SAME_SIZE:
        return "same"
    return "hardly" if abs(change) < least else "up" if change > 0 else "down"


def letters(told: Any) -> str:
    """Letters of the companies; empty where there is one."""
    return COMPANY_LETTERS[: told.game.companies] if told.game.companies > 1 else ""


def each(told: Any, values: list[str]) -> str:
    """A value per company inside a sentence, those of companies with the same one together; one value where all are alike."""
    if len(set(values)) == 1:
        return values[0]
    found: dict[str, list[str]] = {}
    for letter, value in zip(letters(told), values, strict=True):
        found.setdefault(value, []).append(letter)
    return ("; " if len(found) < len(values) else ", ").join(f"{told.w.listing(own)} {value}" for value, own in found.items())


def title(told: Any) -> str:
    """What became of experience: of the one company, or of each."""
    last = [float(told.debrief.path(company)["true_cx"].iloc[-1]) for company in told.companies]
    first = told.debrief.start(0)
    if len(last) == 1:
        return str(told.w(f"lesson.path.title.{way(last[0] - first, telling.of_change(told.debrief, 0).size)}", a=told.number(first), b=told.number(last[0])))
    return str(told.w("lesson.path.title.several", a=told.number(first), each=each(told, [told.number(value) for value in last])))


def line_names(told: Any) -> dict[str, list[str]]:
    """What lines of page 2 are called: a name for each company of the class, or for several that did the same; robots that begin with a company's habits are those of the first."""
    several = letters(told)
    found = {arm: [told.arm(arm)] for arm in (CLASS, SAME, OTHER)}
    if not several:
        return found
    found[CLASS] = [lesson_alike.decisions(told, company) for company in told.leads]
    for arm in (SAME, OTHER):
        alike = len({told.debrief.arms[company][arm].run.digest for company in told.companies}) == 1
        found[arm] = [told.arm(arm) if alike else told.w("lesson.arm.begun", arm=told.arm(arm), letter=several[0])]
    return found


def answer(told: Any, name: str) -> str:
    """What happened to a prediction, in each company."""
    return each(told, [_answer(told, name, company) for company in told.companies])


def _answer(told: Any, name: str, company: int) -> str:
    asked, value = told.lesson.predictions[name], told.debrief.outcomes(company)[name]
    if name in telling.close(told.debrief, company, {name: value}):
        return str(told.w("lesson_alike.close"))
    if asked.kind in (NUMBER, INTERVAL):
        return lesson_units.foretold(told.w, asked.outcome, str(told.number(value, 0 if asked.outcome in WHOLE else 1)))
    if asked.kind == YES_NO:
        return str(told.w(f"lesson.predictions.{YES if value > asked.than else NO}"))
    return str(list(asked.options.values())[int(value)].of(told.lang))


def marks(told: Any, name: str) -> list[tuple[float, str]]:
    """Places on the axis of a histogram where the outcome lies, each with the companies it is of; no letters where all are alike."""
    asked, found = told.lesson.predictions[name], dict[float, str]()
    for company in told.companies:
        value = told.debrief.outcomes(company)[name]
        place = value if asked.kind == NUMBER else _side(told, name, company, value) if asked.kind == YES_NO else int(value) + 0.5
        found[place] = found.get(place, "") + letters(told)[company : company + 1]
    return [(place, ", ".join(own) if len(found) > 1 else "") for place, own in found.items()]


def _side(told: Any, name: str, company: int, value: float) -> float:
    """The bar of yes or of no, or the place between them."""
    if name in telling.close(told.debrief, company, {name: value}):
        return 1.0
    return 0.5 if value > told.lesson.predictions[name].than else 1.5


def lost(told: Any) -> list[str]:
    """How often information was lost between units, in each company."""
    lines = [(lesson_alike.name(told, company), told.rough(company)) for company in told.leads]
    return [f"{name}: {line[:1].lower()}{line[1:]}" if letters(told) else line for name, line in lines]


def others(told: Any) -> list[dict[str, Any]]:
    """Page 5, its parts: heading, sentences, head and rows of a table.

    Robots of the lesson's own live alike in every company, so that all companies fit one table; robots that begin with a company's
    habits do not, and every company has its own part.
    """
    if told.game.companies > 1 and told.policy:
        return [_together(told)]
    return [_part(told, company) for company in told.leads]


def _part(told: Any, company: int) -> dict[str, Any]:
    paid = [told.bonus(company)["said"]] if told.plans_differ else []
    head = [told.w("lesson.other_table.outcome"), *(told.arm(arm) for arm in (CLASS, SAME, OTHER))]
    return {"company": company, "name": lesson_alike.name(told, company) if told.game.companies > 1 else "", "said": [*paid, told.other_said(company)], "head": head, "rows": told.other_rows(company)}


def _together(told: Any) -> dict[str, Any]:
    alone = [told.other_rows(company) for company in told.leads]
    rows = [[raised(told.outcome(name)), *(own[place][1] for own in alone), *alone[0][place][2:]] for place, name in enumerate(told.lesson.reveal.outcomes)]
    lives = told.debrief.arms[0]
    if lives[SAME].run.digest == lives[OTHER].run.digest:
        line = told.other_said()
    else:
        end = [told.number(measured(told.debrief.arms[company][CLASS], "true_cx")) for company in told.companies]
        a, b = (told.number(measured(lives[arm], "true_cx")) for arm in (SAME, OTHER))
        line = told.w("lesson.other_table.differ_several", a=a, b=b, an=told.arm(SAME), bn=told.arm(OTHER), each=each(told, end))
    paid = [told.bonus(0)["said"]] if told.plans_differ else []
    head = [told.w("lesson.other_table.outcome"), *(lesson_alike.name(told, company) for company in told.leads), told.arm(SAME), told.arm(OTHER)]
    return {"company": 0, "name": "", "said": [*paid, line, *lesson_bids.reordered(told)], "head": head, "rows": rows}
