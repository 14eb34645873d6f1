"""The table of a four-department firm, cell by cell, and the patterns it shows.

The published cells are means of 150 landscapes with standard errors up to .012. They come from an unpublished
program of another hand on the same description; none of its code is used here. Bands were set before measuring: .03
on levels as the table's author asks, .05 on restlessness, where the description leaves open which periods are late.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxsim.organisation.keyed import generator
from cxsim.pay.diagnostics import effective_weight
from cxsim.trust.docking import landscapes, search
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.verdicts import LESS, MORE, NIL, interval

NAME = "docking"
OUTSIDERS = (0, 1, 3, 6)  # random decisions of other departments that each decision depends on
WITH_CENTRE = (3, 6)
WEIGHTS = (0.0, 0.05, 0.10, 0.25, 0.50, 1.0)
PLANS = (0.10, 0.15, 0.25, 0.50)  # share of the plan on the company's average
UNITS = 4
FIRM = "aaabbbcccddd"
BROAD = 0.50  # the weight against which gains are counted: where the table is highest
LEVEL_BAND, RESTLESS_BAND = 0.03, 0.05
SOURCE = "own docking table, 150 landscapes, unpublished"
LEVELS = {
    ("free", 0): (1.00, 1.00, 1.00, 1.00, 1.00, 1.00),
    ("free", 1): (0.94, 0.95, 0.96, 0.97, 0.97, 0.96),
    ("free", 3): (0.82, 0.86, 0.87, 0.92, 0.93, 0.93),
    ("free", 6): (0.70, 0.73, 0.78, 0.87, 0.89, 0.89),
    ("centre", 3): (0.92, 0.92, 0.92, 0.92, 0.92, 0.92),
    ("centre", 6): (0.88, 0.88, 0.88, 0.88, 0.88, 0.89),
}
# nan where the table names no number
_NONE = float("nan")
RESTLESS = {
    ("free", 0): (0.00, _NONE, _NONE, _NONE, _NONE, 0.00),
    ("free", 1): (0.13, 0.08, 0.06, 0.01, 0.00, 0.00),
    ("free", 3): (0.57, 0.45, 0.32, 0.07, 0.00, 0.00),
    ("free", 6): (0.84, 0.72, 0.59, 0.18, 0.00, 0.00),
    ("centre", 3): (0.00, _NONE, _NONE, _NONE, _NONE, 0.00),
    ("centre", 6): (0.00, _NONE, _NONE, _NONE, _NONE, 0.00),
}
WAYS = {"free": "no centre", "centre": "centre"}
Cell = tuple[str, int]


@dataclass(frozen=True)
class Cells:
    """What was found for one number of outsiders: by way to decide, arrays (weights, landscapes)."""

    weights: tuple[float, ...]
    found: dict[str, search.Found]

    def row(self, way: str, weight: float, what: str = "level") -> np.ndarray:
        """One number per landscape."""
        return getattr(self.found[way], what)[self.weights.index(weight)]

    def gain(self, way: str, weight: float, over: float = 0.0) -> np.ndarray:
        """Level gained by raising the weight from `over`, by landscape."""
        return self.row(way, weight) - self.row(way, over)


def felt(plan: float) -> float:
    """What a plan's weight on the company comes to as a weight on other units' results."""
    return effective_weight(plan, UNITS)


def measured(seed: int, outsiders: int, n: int) -> Cells:
    """`n` landscapes searched at every weight, without and with a centre, on the same luck."""
    luck = generator(seed, "docking", FIRM, outsiders)
    land = landscapes.landscapes(landscapes.with_outsiders(n, len(FIRM), outsiders, luck), FIRM, luck)
    weights = (*WEIGHTS, *map(felt, PLANS))
    chance = search.luck_for(land, luck)
    ways = WAYS if outsiders in WITH_CENTRE else ("free",)
    return Cells(weights, {way: search.search(land, np.array(weights), chance, way == "centre") for way in ways})


def plain_land(seed: int, n: int) -> np.ndarray:
    """Share of later periods in which firms on a plain change something, (weights, firms)."""
    land = landscapes.flat(n, FIRM)
    chance = search.luck_for(land, generator(seed, "docking", "plain", 0))
    return search.search(land, np.array(WEIGHTS), chance, False).restless


def lines(cells: dict[int, Cells], plain: np.ndarray) -> list[Line]:
    """All lines of the four-department firm."""
    return [
        *exact(cells[0], plain),
        *levels(cells),
        *restlessness(cells),
        *breadth(cells),
        *diminishing(cells),
        *unrest(cells),
        *substitution(cells),
        *translation(cells),
    ]


# ---------------------------------------------------------------- cells


def exact(none: Cells, plain: np.ndarray) -> list[Line]:
    """What any correct program of this description does."""
    note = Notebook(NAME, "must hold")
    apart = float(np.ptp(none.found["free"].level, axis=0).max())
    return [
        note.banded(
            "no outsiders: weights part ways", apart, 0.0, 0.0, "share",
            "largest difference between weights on one landscape, same luck: nobody touches anybody",
            "pattern 1 of the table", identity=True,
        ),
        note.banded(
            "a plain: periods with a change", float(plain.max()), 0.0, 0.0, "share",
            "every state alike, so no trial pays strictly more; largest of all firms and weights",
            "the rule itself", identity=True,
        ),
    ]  # fmt: skip


def levels(cells: dict[int, Cells]) -> list[Line]:
    """Final performance as a share of the landscape's best."""
    note = Notebook(NAME, "levels")
    what = "final performance over the landscape's best, mean of landscapes"
    return [
        _agrees(note, cell, weight, cells[cell[1]].row(cell[0], weight), truth, LEVEL_BAND, what)
        for cell, row in LEVELS.items()
        for weight, truth in zip(WEIGHTS, row, strict=True)
    ]


