"""Every state has its sentence, for both signs and in both languages, and none says more than its state."""

from __future__ import annotations

import itertools
from typing import Any

import fake
import numpy as np
import pandas as pd
import pytest

from cxsim.report import answers, sentences
from cxsim.report.view import View

METRICS = ["customers_kept_pct", "customers_change_pct", "profit_after_bonus_eur", "true_cx", "nps"]
CASES = {
    "CLEAR": (4.6, 6.1, 7.6),
    "CLEAR_SMALL": (0.1, 0.4, 0.7),
    "CLEAR_SIZE_OPEN": (0.3, 1.1, 1.9),
    "NOT_DISTINGUISHABLE": (-0.6, 0.6, 1.8),
    "SAME_FOR_THE_PURPOSE": (-0.3, 0.1, 0.5),
    "NO_INTERVAL": (np.nan, 0.6, np.nan),
}


def view_of(case: str, sign: float, metric: str = "customers_kept_pct", lang: str = "en", **more: Any) -> View:
    comparison = fake.make(["unit_growth", "seniority_gradient"])
    lo, mean, hi = CASES[case]
    lo, hi = (lo, hi) if sign > 0 else (-hi, -lo)
    row = (
        dict(
            scheme="seniority_gradient",
            baseline="unit_growth",
            metric=metric,
            mean=sign * mean,
            lo=lo,
            hi=hi,
            se=0.1,
            n=40,
            state=case,
            needed=160.0,
        )
        | more
    )
    comparison.tables["differences"] = pd.DataFrame([row])
    comparison.settings["study"]["primary"] = metric
    return View(comparison, lang)


@pytest.mark.parametrize(
    ("state", "sign", "metric", "lang"), list(itertools.product(CASES, (1, -1), METRICS, ("en", "fi")))
)
def test_every_state_has_a_whole_sentence(state: str, sign: int, metric: str, lang: str) -> None:
    view = view_of(state, sign, metric, lang)
    for text in (sentences.verdict(view, "seniority_gradient"), sentences.counts_title(view, metric)):
        assert text[0].isupper() or text[0].isdigit()
        assert "{" not in text and "nan" not in text
        assert len(text) < 330
    assert sentences.verdict(view, "seniority_gradient").endswith(".")


def test_the_sentence_of_the_english_example() -> None:
    assert (
        sentences.verdict(view_of("CLEAR", 1), "seniority_gradient")
        == "Over five years CX by seniority kept 6.1 points more of its first customers than unit growth (4.6 to 7.6)."
    )
    assert (
        sentences.verdict(view_of("CLEAR", -1), "seniority_gradient")
        == "Over five years CX by seniority kept 6.1 points fewer of its first customers than unit growth (4.6 to 7.6 fewer)."
    )


def test_the_sentence_of_the_finnish_example() -> None:
    assert (
        sentences.verdict(view_of("CLEAR", 1, lang="fi"), "seniority_gradient")
        == "Porrastettu CX piti viidessä vuodessa 6,1 prosenttiyksikköä enemmän alun asiakkaista kuin yksikön kasvu (4,6…7,6)."
    )


@pytest.mark.parametrize("lang", ["en", "fi"])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_direction_is_named_only_when_clear(sign: int, lang: str) -> None:
    words = {"en": ("more of its first customers", "fewer of its first customers"), "fi": ("enemmän alun asiakkaista", "vähemmän alun asiakkaista")}[lang]
    right, wrong = words if sign > 0 else words[::-1]
    for state in CASES:
        text = sentences.verdict(view_of(state, sign, lang=lang), "seniority_gradient")
        assert wrong not in text
        assert (right in text) == state.startswith("CLEAR"), state


def test_a_state_stronger_than_its_interval_is_weakened() -> None:
    view = view_of("NOT_DISTINGUISHABLE", 1, state="CLEAR")
    assert "cannot be told apart" in sentences.verdict(view, "seniority_gradient")
    assert view_of("CLEAR", 1, n=3).difference("seniority_gradient", "customers_kept_pct").state == "NO_INTERVAL"  # type: ignore[union-attr]


def test_replications_needed_are_named_only_if_more_than_there_are() -> None:
    assert "About 160 replications" in sentences.verdict(view_of("NOT_DISTINGUISHABLE", 1), "seniority_gradient")
    assert "About" not in sentences.verdict(view_of("NOT_DISTINGUISHABLE", 1, needed=20.0), "seniority_gradient")
    assert "About" not in sentences.verdict(view_of("NOT_DISTINGUISHABLE", 1, needed=np.inf), "seniority_gradient")


def test_failed_pairs_and_single_runs_give_no_verdict() -> None:
    view = View(fake.make(n=4, failures=3), "en")
    assert sentences.verdict(view, "seniority_gradient") == "No verdict on CX by seniority: 3 of 4 pairs failed."
    assert answers.answer(View(fake.make(n=1), "en")) == ["One run: an example, not evidence."]


def test_one_leader_only_if_its_distance_to_the_next_is_clear() -> None:
    assert sentences.lead(View(fake.make(), "en")).startswith("First customers kept: CX by seniority was highest")
    twelve = sentences.lead(View(fake.make(fake.TWELVE), "en"))
    assert (
        twelve
        == "First customers kept: CX by seniority, the three-year deferral and journey ownership lead and cannot be told apart from each other."
    )
    without_pairs = fake.make()
    rows = without_pairs.tables["differences"]
    without_pairs.tables["differences"] = rows[rows["baseline"] == "unit_growth"]
    assert sentences.lead(View(without_pairs, "en")) == ""


def test_counts_are_computed_from_the_rows_drawn() -> None:
    view = View(fake.make(fake.TWELVE), "en")
    items = view.ranked("customers_kept_pct")
    more = sum(item.lo > 0 for item in items)
    assert view.w.count(more) in sentences.counts_title(view, "customers_kept_pct")


@pytest.mark.parametrize(
    ("t1", "t2", "expected"),
    [
        (2.0, 2.25, "trailed unit growth until year 2 and was ahead from year 3 on"),
        (2.25, 2.75, "until quarter 9 and was ahead from quarter 11 on"),
        (np.nan, 1.5, "was ahead of unit growth from year 2 on"),
        (np.nan, 0.25, "from the first quarter on"),
        (2.0, np.nan, "no lasting lead within five years"),
        (5.0, np.nan, "trailed unit growth to the end of five years"),
        (np.nan, np.nan, "had no lasting lead"),
    ],
)
def test_two_times_not_one_crossing(t1: float, t2: float, expected: str) -> None:
    comparison = fake.make()
    comparison.tables["crossing"] = pd.DataFrame([dict(scheme="seniority_gradient", T1=t1, T2=t2)])
    for lang in ("en", "fi"):
        for as_title in (True, False):
            assert "nan" not in sentences.crossing(View(comparison, lang), "seniority_gradient", as_title)
    assert expected in sentences.crossing(View(comparison, "en"), "seniority_gradient")


def test_a_users_scheme_is_quoted_in_sentences() -> None:
    comparison = fake.make(["unit_growth", "my_own_scheme"])
    assert "”my own scheme”" in sentences.verdict(View(comparison, "fi"), "my_own_scheme")
