"""A grid of slips: the columns of a lesson, the template to fill in, and what was filled in read back as decisions.

One row per seat and round, one column per part of a decision. Options and cards have numbers, as they are printed on the slips.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.lessons import slips_plan
from cxsim.lessons.form import COMMITTEE, INTERVAL, LONG, NUMBER, SHORT, YES_NO, Decision, Lesson
from cxsim.lessons.kinds import kind_of
from cxsim.lessons.predictions import NO, YES
from cxsim.lessons.scheme_kind import SCHEME
from cxsim.lessons.seating import Seat

SEAT, NAME, ROUND = HEAD = ("seat", "name", "round")
GUESS, SURE = "guess.", ".sure"
MARKS = ("x", "1", "yes", "kyllä", "k", "y")
NOTHING = ("", "-", "–")
ENDS = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*%?\s*(?:\.{2,3}|…|–|-|;|\s)\s*(-?\d+(?:[.,]\d+)?)\s*%?")  # two numbers
LARGEST = 2_000_000  # bytes
ALLOWED = {
    "split": "0 to {0} in steps of 10, 100 in all", "weights": "{0} to {1} in steps of {2}", "numbered": "{numbered}", "coins": "whole coins, 1 to {0}, or nothing",
    "mark": "x, or nothing", "number": "{0} to {1}", "sure": "50 to 100 (%)",
    "stars": "whole stars, 0 to {0}", "measures": "{numbered}, such as 1=60 2=40, 100 in all", "deferral": "0 to {0} in steps of {1} (%)", "interval": "low..high, such as {0}..{1}",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of the grid: of a decision, or of a prediction when `decision` is empty."""

    name: str
    decision: str
    part: str
    rule: str  # name of what is allowed: split, weights, numbered, coins, mark, number or sure
    limits: tuple[float, ...] = ()
    numbers: tuple[str, ...] = ()  # keys in the order of their numbers on the slip

    @property
    def allowed(self) -> str:
        """What may stand there, as a fault tells it."""
        return ALLOWED[self.rule].format(*(f"{limit:g}" for limit in self.limits), numbered=", ".join(f"{k} = {key}" for k, key in enumerate(self.numbers, start=1)))


@dataclass
class Filled:
    """What a grid holds: plays by round and seat, predictions by seat, and the number of seats."""

    plays: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)
    guesses: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    people: int = 0  # seats of the game; those without a row are robots'

    @property
    def played(self) -> int:
        """The last round for which somebody decided something."""
        return max((number for number, plays in self.plays.items() if plays), default=0)


def columns(lesson: Lesson, clock: str = "") -> list[Column]:
    """All columns of a lesson besides seat, name and round; with a clock only those of decisions asked in it."""
    found = [column for name, decision in lesson.decisions.items() if _in_clock(decision, clock) for column in _of_decision(name, decision)]
    for name, asked in lesson.predictions.items():
        if asked.kind == INTERVAL:  # how sure it shall be is said by the question
            found.append(Column(f"{GUESS}{name}", "", name, "interval", (asked.low, asked.high)))
            continue
        options = (YES, NO) if asked.kind == YES_NO else tuple(asked.options)
        rule, limits, numbers = ("number", (asked.low, asked.high), ()) if asked.kind == NUMBER else ("numbered", (), options)
        found.append(Column(f"{GUESS}{name}", "", name, rule, limits, numbers))
        found.append(Column(f"{GUESS}{name}{SURE}", "", name, "sure"))
    return found


def _in_clock(decision: Decision, clock: str) -> bool:
    return not clock or not decision.clocks or clock in decision.clocks


def _of_decision(name: str, terms: Decision) -> Iterator[Column]:
    if terms.kind == "split":
        yield from (Column(f"{name}.{key}", name, key, "split", (slider.most,)) for key, slider in terms.sliders.items())
    elif terms.kind == "weights":
        limits = tuple(terms.numbers.get(key, default) for key, default in (("least", 0), ("most", 60), ("step", 5)))
        yield from (Column(f"{name}.{key}", name, key, "weights", limits) for key in kind_of(terms).levels)  # type: ignore[attr-defined]
    elif terms.kind == "choice":
        yield Column(name, name, "", "numbered", (), tuple(terms.options))
    elif terms.kind == "order":
        yield from (Column(f"{name}.{place}", name, str(place), "numbered", (), tuple(terms.cards)) for place in range(1, int(terms.numbers.get("each", 3)) + 1))
    elif terms.kind == "bids":
        yield from (Column(f"{name}.{key}", name, key, "coins", (terms.numbers.get("coins", 100),)) for key in terms.cards)
    elif terms.kind == "stars":
        yield Column(name, name, "", "stars", (kind_of(terms).most,))  # type: ignore[attr-defined]
    elif terms.kind == SCHEME:
        yield from (Column(name if not part else f"{name}.{part}", name, part, rule, limits, numbers) for part, rule, limits, numbers in slips_plan.parts(terms))
    else:
        yield from (Column(f"{name}.{key}", name, key, "mark") for key in terms.cards)


