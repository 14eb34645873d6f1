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
JOIN, LEAVE = "join", "leave"  # kinds of events on the record


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
    lang: str = ""  # that of its page; empty when it was not told yet

    @property
    def observes(self) -> bool:
        """Whether it only watches."""
        return not self.seat


class People:
    """Everybody in a room by digest of token."""

    def __init__(self, game: HostedGame, now: Callable[[], float] = time.monotonic):
        self.game, self._now = game, now
        self.by_key: dict[str, Person] = {}
        for event in game.record.events:
            if event["kind"] == JOIN:
                self.by_key[event["key"]] = Person(event["key"], event["seat"], event["from_round"], -1e9)
            elif event["kind"] == LEAVE:
                self.by_key.pop(event["key"], None)

    def join(self, started: bool, lang: str = "") -> str:
        """A chair for somebody new, and the token that leads back to it; empty when the room is full.

        Free chairs come first, then one that was left, then one more where there is room; else the newcomer observes.
        `started` = a round is open or being lived: then a chair decides from the next round on, else in the coming one.
        """
        if len(self.by_key) >= MOST:
            return ""
        token, seat = secrets.token_urlsafe(18), self._chair()
        from_round = self.game.round + int(started) if seat else 1
        self._sit(Person(digest_of(token), seat, from_round, self._now(), lang=lang))
        return token

    def _sit(self, person: Person) -> None:
        self.by_key[person.key] = person
        self.game.record.add(JOIN, True, key=person.key, seat=person.seat, from_round=person.from_round)

    def on(self, seat: str) -> list[Person]:
        """Everybody on a chair."""
        return [person for person in self.by_key.values() if person.seat == seat]

    def leave(self, seat: str) -> list[Person]:
        """Everybody gets up from a chair; who they were."""
        left = self.on(seat)
        for person in left:
            self.by_key.pop(person.key)
            self.game.record.add(LEAVE, True, key=person.key, seat=seat)
        return left

    def sit_again(self, left: list[Person]) -> None:
        """Those who got up are back where they were."""
        for person in left:
            self._sit(person)

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

    def unsealed(self) -> int:
        """How many who are here and may foretell have not sealed anything."""
        return sum(here and seat not in self.game.hashes for seat, here in self.seated().items())

    @property
    def observers(self) -> int:
        """How many only watch."""
        return sum(person.observes and self.here(person) for person in self.by_key.values())
