"""Settings packed for the kernels: plain numbers (`Rules`), tables by unit and channel (`Facts`) and the quarter's
service (`Offer`).

They are handed over as one NumPy record each (`packed`): kernels then read `rules.give_up` like
prose, while the compiler passes a single pointer (passing the fields one by one took minutes to compile).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cxsim.base.checks import MOST_UNITS
from cxsim.base.schema import Settings
from cxsim.base.streams import lognormal_table, quantile_tables, stream_key
from cxsim.customers.columns import CHANNELS_MAX
from cxsim.customers.ledger import Layout
from cxsim.customers.service import ServiceState

AGES = 2048  # weeks for which fading is tabulated
CLOSED = -1e18  # utility of a channel that a unit does not run
TALK_CAP = 12  # net items heard beyond which joining rises no further
WEEKS_PER_YEAR = 52
NEEDS, HOLDINGS = 0, 1
BOOL = np.dtype(bool)
PAD = max(CHANNELS_MAX, MOST_UNITS)


class Rules(NamedTuple):
    """Numbers that hold for everybody."""

    units: int
    channels: int
    people: int
    subscription: bool
    transaction: bool
    contested: bool  # whether there are rivals: who leaves looks around before coming back
    w_effectiveness: float
    w_ease: float
    w_emotion: float
    quality_noise: float
    feeling_slope: float
    expectation_share: float
    fixed_part: float  # (1 - expectation_share) x fixed yardstick
    expectation_up: float
    expectation_down: float
    solution_lift: float
    failure_pain: float
    severe_pain: float
    mild_pain: float
    repeat_annoyance: float
    lost_pain: float
    lost_logodds: float
    smooth_share: float
    memory_end_share: float
    memory_noise: float
    routine_weight: float
    bad_weight: float
    fast_share: float
    prior_weight: float
    loyalty_slope: float
    voice_base: float
    voice_severe: float
    voice_loyal: float
    voice_urgent: float
    severe_share: float
    urgent_share: float
    urgent_if_severe: float
    self_service_repeat: float
    habit_slope: float
    experience_slope: float
    stay_in_channel: float
    habit_step: float
    experience_step: float
    solve_self_service: float
    solve_assisted: float
    solve_quality_slope: float
    solve_difficulty_slope: float
    give_up: float
    give_up_if_urgent: float
    web_goes_on: float
    retry: float
    routine_works: float
    talk_threshold: float
    tell_good: float
    tell_bad: float
    heard_weight: float
    neighbours: int
    rewired: float
    intent_base: float
    intent_slope: float
    intent_fresh: float
    accept_base: float
    accept_slope: float
    offer_pressure: float
    offer_regret: float
    recovery_lift: float
    renewal_base: float
    choose_base: float
    dropout_base: float
    leave_outside: float  # chance per week
    survey_prob: float  # chance per week of an invitation
    join_stranger: float
    join_former: float
    join_bundle: float
    outside_offer: float
    outside_drift: float  # log-odds per week
    cross_issue: float
    cross_routine: float
    ask_touchpoint: float
    ask_journey: float
    response_base: float
    response_extreme: float
    rating_noise: float
    score_noise: float
    rating_level: float
    rating_slope: float
    rating_solved: float
    score_level: float
    score_slope: float
    style_sd: float
    sustainability_share: float
    sustainability_weight: float
    inflated_points: float
    key_week: np.uint64
    key_need: np.uint64
    key_person: np.uint64
    key_tie: np.uint64
    logged: int  # people whose journeys are recorded
    at_unit: int  # offsets of the ledger row
    at_touch: int
    at_pair: int
    at_ladder: int
    at_box: int


class Facts(NamedTuple):
    """Tables by unit, channel, age or uniform number."""

    tables: np.ndarray
    shares: np.ndarray  # (2, U) share of NEEDS and of HOLDINGS, adding to 1
    holding_share: np.ndarray  # (U,) share of customers holding the line
    holding_slot: np.ndarray  # (U,) slot of the person's liking of the line
    unit_order: np.ndarray  # (U,) units in the order of their names' keys
    channel_slot: np.ndarray  # (C,) slot of a channel's draws, from its name
    available: np.ndarray  # (U, C)
    self_service: np.ndarray  # (C,)
    phone: np.ndarray  # (C,) 1 for the channel urgent customers fall back to
    pull: np.ndarray
    urgent_pull: np.ndarray
    hard_pull: np.ndarray
    after_web_pull: np.ndarray
    solve_offset: np.ndarray
    desk: np.ndarray  # (U,) the channel that takes over a case handed to the unit
    basket_cents: np.ndarray
    upsell_cents: np.ndarray
    basket_table: np.ndarray
    fade: np.ndarray  # (4, AGES) good fast, good slow, bad fast, bad slow
    join_talk: np.ndarray  # (2 TALK_CAP + 1,) multiplier of joining by net items heard


class Offer(NamedTuple):
    """The service of the quarter, with quality already weighted."""

    felt: np.ndarray  # (U, C) weighted quality
    effectiveness: np.ndarray  # (U, C)
    handoff: np.ndarray
    offer: np.ndarray
    recover: np.ndarray
    inflate: np.ndarray
    inflate_company: float
    pull: np.ndarray  # (U, C) utility of a channel to everybody, far below zero where the unit does not run it
    to_web: np.ndarray  # (U, C) utility added to self-service
    join: float
    talk_good: float
    standard: float
    loud_bad: float
    loud_good: float
    asked: float
    sustainability: float
    rivals: float  # log-odds by which rivals' reputation has changed since the start


def packed(group: NamedTuple) -> np.ndarray:
    """The fields of a named tuple as one record, arrays nested inside; shape (1,), the form that is cheapest to hand over.

    Arrays by unit or channel are padded to a fixed size, so that one compiled kernel serves every company.
    """
    values = {name: np.asarray(value) for name, value in group._asdict().items()}
    record = _form(tuple((name, value.dtype, value.shape) for name, value in values.items())).copy()
    for name, value in values.items():
        record[name][(0, *map(slice, value.shape))] = value
    return record


class Sheet:
    """A record like that of `packed`, filled anew each quarter: laying it out costs more than filling it."""

    def __init__(self, group: NamedTuple):
        self.record = packed(group)
        self._places = [self.record[name][(slice(None), *map(slice, np.shape(value)))] for name, value in group._asdict().items()]

    def filled(self, group: NamedTuple) -> np.ndarray:
        """The record with the values of `group`, whose arrays have the shapes of the first one's."""
        for place, value in zip(self._places, group):
            place[...] = value
        return self.record


