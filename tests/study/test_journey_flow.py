"""Flows between touchpoints: nothing lost or made on the way, measures those of the ledger, pairs lived on the same luck."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import cxsim
from cxsim.base.errors import InputError
from cxsim.study.journeys import events as ev
from cxsim.study.journeys.flow import ENDPOINTS, MEASURES, flow_of, pooled
from cxsim.study.journeys.pair import Lived, differences, levels, live, names, plan_of, read
from cxsim.study.journeys.source import log_of

SMALL = ["experiment=tiny", "customers.count=120", "horizon.years=1", "study.replications=2"]


def event(case, unit, channel, week, contact, *, step="contact", handoff=None, lost=False, outcome="solved", contacts=1, need="issue", whole=True):
    values = {"step": step, "unit": unit, "channel": channel, "week": week, "contact": contact, "handoff": handoff, "information_lost": lost}
    return {ev.CASE: case, **values, "case:need": need, "case:outcome": outcome, "case:contacts": contacts, "case:experience": 0.5, "case:from_start": whole}


def test_a_flow_counted_by_hand():
    rows = [
        event("a", "m", "web", 1, 1, contacts=2),
        event("a", "m", "phone", 2, 2, step="handoff", handoff="rough", lost=True, contacts=2),
        event("a", "b", "phone", 2, 2, lost=True, contacts=2),
        event("b", "m", "web", 2, 1),
        event("c", "b", "phone", 2, 1, outcome="given_up"),
        event("d", "b", "phone", 2, 3, whole=False, contacts=3),  # began before the log
        event("e", "b", "phone", 1, 1),  # ended too early
        event("f", "b", "phone", 2, 1, outcome="open"),
        event("g", "b", "phone", 2, 1, need="routine"),
    ]
    flow = flow_of(pd.DataFrame(rows), first_week=2)
    assert (flow.journeys, flow.left_out) == (3, 1)
    found = {tuple(row[name] for name in ENDPOINTS): (row["moves"], row["lost"]) for _, row in flow.edges.iterrows()}
    assert found == {
        ("", "start", "m", "web"): (2, 0), ("", "start", "b", "phone"): (1, 0), ("m", "web", "m", "phone"): (1, 1), ("m", "phone", "b", "phone"): (1, 1),
        ("b", "phone", "", "solved"): (1, 0), ("m", "web", "", "solved"): (1, 0), ("b", "phone", "", "given_up"): (1, 0),
    }  # fmt: skip
    expected = {"contacts": 4 / 3, "repeats": 100 / 3, "handoffs": 100 / 3, "rough_pct": 100, "lost": 200 / 3, "first_pct": 100 / 3, "solved_pct": 200 / 3, "experience": 0.5}
    assert flow.measures == pytest.approx(expected)


def test_no_journey_no_measure():
    nothing = flow_of(pd.DataFrame([event("a", "m", "web", 1, 1)]), first_week=9)
    assert nothing.journeys == 0 and nothing.edges.empty and all(np.isnan(list(nothing.measures.values())))


def test_what_goes_in_comes_out_and_measures_are_those_of_the_run():
    run = cxsim.run(cxsim.load("experiment=tiny", "customers.count=400", "output.journeys_logged=400", "horizon.years=2"))
    flow = flow_of(log_of(run).events, first_week=53)
    assert flow.left_out == 0 and flow.journeys > 200
    into = flow.edges.groupby(["to_unit", "to_channel"])["moves"].sum()
    out = flow.edges.groupby(["from_unit", "from_channel"])["moves"].sum()
    visits = flow.visits.set_index(["unit", "channel"])["visits"]
    assert out.loc[("", "start")] == into.loc[""].sum() == flow.journeys
    pd.testing.assert_series_equal(into.drop("", level=0).sort_index(), visits.sort_index(), check_names=False)
    pd.testing.assert_series_equal(out.drop("", level=0).sort_index(), visits.sort_index(), check_names=False)
    between = flow.edges[(flow.edges["from_unit"] != flow.edges["to_unit"]) & (flow.edges["from_unit"] != "") & (flow.edges["to_unit"] != "")]
    assert between["moves"].sum() == pytest.approx(flow.measures["handoffs"] * flow.journeys / 100)
    assert between["lost"].sum() == pytest.approx(flow.measures["rough_pct"] / 100 * between["moves"].sum())
    assert flow.measures["contacts"] == pytest.approx(run.summary["effort"])
    assert flow.measures["solved_pct"] / 100 == pytest.approx(float(run._model.history.ledger(run._model.population).span(-52, None).journeys_solved.sum()) / flow.journeys)


@pytest.fixture(scope="module")
def lived():
    return live(plan_of("silo_and_coordinated", SMALL), workers=1)


def test_a_pair_is_the_same_for_any_number_of_workers(lived):
    again = live(plan_of("silo_and_coordinated", SMALL), workers=2)
    assert len(set(lived.digests.values())) == 4, "every seed and company is a run of its own"
    assert again.digest == lived.digest and again.flows.keys() == lived.flows.keys()
    for key, flow in lived.flows.items():
        pd.testing.assert_frame_equal(flow.edges, again.flows[key].edges)


@pytest.mark.parametrize("seed", [1, 3])
def test_nobody_with_an_issue_is_told_and_not_drawn(seed):
    with pytest.raises(InputError, match=r"no journey ended in the last year|nobody recorded met a touchpoint"):
        live(plan_of("silo_and_coordinated", [*SMALL, "customers.count=1", "study.replications=1", f"seed={seed}"]), workers=1)


def test_differences_are_paired_by_seed(lived):
    table = differences(lived).set_index("measure")
    for place, name in enumerate(MEASURES):
        each = [lived.flows["coordinated", seed].measures[name] - lived.flows["silos", seed].measures[name] for seed in (1, 2)]
        assert table.loc[name, "mean"] == pytest.approx(np.mean(each))
        assert lived.values("silos")[0, place] == lived.flows["silos", 1].measures[name]
    assert table["lo"].isna().all(), "two seeds give no interval"
    assert set(levels(lived)["company"]) == {"silos", "coordinated"}
    together = pooled([lived.flows["silos", seed] for seed in (1, 2)])
    assert together.edges["moves"].sum() == sum(lived.flows["silos", seed].edges["moves"].sum() for seed in (1, 2))


def test_two_equal_companies_cannot_be_told_apart(lived):
    flows = {(name, seed): lived.flows["silos", 1 + seed % 2] for name in ("silos", "coordinated") for seed in range(6)}
    plan = plan_of("silo_and_coordinated", [*SMALL, "study.replications=6", "seed=0"])
    table = differences(Lived(plan, flows, dict.fromkeys(flows, "")))
    assert (table["mean"] == 0).all() and set(table["state"]) == {"NOT_DISTINGUISHABLE"}


@pytest.mark.parametrize("name", names())
def test_shipped_pairs_can_be_lived(name):
    plan = plan_of(name, ["experiment=tiny"], quick=True)
    first, second = plan.settings.values()
    assert (first.scheme, first.practice) != (second.scheme, second.practice)
    assert all(settings.output.journeys_logged == settings.customers.count for settings in plan.settings.values())
    assert read(name).question_fi and read(name).limits_fi


BAD = [
    (("scheme=fixed_pay",), "is what the two companies differ in"), (("practice.silo_optimisation.strength=0",), "is what the two companies differ in"),
    (("study.replications=x",), "is not a number of replications"), (("customers.count=-1",), "company silos"),
]  # fmt: skip


@pytest.mark.parametrize(("overrides", "message"), BAD, ids=[message for _, message in BAD])
def test_a_wrong_override_is_told_before_anything_starts(overrides, message):
    with pytest.raises(InputError) as caught:
        plan_of("silo_and_coordinated", overrides)
    assert message in " ".join(caught.value.lines())


def test_a_wrong_file_is_told_with_everything_that_is_wrong(tmp_path):
    text = "question_en: why\nbase: []\ncompanies:\n  a: {label_en: A, overrides: [seed=2]}\nreplications: 5\ncustomers: 200\nyears: 1\nlimits_en: none\n"
    (tmp_path / "pair.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        read(str(tmp_path / "pair.yaml"))
    said = " ".join(caught.value.lines())
    assert "exactly two companies" in said and "may not differ" in said
    with pytest.raises(InputError, match="is not a known pair"):
        read("silo_and_coordinate")
