"""Question: does the advantage of paying for company CX depend on how many journeys cross units?

The share of journeys that cross units is the assumption nobody has measured, so it is turned instead of believed.
At each position the same seeds meet the same people; the answer is the change of the advantage, paired by seed.

    python experiments/crossing_dial.py --quick
"""

from __future__ import annotations

import sys
from typing import Sequence

import numpy as np
from common import asked, save
from matplotlib.figure import Figure

import cxsim
from cxsim.report import theme
from cxsim.study.statistics import CLEAR, estimate_family

QUESTION = "Does the advantage of company CX over unit growth depend on the share of journeys that cross units?"
DIAL = (0.0, 0.3, 0.6)
SCHEME, METRIC = "company_cx", "customers_kept_pct"


def advantages(*overrides: str) -> np.ndarray:
    """Advantage over the baseline in points, shape (seeds, positions of the dial)."""
    columns = []
    for share in DIAL:
        settings = cxsim.load("experiment=crossing_dial", *overrides, f"journeys.cross_unit_share={share}")
        runs = cxsim.compare(settings).runs.pivot(index="seed", columns="scheme", values=METRIC)
        columns.append(runs[SCHEME] - runs[settings.study.baseline])
    return np.column_stack(columns)


def said(found: np.ndarray) -> str:
    """The answer in one sentence, whichever way it came out."""
    change = estimate_family(found[:, [-1]] - found[:, [0]])[0]
    span = f"from {DIAL[0]:.0%} to {DIAL[-1]:.0%} of journeys"
    size = f"{change.mean:+.2f} points ({change.lo:+.2f} to {change.hi:+.2f}, {change.n} paired seeds)"
    if not np.isfinite(change.lo):
        return f"{change.n} seeds: an example, not evidence. The advantage changed by {change.mean:+.2f} points {span}."
    verdict = "depends" if change.state == CLEAR else "cannot be shown to depend"
    return f"The advantage {verdict} on crossing: it changed by {size} {span}."


def draw(found: np.ndarray) -> Figure:
    """Advantage at each position: mean, 95 % interval, the single seeds behind it."""
    rows = estimate_family(found)
    means, low, high = (np.array([getattr(row, name) for row in rows]) for name in ("mean", "lo", "hi"))
    figure = Figure(figsize=(7.2, 4.0), layout="constrained")
    axes = figure.subplots()
    shares, ink = 100 * np.array(DIAL), theme.SCHEMES[SCHEME].line
    axes.axhline(0.0, color=theme.SECONDARY, linewidth=0.8)
    axes.plot(shares, found.T, color=theme.CONTEXT, linewidth=0.6)
    if np.isfinite(low).all():
        axes.errorbar(shares, means, [means - low, high - means], color=ink, linewidth=1.6, marker="^", capsize=0)
    else:
        axes.plot(shares, means, color=ink, linewidth=1.6, marker="^", markerfacecolor="white")
    axes.set_title(said(found), loc="left", fontsize=9, wrap=True)
    axes.set_xlabel("share of journeys that cross units, %")
    axes.set_ylabel("customers kept, points more than unit growth")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=theme.GRID, linewidth=0.6)
    return figure


def main(argv: Sequence[str] | None = None) -> np.ndarray:
    """Turn the dial, say what came out, draw it."""
    overrides, path = asked(argv, QUESTION, "crossing_dial")
    found = advantages(*overrides)
    print(said(found))
    save(draw(found), path)
    return found


if __name__ == "__main__":  # workers import this file
    main(sys.argv[1:])
