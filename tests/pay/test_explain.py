"""A staircase ends where the pay engine ends, to the cent, for everybody in every signed case."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from cxsim.base.errors import BooksError
from cxsim.pay.case import pay_case, work_out
from cxsim.pay.explain import KINDS, explain
from cxsim.pay.score import achievement, actual_for

FILES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))
CASES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in FILES}
PAID = [name for name, case in CASES.items() if "error_rule" not in case["expected"]]


@pytest.mark.parametrize("name", PAID)
def test_the_steps_of_everybody_add_up_to_the_award(name: str) -> None:
    paid, worked = pay_case(CASES[name]), work_out(CASES[name])
    for person, row in paid["people"].items():
        stairs = explain(worked, person)
        assert 100 * sum(step.change_eur for step in stairs.steps) == row["award_cents"] == stairs.award_cents, person
        assert (stairs.cash_cents, list(stairs.tranches_cents)) == (row["cash_cents"], row["tranches_cents"])
        rules = [int(step.rule[1:]) for step in stairs.steps if step.segment == 0]
        tidy = [rule for rule in rules if rule not in (4, 5)]  # a component and its gates come in pairs
        assert tidy == sorted(tidy) and {step.kind for step in stairs.steps} <= set(KINDS)
        earned = sum(part.target_eur * part.share_pct / 100 for part in stairs.parts)
        assert stairs.claim_eur == (0 if "eligible" in {step.kind for step in stairs.steps} else earned)


def test_the_signed_cases_reach_every_kind_of_step() -> None:
    seen = {step.kind for name in PAID for person in pay_case(CASES[name])["people"] for step in explain(work_out(CASES[name]), person).steps}
    assert seen == set(KINDS) - {"score_cap"}
    capped = {**CASES["06_order_of_steps"]}
    capped["plan"] = {**capped["plan"], "score_cap_pct": 90}
    last = [step for step in explain(work_out(capped), next(iter(pay_case(capped)["people"]))).steps if step.kind == "score_cap"]
    assert [step.score_pct for step in last] == [90] and last[0].change_eur < 0


def test_the_order_of_steps_of_a_signed_case_is_told_step_by_step() -> None:
    """150 x 0.8 = 120; x 1.08 = 129.6; at most 125; x 1.12 = 140; at most 135 (worked example 6)."""
    case = CASES["06_order_of_steps"]
    stairs = explain(work_out(case), next(iter(pay_case(case)["people"])))
    told = [(step.rule, step.kind, step.score_pct) for step in stairs.steps if step.score_pct is not None]
    assert [(kind, score) for _, kind, score in told][-6:] == [
        ("weighted", 150), ("gate", 120), ("modifier", Fraction("129.6")), ("cap_gate", 125), ("individual", 140), ("total_cap", 135),
    ]  # fmt: skip
    assert stairs.award_cents == 3_661_200


def test_a_staircase_that_misses_the_award_by_a_cent_is_refused() -> None:
    worked = work_out(CASES["01_between_kinks"])
    one = worked.settled["P01"]
    worked.settled["P01"] = dataclasses.replace(one, award=one.award + 1)
    with pytest.raises(BooksError):
        explain(worked, "P01")
    with pytest.raises(KeyError):
        explain(worked, "nobody")


@pytest.mark.parametrize("basis, better", [("percent_of_target", "higher"), ("percent_of_target", "lower"), ("value", "higher"), ("value", "lower")])
def test_the_result_an_achievement_asks_for_gives_that_achievement(basis: str, better: str) -> None:
    for x in (Fraction(-7), Fraction(95), Fraction("102.35")):
        assert achievement(basis, better, actual_for(basis, better, x, Fraction(4000)), Fraction(4000)) == x
    assert actual_for("percent_of_target", "lower", Fraction(95), Fraction(4000)) == 4200
