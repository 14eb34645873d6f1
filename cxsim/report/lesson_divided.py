"""What a debrief says of the model's half of a bare game: by number of units, by case, where the plan loses, and whether it flips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.lessons.bare_debrief import kind_of
from cxsim.lessons.divided import FLIP, Cells, Key
from cxsim.report.figures import bare as draw
from cxsim.report.words import raised
from cxsim.study.statistics import CLEAR, Estimate, estimate_family

if TYPE_CHECKING:
    from cxsim.report.lesson_bare import BareTold

LISTED = 6  # places told by name at most
TREND = {("more", "more"): "grew", ("more", "fewer"): "shrank", ("fewer", "fewer"): "further", ("fewer", "more"): "closer"}  # by where it lies at both ends, and how it moved


class DividedTold:
    """The model's half in one language."""

    def __init__(self, told: BareTold, cells: Cells):
        self.told, self.cells = told, cells
        self.w, self.lang, self.main = told.w, told.lang, told.main
        self.against, self.lucks = cells.terms.against, len(cells.seeds)

    def _pair(self, other: str) -> dict[str, str]:
        """Names of both plans, in quotes, since they stand inside sentences."""
        return {"plan": self._quoted(self.cells.terms.plan), "other": self._quoted(other)}

    def _quoted(self, plan: str) -> str:
        return f"”{self.told.deal(plan)}”" if self.lang == "fi" else f"“{self.told.deal(plan)}”"

    def plans(self) -> list[str]:
        """Plans of the model's half, the one it is about first."""
        return [self.cells.terms.plan, *self.against]

    def half(self, other: str) -> str:
        """What a comparison is called."""
        return self.w("lesson_bare.model.half", plan=self.told.deal(self.cells.terms.plan), other=self.told.deal(other))

    def units_said(self, other: str) -> list[str]:
        """A sentence per number of units, and one on how the difference moves with it."""
        said = []
        for units, size in self.cells.by_units(other, self.main).items():
            kind = kind_of(size)
            said.append(self.w(f"lesson_bare.model.by_units.{kind}", units=units, outcome=self.told.outcome_said(self.main), **self._pair(other), **self.told.sized(size, kind)))
        return [*said, self._trend(other)]

    def _trend(self, other: str) -> str:
        first, last = self.cells.terms.units[0], self.cells.terms.units[-1]
        moved = self.cells.difference((self.cells.usual, last), other, self.main) - self.cells.difference((self.cells.usual, first), other, self.main)
        size = estimate_family(moved[:, None])[0]
        kind = kind_of(size)
        at = self.cells.by_units(other, self.main)
        side = kind_of(at[first]) if kind_of(at[first]) == kind_of(at[last]) else ""
        told = TREND.get((side, kind), kind)
        return self.w(f"lesson_bare.model.trend.{told}", a=first, b=last, outcome=self.told.outcome_said(self.main), **self._pair(other), **self.told.sized(size, kind))

    def title(self) -> str:
        """The finding of the figure: by number of units, a clause per plan it is held against."""
        return "; ".join([self.units_title(self.against[0]), *(self._clause(other) for other in self.against[1:])])

    def _clause(self, other: str) -> str:
        key, counts = self._by_units(other)
        return self.w(f"lesson_bare.model.clause.{key}", **counts, **self._pair(other))

    def _by_units(self, other: str) -> tuple[str, dict[str, int]]:
        """How the numbers of units came out together, and how many of each kind."""
        kinds = [kind_of(size) for size in self.cells.by_units(other, self.main).values()]
        ahead, behind, n = kinds.count("more"), kinds.count("fewer"), len(kinds)
        key = "few" if "few" in kinds else "all_more" if ahead == n else "all_fewer" if behind == n else "none" if ahead == behind == 0 else "mixed"
        return key, {"ahead": ahead, "behind": behind, "n": n}

    def units_title(self, other: str) -> str:
        """The finding by number of units."""
        key, counts = self._by_units(other)
        return self.w(f"lesson_bare.model.title.{key}", **counts, outcome=self.told.outcome_said(self.main), **self._pair(other))

    def units_figure(self) -> Any:
        """Difference by number of units, a panel per plan it is held against."""
        panels = [(self.half(other), [(units, size.mean, size.lo, size.hi, size.state == CLEAR) for units, size in self.cells.by_units(other, self.main).items()]) for other in self.against]
        return draw.units(panels, (self.w("lesson_bare.model.axis"), raised(self.told.outcome(self.main))), self.lang)

    def outcome_table(self, other: str) -> dict[str, Any]:
        """Every outcome in the usual company against one plan, a column per number of units."""
        rows = [[raised(self.told.outcome(name)), *(self._cell(size) for size in self.cells.by_units(other, name).values())] for name in self.told.lesson.reveal.outcomes]
        return {"head": [self.w("lesson.repeats.outcome"), *(self.w("lesson_bare.model.units", n=units) for units in self.cells.terms.units)], "rows": rows}

    def _cell(self, size: Estimate) -> str:
        if not np.isfinite(size.lo):
            return self.told.number(size.mean, 1, signed=True)
        sized = self.told.sized(size, "open")
        return f"{sized['d']} ({sized['range']})"

    def _place(self, key: Key) -> str:
        return self.w("lesson_bare.model.place", case=self.cells.terms.cases[key[0]].label.of(self.lang), units=key[1])

    def region(self, other: str) -> list[str]:
        """Where the plan loses, over every case and number of units."""
        grid = {key: kind_of(size) for key, size in self.cells.grid(other, self.main).items()}
        if "few" in grid.values():
            return [self.w("lesson_bare.model.grid_title_few", **self._pair(other))]
        behind, ahead, n = [key for key, kind in grid.items() if kind == "fewer"], [key for key, kind in grid.items() if kind == "more"], len(grid)
        if not behind:
            lost = self.w("lesson_bare.model.loses_none", n=n, outcome=self.told.outcome_said(self.main), **self._pair(other))
        elif len(behind) == n:
            lost = self.w("lesson_bare.model.loses_all", n=n, outcome=self.told.outcome_said(self.main), **self._pair(other))
        else:
            lost = self._lost(behind, n, other)
        return [lost, self.w("lesson_bare.model.gains", count=len(ahead), n=n), *(self._also(other, name) for name in self.told.lesson.reveal.outcomes[1:])]

    def _also(self, other: str, name: str) -> str:
        """How often it is behind and ahead in another outcome, looked at over the same places."""
        kinds = [kind_of(size) for size in self.cells.grid(other, name).values()]
        return self.w("lesson_bare.model.others", outcome=self.told.outcome_said(name), behind=kinds.count("fewer"), ahead=kinds.count("more"), n=len(kinds))

    def _lost(self, behind: list[Key], n: int, other: str) -> str:
        """Some places, by name: those lost, or those not lost where these are fewer."""
        rest = [key for key in self.cells.grid(other, self.main) if key not in behind]
        key, named = ("loses", behind) if len(behind) <= len(rest) else ("loses_but", rest)
        places = "; ".join(self._place(place) for place in named[:LISTED]) + (" …" if len(named) > LISTED else "")
        return self.w(f"lesson_bare.model.{key}", count=len(behind), n=n, places=places, outcome=self.told.outcome_said(self.main), **self._pair(other))

    def grid_title(self, other: str) -> str:
        """The finding over all places."""
        kinds = [kind_of(size) for size in self.cells.grid(other, self.main).values()]
        if "few" in kinds:
            return self.w("lesson_bare.model.grid_title_few", **self._pair(other))
        return self.w("lesson_bare.model.grid_title", behind=kinds.count("fewer"), ahead=kinds.count("more"), n=len(kinds), **self._pair(other))

    def whole_grid_title(self) -> str:
        """The finding of the figure over all places: a clause per plan it is held against."""
        return "; ".join([self.grid_title(self.against[0]), *(self._grid_clause(other) for other in self.against[1:])])

    def _grid_clause(self, other: str) -> str:
        kinds = [kind_of(size) for size in self.cells.grid(other, self.main).values()]
        return self.w(f"lesson_bare.model.grid_clause.{'few' if 'few' in kinds else 'counts'}", behind=kinds.count("fewer"), ahead=kinds.count("more"), n=len(kinds), **self._pair(other))

    def grid_figure(self) -> Any:
        """Differences over cases and numbers of units, a panel per plan it is held against."""
        terms, panels = self.cells.terms, []
        for other in terms.against:
            sizes = self.cells.grid(other, self.main)
            shape = (len(terms.cases), len(terms.units))
            panels.append((self.half(other), np.array([size.mean for size in sizes.values()]).reshape(shape), np.array([size.state == CLEAR for size in sizes.values()]).reshape(shape)))
        return draw.grid(panels, [case.label.of(self.lang) for case in terms.cases.values()], [self.w("lesson_bare.model.units", n=units) for units in terms.units], self.lang)

    def flip_lead(self) -> str:
        """What the conditions are tried on."""
        terms = self.cells.terms
        return self.w("lesson_bare.model.flip_lead", units=terms.units[-1], plan=self._quoted(terms.plan), other=self._quoted(terms.against[0]), outcome=self.told.outcome(self.main))

    def flips(self) -> list[tuple[str, str]]:
        """Conditions with the most units, and what came out when they were tried."""
        found = [flip.text.of(self.lang) for flip in self.told.lesson.reveal.flips]
        other, units = self.against[0], self.cells.terms.units[-1]
        usual = kind_of(self.cells.by_units(other, self.main)[units])
        return [(text, self._flipped(self.cells.difference((f"{FLIP}{place}", units), other, self.main), usual)) for place, text in enumerate(found)]

    def closing(self) -> str:
        """What the conditions came to together; empty with too few lucks."""
        other, units = self.against[0], self.cells.terms.units[-1]
        usual = kind_of(self.cells.by_units(other, self.main)[units])
        found = [self._tried(self.cells.difference((f"{FLIP}{place}", units), other, self.main), usual)[0] for place in range(len(self.told.lesson.reveal.flips))]
        if usual == "few" or not found:
            return ""
        turned, lost = found.count("turns"), len([key for key in found if key in ("open", "same")])
        key = "no_answer" if usual in ("open", "same") else "turned" if turned else "lost" if lost else f"stays_{usual}"
        return self.w(f"lesson_bare.model.closing.{key}", units=units, turned=turned, lost=lost, n=len(found), outcome=self.told.outcome_said(self.main), **self._pair(other))

    @staticmethod
    def _tried(values: np.ndarray, usual: str) -> tuple[str, Estimate]:
        """How a condition came out beside the usual company, and the difference under it."""
        size = estimate_family(values[:, None])[0]
        kind = kind_of(size)
        told = {"few": "none", "more": "clear", "fewer": "clear"}.get(kind, kind)
        if told == "clear" and usual in ("more", "fewer"):
            told = "stays" if kind == usual else "turns"
        return told, size

    def _flipped(self, values: np.ndarray, usual: str) -> str:
        told, size = self._tried(values, usual)
        sized = self.told.sized(size, "open")
        return self.w(f"lesson.flip.{told}", n=size.n, **sized)
