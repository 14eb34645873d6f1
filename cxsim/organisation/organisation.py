"""The company as a whole: assembles managers and units, and leads them through quarters and years.

Order of a quarter: `decide` before customers move, `observe` after. Order of a year end: `time_sales` (optional,
before the last quarter is booked), `observe`, `year_end`. Customers meet only the dict that `decide` returns.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Mapping

import numpy as np

from cxsim.base.abreast import Agenda, finish
from cxsim.base.schema import Settings
from cxsim.organisation import capability, guidance, leading, lessons, payroll, reach, records, scorecard, staff
from cxsim.organisation.agents import BusinessUnit, Executive, Manager, TouchpointManager, UnitHead
from cxsim.organisation.beliefs import Lesson
from cxsim.organisation.conditions import Conditions
from cxsim.organisation.keyed import uniform
from cxsim.organisation.layout import EXECUTIVE, HEAD, TOUCHPOINT, Seat
from cxsim.organisation.payoff import Deal, Key, agreement_of, bind, set_targets
from cxsim.organisation.practice_rules import Situation
from cxsim.organisation.premises import Premises, premises_of
from cxsim.organisation.programme import Practice, Programme
from cxsim.organisation.scorecard import QUARTERS, Rows, View
from cxsim.organisation.timing import choose_pull, moved_shares
from cxsim.organisation.together import alone, crews_of
from cxsim.organisation.views_held import ViewsHeld
from cxsim.pay.year import Person

NOBODY = np.zeros(0, dtype=np.int64)
CLASSES = {TOUCHPOINT: TouchpointManager, HEAD: UnitHead, EXECUTIVE: Executive}


@dataclass(frozen=True)
class Start:
    """What a warm-up leaves behind: the year's results, its last quarter (keys,), and how customers fared (T,)."""

    results: np.ndarray
    last_quarter: np.ndarray
    experience: np.ndarray
    premises: Premises | None = None  # of the settings of the warm-up; None = to be worked out
    legacy: Legacy | None = None  # what practices of the warm-up leave behind; None when there were none
    held: dict[str, float] = field(default_factory=dict)  # what levels believe


@dataclass(frozen=True)
class Legacy:
    """Work, habits and practices as a warm-up under practices leaves them."""

    stocks: capability.Stocks
    attention: tuple[np.ndarray, ...]  # by seat
    practices: dict[str, Practice]


