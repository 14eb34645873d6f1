"""The market of one simulation: its columns, and the one call that lets weeks pass."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from cxsim.base.errors import BooksError
from cxsim.base.schema import Settings
from cxsim.customers import eventlog
from cxsim.customers.birth import WHOLE, Part, populate
from cxsim.customers.columns import CUSTOMER, Columns
from cxsim.customers.ledger import Layout
from cxsim.customers.rules import Facts, Offer, Rules, Sheet, make_facts, make_offer, make_rules, packed
from cxsim.customers.service import ServiceState
from cxsim.customers.talk import TOWN, count_ties
from cxsim.customers.weeks import count_people, live, true_scores

PARTS = 32  # pieces a market is cut into for several threads, whatever their number
LOG_ROWS_PER_PERSON_WEEK = 3


@dataclass(frozen=True)
class Census:
    """People counted once."""

    index_sum: int  # over customers of the honest score x 10, in millionths
    customers: int
    kept: int  # people who were customers at the start of the horizon and have never left
    holdings: np.ndarray  # (units,) customers holding each unit's line


class Population:
    """People, the rules they live by, and the week they have reached."""

    def __init__(self, settings: Settings, *, columns: Columns | None = None, rules: Rules | None = None,
                 facts: Facts | None = None, week: int = 0, part: Part = WHOLE,
                 forms: tuple[np.ndarray, np.ndarray] | None = None):  # fmt: skip
        self.layout = Layout(len(settings.company.units), len(settings.channels))
        self.rules = rules or make_rules(settings, self.layout)
        self.facts = facts or make_facts(settings)
        self.packed = forms or (packed(self.rules), packed(self.facts))  # what kernels take
        self.columns = columns if columns is not None else populate(settings, self.rules, self.facts, part)
        self.week = week
        self.threads = settings.threads
        self.log_rows: list[np.ndarray] = []
        self.log_full = False
        self.census: Census | None = None  # after the last weeks lived
        self._sheet: Sheet | None = None  # what kernels take of the offer
        self._settings = settings

    def copy(self) -> Population:
        """An independent twin in the same week; rules and facts are shared, being read-only."""
        twin = Population(
            self._settings, columns=self.columns.copy(), rules=self.rules, facts=self.facts, week=self.week, forms=self.packed
        )
        twin.census = self.census
        return twin

    @property
    def customers(self) -> int:
        """Customers now."""
        return (self.census or self.count()).customers

    def holdings(self) -> np.ndarray:
        """Customers holding each unit's line, shape (units,)."""
        return self.count().holdings

    def mark_start(self) -> None:
        """From now on `kept` says who has been a customer without a break since this week."""
        self.columns.view("kept")[:] = self.columns.view("status") == CUSTOMER

    def kept(self) -> int:
        """People who were customers at the start of the horizon and have never left."""
        return self.count().kept

    def count(self) -> Census:
        """Everybody counted now; `census` holds what was found after the last weeks lived."""
        index_sum, customers, kept, *_ = counts = count_people(*self.packed, self.columns.people, self.week)
        return Census(int(index_sum), int(customers), int(kept), counts[3:])

    def live(self, weeks: int, service: ServiceState, rivals: float = 0.0) -> np.ndarray:
        """Let `weeks` pass under `service`; returns the ledger rows (weeks, layout.width).

        `rivals` is what the reputation of known rivals takes from staying and choosing, log-odds.

        Raises BooksError when customers do not add up.
        """
        before = self.customers
        rows = self._run_parts(weeks, make_offer(self.rules, self.facts, service, rivals))
        self.week += weeks
        joined, left = rows[:, :2].sum(axis=0).tolist()  # the first two counts of a week
        self.census = self.count()
        after = self.census.customers
        if before + joined - left != after:
            raise BooksError(f"customers do not add up by week {self.week}: {before} + {joined} joined - {left} left is not {after}")
        return rows

    def _run_parts(self, weeks: int, offer: Offer) -> np.ndarray:
        towns = -(-self.columns.count // TOWN)
        parts = min(PARTS, towns) if self.threads > 1 else 1
        edges = [towns * part // parts for part in range(parts + 1)]
        acc = np.zeros((parts, weeks, self.layout.width), np.int64)
        log = self._empty_log(weeks)
        c = self.columns
        rules, facts = self.packed
        self._sheet = self._sheet or Sheet(offer)
        served = self._sheet.filled(offer)

        def one(part: int) -> None:
            live(rules, facts, served, c.people, c.event_prob, c.wake, c.heard, log, acc[part],
                 edges[part], edges[part + 1], self.week, weeks)  # fmt: skip

        if parts == 1:
            one(0)
        else:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(one, range(parts)))
        self._keep_log(log)
        return acc[0] if parts == 1 else acc.sum(axis=0)

    def _empty_log(self, weeks: int) -> np.ndarray:
        people = min(self.rules.logged, self.columns.count)
        rows = 1 + min(people, TOWN) * weeks * LOG_ROWS_PER_PERSON_WEEK
        return np.zeros((-(-people // TOWN), rows, len(eventlog.FIELDS)))

    def _keep_log(self, log: np.ndarray) -> None:
        for events in log:
            used = int(events[0, 0])
            self.log_rows.append(events[1 : used + 1].copy())
            self.log_full = self.log_full or used + 1 == len(events)

    def stock(self) -> tuple[int, int]:
        """True index now: (sum over customers of the honest score x 10, in millionths; customers)."""
        now = self.count()
        return now.index_sum, now.customers

    def true_scores(self, count: int) -> np.ndarray:
        """True index, 0 to 100, of the first `count` people as of now."""
        return true_scores(*self.packed, self.columns.people[:count], self.week)

    def ties(self, count: int) -> np.ndarray:
        """Friends of the first `count` people."""
        return count_ties(self.packed[0], count)

    def digest(self) -> str:
        """SHA-256 of the final columns, less the one that is a measurement: nobody lives by an answer given."""
        return self.columns.digest()
