"""Where a lesson starts from: what ready plans cost, and today's value of what people foretell. Worked out once, beside the room."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxsim.lab.lesson_duties import Place
    from cxsim.simulation.model import Warm


@dataclass
class Today:
    """`costs`: of ready plans by name, % of all target bonuses in the middle of the futures and in nine of ten at most; `start`: values of the year before the game by name."""

    costs: dict[str, tuple[float, float]] = field(default_factory=dict)
    start: dict[str, float] = field(default_factory=dict)


def today(place: Place, seed: int) -> Today:
    """Both, for the world of a lesson; a bare game has neither."""
    from cxsim.lessons.comparisons import world_of
    from cxsim.lessons.form import BARE
    from cxsim.lessons.plan_cost import cost_of

    world = world_of(*place)
    if world.lesson.play == BARE:
        return Today()
    menu = world.lesson.menu
    priced = {name: cost_of(world, menu, ready.plan) for name, ready in menu.ready.items()} if menu is not None else {}
    return Today({name: (cost.p50_pct, cost.p90_pct) for name, cost in priced.items()}, start_of(world.warm(seed)[1]) | {"units": float(len(world.units))})


def start_of(warm: Warm) -> dict[str, float]:
    """The year before the game: customers at its end, measured experience, cost in EUR, contacts per issue, of 100 handoffs those that lost something, and
    measured less true satisfaction with contacts, points, mean of units and quarters."""
    import numpy as np

    from cxsim.customers.ledger import Ledger
    from cxsim.customers.metrics import METRICS, unit_scores, unit_true_scores

    year = Ledger(np.concatenate(warm.tail), warm.population.layout).total()
    values = {"customers": float(warm.start_customers), "measured": float(warm.results["cx", "company", ""][0]), "cost": float(warm.results["cost", "company", ""][0])}
    quarters = [Ledger(rows, warm.population.layout) for rows in warm.tail]
    values["satisfaction_gap"] = float(np.nanmean([unit_scores(one) - unit_true_scores(one) for one in quarters]))
    return values | {"effort": float(METRICS["effort"].of(year)), "rough": 100.0 * float(METRICS["rough_share"].of(year))}
