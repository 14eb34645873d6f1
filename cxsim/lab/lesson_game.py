"""A game whose rounds are lived elsewhere: what workers found is kept here, so that nothing in this process has to simulate."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any

from cxsim.lab.lesson_duties import Place, Shown
from cxsim.lessons.form import DESIGNS, Text
from cxsim.lessons.game import PRACTICE_LUCK, ROBOT, Game
from cxsim.lessons.kinds import Cards, kind_of
from cxsim.lessons.minutes import DRAFTED
from cxsim.lessons.views import Row

HINTS = "hints"  # kind of event on the record, as ROBOT is


class HostedGame(Game):
    """`shown` is each company after the last closed round, `tried` after practice; both come from worker processes."""

    shown: list[Shown]
    tried: list[Shown]
    past: dict[int, list[Shown]]  # of designs: what each closed round gave, by its number
    robots: set[str]  # seats that a robot plays although somebody may sit there
    hints: bool  # whether phones show hints while they decide
    drafts: dict[str, dict[str, Any]]  # by seat: a plan tried in practice, to go on from

    def _clear(self, seed: int) -> None:
        super()._clear(seed)
        self.shown, self.tried, self.past, self.drafts = [], [], {}, {}
        self.robots, self.hints = getattr(self, "robots", set()), getattr(self, "hints", True)

    def _apply(self, event: Mapping[str, Any]) -> None:
        if event["kind"] == ROBOT:
            (self.robots.add if event["on"] else self.robots.discard)(event["seat"])
            return
        if event["kind"] == HINTS:
            self.hints = bool(event["on"])
            return
        if event["kind"] == "wipe":
            tried = {seat: {name: value for name, value in row["play"].items() if self._drafted(row["play"])} for seat, row in self.decided.items()}
            self.drafts |= {seat: play for seat, play in tried.items() if play}
        super()._apply(event)

    def rename(self, seat: str, name: Text) -> None:
        """Another name for a seat."""
        self._add("name", seat=self._seat(seat).id, name={"en": name.en, "fi": name.fi})

    def give_to_robot(self, seat: str, on: bool) -> None:
        """Whether a robot plays a seat although somebody may sit there."""
        self._add(ROBOT, seat=self._seat(seat).id, on=on)

    def give_hints(self, on: bool) -> None:
        """Whether phones show hints."""
        self._add(HINTS, on=on)

    def _drafted(self, play: Mapping[str, Any]) -> bool:
        """Whether practice is where this is designed: a whole plan is not typed twice."""
        return any(self.lesson.decisions[name].kind in DRAFTED for name in play)

    def take_drafts(self) -> None:
        """What was designed in practice stands as the decision of the first round until it is changed."""
        for seat, play in self.drafts.items():
            if seat not in self.decided and set(play) == set(self.decisions_asked()):
                self.decide(seat, play)

    @property
    def place(self) -> Place:
        """What names the world in another process."""
        first = self.record.events[0]
        return (first["lesson"], first["clock"], tuple(first["overrides"]), self.world.config_dir)

    def chairs(self, company: int) -> list[tuple[str, str, str]]:
        """Seats that decide in a company: id, post, manager."""
        return [(seat.id, seat.post, seat.manager) for seat in self.seats.values() if seat.decides and seat.company == company]

    def jobs(self, practice: bool = False) -> list[tuple[Any, ...]]:
        """Arguments of `lived` for each company, as if the coming round closed now; no argument is shared with this game."""
        now = self._moved(self._rows())
        alone = practice or self.lesson.play == DESIGNS  # a design is a life of its own
        before = [[] for _ in now] if alone else self.moves
        seed, plans = self.seed + PRACTICE_LUCK if practice else self.seed, self.plans[self.round - 1 :] if alone else self.plans
        return [(self.place, seed, list(plans), [*before[company], now[company]], self.chairs(company)) for company in range(self.companies)]

    def again(self) -> list[tuple[Any, ...]]:
        """Arguments of `lived` for the rounds that are closed already, company by company; of designs, each a life of its own, design by design."""
        numbers = range(1, len(self.closed) + 1) if self.lesson.play == DESIGNS else [len(self.closed)]
        return [job for number in numbers for job in self._again(number)]

    def _again(self, number: int) -> list[tuple[Any, ...]]:
        plans = self.plans[number - 1 :] if self.lesson.play == DESIGNS else self.plans
        return [(self.place, self.seed, list(plans), [copy(round_) for round_ in self.whole(company, number)], self.chairs(company)) for company in range(self.companies)]

    def take_again(self, shown: list[Shown]) -> None:
        """What workers found for `again`."""
        parts = [shown[at : at + self.companies] for at in range(0, len(shown), self.companies)]
        self.shown = parts[-1]
        self.past = dict(enumerate(parts, start=1)) if self.lesson.play == DESIGNS else {}

    def _rows(self) -> list[dict[str, Any]]:
        rows = super()._rows()
        return [{**row, "play": None, "source": ROBOT, "seconds": None, "changes": 0} if row["seat"] in self.robots else row for row in rows]

    def close_with(self, shown: list[Shown]) -> None:
        """Close the round with what workers lived of it; nobody may have decided since `jobs` was asked."""
        with self._lock:
            self._add("close", sure=True, round=self.round, rows=self._rows(), digests=[one.digest for one in shown])
            self.shown = shown
            if self.lesson.play == DESIGNS:
                self.past[len(self.closed)] = shown

    def replan(self, plans: list[str]) -> None:
        """Plans of the coming rounds as they were before a swap."""
        for number in range(self.round, len(plans) + 1):
            self._add("plan", sure=True, round=number, plan=plans[number - 1])

    def budgets(self, company: int) -> dict[str, float]:
        """Coins of a company's coming round by decision that is paid in coins."""
        if self.closed and self.shown:
            return {name: coins for name, coins in self.shown[company].coins.items() if name in self.decisions_asked()}
        asked = {name: kind_of(self.lesson.decisions[name]) for name in self.decisions_asked()}
        return {name: kind.coins for name, kind in asked.items() if isinstance(kind, Cards)}

    @property
    def room(self) -> bool:
        """Whether one more chair fits."""
        return self._room()

    def seen(self, seat: str) -> dict[str, Row]:
        """What a seat may see of closed rounds, or of practice while there is one."""
        shown = self.tried or self.shown
        own = self.seats[seat]
        return shown[own.company].seen.get(seat, {}) if shown and own.decides else {}

    def seen_in(self, seat: str, number: int) -> dict[str, Row]:
        """What a closed round gave a seat to see, of designs before the last; empty where each round goes on from the one before."""
        shown, own = self.past.get(number), self.seats[seat]
        return shown[own.company].seen.get(seat, {}) if shown and own.decides and number < len(self.closed) else {}

    def play_in(self, seat: str, number: int) -> dict[str, Any] | None:
        """What counted for a seat in a closed round; None for a robot's."""
        return next((row["play"] for row in self.closed[number - 1]["rows"] if row["seat"] == seat), None)

    def last_play(self, seat: str) -> dict[str, Any] | None:
        """What counted for a seat in the last closed round; None for a robot's."""
        return self._last_play(seat)
