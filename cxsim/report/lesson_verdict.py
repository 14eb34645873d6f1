"""Whether it went as many expect: robots against robots, robots against the class, and what else moved; every sentence follows what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsim.lessons.comparisons import CLASS, SAME
from cxsim.report import lesson_alike, numbers
from cxsim.study.statistics import Estimate

if TYPE_CHECKING:
    from cxsim.report.lesson import Told

WANTED = {"more": "more", "less": "fewer"}  # how an expected direction is told when it is clear
CLEARLY = ("more", "fewer")


def said(told: Told, company: int = 0) -> list[str]:
    """What to say, as the runs of this game came out; empty without runs."""
    if company not in told.debrief.repeats:
        return []
    wanted = WANTED.get(told.lesson.reveal.expected)
    if wanted is None:
        return [told.w("lesson.unexpected.none")]
    lines = [_robots(told, company, wanted), *_classes(told, company, wanted), _others(told, company)]
    return [line for line in (*lines, "" if as_expected(told, company) else told.w("lesson.unexpected.ask")) if line]


def as_expected(told: Told, company: int = 0) -> bool:
    """Whether robots ended as many expect and the class gave no other answer, or nothing was expected: no reasons for the contrary are needed."""
    wanted = WANTED.get(told.lesson.reveal.expected)
    if wanted is None:
        return True
    if company not in told.debrief.repeats:
        return False
    own = lesson_alike.repeated(told) if told.game.companies > 1 else [company]
    return told.kind_of(company, told.main, SAME)[1] == wanted and all(told.kind_of(one, told.main, CLASS)[1] not in _against(wanted) for one in own)


def _against(wanted: str) -> tuple[str, ...]:
    return tuple(kind for kind in CLEARLY if kind != wanted)


def _robots(told: Told, company: int, wanted: str) -> str:
    size, kind = told.kind_of(company, told.main, SAME)
    key = "not_came" if kind == "same" else "open" if kind not in CLEARLY else "came" if kind == wanted else "opposite"
    sized = {**_sized(told, company, told.main, size), "d": told.number(size.mean, told.places(company, told.main), signed=True)}
    return told.w(f"lesson.unexpected.{key}", outcome=told.outcome_said(told.main), **sized, **told.names)


def _classes(told: Told, company: int, wanted: str) -> list[str]:
    """The same of every company that decided for itself, by its name: what is true of one may be false of the next."""
    if told.game.companies == 1:
        return [_class(told, company, wanted)]
    found = [(lesson_alike.name(told, one), _class(told, one, wanted)) for one in lesson_alike.repeated(told)]
    return [told.w("lesson.unexpected.of", company=name, said=line[0].lower() + line[1:]) for name, line in found if line]


def _class(told: Told, company: int, wanted: str) -> str:
    """What the class's own decisions say beside robots under the other plan."""
    size, kind = told.kind_of(company, told.main, CLASS)
    if kind not in (*CLEARLY, "open"):
        return ""
    first = told.kind_of(company, told.main, SAME)[1]
    turn = "open" if kind == "open" else "also" if kind == first else "but"
    key = turn if turn == "open" else f"{turn}.{kind}"
    return told.w(f"lesson.unexpected.you{told.policy}.{key}", **_sized(told, company, told.main, size), **told.names)


def _others(told: Told, company: int) -> str:
    """Every other outcome that differed clearly between the robots; what the title does not tell is not kept quiet."""
    items = []
    for name in told.lesson.reveal.outcomes[1:]:
        size, kind = told.kind_of(company, name, SAME)
        if kind in CLEARLY:
            items.append(told.w("lesson.unexpected.item", **{**_sized(told, company, name, size), "outcome": told.difference(name), "d": told.number(size.mean, told.places(company, name), signed=True)}))
    return told.w(f"lesson.unexpected.others{told.policy}", items="; ".join(items), **told.names) if items else ""


def _sized(told: Told, company: int, outcome: str, size: Estimate) -> dict[str, str]:
    """Size without its sign, and the interval with it."""
    places = told.places(company, outcome)
    return {"d": told.number(abs(size.mean), places), "range": numbers.interval(size.lo, size.hi, places, told.lang, signed=True)}
