"""A game: seats, decisions, predictions and closed rounds on a record; results are lived again from them whenever needed."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.lessons import auction, bare, predictions, reading, record, seating
from cxsim.lessons.form import BARE, DESIGNS, Lesson
from cxsim.lessons.kinds import Cards, kind_of
from cxsim.lessons.living import Cast, Lived, Moves, budget, live
from cxsim.lessons.predictions import Guess
from cxsim.lessons.robots import Play
from cxsim.lessons.seating import Seat, moves_of
from cxsim.lessons.views import Place, seen_by
from cxsim.lessons.world import World
from cxsim.study.canonical import content_digest
from cxsim.study.execution import worker_count

PERSON, TYPED, REPEATED, ROBOT = SOURCES = ("person", "typed", "repeated", "robot")
PRACTICE_LUCK = 1_000_003  # added to the seed, so that the practice round tells nothing about the scored ones


class Game:
    """One session. Every change goes through a method, is checked, and stands on the record before it counts.

    Begin with `Game.begin` or `Game.resume`; methods may be called from several threads.
    """

    def __init__(self, world: World, kept: record.Record):
        self.world, self.record = world, kept
        self._lock = threading.RLock()
        self._lives: list[Any] = []  # Lived, or Played in a bare game
        self._practice: list[Any] = []
        self._replay()

    # ------------------------------------------------------------ begin and resume

    @classmethod
    def begin(
        cls, lesson: str, folder: Path | str, people: int, *, seed: int = 1, clock: str = "short", lang: str = "en", auditor: bool = False,
        overrides: Sequence[str] = (), config_dir: str | None = None,
    ) -> Game:  # fmt: skip
        """A new game in an empty folder. Raises InputError."""
        world = World(reading.read(lesson, config_dir), clock_of(clock), tuple(overrides), config_dir)
        seating.seat_people(world, people, auditor)
        _ = world.schemes
        kept = record.begin(Path(folder))
        kept.add(
            "open", sure=True, lesson=lesson, version=world.lesson.version, world=world.digest, clock=clock, lang=lang, seed=seed, people=people,
            auditor=auditor, overrides=list(overrides),
        )  # fmt: skip
        return cls(world, kept)

    @classmethod
    def resume(cls, folder: Path | str, config_dir: str | None = None) -> Game:
        """The game of a folder, as its record has it; `damage` tells what was lost. Raises InputError."""
        kept = record.read(Path(folder))
        first = kept.events[0]
        if first["kind"] != "open":
            raise InputError(Problem("does not begin with a game", "game", value=str(kept.path)))
        world = World(reading.read(first["lesson"], config_dir), first["clock"], tuple(first["overrides"]), config_dir)
        if world.digest != first["world"]:
            raise InputError(Problem("was begun with another lesson, settings or plans", "game", key="world", value=first["lesson"], fix="put back what was changed; the record itself is whole"))
        return cls(world, kept)

    def _replay(self) -> None:
        """State from the record."""
        first = self.record.events[0]
        self.people, self.lang = int(first["people"]), str(first["lang"])
        self.seats: dict[str, Seat] = seating.seat_people(self.world, self.people, bool(first["auditor"]))
        self._clear(int(first["seed"]))
        for event in self.record.events[1:]:
            self._apply(event)

    def _clear(self, seed: int) -> None:
        self.seed = seed
        self.closed: list[dict[str, Any]] = []
        self.decided: dict[str, dict[str, Any]] = {}  # this round, by seat: play, source, seconds, changes
        self.guesses: dict[str, dict[str, Guess]] = {}
        self.hashes: dict[str, str] = {}
        self.away: set[str] = set()
        self.plans = list(self.world.lesson.clocks[self.world.clock].plans)
        self.tickets: dict[str, list[str]] = {}
        self._lives, self._practice = [], []

    def _apply(self, event: Mapping[str, Any]) -> None:
        kind = event["kind"]
        if kind == "decide":
            self.decided[event["seat"]] = {name: event[name] for name in ("play", "source", "seconds", "changes")}
        elif kind == "predict":
            self.guesses[event["seat"]], self.hashes[event["seat"]] = event["guesses"], event["hash"]
        elif kind == "close":
            self.closed.append(dict(event))
            self.decided, self._practice = {}, []
        elif kind == "reopen":
            self._reopened()
        elif kind in ("drop", "back"):
            (self.away.add if kind == "drop" else self.away.discard)(event["seat"])
        elif kind == "plan":
            self.plans[event["round"] - 1 :] = [event["plan"]] * (len(self.plans) - event["round"] + 1)
        elif kind == "ticket":
            self.tickets[event["seat"]] = event["answers"]
        elif kind == "more":
            self.people = seating.one_more(self.world, self.people, len(self.seats))
            self.seats = {**seating.seat_people(self.world, self.people, seating.AUDITOR in self.seats), **self.seats}
        elif kind == "name":
            self.seats[event["seat"]] = seating.renamed(self.seats[event["seat"]], event["name"])
        elif kind == "wipe":
            self.decided, self._practice = {}, []
        elif kind == "reset":
            self._clear(int(event["seed"]))

    def _reopened(self) -> None:
        """The last round as it was before it was closed, with what people had decided."""
        kept = [row for row in self.closed.pop()["rows"] if row["source"] in (PERSON, TYPED)]
        self.decided = {row["seat"]: {name: row[name] for name in ("play", "source", "seconds", "changes")} for row in kept}
        self._lives = []

    # ------------------------------------------------------------ what it is now

    @property
    def lesson(self) -> Lesson:
        """The lesson played."""
        return self.world.lesson

    @property
    def id(self) -> str:
        """A name of this game: of how it was opened and its seed."""
        return content_digest([self.record.events[0], self.seed])[:16]

    @property
    def damage(self) -> list[str]:
        """What of the record could not be read, in words."""
        return self.record.damage

    @property
    def round(self) -> int:
        """The round to be decided next, from 1; one more than there are when all are closed."""
        return len(self.closed) + 1

    @property
    def over(self) -> bool:
        """Whether every round is closed."""
        return len(self.closed) >= self.world.rounds

    @property
    def companies(self) -> int:
        """Companies in the game."""
        return 1 + max(seat.company for seat in self.seats.values())

    def status(self) -> dict[str, Any]:
        """Counts for the console: no decision and no prediction is in it."""
        playing = [seat for seat in self.seats.values() if seat.decides]
        return {
            "lesson": self.lesson.name, "round": self.round, "rounds": self.world.rounds, "over": self.over, "companies": self.companies, "seats": len(playing),
            "decided": sorted(self.decided), "predicted": len(self.guesses), "away": sorted(self.away), "plan": None if self.over else self.plans[self.round - 1],
            "tickets": len(self.tickets),
        }  # fmt: skip

    def design_rounds(self) -> list[int]:
        """Rounds of a lesson of designs in which something is decided that acts by itself; bids do not."""
        terms = self.lesson.decisions
        return [number for number in range(1, self.world.rounds + 1) if any(terms[name].kind != "bids" for name in self.decisions_asked(number))]

    def decisions_asked(self, round_: int | None = None) -> list[str]:
        """Decisions asked in a round (default: the next)."""
        number = round_ or self.round
        return [name for name, decision in self.lesson.decisions.items() if not decision.rounds or number in decision.rounds]

    # ------------------------------------------------------------ changes

    def _seat(self, seat: str) -> Seat:
        if seat not in self.seats:
            raise InputError(Problem("is not a seat of this game", key="seat", value=seat, fix=nearest(seat, self.seats)))
        return self.seats[seat]

    def _add(self, kind: str, sure: bool = False, **content: Any) -> None:
        with self._lock:
            self._apply(self.record.add(kind, sure, **content))

    def decide(self, seat: str, play: Play, source: str = PERSON, seconds: float | None = None, changes: int = 0) -> None:
        """A seat's decisions for the coming round; a later call replaces an earlier one. Raises InputError."""
        with self._lock:
            if not self._seat(seat).decides:
                raise InputError(Problem("watches and does not decide", key="seat", value=seat))
            if self.over:
                raise InputError(Problem("every round is closed", key="round", value=self.round))
            self._check(play, self.budgets(self.seats[seat].company), self.won(self.seats[seat].company))
            self._add("decide", seat=seat, round=self.round, play=play, source=source, seconds=seconds, changes=changes)

    def budgets(self, company: int) -> dict[str, float]:
        """Coins of a company's coming round by decision that is paid in coins."""
        asked = {name: kind_of(self.lesson.decisions[name]) for name in self.decisions_asked()}
        cards = {name: kind for name, kind in asked.items() if isinstance(kind, Cards)}
        return {name: budget(self.lives[company], name, self.round) if self.closed else kind.coins for name, kind in cards.items()}

    def won(self, company: int) -> dict[str, int]:
        """What a company's bids have won so far: card -> coins; once all bids are in, everybody has as many as an order takes."""
        return auction.hands_of(self.lesson, self.closed, self.companies, self.world.rounds, self.seed)[company]

    def _check(self, play: Play, coins: Mapping[str, float], won: Mapping[str, int]) -> None:
        asked = self.decisions_asked()
        problems = [Problem("is not asked in this round", key=name, allowed=", ".join(asked)) for name in play if name not in asked]
        problems += [Problem("is missing", key=name) for name in asked if name not in play]
        for name in set(play) & set(asked):
            fault = kind_of(self.lesson.decisions[name]).fault(play[name])
            if fault is not None:
                problems.append(fault)
            elif won and self.lesson.decisions[name].kind == "order" and set(play[name]) != set(won):
                problems.append(Problem("orders what was not won", key=name, value=", ".join(play[name]), allowed=", ".join(won)))
            elif name in coins and (price := kind_of(self.lesson.decisions[name]).price(play[name])) > coins[name]:
                problems.append(Problem("costs more coins than the board left", key=name, value=price, allowed=f"0 to {coins[name]:g} coins"))
        if problems:
            raise InputError(sorted(problems, key=lambda problem: problem.key))

    def predict(self, seat: str, guesses: Mapping[str, Guess]) -> str:
        """Seal a seat's predictions, once and before the first round closes; returns the hash to show. Raises InputError."""
        with self._lock:
            self._seat(seat)
            if self.closed:
                raise InputError(Problem("predictions are locked once a round is closed", key="predict", value=seat))
            if seat in self.guesses:
                raise InputError(Problem("has sealed its predictions", key="predict", value=seat))
            predictions.check(self.lesson, guesses)
            sealed = predictions.seal(self.id, seat, guesses)
            self._add("predict", sure=True, seat=seat, guesses=dict(guesses), hash=sealed)
            return sealed

    def close_round(self) -> None:
        """Close the round: seats without a decision repeat their last one once, then a robot plays; everything is on the disk."""
        with self._lock:
            if self.over:
                raise InputError(Problem("every round is closed", key="round", value=self.round))
            rows = self._rows()
            moves = [[*before, now] for before, now in zip(self.moves, self._moved(rows))]
            lives = self._live(moves, self.round, self.seed, self.plans)
            self._add("close", sure=True, round=self.round, rows=rows, digests=[life.digest for life in lives])
            self._lives = lives

    def _rows(self) -> list[dict[str, Any]]:
        """What counts for every seat in the closing round, in the order of seats, whatever the order decisions came in."""
        rows = []
        last = {row["seat"]: row for row in self.closed[-1]["rows"]} if self.closed else {}
        for seat in (seat for seat in self.seats.values() if seat.decides):
            own, before = self.decided.get(seat.id), last.get(seat.id)
            if own is not None:
                rows.append({"seat": seat.id, **own})
            elif before is not None and before["source"] in (PERSON, TYPED) and self._still_asked(before["play"]):
                rows.append({"seat": seat.id, "play": before["play"], "source": REPEATED, "seconds": None, "changes": 0})
            else:
                rows.append({"seat": seat.id, "play": None, "source": ROBOT, "seconds": None, "changes": 0})
        return rows

    def _still_asked(self, play: Play) -> bool:
        return set(play) == set(self.decisions_asked())

    def reopen(self) -> None:
        """Open the last closed round again; the record keeps both. Raises InputError when none is closed."""
        with self._lock:
            if not self.closed:
                raise InputError(Problem("no round is closed", key="round", value=self.round))
            self._add("reopen", sure=True, round=len(self.closed))

    def drop(self, seat: str) -> None:
        """A player is gone; the chair is kept."""
        self._add("drop", seat=self._seat(seat).id)

    def back(self, seat: str) -> None:
        """A player is back on the kept chair."""
        self._add("back", seat=self._seat(seat).id)

    def late(self) -> str:
        """The chair of a late joiner: one that was left, else a robot's, else one to share, that with the fewest people first."""
        with self._lock:
            empty = [seat for seat in self.seats if seat in self.away]
            if empty:
                self.back(empty[0])
                return empty[0]
            if self._room():
                before = set(self.seats)
                self._add("more")
                return next(seat for seat in self.seats if seat not in before)
            shared = [event["seat"] for event in self.record.of("share")]
            seat = min((seat.id for seat in self.seats.values() if seat.decides), key=shared.count)
            self._add("share", seat=seat)
            return seat

    def _room(self) -> bool:
        """Whether one more chair fits without anybody changing companies."""
        most = seating.MOST - (seating.AUDITOR in self.seats)
        playing = sum(seat.decides for seat in self.seats.values())
        return playing < most and seating.fits_one_more(self.world, playing, self.companies)

    def swap(self, plan: str) -> None:
        """Another plan from the coming round on. Raises InputError."""
        if plan not in self.lesson.rules:
            raise InputError(Problem("is not a plan of this lesson", key="plan", value=plan, fix=nearest(plan, self.lesson.rules)))
        self._add("plan", sure=True, round=self.round, plan=plan)

    def practise(self) -> None:
        """Live the practice round from the decisions given; seats see it until `wipe`. It has luck of its own and never counts."""
        with self._lock:
            if self.closed:
                raise InputError(Problem("practice comes before the first round", key="practise", value=self.round))
            self._practice = self._live([[now] for now in self._moved(self._rows())], 1, self.seed + PRACTICE_LUCK, self.plans)

    def wipe(self) -> None:
        """Forget practice."""
        self._add("wipe")

    def reset(self, seed: int) -> None:
        """Begin anew with the same seats and other luck; the record keeps what was."""
        self._add("reset", sure=True, seed=seed)

    def finish(self) -> None:
        """Close all rounds left; robots play for those who no longer decide."""
        while not self.over:
            self.close_round()

    def ticket(self, seat: str, answers: Sequence[str]) -> None:
        """An exit ticket."""
        self._add("ticket", seat=self._seat(seat).id, answers=[str(answer)[:1000] for answer in answers])

    # ------------------------------------------------------------ results

    @property
    def moves(self) -> list[Moves]:
        """Decisions that count, by company and closed round: post -> plays of its people; robots' posts are absent."""
        found: list[list[dict[str, list[Play]]]] = [[] for _ in range(self.companies)]
        for event in self.closed:
            for company, rows in enumerate(self._moved(event["rows"])):
                found[company].append(rows)
        return found

    def _moved(self, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Rows of a round as a life takes them, by company; in a bare game whole rows count, those of robots too."""
        return [rows] if self.lesson.play == BARE else moves_of(rows, self.companies)

    @property
    def lives(self) -> list[Any]:
        """Companies as they are after the last closed round; lived again when they are not in memory."""
        with self._lock:
            if self.closed and not self._lives:
                self._lives = self._live(self.moves, len(self.closed), self.seed, self.plans)
            return self._lives

    def _live(self, moves: Sequence[Moves], rounds: int, seed: int, plans: Sequence[str]) -> list[Any]:
        if self.lesson.play == BARE:
            return [bare.played(self.world, seed, plans, own) for own in moves]
        if self.lesson.play == DESIGNS:  # every design is a life of its own, lived from the start
            moves, plans, rounds = [own[-1:] for own in moves], plans[rounds - 1 : rounds], 1
        self.world.warm(seed)
        with ThreadPoolExecutor(min(self.companies, worker_count(0))) as pool:
            return list(pool.map(lambda own: live(self.world, seed, plans, Cast(own), rounds), moves))

    def after(self, company: int) -> Lived:
        """A company's life with the rounds that go on after people have left."""
        return live(self.world, self.seed, self.plans, Cast(self.whole(company)), self.world.all_rounds)

    def whole(self, company: int, round_: int | None = None) -> Moves:
        """Decisions of a company's one life: all of them, or those of one design (default: the last)."""
        moves = self.moves[company]
        number = round_ or len(moves)
        return moves[number - 1 : number] if self.lesson.play == DESIGNS else moves

    def view(self, seat: str) -> dict[str, Any]:
        """Everything this seat may see, plain values only: texts of the coming round and its rows of closed ones."""
        own = self._seat(seat)
        lives = self._practice or self.lives
        seen = seen_by(lives[own.company], Place(own.post, own.manager)) if lives and own.decides else {}
        plan = self.plans[min(self.round, len(self.plans)) - 1]
        return {
            "seat": own.id, "name": own.name.of(self.lang), "role": own.role.of(self.lang), "card": own.card.of(self.lang) if own.card else None, "company": own.company, "round": self.round, "rounds": self.world.rounds,
            "practice": bool(self._practice), "plan": plan, "plan_shown": self.lesson.plans[plan].shown.of(self.lang), "asked": self.decisions_asked(),
            "coins": {} if self.over or not own.decides else self.budgets(own.company),
            "won": self.won(own.company) if own.decides else {},
            "decided": self.decided.get(own.id, {}).get("play"), "last": self._last_play(own.id), "hash": self.hashes.get(own.id), "seen": seen,
        }  # fmt: skip

    def _last_play(self, seat: str) -> Play | None:
        rows = {row["seat"]: row for row in self.closed[-1]["rows"]} if self.closed else {}
        return rows[seat]["play"] if seat in rows else None


def clock_of(name: str) -> str:
    """A clock by name or minutes. Raises InputError."""
    known = {"short": "short", "45": "short", "long": "long", "90": "long"}
    if name not in known:
        raise InputError(Problem("is not a clock", key="clock", value=name, allowed="short (45 minutes), long (90 minutes)"))
    return known[name]
