"""What a seat is shown: rows by round, cut from a life by the lesson's list; nothing that is not on the list leaves this module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cxsim.base.registry import Registry
from cxsim.study.canonical import plain

VIEWS = Registry("view")


@dataclass(frozen=True)
class Place:
    """Where a seat sits: its unit, empty for a committee, and the manager whose bonus it gets."""

    unit: str
    manager: str


Row = dict[str, Any]
View = Callable[[Any, Place], Row]


def seen_by(life: Any, place: Place) -> dict[str, Row]:
    """Everything a seat is shown, in the lesson's order: view -> {"unit": ..., "values": one per round, None where there is none}."""
    return {name: plain(VIEWS.get(name)(life, place)) for name in life.world.lesson.seats.sees}


def _own(name: str, column: str, unit: str) -> None:
    @VIEWS.register(name)
    def view(life: Any, place: Place) -> Row:
        from cxsim.lessons.measures import units_by_round

        table = units_by_round(life)
        return {"unit": unit, "values": table.loc[table["unit"] == place.unit, column].tolist()}


def _company(name: str, column: str, unit: str) -> None:
    @VIEWS.register(name)
    def view(life: Any, place: Place) -> Row:
        from cxsim.lessons.measures import by_round

        return {"unit": unit, "values": by_round(life)[column].tolist()}


for _name, _column, _unit in (("own_revenue", "revenue_eur", "eur"), ("own_cost", "cost_eur", "eur"), ("own_satisfaction", "measured_score", "points"), ("own_contacts", "contacts", "count")):
    _own(_name, _column, _unit)
for _name, _column, _unit in (("company_revenue", "revenue_eur", "eur"), ("company_profit", "profit_after_bonus_eur", "eur"), ("company_score", "measured_cx", "points"), ("company_cost", "cost_eur", "eur"), ("company_customers", "customers", "count")):
    _company(_name, _column, _unit)


@VIEWS.register("own_bonus")
def own_bonus(life: Any, place: Place) -> Row:
    """Own bonus in EUR at each round that ends a year."""
    from cxsim.lessons.measures import bonuses

    pay = bonuses(life)
    own = pay[pay["manager"] == place.manager].set_index("year")
    return {"unit": "eur", "values": _at_year_ends(life, own["award_eur"].to_dict())}


@VIEWS.register("own_bonus_pct")
def own_bonus_pct(life: Any, place: Place) -> Row:
    """Own bonus in % of target."""
    from cxsim.lessons.measures import bonuses

    pay = bonuses(life)
    own = pay[pay["manager"] == place.manager].set_index("year")
    return {"unit": "percent", "values": _at_year_ends(life, own["payout_pct"].to_dict())}


@VIEWS.register("bonus_reasons")
def bonus_reasons(life: Any, place: Place) -> Row:
    """All parts of the own bonus, so that they add up to it, the one that moved it most away from target first: metric, scope, weight and payout, both in %."""
    items = life.run.payout_items
    own = items[items["manager"] == place.manager]
    found: dict[int, list[dict[str, Any]]] = {}
    for year, rows in own.groupby("year"):
        moved = rows.assign(moved=(rows["weight_pct"] * (rows["payout_pct"] - 100.0)).abs()).sort_values("moved", ascending=False, kind="stable")
        found[int(year)] = moved[["metric", "scope", "weight_pct", "payout_pct"]].to_dict("records")
    return {"unit": "reasons", "values": _at_year_ends(life, found)}


@VIEWS.register("answers_received")
def answers_received(life: Any, place: Place) -> Row:
    """Answers to the own unit's questionnaires by round."""
    from cxsim.customers.ledger import Ledger

    index = life.model.units.index(place.unit)
    counts = [int(Ledger(rows, life.model.population.layout).rating_answers.sum((0, 2))[index]) for rows in life.model.history.rows]
    length = life.world.lesson.quarters
    return {"unit": "count", "values": [sum(counts[k : k + length]) for k in range(0, len(counts), length)]}


@VIEWS.register("rank")
def rank(life: Any, place: Place) -> Row:
    """Place of the own unit among all by measured score, 1 = best; names no other unit."""
    from cxsim.lessons.measures import units_by_round

    table = units_by_round(life)
    places = table["measured_score"].groupby(table["round"]).rank(ascending=False, method="min")
    return {"unit": "rank", "values": [int(value) if value == value else None for value in places[table["unit"] == place.unit]]}


def _at_year_ends(life: Any, by_year: dict[int, Any]) -> list[Any]:
    from cxsim.lessons.measures import ends_year, year_of

    return [by_year.get(year_of(life, number)) if ends_year(life, number) else None for number in range(1, life.rounds + 1)]
