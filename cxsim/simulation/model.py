"""One company under one scheme: a Mesa model whose step is a quarter.

A quarter is told by `agenda`: managers decide, customers live thirteen weeks, the books are written,
managers see their numbers; at the end of a year people are paid and targets move. Managers never see customers
and customers never see managers: they meet in `ServiceState` downwards and in the ledger upwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Callable, Mapping, Sequence

import mesa
import numpy as np

from cxsim.base.abreast import Agenda, finish
from cxsim.base.schema import Settings
from cxsim.customers.ledger import Ledger
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.organisation.organisation import Organisation, Start
from cxsim.pay.scheme import Scheme
from cxsim.pay.year import YearPay, pay_people
from cxsim.simulation import books
from cxsim.simulation.numbers import Figures, Key
from cxsim.simulation.panel import Panel
from cxsim.simulation.shocks import Shocks
from cxsim.simulation.vesting import Vesting

WEEKS, QUARTERS = 13, 4


@dataclass
class History:
    """What a run leaves behind, quarter by quarter."""

    rows: list[np.ndarray] = field(default_factory=list)  # ledger rows (weeks, width)
    quarters: list[books.Quarter] = field(default_factory=list)
    stock: list[tuple[int, int]] = field(default_factory=list)  # true index sum and customers at quarter ends
    kept: list[int] = field(default_factory=list)
    pay: list[YearPay] = field(default_factory=list)
    forfeited: list[int] = field(default_factory=list)  # cents of deferred pay lost by year
    targets: list[dict[Key, tuple[float, float]]] = field(default_factory=list)

    def ledger(self, population: Population, quarters: int = 0) -> Ledger:
        """All weeks so far, or those of the last `quarters`."""
        return Ledger(np.concatenate(self.rows[-quarters:]), population.layout)


@dataclass
class Warm:
    """The state after a warm-up under fixed pay: shared by all schemes of a seed, never changed."""

    population: Population
    start: Start
    shares: np.ndarray
    carried: np.ndarray
    holdings: np.ndarray
    tail: list[np.ndarray]  # ledger rows of the last warm-up year, for delayed answers
    start_customers: int
    shocks: Shocks
    quarters: int
    drift: np.ndarray  # yearly true index of each warm-up year
    results: dict[Key, tuple[float, float]]
    rivals: tuple[Warm, ...] = ()  # of firms in the same market


class CxModel(mesa.Model):
    """A company, its managers and its customers.

    Parameters
    ----------
    settings
        Everything the simulation needs; `settings.scheme` is ignored here.
    scheme
        The reward scheme, or None for fixed pay without targets (the warm-up).
    warm
        A finished warm-up to start from; None starts at week 0 of the market.
    population
        People to serve in a warm-up, when they are not only ours; absent = a market of our own.
    manager_classes, unit_class
        One's own Mesa agents in place of the built-in ones, see `Organisation`.
    """

    def __init__(
        self,
        settings: Settings,
        scheme: Scheme | None = None,
        warm: Warm | None = None,
        population: Population | None = None,
        manager_classes: Mapping[str, type] | None = None,
        unit_class: type | None = None,
    ):
        super().__init__(rng=settings.seed % 2**32)  # Mesa wants one; nothing here draws from it
        self.settings, self.scheme, self.warm = settings, scheme, warm
        self.units, self.channels = list(settings.company.units), list(settings.channels)
        runs = tuple((name, tuple(unit.channels)) for name, unit in settings.company.units.items())
        self.figures = Figures.of(runs, tuple(self.channels))
        self.open_ = self.figures.open_
        own = {"unit_class": unit_class} if unit_class else {}
        start = warm.start if warm else None
        self.organisation = Organisation(
            self, settings, scheme, start=start, manager_classes=manager_classes or {}, **own
        )
        self.population = warm.population.copy() if warm else population or Population(settings)
        self.holdings = warm.holdings.copy() if warm else self.population.holdings()
        self.carried = warm.carried.copy() if warm else np.zeros(self.open_.shape, np.int64)
        self.shares = warm.shares if warm else even_shares(self.open_)
        self.shocks = warm.shocks if warm else Shocks(settings)
        self.first_quarter = warm.quarters if warm else 0
        self.start_customers = warm.start_customers if warm else max(1, self.population.customers)
        self.tariffs = books.Tariffs.of(settings)
        self.quarter = 0
        self.rivals_pull = 0.0  # log-odds that the reputation of rivals takes from staying, this quarter
        self._customers_before = self.start_customers  # at the start of the running quarter
        self.history = History()
        self._scored: tuple[int, int, dict[Key, float]] = (-1, 0, {})  # quarter, length of the period, scores
        self.vesting = Vesting()
        self.panel = Panel(settings.output.panel if warm else 0, settings)
        if warm:
            self.population.mark_start()
        self._people = self.organisation.people(self.start_customers)

    def step(self) -> None:
        """One quarter."""
        finish(self.agenda())

    def agenda(self) -> Agenda[None]:
        """One quarter in parts; between two of them other models may take their turn."""
        self.steps = self.quarter + 1  # Mesa's own count, also for who takes the parts one by one
        service = yield from self.decide()
        yield
        self.live(service)
        yield
        self.keep_books(service)
        yield
        if self.ends_year:
            self.move_sales()
            yield
        self.show_numbers()
        yield
        if self.ends_year:
            self.close_year()
        self.quarter += 1

    @property
    def ends_year(self) -> bool:
        """Whether the running quarter is the last of its year."""
        return self.quarter % QUARTERS == QUARTERS - 1

    @property
    def year(self) -> int:
        """The running year, 0-based."""
        return self.quarter // QUARTERS

    def adopt(self, scheme: Scheme) -> None:
        """Pay by another scheme from now on."""
        self.scheme = scheme
        self.organisation.adopt(scheme)

    def decide(self) -> Agenda[ServiceState]:
        """Managers choose; what customers will meet follows."""
        return ServiceState(**(yield from self.organisation.deciding(self.quarter)))

    def live(self, service: ServiceState) -> None:
        """Customers live the quarter."""
        self._customers_before = self.history.stock[-1][1] if self.history.stock else self.population.customers
        self.history.rows.append(self.population.live(WEEKS, service, self.rivals_pull))
        census = self.population.census
        self.history.stock.append((census.index_sum, census.customers))
        self.history.kept.append(census.kept)
        self.panel.observe(self.population, self.quarter)

    def keep_books(self, service: ServiceState) -> None:
        """Turn counts into cents and check that holdings add up."""
        ledger = Ledger(self.history.rows[-1], self.population.layout)
        shocks = self.shocks.of_quarter(self.first_quarter + self.quarter)
        quarter = books.book_quarter(
            ledger, self.holdings, self.tariffs, self.shares, service.cost_factor, shocks, self.carried
        )
        if cost := self.organisation.programme.cost_per_customer():
            quarter.charge(round(cost * self._customers_before), self.holdings)
        self.holdings = self.holdings + ledger.took.sum(0) - ledger.dropped.sum(0)
        books.check_holdings(self.holdings, self.population.census.holdings, self.quarter + 1)
        self.carried = np.zeros_like(self.carried)
        self.history.quarters.append(quarter)

    def move_sales(self) -> None:
        """Near the year's end sales may be pulled forward or held back, at a price."""
        quarter = self.history.quarters[-1]
        moved = self.organisation.time_sales(self.quarter, self.year_numbers())
        sales = quarter.touch_sales
        self.carried = np.rint(sales * moved["later"]).astype(np.int64)
        quarter.move_sales(np.rint(sales * moved["now"]).astype(np.int64))

    def show_numbers(self) -> None:
        """Managers see the quarter: own and company numbers, scores late by the survey's delay."""
        total = Ledger(self.history.rows[-1], self.population.layout).total()
        self.organisation.observe(self.numbers(1), self.figures.of_feelings(total), total.rough[0])

    def close_year(self) -> None:
        """Pay people for the year, let deferred pay vest, move targets and change managers."""
        card = complete(self.organisation.year_end(self.year, self.year_numbers()), self.organisation.board.keys)
        self.history.targets.append(card)
        if self.scheme is None:
            return
        pay = pay_people(self.scheme, card, self._people)
        if pay.pools:
            books.check_pay(pay.total_award_cents, sum(pool.paid_cents for pool in pay.pools), self.year + 1)
        self.history.forfeited.append(self.vesting.of_year(pay))
        self.history.pay.append(pay)

    def numbers(self, quarters: int) -> dict[Key, float]:
        """Managers' numbers of the last `quarters` quarters."""
        return self.figures.of_money(self.history.quarters[-quarters:]) | self._scores(quarters)

    def _scores(self, quarters: int) -> dict[Key, float]:
        """Measured scores of the last `quarters`, worked out once: moved sales change money only."""
        if self._scored[:2] != (self.quarter, quarters):
            self._scored = self.quarter, quarters, self.figures.of_scores(self._answers(quarters))
        return self._scored[2]

    def year_numbers(self) -> dict[Key, float]:
        """Managers' numbers of the whole year."""
        return self.numbers(QUARTERS)

    def _answers(self, quarters: int) -> Ledger:
        """Counts, added up, of the weeks whose answers have arrived by now and belong to the last `quarters` quarters."""
        delay = self.settings.survey.delay_weeks
        tail = self.warm.tail if self.warm else []
        parts = (tail + self.history.rows)[-(quarters + -(-delay // WEEKS)) :]
        last = max(len(parts) * WEEKS - delay, 1)
        first = max(last - quarters * WEEKS, 0)
        total = np.zeros(self.population.layout.width, np.int64)
        for begin, rows in zip(range(0, len(parts) * WEEKS, WEEKS), parts):
            if begin < last and first < begin + WEEKS:
                total += rows[max(first - begin, 0) : last - begin].sum(axis=0)
        return Ledger(total[None, :], self.population.layout)


def even_shares(open_: np.ndarray) -> np.ndarray:
    """Each touchpoint's share (U, C) of its unit, equal over the unit's channels."""
    return open_ / np.maximum(open_.sum(axis=1, keepdims=True), 1)


def complete(card: dict[Key, tuple[float, float]], keys: tuple[Key, ...]) -> dict[Key, tuple[float, float]]:
    """A card without gaps: a number nobody could measure counts as on target, for nobody's profit or loss."""
    whole = {}
    for key in keys:
        actual, target = card.get(key, (math.nan, math.nan))
        known = math.isfinite(actual)
        target = target if math.isfinite(target) and target > 0 else (actual if known and actual > 0 else 1.0)
        whole[key] = (actual if known else target, target)
    return whole


def portfolio(model: CxModel) -> np.ndarray:
    """Each touchpoint's share (U, C) of its unit's fees and baskets in the managers' numbers.

    Half by contacts, half evenly: a channel with few visits still has customers of its own to look after.
    """
    contacts = model.history.ledger(model.population).contacts.sum(0)
    total = contacts.sum(axis=1, keepdims=True)
    even = even_shares(model.open_)
    return np.where(total > 0, 0.5 * contacts / np.maximum(total, 1) + 0.5 * even, even)


def live_warm_up(models: Sequence[CxModel], step: Callable[[], None]) -> list[Warm]:
    """Let firms without a scheme live `horizon.warmup_years`, at least one year, so that targets have a base.

    `step` lets a quarter of all of them pass.
    """
    years = max(1, models[0].settings.horizon.warmup_years)
    for year in range(years):
        for _ in range(QUARTERS):
            step()
        if year == 0 and years > 1:  # the last warm-up year, on which first targets rest, must count like the run
            for model in models:
                model.shares = portfolio(model)
    return [_warm(model, years) for model in models]


def _warm(model: CxModel, years: int) -> Warm:
    index = np.array([total / max(people, 1) / 1e6 for total, people in model.history.stock])
    return Warm(
        population=model.population,
        start=model.organisation.hand_over(),
        shares=model.shares,
        carried=model.carried,
        holdings=model.holdings,
        tail=model.history.rows[-QUARTERS:],
        start_customers=max(1, model.population.customers),
        shocks=model.shocks,
        quarters=years * QUARTERS,
        drift=index.reshape(-1, QUARTERS).mean(axis=1),
        results=model.history.targets[-1],
    )
