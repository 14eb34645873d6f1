"""The decisions of a class under other lucks, lived in the background from the moment they lock; told as it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsim.lab import lesson_duties

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room
    from cxsim.lessons.comparisons import Repeats

CHUNK = 1  # seeds of one job: short enough to end by itself when it is no longer wanted


class Lucks:
    """`repeats` by company once all are in; the seeds are those of `cxsim lesson`, so the results are the same."""

    def __init__(self, room: Room, count: int):
        self.room, self.count = room, count
        self.clear()

    def clear(self) -> None:
        """Nothing asked for."""
        self.done = self.planned = 0
        self.repeats: dict[int, Repeats] = {}
        self._rows: dict[tuple[int, int], list[Any]] = {}
        self._own: dict[int, Any] = {}

    def start(self) -> None:
        """Queue everything; whatever somebody waits for goes first."""
        from cxsim.lessons.comparisons import FAR

        self.clear()
        game = self.room.game
        seeds = [game.seed + FAR + k for k in range(self.count)]
        self.planned = self.count * game.companies
        for company, moves in enumerate(game.moves):
            place, plain = game.place, [dict(round_) for round_ in moves]
            self.room.ask(lambda own, company=company: self._take_own(company, own), lesson_duties.own_lives, place, game.seed, plain, list(game.plans), urgent=False)  # type: ignore[misc]
            for k in range(0, self.count, CHUNK):
                args = (place, seeds[k : k + CHUNK], plain, list(game.plans))
                self.room.ask(lambda rows, key=(company, k): self._take(key, rows), lesson_duties.other_lucks, *args, urgent=False)  # type: ignore[misc]

    def _take_own(self, company: int, own: Any) -> None:
        self._own[company] = own
        self._together()

    def _take(self, key: tuple[int, int], rows: list[Any]) -> None:
        self._rows[key] = rows
        self.done += len(rows)
        self._together()

    def _together(self) -> None:
        from cxsim.lessons.comparisons import FAR

        game = self.room.game
        if self.done < self.planned or len(self._own) < game.companies:
            return
        seeds = [game.seed + FAR + k for k in range(self.count)]
        for company in range(game.companies):
            rows = [row for key in sorted(key for key in self._rows if key[0] == company) for row in self._rows[key]]
            self.repeats[company] = lesson_duties.repeats_of(seeds, rows, self._own[company])
        self.room.lucks_done()