@lru_cache(maxsize=64)
def _form(fields: tuple[tuple[str, np.dtype, tuple[int, ...]], ...]) -> np.ndarray:
    """An empty record (1,) for fields of these types and shapes, with what padding holds."""
    kinds = [(name, np.dtype(np.uint8) if kind is BOOL and shape else kind, _padded(shape)) for name, kind, shape in fields]
    record = np.zeros(1, np.dtype(kinds, align=True))
    for name, kind, shape in kinds:
        record[name] = -1e9 if kind == np.float64 and shape else 0
    return record


def _padded(shape: tuple[int, ...]) -> tuple[int, ...]:
    small = shape and max(shape) <= PAD and shape[-1] != PAD
    return (PAD,) * len(shape) if small else shape


@lru_cache(maxsize=1024)
def name_slot(name: str) -> int:
    """A slot number from a name, far above the small slots, the same wherever the name stands in a list."""
    return 1_000_000 + stream_key(0, "name", name) % 2**40


def make_rules(settings: Settings, layout: Layout) -> Rules:
    """Pack settings into `Rules`. Rates per year become chances per week here and nowhere else."""
    c, b, m, s = settings.customers, settings.business, settings.market, settings.survey
    reading = c.readings[c.reading]
    weights = c.weight_effectiveness + c.weight_ease + c.weight_emotion
    dial = settings.journeys
    needed = sum(unit.need_share > 0.0 for unit in settings.company.units.values())  # a unit nobody needs is crossed to by nobody
    own = {
        "units": layout.units,
        "channels": layout.channels,
        "people": c.count,
        "contested": bool(settings.rival),
        "w_effectiveness": c.weight_effectiveness / weights,
        "w_ease": c.weight_ease / weights,
        "w_emotion": c.weight_emotion / weights,
        "fixed_part": (1.0 - c.expectation_share) * c.fixed_yardstick,
        "mild_pain": c.severe_pain * c.mild_pain_share,
        "lost_pain": c.lost_info_pain * dial.handoff_cost,
        "lost_logodds": c.lost_info_logodds * dial.handoff_cost,
        "smooth_share": c.smooth_handoff_share,
        "prior_weight": reading.prior_weight,
        "loyalty_slope": reading.loyalty_slope,
        "neighbours": c.network_neighbours,
        "rewired": c.network_rewired,
        "accept_base": c.offer_accept_base,
        "accept_slope": c.offer_accept_slope,
        "leave_outside": 1.0 - (1.0 - b.outside_leave) ** (1.0 / WEEKS_PER_YEAR),
        "survey_prob": min(s.relationship_rate / WEEKS_PER_YEAR, 0.2),
        "join_stranger": m.join_per_week,
        "join_former": m.return_per_week,
        "outside_drift": m.improvement_per_year / WEEKS_PER_YEAR,
        "cross_issue": min(1.0, dial.cross_unit_share * dial.issue_factor) if needed > 1 else 0.0,
        "cross_routine": min(1.0, dial.cross_unit_share * dial.routine_factor) if needed > 1 else 0.0,
        "ask_touchpoint": s.touchpoint_share,
        "ask_journey": s.journey_share,
        "style_sd": c.style_sd,
        "key_week": np.uint64(stream_key(settings.seed, "week")),
        "key_need": np.uint64(stream_key(settings.seed, "need")),
        "key_person": np.uint64(stream_key(settings.seed, "person")),
        "key_tie": np.uint64(stream_key(settings.seed, "tie")),
        "logged": settings.output.journeys_logged,
        "at_unit": layout.unit,
        "at_touch": layout.touch,
        "at_pair": layout.pair,
        "at_ladder": layout.ladder,
        "at_box": layout.box,
    }
    for name in Rules._fields:
        if name not in own:
            own[name] = next(getattr(part, name) for part in (c, b, s, m) if hasattr(part, name))
    return Rules(**own)


