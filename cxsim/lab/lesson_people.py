"""Who is in a room: tokens of phones and the chairs they hold. Only digests of tokens are kept, also on the record."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from cxsim.lab.lesson_game import HostedGame

HERE = 15.0  # seconds since a phone last asked, within which it counts as here
GONE = 40.0  # seconds after which a chair counts as left
MOST = 64  # browsers in a room
JOIN = "join"  # kind of event on the record


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(f"cxsim seat {token}".encode()).hexdigest()[:32]


@dataclass
class Person:
    """One phone. `seat` is empty for an observer; `from_round` is the first round it decides in."""

    key: str
    seat: str
    from_round: int
    last: float
    opened: int = 0  # changes of this round's decision

    @property
    def observes(self) -> bool:
        """Whether it only watches."""
        return not self.seat


class People:
    """Everybody in a room by digest of token."""

    def __init__(self, game: HostedGame, now: Callable[[], float] = time.monotonic):
        self.game, self._now = game, now
        self.by_key = {event["key"]: Person(event["key"], event["seat"], event["from_round"], -1e9) for event in game.record.of(JOIN)}

    def join(self, started: bool) -> str:
        """A chair for somebody new, and the token that leads back to it; empty when the room is full.

        Free chairs come first, then one that was left, then one more where there is room; else the newcomer observes.
        `started` = a round is open, or has been: then a chair decides from the next round on.
        """
        if len(self.by_key) >= MOST:
            return ""
        token, seat = secrets.token_urlsafe(18), self._chair()
        from_round = self.game.round + 1 if started and seat else 1
        self.by_key[digest_of(token)] = Person(digest_of(token), seat, from_round, self._now())
        self.game.record.add(JOIN, True, key=digest_of(token), seat=seat, from_round=from_round)
        return token

    def _chair(self) -> str:
        taken = {person.seat for person in self.by_key.values()}
        free = [seat.id for seat in self.game.seats.values() if seat.id not in taken]
        if free:
            return free[0]
        return self.game.late() if self.game.away or self.game.room else ""

    def of(self, token: str) -> Person | None:
        """The person behind a token, who is here now."""
        person = self.by_key.get(digest_of(token))
        if person is not None:
            person.last = self._now()
            if person.seat in self.game.away:
                self.game.back(person.seat)
        return person

    def here(self, person: Person) -> bool:
        """Whether a phone asked lately."""
        return self._now() - person.last < HERE

    def _here(self, seat: str, within: float) -> bool:
        return any(self._now() - person.last < within for person in self.by_key.values() if person.seat == seat)

    def seated(self) -> dict[str, bool]:
        """Chairs somebody holds, and whether that phone is here."""
        found: dict[str, bool] = {}
        for person in self.by_key.values():
            if person.seat:
                found[person.seat] = found.get(person.seat, False) or self.here(person)
        return found

    def note_gone(self) -> None:
        """Chairs whose phones have been away for long are told to the game; they come back by themselves."""
        for seat in self.seated():
            if seat not in self.game.away and not self._here(seat, GONE):
                self.game.drop(seat)

    @property
    def observers(self) -> int:
        """How many only watch."""
        return sum(person.observes and self.here(person) for person in self.by_key.values())
