"""What customers meet: the state of touchpoints and handoffs during one quarter.

This is the only thing customers know of the company. It carries no trace of who is paid for what.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxsim.base.schema import Settings

DIGITS = 9  # rounding before use, so that last-bit differences between processors cannot reach a customer


@dataclass
class ServiceState:
    """Arrays over units U and channels C; see each field."""

    quality: np.ndarray  # (U, C, 3) effectiveness, ease, emotion, 0 to 1
    handoff: np.ndarray  # (U, U) chance that information survives from sender to receiver; diagonal: own channels
    offer: np.ndarray  # (U, C) chance of an offer at a contact
    recover: np.ndarray  # (U,) chance that a bad ending is rescued
    inflate: np.ndarray  # (U, C) share of touchpoint answers begged for
    inflate_company: float  # the same for the company survey
    deflect: np.ndarray  # (U,) utility added to self-service
    join: float  # multiplier of joining
    cost_factor: np.ndarray  # (U,) multiplier of contact costs
    talk_good: float  # multiplier of telling after a good journey
    steer: np.ndarray  # (U, C) utility added when a channel is chosen; -30 closes it
    standard: float  # quality added to the yardstick: what is taken for granted elsewhere or was promised
    loud_bad: float  # share of bad endings told to strangers, in social media
    loud_good: float  # the same for good ones
    asked: float  # multiplier of questionnaires sent
    sustainability: float  # how far the firm lives up to those who care: -1 to 1, 0 = as is usual

    def __post_init__(self) -> None:
        own = vars(self)
        tables = {name: value for name, value in own.items() if isinstance(value, np.ndarray)}
        own.update({name: round(value, DIGITS) for name, value in own.items() if name not in tables})
        rounded, begin = np.concatenate([value.ravel() for value in tables.values()]).round(DIGITS), 0  # a few numbers each: all in one go
        for name, value in tables.items():
            own[name] = rounded[begin : begin + value.size].reshape(value.shape)
            begin += value.size

    @classmethod
    def reference(cls, settings: Settings) -> ServiceState:
        """The service delivered when everybody does the job of the reference, without a bonus."""
        company, behaviour = settings.company, settings.behaviour
        units, channels = list(company.units.values()), list(settings.channels.values())
        base = np.array([[unit.quality + channel.quality_offset for channel in channels] for unit in units])
        emotion = base + np.array([channel.emotion_offset for channel in channels])
        n_units, shape = len(units), base.shape
        handoff = np.full((n_units, n_units), company.handoff_between)
        np.fill_diagonal(handoff, company.handoff_within)
        return cls(
            quality=np.clip(np.stack([base, base, emotion], axis=2), 0.0, 1.0),
            handoff=handoff,
            offer=np.full(shape, behaviour.offer_base),
            recover=np.full(n_units, behaviour.recover_base),
            inflate=np.full(shape, behaviour.polish_base),
            inflate_company=behaviour.polish_base * settings.survey.company_polish_share,
            deflect=np.zeros(n_units),
            join=1.0,
            cost_factor=np.ones(n_units),
            talk_good=1.0,
            steer=np.zeros(shape),
            standard=0.0,
            loud_bad=0.0,
            loud_good=0.0,
            asked=1.0,
            sustainability=0.0,
        )
