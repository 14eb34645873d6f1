"""Searches over schemes: levers, the front, honest estimates on held-out seeds, and the same result however often it is stopped."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import cxsim
from cxsim.base.errors import InputError
from cxsim.base.search_schema import Lever, Limit
from cxsim.base.streams import stream_key
from cxsim.cli.main import main
from cxsim.pay.scheme import Scheme
from cxsim.study.configuration import load_scheme
from cxsim.study.search import layout
from cxsim.study.search.front import crowding, hypervolume, ranks, worth_a_look
from cxsim.study.search.judged import Judged
from cxsim.study.search.layout import HELD_OUT, SEARCH, lay_out
from cxsim.study.search.lived import live
from cxsim.study.search.objectives import excesses, fairness
from cxsim.study.search.sampling import Sampler
from cxsim.study.search.space import space_of

SMALL = ("study=first_search", "experiment=tiny", "customers.count=200", "study.replications=5", "study.search.generations=2", "study.search.population=6",
         "study.search.search_seeds=2", "study.search.promoted=4", "study.search.fresh_seeds=2", "study.search.finalists=2")  # fmt: skip
NAMED = ("search", "first_search", *SMALL[1:])


# ---------------------------------------------------------------- the space


def lever(key, **more):
    return Lever(key=key, **more)


def test_weights_set_by_levers_stay_and_the_others_share_the_rest():
    space = space_of(load_scheme("company_cx"), {"cx": lever("levels.*.components.company_cx.weight_pct", low=0, high=100, step=5)})
    lead = space.scheme({"cx": 10}, "x")["levels"]["team_lead"]["components"]
    assert {name: part["weight_pct"] for name, part in lead.items()} == {"touchpoint_revenue": 54, "unit_revenue": 36, "company_cx": 10}
    assert list(space.scheme({"cx": 100}, "x")["levels"]["unit_head"]["components"]) == ["company_cx"], "measures of weight 0 are left out"
    assert "company_cx" not in space.scheme({"cx": 0}, "x")["levels"]["executive"]["components"]


def test_levers_that_ask_for_more_than_everything_are_scaled_and_add_to_100_exactly():
    keys = {name: lever(f"levels.team_lead.components.{name}.weight_pct", low=0, high=90) for name in ("touchpoint_revenue", "unit_revenue", "company_cx")}
    space = space_of(load_scheme("company_cx"), keys)
    for values in product((10, 33.3, 90), repeat=3):
        parts = space.scheme(dict(zip(keys, values)), "x")["levels"]["team_lead"]["components"]
        assert sum(round(100 * part["weight_pct"]) for part in parts.values()) == 10_000
        assert parts["company_cx"]["weight_pct"] == pytest.approx(100 * values[2] / sum(values), abs=0.011)
    with pytest.raises(InputError, match="no measure has a weight above 0"):
        space.scheme(dict.fromkeys(keys, 0), "x")


def test_levers_reach_what_a_scheme_leaves_to_usual_practice():
    levers = {
        "bonus": lever("levels.team_lead|unit_head.target_bonus_pct", low=5, high=20),
        "threshold": lever("curves.score.kinks.0.0", values=[92, 96]),
        "pool": lever("pool.rate_pct", low=80, high=200),
        "shape": lever("curves.profit", choices={"steep": {"direction": "higher", "shape": "linear", "beyond_last": "cap", "kinks": [[90, 50], [100, 100], [110, 200]]}}),
    }
    made = space_of(load_scheme("company_cx"), levers).scheme({"bonus": 7.5, "threshold": 92, "pool": 90, "shape": "steep"}, "x")
    scheme = Scheme.from_mapping(made)
    assert scheme.target_bonus("team_lead") == scheme.target_bonus("unit_head") == 0.075 and scheme.target_bonus("executive") == 0.75
    part = next(part for part in scheme.components("executive") if part.metric == "cx")
    assert float(part.curve.kinks[0][0]) == 92 and made["pool"] == {"rate_pct": 90} and list(made["curves"]) == ["score", "profit"]


WRONG = [
    ({"a": lever("levels.unit_head.components.company_cx.wait_pct", low=0, high=1)}, "did you mean: levels.unit_head.components.company_cx.weight_pct"),
    ({"a": lever("levels.chief.target_bonus_pct", low=0, high=1)}, "names nothing in the scheme"),
    ({"a": lever("levels.unit_head.target_bonus_pct", low=9, high=3)}, "is not below high"),
    ({"a": lever("levels.unit_head.target_bonus_pct", low=3)}, "a range needs low and high"),
    ({"a": lever("levels.unit_head.target_bonus_pct", low=0, high=9, step=-1)}, "must be above 0"),
    ({"a": lever("levels.unit_head.target_bonus_pct", low=0, high=10, step=3)}, "does not lead from low to high"),
    ({"a": lever("levels.unit_head.target_bonus_pct")}, "either low and high, or values, or choices"),
    ({"a": lever("levels.unit_head.target_bonus_pct", low=0, high=1, values=[1])}, "either low and high, or values, or choices"),
    ({"a": lever("pool.rate_pct", low=50, high=90), "b": lever("pool.*", choices={"x": 1})}, "is set by lever a already"),
    ({"a": lever("levels.*.components.*.metric", choices={"x": "luck"})}, "makes no scheme that can be paid"),
    ({}, "has no lever"),
]


@pytest.mark.parametrize(("levers", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_wrong_lever_is_named(levers, message):
    with pytest.raises(InputError, match=re.escape(message)):
        space_of(load_scheme("company_cx"), levers)


# ---------------------------------------------------------------- fronts, fairness, limits


def test_ranks_and_volume_agree_with_counting():
    dice = np.random.default_rng(3)
    gains = np.round(dice.uniform(0, 1, (40, 3)), 1)
    front = [i for i, row in enumerate(gains) if not any((other >= row).all() and (other > row).any() for other in gains)]
    assert [i for i, rank in enumerate(ranks(gains)) if rank == 0] == front
    cells = np.array(list(product(np.arange(0.05, 1, 0.1), repeat=3)))
    covered = (cells[:, None, :] < gains[None, :, :]).all(axis=2).any(axis=1).sum() / 1000
    assert hypervolume(gains, np.zeros(3)) == pytest.approx(covered)
    assert worth_a_look(gains, 3) == worth_a_look(gains, 40)[:3] and set(worth_a_look(gains, len(front))) == set(front)
    assert np.isinf(crowding(np.array([[0.0], [1.0], [5.0]]))[[0, 2]]).all() and crowding(np.array([[0.0], [1.0], [5.0]]))[1] == 1.0


def test_fairness_is_spread_within_levels_and_gap_between_them():
    table = {"columns": ["level", "payout_pct", "bonuses", "target_eur", "award_eur"], "rows": [["a", 80, 1, 0, 0], ["a", 120, 1, 0, 0], ["b", 150, 2, 0, 0]]}
    assert fairness(table) == {"payout_spread_pct": pytest.approx(np.sqrt(800 / 4)), "payout_gap_pct": 50.0}
    assert fairness({"columns": table["columns"], "rows": []}) == {"payout_spread_pct": 0.0, "payout_gap_pct": 0.0}


def test_a_limit_in_percent_is_kept_exactly_when_the_ratio_of_means_is():
    plan, base = np.array([10.0, 14.0]), np.array([12.0, 8.0])
    assert [float(found.mean()) for found in excesses(Limit(outcome="x", of="pct_of_baseline", at_most=120.0, at_least=120.0), plan, base)] == pytest.approx([0, 0])
    assert [float(found.mean()) for found in excesses(Limit(outcome="x", at_most=1.0), plan, base)] == [1.0]
    assert [float(found.mean()) for found in excesses(Limit(outcome="x", of="value", at_least=13.0, at_most=11.5), plan, base)] == [0.5, 1.0]


# ---------------------------------------------------------------- closed form: a problem with a known front, and noise


def truth(scheme):
    """Two outcomes of a scheme: x (executives' CX) gains experience and costs revenue, y (unit heads' CX) only costs."""
    x, y = (scheme["levels"][level]["components"].get("company_cx", {}).get("weight_pct", 0) for level in ("executive", "unit_head"))
    return {"true_cx": x / 20, "revenue_eur": -((x / 40) ** 2) - y / 20, "bonus_eur": 1.0}


def noisy(settings, schemes):
    """A stand-in for the simulation: the truth, noise of size 1 keyed by scheme and seed, and much luck that all schemes of a seed share."""
    found, luck = {}, 50 + 20 * np.random.Generator(np.random.Philox(key=settings.seed)).standard_normal()
    for name, scheme in schemes.items():
        exact, key = truth(scheme), stream_key(settings.seed, json.dumps(scheme, sort_keys=True))
        noise = np.random.Generator(np.random.Philox(key=key)).standard_normal(2)
        found[name] = SimpleNamespace(summary={**exact, "true_cx": exact["true_cx"] + luck + noise[0], "revenue_eur": exact["revenue_eur"] - luck + noise[1]}, digest=f"{key:x}")
    return found


TWO = ("study=first_search", "study.schemes=[unit_growth]", "~study.search.objectives.cost", "~study.search.limits.budget", "~study.search.levers.cx_managers", "~study.search.levers.bonus_managers",
       "study.replications=12", "study.search.generations=4", "study.search.population=12", "study.search.search_seeds=2", "study.search.fresh_seeds=3")  # fmt: skip


def searched(laid, seed, **more):
    """A search of the closed-form problem from another seed."""
    settings = replace(laid.settings, seed=seed)
    return live(replace(laid, settings=settings, worlds={"home": settings}, seeds=layout.seeds_of(settings)), None, 1, run_schemes=noisy, **more)


@pytest.fixture(scope="module")
def repeated():
    """Eight searches of the closed-form problem."""
    laid = lay_out(TWO)
    return [Judged(searched(laid, 1 + 1000 * k)) for k in range(8)]


def errors(judged, stage):
    """Estimate less truth of every finalist and objective, in the wanted direction."""
    lived = judged.lived
    base = truth(lived.search.baseline)
    rows = judged.estimates[judged.estimates["plan"].isin(lived.finalists)]
    outcomes = {key: aim.outcome for key, aim in lived.search.asked.objectives.items()}
    exact = [truth(lived.candidate(row.plan).scheme)[outcomes[row.objective]] - base[outcomes[row.objective]] for row in rows.itertuples()]
    return rows[stage].to_numpy(float) - np.array(exact)


def test_held_out_estimates_are_unbiased_and_those_of_the_search_too_good(repeated):
    held, said = (np.array([errors(judged, stage).mean() for judged in repeated]) for stage in ("held_out", "search"))
    # noise of the baseline is shared by all plans of a search: the means of searches are independent, those of plans are not
    assert abs(held.mean()) < 4 * held.std(ddof=1) / np.sqrt(len(held)) + 1e-9 and abs(held.mean()) < 0.35
    liked = [row for judged in repeated for row in judged.curse[judged.curse["what"] == "liked"].itertuples()]
    assert np.mean([row.optimism for row in liked]) > 0.5, "the favourite of two noisy seeds promises too much"
    assert said.mean() > held.mean() + 0.2


def test_intervals_of_the_held_out_seeds_hold_the_truth(repeated):
    inside = [bool((np.abs(errors(judged, "held_out")) <= (judged.estimates["hi"] - judged.estimates["lo"]).to_numpy()[: len(errors(judged, "held_out"))] / 2).all()) for judged in repeated]
    assert sum(inside) >= 7, "together they hold in 95 of 100 searches"


def test_the_front_found_lies_near_the_known_front(repeated):
    harm = [judged.lived.candidate(name).values["cx_heads"] for judged in repeated for name in judged.front]
    tried = [plan.values["cx_heads"] for judged in repeated for plan in judged.lived.candidates]
    assert np.mean(harm) < 0.6 * np.mean(tried), "what only costs is kept low"
    assert all(len(judged.front) > 1 for judged in repeated)


def test_no_seed_serves_two_stages_and_a_lucky_plan_is_judged_by_new_ones(repeated):
    lived = repeated[0].lived
    used = [seed for seeds in lived.search.seeds.values() for seed in seeds]
    assert len(used) == len(set(used)) == 2 + 3 + 12
    met = {stage: {name for name, _, seed in lived.results.outcomes if seed in lived.search.seeds[stage]} for stage in lived.search.seeds}
    assert met[HELD_OUT] == {*lived.finalists, "unit_growth"} and met[SEARCH] == {plan.name for plan in lived.candidates} | {"unit_growth"}


def test_front_plans_are_told_apart_where_the_truth_differs_widely(repeated):
    for judged in repeated:
        lived = judged.lived
        for row in judged.pairs[judged.pairs["objective"] == "experience"].itertuples():
            apart = (lived.candidate(row.second).values["cx_top"] - lived.candidate(row.first).values["cx_top"]) / 20
            assert row.lo - 0.6 < apart < row.hi + 0.6
            if abs(apart) > 3.5:
                assert row.second not in judged.alike(row.first)


def harsh(settings, schemes):
    """The stand-in in a world where what executives gain elsewhere is lost twice over."""
    found = noisy(settings, schemes)
    for name, scheme in schemes.items():
        found[name].summary["true_cx"] -= 3 * truth(scheme)["true_cx"] * (settings.customers.reading == "temper")
    return found


def test_a_worst_case_is_taken_in_the_least_kind_world_and_its_interval_covers_all():
    laid = lay_out([*TWO, "+study.search.objectives.experience.worlds=worst", "+study.search.worlds={temper: ['customers.reading=temper']}", "study.search.generations=2"])
    assert list(laid.worlds) == ["home", "temper"] and laid.worlds["temper"].customers.reading == "temper"
    judged = Judged(live(laid, None, 1, run_schemes=harsh))
    rows = judged.estimates[(judged.estimates["objective"] == "experience") & judged.estimates["plan"].isin(judged.lived.finalists)]
    results, seeds = judged.lived.results, laid.seeds[HELD_OUT]
    for row in rows.itertuples():
        means = {world: results.differences(row.plan, "true_cx", world, seeds).mean() for world in laid.worlds}
        assert row.held_out == min(means.values()) == means[row.world] and row.lo < row.held_out < row.hi
        assert row.world == "temper" or judged.lived.candidate(row.plan).values["cx_top"] <= 10
        exact = -2 * truth(judged.lived.candidate(row.plan).scheme)["true_cx"]
        assert row.lo < exact < row.hi


@pytest.mark.parametrize("kind", ["nsga2", "tpe", "random"])
def test_every_sampler_asks_the_same_again_and_stays_in_its_ranges(kind):
    levers = {"a": lever("x", low=0, high=10, step=2.5), "b": lever("x", low=-1.0, high=1.0), "c": lever("x", values=[4, 1, 9]), "d": lever("x", choices={"one": 1, "two": 2})}

    def plans():
        sampler, every = Sampler(kind, levers, ["max", "min"], 6, 5), []
        for _ in range(3):
            batch = sampler.ask()
            every += batch
            sampler.tell([None if row["d"] == "two" and row["a"] > 5 else ([row["a"], row["b"]], [row["b"]]) for row in batch])
        return every

    first = plans()
    assert first == plans() and len({json.dumps(row) for row in first}) > 8
    for row in first:
        assert row["a"] in (0, 2.5, 5, 7.5, 10) and -1 <= row["b"] <= 1 and row["c"] in (1, 4, 9) and row["d"] in ("one", "two")


# ---------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A small search of the real model, uninterrupted: its folder and what it said."""
    root = tmp_path_factory.mktemp("whole")
    out = subprocess.run(command(root, "workers=1"), capture_output=True, text=True, check=True).stdout
    return root, json.loads(out.splitlines()[-1])


