"""Every refusal names its rule, and the finer points of the rules hold."""

import copy
from fractions import Fraction as F

import pytest

from cxsim.base.errors import InputError
from cxsim.base.money import deal, half_up, split
from cxsim.pay import pay_case
from cxsim.pay.curve import Curve
from cxsim.pay.deferral import settle
from cxsim.pay.fields import error_rule
from cxsim.pay.numbers import exact, simulated, yes_no
from cxsim.pay.staff import Clawback, Employment


def case():
    return {
        "period": {"days": 365},
        "plan": {
            "curves": {"standard": {"kinks": [[80, 50], [100, 100], [120, 200]]}},
            "levels": [{
                "level": "manager", "target_bonus_pct": 10,
                "components": [{"metric": "revenue", "scope": "company", "weight_pct": 100, "curve": "standard"}],
            }],
        },
        "scorecard": [{"metric": "revenue", "scope": "company", "actual": 100, "target": 100}],
        "people": [{"person_id": "P01", "segments": [{"level": "manager", "unit": "U1", "base_pay_eur": 1000}]}],
    }


def put(data, path, value):
    """Set one place of a case: a path of keys and positions; the last may be new."""
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value


COMPONENT = ("plan", "levels", 0, "components", 0)
SEGMENT = ("people", 0, "segments", 0)
GATE = {"gate": "g", "metric": "revenue", "scope": "company", "required": 90, "factor": 0}
POOL = {"pool": "all", "funding": "fixed", "amount_eur": 10}
DEFER = {"level": "manager", "share_pct": 50, "vest_years": 3}

