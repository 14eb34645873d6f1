"""What becomes of touchpoints and handoffs: leaky stocks fed by attention, and the service they give.

Quick work builds and fades fast, systematic work slowly; a sale is immediate, the pressure it leaves is not.
At the reference job every stock stays at zero, so nothing drifts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.organisation.choice import effect
from cxsim.organisation.conditions import Conditions
from cxsim.organisation.layout import Layout
from cxsim.organisation.serving import LEAST_COST, MOST_COST, Effects, serve


@dataclass(frozen=True)
class Craft:
    """Speeds and true effects by activity, and which rows have a role of their own."""

    reference: np.ndarray  # (K,)
    build: np.ndarray  # (K,) share of the gap closed per quarter when rising
    fade: np.ndarray  # (K,) the same when falling
    quality: np.ndarray  # (K, 3) true effect on effectiveness, ease, emotion, specials included
    win: int  # row of the activity, -1 when the settings have none
    cut: int
    develop: int
    polish: int
    base_quality: np.ndarray  # (U, C, 3) before any clipping
    base_handoff: np.ndarray  # (U, U)
    traits: np.ndarray  # (K, 6) quality, handoff_out, handoff_own and recover side by side
    effects: Effects  # what stocks do to the service


@dataclass
class Stocks:
    """The state of all touchpoints (T) and of the company; zero = the reference job."""

    skill: np.ndarray  # (T, K) slow stock per activity
    saving: np.ndarray  # (T,) quick part of cutting
    selling: np.ndarray  # (T,) effect of selling this quarter
    morale: np.ndarray  # (T,) staff effect of how customers fare
    newcomers: np.ndarray  # (T,) share of staff still learning, above the usual
    leaving: np.ndarray  # (T,) share of staff that left in the last quarter, above the usual
    integration: float = 0.0  # stock of what executives fund across units
    integration_attention: float = 0.0  # above the reference, this quarter; costs money
    tilt: np.ndarray | None = None  # (U,) budget tilt, share

    def copy(self) -> Stocks:
        """An independent copy."""
        tilt = None if self.tilt is None else self.tilt.copy()
        parts = (self.skill, self.saving, self.selling, self.morale, self.newcomers, self.leaving)
        return Stocks(*(part.copy() for part in parts), self.integration, self.integration_attention, tilt)


def craft_of(settings: Settings, layout: Layout) -> Craft:
    """Read speeds and true effects from the settings."""
    behaviour, items = settings.behaviour, settings.behaviour.activities
    column = lambda name: np.array([float(getattr(item, name)) for item in items.values()])  # noqa: E731
    row = {name: place for place, name in enumerate(items)}
    quality = np.stack([column("effectiveness"), column("ease"), column("emotion")], axis=1)
    if "cut" in row:
        quality[row["cut"]] += behaviour.thinning_effect
    if "win" in row:
        quality[row["win"], 2] += behaviour.pressure_effect
    if "develop" in row:
        quality[row["develop"]] += behaviour.staff_quality
    roles = {name: row.get(name, -1) for name in ("win", "cut", "develop", "polish")}
    rescue = np.zeros(len(row))
    rescue[row.get("recover", 0)] = 1.0 if "recover" in row else 0.0
    return Craft(
        traits=np.column_stack([quality, column("handoff_out"), column("handoff_own"), rescue]),
        effects=Effects.of(settings),
        reference=column("reference"),
        build=column("build_speed"),
        fade=column("fade_speed"),
        quality=quality,
        base_quality=_base_quality(settings),
        base_handoff=_base_handoff(settings, layout.n_units),
        **roles,
    )


def _base_quality(settings: Settings) -> np.ndarray:
    """Quality (U, C, 3) at the reference job."""
    channels = settings.channels.values()
    base = np.array(
        [[unit.quality + channel.quality_offset for channel in channels] for unit in settings.company.units.values()]
    )
    return np.stack([base, base, base + np.array([channel.emotion_offset for channel in channels])], axis=2)


def _base_handoff(settings: Settings, n_units: int) -> np.ndarray:
    """Chance (U, U) that information survives at the reference job."""
    table = np.full((n_units, n_units), settings.company.handoff_between)
    np.fill_diagonal(table, settings.company.handoff_within)
    return table


def new_stocks(layout: Layout, craft: Craft) -> Stocks:
    """Every touchpoint at the reference job."""
    n = len(layout.touchpoints)
    zeros = (np.zeros(n) for _ in range(5))
    return Stocks(np.zeros((n, craft.reference.size)), *zeros, tilt=np.zeros(layout.n_units))


def work(stocks: Stocks, craft: Craft, attention: np.ndarray, saving_speed: float) -> None:
    """One quarter of work with attention (T, K): stocks move towards its effect, in place."""
    goal = effect(attention, craft.reference)
    gap = goal - stocks.skill
    stocks.skill += np.where(gap > 0.0, craft.build, craft.fade) * gap
    if craft.cut >= 0:
        stocks.saving += saving_speed * (goal[:, craft.cut] - stocks.saving)
    if craft.win >= 0:
        stocks.selling = goal[:, craft.win].copy()


def integrate(stocks: Stocks, attention: float, reference: float, speed: float) -> None:
    """One quarter of executives' attention to what crosses units."""
    goal = 2.0 * math.sqrt(reference) * (math.sqrt(attention) - math.sqrt(reference))
    stocks.integration += speed * (goal - stocks.integration)
    stocks.integration_attention = attention - reference


