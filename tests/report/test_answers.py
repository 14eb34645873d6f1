"""No metric crowns a winner alone: the first sentence says both, all customers and profit are told, and so is the bill."""

from __future__ import annotations

from typing import Any

import fake
import pandas as pd
import pytest

from cxsim.report import answers, terminal
from cxsim.report.figures.catalogue import FIGURES
from cxsim.report.view import View

PROFIT, TOTAL = "profit_after_bonus_eur", "customers_change_pct"


def turned(metric: str, **more: Any) -> fake.FakeComparison:
    """A comparison whose differences on one metric point the other way."""
    found = fake.make(**more)
    rows = found.tables["differences"]
    own = rows["metric"] == metric
    low, high = -rows.loc[own, "hi"], -rows.loc[own, "lo"]
    rows.loc[own, "mean"] = -rows.loc[own, "mean"]
    rows.loc[own, "lo"], rows.loc[own, "hi"] = low, high
    return found


def with_bills(**bonus: float) -> fake.FakeComparison:
    """A comparison that paid these bonuses, with three euros of salary under fixed pay."""
    found = fake.make()
    rows = [dict(scheme=name, metric="bonus_eur", mean=value) for name, value in bonus.items()]
    rows.append(dict(scheme="fixed_pay", metric="salary_top_up_eur", mean=38.0))
    kept = found.tables["means"]["metric"] != "bonus_eur"
    found.tables["means"] = pd.concat([found.tables["means"][kept], pd.DataFrame(rows)], ignore_index=True)
    return found


@pytest.mark.parametrize(("lang", "word"), [("en", "but left €"), ("fi", "mutta voittoa")])
def test_the_first_sentence_says_both_when_profit_goes_the_other_way(lang: str, word: str) -> None:
    assert word in answers.answer(View(turned(PROFIT), lang))[0]
    assert word not in answers.answer(View(fake.make(), lang))[0]
    assert word.replace("€", "EUR ") in terminal.report(turned(PROFIT), lang).replace("\n  ", " ")


def test_all_customers_at_the_end_are_told_in_their_own_direction() -> None:
    text = answers.customers(View(turned(TOTAL), "en"))
    assert text.startswith("For every 100 customers at the start") and "fewer customers in all" in text
    assert "more customers in all" in answers.customers(View(fake.make(), "en"))
    assert "fewer customers in all" in terminal.report(turned(TOTAL)).replace("\n  ", " ")


def test_whether_any_scheme_earned_more_follows_the_intervals() -> None:
    names = ["unit_growth", "unit_growth_cost", "seniority_gradient"]
    none = fake.make(names)
    rows = none.tables["differences"]
    rows.loc[rows["metric"] == PROFIT, ["mean", "lo", "hi"]] = [-9.0, -14.0, -4.0]
    rows.loc[rows["metric"] == PROFIT, "state"] = "CLEAR"
    assert "No scheme earned more profit" in answers.profit(View(none, "en"))
    assert "€4 to €14 less" in answers.profit(View(none, "en"))
    wide = fake.make(names)
    rows = wide.tables["differences"]
    rows.loc[rows["metric"] == PROFIT, ["mean", "lo", "hi", "state"]] = [2.0, -4.0, 8.0, "NOT_DISTINGUISHABLE"]
    assert "No scheme clearly earned more" in answers.profit(View(wide, "en"))
    assert "Of 4 schemes 2 earned more" in answers.profit(View(fake.make(m=None), "en"))


def test_the_bill_counts_salary_and_warns_beyond_fifteen_percent() -> None:
    paid = dict(unit_growth=40.0, fixed_pay=0.0, unit_growth_cost=41.0, company_cx=47.0, seniority_gradient=45.0)
    view = View(with_bills(**paid), "en")
    text, warning = answers.cost(view), answers.cost_warning(view)
    assert "paid €40.0" in text and "Fixed pay −€2.0" in text and "Company CX +€7.0" in text
    assert "Company CX +18%" in warning and "Fixed pay" not in warning and "CX by seniority" not in warning
    assert "study.basis" in warning
    assert answers.cost_warning(View(with_bills(**{**paid, "company_cx": 41.0}), "en")) == ""


def test_what_is_left_of_the_first_customers_has_its_source_and_its_relation(page_in: Any) -> None:
    view = View(fake.make(), "en")
    assert "77%" in answers.relative(view) and "9% more" in answers.relative(view)
    assert "Kriss 2014 (C-1" in answers.remaining(view)
    assert answers.remaining(view).replace("’", "&#39;") in page_in("en")
    table = FIGURES["schemes"](view).table
    row = table[(table["scheme"] == "seniority_gradient") & (table["metric"] == "customers_kept_pct")].iloc[0]
    assert row["relative_pct"] == pytest.approx(100 * 6.1 / 71.0)


def test_the_title_of_the_first_figure_counts_profit_too() -> None:
    assert "Profit after bonus: more under" in FIGURES["schemes"](View(fake.make(), "en")).title


def test_section_twelve_points_to_what_the_model_misses(page_in: Any) -> None:
    assert "cxsim verify" in page_in("en") and "cxsim verify" in page_in("fi")
