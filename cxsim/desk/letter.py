"""What the plan letter of a level says, as exact figures and the plan's own rules; words and layout are the report's.

Every figure is the pay engine's: the example is one person on mid pay in the first unit that has people of the level, paid
together with everybody else of the plan file by its expected scorecard.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from cxsim.base.errors import InputError, Problem
from cxsim.desk.facts import Facts
from cxsim.desk.plan_file import PlanFile, Row, case_of
from cxsim.desk.static.sight import line_of_sight, strength
from cxsim.pay.case import Worked, work_out
from cxsim.pay.explain import Staircase, explain
from cxsim.pay.numbers import HUNDRED
from cxsim.pay.plan import Component, Deferral, Gate, Level, Measure, Modifier, Plan, Pool
from cxsim.pay.pools import Claim, pool_of
from cxsim.pay.results import Codes
from cxsim.pay.score import actual_for, individual_score, score_level

STAND_IN = "example"  # id of the example person where the plan file has nobody of the level


class Point(NamedTuple):
    """A place on a curve in the measure's own terms: `actual` on its own scale, `of_target` in % of target (None for values)."""

    actual: Fraction | None
    of_target: Fraction | None
    payout_pct: Fraction


@dataclass(frozen=True)
class MeasureRow:
    """One measure of a level; `target` and `maximum` None where the curve does not reach 100 % or does not end."""

    component: Component
    threshold: Point
    target: Point | None
    maximum: Point | None
    between: tuple[Point, ...]  # kinks that are none of the three
    sight: str


@dataclass(frozen=True)
class LetterFacts:
    """One level's letter. `top_pct` and `top_own_pct`: the most the plan can pay, in % of base pay, without and with the
    highest own factor; None where nothing limits it."""

    file: PlanFile
    plan: Plan
    level: Level
    names: Row
    unit: str
    stairs: Staircase
    worked: Worked
    codes: Codes
    measures: tuple[MeasureRow, ...]
    top_pct: Fraction | None
    top_own_pct: Fraction | None
    pool: Pool | None
    deferral: Deferral | None

    def result(self, measure: Measure) -> tuple[Fraction | None, Fraction | None]:
        """Actual and target of a measure, as the example person's scorecard has them."""
        return self.worked.case.scorecard.rows.get((measure.metric, measure.scope, self.codes.of(measure.scope)), (None, None))


def letters_of(file: PlanFile) -> list[LetterFacts]:
    """Facts of every level's letter, in the order of the sheet.

    Raises
    ------
    InputError
        With everything the pay rules refuse in the plan file, or levels without mid pay: then there is no letter at all.
    """
    base = work_out(case_of(file))
    if not file.sheet("levels"):
        raise InputError(Problem("the plan has no level", file.source, "levels"))
    problems = [
        Problem("is needed for the worked example of the letter", file.source, file.place("levels", number, "pay_mid_eur"))
        for number, row in enumerate(file.sheet("levels"))
        if row.get("pay_mid_eur") is None
    ]
    if problems:
        raise InputError(problems)
    facts = Facts(file)
    return [_letter(file, facts, base, row) for row in file.sheet("levels")]


def _letter(file: PlanFile, facts: Facts, base: Worked, row: Row) -> LetterFacts:
    plan, level = base.case.plan, base.case.plan.levels[str(row["level"])]
    person, staff, unit = _stand_in(file, base, row)
    worked = work_out(case_of(file, staff=staff))
    payee = next(payee for payee in worked.case.people if payee.person_id == person)
    codes = payee.segments[-1].codes
    pools = pool_of(plan.pools, Claim(person, level.name, codes.unit, Fraction(0), Fraction(0)))
    _refuse_lone_share(file, base, level, pools)
    stairs = explain(worked, person)
    rows = tuple(_measure(worked, codes, part, strength(line_of_sight(facts, level.name, part))) for part in level.components)
    top, top_own = _top(plan, level, pools[0] if pools else None)
    return LetterFacts(file, plan, level, row, unit, stairs, worked, codes, rows, top, top_own, pools[0] if pools else None, plan.deferral.get(level.name))


def _refuse_lone_share(file: PlanFile, base: Worked, level: Level, pools: list[Pool]) -> None:
    """A pool shared out to the example alone would be nobody's bonus."""
    if pools and pools[0].mode == "share_out" and not any(_home(payee)[0] == level.name for payee in base.case.people):
        fix = "fill in the staff, or set the pool's mode to ceiling"
        raise InputError(Problem(f"a pool that is shared out needs the people of {level.name} to show what it pays", file.source, f"pools.{pools[0].name}", fix=fix))


def _home(payee: Any) -> tuple[str, str]:
    return payee.segments[-1].level, payee.segments[-1].codes.unit


