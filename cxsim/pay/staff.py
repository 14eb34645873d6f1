"""People and their segments of the year, and what each may claim before any pool: rules R9 to R11."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from cxsim.base.errors import nearest
from cxsim.pay.fields import Fields, Problems
from cxsim.pay.numbers import HUNDRED, show
from cxsim.pay.plan import Plan
from cxsim.pay.results import Codes

PERSON_KEYS = ("person_id", "status", "segments", "vesting", "clawback", "group", "grade")
SEGMENT_KEYS = (
    "level", "unit", "touchpoint", "journey", "base_pay_eur", "fte_pct", "days", "individual_pct", "group", "grade"
)


@dataclass(frozen=True)
class Segment:
    """A part of the year in one job; `base_pay_eur` is per year at full time, `fte_pct` 1-100, `days` calendar days."""

    level: str
    codes: Codes
    base_pay_eur: Fraction
    fte_pct: Fraction
    days: int
    individual_pct: Fraction


@dataclass(frozen=True)
class Employment:
    """What happened in year `year` after the award (R17): performance factor 0-100 %, and whether the person left."""

    factor_pct: Fraction = HUNDRED
    employment: str = "active"


@dataclass(frozen=True)
class Clawback:
    """An event at the end of `year` that takes back `share_pct` of what was paid in the last `window_years` (R18)."""

    year: int
    share_pct: Fraction
    window_years: int


@dataclass(frozen=True)
class Payee:
    """One person: segments oldest first, status in the bonus year, and later events."""

    person_id: str
    segments: tuple[Segment, ...]
    status: str = "active"
    vesting: dict[int, Employment] = field(default_factory=dict)
    clawback: Clawback | None = None

    def is_eligible(self, min_service_days: int) -> bool:
        """R10: enough days (equal is enough) and not a bad leaver."""
        return self.status != "bad_leaver" and sum(segment.days for segment in self.segments) >= min_service_days


def target_bonus_eur(
    base_pay_eur: Fraction, fte_pct: Fraction, bonus_pct: Fraction, days: int, period_days: int
) -> Fraction:
    """Target bonus for the time worked (R11), exact EUR; one fraction, reduced once."""
    above = base_pay_eur.numerator * fte_pct.numerator * bonus_pct.numerator * days
    below = base_pay_eur.denominator * fte_pct.denominator * bonus_pct.denominator * 10_000 * period_days
    return Fraction(above, below)


def read_people(rows: list[Any], plan: Plan, period_days: int, problems: Problems) -> list[Payee]:
    """People from the case form; ids once only (R1), days within the period (R11), own factor in range (R9)."""
    people: list[Payee] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        fields = Fields(row, f"people[{number}]", problems, PERSON_KEYS)
        name = fields.code("person_id")
        if name in seen:
            fields.fault("R1", f"person_id '{name}' is given twice")
        seen.add(name)
        fields.where = f"people.{name}"
        people.append(_read_payee(name, fields, plan, period_days))
    return people


def _read_payee(name: str, fields: Fields, plan: Plan, period_days: int) -> Payee:
    segments = tuple(
        _read_segment(Fields(row, f"{fields.where}.segments[{i}]", fields.problems, SEGMENT_KEYS), plan, period_days)
        for i, row in enumerate(fields.rows("segments"), 1)
    )
    if not segments:
        fields.fault("R1", "a person needs at least one segment")
    days = sum(segment.days for segment in segments)
    if days > period_days:
        fields.fault("R11", f"{days} days in a period of {period_days}")
    status = fields.choice("status", ("active", "good_leaver", "bad_leaver"), "active", rule="R10")
    return Payee(name, segments, status, _read_vesting(fields), _read_clawback(fields, segments, plan))


def _read_segment(fields: Fields, plan: Plan, period_days: int) -> Segment:
    level = fields.code("level")
    if level and level not in plan.levels:
        fields.fault("R1", f"unknown level '{level}'; {nearest(level, plan.levels)}")
    unit = fields.code("unit", "")
    codes = Codes(unit, fields.code("touchpoint", ""), fields.code("journey", ""))
    own = fields.given("individual_pct", 100)
    if not plan.individual_low <= own <= plan.individual_high:
        low, high = show(plan.individual_low), show(plan.individual_high)
        fields.fault("R9", f"individual_pct {show(own)} is outside {low} to {high}; it is never clamped")
    return Segment(
        level, codes, fields.needed("base_pay_eur", 0, rule="R11", low=0),
        fields.given("fte_pct", 100, rule="R11", low=1, high=100), _read_days(fields, period_days), own,
    )


def _read_days(fields: Fields, period_days: int) -> int:
    days = fields.whole("days", period_days, rule="R11", low=0, high=period_days)
    return period_days if days is None else days


def _read_vesting(person: Fields) -> dict[int, Employment]:
    years: dict[int, Employment] = {}
    for i, row in enumerate(person.rows("vesting"), 1):
        keys = ("year", "factor_pct", "employment")
        fields = Fields(row, f"{person.where}.vesting[{i}]", person.problems, keys)
        if not fields.has("year"):
            fields.fault("R17", "year is missing")
        year = fields.whole("year", 1, rule="R17", low=1, high=99) or 1
        if year in years:
            fields.fault("R17", f"year {year} is given twice")
        factor = fields.given("factor_pct", 100, rule="R17", low=0, high=100)
        kind = fields.choice("employment", ("active", "good_leaver", "bad_leaver"), "active", rule="R17")
        years[year] = Employment(factor, kind)
    return years


def _read_clawback(person: Fields, segments: tuple[Segment, ...], plan: Plan) -> Clawback | None:
    if not person.has("clawback"):
        return None
    keys = ("year", "share_pct", "window_years")
    fields = Fields(person.data["clawback"], f"{person.where}.clawback", person.problems, keys)
    rule = plan.deferral.get(segments[-1].level) if segments else None
    usual = rule.clawback_window_years if rule else None
    if not fields.has("window_years") and usual is None:
        fields.fault("R18", "window_years is missing")
    if not fields.has("year"):
        fields.fault("R18", "year is missing")
    year = fields.whole("year", 0, rule="R18", low=0, high=99) or 0
    share = fields.needed("share_pct", 0, rule="R18", low=0, high=100)
    return Clawback(year, share, fields.whole("window_years", usual, rule="R18", low=0, high=99) or 0)
