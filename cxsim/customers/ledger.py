"""What happened, counted: whole numbers only, so that the order of adding never matters.

Each week is one row of 64-bit integers; `Layout` says which column is what. Moments and memories are stored
as the ratings they deserve, in millionths; ratings given in thousandths. Nothing here is derived; see `metrics`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

MILLION = 1_000_000
THOUSAND = 1_000

WEEK = (
    "joined",  # became customers
    "left",
    "referred",  # joined after hearing more good than bad that week
    "heard_good",  # items of talk sent
    "heard_bad",
    "told_good",  # journeys talked about
    "told_bad",
    "good_ends",  # memories above the threshold worth telling
    "bad_ends",
    "issues",  # new needs
    "routines",  # routine episodes or purchases
    "occasions_lost",  # category occasions won by a rival
    "silent",  # issues never brought to the company
    "journeys",  # ended issue journeys, silent ones included
    "journeys_solved",
    "gave_up",
    "abandoned",  # open when the customer left
    "assisted_journeys",
    "one_contact",
    "effort",  # contacts in ended issue journeys
    "web_first",  # first assisted contacts of an issue after a visit to the web
    "web_journeys",  # journeys that tried the web
    "web_contained",  # of which solved there without people
    "web_moves",  # moves from self-service to people
    "web_moves_rough",  # of which lost the information
    "loyalty_up",  # journeys raising stated intent by five points or more
    "loyalty_down",
    "score_invited",
    "score_answers",
    "score_sum",
    "promoters",
    "detractors",
    "urgent_first",  # first contacts of urgent issues
    "urgent_phone",  # of which by phone
    "rescued",
)
UNIT = (
    "took",  # holdings gained
    "dropped",  # holdings lost
    "cross_buys",
    "purchases",
    "basket_cents",
    "upsell_cents",
    "unit_journeys",  # ended journeys and routine episodes that started here
    "crossing_journeys",
    "journey_memory",  # the rating true memories deserve, 0-10, millionths
    "journey_answers",
    "journey_sum",  # rating 0-10, thousandths
    "unit_score_answers",
    "unit_score_sum",
)
TOUCH = (
    "contacts",
    "solved",
    "first_contacts",
    "first_solved",
    "moment_sum",  # the rating true moments deserve, 0-10, millionths
    "moments",
    "felt_sum",  # the true moments themselves, millionths
    "rating_invited",
    "rating_answers",
    "rating_sum",  # thousandths
    "rating_inflated",
    "offers",
    "accepted",
)
PAIR = ("handoffs", "rough")
LADDER = ("ladder_cases", "ladder_loyal")  # by severity (2) and outcome (4): silent, unsatisfied, satisfied late, fast
TOPBOX = ("box_cases", "box_top")  # by number of assisted contacts 1..4

for _names in (WEEK, UNIT, TOUCH, PAIR):
    for _index, _name in enumerate(_names):
        globals()["N_" + _name.upper()] = _index


_PLACE_WEEK, _PLACE_UNIT, _PLACE_TOUCH = ({name: k for k, name in enumerate(names)} for names in (WEEK, UNIT, TOUCH))


@dataclass(frozen=True)
class Layout:
    """Where each count stands in a week's row, for `units` x `channels`."""

    units: int
    channels: int

    @cached_property
    def unit(self) -> int:
        """First column of the counts by unit."""
        return len(WEEK)

    @cached_property
    def touch(self) -> int:
        """First column of the counts by touchpoint."""
        return self.unit + self.units * len(UNIT)

    @cached_property
    def pair(self) -> int:
        """First column of the counts by pair of units."""
        return self.touch + self.units * self.channels * len(TOUCH)

    @cached_property
    def ladder(self) -> int:
        """First column of the loyalty ladder."""
        return self.pair + self.units * self.units * len(PAIR)

    @cached_property
    def box(self) -> int:
        """First column of top-box satisfaction by number of contacts."""
        return self.ladder + 2 * 4 * len(LADDER)

    @property
    def width(self) -> int:
        """Columns of a week's row."""
        return self.box + 4 * len(TOPBOX)


class Ledger:
    """Named views on the weekly rows of a run; arrays have the week as first axis."""

    def __init__(self, rows: np.ndarray, layout: Layout):
        self.rows = rows
        self.layout = layout

    def __getattr__(self, name: str) -> np.ndarray:
        rows, lay = self.__dict__["rows"], self.__dict__["layout"]
        weeks = rows.shape[0]
        if name in _PLACE_TOUCH:
            block = rows[:, lay.touch : lay.pair].reshape(weeks, lay.units, lay.channels, len(TOUCH))
            return block[:, :, :, _PLACE_TOUCH[name]]
        if name in _PLACE_WEEK:
            return rows[:, _PLACE_WEEK[name]]
        if name in _PLACE_UNIT:
            block = rows[:, lay.unit : lay.touch].reshape(weeks, lay.units, len(UNIT))
            return block[:, :, _PLACE_UNIT[name]]
        if name in PAIR:
            block = rows[:, lay.pair : lay.ladder].reshape(weeks, lay.units, lay.units, len(PAIR))
            return block[:, :, :, PAIR.index(name)]
        if name in LADDER:
            return rows[:, lay.ladder : lay.box].reshape(weeks, 2, 4, 2)[..., LADDER.index(name)]
        if name in TOPBOX:
            return rows[:, lay.box :].reshape(weeks, 4, 2)[..., TOPBOX.index(name)]
        raise AttributeError(name)

    def total(self) -> Ledger:
        """All weeks as one row; exact, counts being whole numbers, so that any sum over weeks is the same of it."""
        return Ledger(self.rows.sum(axis=0, keepdims=True), self.layout)

    def span(self, first: int, last: int) -> Ledger:
        """The weeks `first` to `last` - 1 only."""
        return Ledger(self.rows[first:last], self.layout)
