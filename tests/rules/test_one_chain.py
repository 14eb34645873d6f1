"""Rule 1: pay reaches customers only through what managers choose. Rule 2's guard: nothing is read from a name."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from small_world import INSENSITIVE, SCHEMES, assert_same_run, ran, scheme, small

import cxsim
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.simulation.run import run_schemes
from cxsim.study.folders import choices

CUSTOMERS = sorted((Path(cxsim.__file__).parent / "customers").glob("*.py"))
MAY_IMPORT = ("cxsim.base", "cxsim.customers")
WORDS_OF_PAY = ("scheme", "payout", "bonus", "award", "salary", "manager", "attention", "incentive", "weight_pct")
SERVICE = {"quality", "handoff", "offer", "recover", "inflate", "inflate_company", "deflect", "join", "cost_factor", "talk_good",
           "steer", "standard", "loud_bad", "loud_good", "asked", "sustainability"}


def all_schemes(*overrides):
    return run_schemes(small(*overrides), {name: scheme(name) for name in SCHEMES})


def test_there_are_twelve_schemes():
    """The comparisons below would say little about a shelf that was half empty."""
    assert len(SCHEMES) == 12


@pytest.mark.parametrize("behaviour", choices("behaviour"))
def test_pay_that_is_ignored_changes_no_customer_and_no_manager(behaviour):
    """With sensitivity zero all schemes give the same customers to the bit, and everybody just does the job."""
    overrides = (f"behaviour={behaviour}", "behaviour.pay_sensitivity=0")
    runs = all_schemes(*overrides)
    assert len({run.customers_digest for run in runs.values()}) == 1
    assert {run.customers_digest for run in runs.values()} == {ran(INSENSITIVE).customers_digest}
    activities = small(*overrides).behaviour.activities
    for name, run in runs.items():
        hands = run.managers[run.managers["level"] != "executive"]
        for activity, item in activities.items():
            assert np.allclose(hands[f"attention_{activity}"], item.reference, rtol=0, atol=1e-12), (name, activity)
        assert (run.managers["pull"] == 0.0).all(), name
        top = run.managers.loc[run.managers["level"] == "executive", "integration"]
        assert np.allclose(top, small(*overrides).behaviour.integration_reference, rtol=0, atol=1e-12), name


@pytest.mark.parametrize("company", choices("company"))
def test_ignored_pay_leaves_every_table_but_pay_alike(company):
    """Weeks, units, books, flows and journeys carry no trace of a scheme nobody reacts to."""
    runs = list(all_schemes(f"company={company}", INSENSITIVE).values())
    for run in runs[1:]:
        for table in ("weekly", "units", "books", "flows", "journeys", "panel"):
            assert getattr(run, table).equals(getattr(runs[0], table)), (run.scheme, table)


def test_each_level_can_be_made_deaf_by_itself():
    """Sensitivity zero at every level is the same as sensitivity zero overall."""
    levels = small().behaviour.sensitivity_by_level
    deaf = [f"behaviour.sensitivity_by_level.{level}=0" for level in levels]
    for name in ("unit_growth", "company_cx", "cx_gate"):
        assert ran(f"scheme={name}", *deaf).customers_digest == ran(INSENSITIVE).customers_digest


def test_ignored_pay_is_the_reference_service():
    """With pay ignored and staff who do not react to customers, what customers meet is the reference, to the bit."""
    words = (INSENSITIVE, "behaviour.staff_tie=0", "behaviour.staff_leaving=0")
    population = Population(small(*words))
    service = ServiceState.reference(small(*words))
    population.live(52, service)
    population.mark_start()
    population.live(52, service)
    assert population.digest() == ran(*words).customers_digest


def test_pay_that_matters_does_change_customers():
    """The tests above can fail: with ordinary managers at least ten of twelve schemes give customers of their own."""
    assert len({run.customers_digest for run in all_schemes().values()}) >= 10


def test_the_name_of_a_scheme_means_nothing():
    """Two schemes that swap their names swap their results, to the last digit."""
    pair = {"unit_growth": "company_cx", "company_cx": "unit_growth"}
    plain = run_schemes(small(), {name: scheme(name) for name in pair})
    swapped = run_schemes(small(), {new: {**scheme(old), "name": new} for old, new in pair.items()})
    assert plain["unit_growth"].digest != plain["company_cx"].digest
    for old, new in pair.items():
        assert swapped[new].digest == plain[old].digest
        assert_same_run(swapped[new], plain[old])


def test_the_order_of_schemes_means_nothing():
    """Schemes share a warm-up and nothing else: one lived later, or alone, gives the same."""
    names = ["unit_growth", "seniority_gradient", "fixed_pay"]
    ahead = run_schemes(small(), {name: scheme(name) for name in names})
    back = run_schemes(small(), {name: scheme(name) for name in reversed(names)})
    for name in names:
        assert ahead[name].digest == back[name].digest == ran(f"scheme={name}").digest


def test_an_unpaid_level_cannot_matter():
    """A level whose components are all fixed pay contributes nothing: fixed pay is the reference to the bit."""
    assert ran("scheme=fixed_pay").customers_digest == ran(INSENSITIVE).customers_digest


@pytest.mark.parametrize("path", CUSTOMERS, ids=lambda path: path.stem)
def test_customers_import_nothing_of_pay_or_managers(path):
    """The layer of customers knows settings and random numbers; not pay, not managers, not the model above it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [item.name for item in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            names = [node.module or ""]
        for name in names:
            if name.startswith("cxsim"):
                assert name == "cxsim.base" or name.startswith(MAY_IMPORT), f"{path.name} imports {name}"
            assert name not in ("importlib", "inspect", "mesa"), f"{path.name} imports {name}"


@pytest.mark.parametrize("path", CUSTOMERS, ids=lambda path: path.stem)
def test_code_of_customers_has_no_word_of_pay(path):
    """No variable, attribute or key in the layer of customers speaks of schemes, pay or managers; comments may."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        words = [getattr(node, field, None) for field in ("id", "attr", "arg", "name")]
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            words.append(node.slice.value)
        for word in words:
            if isinstance(word, str):
                assert not any(part in word.lower() for part in WORDS_OF_PAY), f"{path.name}: {word}"


def test_service_carries_numbers_only():
    """What managers hand to customers is arrays and numbers; a field more is a door to be discussed."""
    assert {item.name for item in fields(ServiceState)} == SERVICE
    for name in SERVICE:
        assert np.asarray(getattr(ServiceState.reference(small()), name)).dtype == np.float64, name
