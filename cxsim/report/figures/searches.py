"""Figure of a search: what a plan gains in one objective against what it costs in another, held-out estimates with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap

PLAN = theme.SCHEMES["seniority_gradient"].line
HEIGHT = 5.4  # inches


@dataclass(frozen=True)
class Dot:
    """A plan or scheme on the held-out seeds: name on the picture, means with intervals by objective, shape (objectives, 3)."""

    key: str
    label: str
    means: np.ndarray  # mean, lo, hi
    plan: bool
    sure: bool  # can be told from the baseline


@dataclass(frozen=True)
class Words:
    """Texts of the picture."""

    axes: Sequence[str]  # one per objective, with unit
    across: Sequence[str]  # where better lies, for an axis along the picture
    up: Sequence[str]  # and for one up the picture
    tried: str
    plans: str
    baseline: str


def pareto(tried: np.ndarray, dots: Sequence[Dot], pairs: Sequence[tuple[int, int]], words: Words, lang: str) -> Figure:
    """One panel per pair of objectives. `tried` are the search's estimates of all plans, shape (plans, objectives)."""
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        axes = np.atleast_1d(figure.subplots(1, len(pairs)))
        inks = theme.inks([dot.key for dot in dots if not dot.plan])
        for ax, (x, y) in zip(axes, pairs):
            _panel(ax, tried, dots, (x, y), words, inks, lang)
            ax.set_xlabel("\n".join([*wrap(words.axes[x], SMALL, WIDTH / len(pairs) - 1.1), words.across[x]]), fontsize=SMALL)
            ax.set_ylabel("\n".join([*wrap(words.axes[y], SMALL, HEIGHT - 1.9), words.up[y]]), fontsize=SMALL)
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower left", ncols=3, frameon=False, fontsize=SMALL)
        return figure


def _panel(ax: Any, tried: np.ndarray, dots: Sequence[Dot], pair: tuple[int, int], words: Words, inks: dict[str, theme.Ink], lang: str) -> None:
    x, y = pair
    ax.plot(tried[:, x], tried[:, y], linestyle="none", marker=".", markersize=5, color=theme.CONTEXT, zorder=1, label=words.tried)
    ax.axhline(0.0, color=theme.SECONDARY, linewidth=0.8, zorder=0)
    ax.axvline(0.0, color=theme.SECONDARY, linewidth=0.8, zorder=0)
    ax.plot([0.0], [0.0], linestyle="none", marker="+", markersize=15, markeredgewidth=2.6, color=theme.TEXT, zorder=3, label=words.baseline)
    first = True
    for dot in dots:
        color, mark = (PLAN, "D") if dot.plan else (inks[dot.key].line, inks[dot.key].marker)
        label = (words.plans if first else None) if dot.plan else dot.label
        first = first and not dot.plan
        (mx, lx, hx), (my, ly, hy) = dot.means[x], dot.means[y]
        ax.hlines([my], [lx], [hx], color=color, linewidth=1.5, alpha=0.55, zorder=2)
        ax.vlines([mx], [ly], [hy], color=color, linewidth=1.5, alpha=0.55, zorder=2)
        ax.plot([mx], [my], linestyle="none", marker=mark, markersize=8, color=color, markerfacecolor=color if dot.sure else "white", markeredgewidth=1.6, zorder=4, label=label)
    _named(ax, [dot for dot in dots if dot.plan], pair)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(matplotlib.ticker.MaxNLocator(5))
        axis.set_major_formatter(lambda value, _, axis=axis: numbers.number(value, tick_decimals(axis.get_majorticklocs()), lang, signed=True) if abs(value) > 1e-12 else "0")
    ax.tick_params(labelsize=SMALL, color=theme.GRID)
    ax.grid(color=theme.GRID, linewidth=0.6)
    ax.margins(0.06)
    ax.spines[["top", "right"]].set_visible(False)


def _named(ax: Any, dots: Sequence[Dot], pair: tuple[int, int]) -> None:
    """Numbers beside the marks; a number that would lie on one already written goes to another side of its mark."""
    x, y = pair
    if not dots:
        return
    reach = [max(float(np.ptp([dot.means[k][0] for dot in dots])), 1e-12) for k in pair]
    taken: list[tuple[float, float]] = []
    for dot in sorted(dots, key=lambda item: (item.means[x][0], item.means[y][0])):
        at = dot.means[x][0], dot.means[y][0]
        sides = [(7, 6, "left", "bottom"), (-7, 6, "right", "bottom"), (7, -6, "left", "top"), (-7, -6, "right", "top")]
        spots = [(at[0] / reach[0] + 0.004 * side[0], at[1] / reach[1] + 0.007 * side[1]) for side in sides]
        free = [min((abs(spot[0] - other[0]) / 0.05 + abs(spot[1] - other[1]) / 0.05 for other in taken), default=9.0) for spot in spots]
        place = next((k for k, room in enumerate(free) if room >= 1.0), int(np.argmax(free)))
        taken.append(spots[place])
        dx, dy, ha, va = sides[place]
        ax.annotate(dot.label, at, (dx, dy), textcoords="offset points", ha=ha, va=va, fontsize=SMALL, fontweight="bold", color=PLAN, zorder=5)