def _fading(settings: Settings) -> np.ndarray:
    c = settings.customers
    return np.array([_faded(life * slower) for slower in (1.0, c.bad_fade_ratio) for life in (c.fast_half_life, c.slow_half_life)])


@lru_cache(maxsize=64)
def _faded(life: float) -> np.ndarray:
    """What is left (AGES,) of a trace of this half-life, by weeks."""
    return np.array([round(2.0 ** (-age / life), 12) for age in range(AGES)])


def make_facts(settings: Settings) -> Facts:
    """Tables of the company and of fading."""
    units, channels = settings.company.units, settings.channels
    items = list(channels.values())

    def by_channel(name: str) -> np.ndarray:
        return np.array([getattr(item, name) for item in items], float)

    def share_of(name: str) -> np.ndarray:
        values = np.array([getattr(unit, name) for unit in units.values()], float)
        return np.round(values / max(values.sum(), 1e-12), 12)

    available = np.array([[name in unit.channels for name in channels] for unit in units.values()])
    self_service = np.array([item.kind == "self_service" for item in items])
    assisted_pull = np.where(self_service, -1e9, by_channel("pull"))
    slope = settings.customers.join_talk_slope
    return Facts(
        tables=quantile_tables(),
        shares=np.pad(np.stack([share_of("need_share"), share_of("holding_share")]), [(0, 0), (0, PAD - len(units))]),
        holding_share=np.array([unit.holding_share for unit in units.values()]),
        holding_slot=np.array([name_slot(f"holding {name}") for name in units]),
        unit_order=np.argsort([name_slot(f"unit {name}") for name in units]),
        channel_slot=np.array([name_slot(f"channel {name}") for name in channels]),
        available=available,
        self_service=self_service,
        phone=np.array([name == "phone" for name in channels]),
        pull=by_channel("pull"),
        urgent_pull=by_channel("urgent_pull"),
        hard_pull=by_channel("hard_pull"),
        after_web_pull=by_channel("after_web_pull"),
        solve_offset=by_channel("solve_offset"),
        desk=np.array([int(np.argmax(np.where(row, assisted_pull, -1e12))) for row in available]),
        basket_cents=np.array([unit.basket_cents for unit in units.values()], float),
        upsell_cents=np.array([unit.upsell_cents for unit in units.values()], np.int64),
        basket_table=lognormal_table(settings.business.basket_sigma),
        fade=_fading(settings),
        join_talk=np.array([round(2.718281828459045 ** (slope * net), 12) for net in range(-TALK_CAP, TALK_CAP + 1)]),
    )


def make_offer(rules: Rules, facts: Facts, service: ServiceState, rivals: float = 0.0) -> Offer:
    """Weigh the three parts of quality once per quarter; `rivals` is what their reputation takes, log-odds."""
    q = service.quality
    felt = rules.w_effectiveness * q[:, :, 0] + rules.w_ease * q[:, :, 1] + rules.w_emotion * q[:, :, 2]
    return Offer(
        felt=felt,
        effectiveness=q[:, :, 0],
        handoff=service.handoff,
        offer=service.offer,
        recover=service.recover,
        inflate=service.inflate,
        inflate_company=float(service.inflate_company),
        pull=np.where(facts.available, facts.pull + service.steer, CLOSED),
        to_web=service.deflect[:, None] * facts.self_service,
        join=float(service.join),
        talk_good=float(service.talk_good),
        standard=float(service.standard),
        loud_bad=float(service.loud_bad),
        loud_good=float(service.loud_good),
        asked=float(service.asked),
        sustainability=float(service.sustainability),
        rivals=float(rivals),
    )
