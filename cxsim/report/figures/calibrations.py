"""Figures of a calibration: the firm's figures against the model, a panel per series; and each setting's range before and after."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap
from cxsim.study.calibration.found import OPEN

if TYPE_CHECKING:
    from cxsim.report.calibration import Told

ACROSS, PANEL = 3, 2.45  # panels side by side; inches each
MOST_PANELS = 24
ROW, LABELS = 0.62, 0.36
MODEL, OWN = theme.SCHEMES["seniority_gradient"].line, theme.SCHEMES["unit_growth"].line


def series_of(told: Told, units: bool) -> list[Any]:
    """((column, unit), rows) of the series drawn in one figure: those of the whole company, or those of its units."""
    groups = list(told.bands.groupby(["column", "unit"], sort=False))
    return [item for item in groups if (item[0][1] != "") == units]


def panels(told: Told, units: bool = False) -> Figure:
    """Dots of the firm, line and 90 % band of the fitted model, dashes of the settings before; of the company or of its units."""
    groups = series_of(told, units)[:MOST_PANELS]
    across = min(ACROSS, len(groups))
    down = math.ceil(len(groups) / across)
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = Figure(figsize=(WIDTH, 0.7 + PANEL * down), facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        axes = np.atleast_1d(figure.subplots(down, across, squeeze=False)).ravel()
        for ax, ((column, unit), part) in zip(axes, groups):
            _series(ax, part, told)
            room = WIDTH / across - 0.5
            ax.set_title("\n".join(wrap(told.series(column, unit), SMALL, room, True)), fontsize=SMALL, fontweight="bold", loc="left")
            ax.set_ylabel("\n".join(wrap(told.measure(column, part["measure"].iloc[0]), SMALL - 1, PANEL - 0.7)), fontsize=SMALL - 1)
        for ax in axes[len(groups) :]:
            ax.set_visible(False)
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=3, frameon=False, fontsize=SMALL)
        return figure


def _series(ax: Any, part: Any, told: Told) -> None:
    known = part[part["mean"].notna()]
    marker = "o" if len(known) < 2 else None  # yearly figures of a single year have no line
    if len(known) < 2:
        ax.errorbar(known["place"], known["mean"], [known["mean"] - known["lo"], known["hi"] - known["mean"]], color=MODEL, marker=marker, capsize=4, linestyle="none")
    ax.fill_between(known["place"], known["lo"], known["hi"], color=MODEL, alpha=0.18, linewidth=0)
    ax.plot(known["place"], known["mean"], color=MODEL, linewidth=2.0, label=told.said("model"))
    ax.plot(known["place"], known["before"], color=theme.SECONDARY, linewidth=1.6, linestyle=theme.DASHES["dashed"], label=told.said("before"))
    ax.plot(part["place"], part["yours"], linestyle="none", marker="o", markersize=6, color=OWN, markeredgecolor="white", label=told.said("own"))
    places, labels = part["place"].to_numpy(), part["quarter"].to_numpy()
    step = max(1, math.ceil(len(places) / 3))
    ax.set_xticks(places[::step], labels[::step], fontsize=SMALL - 1)
    ax.set_xlim(-0.5, places.max() + 0.5)
    ax.locator_params(axis="y", nbins=4)
    ax.tick_params(axis="y", labelsize=SMALL - 1)
    ax.yaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_yticks()), told.lang))
    ax.grid(axis="y", color=theme.GRID, linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)


def ranges(told: Told) -> Figure:
    """A row per setting: grey the whole range, a bar the 90 % interval, filled where identified, a tick the value in use."""
    rows = list(told.parameters.iterrows())
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        height = 0.95 + ROW * len(rows)
        figure = Figure(figsize=(WIDTH, height), facecolor="white")
        FigureCanvasAgg(figure)
        ax = figure.add_axes((LABELS, 0.72 / height, 1 - LABELS - 0.03, 1 - 0.85 / height))
        for place, row in rows:
            _range(ax, -float(place), row, told)
        ax.set_yticks([-float(place) for place, _ in rows], ["\n".join(wrap(told.parameter(row["parameter"]), SMALL, WIDTH * LABELS - 0.3)) for _, row in rows], fontsize=SMALL)
        ax.set_xlim(-3, 103)
        ax.set_ylim(-len(rows) + 0.4, 0.6)
        ax.set_xlabel(told.said("place"), fontsize=SMALL)
        ax.tick_params(axis="y", length=0)
        ax.spines[["top", "right", "left"]].set_visible(False)
        return figure


def _range(ax: Any, y: float, row: Any, told: Told) -> None:
    def place(value: float) -> float:
        return 100.0 * (value - row["low"]) / (row["high"] - row["low"])

    known = row["state"] != OPEN
    ax.barh(y, 100.0, height=0.34, color=theme.BAND, edgecolor=theme.GRID, linewidth=0.8, zorder=1)
    ax.hlines(y, place(row["lo"]), place(row["hi"]), color=MODEL if known else theme.SECONDARY, linewidth=6.0 if known else 2.0, zorder=2)
    ax.plot(place(row["mean"]), y, marker="D", markersize=8, markerfacecolor=MODEL if known else "white", markeredgecolor=MODEL if known else theme.SECONDARY, zorder=3)
    if row["low"] <= row["in_use"] <= row["high"]:
        ax.vlines(place(row["in_use"]), y - 0.25, y + 0.25, color=OWN, linewidth=2.2, zorder=4)
    interval = f"{told.number(row['lo'])} – {told.number(row['hi'])}"
    ax.text(place(0.5 * (row["lo"] + row["hi"])), y + 0.27, interval, fontsize=SMALL - 1, color=theme.TEXT, ha="center", va="bottom", zorder=5)
