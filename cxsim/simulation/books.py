"""Money, in whole cents, from counts times tariffs, which `bookkeeping` multiplies: the one place where simulated money is rounded.

Fees follow holdings at the end of each week, purchases and offers follow counts. Demand shocks and sales moved
across a year end change revenue by a rounded amount per unit and week; nothing else is ever rounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cxsim.base.errors import BooksError
from cxsim.base.money import split
from cxsim.base.schema import Settings
from cxsim.customers.ledger import Ledger
from cxsim.simulation.bookkeeping import INCOME, LINES, book

UNIT_LINES = LINES.index("practices")  # lines before it are on the units' own accounts; practices are head office's


@dataclass
class Tariffs:
    """Prices and costs of a company as integer arrays over units and channels."""

    price: np.ndarray  # (U,) cents per holding and week
    upsell: np.ndarray  # (U,) cents per accepted offer
    margin: np.ndarray  # (U,) gross margin of fees and baskets
    contact: np.ndarray  # (C,) cents per contact
    fixed: np.ndarray  # (U,) cents per week for the whole company

    @classmethod
    def of(cls, settings: Settings) -> Tariffs:
        """Read them from settings; fixed cost is sized for the customers the market is meant to start with."""
        sized_for = round(settings.customers.count * settings.business.start_share)
        units = list(settings.company.units.values())
        return cls(
            price=np.array([unit.price_cents_week for unit in units], np.int64),
            upsell=np.array([unit.upsell_cents for unit in units], np.int64),
            margin=np.array([unit.margin_share for unit in units]),
            contact=np.array([channel.cost_cents for channel in settings.channels.values()], np.int64),
            fixed=np.array([unit.fixed_cost_cents_week * sized_for for unit in units], np.int64),
        )


@dataclass
class Quarter:
    """Books of one quarter: cents by line, week and unit; and sales by touchpoint for managers' numbers."""

    lines: np.ndarray  # (len(LINES), weeks, U)
    touch_sales: np.ndarray  # (U, C) cents, what touchpoint managers are measured on
    touch_cost: np.ndarray  # (U, C) cents
    _totals: np.ndarray | None = field(default=None, init=False, repr=False)

    def line(self, name: str) -> np.ndarray:
        """Cents (weeks, U) of one line."""
        return self.lines[LINES.index(name)]

    @property
    def revenue(self) -> np.ndarray:
        """Cents (weeks, U)."""
        return self.lines[: len(INCOME)].sum(axis=0)

    @property
    def cost(self) -> np.ndarray:
        """Cents (weeks, U), bonus not included."""
        return self.lines[len(INCOME) :].sum(axis=0)

    @property
    def unit_revenue(self) -> np.ndarray:
        """Cents (U,) of the whole quarter."""
        return self.lines[: len(INCOME)].sum(axis=(0, 1))

    @property
    def unit_cost(self) -> np.ndarray:
        """Cents (U,) of the whole quarter that units answer for: neither bonus nor practices of head office."""
        return self.lines[len(INCOME) : UNIT_LINES].sum(axis=(0, 1))

    @property
    def totals(self) -> np.ndarray:
        """Cents (len(LINES), U) of the whole quarter by line, added up once until something more is booked."""
        if self._totals is None:
            self._totals = self.lines.sum(axis=1)
        return self._totals

    def charge(self, cents: int, holdings: np.ndarray) -> None:
        """Book `cents` for practices evenly over the weeks, to units by their holdings (U,), to the last cent."""
        self._totals = None
        weeks = self.lines.shape[1]
        for week, part in enumerate(split(cents, [1] * weeks)):
            self.lines[UNIT_LINES, week] = split(part, holdings.tolist())

    @property
    def profit(self) -> np.ndarray:
        """Cents (weeks, U) before bonus."""
        return self.revenue - self.cost

    def move_sales(self, cents: np.ndarray) -> None:
        """Book sales moved into (positive) or out of this quarter's last week, cents (U, C)."""
        self._totals = None
        self.lines[LINES.index("moved"), -1] += cents.sum(axis=1)
        self.touch_sales += cents


def book_quarter(
    ledger: Ledger,
    holdings: np.ndarray,
    tariffs: Tariffs,
    shares: np.ndarray,
    cost_factor: np.ndarray,
    shocks: tuple[np.ndarray, np.ndarray, np.ndarray],
    carried: np.ndarray,
) -> Quarter:
    """Turn the counts of a quarter into money.

    Parameters
    ----------
    holdings
        (U,) at the start of the quarter.
    shares
        (U, C) each touchpoint's share of its unit's fees and baskets in the managers' numbers.
    cost_factor
        (U,) multiplier of contact costs decided by managers.
    shocks
        Multipliers of revenue, touchpoint sales and contact cost.
    carried
        (U, C) cents of sales moved here from the quarter before, usually negative.
    """
    layout, prices = ledger.layout, (tariffs.price, tariffs.upsell, tariffs.margin, tariffs.contact, tariffs.fixed)
    return Quarter(*book(ledger.rows, layout.unit, layout.touch, holdings, *prices, shares, cost_factor, *shocks, carried))


def check_holdings(holdings: np.ndarray, counted: np.ndarray, quarter: int) -> None:
    """Holdings carried through the books must equal holdings counted on people. Raises BooksError."""
    if not np.array_equal(holdings, counted):
        raise BooksError(f"holdings do not add up after quarter {quarter}: books {holdings}, people {counted}")


def check_pay(awards: int, pools_paid: int, year: int) -> None:
    """Every cent of bonus comes from a pool and goes to a person. Raises BooksError."""
    if awards != pools_paid:
        raise BooksError(f"bonuses of year {year} do not add up: {awards} cents to people, {pools_paid} from pools")