REFUSED = [
    ("R1", "nan", ("scorecard", 0, "actual"), float("nan")),
    ("R1", "infinity", ("scorecard", 0, "actual"), float("inf")),
    ("R1", "quoted nan", ("scorecard", 0, "actual"), "NaN"),
    ("R1", "truth value as number", ("scorecard", 0, "actual"), True),
    ("R1", "decimal comma", ("scorecard", 0, "actual"), "1,5"),
    ("R1", "per cent sign", (*COMPONENT, "weight_pct"), "100%"),
    ("R1", "thousands with underscore", (*SEGMENT, "base_pay_eur"), "1_000"),
    ("R1", "thousands with blank", (*SEGMENT, "base_pay_eur"), "1 000"),
    ("R1", "list as number", (*SEGMENT, "base_pay_eur"), [1]),
    ("R1", "unknown key of a case", ("peple",), []),
    ("R1", "unknown key of a plan", ("plan", "curve"), {}),
    ("R1", "unknown key of a segment", (*SEGMENT, "basepay"), 1),
    ("R1", "unknown level", (*SEGMENT, "level"), "manger"),
    ("R1", "unknown curve", (*COMPONENT, "curve"), "standrad"),
    ("R1", "unknown metric", (*COMPONENT, "metric"), "revenu"),
    ("R1", "unknown unit", (*COMPONENT, "scope"), "unit"),
    ("R1", "unknown scope", (*COMPONENT, "scope"), "region"),
    ("R1", "unknown level of a gate", ("plan", "gates"), [{**GATE, "levels": ["boss"]}]),
    ("R1", "no segment", ("people", 0, "segments"), []),
    ("R1", "people not a list", ("people",), {"P01": {}}),
    ("R1", "plan not a mapping", ("plan",), [1]),
    ("R1", "code that is a truth value", (*SEGMENT, "unit"), False),
    ("R2", "missing result", ("scorecard", 0, "actual"), None),
    ("R2", "unknown policy", ("plan", "missing_metric"), "skip"),
    ("R3", "target zero", ("scorecard", 0, "target"), 0),
    ("R3", "target negative", ("scorecard", 0, "target"), -5),
    ("R3", "target missing", ("scorecard", 0, "target"), None),
    ("R3", "unknown basis", (*COMPONENT, "basis"), "percent"),
    ("R4", "kinks out of order", ("plan", "curves", "standard", "kinks"), [[100, 50], [80, 100]]),
    ("R4", "kinks repeated", ("plan", "curves", "standard", "kinks"), [[100, 50], [100, 100]]),
    ("R4", "payout falls", ("plan", "curves", "standard", "kinks"), [[80, 100], [100, 50]]),
    ("R4", "payout negative", ("plan", "curves", "standard", "kinks"), [[80, -10], [100, 50]]),
    ("R4", "no kinks", ("plan", "curves", "standard", "kinks"), []),
    ("R4", "half a kink", ("plan", "curves", "standard", "kinks"), [[80]]),
    ("R4", "unknown shape", ("plan", "curves", "standard", "shape"), "round"),
    ("R4", "wrong direction", ("plan", "curves", "standard", "direction"), "lower"),
    ("R4", "nothing to continue", ("plan", "curves", "standard"), {"kinks": [[80, 50]], "beyond_last": "continue"}),
    ("R5", "gate on no component", ("plan", "gates"), [{**GATE, "on": "component", "component": "cost/unit"}]),
    ("R6", "weights below 100", (*COMPONENT, "weight_pct"), 95),
    ("R6", "weights just above 100", (*COMPONENT, "weight_pct"), "100.0000000001"),
    ("R6", "weight negative", (*COMPONENT, "weight_pct"), -1),
    ("R6", "normalise unclear", ("plan", "normalise_weights"), "maybe"),
    ("R7", "gate without effect", ("plan", "gates"), [{k: v for k, v in GATE.items() if k != "factor"}]),
    ("R7", "gate with two effects", ("plan", "gates"), [{**GATE, "cap_pct": 100}]),
    ("R7", "gate factor negative", ("plan", "gates"), [{**GATE, "factor": -1}]),
    ("R8", "score cap negative", ("plan", "score_cap_pct"), -1),
    ("R9", "own factor outside", (*SEGMENT, "individual_pct"), 201),
    ("R9", "own factor negative", (*SEGMENT, "individual_pct"), -1),
    ("R9", "range turned round", ("plan", "individual_range_pct"), [120, 80]),
    ("R10", "unknown status", ("people", 0, "status"), "left"),
    ("R11", "too many days", (*SEGMENT, "days"), 366),
    ("R11", "half a day", (*SEGMENT, "days"), "10.5"),
    ("R11", "days negative", (*SEGMENT, "days"), -1),
    ("R11", "pay negative", (*SEGMENT, "base_pay_eur"), -1),
    ("R11", "more than full time", (*SEGMENT, "fte_pct"), 101),
    ("R11", "bank year", ("period", "days"), 360),
    ("R12", "two pools for one", ("plan", "pools"), [POOL, {**POOL, "pool": "second"}]),
    ("R12", "pool without amount", ("plan", "pools"), [{"pool": "all", "funding": "fixed"}]),
    ("R13", "unknown mode", ("plan", "pools"), [{**POOL, "mode": "share"}]),
    ("R14", "unknown rest", ("plan", "pools"), [{**POOL, "unspent": "keep"}]),
    ("R15", "share above 100", ("plan", "deferral"), [{**DEFER, "share_pct": 101}]),
    ("R16", "vesting short of 100", ("plan", "deferral"),
     [{"level": "manager", "share_pct": 50, "vest_pct": [50, 40]}]),
    ("R16", "no vesting years", ("plan", "deferral"), [{"level": "manager", "share_pct": 50}]),
    ("R17", "factor above 100", ("people", 0, "vesting"), [{"year": 1, "factor_pct": 101}]),
    ("R17", "year twice", ("people", 0, "vesting"), [{"year": 1}, {"year": 1}]),
    ("R18", "share above 100", ("people", 0, "clawback"), {"year": 1, "share_pct": 101, "window_years": 1}),
    ("R18", "no window", ("people", 0, "clawback"), {"year": 1, "share_pct": 50}),
]


@pytest.mark.parametrize(("rule", "name", "path", "value"), REFUSED, ids=[f"{r[0]} {r[1]}" for r in REFUSED])
def test_a_faulty_case_is_refused_with_its_rule(rule, name, path, value):
    data = case()
    put(data, path, value)
    with pytest.raises(InputError) as caught:
        pay_case(data)
    assert error_rule(caught.value) == rule
    assert caught.value.problems[0].lines()[0].endswith(f"[{rule}]")
    assert caught.value.exit_code == 2


def test_the_case_behind_the_refusals_is_good():
    assert pay_case(case())["total_award_cents"] == 10_000


def test_repeated_ids_and_rows_are_refused():
    for key in ("people", "scorecard"):
        data = case()
        data[key].append(copy.deepcopy(data[key][0]))
        with pytest.raises(InputError, match=r"twice.*R1"):
            pay_case(data)


