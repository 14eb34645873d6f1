"""What customers carry in their heads, read from the model and never written: what they remember, what they expect, which problems are open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxsim.customers.columns import CUSTOMER
from cxsim.customers.population import Population
from cxsim.customers.rules import AGES

COLUMNS = ("bad_pct", "expected", "open_pct")


@dataclass(frozen=True)
class Minds:
    """Of the customers of one moment: bad experience in % of all that is remembered, by weight; quality expected, points of 100, mean; open problems per 100 customers."""

    bad_pct: float
    expected: float
    open_pct: float


def minds_of(population: Population) -> Minds:
    """Traces as they have faded by now (`customers.memory.faded_attitude`): bad ones stand still while a problem is open."""
    people = population.columns.people
    own = people[people["status"] == CUSTOMER]
    if not own.size:
        return Minds(float("nan"), float("nan"), float("nan"))
    fade, age, closed = population.facts.fade, np.clip(population.week - own["decayed"], 0, AGES - 1), own["need"] < 0
    good = own["good_fast"] * fade[0, age] + own["good_slow"] * fade[1, age]
    bad = own["bad_fast"] * np.where(closed, fade[2, age], 1.0) + own["bad_slow"] * np.where(closed, fade[3, age], 1.0)
    remembered = float(good.sum() + bad.sum())
    share = 100.0 * float(bad.sum()) / remembered if remembered else float("nan")
    return Minds(share, 100.0 * float(own["expectation"].mean(dtype=np.float64)), 100.0 * float((~closed).mean()))


def by_round(life: Any) -> pd.DataFrame:
    """At the end of each round (index, 0 = the start of the game): the columns of `Minds`; empty where nobody looked."""
    length = life.world.lesson.quarters
    rows = [(life.begun, *([life.minds[place] for place in range(length - 1, len(life.minds), length)]))] if life.begun is not None else []
    found = [[getattr(one, name) for name in COLUMNS] for row in rows for one in row]
    return pd.DataFrame(found, columns=list(COLUMNS))
