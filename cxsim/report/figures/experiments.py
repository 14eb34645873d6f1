"""Figures of an experiment: effects with intervals in one panel per outcome, and the course of the first outcome."""

from __future__ import annotations

from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.fitting import wrap
from cxsim.report.words import words

WIDTH, ROW, HEAD = 9.3, 0.36, 1.65  # inches
SIZE, SMALL, LABEL_SHARE = 12.0, 10.5, 0.30
INKS = [theme.SCHEMES[name] for name in ("unit_growth", "seniority_gradient", "journey_ownership", "balanced_scorecard", "fixed_pay")]
LEGEND = 0.4  # inches below the panels where schemes are told apart
STROKES = ("solid", theme.DASHES["dashed"], theme.DASHES["dotted"], theme.DASHES["dash-dot"])
OFFSET = 0.22  # rows, between schemes of one variant


def effects(table: pd.DataFrame, labels: dict[str, str], schemes: dict[str, str], units: dict[str, str], names: dict[str, str], lang: str) -> Figure:
    """Dots with 95 % intervals: a row per variant, a panel per outcome, a colour and marker per scheme.

    `labels`, `schemes`, `units` and `names` give the words of variants, schemes, outcomes' units and outcomes.
    """
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        rows = list(labels)
        wrapped = {key: wrap(text, SMALL, WIDTH * LABEL_SHARE - 0.3) for key, text in labels.items()}
        height = HEAD + sum(max(ROW, 0.19 * len(lines) + 0.08) for lines in wrapped.values()) + (LEGEND if len(schemes) > 1 else 0.0)
        figure, axes = _panels(height, list(names), LEGEND if len(schemes) > 1 else 0.0)
        places = _places(wrapped)
        for ax, outcome in zip(axes, names, strict=True):
            own = table[table["outcome"] == outcome]
            _panel(ax, own, rows, list(schemes), places, lang)
            room = ax.get_position().width * WIDTH + 0.2
            said = ["\n".join(wrap(units[outcome], SMALL, room)), "\n".join(wrap(names[outcome], SIZE, room, True))]
            ax.text(0.0, 1.0 + 0.05 / height * 10 / 8, said[0], transform=ax.transAxes, fontsize=SMALL, color=theme.SECONDARY, va="bottom")
            above = (0.06 + 0.17 * len(said[0].splitlines())) / (ax.get_position().height * height)
            ax.text(0.0, 1.0 + above, said[1], transform=ax.transAxes, fontsize=SIZE, fontweight="bold", color=theme.TEXT, va="bottom")
        axes[0].set_yticks([places[key] for key in rows], ["\n".join(wrapped[key]) for key in rows], fontsize=SMALL)
        if len(schemes) > 1:
            _legend(figure, axes[0], schemes)
        return figure


def _panels(height: float, outcomes: list[str], below: float) -> tuple[Figure, list[Any]]:
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    FigureCanvasAgg(figure)
    each = (1.0 - LABEL_SHARE - 0.02) / len(outcomes)
    top, bottom = 1.0 - 1.0 / height, (0.5 + below) / height
    axes = [figure.add_axes((LABEL_SHARE + k * each, bottom, each - 0.035, top - bottom)) for k in range(len(outcomes))]
    for ax in axes[1:]:
        ax.set_yticks([])
    return figure, axes


def _places(wrapped: dict[str, list[str]]) -> dict[str, float]:
    """Height of each row, the first on top; rows with more lines of label take more room."""
    places, at = {}, 0.0
    for key, lines in wrapped.items():
        room = max(1.0, (0.19 * len(lines) + 0.08) / ROW)
        places[key] = -(at + room / 2)
        at += room
    return places


def _panel(ax: Any, own: pd.DataFrame, rows: list[str], schemes: list[str], places: dict[str, float], lang: str) -> None:
    for place, scheme in enumerate(schemes):
        part = own[own["scheme"] == scheme].set_index("variant").reindex(rows)
        shift = OFFSET * ((len(schemes) - 1) / 2 - place)
        y = np.array([places[key] for key in rows]) + shift
        ink = INKS[place % len(INKS)]
        ax.hlines(y, part["lo"], part["hi"], color=ink.line, linewidth=2.4)
        clear = part["state"].eq("CLEAR").to_numpy()
        for filled in (True, False):
            chosen = clear == filled
            face = ink.line if filled else "white"
            ax.plot(part["mean"].to_numpy()[chosen], y[chosen], linestyle="none", marker=ink.marker, markersize=7, markerfacecolor=face, markeredgecolor=ink.line, markeredgewidth=1.6)
    ax.axvline(0.0, color=theme.SECONDARY, linewidth=1.0, zorder=0)
    ax.set_ylim(min(places.values()) - 0.6, max(places.values()) + 0.6)
    ax.margins(x=0.08)
    ax.locator_params(axis="x", nbins=4)
    ax.xaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_xticks()), lang, signed=True) if value else "0")
    ax.tick_params(axis="x", labelsize=SMALL, color=theme.GRID)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=theme.GRID, linewidth=0.6)
    ax.spines[["top", "right", "left"]].set_visible(False)