def test_segments_may_not_exceed_the_year_together():
    data = case()
    data["people"][0]["segments"] = [{**data["people"][0]["segments"][0], "days": days} for days in (200, 166)]
    with pytest.raises(InputError, match=r"366 days in a period of 365.*R11"):
        pay_case(data)


def test_a_typed_direction_must_agree_with_the_curve():
    data = case()
    data["plan"]["levels"][0]["components"][0] |= {"basis": "value", "better": "lower"}
    with pytest.raises(InputError, match=r"curve says higher.*R3"):
        pay_case(data)


@pytest.mark.parametrize("key", ["gates", "modifiers"])
def test_a_missing_gate_or_modifier_result_is_refused_under_error(key):
    data = case()
    data["scorecard"].append({"metric": "survey", "scope": "company", "target": 10})
    row = {"metric": "survey", "scope": "company"}
    data["plan"][key] = [row | ({"required": 1, "factor": 0.5} if key == "gates" else {"curve": "standard"})]
    with pytest.raises(InputError) as caught:
        pay_case(data)
    assert error_rule(caught.value) == "R2"


def test_a_missing_pool_result_is_refused_whatever_the_policy():
    data = case()
    data["plan"] |= {"missing_metric": "zero", "pools": [
        {"pool": "all", "funding": "pct_of_metric", "rate_pct": 1, "metric": "profit"}]}
    data["scorecard"].append({"metric": "profit", "scope": "company", "target": 10})
    with pytest.raises(InputError) as caught:
        pay_case(data)
    assert error_rule(caught.value) == "R2"


def test_weights_are_checked_before_a_missing_measure_leaves():
    data = case()
    parts = data["plan"]["levels"][0]["components"]
    parts.append({**parts[0], "metric": "cx", "weight_pct": 50})
    data["plan"]["missing_metric"] = "reweight"
    data["scorecard"].append({"metric": "cx", "scope": "company"})
    with pytest.raises(InputError) as caught:
        pay_case(data)
    assert error_rule(caught.value) == "R6"


def test_the_lowest_rule_comes_first_and_all_are_told():
    data = case()
    put(data, (*SEGMENT, "days"), 400)
    put(data, (*COMPONENT, "weight_pct"), 95)
    put(data, ("scorecard", 0, "target"), 0)
    with pytest.raises(InputError) as caught:
        pay_case(data)
    assert [problem.rule for problem in caught.value.problems] == ["R3", "R6", "R11"]


def test_an_unknown_word_gets_its_nearest_match():
    data = case()
    put(data, (*COMPONENT, "curve"), "standrad")
    with pytest.raises(InputError, match="did you mean: standard"):
        pay_case(data)


def test_a_modifier_curve_may_fall_and_holds_at_its_ends():
    data = case()
    data["plan"]["curves"]["strain"] = {"kinks": [[10, 120], [20, 80]]}
    data["plan"]["modifiers"] = [{"metric": "strain", "scope": "company", "basis": "value", "curve": "strain"}]
    for actual, cents in ((5, 12_000), (15, 10_000), (99, 8_000)):
        data["scorecard"] = [*case()["scorecard"], {"metric": "strain", "scope": "company", "actual": actual}]
        assert pay_case(data)["total_award_cents"] == cents


def test_a_key_on_read_as_a_truth_value_is_still_on():
    data = case()
    data["plan"]["gates"] = [{**GATE, True: "component", "component": "revenue/company", "required": 101}]
    assert pay_case(data)["total_award_cents"] == 0


def test_numbers_may_be_quoted_and_are_the_decimals_written():
    data = case()
    put(data, (*SEGMENT, "base_pay_eur"), "1000.005")
    put(data, ("scorecard", 0, "actual"), "1e2")
    assert pay_case(data)["total_award_cents"] == 10_000
    put(data, (*SEGMENT, "base_pay_eur"), "1000.05")  # 100.005 is half a cent, and half goes up
    assert pay_case(data)["total_award_cents"] == 10_001


def test_a_float_counts_as_its_shortest_text():
    assert exact(0.1) == F(1, 10)
    assert exact("0.1") == exact(0.1)


def test_simulated_figures_are_rounded_once_to_six_places_half_to_even():
    assert simulated(0.0000005) == 0
    assert simulated(0.0000015) == F(2, 10**6)
    with pytest.raises(ValueError, match="finite"):
        simulated(float("nan"))


