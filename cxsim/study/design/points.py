"""Points of a design: from factors and a kind of plan to rows of values, the same wherever they are made."""

from __future__ import annotations

import csv
import math
from itertools import product
from pathlib import Path
from typing import Iterator

import numpy as np

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.streams import stream_key
from cxsim.base.study_schema import BLOCKED, CSV, GRID, LIST, SOBOL, ZIP, DesignSettings, Factor
from cxsim.study.design import blocks

Point = dict[str, float]
MOST = 1_000_000  # points; beyond it a design is refused before anything is made
DIGITS = 9
WHERE = "study.design"


def points_of(design: DesignSettings, seed: int) -> list[Point]:
    """Rows of values by name of factor, in the order of the plan; repeated rows stay, they cost nothing twice.

    `seed` keys sampled designs (latin_hypercube, sobol, morris, sobol_indices), which are the same for any number of workers.
    Raises InputError for factors without what their plan needs, for no point at all, and for more than `MOST`.
    """
    _check(design)
    made = {GRID: _grid, ZIP: _zip, LIST: _rows, CSV: _table}.get(design.kind)
    points = list(made(design)) if made else _sampled(design, seed)
    if not points:
        raise InputError(Problem("has no point: nothing would be run", WHERE, "points", fix="give points, rows or values"))
    return points


def count_of(design: DesignSettings) -> int:
    """How many points a grid or sample will have, without making them."""
    if design.kind == GRID:
        return math.prod(len(factor.values) for factor in design.factors.values())
    if design.kind in BLOCKED:
        return blocks.count_of(design) * blocks.size_of(design)
    return design.points


def _check(design: DesignSettings) -> None:
    problems = [fault for name, factor in design.factors.items() for fault in _faults(design.kind, name, factor)]
    problems += blocks.faults(design, WHERE)
    if not design.factors:
        problems.append(Problem("varies nothing", WHERE, "uncertainties", fix="name at least one factor under levers or uncertainties"))
    if both := set(design.levers) & set(design.uncertainties):
        problems.append(Problem("is a lever and an uncertainty", WHERE, sorted(both)[0]))
    if count_of(design) > MOST:
        problems.append(Problem("is too large a design", WHERE, "kind", f"{count_of(design):,} points", f"up to {MOST:,}", "fewer values, or kind: latin_hypercube with points: 500"))
    if problems:
        raise InputError(problems)


def _faults(kind: str, name: str, factor: Factor) -> Iterator[Problem]:
    if kind in (GRID, ZIP) and not factor.values:
        yield Problem(f"a {kind} needs values", WHERE, f"{name}.values", fix="for example values: [0.1, 0.3, 0.6]")
    if kind in (LIST, CSV, GRID, ZIP):
        return
    if factor.low is None or factor.high is None:
        yield Problem("a sampled design needs low and high", WHERE, f"{name}.low", fix="for example low: 0.0 and high: 0.6")
    elif factor.low >= factor.high:
        yield Problem("is not below high", WHERE, f"{name}.low", factor.low, f"less than {factor.high:g}")


def _grid(design: DesignSettings) -> Iterator[Point]:
    names = list(design.factors)
    for values in product(*(design.factors[name].values for name in names)):
        yield dict(zip(names, values))


def _zip(design: DesignSettings) -> Iterator[Point]:
    sizes = {name: len(factor.values) for name, factor in design.factors.items()}
    if len(set(sizes.values())) > 1:
        raise InputError(Problem("values of a zip differ in number", WHERE, "values", ", ".join(f"{k}: {v}" for k, v in sizes.items())))
    for values in zip(*(factor.values for factor in design.factors.values())):
        yield dict(zip(design.factors, values))


def _rows(design: DesignSettings) -> Iterator[Point]:
    for place, row in enumerate(design.rows):
        yield _whole(row, list(design.factors), f"{WHERE}.rows[{place}]")


def _table(design: DesignSettings) -> Iterator[Point]:
    """Rows of a CSV file with a head; numbers with a decimal point."""
    path = Path(design.file or "")
    if not path.is_file():
        raise InputError(Problem("is not a file", WHERE, "file", design.file, fix="a CSV with a column per factor"))
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for place, row in enumerate(csv.DictReader(stream), start=2):
            where = f"{path}, line {place}"
            if None in row:
                raise InputError(Problem("has more values than the head has names", where, fix="decimal points, commas between values"))
            yield _whole({name: _number(text, where, name) for name, text in row.items()}, list(design.factors), where)


def _number(text: str | None, where: str, name: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(Problem("is not a number", where, name, text, "a finite number with a decimal point"))
    return value


def _whole(row: Point, names: list[str], where: str) -> Point:
    for name in [*row, *names]:
        if name not in names:
            raise InputError(Problem("is not a factor of the design", where, name, fix=nearest(name, names)))
        if name not in row:
            raise InputError(Problem("is missing", where, name))
    return {name: float(row[name]) for name in names}


def _sampled(design: DesignSettings, seed: int) -> list[Point]:
    """Latin hypercube (McKay, Beckman and Conover 1979) or scrambled Sobol points (Owen 1998), by scipy; blocks by SALib."""
    from scipy.stats import qmc

    factors = design.factors
    luck = np.random.Generator(np.random.Philox(np.random.SeedSequence(stream_key(seed, "design", design.kind))))
    if design.kind in BLOCKED:
        unit = blocks.unit_points(design, seed)
    elif design.kind == SOBOL:
        power = max(0, math.ceil(math.log2(max(design.points, 1))))
        unit = qmc.Sobol(len(factors), rng=luck).random_base2(power)[: design.points]
    else:
        unit = qmc.LatinHypercube(len(factors), rng=luck).random(design.points)
    low, high = (np.array([getattr(factor, end) for factor in factors.values()]) for end in ("low", "high"))
    values = np.round(low + unit * (high - low), DIGITS)
    return [dict(zip(factors, row)) for row in values.tolist()]
