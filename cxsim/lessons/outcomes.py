"""What predictions are held against: one number of a life, at a round or over the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxsim.base.registry import Registry
from cxsim.lessons.form import Prediction
from cxsim.pay.scheme_form import standard_practice

OUTCOMES = Registry("outcome")
MIDDLE = "middle_manager"


AT = "@"  # before the round, in the name of an outcome: touchpoint_gap@3


def outcome_of(prediction: Prediction, lives: Mapping[str, Any]) -> float:
    """The number (or option) a prediction is about; `lives` are the class and the two comparisons by arm."""
    life = lives["class"]
    last = rows(life) if prediction.round == 0 else min(prediction.round, rows(life))
    if prediction.outcome in BETWEEN:
        return BETWEEN[prediction.outcome](lives, last)
    return float(OUTCOMES.get(prediction.outcome)(life, last))


def known(name: str) -> bool:
    """Whether a prediction may be held against this name."""
    return name in BETWEEN or name in OUTCOMES.names()


def measured(life: Any, name: str) -> float:
    """An outcome of a life: of a run's summary, or of this module, at NAME@ROUND or at the end."""
    base, _, number = name.partition(AT)
    if not number and name in life.run.summary:
        return float(life.run.summary[name])
    return float(OUTCOMES.get(base)(life, min(int(number or rows(life)), rows(life))))


def _first_less_second(lives: Mapping[str, Any], round_: int) -> float:
    """Measured experience of the first comparison less that of the second, points."""
    return _at(lives["same"], round_, "measured_cx") - _at(lives["other"], round_, "measured_cx")


def _second_less_first(lives: Mapping[str, Any], round_: int) -> float:
    """True experience of the second comparison less that of the first, points."""
    return _at(lives["other"], round_, "true_cx") - _at(lives["same"], round_, "true_cx")


def rows(life: Any) -> int:
    """Rows of a life's tables: rounds, or the years of a design."""
    from cxsim.lessons.measures import length

    return -(-life.model.quarter // length(life))


BETWEEN = {"same_less_other": _first_less_second, "other_less_same": _second_less_first}  # outcomes that compare two lives


def _at(life: Any, round_: int, column: str) -> float:
    from cxsim.lessons.measures import by_round

    table = by_round(life).set_index("round")
    return float(table.loc[round_, column])


def _simple(name: str, column: str) -> None:
    @OUTCOMES.register(name)
    def found(life: Any, round_: int) -> float:
        return _at(life, round_, column)


for _name, _column in {"customers_of_100": "per_100", "crossing_pct": "crossing_pct", "rough_pct": "rough_pct", "true_cx": "true_cx", "measured_cx": "measured_cx", "contacts_per_issue": "contacts_per_issue"}.items():
    _simple(_name, _column)


@OUTCOMES.register("gap")
def gap(life: Any, round_: int) -> float:
    """Measured less true experience of the relationship, points."""
    return _at(life, round_, "measured_cx") - _at(life, round_, "true_cx")


@OUTCOMES.register("touchpoint_gap")
def touchpoint_gap(life: Any, round_: int) -> float:
    """Measured less true satisfaction with contacts, points, mean of units."""
    from cxsim.lessons.measures import units_by_round

    own = units_by_round(life)
    own = own[own["round"] == round_]
    return float((own["measured_score"] - own["true_score"]).mean())


@OUTCOMES.register("true_cx_change")
def true_cx_change(life: Any, round_: int) -> float:
    """True experience of a round less that of the last warm-up year, points."""
    return _at(life, round_, "true_cx") - start_cx(life)


@OUTCOMES.register("measured_cx_change")
def measured_cx_change(life: Any, round_: int) -> float:
    """Measured experience of a round less that of the last warm-up year, points."""
    return _at(life, round_, "measured_cx") - start_measured(life)


@OUTCOMES.register("just_above_pct")
def just_above_pct(life: Any, round_: int) -> float:
    """Units whose yearly satisfaction ended at target or up to 2 % above it, % of units."""
    from cxsim.lessons.measures import year_of

    card = life.run.scorecards
    own = card[(card["year"] == year_of(life, round_)) & (card["metric"] == "satisfaction") & (card["scope"] == "unit")]
    return 100.0 * float(((own["x"] >= 100.0) & (own["x"] < 102.0)).mean()) if len(own) else 0.0


@OUTCOMES.register("bonus_change")
def bonus_change(life: Any, round_: int) -> float:
    """Mean bonus of middle managers in the year of `round_` less the year before it, % of target; 0 in the first year."""
    from cxsim.lessons.measures import bonuses, year_of

    pay = bonuses(life)
    means = pay[pay["level"] == MIDDLE].groupby("year")["payout_pct"].mean()
    year = year_of(life, round_)
    return float(means[year] - means[year - 1]) if year > 1 and year in means.index else 0.0


@OUTCOMES.register("bonus_pct")
def bonus_pct(life: Any, round_: int) -> float:
    """Bonus earned in the years up to that of `round_`, in % of the usual target bonuses of everybody on the payroll."""
    from cxsim.lessons.measures import year_of

    pay, usual = life.run.payouts, standard_practice()["target_bonus_pct"]
    people = life.model.organisation.people(life.model.start_customers)
    targets = sum(person.base_pay_eur * person.count * usual[person.level] for person in people) / 100.0
    years = min(year_of(life, round_), int(pay["year"].max())) if len(pay) else 0
    return 100.0 * float(pay.loc[pay["year"] <= years, "award_cents"].sum()) / 100.0 / (targets * years) if years else 0.0


@OUTCOMES.register("phone_change_pct")
def phone_change_pct(life: Any, round_: int) -> float:
    """Phone contacts of a round against the first round, %."""
    from cxsim.lessons.measures import phone_contacts

    counts = phone_contacts(life)
    return 100.0 * (float(counts.loc[round_]) / max(float(counts.iloc[0]), 1.0) - 1.0)


def start_cx(life: Any) -> float:
    """True experience at the end of the warm-up: mean of its last year."""
    return float(life.model.warm.drift[-1])


def start_measured(life: Any) -> float:
    """Measured company experience of the last warm-up year."""
    return float(life.model.warm.results["cx", "company", ""][0])
