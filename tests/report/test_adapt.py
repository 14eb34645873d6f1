"""The tables of a study reach the figures whatever names they come under, and nothing is claimed without an interval."""

from __future__ import annotations

import math
from types import SimpleNamespace

import fake
import pandas as pd

from cxsim.report import answers, terminal
from cxsim.report.figures.catalogue import FIGURES
from cxsim.report.view import View


def study() -> SimpleNamespace:
    """A comparison with the names and columns of the study layer."""
    invented = fake.make()
    t = invented.tables
    own = t["differences"]["baseline"] == "unit_growth"
    quarters = [
        dict(scheme=s, seed=i, quarter=k, kept_share=100 - k, true_cx=58 + 0.1 * i, measured_cx=63 + 0.1 * i)
        for s in invented.schemes
        for i in range(8)
        for k in range(1, 21)
    ]
    handoffs = t["handoffs"].rename(columns={"broken_per_1000": "per_1000"})
    handoffs["rough"] = handoffs["handoffs"] * handoffs["rough_share"]
    crossings = t["crossing"].assign(metric="kept_share")
    crossings = crossings.assign(last_behind=crossings["T1"] * 4, first_ahead=crossings["T2"] * 4)
    return SimpleNamespace(
        baseline="unit_growth",
        schemes={name: {} for name in invented.schemes},
        settings=invented.settings,
        digest=invented.digest,
        question=SimpleNamespace(seeds=tuple(range(40))),
        means=t["means"],
        differences=t["differences"][own],
        pairs=t["differences"][~own].rename(columns={"scheme": "first", "baseline": "second"}),
        quarterly=pd.DataFrame(quarters),
        quarterly_differences=t["quarterly_differences"].assign(metric="kept_share"),
        crossings=crossings[["scheme", "metric", "last_behind", "first_ahead"]],
        money=t["money"],
        attention=t["attention"].drop(columns="half_width"),
        handoffs=handoffs.drop(columns=["rough_share", "lo", "hi", "state", "baseline_per_1000"]),
        payouts=t["payouts"].rename(columns={"n": "bonuses", "p05": "p5", "below_threshold_share": "nothing_share"}),
        readings=t["readings"],
        handoff_costs=t["break_even_grid"],
        break_even=t["break_even"].rename(columns={"at": "break_even"}),
    )


def test_every_figure_but_the_journey_can_be_drawn() -> None:
    view = View(study(), "en")
    assert view.n == 40
    empty = [key for key, draw in FIGURES.items() if draw(view).empty]
    assert empty == ["journey"]


def test_sentences_and_terminal_are_those_of_the_same_numbers() -> None:
    given, made = View(study(), "en"), View(fake.make(), "en")
    assert answers.answer(given) == answers.answer(made)
    assert terminal.report(study()) == terminal.report(fake.make())


def test_attention_without_intervals_claims_no_difference() -> None:
    assert "can be told from chance" in FIGURES["attention"](View(study(), "en")).title


def test_breaks_without_intervals_call_no_change_clear() -> None:
    rows = View(study(), "en").table("handoffs")
    assert set(rows["state"]) == {"NO_INTERVAL"}
    assert rows["baseline_per_1000"].map(math.isfinite).all()
