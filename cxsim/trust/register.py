"""What a screening found: shifts of outcomes and of differences by step, as lines, as a table, and as a ranking.

A shift is the mean over seeds of (outcome after the step - outcome as it is), paired by seed, with half its 95 %
Student interval. A verdict turns when the mean difference between two schemes changes its sign.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping

import numpy as np

from cxsim.trust.leaves import CHOICE, DOWN, UP, Move
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.verdicts import OPEN, interval

NAME = "register"
SCHEMES = ("unit_growth", "company_cx", "unit_satisfaction")
OUTCOMES = ("customers_kept_pct", "true_cx", "revenue_eur", "profit_after_bonus_eur")
# difference of company CX less unit growth, the verdict of the main comparison
DIFFERENCES = ("customers_kept_pct", "true_cx", "profit_after_bonus_eur")
WORDS = {
    "customers_kept_pct": ("customers kept", "points"),
    "true_cx": ("true experience", "points"),
    "revenue_eur": ("revenue per customer", "EUR"),
    "profit_after_bonus_eur": ("profit per customer", "EUR"),
}
TOP = 3
FLATTERED = "picked as largest of many, so luck flatters it"
WEAKNESS = {"A": 0.25, "B": 0.5, "C": 0.75, "D": 1.0}  # weight of an evidence grade in the order of the register: assumption


@dataclass(frozen=True)
class Shift:
    """A mean shift and half its interval; `after` is the mean after the step, None for plain outcomes."""

    mean: float
    half: float
    after: float = math.nan
    after_half: float = math.nan

    @property
    def clear(self) -> bool:
        """Whether the interval lies beside zero."""
        return abs(self.mean) > self.half


def shifts(found: np.ndarray, place: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Per seed, shifts of outcomes (mean of the schemes) and of differences of the move at `place`.

    `found` (seeds, moves, schemes, outcomes), the first move being the settings as they are.
    """
    levels = found[:, place].mean(axis=1) - found[:, 0].mean(axis=1)
    now, then = differences(found, place), differences(found, 0)
    return list(levels.T), [now[name] - then[name] for name in DIFFERENCES]


def differences(found: np.ndarray, place: int) -> dict[str, np.ndarray]:
    """Company CX less unit growth by seed."""
    one, other = SCHEMES.index("company_cx"), SCHEMES.index("unit_growth")
    return {name: found[:, place, one, k] - found[:, place, other, k] for k, name in enumerate(OUTCOMES) if name in DIFFERENCES}


def turned(before: float, after: float) -> bool:
    """Whether a difference changed its sign."""
    return before * after < 0.0


def is_clear(values: np.ndarray) -> bool:
    """Whether the interval of a difference lies beside zero."""
    _, lo, hi, n = interval(values)
    return n > 1 and not lo <= 0.0 <= hi


# ---------------------------------------------------------------- lines


def lines(told: Mapping[str, list[Move]], found: Mapping[str, np.ndarray]) -> list[Line]:
    """Verdicts as they are, how many steps turn them, and the largest movers; EUR per customer at the start."""
    rows: list[Line] = []
    for company, every in told.items():
        rows += _verdicts(company, every, found[company])
    for company, every in told.items():
        rows += _movers(company, every, found[company])
    return rows


def _verdicts(company: str, every: list[Move], found: np.ndarray) -> list[Line]:
    note, rows = Notebook(NAME, f"{company}: does the verdict stand"), []
    for name in DIFFERENCES:
        word, unit = WORDS[name]
        base = differences(found, 0)[name]
        rows.append(note.find(f"company CX less growth: {word}", OPEN, base, unit, "the difference as the settings are"))
        after = [differences(found, place)[name] for place in range(1, len(every))]
        steps = [place for place, move in enumerate(every[1:]) if move.side != CHOICE]
        flips = [place for place in range(len(after)) if turned(base.mean(), after[place].mean())]
        value = 100.0 * len(set(flips) & set(steps)) / max(len(steps), 1) if is_clear(base) else math.nan
        names = sorted({every[place + 1].key for place in flips})
        told = f"turned by: {', '.join(names[:8])}{' and others' if len(names) > 8 else ''}" if names else "turned by none"
        lost = sum(not is_clear(after[place]) for place in steps)
        told += f"; no longer clear after {lost} of {len(steps)} steps" if is_clear(base) else "; no clear difference to turn"
        what = f"share of {len(steps)} single steps after which the sign of the difference is the other one"
        rows.append(Line(NAME, note.topic, f"steps that turn it: {word}", what, "%", OPEN, value, note=told))
    return rows


def _movers(company: str, every: list[Move], found: np.ndarray) -> list[Line]:
    every_shift = [shifts(found, place) for place in range(len(every))]
    heads = [(0, k, *WORDS[name], "") for k, name in enumerate(OUTCOMES)]
    heads += [(1, k, *WORDS[name], "difference in ") for k, name in enumerate(DIFFERENCES)]
    rows: list[Line] = []
    for kind, k, word, unit, prefix in heads:
        note = Notebook(NAME, f"{company}: {prefix}{word} moves most with")
        sizes = {place: signal(every_shift[place][kind][k]) for place, move in enumerate(every) if move.side in (DOWN, UP)}
        for place in _largest(sizes, every):
            move = every[place]
            what = f"shift of {prefix}{word} when {move.key} goes {move.side} to {move.told}; {FLATTERED}"
            rows.append(note.find(f"{short(move.key)} {move.side}", OPEN, every_shift[place][kind][k], unit, what))
    return rows