def tick_decimals(ticks: Any) -> int:
    """Decimals that tell evenly spaced ticks exactly: a step of .25 needs two, or -0.25 would read as -0.2."""
    values = np.asarray(ticks, float)
    step = float(np.min(np.diff(values))) if values.size > 1 else 1.0
    return next((places for places in range(5) if abs(step * 10**places - round(step * 10**places)) < 1e-6 * 10**places * step), 5)


def _legend(figure: Figure, ax: Any, schemes: dict[str, str]) -> None:
    for place, label in enumerate(schemes.values()):
        ink = INKS[place % len(INKS)]
        ax.plot([], [], color=ink.line, marker=ink.marker, linewidth=2.4, markersize=7, label=label)
    figure.legend(loc="lower left", bbox_to_anchor=(0.01, 0.0), ncols=min(len(schemes), 4), frameon=False, fontsize=SMALL)


def course(table: pd.DataFrame, labels: dict[str, str], schemes: dict[str, str], axis: str, lang: str) -> Figure:
    """Lines by year with bands of 95 %, one panel per scheme, one line per variant; zero is the reference."""
    w = words(lang)
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = Figure(figsize=(WIDTH, 5.0), facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        axes = np.atleast_1d(figure.subplots(1, len(schemes), sharey=True))
        for ax, (scheme, name) in zip(axes, schemes.items(), strict=True):
            own = table[table["scheme"] == scheme]
            _lines(ax, own, labels)
            ax.axhline(0.0, color=theme.SECONDARY, linewidth=1.0)
            ax.set_xlabel(w("experiment.year"), fontsize=SMALL)
            ax.yaxis.set_major_formatter(lambda value, _, ax=ax: numbers.number(value, tick_decimals(ax.get_yticks()), lang, signed=True) if value else "0")
            ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
            ax.grid(axis="y", color=theme.GRID, linewidth=0.6)
            ax.spines[["top", "right"]].set_visible(False)
            if len(schemes) > 1:
                ax.set_title(name, fontsize=SIZE, loc="left", fontweight="bold")
        axes[0].set_ylabel(axis, fontsize=SMALL)
        handles, said = axes[0].get_legend_handles_labels()
        figure.legend(handles, said, loc="outside lower left", ncols=2 if len(said) < 5 else 3, frameon=False, fontsize=SMALL)
        return figure


def _lines(ax: Any, own: pd.DataFrame, labels: dict[str, str]) -> None:
    for place, (variant, label) in enumerate(labels.items()):
        part, ink = own[own["variant"] == variant], INKS[place % len(INKS)]
        years = part["quarter"] / 4
        ax.fill_between(years, part["lo"], part["hi"], color=ink.line, alpha=0.18, linewidth=0)
        ax.plot(years, part["mean"], color=ink.line, linewidth=2.2, linestyle=STROKES[place % len(STROKES)], label=label)


def titled(figure: Figure, finding: str) -> Figure:
    """The figure for use on its own: the finding stands above it."""
    lines = wrap(finding, SIZE + 1.5, WIDTH - 0.5, True)
    room = 0.26 * len(lines) + 0.15
    width, height = figure.get_size_inches()
    figure.set_layout_engine("none") if figure.get_layout_engine() is None else figure.draw_without_rendering()
    figure.set_layout_engine("none")
    places = [ax.get_position() for ax in figure.axes]
    share = height / (height + room)
    figure.set_size_inches(width, height + room)
    for ax, place in zip(figure.axes, places, strict=True):
        ax.set_position((place.x0, place.y0 * share, place.width, place.height * share))
    figure.text(0.02, 1.0 - 0.1 / (height + room), "\n".join(lines), fontsize=SIZE + 1.5, fontweight="bold", va="top", color=theme.TEXT)
    return figure
