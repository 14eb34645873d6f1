"""Limits: without luck the stocks of the organisation follow their difference equations; a bonus of nothing is no bonus."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.organisation import capability, scorecard
from cxsim.organisation.choice import by_habit
from cxsim.organisation.layout import lay_out
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import warm_up
from cxsim.simulation.model import QUARTERS, CxModel, Warm
from cxsim.study.configuration import load_scheme
from cxsim.trust.closed_forms.special import NAME, luck
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.verdicts import NIL

PERIODS = 40  # quarters, or years for targets
LAST_DIGITS = 1e-10
PEOPLE, FEW_PEOPLE = 2_000, 300
PAID = ("unit_growth", "company_cx", "seniority_gradient")


def lines(settings: Settings, quick: bool) -> list[Line]:
    """Three difference equations and one identity."""
    note = Notebook(NAME, "no luck left")
    what = f"largest relative gap in {PERIODS}"
    rows = [
        ("skill of touchpoints", skill_gap(settings), f"{what} quarters of constant attention: goal + (1 - speed)^k (start - goal), rising and falling"),
        ("attention by habit", habit_gap(settings), f"{what} quarters towards a constant choice: goal + (1 - habit)^k (start - goal)"),
        ("targets", target_gap(settings), f"{what} years of constant results: result + (1 - ratchet)^k (target - result), every number of the company"),
    ]  # fmt: skip
    return [*(note.banded(name, gap, 0.0, LAST_DIGITS, "share", told, "difference equation") for name, gap, told in rows), *zero_bonus(settings, quick)]


# ---------------------------------------------------------------- difference equations


def skill_gap(settings: Settings) -> float:
    """Stocks of skill after each quarter of constant attention against the geometric approach to its effect."""
    layout = lay_out(settings)
    craft = capability.craft_of(settings, layout)
    stocks, draws = capability.new_stocks(layout, craft), luck(settings, "skill")
    attention = craft.reference * draws.uniform(0.5, 2.0, stocks.skill.shape)
    stocks.skill += draws.uniform(-0.05, 0.05, stocks.skill.shape)
    start, goal = stocks.skill.copy(), 2.0 * np.sqrt(craft.reference) * (np.sqrt(attention) - np.sqrt(craft.reference))
    speed, largest = np.where(goal > start, craft.build, craft.fade), 0.0
    for quarter in range(1, PERIODS + 1):
        capability.work(stocks, craft, attention, settings.behaviour.saving_speed)
        largest = max(largest, _apart(stocks.skill, goal + (1.0 - speed) ** quarter * (start - goal)))
    return largest


def habit_gap(settings: Settings) -> float:
    """Attention moved by habit towards a choice that does not change."""
    start, goal = luck(settings, "habit").uniform(0.01, 0.5, (2, 9))
    attention, largest, habit = start, 0.0, settings.behaviour.habit
    for quarter in range(1, PERIODS + 1):
        attention = by_habit(attention, goal, habit)
        largest = max(largest, _apart(attention, goal + (1.0 - habit) ** quarter * (start - goal)))
    return largest


def target_gap(settings: Settings) -> float:
    """Targets that follow results which do not change."""
    board = scorecard.open_board(settings, lay_out(settings))
    start = luck(settings, "targets").uniform(50.0, 100.0, len(board.keys))
    result = start * luck(settings, "results").uniform(0.9, 1.1, start.size)
    for place, (metric, scope, code) in enumerate(board.keys):  # a profit below a hundredth of sales is no target
        if metric == "profit":
            start[place], result[place] = (values[board.index["revenue", scope, code]] * 0.2 for values in (start, result))
    scorecard.set_first_targets(board, start)
    largest = 0.0
    for year in range(1, PERIODS + 1):
        scorecard.close_year(board, result)
        assert board.target is not None  # noqa: S101  set above
        largest = max(largest, _apart(board.target, result + (1.0 - board.ratchet) ** year * (start - result)))
    return largest


def _apart(found: np.ndarray, truth: np.ndarray) -> float:
    return float(np.max(np.abs(found - truth)) / np.max(np.abs(truth)))


# ---------------------------------------------------------------- a bonus of nothing


def zero_bonus(settings: Settings, quick: bool) -> list[Line]:
    """Schemes whose target bonus is 0 % of pay against fixed pay: people, books and attention to the last bit."""
    note = Notebook(NAME, "no luck left")
    settings = replace(
        settings, threads=1,
        customers=replace(settings.customers, count=FEW_PEOPLE if quick else PEOPLE),
        horizon=replace(settings.horizon, years=2, warmup_years=1),
        output=replace(settings.output, journeys_logged=0, panel=0),
    )  # fmt: skip
    warm = warm_up(settings)
    plain = everything(settings, load_scheme("fixed_pay"), warm)
    apart = sum(everything(settings, _worth(load_scheme(name), 0.0), warm) != plain for name in PAID)
    alive = sum(everything(settings, load_scheme(name), warm) != plain for name in PAID)
    what = "people, books and attention after two years are compared bit by bit"
    return [
        Line(NAME, note.topic, "a bonus of 0 % is fixed pay", f"of {len(PAID)} schemes with target bonuses of 0 % of pay, those that differ from fixed pay; {what}", "schemes", NIL, float(apart), source="Holmstrom and Milgrom 1987", identity=True),
        note.banded("a bonus as usual is not", float(alive), len(PAID), len(PAID), "schemes", "the same schemes with their usual bonuses, those that differ from fixed pay", "so that the line above can fail"),
    ]  # fmt: skip


def _worth(scheme: dict[str, Any], percent: float) -> dict[str, Any]:
    """The scheme with a target bonus of `percent` % of base pay at every level."""
    return {**scheme, "levels": {level: {**row, "target_bonus_pct": percent} for level, row in scheme["levels"].items()}}


def everything(settings: Settings, scheme: dict[str, Any], warm: Warm) -> tuple[str, bytes, bytes]:
    """Final people, cents of all quarters and attention of all managers."""
    model = CxModel(settings, Scheme.from_mapping(scheme), warm)
    for _ in range(QUARTERS * settings.horizon.years):
        model.step()
    books = b"".join(quarter.lines.tobytes() for quarter in model.history.quarters)
    attention = np.array(list(model.organisation.log.attention()), float)
    return model.population.digest(), books, attention.tobytes()
