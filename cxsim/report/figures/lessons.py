"""Figures of a debrief: the company's path, the handoff map, predictions, and decisions under other luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.company_lines import Look, Values, covered, look
from cxsim.report.figures.experiments import SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap

INKS = {"class": theme.SCHEMES["seniority_gradient"].line, "same": theme.SCHEMES["fixed_pay"].line, "other": theme.SCHEMES["unit_growth"].line}
DASH = {"same": theme.DASHES["dashed"], "other": theme.DASHES["dash-dot"]}
MARK = {"same": "s", "other": "o"}
ORDER = ("same", "other", "class")  # of drawing: the last lies on top
BINS = 36  # columns of dots
TOGETHER = 0.07  # share of an axis within which two ends of lines get one label
DARK = 0.85  # share lost from which text on a cell is white


def _new(height: float, width: float = WIDTH) -> Figure:
    figure = Figure(figsize=(width, height), facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _plain(ax: Any) -> None:
    ax.tick_params(labelsize=SMALL, color=theme.GRID)
    ax.spines[["top", "right"]].set_visible(False)


def path(
    panels: Values, start: Mapping[str, float], axes: Mapping[str, str], legend: Mapping[str, Sequence[str]], round_: str, changes: Sequence[tuple[int, str]], lang: str,
    letters: Sequence[str] = "", alike: Callable[[str, str], str] = "{} = {}".format,
) -> Figure:  # fmt: skip
    """A panel per figure by round: every company of the class, and robots under both plans.

    `panels` maps figure -> arm -> one list per company, `legend` arm -> a name per list; `start` gives the value before the first round where
    there is one; `changes` are the first rounds of something new and what the line that marks each says, one below the other; `letters` name the companies at the ends of
    their lines; `alike` says of a line that lies exactly under another which one that is.
    """
    under = covered(panels, ORDER)
    named = {(arm, place): name for arm, names in legend.items() for place, name in enumerate(names)}
    said = {line: alike(name, named[under[line]]) if line in under else name for line, name in named.items()}
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(4.7)
        for ax, (name, arms) in zip(np.atleast_1d(figure.subplots(1, len(panels))), panels.items(), strict=True):
            for arm in ORDER:
                for place, values in enumerate(arms[arm]):
                    row = [start[name], *values] if name in start else list(values)
                    x, one = np.arange(len(row)) + (0 if name in start else 1), _look(arm, place)
                    ax.plot(x, row, color=one.ink, linestyle=one.dash, linewidth=2.6 if arm == "class" else 2.0, marker=one.marker, markersize=6, label="\n".join(wrap(said[arm, place], SMALL, WIDTH / 3 - 0.7)))
            _ends(ax, [values[-1] for values in arms["class"]], letters)
            for place, (first, what) in enumerate(changes):
                ax.axvline(first - 0.5, color=theme.SECONDARY, linewidth=1.0, linestyle=theme.DASHES["dotted"])
                ax.annotate(what, (first - 0.5, 1.0), (3, -3 - 1.25 * SMALL * place), xycoords=("data", "axes fraction"), textcoords="offset points", fontsize=SMALL, color=theme.SECONDARY, va="top")
            ax.margins(y=0.14 + 0.07 * max(0, len(changes) - 1))
            ax.set_title("\n".join(wrap(axes[name], SIZE, WIDTH / len(panels) - 0.5, True)), fontsize=SIZE, loc="left", fontweight="bold")
            ax.set_xlabel(round_, fontsize=SMALL)
            ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
            ax.yaxis.set_major_formatter(lambda value, _, ax=ax: numbers.number(value, tick_decimals(ax.get_yticks()), lang))
            ax.grid(axis="y", color=theme.GRID, linewidth=0.6)
            _plain(ax)
        handles, labels = figure.axes[0].get_legend_handles_labels()
        robots = len(handles) - len(panels[name]["class"])
        figure.legend([*handles[robots:], *handles[:robots][::-1]], [*labels[robots:], *labels[:robots][::-1]], loc="outside lower left", ncols=3, frameon=False, fontsize=SMALL, handlelength=3.2)
        return figure


def _look(arm: str, company: int) -> Look:
    return look(company) if arm == "class" else Look(INKS[arm], DASH[arm], MARK[arm])


def _ends(ax: Any, last: Sequence[float], letters: Sequence[str]) -> None:
    """Names companies at the ends of their lines; those that end near each other share a place, so that no letter covers another."""
    if not letters:
        return
    low, high = ax.get_ylim()
    places: list[list[int]] = []
    for company in sorted(range(len(last)), key=lambda company: last[company]):
        if places and last[company] - last[places[-1][-1]] < TOGETHER * (high - low):
            places[-1].append(company)
        else:
            places.append([company])
    end = max(line.get_xdata()[-1] for line in ax.lines)
    for own in places:
        text, ink = ", ".join(letters[company] for company in sorted(own)), look(own[0]).ink if len(own) == 1 else theme.TEXT
        ax.annotate(text, (end, float(np.mean([last[company] for company in own]))), (8, 0), textcoords="offset points", va="center", fontsize=SMALL, fontweight="bold", color=ink, annotation_clip=False)


def handoffs(share: np.ndarray, count: np.ndarray, names: Sequence[str], axes: tuple[str, str], lang: str) -> Figure:
    """Who hands over to whom: of 100 handoffs those in which information was lost; `share` (U, U) in %, nan where none; `count` in brackets."""
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(0.95 + 0.62 * len(names), 7.6)
        ax = figure.subplots()
        shown = share / 100.0  # of all handoffs, so that a small difference looks small
        paint = matplotlib.colors.LinearSegmentedColormap.from_list("lost", ["#FFFFFF", theme.LOSS])
        ax.set_facecolor(theme.BAND)
        ax.imshow(np.ma.masked_invalid(shown), cmap=paint, vmin=0.0, vmax=1.0, aspect="auto")
        for (row, column), value in np.ndenumerate(share):
            if np.isfinite(value):
                text = f"{numbers.number(value, 0, lang)} ({numbers.number(count[row, column], 0, lang)})"
                ax.text(column, row, text, ha="center", va="center", fontsize=SIZE, color="white" if shown[row, column] > DARK else theme.TEXT)
        ax.set_xticks(range(len(names)), names, fontsize=SMALL)
        ax.set_yticks(range(len(names)), names, fontsize=SMALL)
        ax.xaxis.tick_top()
        ax.xaxis.set_label_position("top")
        ax.set_xlabel(axes[1], fontsize=SMALL)
        ax.set_ylabel(axes[0], fontsize=SMALL)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        return figure


def repeats(rows: Mapping[str, np.ndarray], own: Mapping[str, float], labels: Mapping[str, str], axis: str, lang: str) -> Figure:
    """A row of stacked dots per arm, one dot per luck; a bar at the mean, a star at the game's own luck."""
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        every = np.concatenate([*rows.values(), np.array(list(own.values()))])
        low, high = float(every.min()), float(every.max())
        pad = 0.04 * (high - low) or 1.0
        edges = np.linspace(low - pad, high + pad, BINS + 1)
        figure = _new(1.1 + 1.25 * len(rows))
        for ax, (arm, values) in zip(np.atleast_1d(figure.subplots(len(rows), 1, sharex=True)), rows.items(), strict=True):
            bins = np.clip(np.digitize(values, edges) - 1, 0, BINS - 1)
            heights = np.array([np.sum(bins[:k] == bins[k]) for k in range(len(bins))])
            ax.plot((edges[bins] + edges[bins + 1]) / 2, heights + 0.5, linestyle="none", marker="o", markersize=4.2, color=INKS[arm], alpha=0.75)
            ax.axvline(values.mean(), color=INKS[arm], linewidth=2.4)
            ax.plot(own[arm], 0.14, marker="*", markersize=17, transform=ax.get_xaxis_transform(), markerfacecolor=theme.STAR, markeredgecolor=theme.TEXT, linestyle="none", zorder=5)
            ax.set_title(labels[arm], fontsize=SIZE, loc="left", fontweight="bold", color=INKS[arm])
            ax.set_ylim(0, max(heights.max() + 2, 5))
            ax.set_yticks([])
            ax.spines[["top", "right", "left"]].set_visible(False)
            ax.grid(axis="x", color=theme.GRID, linewidth=0.6)
            ax.tick_params(axis="x", labelsize=SMALL, color=theme.GRID)
        ax.xaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_xticks()), lang))
        ax.set_xlabel(axis, fontsize=SMALL)
        return figure


