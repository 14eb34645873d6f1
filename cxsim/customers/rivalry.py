"""Several firms in one market: whose customer each person is, and whose offer a person without a firm looks at.

Each firm has columns of its own for everybody, since people remember each firm by itself; the same numbers are the
same people. A person is the customer of at most one firm. Who is nobody's looks at one firm in a quarter, chosen by
'attitude plus size and reputation plus own Gumbel noise' (multinomial logit, McFadden 1974), and cannot join another.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np

from cxsim.base.compiled import kernel
from cxsim.base.streams import GUMBEL, draw, quantile, stream_key, subkey
from cxsim.customers import slots
from cxsim.customers.columns import CUSTOMER
from cxsim.customers.ledger import MILLION
from cxsim.customers.memory import faded_attitude
from cxsim.customers.population import Population

NOBODY = -1


@kernel
def utilities(rules_in, facts_in, people, week, key, pull):
    """How much each of `people` is drawn to a firm this quarter, shape (people,), log-odds."""
    rules, facts = rules_in[0], facts_in[0]
    out = np.empty(people.size)
    for i in range(people.size):
        luck = quantile(facts, GUMBEL, draw(subkey(key, people[i].id), slots.LOOKS_AT))
        out[i] = pull + rules.loyalty_slope * faded_attitude(rules, facts, people[i], week) + luck
    return out


@kernel
def loyalty(rules_in, facts_in, people, week):
    """Attitude of the customers among `people`: (sum in millionths, customers)."""
    rules, facts = rules_in[0], facts_in[0]
    total, customers = 0, 0
    for i in range(people.size):
        if people[i].status == CUSTOMER:
            total += int(MILLION * faded_attitude(rules, facts, people[i], week))
            customers += 1
    return total, customers


def owners(firms: Sequence[Population]) -> np.ndarray:
    """Whose customer each person is (people,): place in `firms`, or NOBODY."""
    owner = np.full(firms[0].columns.count, NOBODY, np.int8)
    for place, firm in enumerate(firms):
        owner[firm.columns.view("status") == CUSTOMER] = place
    return owner


def share_out(firms: Sequence[Population], names: Sequence[str], seed: int, quarter: int, pulls: Sequence[float]) -> np.ndarray:
    """Decide for a quarter whose offer each person may take up, by setting `away` in the columns of each firm.

    `pulls` are what size and reputation of each firm add, log-odds. Returns `owners`.
    """
    owner = owners(firms)
    drawn = [
        utilities(*firm.packed, firm.columns.people, firm.week, np.uint64(stream_key(seed, "looks", name, quarter)), pull)
        for firm, name, pull in zip(firms, names, pulls, strict=True)
    ]
    looks_at = np.where(owner == NOBODY, np.argmax(drawn, axis=0), owner)
    for place, firm in enumerate(firms):
        firm.columns.view("away")[:] = looks_at != place
    return owner


def mean_loyalty(firm: Population) -> tuple[float, int]:
    """Mean attitude (-1 to 1) of a firm's customers, 0 without any, and their number."""
    total, customers = loyalty(*firm.packed, firm.columns.people, firm.week)
    return (total / customers / MILLION if customers else 0.0), int(customers)
