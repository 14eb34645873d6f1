"""A better plan searched for: levers on a plan file, the staff's own pay as cost, and a verdict that luck cannot win."""

from __future__ import annotations

import re
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pandas as pd
import plans
import pytest

from cxsim.base.errors import InputError
from cxsim.cli.main import main
from cxsim.desk.dynamic.goals import Goal, goal_of
from cxsim.desk.dynamic.improving import DOWN, UP, YOURS, lay_out, live
from cxsim.desk.dynamic.levers import differing, levers_of, moved, with_values
from cxsim.desk.dynamic.simulate import asked, translated
from cxsim.desk.facts import Facts
from cxsim.desk.opening import open_plan
from cxsim.report.desk.improved import Told
from cxsim.study.search.layout import FRESH, HELD_OUT, SEARCH

SIZES = ["customers.count=100", "study.replications=10", "workers=1"]
COUNTS = {"generations": 3, "population": 8, "search_seeds": 3, "promoted": 5, "fresh_seeds": 6, "finalists": 2}
TARGETS = Fraction(947988)  # target bonuses of the shipped staff, EUR


def request():
    return asked({YOURS: open_plan(plans.EXAMPLE)}, SIZES)


@pytest.fixture(scope="module")
def made():
    return translated(request())[YOURS]


def weights(file, level):
    return {f"{row['metric']}_{row['scope']}": row["weight_pct"] for row in file.components_of(level)}


# ---------------------------------------------------------------- levers


def test_others_share_the_rest_in_their_proportions_and_what_is_not_moved_stays_as_written(made):
    file = with_values(made, {"cx.middle_manager": 70.0, "cx.team_lead": 10.0, "bonus.executive": 45.0})
    assert weights(file, "middle_manager") == {"revenue_unit": 14, "cx_company": 70, "cost_unit": 8, "csat_touchpoint": 8}
    assert weights(file, "team_lead") == weights(made.facts.file, "team_lead")
    thirds = with_values(made, {"cx.middle_manager": 33.33})
    assert sum(Fraction(str(value)) for value in weights(thirds, "middle_manager").values()) == 100
    assert weights(thirds, "middle_manager")["cx_company"] == 33.33
    assert {(row["level"], row["measure"]): (row["now"], row["then"]) for row in differing(made, file)} == {
        ("executive", ""): (60, 45), ("middle_manager", "revenue/unit"): (35, 14), ("middle_manager", "cx/company"): (25, 70), ("middle_manager", "cost/unit"): (20, 8),
        ("middle_manager", "csat/touchpoint"): (20, 8),
    }  # fmt: skip
    assert differing(made, with_values(made, {lever.name: lever.now for lever in levers_of(made, {})})) == []


def test_weights_move_between_the_halves_of_the_hierarchy_and_stay_in_range(made):
    assert moved(made, 10) == {"cx.team_lead": 0, "cx.middle_manager": 15, "cx.unit_head": 45, "cx.executive": 60}
    assert moved(made, -60) == {"cx.team_lead": 70, "cx.middle_manager": 85, "cx.unit_head": 0, "cx.executive": 0}
    plain = open_plan(plans.EXAMPLE)
    plain.rows["components"] = [row for row in plain.rows["components"] if not (row["level"] == "middle_manager" and row["metric"] == "cx")]
    plans.weigh(plain, "middle_manager", revenue_unit=60)
    three = translated(asked({YOURS: plain}, SIZES))[YOURS]
    assert moved(three, 5) == {"cx.team_lead": 5, "cx.unit_head": 35, "cx.executive": 55}, "the one in the middle keeps its own"
    with pytest.raises(InputError, match="with weight 0"):
        levers_of(three, {"cx.middle_manager": "0..50"})


