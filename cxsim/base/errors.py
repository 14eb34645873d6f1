"""The errors a user may meet, each with its exit code; nothing here prints or exits."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Iterable

EXIT_GOOD = 0
EXIT_BAD_INPUT = 2
EXIT_CELLS_FAILED = 3
EXIT_BOOKS = 4
EXIT_INTERRUPTED = 130


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: where it stands, what was given, what is allowed, how to mend it."""

    message: str
    where: str = ""
    key: str = ""
    value: Any = None
    allowed: str = ""
    fix: str = ""
    rule: str = ""

    def lines(self) -> list[str]:
        """At most five lines: place and message, value, allowed range, remedy."""
        place = ", ".join(part for part in (self.where, self.key) if part)
        head = f"{place}: {self.message}" if place else self.message
        if self.rule:
            head = f"{head} [{self.rule}]"
        rows = [head]
        if self.value is not None:
            rows.append(f"  given: {_short(self.value)}")
        if self.allowed:
            rows.append(f"  allowed: {self.allowed}")
        if self.fix:
            rows.append(f"  {self.fix}")
        return rows


class CxsimError(Exception):
    """Base of every error cxsim raises on purpose."""

    exit_code = 1


class InputError(CxsimError, ValueError):
    """Something the user gave cannot be used. Carries all problems found, not only the first."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(self.lines()))

    def __reduce__(self) -> tuple[type, tuple[list[Problem]]]:
        """Travels whole between processes."""
        return type(self), (self.problems,)

    def lines(self, limit: int = 6) -> list[str]:
        """The report shown to a user, at most `limit` lines however many problems there are."""
        if len(self.problems) == 1:
            return self.problems[0].lines()[:limit]
        rows = [" ".join(part.strip() for part in problem.lines()) for problem in self.problems]
        if len(rows) > limit:
            rows = [*rows[: limit - 1], f"... and {len(rows) - limit + 1} more problems"]
        return rows


class BooksError(CxsimError):
    """Customers or cents went missing inside the simulation: a fault of the program, never of the user."""

    exit_code = EXIT_BOOKS


class CellsFailed(CxsimError):
    """Some runs of a study failed; the others are kept."""

    exit_code = EXIT_CELLS_FAILED


def nearest(word: str, known: Iterable[str]) -> str:
    """The sentence 'did you mean: x?' for a misspelt word, or a list of what is known."""
    options = sorted(known)
    close = get_close_matches(str(word), options, n=1, cutoff=0.5)
    if close:
        return f"did you mean: {close[0]}?"
    return "known: " + ", ".join(options[:12]) + (" ..." if len(options) > 12 else "")


def _short(value: Any, width: int = 60) -> str:
    text = str(value)
    return text if len(text) <= width else text[: width - 3] + "..."
