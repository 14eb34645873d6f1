"""The form of a plan file: which sheets there are, their columns, units, ranges and choices.

The same form serves the workbook (one sheet each, keys in its second row) and YAML (one key each, a list of rows), so that
either can be turned into the other without loss. Labels people read are not here but in the report's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TEXT, CODE, NUMBER, WHOLE, DATE, CHOICE, CODES, NUMBERS = "text", "code", "number", "whole", "date", "choice", "codes", "numbers"
SCOPES = ("touchpoint", "unit", "journey", "company")
BASES = ("percent_of_target", "value")
BETTER = ("higher", "lower")
YES_NO = ("no", "yes")


@dataclass(frozen=True)
class Column:
    """One column. `kind` is text, code, number, whole, date, choice, codes (a list of codes) or numbers (a list).

    `unit` is percent, eur, days, years, count, own (the metric's own scale) or empty. `needed`: a row in use must fill it.
    `open` choices may be added to by the user. `ref` names the sheet whose first column the codes come from.
    """

    key: str
    kind: str = TEXT
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    needed: bool = False
    open: bool = False
    ref: str = ""
    default: Any = None  # what a blank means


@dataclass(frozen=True)
class Sheet:
    """One sheet; `paired` sheets hold a key and a value per row instead of columns. A row is in use when its first cell is."""

    key: str
    columns: tuple[Column, ...]
    paired: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of its columns, or of its rows when it is paired."""
        return tuple(column.key for column in self.columns)

    def column(self, key: str) -> Column:
        """One column by its key. Raises KeyError."""
        return next(column for column in self.columns if column.key == key) if key in self.keys else _unknown(self.key, key)


def _unknown(sheet: str, key: str) -> Column:
    raise KeyError(f"sheet {sheet} has no column {key}")


def percent(key: str, low: float = 0, high: float = 100, **more: Any) -> Column:
    """A number of per cent: 25 means 25 %."""
    return Column(key, NUMBER, "percent", low, high, **more)


def eur(key: str, **more: Any) -> Column:
    """An amount in EUR, never negative."""
    return Column(key, NUMBER, "eur", 0, 1e12, **more)


def chosen(key: str, *choices: str, **more: Any) -> Column:
    """One of several words."""
    return Column(key, CHOICE, choices=choices, **more)


METRIC = Column("metric", CODE, needed=True)
SCOPE = chosen("scope", *SCOPES, needed=True)
MEASURE = (METRIC, SCOPE, chosen("basis", *BASES, default="percent_of_target"), chosen("better", *BETTER, default="higher"))
LEVELS_OF = Column("levels", CODES, ref="levels")

PLAN = Sheet("plan", (
    Column("name", TEXT, needed=True), Column("year", WHOLE, "years", 1990, 2200), Column("period_start", DATE), Column("period_end", DATE),
    Column("currency", TEXT, default="EUR"), chosen("missing_metric", "error", "zero", "target", "reweight", default="error"),
    chosen("normalise_weights", *YES_NO, default="no"), Column("min_service_days", WHOLE, "days", 0, 366, default=0),
    percent("individual_min_pct", 0, 1000, default=0), percent("individual_max_pct", 0, 1000, default=200),
    percent("score_cap_pct", 0, 10_000), percent("total_cap_pct", 0, 10_000),
    chosen("coordination", "none", "part_time_team", "journey_owners", "shared_data", "central_team", default="none"),
    percent("employer_cost_pct", default=0),
    Column("silenced", CODES),  # findings of the linter that are accepted, such as L03; the reason stands in silence_reason
    Column("silence_reason", TEXT),
), paired=True)  # fmt: skip
UNITS = Sheet("units", (
    Column("unit", CODE, needed=True), Column("name_fi"), Column("name_en"), chosen("kind", "business", "function", "headquarters", default="business"),
    percent("cross_unit_journeys_pct"),
))  # fmt: skip
LEVELS = Sheet("levels", (
    Column("level", CODE, needed=True, choices=("team_lead", "middle_manager", "unit_head", "executive"), open=True), Column("name_fi"), Column("name_en"),
    eur("pay_min_eur"), eur("pay_mid_eur"), eur("pay_max_eur"), percent("target_bonus_pct", 0, 300, needed=True), Column("rank", WHOLE, "count", 1, 20),
))  # fmt: skip
COMPONENTS = Sheet("components", (
    Column("level", CODE, needed=True, ref="levels"), METRIC, SCOPE, percent("weight_pct", needed=True), *MEASURE[2:], Column("curve", CODE, needed=True, ref="curves"),
    chosen("measured_by", "finance", "central_survey", "own_unit", "outside", "judgement"),
))  # fmt: skip
CURVES = Sheet("curves", (
    Column("curve", CODE, needed=True), Column("x", NUMBER, "own", needed=True), percent("payout_pct", 0, 100_000, needed=True),
    chosen("shape", "linear", "step", default="linear"), chosen("direction", *BETTER, default="higher"), chosen("beyond_last", "cap", "continue", default="cap"),
))  # fmt: skip
GATES = Sheet("gates", (
    Column("gate", CODE, needed=True), chosen("on", "score", "component", default="score"), Column("component", CODE), *MEASURE,
    Column("required", NUMBER, "own", needed=True), chosen("effect", "factor", "cap_pct", needed=True), Column("effect_value", NUMBER, "", 0, 100_000, needed=True), LEVELS_OF,
))  # fmt: skip
MODIFIERS = Sheet("modifiers", (Column("modifier", CODE, needed=True), *MEASURE, Column("curve", CODE, needed=True, ref="curves"), LEVELS_OF))
POOLS = Sheet("pools", (
    Column("pool", CODE, needed=True), chosen("funding", "fixed", "pct_of_target_bonus", "pct_of_metric", default="fixed"), eur("amount_eur"), percent("rate_pct", 0, 100_000),
    Column("metric", CODE), chosen("scope", *SCOPES), Column("unit", CODE), eur("floor_eur"), eur("cap_eur"), eur("carry_in_eur"),
    chosen("mode", "ceiling", "share_out", default="ceiling"), chosen("unspent", "return", "carry", default="return"), eur("carry_cap_eur"),
    Column("units", CODES, ref="units"), LEVELS_OF,
))  # fmt: skip
DEFERRAL = Sheet("deferral", (
    Column("level", CODE, needed=True, ref="levels"), percent("share_pct", needed=True), chosen("of", "award", "above_target", default="award"), eur("min_award_eur"),
    Column("vest_years", WHOLE, "years", 1, 5), Column("vest_pct", NUMBERS, "percent", 0, 100), Column("clawback_window_years", WHOLE, "years", 0, 5),
))  # fmt: skip
STAFF = Sheet("staff", (
    Column("person_id", CODE, needed=True), Column("level", CODE, needed=True, ref="levels"), Column("unit", CODE, ref="units"), Column("touchpoint", CODE), Column("journey", CODE),
    eur("base_pay_eur", needed=True), percent("fte_pct", 1, default=100), Column("days", WHOLE, "days", 0, 366), percent("individual_pct", 0, 1000, default=100),
    chosen("status", "active", "good_leaver", "bad_leaver", default="active"), Column("group"), Column("grade", CODE),
))  # fmt: skip
RESULT = (Column("actual", NUMBER, "own"), Column("target", NUMBER, "own"))
SCORECARD = Sheet("scorecard", (METRIC, SCOPE, Column("unit", CODE), *RESULT))
HISTORY = Sheet("history", (
    METRIC, SCOPE, Column("unit", CODE), Column("period", CODE, needed=True), *RESULT, Column("responses", WHOLE, "count", 0, 1e9), Column("sd", NUMBER, "own", 0),
))  # fmt: skip

SHEETS: dict[str, Sheet] = {
    sheet.key: sheet
    for sheet in (PLAN, UNITS, LEVELS, COMPONENTS, CURVES, GATES, MODIFIERS, POOLS, DEFERRAL, STAFF, SCORECARD, HISTORY)
}