def feel(stocks: Stocks, craft: Craft, change: np.ndarray, tie: float) -> None:
    """Staff take in how customers fare: `change` (T,) of true experience since the start, points of 100."""
    if craft.develop >= 0:
        goal = tie * np.where(np.isfinite(change), change, 0.0) / 100.0
        stocks.morale += craft.build[craft.develop] * (goal - stocks.morale)


def worked(stocks: Stocks, craft: Craft) -> np.ndarray:
    """Effect (T, K) of all work done, the standing job included; `stocks.skill` counts from the standing job."""
    return stocks.skill + 2.0 * craft.reference


def service_state(stocks: Stocks, craft: Craft, layout: Layout, now: Conditions | None = None) -> dict[str, Any]:
    """Fields of the service customers meet, as arrays over units U and channels C; `now` is what practices change.

    Keys and shapes are those of `ServiceState`; nothing here knows of pay.
    """
    if now is not None:
        stocks = _under(stocks, craft, now)
    quality, handoff, offer, inflate, recover, deflect, cost_factor, inflate_company, join, talk_good = serve(
        craft.effects, stocks.skill, craft.polish, stocks.saving, stocks.selling, stocks.morale, stocks.newcomers, stocks.leaving,
        stocks.tilt, stocks.integration, stocks.integration_attention, craft.traits, layout.unit_of, layout.channel_of,
        craft.base_quality, craft.base_handoff,
    )  # fmt: skip
    service = {
        "quality": quality, "handoff": handoff, "offer": offer, "recover": recover, "inflate": inflate,
        "inflate_company": inflate_company, "deflect": deflect, "join": join, "cost_factor": cost_factor, "talk_good": talk_good,
    }  # fmt: skip
    return service | _usual(layout) if now is None else _changed(service, now)


def _usual(layout: Layout) -> dict[str, Any]:
    """What only practices change, as it is without them."""
    return {"steer": np.zeros(layout.open_.shape), "standard": 0.0, "loud_bad": 0.0, "loud_good": 0.0, "asked": 1.0, "sustainability": 0.0}


def _under(stocks: Stocks, craft: Craft, now: Conditions) -> Stocks:
    """The stocks as work counts under these conditions: more or less per hour, a better or worse mood of staff."""
    skill = stocks.skill + now.yields * worked(stocks, craft)
    return replace(stocks, skill=skill, morale=stocks.morale + now.flat["morale"])


def _changed(service: dict[str, Any], now: Conditions) -> dict[str, Any]:
    """The service as practices leave it."""
    flat = now.flat
    return service | {
        "quality": _between(service["quality"] + now.quality, 0.0, 1.0),
        "handoff": _between(service["handoff"] + now.handoff, 0.0, 1.0),
        "offer": _between(service["offer"] * now.times("offer"), 0.0, 1.0),
        "recover": _between(service["recover"] + flat["recover"], 0.0, 1.0),
        "inflate": _between(service["inflate"] + flat["inflate"], 0.0, 1.0),
        "join": service["join"] * now.times("join"),
        "cost_factor": _between(service["cost_factor"] * now.times("contact"), LEAST_COST, MOST_COST),
        "talk_good": service["talk_good"] * now.times("talk_good"),
        "steer": now.steer,
        "standard": flat["standard"] + flat["promise"],
        "loud_bad": min(max(flat["loud"], 0.0), 1.0),
        "loud_good": min(max(flat["loud_good"], 0.0), 1.0),
        "asked": now.times("survey"),
        "sustainability": min(max(flat["sustainability"], -1.0), 1.0),
    }


def spread(values: np.ndarray, layout: Layout) -> np.ndarray:
    """Touchpoint values (T,) as (U, C), zero where a unit does not run a channel."""
    table = np.zeros(layout.open_.shape)
    table[layout.unit_of, layout.channel_of] = values
    return table


def _between(values: np.ndarray, low: float, high: float) -> np.ndarray:
    return np.minimum(np.maximum(values, low), high)
