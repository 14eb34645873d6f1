"""Companies that did the same thing are told once, under all their names; which of them the reveal has time for; what one luck leaves open."""

from __future__ import annotations

from typing import Any

from cxsim.lessons import telling
from cxsim.lessons.form import BARE
from cxsim.lessons.reveal_room import fitting
from cxsim.lessons.seating import COMPANY_LETTERS
from cxsim.report import lesson_units


def leads(told: Any) -> list[int]:
    """The company that stands for each group, in the order in which groups are told: people's first."""
    return [own[0] for own in told.groups]


def group(told: Any, company: int) -> tuple[int, ...]:
    """The companies that lived as this one did, itself among them."""
    return next(own for own in told.groups if company in own)


def name(told: Any, company: int) -> str:
    """What a company is called together with those that did the same."""
    own = group(told, company)
    return str(told.company(company) if len(own) == 1 else told.w("lesson_alike.companies", letters=told.w.listing([COMPANY_LETTERS[one] for one in own])))


def merged(told: Any, rows: dict[int, list[list[str]]]) -> list[tuple[str, list[list[str]]]]:
    """Rows of every company under its name; once, under all names, where those that did the same have the same rows throughout."""
    found = []
    for own in told.groups:
        once = all(rows[one] == rows[own[0]] for one in own)
        found += [(name(told, own[0]), rows[own[0]])] if once else [(told.company(one), rows[one]) for one in own]
    return found


def decisions(told: Any, company: int) -> str:
    """What a company's decisions are called, with those of the others that decided the same."""
    own = [COMPANY_LETTERS[one] for one in group(told, company)]
    return str(told.w("lesson.arm.class_of", letter=own[0]) if len(own) == 1 else told.w("lesson_alike.decisions", letters=told.w.listing(own)))


def ends(told: Any) -> list[str]:
    """Letters at the ends of lines, those of companies that did the same together; none where there is one company."""
    return [", ".join(COMPANY_LETTERS[one] for one in own) for own in told.groups] if told.game.companies > 1 else []


def said(told: Any) -> list[str]:
    """A sentence for every group of companies that did the same."""
    key = "designs" if len(told.game.design_rounds()) > 1 and told.lesson.play == "designs" else "same"
    return [told.w(f"lesson_alike.{key}", companies=name(told, own[0])) for own in told.groups if len(own) > 1]


def repeated(told: Any) -> list[int]:
    """Companies whose decisions were lived under other lucks, one of each group."""
    return [company for company in leads(told) if company in told.debrief.repeats]


def main(told: Any) -> list[int]:
    """Companies whose parts the timetable has time for; those of the others are further parts, which the teacher opens."""
    return leads(told)[: fitting(told.lesson, told.game.world.clock, len(told.groups))]


def close(told: Any) -> list[str]:
    """A sentence for every question that one luck does not settle, with the smallest change that would have; kind to everybody who answered."""
    if told.lesson.play == BARE:
        return []
    found: dict[str, telling.Least] = {}
    for company in leads(told):
        for name, size in telling.close(told.debrief, company, told.debrief.outcomes(company)).items():
            found[name] = max(found.get(name, size), size, key=lambda one: one.size)
    lines = []
    for name, size in found.items():
        asked = told.lesson.predictions[name]
        number, own = told.number(size.size, places(size.size)), told.w.get(f"lesson_alike.least.{asked.outcome}")
        needed = own.format(x=number) if isinstance(own, str) else lesson_units.foretold(told.w, asked.outcome, number)
        lines.append(told.w(f"lesson_alike.close_why.{'lucks' if size.lucks else 'assumed'}", ask=asked.ask.of(told.lang), least=needed, n=size.lucks))
    by_lucks = {name: size for company in leads(told) for name, size in telling.settled(told.debrief, company, told.debrief.outcomes(company)).items()}
    return [*lines, *(told.w("lesson_alike.close_why.settled", ask=told.lesson.predictions[name].ask.of(told.lang), n=size.lucks) for name, size in by_lucks.items())]


def places(size: float) -> int:
    """Decimals of a smallest change."""
    return 0 if size >= 10 else 1 if size >= 0.1 else 2
