"""The user's staff paid for simulated years, by the same rules as in the static view.

Each simulated year of each seed gives one scorecard on the plan's own scales, read with the plan's own codes. People meet the
results of the unit that stands for theirs; people of one unit take its touchpoints in turn, in the order of the staff sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxsim.desk.dynamic.arms import parts
from cxsim.desk.dynamic.meaning import NONE
from cxsim.desk.dynamic.translate import Translation
from cxsim.desk.facts import Facts, Key
from cxsim.desk.plan_file import PlanFile, Row
from cxsim.desk.static.futures import PLACES, Choices, Futures
from cxsim.desk.static.vector import Payer
from cxsim.pay.numbers import HUNDRED
from cxsim.pay.plan import Component, Measure
from cxsim.pay.results import Codes

Floats = NDArray[np.float64]
SEEN_AS = "simulated"


@dataclass(frozen=True)
class Awards:
    """Whole cents by (seed, year, person), people in the order of their codes; and what they follow from.

    `payer` holds the futures: draws in the order seed by seed, year by year.
    """

    cents: NDArray[np.int64]
    payer: Payer
    seeds: int
    years: int

    def by_level(self, level: str) -> NDArray[np.int64]:
        """Cents of a level together, shape (seeds, years)."""
        return self.cents[:, :, self.payer.levels == level].sum(axis=2)

    @property
    def total(self) -> NDArray[np.int64]:
        """Cents of everybody together, shape (seeds, years)."""
        return self.cents.sum(axis=2)

    def payout_pct(self, level: str) -> Floats:
        """Awards of a level in % of its target bonuses, shape (seeds, years); nan without target bonuses."""
        target = self.payer.targets[self.payer.levels == level].sum()
        return self.by_level(level) / target if target else np.full((self.seeds, self.years), np.nan)


def seated(made: Translation) -> Facts:
    """The plan with everybody of a unit at one of its touchpoints; only in memory."""
    file = made.facts.file
    turn: dict[str, int] = {}
    places: dict[str, str] = {}
    rows: list[Row] = []
    for row in file.sheet("staff"):
        unit, person = str(row.get("unit", "")), str(row.get("person_id"))
        if unit in made.units and person not in places:
            turn[unit] = turn.get(unit, -1) + 1
            points = touchpoints_of(made, unit)
            places[person] = point_code(unit, points[turn[unit] % len(points)])
        own = {"touchpoint": places[person]} if unit in made.units else {"touchpoint": unit}
        rows.append({**row, **own, "journey": unit})
    return Facts(PlanFile(file.plan, {**file.rows, "staff": rows}, file.source, file.places))


def touchpoints_of(made: Translation, unit: str) -> list[str]:
    """Codes of the simulated touchpoints that a unit of the plan stands for."""
    simulated = made.units[unit]
    return [f"{simulated}/{channel}" for channel in made.company.units[simulated].channels]


def point_code(unit: str, touchpoint: str) -> str:
    """Code of a touchpoint in the seated plan."""
    return f"{unit}/{touchpoint}"


def pay_staff(made: Translation, payloads: Sequence[Mapping[str, Any]]) -> Awards:
    """Pay the staff of a plan for the results of each year of each payload."""
    facts = seated(made)
    cards = parts(payloads, "scorecards", kept=True)
    years = int(cards[0]["year"].max())
    futures = futures_of(made, facts, [_by_key(card, years) for card in cards], years)
    payer = Payer(facts, futures)
    paid = payer.pay(slice(0, futures.count)).awards
    return Awards(paid.reshape(len(cards), years, -1), payer, len(cards), years)


def _by_key(card: Any, years: int) -> dict[Key, Floats]:
    """Achievement x (years,) by simulated result."""
    wide = card.pivot_table(index="year", columns=["metric", "scope", "code"], values="x", sort=False)
    return {(str(m), str(s), str(c)): wide[m, s, c].to_numpy(float)[:years] for m, s, c in wide.columns}


def futures_of(made: Translation, facts: Facts, cards: Sequence[Mapping[Key, Floats]], years: int) -> Futures:
    """Simulated results as scorecards of the plan: every result somebody is paid on, in the plan's codes and on its scales."""
    actual: dict[Key, Floats] = {}
    target: dict[Key, float] = {}
    for measure, code in _read(made, facts):
        key = (measure.metric, measure.scope, code)
        if key in actual:
            continue
        own = _target_of(made, measure, code)
        x = _achieved(made, measure, code, cards, years)
        actual[key], target[key] = np.round(_values(made, measure, x, own), PLACES), own
    return Futures(actual, target, SEEN_AS, years, {}, Choices(count=len(cards) * years))