def test_ranges_as_typed(made):
    found = {lever.name: lever.values for lever in levers_of(made, {"cx.unit_head": "30..60", "bonus.executive": "fixed", "bonus.team_lead": "5..10..2.5"})}
    assert found["cx.unit_head"] == (30, 35, 37.5, 45, 52.5, 60) and "bonus.executive" not in found and found["bonus.team_lead"] == (5, 7.5, 8, 10)
    assert found["bonus.middle_manager"] == (9, 13.5, 18, 22.5, 27) and 25 in found["cx.middle_manager"]
    with pytest.raises(InputError) as caught:
        levers_of(made, {"cx.unit_head": "60..30", "bonus.chief": "1..2", "bonus.executive": "much", "cx.executive": "0..50..0"})
    assert {problem.key for problem in caught.value.problems} == {"cx.unit_head", "bonus.chief", "bonus.executive", "cx.executive"}


def test_goals_as_typed():
    assert goal_of({"goal": "cheapest", "reach": "+1"}) == Goal("cheapest", reach=1, relative=True)
    assert goal_of({"goal": "cheapest", "reach": "12.5", "outcome": "true_cx"}) == Goal("cheapest", "true_cx", reach=12.5)
    assert goal_of({"goal": "best", "within": "110%"}).budget(1000.0) == 1100 and goal_of({"goal": "best", "within": "500"}).budget(1000.0) == 500


# ---------------------------------------------------------------- a stand-in for the simulation, with a truth that is known


def _kept(company):
    """Everybody exactly at target, every year."""
    rows = [(year, metric, scope, code, 100.0) for year in (1, 2) for metric, scope, code in _results(company)]
    return {"scorecards": pd.DataFrame(rows, columns=["year", "metric", "scope", "code", "x"])}


def _results(company):
    for metric in ("revenue", "cost", "profit", "satisfaction", "cx", "journey"):
        yield metric, "company", ""
        for unit, own in company.units.items():
            yield metric, "unit", unit
            yield from ((metric, "touchpoint", f"{unit}/{channel}") for channel in own.channels)


def _world(per_point, noise):
    """Loyalty gains `per_point` for a point of company CX weight of middle managers, plus luck of the seed, plus noise by plan and seed."""

    def run(settings, schemes):
        found, luck = {}, np.random.default_rng(settings.seed).normal(40, 5)
        for name, scheme in schemes.items():
            parts = scheme["levels"]["middle_manager"]["components"].values()
            weight = sum(part["weight_pct"] for part in parts if (part["metric"], part["scope"]) == ("cx", "company"))
            bonus = sum(level["target_bonus_pct"] for level in scheme["levels"].values())
            own = np.random.default_rng([settings.seed, round(100 * weight), round(100 * bonus)]).normal(0, noise)
            rest = dict.fromkeys(("profit_after_bonus_eur", "revenue_eur", "true_cx", "measured_cx", "staff_turnover_pct", "rough_share"), 1.0)
            found[name] = SimpleNamespace(summary={**rest, "customers_kept_pct": luck + per_point * weight + own}, kept=_kept(settings.company), digest=f"{name} {settings.seed}")
        return found

    return run


def test_the_cheapest_plan_that_reaches_the_goal_costs_what_its_staff_is_paid_to_the_cent():
    laid = lay_out(request(), goal_of({"goal": "cheapest", "reach": "+1"}), {}, counts=COUNTS)
    found = live(laid, None, run_schemes=_world(0.1, 0.05))
    told = Told(found, "en")
    assert told.outcome() == "cheaper", told.headline()
    weight, cost = found.values["cx.middle_manager"], found.pair(found.pick, "bonus_cost")
    assert weight >= 40 and found.pair(found.pick, "customers_kept").difference.mean == pytest.approx(0.1 * (weight - 25), abs=0.1)
    # at target everybody is paid his target bonus: what the exact rules say of the plan file that is handed over
    facts = Facts(found.found())
    exact = sum((facts.target_of(segment) for person in facts.people for segment in person.segments), Fraction(0))
    assert cost.second == pytest.approx(float(exact), abs=0.5) and cost.first == pytest.approx(float(TARGETS), abs=0.5) and exact < TARGETS
    assert found.pair(UP, "customers_kept").difference.mean == pytest.approx(-1, abs=0.1) and found.pair(DOWN, "customers_kept").difference.mean == pytest.approx(1, abs=0.1)


