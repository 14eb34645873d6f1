"""Equal cost, equal weight and equal power keep what they name equal."""

from __future__ import annotations

from dataclasses import replace

import fake_study as fake
import pytest

from cxsim.base.errors import InputError
from cxsim.study.basis import put_on_basis
from cxsim.study.chosen import resolve_schemes
from cxsim.study.comparison import compare
from cxsim.study.expectation import expected_payout, marginal_incentive, reach

pytest.importorskip("cxsim.pay.scheme")


def _scheme(name, weights, **more):
    parts = {f"{m}_{s}": {"metric": m, "scope": s, "weight_pct": w} for (m, s), w in weights.items()}
    return {
        "name": name,
        "levels": {"middle_manager": {"components": parts}, "unit_head": {"components": parts}},
        **more,
    }


GROWTH = _scheme("growth", {("revenue", "unit"): 100})
MIXED = _scheme("mixed", {("revenue", "unit"): 65, ("cx", "company"): 35})
GATED = _scheme(
    "gated",
    {("revenue", "unit"): 100},
    gates={"cx": {"metric": "cx", "scope": "company", "required": 100, "factor": 0.5, "levels": ["middle_manager"]}},
)
FIXED = {"name": "fixed_pay", "levels": {}}


def _based(basis, *schemes):
    told = fake.settings(basis=basis, baseline=schemes[0]["name"], schemes=[])
    mappings, plans = resolve_schemes(told, {scheme["name"]: scheme for scheme in schemes})
    return told, plans, put_on_basis(told, mappings, plans)


def test_equal_cost_pays_the_reference_bonus_at_every_level():
    found = _based("equal_cost", GROWTH, MIXED, GATED, FIXED)[2]
    for _, part in found.table.groupby("level"):
        assert part["expected_cost_pct"].tolist() == pytest.approx([part["expected_cost_pct"].iloc[0]] * len(part))
    factor = found.factors
    assert factor["gated", "middle_manager"] > 1.2 > 1 > factor["growth", "middle_manager"]
    assert found.salary_levels == {"fixed_pay": ("middle_manager", "unit_head")}
    assert found.table[found.table["as_salary"]]["expected_cost_eur"].gt(0).all()
    scaled = found.schemes["gated"]["levels"]["middle_manager"]["target_bonus_pct"]
    assert scaled == pytest.approx(17.5 * factor["gated", "middle_manager"], abs=1e-4)
    assert "target_bonus_pct" not in GATED["levels"]["middle_manager"]


def test_compare_from_mappings_to_tables(tmp_path):
    told = fake.settings(
        basis="equal_cost", baseline="growth", replications=5, reading_replications=0, handoff_replications=0
    )
    schemes = {scheme["name"]: scheme for scheme in (MIXED, FIXED, GROWTH)}
    ask = {"cells": tmp_path, "run_schemes": fake.run_named}
    found = compare(replace(told, workers=2), schemes, **ask)
    assert found.cells_reused == 0 and list(found.question.schemes) == ["mixed", "fixed_pay", "growth"]
    assert (found.runs.loc[found.runs["scheme"] == "fixed_pay", "salary_top_up_eur"] > 0).all()
    again = compare(told, schemes, **ask)
    assert again.cells_reused == 5 and again.digest == found.digest
    other = compare(told, schemes, seeds=[7, 8, 9, 10, 11], **ask)
    assert other.cells_reused == 0 and other.digest != found.digest


@pytest.mark.parametrize(
    ("schemes", "word"),
    [(["growht_x"], "growht_x"), ([GROWTH, GROWTH], "twice"), ([object()], "plain mapping"), ([MIXED], "baseline")],
)
def test_wrong_schemes_are_refused(schemes, word):
    told = fake.settings(baseline="nobody_knows", replications=1)
    with pytest.raises(InputError, match=word):
        compare(told, schemes, run_schemes=fake.run_named)


def test_equal_weight_leaves_the_text_alone():
    _, _, found = _based("equal_weight", GROWTH, MIXED)
    assert found.schemes == {"growth": GROWTH, "mixed": MIXED} and set(found.factors.values()) == {1.0}
    assert found.salary_levels == {}


def test_equal_power_pays_the_same_at_the_margin():
    _, _, found = _based("equal_power", GROWTH, MIXED)
    for _, part in found.table.groupby("level"):
        assert part["power"].tolist() == pytest.approx([part["power"].iloc[0]] * len(part))
    # company scope is averaged over all touchpoints, so moving weight there costs power
    assert found.factors["mixed", "middle_manager"] > 1.1


def test_expected_payout_is_the_integral_of_the_curve():
    told, plans, _ = _based("equal_weight", GROWTH)
    scale = np_mean_of_curve(0.5)
    assert expected_payout(told, plans["growth"], "unit_head") == pytest.approx(scale, rel=1e-3)
    certain = replace(told, behaviour=replace(told.behaviour, forecast_error={"revenue/unit": 0.0}))
    assert expected_payout(certain, plans["growth"], "unit_head") == pytest.approx(1.0)
    assert marginal_incentive(certain, plans["growth"], "unit_head") == pytest.approx(0.75, abs=0.01)


def np_mean_of_curve(sd):
    import numpy as np

    z = np.linspace(-8, 8, 200_001)
    weight = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    x = 100 + 10 * sd * z
    pay = np.where(x < 90, 0, np.interp(x, [90, 100, 110], [50, 100, 200])) / 100
    return float((pay * weight).sum() * (z[1] - z[0]))


def test_reach_is_one_over_what_a_measure_averages():
    told = fake.settings()
    assert reach(told, "middle_manager", "touchpoint") == 1
    assert reach(told, "middle_manager", "unit") == 0.5 and reach(told, "middle_manager", "company") == 0.25
    assert reach(told, "unit_head", "company") == 0.5 and reach(told, "executive", "company") == 1
