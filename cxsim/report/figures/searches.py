"""Figure of a search: what a plan gains in one objective against what it costs in another, held-out estimates with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Sequence

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap

PLAN, MARK = theme.TEXT, "o"  # black, which no known scheme has
HEIGHT = 5.4  # inches
ENOUGH = 0.06  # of the picture, between a number and what is nearest to it
# where a number may stand: centre in shares of the picture, offset in points, alignment
SIDES = [
    (0.045, 0.045, (6, 5), "left", "bottom"), (-0.045, 0.045, (-6, 5), "right", "bottom"), (0.045, -0.045, (6, -5), "left", "top"), (-0.045, -0.045, (-6, -5), "right", "top"),
    (0.06, 0.0, (9, 0), "left", "center"), (-0.06, 0.0, (-9, 0), "right", "center"), (0.09, 0.05, (18, 8), "left", "bottom"), (-0.09, 0.05, (-18, 8), "right", "bottom"),
    (0.09, -0.05, (18, -8), "left", "top"), (-0.09, -0.05, (-18, -8), "right", "top"),
]  # fmt: skip


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
    baseline: tuple[str, str]  # key and label


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
    ax.plot([0.0], [0.0], linestyle="none", marker="+", markersize=15, markeredgewidth=3.0, color=theme.inks([words.baseline[0]])[words.baseline[0]].line, zorder=3, label=words.baseline[1])
    first = True
    for dot in dots:
        color, mark = (PLAN, MARK) if dot.plan else (inks[dot.key].line, inks[dot.key].marker)
        label = (words.plans if first else None) if dot.plan else dot.label
        first = first and not dot.plan
        (mx, lx, hx), (my, ly, hy) = dot.means[x], dot.means[y]
        ax.hlines([my], [lx], [hx], color=color, linewidth=1.3, alpha=0.4, zorder=2)
        ax.vlines([mx], [ly], [hy], color=color, linewidth=1.3, alpha=0.4, zorder=2)
        ax.plot([mx], [my], linestyle="none", marker=mark, markersize=8, color=color, markerfacecolor=color if dot.sure else "white", markeredgewidth=1.6, zorder=4, label=label)
    ax.margins(0.06)
    _named(ax, dots, pair)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(matplotlib.ticker.MaxNLocator(5))
        axis.set_major_formatter(lambda value, _, axis=axis: numbers.number(value, tick_decimals(axis.get_majorticklocs()), lang, signed=True) if abs(value) > 1e-12 else "0")
    ax.tick_params(labelsize=SMALL, color=theme.GRID)
    ax.grid(color=theme.GRID, linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)


def _named(ax: Any, dots: Sequence[Dot], pair: tuple[int, int]) -> None:
    """Numbers beside the marks, each on the side with most room from other marks and numbers."""
    if not dots:
        return
    places = np.array([[dot.means[k][0] for k in pair] for dot in dots])
    reach = np.array([np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim())])
    taken, halo = [*(places / reach)], [withStroke(linewidth=2.5, foreground="white")]
    for dot in sorted((dot for dot in dots if dot.plan), key=lambda item: float(item.means[pair[0]][0])):
        at = np.array([dot.means[k][0] for k in pair])
        spots = [at / reach + np.array([dx, dy]) for dx, dy, *_ in SIDES]
        room = [min(float(np.hypot(*(spot - other))) for other in taken if not np.array_equal(other, at / reach)) if len(taken) > 1 else 1.0 for spot in spots]
        side = SIDES[int(np.argmax(np.minimum(room, ENOUGH)))]  # the first side with room enough
        taken.append(at / reach + np.array(side[:2]))
        ax.annotate(dot.label, at, side[2], textcoords="offset points", ha=side[3], va=side[4], fontsize=SMALL, fontweight="bold", color=PLAN, zorder=5, path_effects=halo)
