"""Numbers read as people of each language write them."""

from __future__ import annotations

import math
from datetime import date

import pytest

from cxsim.report import numbers as n


@pytest.mark.parametrize(
    ("value", "decimals", "lang", "signed", "expected"),
    [
        (12345.6, 1, "en", False, "12,345.6"),
        (12345.6, 1, "fi", False, "12\u202f345,6"),
        (-2.8, 1, "en", True, "\u22122.8"),
        (6.1, 1, "fi", True, "+6,1"),
        (-0.04, 1, "en", True, "0.0"),
        (math.nan, 1, "en", True, "–"),
    ],
)
def test_a_number_has_the_separators_and_signs_of_its_language(
    value: float, decimals: int, lang: str, signed: bool, expected: str
) -> None:
    assert n.number(value, decimals, lang, signed) == expected


def test_money_and_percent_stand_where_the_language_wants_them() -> None:
    assert n.money(21, 0, "en") == "€21"
    assert n.money(-21, 0, "en", signed=True) == "\u2212€21"
    assert n.money(21, 0, "fi", signed=True) == "+21\u202f€"
    assert n.money(1_234_000, 0, "fi") == "1,2\u202fmilj. €"
    assert n.money(1_234_000, 0, "en") == "€1.2m"
    assert n.percent(42, 0, "fi") == "42\u202f%"
    assert n.percent(42, 0, "en") == "42%"


def test_ranges_and_dates() -> None:
    assert n.interval(4.6, 7.6, 1, "en") == "4.6 to 7.6"
    assert n.interval(4.6, 7.6, 1, "fi") == "4,6…7,6"
    assert n.span(3, 5) == "3–5"
    assert n.calendar(date(2026, 11, 22), "fi") == "22.11.2026"
    assert n.calendar(date(2026, 11, 22), "en") == "22 Nov 2026"


def test_digits_give_the_half_width_two_significant_figures() -> None:
    assert n.decimals_for(1.5) == 1
    assert n.decimals_for(11) == 0
    assert n.decimals_for(0.032) == 3


def test_a_bound_of_a_clear_difference_is_never_shown_as_zero() -> None:
    decimals = n.decimals_of(1.0, 0.02, 1.98)
    assert decimals == 2
    assert n.number(0.02, decimals, "en") == "0.02"


def test_terminal_text_is_plain() -> None:
    assert n.plain("\u22122,8…+1\u202f€") == "-2,8..+1 EUR"
