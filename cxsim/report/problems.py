"""Problems of plan files, settings, links and lessons in Finnish, at display: lower layers tell them in English, and know no language.

Each English sentence is a pattern with named holes in words/problems.en.yaml; under the same key of problems.fi.yaml stands the Finnish
one with the same holes. Cells, keys, codes, numbers and rules are filled in as they were. A problem of which any part has no pattern
stays English whole, so that no sentence is half translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from string import Formatter
from typing import Any, NamedTuple

from cxsim.base.errors import InputError, Problem
from cxsim.report.words import Words

SAID, FIX, ALLOWED, WHERE = "said", "fix", "allowed", "where"
KNOWN = {"problem": SAID, "remedy": FIX, "range": ALLOWED, "hints": "hints", "pools": "pools"}  # holes whose text must be known itself, and what it must be
SHEET = "sheet"  # hole for the key of a sheet
ONE_WORD = ("key", "n", "number")  # holes for one word; they keep short patterns from taking any sentence
DEEPEST = {SAID: 6, "hints": 50, "pools": 50}  # how often a text may hold another of its kind; beyond it stays English
LONGEST = 1000  # characters; a longer message stays English: codes of thousands of signs must not stall the reader
LINES = 6  # of an error, as in cxsim.base.errors


@dataclass(frozen=True)
class Pattern:
    """An English sentence taken apart: literals around holes; and its Finnish form."""

    key: str
    literals: tuple[str, ...]
    holes: tuple[str, ...]
    finnish: str

    @property
    def weight(self) -> int:
        """Letters that must be there: the more, the more specific."""
        return sum(map(len, self.literals))


class Found(NamedTuple):
    """A sentence recognised: the Finnish text, how many letters were known, and the patterns, all with those of known holes."""

    finnish: str
    weight: int
    keys: tuple[str, ...]


class Line(NamedTuple):
    """A line to show and the language it is in."""

    text: str
    lang: str


@lru_cache(maxsize=2)
def catalogue(lang: str) -> Words:
    """The texts of this part, and the titles of sheets: reading every word of the program takes longer than a check."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries: dict[str, Any] = {}
    for name in ("problems", "setting_problems", "lesson_problems", "desk"):
        text = (resources.files("cxsim.report") / "words" / f"{name}.{lang}.yaml").read_text("utf-8")
        entries |= yaml.load(text, Loader=loader)  # noqa: S506  a safe loader, on a file of this package
    return Words(lang, entries)


@lru_cache(maxsize=4)
def patterns(kind: str) -> tuple[Pattern, ...]:
    """All patterns of a kind of text: said, fix, allowed, where, or a list within a sentence."""
    found: list[Pattern] = []
    for part, prefix in (("problems", ""), ("setting_problems", "setting_"), ("lesson_problems", "lesson_")):
        english, finnish = (catalogue(lang).get(f"{part}.{kind}", {}) for lang in ("en", "fi"))
        found += [_pattern(f"{prefix}{kind}.{key}", text, finnish[key]) for key, text in english.items()]
    return tuple(found)


def _pattern(key: str, english: str, finnish: str) -> Pattern:
    literals, holes = [""], []
    for literal, name, _, _ in Formatter().parse(english):
        literals[-1] += literal
        if name is not None:
            holes.append(name)
            literals.append("")
    return Pattern(key, tuple(literals), tuple(holes), finnish)


def fits(literals: tuple[str, ...], holes: tuple[str, ...], text: str) -> Iterator[dict[str, str]]:
    """Every way to fill the holes so that the text comes out, shortest first."""
    if not text.startswith(literals[0]):
        return
    rest = text[len(literals[0]) :]
    if not holes:
        if not rest:
            yield {}
        return
    for end in _ends(rest, literals[1], last=len(holes) == 1):
        if holes[0] in ONE_WORD and (end == 0 or " " in rest[:end]):
            continue
        for others in fits(literals[1:], holes[1:], rest[end:]):
            yield {holes[0]: rest[:end], **others}


def _ends(rest: str, literal: str, last: bool) -> Iterator[int]:
    """Where a hole may end: before a literal, which stands at the end after the last hole."""
    if last:
        if rest.endswith(literal):
            yield len(rest) - len(literal)
        return
    at = rest.find(literal)
    while at >= 0:
        yield at
        at = rest.find(literal, at + 1)