def test_yes_and_no_may_be_quoted():
    assert [yes_no(word) for word in ("yes", "No", True, "false")] == [True, False, True, False]


def test_half_a_cent_goes_up():
    assert [half_up(F(n, 10)) for n in (4, 5, 14, 15)] == [0, 1, 1, 2]


def test_money_is_split_without_a_cent_lost():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]
    assert split(7, [0, 0]) == [4, 3]
    assert deal(5, [F(3, 2), F(1)], [2, 2]) == [(1, 1), (1, 0)]
    with pytest.raises(ValueError, match="cannot be dealt"):
        deal(9, [F(1), F(1)])


def test_a_curve_for_lower_values_is_the_mirror_of_one_for_higher():
    low = Curve(((F(16), F(50)), (F(12), F(100))), direction="lower")
    high = Curve(((F(-16), F(50)), (F(-12), F(100))))
    assert [low.payout(F(x)) for x in (17, 16, 13, 12, 2)] == [high.payout(F(-x)) for x in (17, 16, 13, 12, 2)]


def test_one_more_point_differs_left_and_right_of_a_kink():
    curve = Curve(((F(80), F(50)), (F(100), F(100)), (F(120), F(200))))
    assert curve.worth(F(100)) == (F(5, 2), F(5))
    assert curve.worth(F(120)) == (F(5), F(0))
    assert curve.x_for(F(75)) == 90


def test_a_bad_leaver_loses_this_and_all_later_tranches():
    end = settle(1_000, 400, (200, 200, 200), {2: Employment(employment="bad_leaver"), 3: Employment()})
    assert (end.vested_paid, end.forfeited, end.net_received) == ((200, 0, 0), 400, 600)


def test_a_window_reaches_back_to_the_cash():
    end = settle(1_000, 400, (300, 300), None, Clawback(1, F(10), 2))
    assert (end.clawback_due, end.cancelled, end.vested_paid) == (40 + 30, 30, (300, 270))


def test_a_gate_on_a_value_that_should_be_low_is_met_on_its_boundary():
    data = case()
    data["plan"]["gates"] = [{
        "metric": "complaints", "scope": "company", "basis": "value", "better": "lower", "required": 5, "factor": 0}]
    for actual, cents in ((5, 10_000), ("5.0001", 0), (4, 10_000)):
        data["scorecard"] = [*case()["scorecard"], {"metric": "complaints", "scope": "company", "actual": actual}]
        assert pay_case(data)["total_award_cents"] == cents


def test_a_percentage_gate_on_cost_is_mirrored():
    data = case()
    data["plan"]["gates"] = [{
        "metric": "cost", "scope": "company", "better": "lower", "required": 95, "cap_pct": 80}]
    for actual, cents in ((105, 10_000), ("105.01", 8_000)):
        data["scorecard"] = [*case()["scorecard"],
                             {"metric": "cost", "scope": "company", "actual": actual, "target": 100}]
        assert pay_case(data)["total_award_cents"] == cents


def test_what_exceeds_target_is_counted_from_target_cents_rounded_half_up():
    data = case()
    put(data, (*SEGMENT, "base_pay_eur"), "1000.05")  # target 100.005, so 100.01
    put(data, ("scorecard", 0, "actual"), 110)  # award 150 % of it, 150.0075, so 150.01
    data["plan"]["deferral"] = [{**DEFER, "share_pct": 100, "of": "above_target"}]
    paid = pay_case(data)["people"]["P01"]
    assert (paid["award_cents"], paid["cash_cents"], paid["deferred_cents"]) == (15_001, 10_001, 5_000)


def test_who_leaves_after_a_clawback_forfeits_only_what_it_left():
    end = settle(1_000, 400, (300, 300), {2: Employment(employment="bad_leaver")}, Clawback(1, F(50), 1))
    assert (end.cancelled, end.forfeited, end.vested_paid, end.net_received) == (150, 150, (300, 0), 550)


def test_a_cap_below_the_floor_of_a_pool_has_the_last_word():
    data = case()
    data["plan"]["pools"] = [{**POOL, "floor_eur": 80, "cap_eur": 60, "carry_in_eur": 1}]
    assert pay_case(data)["pools"]["all"]["pool_cents"] == 6_100
