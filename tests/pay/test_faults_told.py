"""Faults of a written case and of a plan are all told, each with the rule it breaks."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

from cxsim.base.errors import InputError
from cxsim.pay import Scheme, diagnostics
from cxsim.pay.case import read_case
from cxsim.pay.numbers import exact, simulated
from cxsim.pay.words import explain

CASES = Path(__file__).parent.parent / "cases"
SCHEMES = Path(__file__).parent.parent.parent / "conf" / "scheme"


def case() -> dict:
    return yaml.safe_load((CASES / "03_four_measures.yaml").read_text("utf-8"))


def told(data: dict) -> str:
    """Every fault of a case as one text, rules included."""
    return "\n".join(f"{fault.rule} {fault.where} {fault.message}" for fault in read_case(data).problems.found)


def test_a_case_without_its_parts_is_told():
    empty = told({})
    assert "plan is missing" in empty and "people is missing" in empty and "R11" in empty


def test_days_of_the_period_come_from_its_ends_or_are_asked_for():
    data = case()
    del data["period"]
    assert "days is missing" in told(data)
    data["plan"] |= {"period_start": "2026-01-01", "period_end": "2026-12-31"}
    assert told(data) == "" and read_case(data).period_days == 365
    data["plan"]["period_end"] = "2027-06-30"
    assert "a period has 365 or 366 days" in told(data)
    data["plan"] = [1]
    assert "days is missing" in told(data)


PLAN = [
    (lambda plan: plan["levels"].append(copy.deepcopy(plan["levels"][0])), "is given twice"),
    (lambda plan: plan.update(curves=[1]), "curves must be a mapping"),
    (lambda plan: plan.update(pools=[{"name": "p", "funding": "fixed_eur", "amount_eur": 5}] * 2), "pool 'pool' is given twice"),
    (lambda plan: plan.update(deferral=[{"level": "middle_manager", "share_pct": 40, "vest_years": 3}] * 2), "is given twice"),
    (lambda plan: plan.update(deferral=[{"level": "middle_manager", "share_pct": 40, "vest_pct": [50, 49]}]), "one to five shares must add to 100"),
    (lambda plan: plan.update(deferral=[{"level": "middle_manager", "share_pct": 40, "vest_pct": ["a"]}]), "vest_pct"),
    (lambda plan: plan.update(deferral=[{"level": "middle_manager", "share_pct": 40, "vest_years": 3, "vest_pct": [50, 50]}]), "give one of them"),
    (lambda plan: plan.update(gates=[{"metric": "cx", "scope": "company", "required": 90, "on": "component", "factor": 0.5}]), "must say which"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "message"), PLAN, ids=[message for _, message in PLAN])
def test_a_fault_of_the_plan_is_told(spoil, message):
    data = case()
    spoil(data["plan"])
    assert message in told(data)


def test_weights_that_add_to_nothing_cannot_be_normalised():
    data = case()
    data["plan"]["normalise_weights"] = True
    for part in data["plan"]["levels"][0]["components"]:
        part["weight_pct"] = 0
    assert "cannot be normalised" in told(data)


def test_numbers_that_are_none_are_refused():
    for value in (float("nan"), float("inf"), 1e300):
        with pytest.raises(ValueError, match=r"needed|large"):
            simulated(value)
    with pytest.raises(ValueError):
        exact("ten")


def test_diagnostics_say_what_they_need():
    with pytest.raises(InputError, match="share of 0 to 1"):
        diagnostics.effective_weight(1.5, 3)
    with pytest.raises(InputError, match="at least one member"):
        diagnostics.group_effort(1.0, 0)


def growth(**changes) -> dict:
    return yaml.safe_load((SCHEMES / "unit_growth.yaml").read_text("utf-8")) | changes


def test_texts_of_a_scheme_are_texts():
    assert Scheme.from_mapping(growth(label="One for both")).label("fi") == "One for both"
    with pytest.raises(InputError, match="must be text"):
        Scheme.from_mapping(growth(label=[1]))


def test_an_unknown_level_cannot_be_scaled():
    with pytest.raises(InputError, match="unknown level"):
        Scheme.from_mapping(growth()).scaled({"boss": 2.0})


def test_a_level_that_is_not_paid_is_not_in_the_payout():
    scheme = Scheme.from_mapping(growth())
    payout = scheme.payout({("revenue", "unit", ""): (105.0, 100.0), ("revenue", "touchpoint", ""): (105.0, 100.0), ("revenue", "company", ""): (105.0, 100.0)})
    level = payout.levels[0].level
    assert payout[level].level == level
    with pytest.raises(KeyError):
        payout["nobody"]


def test_gates_by_factor_and_by_cap_are_explained_in_words():
    gate = {"company_cx": {"metric": "cx", "scope": "company", "required": 100, "cap_pct": 80}}
    text = "\n".join(explain(Scheme.from_mapping(growth(gates=gate)), "en", {}, 3, 4))
    assert "80" in text
    halved = Scheme.from_mapping(yaml.safe_load((SCHEMES / "cx_gate.yaml").read_text("utf-8")))
    assert "50" in "\n".join(explain(halved, "fi", {}, 3, 4))