@lru_cache(maxsize=4096)
def candidates(kind: str, text: str, room: int | None = None) -> tuple[Found, ...]:
    """Every reading of a text, the most specific first; at most one per pattern. `room` is how often it may hold one of its kind."""
    room = DEEPEST.get(kind, 1) if room is None else room
    if room == 0 or len(text) > LONGEST:
        return ()
    found = [reading for pattern in patterns(kind) if (reading := _read(pattern, text, kind, room))]
    return tuple(sorted(found, key=lambda reading: -reading.weight))


def _read(pattern: Pattern, text: str, kind: str, room: int) -> Found | None:
    best = None
    for filled in fits(pattern.literals, pattern.holes, text):
        inner = {name: candidates(KNOWN[name], value, room - 1 if KNOWN[name] == kind else None) for name, value in filled.items() if name in KNOWN}
        if all(inner.values()):
            said = {**filled, **{name: readings[0].finnish for name, readings in inner.items()}}
            if SHEET in said:
                said[SHEET] = _titled(said[SHEET])
            weight = pattern.weight + sum(readings[0].weight for readings in inner.values())
            if best is None or weight > best.weight:
                keys = [key for readings in inner.values() for key in readings[0].keys]
                best = Found(pattern.finnish.format(**said), weight, (pattern.key, *keys))
        if not inner:
            break  # other ways to fill holes that hold anything say the same
    return best


def _titled(sheet: str) -> str:
    """A sheet as a Finnish workbook calls it, with the key that every workbook knows."""
    title = catalogue("fi").get(f"workbook.sheet.{sheet}.title")
    return f"{title} ({sheet})" if title else sheet


def finnish(kind: str, text: str) -> str | None:
    """A text in Finnish; None when no pattern knows it."""
    readings = candidates(kind, text)
    return readings[0].finnish if readings else None


def spoken(problem: Problem, lang: str) -> tuple[Problem, str]:
    """A problem in a language, and the language it is in: English when its message or remedy has no Finnish."""
    if lang != "fi":
        return problem, "en"
    message, fix = finnish(SAID, problem.message), finnish(FIX, problem.fix) if problem.fix else ""
    if message is None or fix is None:
        return problem, "en"
    allowed = finnish(ALLOWED, problem.allowed) or problem.allowed  # else a list of codes, the same in any language
    return replace(problem, message=message, fix=fix, allowed=allowed, where=finnish(WHERE, str(problem.where or "")) or problem.where), "fi"


def lines(problem: Problem, lang: str, rename: Callable[[Problem], Problem] | None = None) -> list[Line]:
    """As `Problem.lines`, in a language; `rename` gives keys and values other names once the text is found."""
    told, spoken_in = spoken(problem, lang)
    rows = (rename(told) if rename is not None else told).lines()
    if spoken_in == "fi":
        rows = [_labelled(row) for row in rows]
    return [Line(row, spoken_in) for row in rows]


def _labelled(row: str) -> str:
    for name, hole in (("given", "value"), ("allowed", "range")):
        english, own = (catalogue(lang)(f"problems.frame.{name}", **{hole: ""}) for lang in ("en", "fi"))
        if row.startswith(f"  {english}"):
            return f"  {own}{row.removeprefix(f'  {english}')}"
    return row


def error_lines(error: InputError, lang: str, limit: int = LINES, rename: Callable[[Problem], Problem] | None = None) -> list[Line]:
    """As `InputError.lines`, in a language: at most `limit` lines however many problems there are."""
    told = [lines(problem, lang, rename) for problem in error.problems]
    if len(told) == 1:
        return told[0][:limit]
    rows = [_joined(parts) for parts in told]
    if len(rows) > limit:
        rows = [*rows[: limit - 1], Line(frame(lang, "more", n=len(rows) - limit + 1), lang)]
    return rows


def told(error: InputError, lang: str) -> str:
    """All lines of an error in one."""
    return " ".join(line.text.strip() for line in error_lines(error, lang))


def _joined(parts: list[Line]) -> Line:
    return Line(("; " if parts[0].lang == "fi" else " ").join(part.text.strip() for part in parts), parts[0].lang)


def one_line(problem: Problem, lang: str) -> Line:
    """A problem with value, allowed range and remedy in one line."""
    return _joined(lines(problem, lang))


def cell_line(problem: Problem, lang: str) -> Line:
    """A problem of a cell in one line: place and message."""
    told, spoken_in = spoken(problem, lang)
    return Line(f"{told.where}: {told.message}", spoken_in)


def frame(lang: str, key: str, **values: object) -> str:
    """Words around problems: how many, a note, an error."""
    return catalogue(lang)(f"problems.frame.{key}", **values)