def predictions(panels: Sequence[tuple[str, Sequence[str], Sequence[int], float, float, Sequence[tuple[float, str]]]], axis: str, below: str, lang: str) -> Figure:
    """A histogram per question: (question, labels of bars, seats per bar, low, high, outcomes). Bars over a range when labels are empty.

    An outcome is a place on the axis, the number itself or for answers the place of the right one, and the companies it is of.
    `axis` and `below` name the vertical axis and, where bars stand over a range of numbers, the horizontal one.
    """
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(2.35 * -(-len(panels) // 2))
        axes = np.atleast_1d(figure.subplots(-(-len(panels) // 2), 2, squeeze=False)).ravel()
        for ax in axes[len(panels) :]:
            ax.set_visible(False)
        for ax, (question, labels, seats, low, high, outcomes) in zip(axes, panels):
            width = (high - low) / len(seats)
            ax.bar([low + (k + 0.5) * width for k in range(len(seats))], seats, width=0.86 * width, color=INKS["class"])
            ax.set_title("\n".join(wrap(question, SMALL, WIDTH / 2 - 0.6)), fontsize=SMALL, loc="left")
            ax.set_ylabel(axis, fontsize=SMALL)
            ax.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True, nbins=4))
            ax.set_ylim(0, max([*seats, 1]) * (1.3 if any(name for _, name in outcomes) else 1.15))
            for place, name in _together(outcomes, TOGETHER * (high - low)):
                ax.axvline(place, color=theme.LOSS, linewidth=3.0)
                ax.annotate(name, (place, 1.0), (4, -2), xycoords=("data", "axes fraction"), textcoords="offset points", fontsize=SMALL, fontweight="bold", color=theme.LOSS, va="top")
            if labels:
                ax.set_xticks([low + (k + 0.5) * width for k in range(len(seats))], ["\n".join(wrap(label, SMALL, 1.3)) for label in labels])
            else:
                ax.set_xlim(min(low, *(place for place, _ in outcomes)), max(high, *(place for place, _ in outcomes)))
                ax.set_xlabel(below, fontsize=SMALL)
                ax.xaxis.set_major_formatter(lambda value, _, ax=ax: numbers.number(value, tick_decimals(ax.get_xticks()), lang))
            _plain(ax)
        return figure


def _together(outcomes: Sequence[tuple[float, str]], near: float) -> list[tuple[float, str]]:
    """Lines with their letters; of lines nearer than `near` the first carries the letters of all, so that none is printed on another."""
    found: list[tuple[float, str]] = []
    first = 0
    for place, name in sorted(outcomes):
        if found and name and place - found[first][0] < near:
            found[first] = (found[first][0], f"{found[first][1]}, {name}")
            found.append((place, ""))
        else:
            first = len(found)
            found.append((place, name))
    return found


def fixes(rows: Sequence[tuple[str, float, float, float, bool]], axis: str, lang: str) -> Figure:
    """A row per fix, best first: (name, gain, low, high, clear of zero); hollow where luck alone could have made it."""
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(0.9 + 0.42 * len(rows))
        ax = figure.subplots()
        for place, (_, mean, low, high, clear) in enumerate(rows):
            ax.hlines(-place, low, high, color=INKS["class"], linewidth=2.4)
            ax.plot(mean, -place, marker="D", markersize=8, markerfacecolor=INKS["class"] if clear else "white", markeredgecolor=INKS["class"], markeredgewidth=1.6)
        ax.axvline(0.0, color=theme.SECONDARY, linewidth=1.0, zorder=0)
        ax.set_yticks([-place for place in range(len(rows))], ["\n".join(wrap(row[0], SMALL, 3.6)) for row in rows], fontsize=SMALL)
        ax.xaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_xticks()), lang, signed=True) if value else "0")
        ax.set_xlabel(axis, fontsize=SMALL)
        ax.grid(axis="x", color=theme.GRID, linewidth=0.6)
        ax.tick_params(axis="x", labelsize=SMALL, color=theme.GRID)
        ax.tick_params(axis="y", length=0)
        ax.spines[["top", "right", "left"]].set_visible(False)
        return figure


