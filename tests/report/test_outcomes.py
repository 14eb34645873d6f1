"""Outcomes of a run are told with label, value and unit; every outcome of a real run has words in both languages."""

from __future__ import annotations

import pytest

from cxsim.customers.metrics import METRICS
from cxsim.report.outcomes import label, lines, outcome, outcomes, unit_key, unit_text
from cxsim.report.words import LANGUAGES

NAMES = [
    *("customers_kept_pct", "customers_change_pct", "profit_after_bonus_eur", "profit_before_bonus_eur", "revenue_eur", "service_cost_eur"),
    *("bonus_eur", "true_cx", "clv_eur", "practice_cost_eur", "believed_gap", "measured_gap", "satisfaction_gap"),
    *(f"attention_{group}_{level}" for group in ("own_numbers", "polishing") for level in ("unit_head", "executive")),
    *METRICS,
]


def test_label_value_and_unit() -> None:
    shown = outcome("customers_kept_pct", 66.25, "en")
    assert (shown.label, shown.value, shown.unit) == ("First customers kept", "66.2", "% of customers at the start")
    shown = outcome("profit_after_bonus_eur", 1234.567, "fi")
    assert (shown.label, shown.value, shown.unit) == ("Voitto palkkioiden jälkeen", "1\u202f234,57", "€ alun asiakasta kohti")
    assert outcome("clv_eur", 1.0, "en", "USD").unit == "$ per customer"


def test_shares_are_read_in_percent_and_holes_are_dashes() -> None:
    assert (outcome("fcr", 0.6012, "en").value, outcome("fcr", 0.6012, "en").unit) == ("60.1", "%")
    assert outcome("attention_own_numbers_unit_head", 0.36, "fi").label == "Huomio, yksiköiden johtajat: omat luvut"
    assert outcome("believed_gap", float("nan"), "en").value == "–"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_outcome_has_words(name: str, lang: str) -> None:
    assert label(name, lang) not in (name, name.replace("_", " "))
    assert unit_text(unit_key(name), lang)
    assert "{" not in unit_text(unit_key(name), lang)


def test_an_outcome_of_the_users_own_keeps_its_name() -> None:
    shown = outcome("voiced_share_of_mine", 0.25, "fi")
    assert (shown.label, shown.value) == ("voiced share of mine", "0,25")


def test_columns_stand_below_each_other() -> None:
    table = lines(outcomes({"true_cx": 68.5, "profit_after_bonus_eur": -1234.5}, "en"), "en")
    assert table[0].index("points") == table[1].index("EUR")
    assert [row.split("  ")[0] for row in table[:2]] == ["True CX", "Profit after bonus"]
    assert "-1,234.50" in table[1]
    assert "whole run" in table[2]
