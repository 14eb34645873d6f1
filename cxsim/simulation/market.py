"""A market: our firm and its rivals, in step quarter by quarter, each with managers, books and a scheme of its own.

Rivals have our units, channels, prices and costs, and luck of their own; they differ in how people are paid. What
firms share are people: a customer of one is out of reach of the others, and what becomes of a rival's customers is
known to ours as its reputation. Without rivals a market is our firm alone and nothing here does anything.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cxsim.base.abreast import Agenda, abreast, finish
from cxsim.base.schema import Settings
from cxsim.base.streams import stream_key
from cxsim.customers.birth import Part
from cxsim.customers.population import Population
from cxsim.customers.rivalry import NOBODY, mean_loyalty, owners, share_out
from cxsim.organisation.ahead import compiled_meanwhile
from cxsim.pay.scheme import Scheme
from cxsim.simulation.model import QUARTERS, CxModel, Warm, live_warm_up

US = "us"
DIGITS = 9  # rounding of log-odds before use, as of everything that reaches a customer


@dataclass
class Market:
    """Firms in step; the first is ours. `flows` holds, by quarter, customers won by each firm (column) from each (row)."""

    names: tuple[str, ...]
    firms: list[CxModel]
    shares: tuple[float, ...] = (1.0,)  # of all people who are each firm's customers at the start
    copies: dict[str, int] = field(default_factory=dict)  # rival -> years after which it takes over our scheme
    flows: list[np.ndarray] = field(default_factory=list)
    paid: list[tuple[str, ...]] = field(default_factory=list)  # by quarter: the scheme of each firm
    _known: list[float] | None = None  # mean attitude to each firm when the run began; None in a warm-up
    _owner: np.ndarray | None = None  # (people,) the firm each person was last a customer of

    def begin(self) -> None:
        """From here on reputations count, as changes from now."""
        if len(self.firms) > 1:
            self._known = [mean_loyalty(firm.population)[0] for firm in self.firms]
            self._owner = owners([firm.population for firm in self.firms])

    def step(self) -> None:
        """One quarter of every firm."""
        finish(self.agenda())

    def agenda(self) -> Agenda[None]:
        """One quarter of every firm in parts; between two of them other markets may take their turn."""
        if len(self.firms) > 1:
            self._meet()
        yield from abreast([firm.agenda() for firm in self.firms])
        if self._owner is not None:
            self.paid.append(tuple(firm.scheme.name for firm in self.firms))
            self._count()

    def _meet(self) -> None:
        """Rivals that copy do so; people without a firm turn to one; reputations are passed on."""
        ours = self.firms[0]
        for name, firm in zip(self.names, self.firms):
            if self._known is not None and self.copies.get(name, -1) * QUARTERS == firm.quarter:
                firm.adopt(ours.scheme)
        gains, customers = self._reputations()
        people = [firm.population for firm in self.firms]
        pulls = [round(gain + math.log(share), DIGITS) for gain, share in zip(gains, self.shares)]  # who is larger is met more often
        share_out(people, self.names, ours.settings.seed, ours.first_quarter + ours.quarter, pulls)
        for place, firm in enumerate(self.firms):
            firm.rivals_pull = round(_others(gains, customers, place), DIGITS)

    def _reputations(self) -> tuple[list[float], list[int]]:
        """What each firm's reputation has gained since the run began, log-odds, and its customers."""
        found = [mean_loyalty(firm.population) for firm in self.firms]
        customers = [count for _, count in found]
        if self._known is None:
            return [0.0] * len(found), customers
        settings = self.firms[0].settings
        worth = settings.market.reputation_weight * settings.customers.readings[settings.customers.reading].loyalty_slope
        return [round(worth * (now - then), DIGITS) for (now, _), then in zip(found, self._known)], customers

    def _count(self) -> None:
        """Who has gone from one firm to another, straight or after a time with none."""
        now, size = owners([firm.population for firm in self.firms]), len(self.firms)
        moved = (now != NOBODY) & (self._owner != NOBODY) & (now != self._owner)
        flow = np.zeros((size, size), np.int64)
        np.add.at(flow, (self._owner[moved], now[moved]), 1)
        self.flows.append(flow)
        self._owner = np.where(now == NOBODY, self._owner, now)


def _others(gains: list[float], customers: list[int], place: int) -> float:
    """Mean gain of the other firms, each counting by its customers."""
    weights = [0 if other == place else count for other, count in enumerate(customers)]
    return sum(gain * weight for gain, weight in zip(gains, weights)) / max(sum(weights), 1)


def shares_of(settings: Settings) -> tuple[float, ...]:
    """Share of all people who are customers of each firm at the start, ours first."""
    sizes = [1.0, *(rival.size for rival in settings.rival.values())]
    return tuple(round(settings.market.taken_share * size / sum(sizes), 12) for size in sizes)


def in_contest(settings: Settings, place: int) -> Settings:
    """Settings of one firm of the market: its own share of people, and a supply that balances a market so nearly taken.

    In the market of a firm alone most who leave are with firms nobody sees, and seldom come back. Here those firms are
    seen and few people are free, so the free must join as much sooner as keeps joining and leaving in balance.
    """
    if not settings.rival:
        return settings
    taken, alone = settings.market.taken_share, settings.business.start_share
    faster = taken / (1.0 - taken) * (1.0 - alone) / alone if 0.0 < alone < 1.0 else 1.0
    market = replace(
        settings.market,
        join_per_week=min(1.0, settings.market.join_per_week * faster),
        return_per_week=min(1.0, settings.market.return_per_week * faster),
    )
    business = replace(settings.business, start_share=shares_of(settings)[place])
    return replace(settings, market=market, business=business, **(_of_rival(settings, place) if place else {}))


def _of_rival(settings: Settings, place: int) -> dict[str, Any]:
    """What a rival has of its own: luck, no practices but those of the world around, no recorded people."""
    name = list(settings.rival)[place - 1]
    return {
        "seed": stream_key(settings.seed, "rival", name) % 2**63,
        "practice": {key: practice for key, practice in settings.practice.items() if practice.kind == "world"},
        "output": replace(settings.output, journeys_logged=0, panel=0),
    }


@compiled_meanwhile()
def warm_up(settings: Settings) -> Warm:
    """Let a market run `horizon.warmup_years` under fixed pay; the state of rivals is in `rivals` of what comes back."""
    if not settings.rival:
        model = CxModel(settings)
        return live_warm_up([model], model.step)[0]
    shares = shares_of(settings)
    terms = [in_contest(settings, place) for place in range(len(shares))]
    people = [Population(replace(own, seed=settings.seed), part=Part(place, shares)) for place, own in enumerate(terms)]
    firms = [CxModel(own, population=population) for own, population in zip(terms, people)]
    ours, *rivals = live_warm_up(firms, Market((US, *settings.rival), firms, shares).step)
    return replace(ours, rivals=tuple(rivals))


def open_market(settings: Settings, scheme: Scheme, warm: Warm, **agents: Any) -> Market:
    """The market at the end of its warm-up, our firm under `scheme`, every rival under its own."""
    ours = CxModel(in_contest(settings, 0), scheme, warm, **agents)
    rivals = [
        CxModel(in_contest(settings, place), Scheme.from_mapping(rival.plan), state)
        for place, (rival, state) in enumerate(zip(settings.rival.values(), warm.rivals, strict=True), start=1)
    ]
    copies = {name: rival.copies_after_years for name, rival in settings.rival.items() if rival.copies_after_years is not None}
    market = Market((US, *settings.rival), [ours, *rivals], shares_of(settings), copies)
    market.begin()
    return market
