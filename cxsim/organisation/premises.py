"""What the settings of a company alone decide: worked out once, shared by every run that starts from one warm-up."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxsim.base.registry import MECHANISMS
from cxsim.base.schema import Settings
from cxsim.organisation import capability, lessons, reach, records, scorecard
from cxsim.organisation.agents import House, furnish
from cxsim.organisation.beliefs import wisdom_of
from cxsim.organisation.layout import Layout, lay_out
from cxsim.organisation.timing import Terms, terms_of


@dataclass(frozen=True)
class Premises:
    """Read only; what a run changes (board, stocks, mechanism) is made anew by `new_board` and `new_house`."""

    settings: Settings
    layout: Layout
    board: scorecard.Board  # without targets or results
    house: House
    craft: capability.Craft
    ledger: reach.Ledger
    seen: tuple[dict[str, int], ...]  # by seat: place on the board of the number shown for each metric
    mates: tuple[np.ndarray, ...]  # (T) touchpoints of the same unit without oneself
    compare: np.ndarray  # (T, T) own value minus the mates' mean
    places: np.ndarray  # (3, T) rows of the board that lessons look at
    variance: np.ndarray  # (3,) of one comparison
    terms: Terms  # of moving sales

    def new_board(self) -> scorecard.Board:
        """A board without targets or results."""
        return replace(self.board, quarters=[])

    def new_house(self) -> House:
        """The house with a mechanism of its own, which may keep notes."""
        return replace(self.house, mechanism=_mechanism(self.settings))


def premises_of(settings: Settings) -> Premises:
    """Work out the premises of a company.

    Raises InputError for an unknown mechanism, or a metric without forecast error, range or ratchet.
    """
    layout = lay_out(settings)
    board = scorecard.open_board(settings, layout)
    places = lessons.places_of(board, layout)
    unit_of, all_ = layout.unit_of, np.arange(layout.unit_of.size)
    return Premises(
        settings,
        layout,
        board,
        house=furnish(settings, _mechanism(settings), wisdom_of(settings)),
        craft=capability.craft_of(settings, layout),
        ledger=reach.ledger_of(board, settings),
        seen=tuple(records.seen_keys(board, seat) for seat in layout.seats),
        mates=tuple(all_[(unit_of == unit_of[t]) & (all_ != t)] for t in all_),
        compare=lessons.comparison(layout),
        places=places,
        variance=lessons.variance_of(board, places, settings.behaviour.learning_noise),
        terms=terms_of(settings),
    )


def _mechanism(settings: Settings):
    return MECHANISMS.get(settings.behaviour.mechanism, "behaviour.mechanism")()
