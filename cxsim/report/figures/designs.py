"""Figure of a designed study: the difference from the baseline at every point, against each factor in a panel of its own."""

from __future__ import annotations

import math
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import INKS, SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap

ACROSS = 2  # panels side by side


def scatter(table: pd.DataFrame, factors: dict[str, str], schemes: dict[str, str], axis: str, lang: str) -> Figure:
    """Dots with 95 % intervals over the points; filled where zero is left out. `factors` and `schemes` give their labels."""
    down = math.ceil(len(factors) / ACROSS)
    across = min(ACROSS, len(factors))
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = Figure(figsize=(WIDTH, 0.6 + 3.0 * down), facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        axes = np.atleast_1d(figure.subplots(down, across, sharey=True)).ravel()
        for ax, (name, label) in zip(axes, factors.items()):
            _panel(ax, table, name, schemes, lang)
            ax.set_xlabel("\n".join(wrap(label, SMALL, WIDTH / across - 0.9)), fontsize=SMALL)
        for ax in axes[len(factors) :]:
            ax.set_visible(False)
        for ax in axes[::across]:
            ax.set_ylabel("\n".join(wrap(axis, SMALL, 2.4)), fontsize=SMALL)
        if len(schemes) > 1:
            figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=3, frameon=False, fontsize=SMALL)
        return figure


def _panel(ax: Any, table: pd.DataFrame, factor: str, schemes: dict[str, str], lang: str) -> None:
    for place, (scheme, label) in enumerate(schemes.items()):
        part, ink = table[table["scheme"] == scheme], INKS[place % len(INKS)]
        ax.vlines(part[factor], part["lo"], part["hi"], color=ink.line, linewidth=1.6, alpha=0.7)
        clear = part["state"].eq("CLEAR").to_numpy()
        for filled in (True, False):
            chosen = part[clear == filled]
            face = ink.line if filled else "white"
            ax.plot(chosen[factor], chosen["mean"], linestyle="none", marker=ink.marker, markersize=6, markerfacecolor=face,
                    markeredgecolor=ink.line, label=label if filled else None)  # fmt: skip
    ax.axhline(0.0, color=theme.SECONDARY, linewidth=1.0, zorder=0)
    ax.locator_params(axis="x", nbins=5)
    ax.locator_params(axis="y", nbins=5)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}".replace(".", "," if lang == "fi" else "."))
    ax.yaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_yticks()), lang, signed=True) if value else "0")
    ax.grid(axis="y", color=theme.GRID, linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
