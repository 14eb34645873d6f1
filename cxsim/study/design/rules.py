"""Where the recommendation changes, as one rule: a box of settings inside which a scheme is clearly ahead, or that there is none.

Scenario discovery (Bryant and Lempert 2010) with a shallow classification tree (Breiman et al. 1984). Of all nodes of the tree
the one with the largest weighted relative accuracy, share of points inside x (density - base rate), is the box (Lavrac, Flach
and Zupan 1999); its bounds are then moved one by one to where that accuracy is largest. Every number told of it is told
again for points that were left out of the search.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Iterator

import numpy as np
import pandas as pd

from cxsim.base.streams import stream_key
from cxsim.study.design.found import AHEAD, side
from cxsim.study.design.lived import Lived

RULE, NO_RULE, ALL, NEVER, FEW = "rule", "no_rule", "all", "never", "few"
DEEPEST = 3  # conditions at most: more are not told in one sentence
FEWEST_INSIDE, LEAST_SHARE = 5, 0.05  # points of a box, share of all points
FEWEST_POINTS = 20
FOLDS, REPEATS = 5, 10
SHUFFLES, CHANCE = 299, 0.05


@dataclass(frozen=True)
class Condition:
    """A factor above or up to a boundary; where the boundary lay in 90 % of the refits that bounded it so, and their share."""

    factor: str
    above: bool
    boundary: float
    lo: float = math.nan
    hi: float = math.nan
    kept: float = math.nan


@dataclass(frozen=True)
class Rule:
    """What a search found: state, conditions, and how well they tell points apart, in sample and on points left out (cv).

    Density is the share of points inside the box where the scheme is ahead, coverage the share of such points that lie inside,
    `base` their share of all points; `chance` is the share of shuffles of the sides that gave as good a box.
    """

    state: str
    points: int
    ahead: int
    conditions: tuple[Condition, ...] = ()
    inside: int = 0
    density: float = math.nan
    coverage: float = math.nan
    cv_density: float = math.nan
    cv_coverage: float = math.nan
    chance: float = math.nan
    telling: tuple[str, ...] = ()  # factors of the box, the most telling first

    @property
    def base(self) -> float:
        """Share of all points where the scheme is ahead."""
        return self.ahead / self.points if self.points else math.nan


@dataclass(frozen=True)
class _Box:
    """Bounds by column, lower ones exclusive, upper ones inclusive."""

    low: dict[int, float]
    high: dict[int, float]

    def holds(self, values: np.ndarray) -> np.ndarray:
        inside = np.ones(len(values), bool)
        for column, bound in self.low.items():
            inside &= values[:, column] > bound
        for column, bound in self.high.items():
            inside &= values[:, column] <= bound
        return inside


def rules(lived: Lived, tables: dict[str, pd.DataFrame]) -> dict[tuple[str, str], Rule]:
    """The rule by outcome and scheme, from differences by outcome (found.differences); points without an interval are left out.

    All of them together tell a rule by luck alone in 5 % of studies without one: each is held to its part (Bonferroni).
    """
    factors = list(lived.designed.settings.study.design.factors)
    asked = [(outcome, scheme) for outcome, table in tables.items() for scheme in dict.fromkeys(table["scheme"])]
    found = {}
    for outcome, scheme in asked:
        table = tables[outcome]
        part = table[(table["scheme"] == scheme) & table["lo"].notna()]
        ahead = np.array([side(state, mean) == AHEAD for state, mean in zip(part["state"], part["mean"])], bool)
        key = stream_key(lived.designed.settings.seed, "design", "rule", outcome, scheme)
        found[outcome, scheme] = find(part[factors], ahead, key, CHANCE / len(asked))
    return found


def find(points: pd.DataFrame, ahead: np.ndarray, key: int, chance: float = CHANCE) -> Rule:
    """Search a rule for `ahead` (points,) over the factors of `points`; `key` decides folds and shuffles.

    A rule must be better than the base rate on points left out, and better than in all but a share `chance` of the
    shuffles of the sides (the whole search each time); else there is none.
    """
    count, yes = len(ahead), int(ahead.sum())
    if count < FEWEST_POINTS:
        return Rule(FEW, count, yes)
    if yes in (0, count):
        return Rule(ALL if yes else NEVER, count, yes)
    if min(yes, count - yes) < FEWEST_INSIDE:
        return Rule(FEW, count, yes)
    values, state = points.to_numpy(float), key % 2**32
    depth, refits = _choose_depth(values, ahead, state)
    tree, box = _search(values, ahead, depth, state)
    if box is None:
        return Rule(NO_RULE, count, yes)
    return _judged(points, ahead, tree, box, refits, _chance(values, ahead, state, max(SHUFFLES, math.ceil(2 / chance))), chance)


def _judged(points: pd.DataFrame, ahead: np.ndarray, tree: Any, box: _Box, refits: list[Any], luck: float, chance: float) -> Rule:
    names = list(points.columns)
    inside = box.holds(points.to_numpy(float))
    hits, held = (sum(int(part(ahead, rows, found)) for rows, found in refits) for part in (_hits, _held))
    tested = sum(int(ahead[rows].sum()) for rows, _ in refits)
    density = hits / held if held else math.nan
    found = held > 0 and density > ahead.mean() and luck <= chance
    order = [names[place] for place in np.argsort(-tree.feature_importances_, kind="stable") if place in {*box.low, *box.high}]
    boxes = [(made[0] if made else None) for _, made in refits]
    conditions = sorted(_conditions(names, box, boxes), key=lambda one: order.index(one.factor))
    return Rule(
        RULE if found else NO_RULE, len(ahead), int(ahead.sum()), tuple(conditions), int(inside.sum()), float(ahead[inside].mean()),
        float(inside[ahead].mean()), density, hits / tested if tested else math.nan, luck, tuple(order),
    )  # fmt: skip


def _hits(ahead: np.ndarray, rows: np.ndarray, found: tuple[_Box, np.ndarray] | None) -> int:
    return 0 if found is None else int((ahead[rows] & found[1]).sum())


def _held(ahead: np.ndarray, rows: np.ndarray, found: tuple[_Box, np.ndarray] | None) -> int:
    return 0 if found is None else int(found[1].sum())


def _conditions(names: list[str], box: _Box, boxes: list[_Box | None]) -> Iterator[Condition]:
    for above, end in ((True, "low"), (False, "high")):
        for column, bound in getattr(box, end).items():
            again = [getattr(one, end)[column] for one in boxes if one is not None and column in getattr(one, end)]
            lo, hi = np.quantile(again, [0.05, 0.95]) if again else (math.nan, math.nan)
            yield Condition(names[column], above, bound, float(lo), float(hi), len(again) / len(boxes))


def _choose_depth(values: np.ndarray, ahead: np.ndarray, state: int) -> tuple[int, list[Any]]:
    """The fewest conditions whose accuracy on points left out is within a standard error of the best (Breiman et al. 1984)."""
    tried = {depth: _left_out(values, ahead, depth, state) for depth in range(1, DEEPEST + 1)}
    scores = {depth: [_accuracy(ahead[rows], made[1] if made else np.zeros(len(rows), bool)) for rows, made in refits] for depth, refits in tried.items()}
    best = max(scores, key=lambda depth: (np.mean(scores[depth]), -depth))
    enough = np.mean(scores[best]) - np.std(scores[best], ddof=1) / math.sqrt(FOLDS)
    depth = next(depth for depth in scores if np.mean(scores[depth]) >= enough)
    return depth, tried[depth]


def _left_out(values: np.ndarray, ahead: np.ndarray, depth: int, state: int) -> list[Any]:
    """Per fold: rows left out, and the box found without them with which of those rows it holds (None without a box)."""
    from sklearn.model_selection import RepeatedStratifiedKFold

    made = []
    for kept, out in RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=state).split(values, ahead):
        _, box = _search(values[kept], ahead[kept], depth, state)
        made.append((out, (box, box.holds(values[out])) if box is not None else None))
    return made


def _chance(values: np.ndarray, ahead: np.ndarray, state: int, shuffles: int) -> float:
    """Share of shuffles of the sides, the sides as they are counted in, in which the deepest search finds as good a box."""
    luck = np.random.Generator(np.random.Philox(np.random.SeedSequence(state)))

    def best(sides: np.ndarray) -> float:
        _, box = _search(values, sides, DEEPEST, state)
        return _accuracy(sides, box.holds(values)) if box is not None else 0.0

    own = best(ahead)
    as_good = sum(best(luck.permutation(ahead)) >= own for _ in range(shuffles))
    return (as_good + 1) / (shuffles + 1)


def _search(values: np.ndarray, ahead: np.ndarray, depth: int, state: int) -> tuple[Any, _Box | None]:
    """A tree and its best node as a box; None when no node is better than all points together."""
    from sklearn.tree import DecisionTreeClassifier

    least = max(FEWEST_INSIDE, math.ceil(LEAST_SHARE * len(ahead)))
    tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=least, random_state=state).fit(values, ahead)
    nodes = list(_nodes(tree.tree_, 0, _Box({}, {})))
    scored = [(_accuracy(ahead, box.holds(values)), -len(box.low) - len(box.high), box) for box in nodes]
    best = max(scored, key=lambda one: (round(one[0], 12), one[1]), default=None)
    return tree, _settled(values, ahead, best[2], least) if best is not None and best[0] > 0 else None


def _settled(values: np.ndarray, ahead: np.ndarray, box: _Box, least: int) -> _Box:
    """The box with each bound moved to where it is best given the others: a tree sets its first bound before it knows them."""
    for _ in range(DEEPEST):
        before = box
        for end, column in [*(("low", column) for column in box.low), *(("high", column) for column in box.high)]:
            rest = {name: {c: b for c, b in getattr(box, name).items() if (name, c) != (end, column)} for name in ("low", "high")}
            rows = _Box(**rest).holds(values)
            bound = _best_bound(values[rows, column], ahead[rows] - ahead.mean(), end == "low", least)
            rest[end][column] = getattr(box, end)[column] if bound is None else bound
            box = _Box(**rest)
        if box == before:
            break
    return box


def _best_bound(column: np.ndarray, gains: np.ndarray, above: bool, least: int) -> float | None:
    """The boundary half-way between two values beyond which `gains` add up to most, with `least` points inside; None without one."""
    order = np.argsort(column, kind="stable")
    values, sums = column[order], np.cumsum(gains[order])
    cuts = np.flatnonzero(values[1:] > values[:-1])
    cuts = cuts[(len(values) - 1 - cuts if above else cuts + 1) >= least]
    if not cuts.size:
        return None
    inside = np.round(sums[-1] - sums[cuts] if above else sums[cuts], 12)
    cut = cuts[int(inside.argmax())]
    return float((values[cut] + values[cut + 1]) / 2)


def _nodes(tree: Any, node: int, box: _Box) -> Iterator[_Box]:
    """Boxes of all nodes below `node`."""
    if tree.children_left[node] < 0:
        return
    column, bound = int(tree.feature[node]), float(tree.threshold[node])
    left, right = _Box(box.low, {**box.high, column: bound}), _Box({**box.low, column: bound}, box.high)
    for child, own in ((tree.children_left[node], left), (tree.children_right[node], right)):
        yield own
        yield from _nodes(tree, int(child), own)


def _accuracy(ahead: np.ndarray, inside: np.ndarray) -> float:
    """Weighted relative accuracy: share inside x (density - base rate)."""
    return float((ahead & inside).mean() - inside.mean() * ahead.mean())


def table_of(found: dict[tuple[str, str], Rule]) -> pd.DataFrame:
    """One row per outcome, scheme and condition (one without conditions where there is no box); the state says whether it is a rule."""
    rows = []
    for (outcome, scheme), rule in found.items():
        head = {"outcome": outcome, "scheme": scheme, "state": rule.state, "points": rule.points, "ahead": rule.ahead, "base_rate": rule.base}
        tail = {"inside": rule.inside, "density": rule.density, "coverage": rule.coverage, "density_left_out": rule.cv_density,
                "coverage_left_out": rule.cv_coverage, "chance": rule.chance}  # fmt: skip
        for one in rule.conditions or (Condition("", True, math.nan),):
            side_of = ("above" if one.above else "up to") if one.factor else ""
            own = {"factor": one.factor, "side": side_of, "boundary": one.boundary, "boundary_lo": one.lo, "boundary_hi": one.hi, "refits_with_it": one.kept}
            rows.append({**head, **own, **tail})
    return pd.DataFrame(rows)