def deciding(lesson: Lesson, seats: Mapping[str, Seat]) -> list[Seat]:
    """Seats with a slip: everybody who decides; of a committee the first of each, since a table hands in one."""
    playing = [seat for seat in seats.values() if seat.decides]
    if lesson.seats.kind != COMMITTEE:
        return playing
    return list({seat.company: seat for seat in reversed(playing)}.values())[::-1]


def asked(lesson: Lesson, round_: int, clock: str = "") -> list[str]:
    """Decisions asked in a round, with a clock those it asks."""
    return [name for name, decision in lesson.decisions.items() if (not decision.rounds or round_ in decision.rounds) and _in_clock(decision, clock)]


def clocks_of(lesson: Lesson, head: Sequence[str]) -> list[str]:
    """Clocks whose decisions all have their columns in a header."""
    return [clock for clock in (SHORT, LONG) if clock in lesson.clocks and not _missing(lesson, clock, head)]


def _missing(lesson: Lesson, clock: str, head: Sequence[str]) -> list[str]:
    return [column.name for column in columns(lesson, clock) if column.decision and column.name not in head]


def template(lesson: Lesson, seats: Mapping[str, Seat], rounds: int, lang: str, clock: str = "") -> bytes:
    """An empty grid, harmless to spreadsheets, with the separator a spreadsheet of this language expects."""
    import pandas as pd

    from cxsim.study.saving import csv_bytes

    blank = {column.name: "" for column in columns(lesson, clock)}
    rows = [{SEAT: seat.id, NAME: seat.name.of(lang), ROUND: number, **blank} for number in range(1, rounds + 1) for seat in deciding(lesson, seats)]
    first = {row[SEAT] for row in rows}
    rows += [{SEAT: seat.id, NAME: seat.name.of(lang), ROUND: 1, **blank} for seat in seats.values() if seat.id not in first]  # their predictions
    table = pd.DataFrame(rows)
    text = csv_bytes(table).decode("utf-8")
    if lang == "fi":  # spreadsheets set to Finnish take commas for decimals
        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\n").writerows(csv.reader(io.StringIO(text)))
        text = out.getvalue()
    return b"\xef\xbb\xbf" + text.encode("utf-8")


# ---------------------------------------------------------------- reading


