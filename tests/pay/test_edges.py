"""Edges of the rules that a small slip would move: boundaries, mirrored directions, usual values, and what texts say.

Each was found by planting a fault that no other test noticed.
"""

from fractions import Fraction as F

import pytest
from test_rules import case, put
from test_schemes import PAY, scorecard, written

from cxsim.base.errors import InputError
from cxsim.pay import Scheme, pay_case
from cxsim.pay.curve import Curve
from cxsim.pay.numbers import exact, show
from cxsim.pay.year import Person, pay_people


def points(*pairs):
    return tuple((F(x), F(pay)) for x, pay in pairs)


# ---------------------------------------------------------------- simulated people


@pytest.mark.parametrize(("days", "paid"), [(89, False), (90, True), (0, False)])
def test_simulated_people_are_eligible_from_exactly_the_days_the_plan_asks(days, paid):
    one = Scheme.from_mapping(written(min_service_days=90))
    person = Person("M", "middle_manager", "mobile", "mobile/shop", PAY["middle_manager"], days=days)
    assert (pay_people(one, scorecard(), [person]).total_award_cents > 0) == paid


@pytest.mark.parametrize("days", [-1, 366])
def test_days_outside_the_year_are_refused(days):
    person = Person("M", "middle_manager", "mobile", "mobile/shop", PAY["middle_manager"], days=days)
    with pytest.raises(InputError) as caught:
        pay_people(Scheme.from_mapping(written()), scorecard(), [person])
    assert "R11" in str(caught.value)


# ---------------------------------------------------------------- curves


def test_one_unit_better_is_one_unit_less_where_lower_is_better():
    curve = Curve(points((120, 50), (100, 100), (80, 200)), direction="lower")
    assert curve.worth(F(100)) == (F(5, 2), F(5))
    assert Curve(points((80, 50), (100, 100), (120, 200))).worth(F(100)) == (F(5, 2), F(5))


@pytest.mark.parametrize(
    ("payout", "x"), [(0, 80), (50, 80), (75, 90), (100, 100), (150, 110), (200, 120), (201, None)]
)
def test_the_least_result_that_pays_so_much(payout, x):
    assert Curve(points((80, 50), (100, 100), (120, 200))).x_for(F(payout)) == (None if x is None else F(x))


def test_the_least_result_of_a_curve_with_one_kink():
    one = Curve(points((90, 100)), shape="step")
    assert one.x_for(F(100)) == 90
    assert one.x_for(F(101)) is None


def test_kinks_in_the_wrong_order_are_told_in_the_direction_of_the_curve():
    for direction, kinks, word in (("higher", [[100, 50], [80, 100]], "rise"), ("lower", [[80, 50], [100, 100]], "fall")):
        data = case()
        put(data, ("plan", "curves", "standard"), {"kinks": kinks, "direction": direction})
        with pytest.raises(InputError) as caught:
            pay_case(data)
        assert f"must {word} strictly" in str(caught.value)


# ---------------------------------------------------------------- people of a written case


def deferred(vesting=None, **person):
    data = case()
    put(data, ("plan", "deferral"), [{"level": "manager", "share_pct": 60, "vest_years": 3}])
    data["people"][0] |= person
    if vesting is not None:
        data["people"][0]["vesting"] = vesting
    return data


def test_a_vesting_year_without_a_factor_pays_in_full():
    assert pay_case(deferred([{"year": 1}])) == pay_case(deferred())


def test_a_year_beyond_ninety_nine_is_refused_and_the_second_row_is_called_second():
    with pytest.raises(InputError) as caught:
        pay_case(deferred([{"year": 1}, {"year": 100}]))
    assert "vesting[2]" in str(caught.value)
    assert "R17" in str(caught.value)
    pay_case(deferred([{"year": 99}]))


def test_part_time_begins_at_one_per_cent():
    data = case()
    put(data, ("people", 0, "segments", 0, "fte_pct"), 1)
    pay_case(data)
    put(data, ("people", 0, "segments", 0, "fte_pct"), "0.99")
    with pytest.raises(InputError):
        pay_case(data)


def test_a_fault_in_the_second_segment_is_told_there():
    data = case()
    data["people"][0]["segments"].append({"level": "manger", "unit": "U1", "base_pay_eur": 1000, "days": 1})
    with pytest.raises(InputError) as caught:
        pay_case(data)
    assert "segments[2]" in str(caught.value)


# ---------------------------------------------------------------- numbers and texts


def test_the_largest_number_is_one_below_a_million_million_million():
    assert exact("999999999999999999") == 10**18 - 1
    for text in (str(10**18), str(-(10**18))):
        with pytest.raises(ValueError, match="too large"):
            exact(text)


@pytest.mark.parametrize(("value", "text"), [(F(3), "3"), (F(1, 2), "0.5"), (F(1, 3), "0.333333"), (F(1, 10**9), "0"), (F(0), "0")])
def test_a_number_is_shown_short(value, text):
    assert show(value) == text


def test_a_long_text_is_cut_in_a_message_and_a_short_one_is_not():
    for length, cut in ((40, False), (41, True)):
        with pytest.raises(ValueError, match="is not a number") as caught:
            exact("x" * length)
        assert ("..." in str(caught.value)) == cut
        assert ("x" * length in str(caught.value)) != cut


def test_a_payout_tells_its_place_its_results_and_its_gates():
    gate = {"metric": "cx", "scope": "company", "required": 100, "cap_pct": 50}
    one = Scheme.from_mapping(written(gates={"floor": gate}))
    told = one.payout(scorecard(90), level="unit_head", unit="mobile")
    text, page = repr(told), told._repr_html_()
    assert "unit_head mobile: " in text
    assert "  x    90.00  pays" in text
    assert "<td>90.00</td>" in page
    assert "missing" not in page
    assert "score at most 50 %" in text
    assert "executive: " in repr(one.payout(scorecard(90), level="executive")), "no blank where there is no place"