def _read(made: Translation, facts: Facts) -> list[tuple[Measure, str]]:
    """Measures with the codes at which somebody is paid on them."""
    found: list[tuple[Measure, str]] = []
    for level in facts.plan.levels.values():
        measures: list[Measure] = [*level.components, *level.component_gates, *level.score_gates, *level.modifiers]
        codes = {segment.codes for person in facts.people for segment in person.segments if segment.level == level.name} or {Codes()}
        found += [(measure, code.of(measure.scope)) for measure in measures for code in sorted(codes, key=repr)]
    pools = [pool for pool in facts.plan.pools if pool.funding == "pct_of_metric"]
    return found + [(Measure(pool.name, pool.metric, pool.scope, "percent_of_target"), "" if pool.scope == "company" else pool.unit) for pool in pools]


def _achieved(made: Translation, measure: Measure, code: str, cards: Sequence[Mapping[Key, Floats]], years: int) -> Floats:
    """x (seeds x years,) in % of the simulated target; exactly 100 for what nobody can act on."""
    key = simulated_key(made, measure, code)
    return np.full(len(cards) * years, 100.0) if key is None else np.concatenate([card[key] for card in cards])


def simulated_key(made: Translation, measure: Measure, code: str) -> Key | None:
    """The simulated result behind a result of the plan; headquarters is read as the whole company. None: nobody can act on it."""
    source = made.source(measure)
    if source is None:
        return None
    metric, scope = source
    if scope == "company":
        return metric, scope, ""
    unit, _, touchpoint = code.partition("/")
    if unit not in made.units:  # headquarters has no touchpoints and no journeys: the company's own figure
        whole = made.meanings[measure.metric].at("company")
        return None if whole is None else (*whole, "")
    if scope == "touchpoint":
        return metric, scope, touchpoint or touchpoints_of(made, unit)[0]
    return metric, scope, made.units[unit]


def _target_of(made: Translation, measure: Measure, code: str) -> float:
    """Target of a result on the plan's scale: of a value what pays 100 %, else the scorecard's, else 100."""
    sure = measure.curve.x_for(HUNDRED) if isinstance(measure, Component) and made.source(measure) is None else None
    if sure is not None and measure.basis == "value":
        return float(sure)
    scale = made.scales.get((measure.metric, measure.scope)) if measure.basis == "value" else None
    if scale is not None:
        return scale.target
    unit = code.partition("/")[0]
    _, own = made.facts.case.scorecard.rows.get((measure.metric, measure.scope, unit), (None, None))
    return float(own) if own is not None else float(HUNDRED)


def _values(made: Translation, measure: Measure, x: Floats, target: float) -> Floats:
    if measure.basis == "value":
        scale = made.scales.get((measure.metric, measure.scope))
        return scale.from_pct(x) if scale else np.full(len(x), target)
    return target * (200.0 - x) / 100.0 if measure.better == "lower" else target * x / 100.0


def read_as_none(made: Translation) -> list[str]:
    """Metrics of the plan that stay at target in every simulated year."""
    return [name for name, meaning in made.meanings.items() if meaning.metric == NONE]


def at_average(awards: Awards) -> Awards:
    """The same with every unit, touchpoint and journey at the mean x of its peers: what is left is not unit luck."""
    futures = awards.payer.futures
    groups: dict[tuple[str, str], list[Key]] = {}
    for key in futures.actual:
        groups.setdefault(key[:2], []).append(key)
    even: dict[Key, Floats] = {}
    for keys in groups.values():
        ratio = np.mean([futures.actual[key] / futures.target[key] for key in keys], axis=0)
        even |= {key: ratio * futures.target[key] for key in keys}
    payer = Payer(awards.payer.facts, replace(futures, actual=even))
    paid = payer.pay(slice(0, futures.count)).awards
    return Awards(paid.reshape(awards.cents.shape), payer, awards.seeds, awards.years)