def read(path: Path, lesson: Lesson) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Header and rows of a grid with their numbers in the file, from 2. Raises InputError."""
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(Problem(f"cannot be read: {fault.strerror or fault}", key="--slips", value=str(path))) from None
    if len(data) > LARGEST:
        raise InputError(Problem("is too large for a grid of slips", key="--slips", value=str(path), allowed=f"at most {LARGEST:,} bytes"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Problem("is not text in UTF-8", str(path), fix="save it as CSV UTF-8")) from None
    first = text.splitlines()[0] if text.strip() else ""
    separator = max((";", ",", "\t"), key=first.count)
    try:
        lines = [[cell.strip().removeprefix("'") for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except csv.Error as fault:
        raise InputError(Problem(f"cannot be read: {fault}", str(path))) from None
    head = [name.casefold() for name in lines[0]] if lines else []
    _check_head(path, head, lesson)
    rows = [(number, dict(zip(head, row))) for number, row in enumerate(lines[1:], start=2) if any(row)]
    if problems := [Problem("has more cells than the header", f"{path.name}, row {number}") for number, row in enumerate(lines[1:], start=2) if len(row) > len(head) and any(row[len(head) :])]:
        raise InputError(problems)
    return head, rows


def _check_head(path: Path, head: list[str], lesson: Lesson) -> None:
    known = [*HEAD, *(column.name for column in columns(lesson))]
    decisions = min((_missing(lesson, clock, head) for clock in lesson.clocks), key=len)  # those of the clock this grid is nearest to
    problems = [Problem("is not a column of this lesson", path.name, name, fix=nearest(name, known)) for name in head if name and name not in known]
    problems += [Problem("is missing", path.name, name, fix="take the template that --paper writes") for name in (SEAT, ROUND, *decisions) if name not in head]
    problems += [Problem("stands there twice", path.name, name) for name in dict.fromkeys(head) if name and head.count(name) > 1]
    if problems:
        raise InputError(problems)


def seats_of(rows: Sequence[tuple[int, dict[str, str]]]) -> list[str]:
    """Seats in the order they first stand in the grid."""
    return list(dict.fromkeys(row[SEAT] for _, row in rows if row.get(SEAT)))


def last_round(rows: Sequence[tuple[int, dict[str, str]]]) -> int:
    """The largest round of the grid; 0 without one."""
    return max((int(row[ROUND]) for _, row in rows if row.get(ROUND, "").isascii() and row.get(ROUND, "").isdigit()), default=0)


def filled(name: str, rows: Sequence[tuple[int, dict[str, str]]], lesson: Lesson, seats: Mapping[str, Seat], rounds: int, clock: str = "") -> Filled:
    """What the rows hold. Raises InputError with every fault, each by row and column with what is allowed."""
    found, problems, before = Filled(people=sum(seat.decides for seat in seats.values())), [], set()
    slips = {seat.id for seat in deciding(lesson, seats)}
    for number, row in rows:
        where, seat, round_ = f"{name}, row {number}", row.get(SEAT, ""), row.get(ROUND, "")
        if seat not in seats:
            problems.append(Problem("is not a seat of this game", where, SEAT, seat or None, fix=nearest(seat, seats)))
            continue
        if not (round_.isascii() and round_.isdigit() and 1 <= int(round_) <= rounds):
            problems.append(Problem("is not a round", where, ROUND, round_ or None, f"1 to {rounds}"))
            continue
        if (seat, round_) in before:
            problems.append(Problem("has a second row for this round", where, SEAT, seat))
            continue
        before.add((seat, round_))
        reader = _Row(where, row, lesson, int(round_), clock)
        play = reader.play(seat in slips)
        if play:
            found.plays.setdefault(int(round_), {})[seat] = play
        if guesses := reader.guesses():
            found.guesses[seat] = guesses
        problems += reader.problems
    if problems:
        raise InputError(problems)
    return found


class _Row:
    """One row being read; `problems` are its faults."""

    def __init__(self, where: str, row: dict[str, str], lesson: Lesson, round_: int, clock: str):
        self.where, self.row, self.lesson, self.round, self.clock = where, row, lesson, round_, clock
        self.problems: list[Problem] = []
        self.columns = columns(lesson)

    def given(self, column: Column) -> str:
        """What stands in a cell, empty for nothing."""
        text = self.row.get(column.name, "").strip()
        return "" if text in NOTHING else text

    def told(self, message: str, column: Column) -> None:
        """A cell that cannot be understood."""
        self._fault(message, column.name, self.given(column) or None, column.allowed)

    def _fault(self, message: str, column: str, value: Any, allowed: str, fix: str = "") -> None:
        self.problems.append(Problem(message, self.where, column, value, allowed, fix))

    def play(self, decides: bool) -> dict[str, Any]:
        """Decisions of the row, empty when it is; a row that is begun must be whole."""
        wanted, own = asked(self.lesson, self.round, self.clock), [column for column in self.columns if column.decision]
        given = {column.name: self.given(column) for column in own if self.given(column)}
        for column in own:
            if column.name in given and column.decision not in wanted:
                self._fault("is not asked in this round", column.name, given[column.name], ", ".join(wanted))
        if given and not decides:
            self._fault("does not decide: its table hands in one slip", SEAT, self.row[SEAT], "the first seat of each table")
        if not given or not decides:
            return {}
        return {name: value for name in wanted if (value := self._value(name, [column for column in own if column.decision == name])) is not None}

    def _value(self, name: str, own: list[Column]) -> Any:
        terms, before = self.lesson.decisions[name], len(self.problems)
        value = READERS[terms.kind if terms.kind in READERS else "cards"](self, own)
        if len(self.problems) > before:
            return None
        fault = kind_of(terms).fault(value)
        if fault is not None:
            column = next((column.name for column in own if column.part and fault.key.partition(".")[0] == column.part), own[0].name if len(own) == 1 else f"{name}.*")
            self._fault(fault.message, column, fault.value, fault.allowed or own[0].allowed, fault.fix)
            return None
        return value

    def percent(self, column: Column) -> int | None:
        """A whole number, with or without its sign."""
        return self.whole(column, sign="%")

    def whole(self, column: Column, blank: int | None = None, sign: str = "") -> int | None:
        """A whole number; `blank` for an empty cell."""
        text = self.given(column).removesuffix(sign).strip()
        if not text and blank is not None:
            return blank
        tidy = text.removesuffix(",0").removesuffix(".0")
        if not (tidy.isascii() and tidy.isdigit() and len(tidy) < 7):
            self._fault("is missing" if not text else "is no whole number", column.name, text or None, column.allowed)
            return None
        return int(tidy)

    def key(self, column: Column, labels: Mapping[str, Any]) -> str | None:
        """An option or card by its number on the slip, its key, or its label in either language."""
        text = self.given(column)
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(column.numbers):
            return column.numbers[int(text) - 1]
        known = {name.casefold(): name for name in column.numbers}
        for name, terms in labels.items():
            known |= {terms.label.en.casefold(): name, terms.label.fi.casefold(): name}
        found = known.get(text.casefold())
        if found is None:
            self._fault("is missing" if not text else "is not one of the options", column.name, text or None, column.allowed)
        return found

    def guesses(self) -> dict[str, dict[str, Any]]:
        """Predictions of the row; they belong in the row of the first round."""
        found = {}
        for name, terms in self.lesson.predictions.items():
            value, sure = (next((column for column in self.columns if column.name == f"{GUESS}{name}{end}"), None) for end in ("", SURE))
            assert value is not None  # noqa: S101  every prediction has a column
            if not self.given(value) and not (sure and self.given(sure)):
                continue
            if self.round != 1:
                self._fault("belongs in the row of round 1: predictions are sealed before it", value.name, self.given(value) or (self.given(sure) if sure else ""), "empty")
                continue
            if sure is None:
                if (ends := self._interval(value)) is not None:
                    found[name] = {"value": ends, "confidence": terms.sure}
                continue
            said = self._number(value, terms.low, terms.high) if terms.kind == NUMBER else self._answer(value)
            certain = self._number(sure, 50, 100)
            if said is not None and certain is not None:
                found[name] = {"value": said, "confidence": certain}
        return found

    def _interval(self, column: Column) -> list[float] | None:
        """Low and high, parted by two dots, a dash, a semicolon or a space."""
        text = self.given(column).replace("−", "-")
        ends = ENDS.fullmatch(text)
        value = [float(end.replace(",", ".")) for end in ends.groups()] if ends else []
        if ends is None or not column.limits[0] <= value[0] <= value[1] <= column.limits[1]:
            self._fault("is no interval", column.name, text, f"{column.allowed}, the lower one first")
            return None
        return [int(end) if end == int(end) else end for end in value]

    def _answer(self, column: Column) -> str | None:
        text = self.given(column).casefold()
        if column.numbers == (YES, NO) and text in ("kyllä", "k", "y", "ei", "e", "n"):
            return YES if text in ("kyllä", "k", "y") else NO
        return self.key(column, {})

    def _number(self, column: Column, low: float, high: float) -> float | None:
        text = self.given(column).replace(",", ".").replace("−", "-").removesuffix("%").strip()
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            self._fault("is missing" if not text else "is out of range", column.name, text or None, column.allowed)
            return None
        return int(value) if value == int(value) else value


def _points(row: _Row, own: list[Column]) -> dict[str, int | None]:
    blank = 0 if row.lesson.decisions[own[0].decision].kind == "split" else None  # an empty field of a split is nought
    return {column.part: row.whole(column, blank) for column in own}


def _bids(row: _Row, own: list[Column]) -> dict[str, int]:
    coins = {column.part: row.whole(column, 0) for column in own}
    return {card: amount for card, amount in coins.items() if amount}


def _chosen(row: _Row, own: list[Column]) -> list[str]:
    found = []
    for column in own:
        text = row.given(column).casefold()
        if text and text not in MARKS:
            row._fault("is not a mark", column.name, text, column.allowed)
        elif text:
            found.append(column.part)
    return found


def _option(row: _Row, own: list[Column]) -> str | None:
    return row.key(own[0], row.lesson.decisions[own[0].decision].options)


def _stars(row: _Row, own: list[Column]) -> int | None:
    return row.whole(own[0])


def _plan(row: _Row, own: list[Column]) -> dict[str, Any] | None:
    return slips_plan.read(row, own)


def _ordered(row: _Row, own: list[Column]) -> list[str | None]:
    return [row.key(column, row.lesson.decisions[column.decision].cards) for column in own]


READERS = {"split": _points, "weights": _points, "choice": _option, "order": _ordered, "bids": _bids, "cards": _chosen, "stars": _stars, SCHEME: _plan}
