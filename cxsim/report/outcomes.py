"""Outcomes of one run as people read them: label, value and unit, in English and Finnish; files keep machine names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxsim.customers.metrics import METRICS
from cxsim.report import numbers
from cxsim.report.words import words
from cxsim.study.dictionary import meaning_of

# Units of the data dictionary that the tables hold as a share of one and people read in percent.
SHARES = ("share", "share 0-1", "share of attention")
# The dictionary speaks of studies, where this is an amount of the company; a run gives it per customer.
RUN_UNITS = {"clv_eur": "EUR per customer"}
ATTENTION = "attention_"


@dataclass(frozen=True)
class Outcome:
    """One outcome: its label, its value written with the digits its unit asks for, and its unit."""

    label: str
    value: str
    unit: str


def outcome(name: str, value: float, lang: str, currency: str = "EUR") -> Outcome:
    """Write one outcome of `Run.summary`; an outcome without words keeps its name, its unit that of the dictionary."""
    unit = unit_key(name)
    factor = 100.0 if unit in SHARES else 1.0
    return Outcome(label(name, lang), numbers.number(factor * value, _digits(unit), lang), unit_text(unit, lang, currency))


def outcomes(summary: Mapping[str, float], lang: str, currency: str = "EUR") -> list[Outcome]:
    """Every outcome of a run, in its order."""
    return [outcome(name, float(value), lang, currency) for name, value in summary.items()]


def unit_key(name: str) -> str:
    """The unit in the words of the data dictionary, or of the definition of a metric."""
    if name in METRICS:
        return METRICS[name].unit
    return RUN_UNITS.get(name) or meaning_of("runs", name)[0]


def unit_text(unit: str, lang: str, currency: str = "EUR") -> str:
    """The unit in the reader's language."""
    found = words(lang).get(f"run.unit.{unit}")
    text = found if isinstance(found, str) else unit
    return text.format(currency=numbers.SYMBOLS.get(currency, currency))


def label(name: str, lang: str) -> str:
    """What the outcome is called: the words of a run, of the report, or of the metric's definition."""
    w = words(lang)
    known = w.get(f"run.label.{name}") or w.get(f"metric.{name}")
    if isinstance(known, str):
        return known
    if name in METRICS:
        return METRICS[name].label_fi if lang == "fi" else METRICS[name].label_en
    return _attention(name, lang) or name.replace("_", " ")


def _attention(name: str, lang: str) -> str:
    """Attention of a level to a group of activities; empty for anything else."""
    w = words(lang)
    levels = [level for level in w.get("level", {}) if name.startswith(ATTENTION) and name.endswith(f"_{level}")]
    if not levels:
        return ""
    group = name.removeprefix(ATTENTION).removesuffix(f"_{levels[0]}")
    level = w.name("level", levels[0])
    return w("run.attention", level=level[:1].lower() + level[1:], group=w.name("group_said", group))


def _digits(unit: str) -> int:
    """Scores and percentages with one decimal; money, ratios and what is unknown with two."""
    return 1 if unit in SHARES or unit.startswith(("%", "0-100", "points")) else 2


def lines(rows: Sequence[Outcome], lang: str) -> list[str]:
    """A table for the terminal: label, value, unit; ASCII signs; last a line that says what time the numbers are of."""
    cells = [[numbers.plain(text) for text in (row.label, row.value, row.unit)] for row in rows]
    first, second = (max((len(row[place]) for row in cells), default=0) for place in (0, 1))
    return [*(f"{name:<{first}}  {value:>{second}}  {unit}".rstrip() for name, value, unit in cells), words(lang)("run.note")]