def restlessness(cells: dict[int, Cells]) -> list[Line]:
    """Share of late periods that still change something, where the table names a number."""
    note = Notebook(NAME, "restlessness")
    what = f"share of periods {search.LATER + 1} to {search.PERIODS} in which the firm changes"
    return [
        _agrees(note, cell, weight, cells[cell[1]].row(cell[0], weight, "restless"), truth, RESTLESS_BAND, what)
        for cell, row in RESTLESS.items()
        for weight, truth in zip(WEIGHTS, row, strict=True)
        if np.isfinite(truth)
    ]


def _agrees(
    note: Notebook, cell: Cell, weight: float, values: np.ndarray, truth: float, within: float, what: str
) -> Line:
    mean, lo, hi, n = interval(values)
    name = f"{WAYS[cell[0]]}, {_outsiders(cell[1])}, w {weight:g}"
    return note.agrees(name, mean, truth, within, "share", what, SOURCE, lo=lo, hi=hi, n=n)


# ---------------------------------------------------------------- patterns


def breadth(cells: dict[int, Cells]) -> list[Line]:
    """The gain from weight on others, by interdependence."""
    note = Notebook(NAME, "gain from breadth")
    gains = {outsiders: cells[outsiders].gain("free", BROAD) for outsiders in OUTSIDERS}
    what = f"level at w {BROAD:g} less level at w 0, same landscapes and luck, no centre"
    found = [note.find("no outsiders", NIL, gains[0], "share", what, source=SOURCE)]
    for outsiders, truth in ((1, 0.03), (3, 0.11), (6, 0.19)):
        mean, lo, hi, n = interval(gains[outsiders])
        found.append(note.agrees(_outsiders(outsiders), mean, truth, LEVEL_BAND, "share", what, SOURCE, lo=lo, hi=hi, n=n))
    for few, many in ((0, 1), (1, 3), (3, 6)):
        name = f"from {few or 'no'} to {_outsiders(many)}"
        grown = "gain at more outsiders less gain at fewer"
        found.append(note.find(name, MORE, gains[many] - gains[few], "share", grown, source=SOURCE))
    return found


ROUGH = "in this topic: the table's own cells leave such shares .1 to .2 of play where 3 or 6 are outside, .5 and more where 1 is"
# words of the description turned into bands before measuring
SHARES = {
    0.25: {1: (0.80, 1.20), 3: (0.80, 1.20), 6: (0.80, 1.20)},  # about 90 % or more
    0.10: {1: (0.60, 0.90), 3: (0.35, 0.65), 6: (0.35, 0.65)},  # about half; three quarters at 1
    0.05: {3: (0.10, 0.45), 6: (0.10, 0.45)},  # about 15 to 40 %
}


