"""Firms and schemes side by side: each does a part of its quarter in turn, none of them ahead of the others.

What has just run is quick to run again: the code of one part stays in the processor's nearest memory while all do it,
where a whole quarter with its customers would have driven it out. Twelve schemes on one seed take 5 to 10 % less time
than one after the other, and the same bytes come out, since nobody looks at another between two parts.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import Any, Generator, Iterable, TypeVar

T = TypeVar("T")
Agenda = Generator[None, None, T]  # work in parts, each ended by a `yield`; what it comes to is returned


def abreast(agendas: Iterable[Agenda[Any]]) -> Agenda[None]:
    """An agenda whose parts are the parts of all: first everybody's first, then everybody's second."""
    for _ in zip_longest(*agendas):
        yield


def finish(agenda: Agenda[T]) -> T:
    """Do every part that is left; returns what the agenda comes to."""
    while True:
        try:
            next(agenda)
        except StopIteration as end:
            return end.value
