"""How a board page writes names, amounts and differences, in the language of its reader."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import date
from typing import Any

from cxsim.desk.board import Board, sign
from cxsim.desk.dynamic.pairs import Pair
from cxsim.desk.static.hiding import to_hundred
from cxsim.report import numbers
from cxsim.report.desk.cost import Told
from cxsim.report.desk.letter_say import clean
from cxsim.report.names import labelled
from cxsim.report.words import raised

MILLION = 1e6


class Say:
    """Words, names and numbers of one board page."""

    def __init__(self, board: Board, lang: str):
        self.board, self.lang = board, lang
        self.told = Told(board.static, lang)
        self.w, self.speak = self.told.w, self.told.say

    # names

    @property
    def name(self) -> str:
        """The plan, in mid-sentence."""
        return self._named(self.board.laid.file, "board.unnamed")

    @property
    def old(self) -> str:
        """The old plan, in mid-sentence: by its name and year, unless the new one has the same."""
        made = self.board.laid.mades.get("old")
        name = "" if made is None else self._named(made.facts.file, "board.old_unnamed")
        return self.w("board.old_unnamed") if name == self.name else name

    def _named(self, file: Any, blank: str) -> str:
        text, year = clean(file.plan.get("name") or ""), clean(file.plan.get("year") or "")
        return self.w("board.quoted", name=" ".join(part for part in (text, "" if year in text else year) if part)) if text else self.w(blank)

    @property
    def base(self) -> str:
        """What the plan is held against, in mid-sentence."""
        return self.w(f"board.base.{self.board.base}", old=self.old)

    @property
    def company(self) -> str:
        """The simulated company."""
        settings = self.board.laid.settings
        return labelled({"company": asdict(settings.company)}, ("company",), self.lang, settings.company.name)

    def level(self, key: str) -> str:
        """Name of a level."""
        return clean(self.speak.level(key))

    def measure(self, key: str) -> str:
        """metric/scope in words."""
        return clean(raised(self.speak.measure(key)))

    def unit(self, code: str) -> str:
        """Name of a unit."""
        row = next((row for row in self.board.laid.file.sheet("units") if str(row.get("unit")) == code), {})
        return clean(row.get(f"name_{self.lang}") or code)

    def period(self) -> str:
        """From when to when, empty when the plan does not say."""
        ends = [self.board.laid.file.plan.get(key) for key in ("period_start", "period_end")]
        return "" if None in ends else self.w("board.period", start=self._day(ends[0]), end=self._day(ends[1]))

    def _day(self, value: Any) -> str:
        try:
            return numbers.calendar(date.fromisoformat(str(value)[:10]), self.lang)
        except ValueError:
            return clean(value)

    def years(self) -> str:
        """The simulated years, as they stand in a sentence."""
        known: list[str] = self.w.get("years_span", [])
        count = self.board.view.years
        return known[count] if count < len(known) else self.w("years_other", n=count)

    # amounts

    def eur(self, value: float, signed: bool = False) -> str:
        """EUR to thousands (levels) or hundreds (differences)."""
        if not signed:
            return self.told.thousand(value)
        size = abs(_hundred(value))
        text = self.told.thousand(size) if size >= MILLION else numbers.money(size, 0, self.lang)
        return numbers.sign_of(value, 0, True) + text

    def number(self, value: float, places: int = 1) -> str:
        """A number without needless zeros."""
        return self.speak.number(value, places)

    def amount(self, pair: Pair) -> str:
        """A difference with its unit."""
        found = pair.difference
        if pair.unit == "eur":
            return self.eur(found.mean, signed=True)
        places = self._places(pair)
        size = self.w(f"board.unit.{pair.unit}", x=numbers.number(abs(found.mean), places, self.lang))
        return numbers.sign_of(found.mean, places, True) + size

    def bare(self, pair: Pair) -> str:
        """A difference without its unit, for tables."""
        mean, places = (_hundred(pair.difference.mean), 0) if pair.unit == "eur" else (pair.difference.mean, self._places(pair))
        return numbers.number(mean, places, self.lang, True)

    def range(self, pair: Pair, bare: bool = False) -> str:
        """The interval of a difference; `bare` without currency, for tables."""
        found = pair.difference
        if pair.unit != "eur":
            return numbers.interval(found.lo, found.hi, self._places(pair), self.lang, True)
        if not bare:
            return self.w("board.span", lo=self.eur(found.lo, True), hi=self.eur(found.hi, True))
        return numbers.interval(_hundred(found.lo), _hundred(found.hi), 0, self.lang, True)

    def _places(self, pair: Pair) -> int:
        found = pair.difference
        return numbers.decimals_of(found.mean, found.lo, found.hi)

    def state(self, pair: Pair) -> str:
        """clear, open, none (no interval) or same (not one seed differs)."""
        if not math.isfinite(pair.difference.lo):
            return "none"
        if not (pair.second - pair.first).any():
            return "same"
        return "clear" if sign(pair) else "open"

    def change(self, pair: Pair, what: str) -> str:
        """The difference of one outcome as a sentence."""
        return raised(self.w(f"board.change.{self.state(pair)}", what=what, d=self.amount(pair), range=self.range(pair), n=pair.difference.n))

    def outcome(self, name: str) -> str:
        """An outcome, in mid-sentence."""
        return self.w(f"board.outcome.{name}")

    def short(self, pair: Pair) -> str:
        """The difference of one outcome as half a title."""
        return self.w(f"board.effect.short.{self.state(pair)}", what=self.outcome(pair.name), d=self.amount(pair))


def _hundred(eur: float) -> float:
    """EUR to hundreds, and as they are below a hundred."""
    return to_hundred(eur) if math.isfinite(eur) and abs(eur) >= 100 else eur
