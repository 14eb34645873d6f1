"""What must hold for every plan: more result never pays less, pools add up, order and currency do not matter."""

from fractions import Fraction as F

from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.base.errors import InputError
from cxsim.base.money import split
from cxsim.pay import pay_case
from cxsim.pay.curve import Curve
from cxsim.pay.deferral import settle
from cxsim.pay.fields import error_rule
from cxsim.pay.staff import Clawback, Employment

steady = settings(derandomize=True, max_examples=60, deadline=None, database=None)
hundredths = st.integers(0, 20_000).map(lambda n: F(n, 100))


@st.composite
def curves(draw):
    xs = sorted(draw(st.sets(st.integers(50, 150), min_size=1, max_size=5)))
    payouts = sorted(draw(st.lists(st.integers(0, 250), min_size=len(xs), max_size=len(xs))))
    shape = draw(st.sampled_from(["linear", "step"]))
    beyond = draw(st.sampled_from(["cap", "continue"])) if len(xs) > 1 else "cap"
    return Curve(tuple((F(x), F(p)) for x, p in zip(xs, payouts, strict=True)), shape, "higher", beyond)


@st.composite
def cases(draw, pool=True):
    n = draw(st.integers(1, 8))
    pays = draw(st.lists(st.integers(0, 5_000_000), min_size=n, max_size=n))
    units = draw(st.lists(st.sampled_from(["A", "B"]), min_size=n, max_size=n))
    days = draw(st.lists(st.integers(0, 365), min_size=n, max_size=n))
    actual = {unit: draw(st.integers(7_000, 13_000)) for unit in "AB"}
    data = {
        "period": {"days": 365},
        "plan": {
            "curves": {"c": {"kinks": [[80, 50], [100, 100], [120, 200]]}},
            "levels": [{"level": "m", "target_bonus_pct": 17.5, "components": [
                {"metric": "revenue", "scope": "unit", "weight_pct": 100, "curve": "c"}]}],
            "deferral": [{"level": "m", "share_pct": 33, "vest_years": 3}],
        },
        "scorecard": [{"metric": "revenue", "scope": "unit", "unit": u, "actual": f"{a / 100}", "target": 100}
                      for u, a in actual.items()],
        "people": [{"person_id": f"P{i}", "segments": [
            {"level": "m", "unit": units[i], "base_pay_eur": f"{pays[i] / 100}", "days": days[i]}]} for i in range(n)],
    }
    if pool:
        data["plan"]["pools"] = [{
            "pool": "all", "funding": "fixed", "amount_eur": f"{draw(st.integers(0, 3_000_000)) / 100}",
            "mode": draw(st.sampled_from(["ceiling", "share_out"])),
            "unspent": draw(st.sampled_from(["return", "carry"])), "carry_cap_eur": 100,
        }]
    return data


@steady
@given(curves(), hundredths, hundredths)
def test_a_better_result_never_pays_less(curve, a, b):
    low, high = sorted((a, b))
    assert 0 <= curve.payout(low) <= curve.payout(high)


@steady
@given(curves(), hundredths)
def test_a_payout_stays_within_its_kinks_unless_it_continues(curve, x):
    if curve.beyond_last == "cap":
        assert curve.payout(x) <= curve.top
    assert (curve.payout(x) == 0) or x >= curve.threshold


@steady
@given(cases())
def test_a_pool_is_used_to_the_cent(data):
    paid = pay_case(data)
    pool = paid["pools"]["all"]
    assert pool["paid_cents"] == paid["total_award_cents"]
    assert pool["paid_cents"] + pool["carried_out_cents"] + pool["returned_cents"] == pool["pool_cents"]
    assert min(pool.values()) >= 0


@steady
@given(cases())
def test_every_award_equals_its_parts(data):
    for person in pay_case(data)["people"].values():
        assert person["award_cents"] == person["cash_cents"] + person["deferred_cents"]
        assert sum(person["tranches_cents"]) == person["deferred_cents"]
        assert person["net_received_cents"] == person["award_cents"]


@steady
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_results_does_not_matter(data, chance):
    before = pay_case(data)
    chance.shuffle(data["people"])
    chance.shuffle(data["scorecard"])
    assert pay_case(data) == before


@steady
@given(cases(), st.integers(2, 50))
def test_paying_in_a_smaller_coin_scales_claims(data, factor):
    """Without a pool, amounts `factor` times as large pay `factor` times as much, up to the rounding of a cent."""
    data["plan"].pop("pools")
    before = pay_case(data)["people"]
    for person in data["people"]:
        segment = person["segments"][0]
        segment["base_pay_eur"] = str(float(segment["base_pay_eur"]) * factor)
        if "e" in segment["base_pay_eur"] or len(segment["base_pay_eur"].split(".")[1]) > 2:
            return
    for name, person in pay_case(data)["people"].items():
        assert abs(person["award_cents"] - factor * before[name]["award_cents"]) <= factor


@steady
@given(cases(pool=False), st.integers(0, 7), st.integers(0, 3_000))
def test_a_unit_s_better_result_never_lowers_anybody_s_pay(data, position, more):
    before = pay_case(data)["people"]
    row = data["scorecard"][position % 2]
    row["actual"] = str(F(row["actual"]) * 100 + more) + "e-2"
    after = pay_case(data)["people"]
    assert all(after[name]["award_cents"] >= before[name]["award_cents"] for name in before)


@steady
@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_a_split_adds_up_and_each_part_is_within_a_cent(total, shares):
    parts = split(total, shares)
    assert sum(parts) == total
    if sum(shares):
        assert all(abs(part - F(total * share, sum(shares))) < 1 for part, share in zip(parts, shares, strict=True))


@steady
@given(
    st.integers(0, 10**7), st.lists(st.integers(0, 10**6), max_size=5),
    st.dictionaries(st.integers(1, 5), st.builds(
        Employment, st.integers(0, 100).map(F), st.sampled_from(["active", "good_leaver", "bad_leaver"]))),
    st.none() | st.builds(Clawback, st.integers(0, 6), st.integers(0, 100).map(F), st.integers(0, 6)),
)
def test_whatever_happens_later_no_cent_goes_missing(cash, tranches, vesting, clawback):
    award = cash + sum(tranches)
    end = settle(award, cash, tuple(tranches), vesting, clawback)
    assert award == end.cash + sum(end.vested_paid) + end.forfeited + end.cancelled
    assert min(end.net_received, end.forfeited, end.cancelled, end.clawback_due) >= 0


JUNK = [None, True, False, "", "x", "nan", "1e999", "9" * 450, -1, 0, 10**30, 1e308, float("nan"), float("-inf"), [], {},
        [[]], [None], {"x": 1}, {1: 2}, "all", (1, 2), b"x", "\u0661", "1_0", "${x}", [[80, 50], [100, "a"]]]


def places(data, path=()):
    """Every place of a nested case, as a path of keys."""
    rows = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else []
    for key, value in rows:
        yield (*path, key)
        yield from places(value, (*path, key))


@settings(steady, max_examples=400)
@given(cases(), st.data())
def test_whatever_is_written_the_answer_is_cents_or_a_refusal_with_a_rule(data, draw):
    for _ in range(draw.draw(st.integers(1, 3))):
        *path, last = draw.draw(st.sampled_from(list(places(data))))
        place = data
        for step in path:
            place = place[step]
        place[last] = draw.draw(st.sampled_from(JUNK))
    try:
        paid = pay_case(data)
    except InputError as error:
        assert error_rule(error) and all(problem.rule for problem in error.problems)
    else:
        assert paid["total_award_cents"] >= 0
