"""What heads and executives decide: a unit's direction, what crosses units, and the tilt of budgets.

Heads shift the job asked of their managers, so they bind even a manager who does not care for pay. Executives
fund integration of data and teams across units, and divide money between units. Both answer pay by best response.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.organisation.behaviours import Decider, pay_matters
from cxsim.organisation.beliefs import Mind
from cxsim.organisation.choice import Strain, attention_values, best_attention, best_response, by_habit, worth
from cxsim.organisation.effect_columns import COST, MONEY, MONEY_SPILL, N_COLUMNS, QUALITY, SPILL
from cxsim.organisation.keyed import normals
from cxsim.organisation.scorecard import View

LEAST_INTEGRATION = 0.1  # share of the reference that goes on by itself: systems already bought (assumption)


def head_strain(settings: Settings, reference: np.ndarray) -> Strain:
    """Cost and limits of asking a unit for something else than the standing duties."""
    behaviour = settings.behaviour
    low, high = (1.0 - behaviour.direction_down) * reference, (1.0 + behaviour.direction_up) * reference
    return Strain(behaviour.head_cost, 0.0, reference, low, high)


def asked_of_unit(head: Decider, view: View) -> np.ndarray:
    """Attention (K,) the head asks for. Its worth counts only as far as managers adhere."""
    behaviour = head.behaviour
    if not pay_matters(head):
        return by_habit(head.attention, head.duty, behaviour.habit)
    goal = best_response(
        head.deal, view, head.reach, head.convictions, head.response[view.season],
        head.sensitivity * behaviour.adherence, head.duty, head.strain, behaviour,
    )  # fmt: skip
    return by_habit(head.attention, goal, behaviour.habit)


def executive_mind(settings: Settings, seed: int, seat: str, generation: int) -> Mind:
    """An executive's beliefs: one activity, integration; and money per point."""
    behaviour = settings.behaviour
    theta = np.exp(behaviour.belief_sd * normals(seed, "beliefs", seat, generation, 2))
    effects = np.zeros((1, N_COLUMNS))
    money = behaviour.believed_money_per_point * theta[1]
    effects[0, SPILL] = behaviour.believed_integration * theta[0]
    effects[0, MONEY_SPILL] = money * effects[0, SPILL]
    return Mind(effects, money)


def executive_strain(settings: Settings) -> Strain:
    """Cost and limits of attention to what crosses units."""
    reference = np.array([settings.behaviour.integration_reference])
    return Strain(settings.behaviour.executive_cost, 0.0, reference, LEAST_INTEGRATION * reference, np.ones(1))


def integration_responses(settings: Settings) -> np.ndarray:
    """Believed response (4, columns, 1, years) to one quarter of integration work, summed by year."""
    speed, years = settings.behaviour.integration_speed, settings.behaviour.horizon_years
    table = np.zeros((4, N_COLUMNS, 1, years))
    for season in range(4):
        for n in range(4 * years - season):
            table[season, [SPILL, MONEY_SPILL], 0, (season + n) // 4] += speed * (1.0 - speed) ** n
    return table


def shared_worth(executive: Decider, view: View) -> np.ndarray:
    """`worth` of the executive's numbers, worked out once for all who share agreement and view."""
    deal, behaviour = executive.deal, executive.behaviour
    if view.worth is None or view.worth[0] is not deal:
        view.worth = deal, worth(deal, view, behaviour.ratchet_awareness, behaviour.risk_aversion)
    return view.worth[1]


def chosen_integration(executive: Decider, view: View) -> np.ndarray:
    """Attention (1,) to integration. Its money cost is certain and shifts the duty; its benefit is believed."""
    behaviour = executive.behaviour
    if not pay_matters(executive):
        return by_habit(executive.attention, executive.duty, behaviour.habit)
    deal, strain = executive.deal, executive.strain
    worth_of = shared_worth(executive, view)
    value = attention_values(
        deal, worth_of, executive.reach, view, executive.convictions, executive.response[view.season]
    )
    duty = executive.duty + burden_of(executive, view, executive.sensitivity)
    goal = best_attention(executive.sensitivity * value, duty, strain)
    return by_habit(executive.attention, goal, behaviour.habit)


def burden_of(executive: Decider, view: View, sensitivity: Any) -> Any:
    """By how much the money cost of integration shifts the duty of executives of this agreement and `sensitivity` (a number or (N,))."""
    worth_of = shared_worth(executive, view)
    per_cost = executive.deal.bonus * float(np.sum(executive.reach[:, COST] * view.scale[:, COST] * worth_of[:, 0]))
    return sensitivity * per_cost * 100.0 * executive.behaviour.integration_cost / executive.strain.own


def chosen_tilt(executive: Decider, view: View, money: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """Tilt (U,) of unit budgets for a year, shares of each unit's cost; what one unit gets another gives.

    money and cost (U,): the units' shares of company revenue and cost. Company scores count units alike. The tilt
    with the best worth less quadratic strain, among those that move no money in all: sum(cost x tilt) = 0.
    """
    behaviour, n_units = executive.behaviour, money.size
    if not pay_matters(executive) or n_units < 2:
        return np.zeros(n_units)
    deal, points = executive.deal, behaviour.believed_budget
    worth_of = shared_worth(executive, view)[:, 0]
    per_unit = (worth_of[:, None] * view.scale * executive.reach).sum(axis=0)
    gain = per_unit[MONEY] * executive.mind.money * points * money + per_unit[QUALITY] * points / n_units
    value = executive.sensitivity * deal.bonus * gain
    tilt = (value - cost * (value @ cost) / (cost @ cost)) / behaviour.executive_cost
    largest = float(np.max(np.abs(tilt)))
    return tilt * min(1.0, behaviour.budget_limit / largest) if largest > 0.0 else np.zeros(n_units)