def test_luck_finds_nothing_better_and_the_search_is_shown_to_have_promised_it():
    laid = lay_out(request(), goal_of({"goal": "best", "within": "160%"}), {}, counts=COUNTS)
    seeds = [set(laid.search.seeds[stage]) for stage in (SEARCH, FRESH, HELD_OUT)]
    assert not (seeds[0] & seeds[1] or seeds[0] & seeds[2] or seeds[1] & seeds[2])
    found = live(laid, None, run_schemes=_world(0.0, 1.0))
    told = Told(found, "en")
    assert told.outcome() == "not_better" and "nothing better can be told apart" in told.headline()
    liked = found.judged.curse.set_index(["objective", "what"]).loc[("goal", "liked")]
    assert liked["search"] > 0.5 and liked["held_out"] < liked["search"] and "looks worse on new ones" in told.curse()[0]


def test_a_goal_out_of_reach_is_told_with_how_near_one_comes():
    found = live(lay_out(request(), goal_of({"goal": "cheapest", "reach": "+30"}), {}, 0, COUNTS), None, run_schemes=_world(0.1, 0.05))
    told = Told(found, "fi")
    assert told.outcome() == "unreached" and found.values["cx.middle_manager"] == 80, "the nearest is the one with most weight"
    assert not found.laid.shifts and told.shift_said() == [told.w("plan_improve.no_shift")]


# ---------------------------------------------------------------- the command

TINY = ["customers.count=80", "horizon.years=1", "horizon.warmup_years=1", "study.replications=5", "workers=1", "search.generations=1", "search.population=4",
        "search.search_seeds=2", "search.promoted=2", "search.fresh_seeds=2", "search.finalists=1"]  # fmt: skip


def test_the_folder_holds_the_plan_without_people_and_the_saved_file_with_them(tmp_path, capsys):
    saved = tmp_path / "new.yaml"
    words = ["plan", "improve", str(plans.EXAMPLE), "goal=best", "within=120%", *TINY, f"output.dir={tmp_path / 'out'}", f"save={saved}"]
    assert main(words) == 0
    folder = next(path for path in (tmp_path / "out").iterdir() if (path / "manifest.json").is_file())
    people = re.compile("|".join(row["person_id"] for row in plans.example().sheet("staff")))
    assert [path.name for path in folder.rglob("*") if path.is_file() and people.search(path.read_bytes().decode("utf-8", "ignore"))] == []
    shown, whole = (open_plan(path) for path in (folder / "found.xlsx", saved))
    assert shown.sheet("components") == whole.sheet("components") and not shown.sheet("staff") and whole.sheet("staff") == open_plan(plans.EXAMPLE).sheet("staff")
    assert main(words) == 2 and "never overwritten" in capsys.readouterr().err


WRONG = [
    (["goal=cheap", "reach=1"], "did you mean: cheapest"),
    (["goal=best"], "is needed for goal=best"),
    (["goal=best", "within=much"], "is not a number"),
    (["goal=best", "within=100%", "reach=+1"], "belongs to another goal"),
    (["goal=cheapest", "reach=+1", "outcome=nps"], "cannot be asked for"),
    (["goal=cheapest", "reach=+1", "bonus.middle_manger=1..2"], "did you mean: bonus.middle_manager"),
    (["goal=cheapest", "reach=+1", "shift=-3"], "is not a number of points"),
    (["goal=cheapest", "reach=+1", "scheme=company_cx"], "the plan file says who is paid for what"),
    (["goal=cheapest", "reach=+1", "search.population=0", "search.search_sead=3"], "did you mean: search_seeds"),
    (["goal=cheapest", "reach=+1", "map.nothing=cx"], "is in none of the plans"),
]


@pytest.mark.parametrize(("words", "message"), WRONG, ids=[message for _, message in WRONG])
def test_wrong_words_are_named(words, message, capsys):
    assert main(["plan", "improve", str(plans.EXAMPLE), *words]) == 2
    assert message in capsys.readouterr().err
