"""Numbers of a life by round: what views, outcomes and pages are cut from; one row per round, and per unit where it says so."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxsim.lessons.living import Lived
from cxsim.simulation.model import QUARTERS


def by_round(life: Lived) -> pd.DataFrame:
    """Company by round: customers, per 100 at the start, true and measured experience, money in EUR, handoffs, bonus.

    Columns round, customers, per_100, kept_pct, true_cx, measured_cx, revenue_eur, cost_eur, profit_eur, bonus_eur (at year ends),
    profit_after_bonus_eur, crossing_pct (problem journeys passed between units, %), rough_pct (of handoffs), contacts_per_issue.
    """
    return _tables(life)[0]


def units_by_round(life: Lived) -> pd.DataFrame:
    """Units by round: round, unit, revenue_eur, cost_eur, measured_score (0-100), true_score, contacts, handoffs_out, rough_out."""
    return _tables(life)[1]


def bonuses(life: Lived) -> pd.DataFrame:
    """Bonus by year and seat: year, manager, level, unit, award per head in EUR, in % of target."""
    pay = life.run.payouts
    each = pay.assign(award_eur=pay["award_cents"] / 100.0 / pay["people"].clip(lower=1))
    return each[["year", "manager", "level", "unit", "award_eur", "payout_pct"]]



def _tables(life: Lived) -> tuple[pd.DataFrame, pd.DataFrame]:
    kept = life.run.__dict__.get("_lesson_tables")
    if kept is None:
        kept = (_company(life), _units(life))
        life.run.__dict__["_lesson_tables"] = kept
    return kept


def length(life: Lived) -> int:
    """Quarters of one row: a round; in lessons of designs a year, since a design is one long round."""
    return min(life.world.lesson.quarters, QUARTERS)


def _rounds(quarters: pd.Series, life: Lived) -> pd.Series:
    return (quarters - 1) // length(life) + 1


def _company(life: Lived) -> pd.DataFrame:
    quarterly, weekly = life.run.quarterly, life.run.weekly
    quarterly = quarterly.assign(round=_rounds(quarterly["quarter"], life))
    ends, means = quarterly.groupby("round").last(), quarterly.groupby("round")[["true_cx", "measured_cx", "effort"]].mean()
    sums = quarterly.groupby("round")[["revenue_eur", "profit_eur", "bonus_eur"]].sum()
    flows, issues = _handoffs(life), weekly.assign(round=_rounds(weekly["quarter"], life)).groupby("round")["issues"].sum()
    table = pd.DataFrame({
        "round": ends.index, "customers": ends["customers"].to_numpy(), "per_100": 100.0 * ends["customers"].to_numpy() / life.model.start_customers,
        "kept_pct": ends["kept_share"].to_numpy(), "true_cx": means["true_cx"].to_numpy(), "measured_cx": means["measured_cx"].to_numpy(),
        "contacts_per_issue": means["effort"].to_numpy(), "revenue_eur": sums["revenue_eur"].to_numpy(), "profit_eur": sums["profit_eur"].to_numpy(),
        "bonus_eur": sums["bonus_eur"].to_numpy(), "profit_after_bonus_eur": (sums["profit_eur"] - sums["bonus_eur"]).to_numpy(),
    })  # fmt: skip
    table["cost_eur"] = table["revenue_eur"] - table["profit_eur"]
    table["handoffs"], table["rough"] = flows["handoffs"].to_numpy(), flows["rough"].to_numpy()
    table["rough_pct"] = 100.0 * table["rough"] / table["handoffs"].where(table["handoffs"] > 0)
    table["crossing_pct"] = 100.0 * table["handoffs"] / issues.to_numpy()
    return table


def _handoffs(life: Lived) -> pd.DataFrame:
    units = life.run.units
    own = units.assign(round=_rounds(units["quarter"], life)).groupby("round")[["handoffs_out", "rough_out"]].sum()
    return own.rename(columns={"handoffs_out": "handoffs", "rough_out": "rough"})


def _units(life: Lived) -> pd.DataFrame:
    units = life.run.units
    own = units.assign(round=_rounds(units["quarter"], life)).groupby(["round", "unit"], sort=False)
    sums = own[["revenue_eur", "cost_eur", "contacts", "handoffs_out", "rough_out"]].sum()
    means = own[["measured_score", "true_score"]].mean()
    return sums.join(means).reset_index()


def phone_contacts(life: Lived) -> pd.Series:
    """Contacts by round at the phone, all units."""
    return channel_contacts(life)["phone"]


def channel_contacts(life: Lived) -> pd.DataFrame:
    """Contacts by round (index) and channel (columns)."""
    ledgers = [life.model.history.rows[place] for place in range(len(life.model.history.rows))]
    from cxsim.customers.ledger import Ledger

    counts = np.array([Ledger(rows, life.model.population.layout).contacts.sum(axis=(0, 1)) for rows in ledgers])
    summed = counts.reshape(-1, length(life), counts.shape[1]).sum(axis=1)
    return pd.DataFrame(summed, columns=life.model.channels, index=range(1, len(summed) + 1))


def answers_by_round(life: Lived) -> pd.Series:
    """Answers to questionnaires after contacts by round (index), all units."""
    from cxsim.customers.ledger import Ledger

    counts = np.array([int(Ledger(rows, life.model.population.layout).rating_answers.sum()) for rows in life.model.history.rows])
    summed = counts.reshape(-1, length(life)).sum(axis=1)
    return pd.Series(summed, index=range(1, len(summed) + 1))


def attention_by_round(life: Lived) -> pd.DataFrame:
    """Mean attention of each unit's touchpoint managers by round: round, unit, one column per activity, shares of working time."""
    managers = life.run.managers
    front = managers[managers["level"].isin(["team_lead", "middle_manager"])]
    columns = [name for name in front if name.startswith("attention_")]
    own = front.assign(round=_rounds(front["quarter"], life), unit=front["manager"].str.partition("/")[0])
    table = own.groupby(["round", "unit"], sort=False)[columns].mean().reset_index()
    return table.rename(columns={name: name.removeprefix("attention_") for name in columns})


def year_of(life: Lived, round_: int) -> int:
    """The year a round ends in, from 1."""
    return -(-round_ * life.world.lesson.quarters // QUARTERS)


def ends_year(life: Lived, round_: int) -> bool:
    """Whether people are paid at the end of a round."""
    return round_ * life.world.lesson.quarters % QUARTERS == 0
