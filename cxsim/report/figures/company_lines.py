"""How lines of several companies are told apart in one picture, and which lines lie exactly under another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxsim.report import theme

Line = tuple[str, int]  # arm and company
Values = Mapping[str, Mapping[str, Sequence[Sequence[float]]]]  # figure -> arm -> a list per company


@dataclass(frozen=True)
class Look:
    """Colour, dash and marker of a line."""

    ink: str
    dash: Any
    marker: str


_NAMES = ("seniority_gradient", "company_cx", "journey_ownership", "balanced_scorecard", "deferred_three_year", "inverse_gradient")
_DASHES = ("solid", (0, (1.2, 1.3)), (0, (7, 1.6)), (0, (3, 1, 1, 1, 1, 1)), (0, (2.4, 1.2)), (0, (9, 1.4, 2, 1.4)))
_MARKS = ("D", "^", "v", "P", "*", "h", "<", ">", "p", "X", "d", "8")


def look(company: int) -> Look:
    """The look of a company: its colour comes again after six, its dash with another colour, its marker never among twelve."""
    again, place = divmod(company, len(_NAMES))
    return Look(theme.SCHEMES[_NAMES[place]].line, _DASHES[(place + again) % len(_DASHES)], _MARKS[company % len(_MARKS)])


def covered(panels: Values, order: Sequence[str]) -> dict[Line, Line]:
    """Lines that cannot be seen, and the line drawn last of those that lie on them: alike in every panel. `order` is that of drawing."""
    lines = [(arm, company) for arm in order for company in range(len(next(iter(panels.values()))[arm]))]

    def alike(one: Line, two: Line) -> bool:
        return all(np.array_equal(arms[one[0]][one[1]], arms[two[0]][two[1]]) for arms in panels.values())

    found = {line: [above for above in lines[place + 1 :] if alike(line, above)] for place, line in enumerate(lines)}
    return {line: above[-1] for line, above in found.items() if above}