def diminishing(cells: dict[int, Cells]) -> list[Line]:
    """How much of the gain small weights give."""
    note, found = Notebook(NAME, "diminishing returns"), []
    what = f"gain at this weight over gain at w {BROAD:g}, no centre"
    for weight, bands in SHARES.items():
        for outsiders, (low, high) in bands.items():
            row = _share(cells[outsiders], weight)
            found.append(_in_band(note, f"w {weight:g}, {_outsiders(outsiders)}", row, low, high, what, SOURCE, **_once(ROUGH, found)))
    for outsiders in (1, 3, 6):
        first = cells[outsiders].gain("free", 0.25)
        rest = cells[outsiders].gain("free", 1.0, over=0.25)
        name = f"first quarter of weight, {_outsiders(outsiders)}"
        told = "gain from w 0 to .25 less gain from .25 to 1"
        found.append(note.find(name, MORE, first - rest, "share", told, source=SOURCE))
    return found


def unrest(cells: dict[int, Cells]) -> list[Line]:
    """Pay for the own department alone shows as adjustment without end."""
    note, found = Notebook(NAME, "silos are restless"), []
    calm = {k: cells[k].row("free", 0.0, "restless") - cells[k].row("free", BROAD, "restless") for k in (1, 3, 6)}
    what = f"share of late periods with a change: w 0 less w {BROAD:g}, no centre"
    for outsiders, values in calm.items():
        found.append(note.find(_outsiders(outsiders), MORE, values, "share", what, source=SOURCE))
    found.append(note.find("from 1 to 6 outsiders", MORE, calm[6] - calm[1], "share", "the same, difference", source=SOURCE))
    for outsiders in WITH_CENTRE:
        quiet = cells[outsiders].row("centre", 0.0, "restless")
        told = "share of late periods with a change at w 0"
        found.append(note.find(f"with a centre, {_outsiders(outsiders)}", NIL, quiet, "share", told, tolerance=0.01, source=SOURCE))
    return found


def substitution(cells: dict[int, Cells]) -> list[Line]:
    """A coordinating centre leaves little for incentives to do."""
    note, found = Notebook(NAME, "centre or breadth"), []
    for outsiders in WITH_CENTRE:
        free, centre = (cells[outsiders].gain(way, BROAD) for way in ("free", "centre"))
        what = f"level at w {BROAD:g} less level at w 0 under a centre"
        found.append(note.find(f"gain under a centre, {_outsiders(outsiders)}", NIL, centre, "share", what, tolerance=0.02, source=SOURCE))
        what = "gain from breadth under a centre less the same without"
        found.append(note.find(f"less than without, {_outsiders(outsiders)}", LESS, centre - free, "share", what, source=SOURCE))
    return found


# shares of the reachable gain that the description expects of a plan, a hypothesis of its author
PLAN_BANDS = {0.10: (0.10, 0.25), 0.15: (0.10, 0.25), 0.25: (0.33, 0.50), 0.50: (0.75, 0.85)}


def translation(cells: dict[int, Cells]) -> list[Line]:
    """What a plan's weight on the company average buys in a firm of four units."""
    note, found = Notebook(NAME, "weight on paper"), []
    for plan, (low, high) in PLAN_BANDS.items():
        what = f"share of the gain at w {BROAD:g} that w {felt(plan):.3f} gives; so much is {100 * plan:.0f} % in four units"
        for outsiders in WITH_CENTRE:
            row = _share(cells[outsiders], felt(plan))
            found.append(_in_band(note, f"{100 * plan:.0f} % of a plan, {_outsiders(outsiders)}", row, low, high, what, "hypothesis of the table's author", **_once(ROUGH, found)))
    return found


def _share(cells: Cells, weight: float) -> np.ndarray:
    """Ratio of mean gains as one number per landscape, linear in each, so that its spread is the ratio's (delta method)."""
    part, whole = cells.gain("free", weight), cells.gain("free", BROAD)
    ratio = part.mean() / whole.mean()
    return ratio + (part - ratio * whole) / whole.mean()


def _in_band(
    book: Notebook, name: str, values: np.ndarray, low: float, high: float, what: str, source: str, **more: str
) -> Line:
    mean, lo, hi, n = interval(values)
    return book.banded(name, mean, low, high, "share", what, source, lo=lo, hi=hi, n=n, **more)


def _once(note: str, found: list[Line]) -> dict[str, str]:
    """A note for the first line of a topic only."""
    return {} if found else {"note": note}


def _outsiders(number: int) -> str:
    return "1 outsider" if number == 1 else f"{number or 'no'} outsiders"