def _largest(sizes: Mapping[int, float], every: list[Move]) -> list[int]:
    """Places of the largest movers, each assumption once."""
    first: dict[str, int] = {}
    for place in sorted(sizes, key=lambda place: -sizes[place]):
        if sizes[place] > 0.0:
            first.setdefault(every[place].key, place)
    return list(first.values())[:TOP]


def short(key: str) -> str:
    """A setting's name without the part everybody knows."""
    return key.removeprefix("behaviour.activities.").removeprefix("company.")


def signal(values: np.ndarray) -> float:
    """Size of a shift less what luck alone would give: sqrt(max(0, mean^2 - s^2 / n))."""
    noise = float(np.var(values, ddof=1)) / len(values) if len(values) > 1 else 0.0
    return math.sqrt(max(0.0, float(np.mean(values)) ** 2 - noise))


# ---------------------------------------------------------------- the table

COLUMNS = (
    "company", "key", "side", "value",
    *(f"{name}_{part}" for name in OUTCOMES for part in ("shift", "half")),
    *(f"diff_{name}_{part}" for name in DIFFERENCES for part in ("shift", "half", "se", "after", "after_half")),
)  # fmt: skip


def csv_of(told: Mapping[str, list[Move]], found: Mapping[str, np.ndarray]) -> str:
    """One row per company and step, the settings as they are first (`key` empty)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for company, every in told.items():
        for place, move in enumerate(every):
            writer.writerow([company, move.key, move.side, move.told, *_cells(found[company], place)])
    return out.getvalue()


def _cells(found: np.ndarray, place: int) -> Iterable[str]:
    levels, diffs = shifts(found, place)
    for values in levels:
        yield from _numbers(values)
    after = differences(found, place)
    for name, values in zip(DIFFERENCES, diffs):
        se = float(np.std(values, ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0.0
        yield from (*_numbers(values), _text(se), *_numbers(after[name]))


def _numbers(values: np.ndarray) -> tuple[str, str]:
    mean, lo, hi, _ = interval(values)
    return _text(mean), _text((hi - lo) / 2)


def _text(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.5g}"


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a stored table; empty without a file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ---------------------------------------------------------------- the ranking


@dataclass(frozen=True)
class Entry:
    """What the screening says of one assumption over all companies and steps."""

    key: str
    influence: float  # on the verdict: 1 = as much as the usual step
    shifts: Mapping[str, float]  # largest shift by outcome and by `diff_` outcome, signed as for the step up
    flips: int  # verdicts turned
    verdicts: int  # verdicts looked at


def ranking(rows: list[dict[str, str]]) -> dict[str, Entry]:
    """Entries by key.

    Influence is the root mean square, over companies, steps and the three differences, of the shift less luck, each
    in units of the root mean square shift of all steps of that company: sqrt(max(0, mean((shift^2 - se^2) / scale^2))).
    """
    steps = [row for row in rows if row["key"]]
    base = {row["company"]: row for row in rows if not row["key"]}
    scale = {
        (company, name): math.sqrt(float(np.mean([_of(row, f"diff_{name}_shift") ** 2 for row in steps if row["company"] == company and row["side"] != CHOICE] or [0.0])))
        for company in base
        for name in DIFFERENCES
    }
    return {key: _entry(key, [row for row in steps if row["key"] == key], base, scale) for key in dict.fromkeys(row["key"] for row in steps)}


def _of(row: Mapping[str, str], name: str) -> float:
    return float(row[name]) if row[name] else 0.0


def _entry(key: str, rows: list[dict[str, str]], base: Mapping[str, dict[str, str]], scale: Mapping[tuple[str, str], float]) -> Entry:
    squares, flips, verdicts = [], 0, 0
    for row in rows:
        for name in DIFFERENCES:
            unit = scale[row["company"], name]
            square = _of(row, f"diff_{name}_shift") ** 2 - _of(row, f"diff_{name}_se") ** 2
            squares.append(square / unit**2 if unit else 0.0)
            then = base[row["company"]]
            if abs(_of(then, f"diff_{name}_after")) > _of(then, f"diff_{name}_after_half"):
                verdicts += 1
                flips += turned(_of(then, f"diff_{name}_after"), _of(row, f"diff_{name}_after"))
    names = [*OUTCOMES, *(f"diff_{name}" for name in DIFFERENCES)]
    largest = {name: max((_signed(row, name) for row in rows), key=abs, default=0.0) for name in names}
    return Entry(key, math.sqrt(max(0.0, float(np.mean(squares)))), largest, flips, verdicts)


def _signed(row: Mapping[str, str], name: str) -> float:
    """A shift as if the step had been up."""
    return (-1.0 if row["side"] == DOWN else 1.0) * _of(row, f"{name}_shift")
