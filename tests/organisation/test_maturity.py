"""Maturity: steps of the four-step programme in force, counted from the first on without a gap."""

from __future__ import annotations

import cxsim
from cxsim.base.practice_schema import STEPS
from cxsim.organisation.maturity import level_of
from cxsim.study.configuration import choices

PROGRAMME = ("customer_research", "shared_definition", "staff_plan_along", "closed_loop")  # one practice of each step


def steps(*taken: float) -> dict[str, float]:
    """How far each step is in force, the rest not at all."""
    return dict(zip(STEPS, (*taken, 0.0, 0.0, 0.0, 0.0)))


def test_a_step_counts_from_half_in_force():
    assert [level_of(steps(part)) for part in (0.0, 0.49, 0.5, 1.0)] == [0, 0, 1, 1]


def test_a_step_after_a_gap_does_not_count():
    assert level_of(steps(1.0, 0.0, 1.0, 1.0)) == 1 and level_of(steps(0.0, 1.0, 1.0, 1.0)) == 0 and level_of(steps(1, 1, 1, 1)) == 4


def test_every_step_has_a_practice():
    every = cxsim.load(f"practice=[{','.join(choices('practice'))}]", "experiment=tiny").practice
    assert {practice.step for practice in every.values()} == {"none", *STEPS}
    assert [every[name].step for name in PROGRAMME] == list(STEPS)


def test_a_run_tells_its_level_by_year():
    quick = [f"practice.{name}.{field}=1" for name in PROGRAMME for field in ("build_speed",)]
    late = ["practice.closed_loop.start_year=1"]
    words = ("experiment=tiny", "customers.count=200", "horizon.years=2", f"practice=[{','.join(PROGRAMME)}]")
    ramps = [f"practice.{name}.ramp_years=0" for name in PROGRAMME]
    run = cxsim.run(cxsim.load(*words, *quick, *ramps, *late))
    assert list(run.maturity["level"]) == [3, 4] and run.summary["maturity"] == 4.0
    assert list(run.maturity["follow_up"]) == [0.0, 1.0]


def test_without_practices_the_level_is_nought():
    run = cxsim.run(cxsim.load("experiment=tiny", "customers.count=200"))
    assert run.maturity.empty and run.summary["maturity"] == 0.0