class Organisation:
    """Managers of one company under one scheme.

    `model` is a Mesa model; `scheme` follows the pay layer, None = fixed pay; `start` comes from `hand_over` of a
    warm-up. `manager_classes` maps a seat name or a kind (touchpoint, head, executive) to a class of one's own.
    """

    def __init__(
        self,
        model: Any,
        settings: Settings,
        scheme: Any = None,
        *,
        start: Start | None = None,
        manager_classes: Mapping[str, type[Manager]] | None = None,
        unit_class: type[BusinessUnit] = BusinessUnit,
    ):
        known = start.premises if start is not None else None
        self.premises = known if known is not None and known.settings is settings else premises_of(settings)
        self.settings = settings
        self.layout, self.craft = self.premises.layout, self.premises.craft
        self.board = self.premises.new_board()
        self.stocks = capability.new_stocks(self.layout, self.craft)
        self.house = self.premises.new_house()
        self.programme = Programme(settings, self.layout)
        self.conditions: Conditions | None = None  # of the running quarter; None when nothing is switched on
        self.views = ViewsHeld.of(settings, self.layout, self.board.index)
        self._lost: np.ndarray | None = None  # (U, U) handoffs of the last quarter that lost information
        self._hire(model, {**CLASSES, **(manager_classes or {})}, unit_class)
        self._lived: list[np.ndarray] = []  # experience of the quarters of this year
        self._lived_before: list[np.ndarray] = []  # and of the year before
        self._start = start
        self.log = records.Log(self.layout, self.premises.seen, self.house.wisdom.names)
        self.staff = staff.StaffLog(self.layout)
        self._staff_luck = staff.luck_of(settings.seed, self.layout, settings.horizon.years * QUARTERS)
        if start is not None:
            scorecard.set_first_targets(self.board, start.results)
            self.board.before = start.last_quarter
            self.views.held = dict(start.held)
            self._inherit(start.legacy)
        self.adopt(scheme)

    def _inherit(self, legacy: Legacy | None) -> None:
        """Go on where a warm-up under practices ended; without practices it ends at the standing job anyway."""
        if legacy is None:
            return
        self.stocks = legacy.stocks.copy()
        self.programme.take_over(legacy.practices)
        for manager, attention in zip(self.managers, legacy.attention):
            manager.attention = attention.copy()

    def _hire(self, model: Any, classes: Mapping[str, type[Manager]], unit_class: type[BusinessUnit]) -> None:
        """Fill every seat, and put units together."""
        self.managers = [classes.get(seat.name, classes[seat.kind])(model, seat, self.house) for seat in self.layout.seats]
        self.front = self._of_kind(TOUCHPOINT)
        self.heads = self._of_kind(HEAD)
        self.executives = self._of_kind(EXECUTIVE)
        self.units = [
            unit_class(
                model, name, index, self.heads[index], [who for who in self.front if who.seat.unit_index == index]
            )
            for index, name in enumerate(self.layout.units)
        ]
        self._look_around()

    def _of_kind(self, kind: str) -> list[Any]:
        return [manager for manager in self.managers if manager.seat.kind == kind]

    def adopt(self, scheme: Any) -> None:
        """Put a scheme into force from the next decision; None = fixed pay.

        Raises InputError when the scheme pays a level for a scope it does not have.
        """
        self._in_force = self._start is not None or scheme is not None
        levels = {manager.seat.level for manager in self.managers}
        agreements = {level: agreement_of(scheme, level, self.settings.behaviour) for level in levels}
        shared: dict[str, Deal] = {}  # executives of a level look at the same numbers
        for manager in self.managers:
            level, agreement = manager.seat.level, agreements[manager.seat.level]
            own = manager.seat.kind != EXECUTIVE or level not in shared
            if agreement is not None and own:
                shared[level] = bind(agreement, manager.seat, self.board.index)
            manager.deal = shared[level] if agreement is not None else None
        self._crews, self._leading, self._funding = [], [], []
        self._open_year(new=True)

    def _open_year(self, new: bool = False) -> None:
        """Bring agreements up to the year's targets; `new` when they have just been struck."""
        self._year_is_open = True
        board, layout = self.board, self.layout
        self._money = reach.shares_of_units(board, layout, "revenue")
        self._cost = reach.shares_of_units(board, layout, "cost")
        self._scale = reach.scales(board, self.premises.ledger, self._money)
        target = np.full(len(board.keys), np.nan) if board.target is None else board.target
        reaches: dict[tuple[Any, ...], np.ndarray] = {}  # mates of a level share theirs
        for manager in self.managers:
            if manager.deal is not None:
                set_targets(manager.deal, target)
                seat = manager.seat
                place = (seat.level, seat.kind, seat.unit_index)
                if place not in reaches:
                    stays = not (new or reach.follows_money(manager.deal.rows, seat))
                    reaches[place] = manager.reach if stays else self._reach(manager.deal, seat)
                manager.reach = reaches[place]
        self._rows: dict[str, Rows] = {}  # by seat, of those whose view somebody has asked for
        groups = (self.front, self._crews), (self.heads, self._leading), (self.executives, self._funding)
        self._crews, self._leading, self._funding = (crews_of(managers, board, self._scale, crews) for managers, crews in groups)
        self._asked, self._led_alone, self._funding_alone = (alone(managers) for managers in (self.front, self.heads, self.executives))

    def _reach(self, deal: Deal, seat: Seat) -> np.ndarray:
        """Share (rows, columns) of the seat's work in each number of its deal."""
        money = (self._money, self._cost)
        return np.array([reach.reach_of(row.key, seat, self.settings, self.layout, *money) for row in deal.rows])

    # ------------------------------------------------------------ quarters

    def decide(self, quarter: int) -> dict[str, Any]:
        """Everybody decides for quarter `quarter` (0-based); returns the service of that quarter, by field."""
        return finish(self.deciding(quarter))

    def deciding(self, quarter: int) -> Agenda[dict[str, Any]]:
        """The same in parts, group by group; between two of them other companies may take their turn."""
        behaviour = self.settings.behaviour
        if not self._year_is_open:
            self._open_year()
        mu, s = scorecard.forecasts(self.board)
        if self._asked:
            self._look_around()
        if self.programme:
            s = s * self._prepare(quarter)
        yield
        for crew in self._leading:
            crew.act(mu, s, quarter % QUARTERS, followed=behaviour.adherence)
        for head in self._led_alone:
            head.act(self._view(head, quarter, mu, s))
        yield
        for unit in self.units:
            unit.set_direction()
        yield
        for crew in self._crews:
            crew.act(mu, s, quarter % QUARTERS)
        for manager in self._asked:
            manager.act(self._view(manager, quarter, mu, s))
        yield
        self._lead(quarter, mu, s)
        yield
        attention = np.array([manager.attention for manager in self.front])
        capability.work(self.stocks, self.craft, attention, behaviour.saving_speed)
        self.log.quarter(quarter, [manager.attention for manager in self.managers], mu)
        return capability.service_state(self.stocks, self.craft, self.layout, self.conditions)

    def _prepare(self, quarter: int) -> float:
        """Let practices act on the quarter: what is asked and believed; returns the multiplier of managers' doubt."""
        begun = 0 if self._start is not None else QUARTERS * max(1, self.settings.horizon.warmup_years)
        situation = Situation(
            self.settings.seed, quarter - begun, self.layout, self.craft, self.stocks, self.house.wisdom.names,
            self.views.of_the_top(), self._lost,
        )  # fmt: skip
        self.conditions = self.programme.quarter(quarter - begun, situation)
        guidance.guide(self.conditions, self.house, self.front, self.heads, self.executives)
        return self.conditions.times("noise")

    def _lead(self, quarter: int, mu: np.ndarray, s: np.ndarray) -> None:
        """Executives fund integration each quarter and divide the budget once a year; their mean counts."""
        if not self.executives:
            return
        season, tilts = quarter % QUARTERS, []
        for crew in self._funding:
            view = self._view(crew.managers[0], quarter, mu, s)  # who shares an agreement sees the same
            crew.act(mu, s, season, burden=leading.burden_of(crew.managers[0], view, crew.sensitivity))
            if season == 0:
                tilts += [executive.divide(view, self._money, self._cost) for executive in crew.managers]
        for executive in self._funding_alone:
            view = self._view(executive, quarter, mu, s)
            executive.act(view)
            if season == 0:
                tilts.append(executive.divide(view, self._money, self._cost))
        if tilts:
            self.stocks.tilt = np.mean(tilts, axis=0)
        reference = self.settings.behaviour.integration_reference
        above = sum(float(executive.attention[0]) - reference for executive in self.executives) / len(self.executives)
        capability.integrate(self.stocks, reference + above, reference, self.settings.behaviour.integration_speed)

    def _look_around(self) -> None:
        """Note what mates did last quarter, before anybody decides, so that the order of seats does not matter."""
        self._mates_attention = np.array([manager.attention for manager in self.front])
        self._mates_paid = np.array([manager.last_paid for manager in self.front])

    def view_of(self, manager: Manager, quarter: int) -> View:
        """What a manager is shown before deciding for `quarter`."""
        if not self._year_is_open:
            self._open_year()
        self._look_around()
        return self._view(manager, quarter, *scorecard.forecasts(self.board))

    def _view(self, manager: Manager, quarter: int, mu: np.ndarray, s: np.ndarray) -> View:
        """Cut a manager's view from the board: rows of the own agreement, mates of the own unit."""
        if manager.name not in self._rows:
            self._rows[manager.name] = Rows.of(manager.deal, self.board, self._scale)
        rows, place = self._rows[manager.name], manager.seat.touchpoint_index
        mates = self.premises.mates[place] if place >= 0 else NOBODY
        return View(
            quarter, quarter % QUARTERS, mu[rows.columns], s[rows.columns], rows.s_full, rows.rho, rows.scale,
            self._mates_attention[mates], self._mates_paid[mates],
        )  # fmt: skip

    def observe(
        self, results: Mapping[Key, float], experience: np.ndarray | None = None, lost: np.ndarray | None = None
    ) -> None:
        """Take in a quarter: measured results by key (EUR of the quarter; scores 0-100), true experience, what was lost.

        `experience` (T,) is the mean true moment at each touchpoint on 0-100, NaN where nobody came; staff feel it.
        `lost` (U, U) are handoffs that lost information, senders by row. A key that is absent counts as not measured.
        """
        self._lost = lost
        values = self._on_the_board(results)
        self.views.see(values, self.conditions.times("rosy") if self.conditions is not None else 1.0)
        self.board.quarters.append(values)
        if experience is not None:
            self._lived.append(np.asarray(experience, dtype=float))
        if self._start is None:
            return
        if experience is not None:
            capability.feel(
                self.stocks, self.craft, self._lived[-1] - self._start.experience, self.settings.behaviour.staff_tie
            )
        self._turn_over_staff()
        if any(manager.cares for manager in self.front):
            self._teach(values, self._start.results)

    def _on_the_board(self, results: Mapping[Key, float]) -> np.ndarray:
        """Results (keys,) in the order of the board, NaN where nobody measured."""
        return np.array(list(map(results.get, self.board.keys, repeat(math.nan))))

    def _turn_over_staff(self) -> None:
        """Front-line staff leave and newcomers learn; luck is keyed by touchpoint and quarter."""
        morale = self.conditions.flat["morale"] if self.conditions is not None else 0.0
        quarter = len(self.staff.quarters)
        luck = self._staff_luck[quarter] if quarter < len(self._staff_luck) else np.zeros(len(self.layout.touchpoints))
        rate = staff.turn_over(self.stocks, self.craft, self.settings.behaviour, luck, morale)
        self.staff.note(staff.engagement(self.stocks, self.craft, morale), rate, self.stocks.newcomers)

    def _teach(self, values: np.ndarray, baseline: np.ndarray) -> None:
        """Let touchpoint managers compare themselves with their mates."""
        attention = np.array([manager.attention for manager in self.front])
        practice, result = lessons.comparisons(
            values, baseline, self.premises.places, self.stocks.skill, self.stocks.saving, attention, self.craft.reference,
            self.craft.cut, self.premises.compare,
        )  # fmt: skip
        for crew in self._crews:
            crew.learn(practice, result, self.premises.variance)
        for manager in self._asked:
            if manager.cares:
                place = manager.seat.touchpoint_index
                manager.learn(Lesson(practice[place], result[place], self.premises.variance))

    # ------------------------------------------------------------ years

    def time_sales(self, quarter: int, expected: Mapping[Key, float]) -> dict[str, np.ndarray]:
        """Sales moved across the year end, decided near the end of quarter `quarter` from the year's expected results.

        Returns arrays (U, C): `pull` (share of the quarter's sales pulled forward, negative = delayed), `now` and
        `later` (change of sales revenue in this and the next quarter, shares of this quarter's sales).
        """
        board = self.board
        values = self._on_the_board(expected)
        values = np.where(np.isfinite(values), values, board.target if board.target is not None else values)
        mu = scorecard.achievement(board, values) if board.target is not None else np.full(values.size, 100.0)
        late = np.maximum(board.ranges * self.settings.behaviour.timing_error, 1e-3)
        for crew in self._crews:
            for manager, pull in zip(crew.managers, crew.pulls(mu, late, self.premises.terms).tolist()):
                manager.pull = pull
        for manager in self._asked:
            manager.pull = self._pull_alone(manager, self._view(manager, quarter, mu, late))
        pulls = np.array([manager.pull for manager in self.front])
        self.log.pulls(quarter, pulls)
        now, later = moved_shares(pulls, self.premises.terms)
        return {
            name: capability.spread(part, self.layout)
            for name, part in (("pull", pulls), ("now", now), ("later", later))
        }

    def _pull_alone(self, manager: Manager, view: View) -> float:
        """What a manager who is asked alone moves; nothing where pay means nothing."""
        return choose_pull(manager.deal, view, manager.reach, manager.sensitivity, self.premises.terms) if manager.cares else 0.0

    def year_end(self, year: int, actuals: Mapping[Key, float]) -> dict[Key, tuple[float, float]]:
        """Close a year: (actual, target) by key for pay, then payouts remembered, targets moved, people changed.

        Without targets yet (a first warm-up year) results are their own targets. A result that is NaN (nobody answered)
        counts as last year's. Keys not in `actuals` are left out.
        """
        board = self.board
        values = self._on_the_board(actuals)
        if board.target is None:
            scorecard.set_first_targets(board, values)
        values = np.where(np.isfinite(values), values, board.last_year)
        pairs = zip(board.keys, values.tolist(), board.target.tolist())
        card = {key: (actual, target) for key, actual, target in pairs if key in actuals}
        x = scorecard.achievement(board, values)
        for crew in self._crews:
            crew.be_paid(x)
        for manager in self._asked:
            if manager.deal is not None:
                manager.be_paid(x[manager.deal.columns])
        scorecard.close_year(board, values)
        self._turn_over(year)
        self._year_is_open = False  # the next one opens when somebody decides in it
        self._lived_before, self._lived = self._lived, []
        return card

    def _turn_over(self, year: int) -> None:
        """Some managers leave; luck keyed by seat and year, never before a scheme is in force."""
        if not self._in_force:
            return
        for manager in self.managers:
            if uniform(manager.leaving, year) < self.settings.behaviour.turnover_per_year:
                manager.begin(manager.generation + 1)

    def hand_over(self) -> Start:
        """What the run proper starts from, taken after the `year_end` of the last warm-up year."""
        board = self.board
        lived = self._lived_before
        with np.errstate(invalid="ignore"):
            experience = np.mean(lived, axis=0) if lived else np.full(len(self.layout.touchpoints), np.nan)
        last = board.before if board.before is not None else board.last_year
        legacy = None
        if self.programme:
            attention = tuple(manager.attention for manager in self.managers)
            legacy = Legacy(self.stocks.copy(), attention, self.programme.hand_over())
        return Start(board.last_year.copy(), last.copy(), experience, self.premises, legacy, dict(self.views.held))

    def people(self, customers: float | None = None) -> list[Person]:
        """Payroll, one line per seat, for a company of `customers` (default: those of the settings at the start)."""
        mine = self.settings
        return payroll.payroll(self.settings.company, self.layout, customers or mine.customers.count * mine.business.start_share)

    @property
    def records(self) -> list[dict[str, Any]]:
        """Rows of the managers table: one per seat and quarter."""
        return self.log.rows()