def _stand_in(file: PlanFile, base: Worked, row: Row) -> tuple[str, list[Row], str]:
    """Id of the example person, the staff with that person in, and the unit.

    The example takes the place of the first person of the level in the first unit that has one, so that pools are claimed by
    as many as in the file; with nobody of the level it is added in the first unit whose results the scorecard holds.
    """
    level, staff = str(row["level"]), file.sheet("staff")
    homes = {payee.person_id: _home(payee) for payee in base.case.people}
    order = [str(unit.get("unit")) for unit in file.sheet("units")]
    mine = [unit for person, (name, unit) in homes.items() if name == level]
    unit = next((unit for unit in order if unit in mine), mine[0] if mine else "")
    person = next((person for person, home in homes.items() if home == (level, unit)), "") if mine else ""
    if not person:
        return _added(file, row, order or [""])
    own = [index for index, one in enumerate(staff) if str(one.get("person_id")) == person]
    last = staff[own[-1]]
    example = _example(person, row, unit, {key: last[key] for key in ("touchpoint", "journey") if key in last})
    return person, [example if index == own[-1] else one for index, one in enumerate(staff) if index not in own[:-1]], unit


def _added(file: PlanFile, row: Row, units: list[str]) -> tuple[str, list[Row], str]:
    first: InputError | None = None
    name = STAND_IN
    while any(str(one.get("person_id")) == name for one in file.sheet("staff")):
        name += "_"
    for unit in units:
        staff = [*file.sheet("staff"), _example(name, row, unit, {})]
        try:
            work_out(case_of(file, staff=staff))
            return name, staff, unit
        except InputError as error:
            first = first or error
    assert first is not None  # noqa: S101  every unit was refused
    raise first


def _example(person: str, row: Row, unit: str, codes: Row) -> Row:
    return {"person_id": person, "level": row["level"], **({"unit": unit} if unit else {}), **codes, "base_pay_eur": row["pay_mid_eur"]}


def _measure(worked: Worked, codes: Codes, part: Component, sight: str) -> MeasureRow:
    target = worked.case.scorecard.rows.get((part.metric, part.scope, codes.of(part.scope)), (None, None))[1]

    def point(x: Fraction) -> Point:
        if part.basis == "value":
            return Point(x, None, part.curve.payout(x))
        own = None if target is None else actual_for(part.basis, part.better, x, target)
        return Point(own, actual_for(part.basis, part.better, x, HUNDRED), part.curve.payout(x))

    at_target, last = part.curve.x_for(HUNDRED), part.curve.kinks[-1][0]
    told = {part.curve.threshold, at_target, last}
    between = tuple(point(x) for x, _ in part.curve.kinks if x not in told)
    endless = _endless(part)
    if endless and last != at_target:
        between = (*between, point(last))
    return MeasureRow(part, point(part.curve.threshold), None if at_target is None else point(at_target), None if endless else point(last), between, sight)


def _endless(part: Component) -> bool:
    """Whether the curve goes on rising beyond its last kink."""
    kinks, shape = part.curve.kinks, part.curve.shape
    return part.curve.beyond_last == "continue" and shape == "linear" and len(kinks) > 1 and kinks[-1][1] > kinks[-2][1]


def _top(plan: Plan, level: Level, pool: Pool | None) -> tuple[Fraction | None, Fraction | None]:
    """The most a person can get, % of base pay: every measure at the end of its curve, gates met, modifiers at their highest."""
    if pool is not None and pool.mode == "share_out":
        return None, None  # what others do not claim comes on top, and caps are not applied again (R13)

    def best(measure: Measure) -> Fraction | None:
        if isinstance(measure, Gate):
            return None if measure.factor is not None and measure.factor > 1 else measure.required  # a closed gate that raises
        if isinstance(measure, Modifier):
            return max(measure.curve.kinks, key=lambda kink: kink[1])[0]
        return measure.curve.kinks[-1][0] if isinstance(measure, Component) else HUNDRED

    score: Fraction | None = score_level(plan, level, best).value_pct
    if any(_endless(part) and part.weight_pct for part in level.components):
        score = plan.score_cap_pct
    factors = (min(HUNDRED, plan.individual_high), plan.individual_high)
    tops = [plan.total_cap_pct if score is None else individual_score(plan, score, factor) for factor in factors]
    plain, own = (None if top is None else top * level.target_bonus_pct / HUNDRED for top in tops)
    return plain, own


# ---------------------------------------------------------------- what is still open


def open_points(file: PlanFile, lang: str) -> list[Problem]:
    """What a letter has to tell and the plan file leaves blank: until it is filled in, the letter is a draft."""
    told = "is blank, and the letter has to tell it"
    found = [Problem(told, file.place("plan", 0, key)) for key in ("name", "year", "period_start", "period_end") if file.plan.get(key) is None]
    found += [Problem(told, file.place("levels", i, f"name_{lang}")) for i, row in enumerate(file.sheet("levels")) if not row.get(f"name_{lang}")]
    return found + [Problem(told, file.place("components", i, "measured_by")) for i, row in enumerate(file.sheet("components")) if not row.get("measured_by")]