def pairs(table: np.ndarray, names: Sequence[str], lang: str) -> Figure:
    """What a pair of fixes gives beyond the sum of both alone; `table` (K, K) below its diagonal, nan elsewhere. Blue more, orange less, and in figures."""
    with matplotlib.rc_context({**theme.RC, "font.size": SMALL}):
        figure = _new(5.2)  # low, so that a projector shows its letters large
        ax = figure.subplots()
        most = float(np.nanmax(np.abs(table))) or 1.0
        paint = matplotlib.colors.LinearSegmentedColormap.from_list("both", [theme.LOSS, "#FFFFFF", theme.GAIN])
        ax.imshow(np.ma.masked_invalid(table[1:, :-1]), cmap=paint, vmin=-most, vmax=most, aspect="auto")
        for (row, column), value in np.ndenumerate(table[1:, :-1]):
            if np.isfinite(value):
                ax.text(column, row, numbers.number(value, 2, lang, signed=True), ha="center", va="center", fontsize=SMALL, color="white" if abs(value) > DARK * most else theme.TEXT)
        for column, name in enumerate(names[:-1]):  # a column's name stands on its first cell, where the other half of the table is empty
            ax.text(column - 0.42, column - 1, "↓ " + "\n   ".join(wrap(name, SMALL, 1.9)), ha="left", va="center", fontsize=SMALL, linespacing=0.95)
        ax.set_xlim(-0.5, len(names) + 0.9)
        ax.set_ylim(len(names) - 1.5, -1.5)
        ax.set_xticks([])
        ax.set_yticks(range(len(names) - 1), ["\n".join(wrap(name, SMALL, 2.4)) for name in names[1:]])
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        return figure
