"""Special cases of the program: a manager with a plan of one's choice, and a company of equal parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Mapping

import numpy as np

from cxsim.base.schema import Settings
from cxsim.organisation import choice
from cxsim.organisation.behaviours import response_to_pay
from cxsim.organisation.choice import Strain
from cxsim.organisation.keyed import generator
from cxsim.organisation.layout import TOUCHPOINT, lay_out
from cxsim.organisation.organisation import Organisation, Start
from cxsim.organisation.payoff import Deal, set_targets, strike_deal
from cxsim.organisation.scorecard import View, open_board
from cxsim.pay.scheme import Scheme
from cxsim.simulation.model import CxModel

NAME = "closed_forms"
TARGET = 100.0  # achievement is told in % of target
FAR = 1e7  # a job so large that the next hour of work is worth as much as the last: effects become linear
LINEAR = {"direction": "higher", "shape": "linear", "beyond_last": "continue", "kinks": [[0, 0], [100, 100]]}
CLIFF = {"direction": "higher", "shape": "step", "beyond_last": "cap", "kinks": [[100, 100]]}
FRONT = ("team_lead", "middle_manager")
LEVEL, WARM_SALES = 70.0, 4e5  # a score, and EUR a year: what equal parts reach in the year before


def luck(settings: Settings, purpose: str) -> np.random.Generator:
    """Keyed luck for drawing cases."""
    return generator(settings.seed, "closed forms", purpose, 0)


def scheme_of(parts: Mapping[str, Any], curves: Mapping[str, Any], levels: tuple[str, ...] = FRONT) -> Scheme:
    """A scheme that pays these components at these levels, by these curves."""
    rows = {level: {"components": dict(parts)} for level in levels}
    return Scheme.from_mapping({"name": "special", "levels": rows, "curves": dict(curves)})


def paid_for(metric: str, scope: str, weight: float = 100.0) -> dict[str, Any]:
    """One component."""
    return {"metric": metric, "scope": scope, "weight_pct": weight}


# ---------------------------------------------------------------- one manager


@dataclass(frozen=True)
class Manager:
    """A touchpoint manager who thinks one year ahead and moves own sales, % of target per unit of effort.

    `cost` is the curvature of strain, `shared` its cross term, both in % of base pay; `tasks` are alike. The other
    half of the special case is `FAR`: without it the effects of work are concave.
    """

    deal: Deal
    cost: float
    shared: float = 0.0
    tasks: int = 1

    def efforts(self, effects: np.ndarray, place: float, error: float, risk_aversion: float = 0.0) -> np.ndarray:
        """Effort (tasks,) beyond the job, for effects (tasks,) on sales, a forecast at `place` and its error, in % of target."""
        worth = choice.worth(self.deal, view_at(place, error), 0.0, risk_aversion)
        response = np.ones((1, self.tasks, worth.shape[1]))
        value = choice.attention_values(self.deal, worth, np.ones((1, 1)), view_at(place, error), effects[:, None], response)
        return chosen(value, self.cost, self.shared)

    def effort(self, place: float, error: float, risk_aversion: float = 0.0) -> float:
        """The same for one task that moves sales one for one."""
        return float(self.efforts(np.ones(1), place, error, risk_aversion)[0])


def chosen(value: np.ndarray, cost: float, shared: float = 0.0, job: float = FAR) -> np.ndarray:
    """What the managers' kernel chooses beyond a job of `job` in every task, for `value` (tasks,) at the margin."""
    duty = np.full(value.size, job)
    strain = Strain(cost, shared, duty, np.zeros(value.size), np.full(value.size, np.inf))
    return choice.best_attention(value, duty, strain) - duty


def view_at(place: float, error: float) -> View:
    """What a manager sees who expects `place` with this error, both in % of target, this year and the next."""
    one, nobody = np.ones(1), np.zeros((0, 1))
    return View(0, 0, place * one, error * one, error * one, 0.0 * one, np.ones((1, 1)), nobody, nobody[:, 0])


def deal_of(settings: Settings, curve: Mapping[str, Any], bonus: float, years: int = 1) -> Deal:
    """The agreement of a touchpoint manager paid `bonus` % of base pay at target on own sales, by `curve`."""
    behaviour = replace(settings.behaviour, horizon_years=years)
    layout = lay_out(settings)
    board = open_board(settings, layout)
    scheme = scheme_of({"sales": paid_for("revenue", "touchpoint")}, {"revenue": curve})
    deal = strike_deal(scheme, layout.of_kind(TOUCHPOINT)[0], behaviour, board.index)
    assert deal is not None  # noqa: S101  the scheme above pays every touchpoint level
    set_targets(deal, np.full(len(board.keys), 1.0))
    return replace(deal, bonus=bonus)


# ---------------------------------------------------------------- a company


def equal_parts(settings: Settings, units: int, touchpoints: int, sensitivity: float) -> Settings:
    """A company of equal units with equal touchpoints, whose managers share the usual beliefs and hear little of pay.

    In the small the effects of work are linear. No journey crosses units, and begging reaches both surveys alike.
    """
    channel, unit = next(iter(settings.channels.values())), next(iter(settings.company.units.values()))
    names = [f"channel {k + 1}" for k in range(touchpoints)]
    unit = replace(unit, channels=names, led_by="middle_manager")
    return replace(
        settings,
        channels=dict.fromkeys(names, channel),
        company=replace(settings.company, units={f"unit {k + 1}": unit for k in range(units)}),
        behaviour=replace(settings.behaviour, belief_sd=0.0, pay_sensitivity=sensitivity, mechanism="best_response"),
        journeys=replace(settings.journeys, cross_unit_share=0.0),
        survey=replace(settings.survey, company_polish_share=1.0),
    )


def company_of(settings: Settings, scheme: Scheme) -> Organisation:
    """Managers of the company under `scheme`, right after a year in which every part reached the same."""
    host = CxModel(replace(settings, customers=replace(settings.customers, count=1)))
    board, layout = host.organisation.board, host.organisation.layout
    share = {"touchpoint": 1.0 / len(layout.touchpoints), "unit": 1.0 / layout.n_units}
    money = {"revenue": WARM_SALES, "cost": 0.7 * WARM_SALES, "profit": 0.15 * WARM_SALES}
    results = np.array([money[m] * share.get(s, 1.0) if m in money else LEVEL for m, s, _ in board.keys])
    start = Start(results, np.where(board.flow, results / 4.0, results), np.full(len(layout.touchpoints), LEVEL))
    return Organisation(host, settings, scheme, start=start)


def answer_of(company: Organisation, asked: bool = False) -> np.ndarray:
    """Attention (activities,) of the first touchpoint manager beyond the job; `asked`: by a head who is paid, too."""
    manager, unit = company.front[0], company.units[0]
    if asked:
        unit.head.act(company.view_of(unit.head, 0))
        unit.set_direction()
    return response_to_pay(manager, company.view_of(manager, 0), manager.duty) - manager.house.reference


def pull_of(company: Organisation) -> np.ndarray:
    """What one more unit of effect of each activity is worth to the first touchpoint manager, (activities,)."""
    manager = company.front[0]
    view = company.view_of(manager, 0)
    worth = choice.worth(manager.deal, view, manager.behaviour.ratchet_awareness, manager.behaviour.risk_aversion)
    return choice.attention_values(manager.deal, worth, manager.reach, view, manager.mind.effects, manager.response[view.season])
