"""Figures of a sensitivity analysis: factors ranked in a panel per outcome, dots with intervals beside what luck alone would give."""

from __future__ import annotations

from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import INKS, SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap

ACROSS, LABELS, ROW, HEAD, FOOT, GAP = 2, 2.15, 0.40, 0.45, 0.72, 0.30  # panels side by side; inches
LINE = 0.165  # inches of a line of label
LEGEND = 0.36
MOST_ROWS = 12  # factors shown in a panel; all are in the table


def ranked(panels: list[tuple[str, str, pd.DataFrame]], factors: dict[str, str], series: list[str], words: dict[str, str], lang: str, first: int = 0) -> Figure:
    """A panel per (title, axis, rows), the strongest factor on top.

    Rows have columns factor, series (one of `series`, the label of its mark), rank, value, low_end, high_end, noise_floor,
    state and sign, a mark written beside the value. `words` has texts of the legend: floor and noise; `first` is the first colour.
    """
    wrapped = {name: wrap(text, SMALL, LABELS - 0.15) for name, text in factors.items()}
    orders = [_order(rows) for _, _, rows in panels]
    rooms = [sum(_room(wrapped[name]) for name in order) for order in orders]
    downs = [max(rooms[k : k + ACROSS]) for k in range(0, len(panels), ACROSS)]
    height = sum(downs) + len(downs) * (HEAD + FOOT) + LEGEND + 0.1
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = Figure(figsize=(WIDTH, height), facecolor="white")
        FigureCanvasAgg(figure)
        top = height
        for place, ((title, axis, rows), order) in enumerate(zip(panels, orders, strict=True)):
            column, line = place % ACROSS, place // ACROSS
            if column == 0:
                top -= HEAD if line == 0 else HEAD + FOOT + downs[line - 1]
            each = WIDTH / ACROSS
            left = column * each + LABELS
            box = (left / WIDTH, (top - rooms[place]) / height, (each - LABELS - GAP) / WIDTH, rooms[place] / height)
            _panel(figure.add_axes(box), rows, order, wrapped, series, lang, first)
            _words(figure.axes[-1], rooms[place], title, axis)
        _legend(figure, series, words, first)
        return figure


def _order(rows: pd.DataFrame) -> list[str]:
    """Factors of a panel, the strongest (by the sum of its ranks over series) first."""
    ranks = rows.groupby("factor", sort=False)["rank"].sum().sort_values(kind="stable")
    return [str(name) for name in ranks.index[:MOST_ROWS]]


def _room(lines: list[str]) -> float:
    return max(ROW, LINE * len(lines) + 0.1)


def _panel(ax: Any, rows: pd.DataFrame, order: list[str], wrapped: dict[str, list[str]], series: list[str], lang: str, first: int) -> None:
    places, at = {}, 0.0
    for name in order:
        places[name] = -(at + _room(wrapped[name]) / 2)
        at += _room(wrapped[name])
    _floors(ax, rows[rows["factor"].isin(order)], places, series)
    for number, key in enumerate(series):
        own = rows[(rows["series"] == key) & rows["factor"].isin(order)]
        ink = INKS[(number + first) % len(INKS)]
        y = own["factor"].map(places).to_numpy(float) + _shift(number, len(series))
        ax.hlines(y, own["low_end"].clip(lower=0.0), own["high_end"], color=ink.line, linewidth=2.4)
        told = own["state"].eq("told").to_numpy()
        for filled in (True, False):
            chosen = told == filled
            ax.plot(own["value"].to_numpy()[chosen], y[chosen], linestyle="none", marker=ink.marker, markersize=7, markeredgewidth=1.6,
                    markeredgecolor=ink.line, markerfacecolor=ink.line if filled else "white", zorder=3)  # fmt: skip
        for value, height, sign in zip(own["high_end"], y, own["sign"]):
            ax.annotate(sign, (value, height), (5, 0), textcoords="offset points", va="center", fontsize=SMALL, color=theme.TEXT)
    ax.set_yticks([places[name] for name in order], ["\n".join(wrapped[name]) for name in order], fontsize=SMALL, linespacing=0.98)
    ax.set_ylim(-at, 0.0)
    right = float(np.nanmax([*rows["high_end"], *rows["noise_floor"], 1e-9]))
    ax.set_xlim(-0.035 * right, right * 1.12)
    ax.locator_params(axis="x", nbins=4)
    ax.xaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_xticks()), lang))
    ax.tick_params(axis="x", labelsize=SMALL, color=theme.GRID)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=theme.GRID, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)


def _shift(number: int, count: int) -> float:
    return 0.16 * ((count - 1) / 2 - number)


def _floors(ax: Any, rows: pd.DataFrame, places: dict[str, float], series: list[str]) -> None:
    """Grey bars from nothing to the 95 % point of luck alone."""
    for _, row in rows[rows["noise_floor"].notna()].iterrows():
        y = places[row["factor"]] + _shift(series.index(row["series"]), len(series))
        ax.barh(y, row["noise_floor"], height=0.15 if len(series) > 1 else 0.26, color=theme.CONTEXT, alpha=0.75, linewidth=0, zorder=1)


def _words(ax: Any, room: float, title: str, axis: str) -> None:
    """Title over the labels and the panel, and what is measured below; both belong to the panel and move with it."""
    width = WIDTH / ACROSS - LABELS - GAP
    ax.text((0.1 - LABELS) / width, 1.0 + 0.07 / room, "\n".join(wrap(title, SIZE, width + LABELS, True)), transform=ax.transAxes,
            fontsize=SIZE, fontweight="bold", color=theme.TEXT, va="bottom")  # fmt: skip
    ax.set_xlabel("\n".join(wrap(axis, SMALL, width + 0.4)), fontsize=SMALL, color=theme.SECONDARY, labelpad=2)


def _legend(figure: Figure, series: list[str], words: dict[str, str], first: int) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    for number, label in enumerate(series):
        ink = INKS[(number + first) % len(INKS)]
        handles.append(Line2D([], [], color=ink.line, marker=ink.marker, linewidth=2.4, markersize=7, label=label))
    handles += [
        Patch(color=theme.CONTEXT, alpha=0.75, label=words["floor"]),
        Line2D([], [], color=theme.SECONDARY, marker="o", linestyle="none", markerfacecolor="white", markersize=7, markeredgewidth=1.6, label=words["noise"]),
    ]  # fmt: skip
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.005, 0.0), ncols=4, frameon=False, fontsize=SMALL, handletextpad=0.5, columnspacing=1.4)

