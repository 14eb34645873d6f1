"""Null policies, null companies and rewrites that mean the same: nothing may come of nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from small_world import SCHEMES, assert_same_run, ran, scheme, small

import cxsim
from cxsim.simulation.run import run_schemes
from cxsim.study.folders import builtin_folder


def test_the_null_company_shows_no_effect_of_any_scheme():
    """One unit, one channel, nobody sensitive to pay: twelve schemes, one result but for the bonus itself."""
    runs = run_schemes(small("company=null_company"), {name: scheme(name) for name in SCHEMES})
    first = runs["fixed_pay"]
    for run in runs.values():
        assert run.customers_digest == first.customers_digest
        assert_nothing_but_pay(run, first)
    assert first.summary["bonus_eur"] == 0.0
    assert any(run.summary["bonus_eur"] > 0.0 for run in runs.values()), "somebody must be paid for this to mean something"


def assert_nothing_but_pay(run, first):
    free = {name for name in first.summary if not name.startswith(("bonus", "profit_after_bonus"))}
    for name in free:
        one, other = run.summary[name], first.summary[name]
        assert one == other or (one != one and other != other), (run.scheme, name)


def test_the_null_company_has_no_handoffs():
    """Nothing crosses units where there is one."""
    run = ran("company=null_company", "journeys.cross_unit_share=0.9")
    assert run.flows["handoffs"].sum() == 0
    assert run.units["handoffs_out"].sum() == 0


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_and_its_copy_differ_by_nothing(name):
    """A null pair: the same scheme under another name and label differs by exactly zero in every number."""
    twin = {**scheme(name), "name": "twin", "label": {"en": "Twin", "fi": "Kaksonen"}}
    runs = run_schemes(small(), {name: scheme(name), "twin": twin})
    assert runs[name].digest == runs["twin"].digest
    assert_same_run(runs[name], runs["twin"])


def test_a_study_calls_a_null_pair_exactly_zero():
    """Paired differences of a scheme and its copy are 0, without spread, without a winner."""
    twin = {**scheme("unit_growth"), "name": "twin"}
    settings = small("workers=1", "study.replications=3", "study.baseline=unit_growth")
    rows = cxsim.compare(settings, {"unit_growth": scheme("unit_growth"), "twin": twin}).differences
    rows = rows[(rows["scheme"] == "twin") & rows["mean"].notna()]
    assert len(rows) > 10
    assert (rows[["mean", "sd"]] == 0.0).all(axis=None)
    assert (rows[["lo", "hi"]].fillna(0.0) == 0.0).all(axis=None)  # no interval is drawn around no spread
    assert (rows["direction"] == "none").all()


# ---------------------------------------------------------------- the same thing said in other words


def test_saying_the_default_changes_nothing():
    """A choice or number named explicitly is the same as one left out."""
    loud = ("company=telecom", "behaviour=adaptive", "journeys=standard", "journeys.cross_unit_share=0.30", "seed=1", "threads=1")
    assert cxsim.load(*loud) == cxsim.load()


def test_the_order_of_overrides_changes_nothing():
    """Independent overrides commute."""
    words = ("company=bank", "survey=small", "customers.prior_mean=0.2", "horizon.years=1")
    assert cxsim.load(*words) == cxsim.load(*reversed(words))


def shuffled(value):
    """The same mapping with every key moved, units excepted: their order names their place in tables."""
    if not isinstance(value, dict):
        return value
    return {key: part if key == "units" else shuffled(part) for key, part in reversed(value.items())}


def write(folder: Path, group: str, content: dict) -> None:
    (folder / group).mkdir(parents=True)
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    (folder / group / "mine.yaml").write_text("# a comment\n\n" + text.replace(":\n", ":   # and another\n"), "utf-8")


@pytest.mark.parametrize(("group", "name"), [("company", "bank"), ("behaviour", "adaptive"), ("market", "steady")])
def test_key_order_and_comments_change_nothing(group, name, tmp_path):
    """A user's file with keys in another order and comments throughout gives the same bytes."""
    content = yaml.safe_load((builtin_folder() / group / f"{name}.yaml").read_text("utf-8"))
    defaults = content.pop("defaults", None)
    units = content.get("units")
    moved = shuffled(content)
    if group == "behaviour":
        moved["activities"] = content["activities"]  # their order is the order of columns
    if units:
        moved["units"] = {unit: shuffled(part) for unit, part in units.items()}
    write(tmp_path, group, {"defaults": defaults, **moved} if defaults else moved)
    mine = cxsim.load("experiment=tiny", "customers.count=300", f"{group}=mine", config_dir=tmp_path)
    assert mine == small(f"{group}={name}")
    assert cxsim.run(mine).digest == ran(f"{group}={name}").digest


def test_a_scheme_written_in_another_order_pays_the_same():
    """Order of levels and components in a scheme's file says nothing."""
    for name in ("balanced_scorecard", "cx_gate", "deferred_three_year"):
        runs = run_schemes(small(), {"plain": scheme(name), "moved": shuffled(scheme(name))})
        assert runs["plain"].digest == runs["moved"].digest
        assert runs["plain"].payouts.equals(runs["moved"].payouts)


def test_the_order_of_activities_is_the_order_of_columns_only():
    """Activities listed the other way round: the same managers, people and cents."""
    settings = small("scheme=unit_growth")
    behaviour = settings.behaviour
    turned = replace(behaviour, activities=dict(reversed(behaviour.activities.items())))
    mine, plain = cxsim.run(replace(settings, behaviour=turned)), ran("scheme=unit_growth")
    assert mine.customers_digest == plain.customers_digest
    assert mine.books.equals(plain.books)
    assert mine.payouts.equals(plain.payouts)