def command(root, *more):
    return [sys.executable, "-m", "cxsim.cli.main", *NAMED, f"output.dir={root}", *more, "--json"]


def test_a_search_killed_in_the_middle_goes_on_to_the_same_front(whole, tmp_path):
    _, said = whole
    running = subprocess.Popen(command(tmp_path, "workers=1"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 240
    while len(list(tmp_path.rglob("cells/*/*.json"))) < 5 and time.monotonic() < until and running.poll() is None:
        time.sleep(0.01)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    stored = len(list(tmp_path.rglob("cells/*/*.json")))
    assert stored >= 5 and not list(tmp_path.glob("*/manifest.json")), "killed before its end"
    again = live(lay_out([*SMALL, "workers=2"]), tmp_path / "cells", 2)
    assert again.digest == said["digest"] and again.results.reused >= stored


def test_every_front_plan_loads_and_gives_its_numbers_again(whole, tmp_path, capsys):
    root, _ = whole
    folder = next(path.parent for path in root.glob("*/manifest.json"))
    front = pd.read_csv(folder / "front.csv")
    assert sorted(path.stem for path in (folder / "mine" / "scheme").glob("*.yaml")) == sorted(front["plan"]) and len(front)
    first = front.iloc[0]
    held = json.loads((folder / "manifest.json").read_text())["seeds"]["held_out"]
    words = ["--config-dir", str(folder / "mine"), "experiment=tiny", "study=held_out", f"seed={held[0]}", "customers.count=200"]
    comparison = cxsim.compare(cxsim.load(*words[2:], "workers=1", config_dir=words[1]), schemes=["unit_growth", first["plan"]], seeds=held, config_dir=words[1])
    table = comparison.differences.set_index(["scheme", "metric"])["mean"]
    for key, outcome in (("experience", "true_cx"), ("growth", "revenue_eur"), ("cost", "bonus_eur")):
        assert table[first["plan"], outcome] == pytest.approx(first[key], rel=1e-9)
    assert main(["compare", *words, f"study.schemes=[unit_growth,{first['plan']}]", "workers=1", f"output.dir={tmp_path}"]) == 0
    assert main(["explain", "--config-dir", words[1], f"scheme={first['plan']}"]) == 0
    assert "Plan " in capsys.readouterr().out and main(["verify-store", str(root)]) == 0


def test_the_folder_holds_everything_and_the_same_command_finds_it_in_both_languages(whole, capsys):
    root, said = whole
    for lang, word in (("en", "had promised"), ("fi", "lupasi")):
        assert main([*NAMED, f"output.dir={root}", "workers=1", "--lang", lang, "--json"]) == 0
        out = capsys.readouterr().out
        found = json.loads(out.splitlines()[-1])
        assert found["digest"] == said["digest"] and word in out
        page = (root / found["output"].split("/")[-1] / "report.html").read_text("utf-8")
        assert "study=held_out" in page and "{" not in re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)
    folder = root / said["output"].split("/")[-1]
    assert (folder / "figure.png").stat().st_size > 5_000
    plans = pd.read_csv(folder / "candidates.csv")
    assert len(plans) == said["plans"] and (plans["stage"] == "held_out").sum() >= 2 and len(list(root.glob("*/manifest.json"))) == 2


REFUSED = [
    (["search", "first_serch"], "did you mean: first_search"),
    (["search", "standard"], "is not a search"),
    (["search", "a", "b"], "one search at a time"),
    ([*NAMED, "study.search.levers.cx_top.key=levels.executive.components.company_c.weight_pct"], "did you mean: levels.executive.components.company_cx.weight_pct"),
    ([*NAMED, "study.search.levers.cx_top.low=90"], "is not below high"),
    ([*NAMED, "study.search.generations=0"], "no plan would be tried"),
    ([*NAMED, "study.search.population=-1"], "out of range"),
    ([*NAMED, "study.search.base=company_x"], "did you mean: company_cx"),
    ([*NAMED, "study.search.sampler=nsga3"], "is not one of the choices"),
    ([*NAMED, "study.search.objectives.cost.outcome=bonus_euro"], "did you mean: bonus_eur"),
    ([*NAMED, "+study.search.objectives.cost.worlds=worst"], "and there are none"),
    ([*NAMED, "+study.search.worlds={other: ['seed=5']}"], "paired by seed"),
    ([*NAMED, "study.search.limits.budget.at_most=null"], "needs at_most or at_least"),
    ([*NAMED, "study.search.limits.budget.at_most=1"], "no plan could be lived and kept every limit"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_wrong_searches_end_with_code_two(words, message, tmp_path, capsys):
    assert main([*words, "workers=1", *([f"output.dir={tmp_path}"] if len(words) > 3 else [])]) == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_a_dry_run_counts_and_runs_nothing(tmp_path, capsys):
    assert main([*NAMED, "dry_run=true", f"output.dir={tmp_path}", "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["stages"] == {"search": 13 * 2, "fresh": 5 * 2, "held_out": (2 + 3 + 2 + 1) * 5} and not list(tmp_path.iterdir())


def test_the_searches_are_listed(capsys):
    assert main(["search"]) == 0
    assert {"first_search", "plan_search"} == {line.split()[0] for line in capsys.readouterr().out.splitlines()}
