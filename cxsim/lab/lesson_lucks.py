"""The decisions of a class under other lucks, lived in the background from the moment they lock; told as it goes."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from cxsim.lab import lesson_duties
from cxsim.lab.lesson_duties import Lots
from cxsim.lab.lesson_waiting import Progress
from cxsim.lessons import gallery
from cxsim.lessons.comparisons import FAR
from cxsim.lessons.form import BARE, DESIGNS

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room

Job = tuple[Any, ...]  # a function of comparisons by name, and its arguments


class Lucks:
    """`lots` once all are in; seeds and sizes are those of `cxsim lesson`, so the results are the same. A job is one seed: short enough to end by itself."""

    def __init__(self, room: Room, count: int):
        self.room, self.count = room, count
        self.clear()

    def clear(self) -> None:
        """Nothing asked for."""
        self.progress = Progress()
        self.lots = Lots()
        self._found: dict[Job, Any] = {}
        self._asked: set[Job] = set()
        self._terms = self._now()

    def _now(self) -> tuple[Any, ...]:
        """What answers depend on besides decisions; those asked for under other terms do not count."""
        return self.room.game.seed, tuple(self.room.game.plans)

    @property
    def done(self) -> int:
        """Lives that are in."""
        return self.progress.done

    @property
    def planned(self) -> int:
        """Lives asked for."""
        return self.progress.planned

    @property
    def ready(self) -> bool:
        """Whether everything is in."""
        return bool(self.lots.repeats) or self.lots.cells is not None

    def ahead(self) -> None:
        """Queue what depends on no decision while people still talk: silent rivals under the other lucks."""
        if self.room.game.lesson.reveal.gallery is not None and self.count:
            self._renew()
            self._ask({("gallery", *key): (name, *args) for key, (name, args) in gallery.rivals_ahead(self.room.game, self.count).items()})

    def start(self) -> None:
        """Queue everything that was not asked ahead; whatever somebody waits for goes first."""
        self._renew()
        jobs = self._cells() if self.room.game.lesson.play == BARE else {**self._lives(), **self._flips(), **self._fixes(), **self._compared()}
        self.progress.begin(len(jobs), sum(key in self._found for key in jobs))
        self._ask(jobs)

    def _renew(self) -> None:
        if self._terms != self._now():
            self.clear()

    def _ask(self, jobs: dict[Job, Job]) -> None:
        terms = self._terms
        for key, (function, *args) in jobs.items():
            if key not in self._asked:
                self._asked.add(key)
                self.room.ask(lambda found, key=key: self._take(key, found, terms), lesson_duties.aside, function, *args, urgent=False)  # type: ignore[misc]

    def _take(self, key: Job, found: Any, terms: tuple[Any, ...]) -> None:
        if terms != self._terms:
            return
        self._found[key] = found
        if self.planned:
            self.progress.done += 1
            if self.done == self.planned:
                self._together()
                self.room.lucks_done()

    def _cells(self) -> dict[Job, Job]:
        """The model's half of a bare game."""
        from cxsim.lessons.divided import jobs_of, lucks_of

        game = self.room.game
        return {("cell", *key): ("lived", *args) for key, (_, args) in jobs_of(game, lucks_of(game, self.count), 1).items()} if game.lesson.divided else {}

    @property
    def _seeds(self) -> list[int]:
        return [self.room.game.seed + FAR + k for k in range(self.count)]

    def _rounds(self) -> list[int | None]:
        """Lives that are repeated: the last or only one, and earlier designs."""
        game = self.room.game
        earlier = [number for number in game.design_rounds() if number < game.world.rounds] if game.lesson.play == DESIGNS else []
        return [None, *earlier]

    def _lives(self) -> dict[Job, Job]:
        game, found = self.room.game, {}
        for company in range(game.companies):
            for round_ in self._rounds():
                moves = [dict(moved) for moved in game.whole(company, round_)]
                for seed in (game.seed, *self._seeds):
                    found["life", company, round_, seed] = ("lives_of", game.place, [seed], moves, list(game.plans))
        return found

    def _flips(self) -> dict[Job, Job]:
        from cxsim.lessons.debrief import FLIPS

        lesson, clock, overrides, folder = self.room.game.place
        conditions = self.room.game.lesson.reveal.flips
        places = [(lesson, clock, (*overrides, *flip.overrides), folder) for flip in conditions]
        return {("flip", place, seed): ("robots_of", where, [seed]) for place, where in enumerate(places) for seed in self._seeds[:FLIPS]}

    def _hands(self) -> list[tuple[str, ...]]:
        order = next((decision for decision in self.room.game.lesson.decisions.values() if decision.kind == "order"), None)
        return [] if order is None else [(), *((card,) for card in order.cards), *combinations(order.cards, 2)]

    def _fixes(self) -> dict[Job, Job]:
        from cxsim.lessons.debrief import PAIRED

        return {("fix", hand): ("ended", self.room.game.place, hand, self._seeds[:PAIRED]) for hand in self._hands()}

    def _compared(self) -> dict[Job, Job]:
        return {("gallery", *key): (name, *args) for key, (name, args) in gallery.jobs(self.room.game, self.count, 1).items()}

    def _together(self) -> None:
        import numpy as np

        from cxsim.lessons import divided
        from cxsim.lessons.debrief import FLIPS

        game, found = self.room.game, self._found
        if game.lesson.play == BARE:
            self.lots.cells = divided.together(game, divided.lucks_of(game, self.count), {(job[1], job[2]): rows for job, rows in found.items()})
            return
        for company in range(game.companies):
            for round_ in self._rounds():
                rows = [found["life", company, round_, seed][0] for seed in self._seeds]
                repeats = lesson_duties.repeats_of(self._seeds, rows, found["life", company, round_, game.seed][0])
                if round_ is None:
                    self.lots.repeats[company] = repeats
                else:
                    self.lots.designs[company, round_] = repeats
        self.lots.flips = [np.array([found["flip", place, seed][0] for seed in self._seeds[:FLIPS]]) for place in range(len(game.lesson.reveal.flips))]
        self.lots.gallery = gallery.together(game, {key[1:]: rows for key, rows in found.items() if key[0] == "gallery"}, self.lots.repeats)
        self.lots.fixes = {hand: np.array(found["fix", hand]) - np.array(found["fix", ()]) for hand in self._hands() if hand}
