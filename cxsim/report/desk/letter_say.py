"""How a letter writes names, numbers, money and dates, in the language of its reader."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from cxsim.desk.letter import LetterFacts
from cxsim.pay.plan import Measure
from cxsim.report import numbers
from cxsim.report.words import words

DIGITS = 3  # of percentages and results; trailing zeros are dropped


def clean(text: Any) -> str:
    """Text without the control characters that no document may hold."""
    return "".join(letter if letter.isprintable() or letter in "\u00a0\u202f\u00ad" else " " for letter in str(text)).strip()


class Say:
    """Words, names and numbers of one letter."""

    def __init__(self, facts: LetterFacts, lang: str):
        self.facts, self.lang, self.w = facts, lang, words(lang)
        self.currency = numbers.SYMBOLS.get(str(facts.file.value("currency")), clean(facts.file.value("currency")))

    def __call__(self, text: Any) -> str:
        """A text of the user's, safe to print."""
        return clean(text)

    def metric(self, key: str) -> str:
        """What is measured, in mid-sentence."""
        return clean(self.w.name("letter.metric", key))

    def scope(self, key: str) -> str:
        """Whose result it is."""
        return self.w.name("letter.scope", key)

    def measure(self, measure: Measure) -> str:
        """A measure with its scope."""
        return f"{self.metric(measure.metric)}, {self.scope(measure.scope)}"

    def unit(self) -> str:
        """Name of the example's unit, empty without one."""
        row = next((row for row in self.facts.file.sheet("units") if str(row.get("unit")) == self.facts.unit), {})
        return clean(row.get(f"name_{self.lang}") or self.facts.unit)

    def period(self) -> str:
        """From when to when, empty when the plan does not say."""
        ends = [self.facts.file.plan.get(key) for key in ("period_start", "period_end")]
        return "" if None in ends else self.w("letter.period", start=self.day(ends[0]), end=self.day(ends[1]))

    def day(self, value: Any) -> str:
        """A date as people write it; text that is none stays as it is."""
        try:
            return numbers.calendar(date.fromisoformat(str(value)[:10]), self.lang)
        except ValueError:
            return clean(value)

    def number(self, value: Fraction, digits: int = DIGITS) -> str:
        """A number without trailing zeros; rounded half to even."""
        shown = Fraction(round(value * 10**digits), 10**digits)
        places = next(places for places in range(digits + 1) if (shown * 10**places).denominator == 1)
        return numbers.number(float(shown), places, self.lang)

    def percent(self, value: Fraction, digits: int = DIGITS) -> str:
        """A per cent, given in per cent."""
        text = self.number(value, digits)
        return f"{text}{numbers.THIN}%" if self.lang == "fi" else f"{text}%"

    def cents(self, cents: int) -> str:
        """An amount of whole cents: €12,960.00 or 12 960,00 €."""
        whole, rest = divmod(abs(cents), 100)
        body = f"{whole:,}.{rest:02d}"
        return self._money(body, cents < 0)

    def euros(self, value: Fraction) -> str:
        """An amount of the plan: cents only where it has some."""
        return self._money(f"{int(value):,}", False) if value.denominator == 1 else self.cents(round(value * 100))

    def _money(self, body: str, negative: bool) -> str:
        sign = numbers.MINUS if negative else ""
        if self.lang == "fi":
            return f"{sign}{body.replace(',', numbers.THIN).replace('.', ',')}{numbers.THIN}{self.currency}"
        space = numbers.THIN if len(self.currency) > 1 else ""
        return f"{sign}{self.currency}{space}{body}"

    def level_of(self, measure: Measure, x: Fraction) -> str:
        """An achievement as a reader says it: per cent of target, or the value."""
        return self.number(x) if measure.basis == "value" else self.percent(x)
