"""Slips typed by the teacher: what a few keys mean as a decision, and what was understood of them; one function per kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cxsim.base.errors import Problem
from cxsim.lessons.form import Decision
from cxsim.lessons.kinds import HUNDRED, STEP, Order, Weights, kind_of
from cxsim.lessons.scheme_kind import SchemeKind
from cxsim.lessons.scheme_typed import plan_of
from cxsim.report import lesson_plans
from cxsim.report.problems import spoken
from cxsim.report.words import Words

AGAIN = "="


class Unclear(Exception):
    """What was typed is no decision yet; the text says why, in the language of the page."""


@dataclass(frozen=True)
class Slip:
    """One field: `value` None for nothing typed, or for something that is no decision; then `fault` says why. `said` is what was understood."""

    value: Any = None
    said: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Reader:
    """Reads fields of one decision in one language. `won` is what bids have won so far: only that can be ordered."""

    terms: Decision
    w: Words
    won: Mapping[str, int] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """What there is to choose from or to give points to, in the order of their numbers."""
        terms = self.terms
        if terms.kind == "weights":
            return list(Weights(terms).levels)
        if terms.menu is not None:
            return list(terms.menu.ready)
        known = list(terms.sliders or terms.options or terms.cards)
        return [name for name in known if name in self.won] if terms.kind == "order" and self.won else known

    def label(self, name: str) -> str:
        """A name in words."""
        terms, lang = self.terms, self.w.lang
        entries: dict[str, Any] = {**(terms.menu.ready if terms.menu is not None else {}), **terms.sliders, **terms.options, **terms.cards}
        return entries[name].label.of(lang) if name in entries else self.w.name("level", name)

    def key(self) -> str:
        """What to type, for the head of the column."""
        numbered = self.terms.kind not in ("split", "weights")
        names = ", ".join(f"{place} {self.label(name)}" if numbered else self.label(name) for place, name in enumerate(self.names, 1))
        if self.terms.menu is not None:
            return lesson_plans.key(self.terms, names, self.w)
        return self.w(f"lesson_console.typed.{self.terms.kind}", names=names)

    def read(self, typed: str, last: Any = None) -> Slip:
        """A field as a decision; `last` is what the seat decided last time."""
        typed = typed.strip()
        if not typed:
            return Slip()
        try:
            value = self._again(last) if typed == AGAIN else READ[self.terms.kind](self, typed)
        except Unclear as unclear:
            return Slip(fault=str(unclear))
        fault = kind_of(self.terms).fault(value)
        if fault is not None:
            return Slip(fault=self.w("lesson_console.typed.bad", what=self._detail(fault)))
        return Slip(value, self.said(value))

    def said(self, value: Any) -> str:
        """A decision in words, short."""
        if self.terms.menu is not None:
            return lesson_plans.said(self.terms.menu, value, self.w)
        if self.terms.kind in ("split", "weights"):
            return " · ".join(str(value[name]) for name in self.names)
        if isinstance(value, int):
            return str(value)
        if isinstance(value, Mapping):
            return " · ".join(f"{self.label(name)} {coins}" for name, coins in value.items()) or "–"
        return " · ".join(self.label(name) for name in ([value] if isinstance(value, str) else value)) or "–"

    def _again(self, last: Any) -> Any:
        if last is None:
            raise Unclear(self.w("lesson_console.typed.again"))
        return last

    def _detail(self, fault: Problem) -> str:
        plain, allowed = fault.value if isinstance(fault.value, (int, float, str)) else "", spoken(fault, self.w.lang)[0].allowed
        return " / ".join(str(part) for part in (plain, allowed) if part not in ("", None)) or "?"

    def numbers(self, typed: str) -> list[int]:
        """Whole numbers, parted by anything. Raises Unclear."""
        found = re.split(r"[\s,;/·]+", typed.strip(" ,;/·"))
        if not all(one.isascii() and one.isdigit() and len(one) < 7 for one in found):
            raise Unclear(self.w("lesson_console.typed.numbers"))
        return [int(one) for one in found]

    def named(self, number: int) -> str:
        """The name with a number. Raises Unclear."""
        if not 1 <= number <= len(self.names):
            raise Unclear(self.w("lesson_console.typed.number_of", n=len(self.names)))
        return self.names[number - 1]

    def many(self, found: list[int], count: int) -> None:
        """Raises Unclear when there are not so many numbers."""
        if len(found) != count:
            raise Unclear(self.w("lesson_console.typed.many", n=count))


def _split(reader: Reader, typed: str) -> dict[str, int]:
    """Tens or points; the last one may be left out. Digits may stand without a space: 3214."""
    names = reader.names
    if typed.isascii() and typed.isdigit() and len(typed) in (len(names) - 1, len(names)) and len(names) > 2:
        typed = " ".join(typed)
    found = reader.numbers(typed)
    if len(found) not in (len(names) - 1, len(names)):
        reader.many(found, len(names) - 1)
    tens = sum(found) <= HUNDRED // STEP and all(one <= HUNDRED // STEP for one in found)
    points = [one * (STEP if tens else 1) for one in found]
    if len(points) < len(names):
        points.append(HUNDRED - sum(points))
    if sum(points) != HUNDRED or min(points) < 0:
        raise Unclear(reader.w("lesson_console.typed.sum", n=sum(points[: len(found)])))
    return dict(zip(names, points))


def _choice(reader: Reader, typed: str) -> str:
    found = reader.numbers(typed)
    reader.many(found, 1)
    return reader.named(found[0])


def _several(reader: Reader, typed: str) -> list[str]:
    found = reader.numbers(typed)
    return [] if found == [0] else [reader.named(number) for number in found]


def _weights(reader: Reader, typed: str) -> dict[str, int]:
    found = reader.numbers(typed)
    reader.many(found, len(reader.names))
    return dict(zip(reader.names, found))


def _bids(reader: Reader, typed: str) -> dict[str, int]:
    if typed == "0":
        return {}
    bids = {}
    for piece in re.split(r"[\s,;]+", typed):
        card, _, coins = piece.partition("=")
        if not coins:
            raise Unclear(reader.w("lesson_console.typed.numbers"))
        bids[reader.named(*reader.numbers(card))] = reader.numbers(coins)[0]
    return bids


def _order(reader: Reader, typed: str) -> list[str]:
    found = reader.numbers(typed)
    reader.many(found, Order(reader.terms).each)
    return [reader.named(number) for number in found]


def _stars(reader: Reader, typed: str) -> int:
    found = reader.numbers(typed)
    reader.many(found, 1)
    return found[0]


def _scheme(reader: Reader, typed: str) -> dict[str, Any]:
    kind = SchemeKind(reader.terms)
    found = plan_of(kind.menu, typed, kind.ready_only)
    if found is None:
        raise Unclear(reader.w("lesson_console.typed.no_plan"))
    return found


READ: dict[str, Callable[[Reader, str], Any]] = {
    "split": _split, "choice": _choice, "cards": _several, "portfolio": _several, "weights": _weights, "bids": _bids, "order": _order, "stars": _stars, "scheme": _scheme,
}  # fmt: skip
