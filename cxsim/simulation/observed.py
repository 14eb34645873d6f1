"""What a company counts about itself, quarter by quarter: the figures an owner of real ones would have beside them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxsim.customers.ledger import Ledger

UNIT_FIGURES = {
    "customers": "customers", "contacts": "contacts", "revenue_eur": "revenue_eur", "profit_eur": "profit_eur",
    "measured_score": "csat", "journey_measured": "journey_score", "handoffs_out": "handoffs",
}  # fmt: skip
AT = "@"  # between a figure and its unit: contacts_web@mobile


def observed(run: Any) -> pd.DataFrame:
    """One row per quarter of a `Run`: its quarterly table, and joined, left, contacts, handoffs, by channel and by unit.

    Figures of a unit are named figure@unit; contacts by channel are named contacts_channel. Counts are of people and
    contacts in the quarter, money is EUR in the quarter.
    """
    model, rows = run._model, []
    for place in range(len(model.history.quarters)):
        ledger = Ledger(model.history.rows[place], model.population.layout).total()
        rows.append(_counts(ledger, model.units, list(model.channels)))
    counts = pd.DataFrame(rows)
    return pd.concat([run.quarterly.reset_index(drop=True), counts, _by_unit(run.units)], axis=1)


def _counts(ledger: Any, units: list[str], channels: list[str]) -> dict[str, int]:
    """Flows of people, contacts and handoffs of one quarter."""
    contacts = ledger.contacts
    found = {"joined": int(ledger.joined.sum()), "left": int(ledger.left.sum()), "contacts": int(contacts.sum()), "handoffs": int(ledger.handoffs.sum())}
    contacts = contacts.reshape(-1, len(units), len(channels)).sum(0)
    for c, channel in enumerate(channels):
        found[f"contacts_{channel}"] = int(contacts[:, c].sum())
        found |= {f"contacts_{channel}{AT}{unit}": int(contacts[u, c]) for u, unit in enumerate(units)}
    return found


def _by_unit(units: pd.DataFrame) -> pd.DataFrame:
    """Figures of units side by side, one row per quarter."""
    wide = units.pivot(index="quarter", columns="unit", values=list(UNIT_FIGURES))
    wide.columns = [f"{UNIT_FIGURES[figure]}{AT}{unit}" for figure, unit in wide.columns]
    return wide.reset_index(drop=True)
