"""The common frame of every figure: title, subtitle, footer, and panels placed by hand in inches below the measured header."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import theme
from cxsim.report.figures.fitting import (
    POINTS,
    balanced,
    fit,
    fit_lines,
    limits,
    measure,
    spread,
    thin,
    tick_decimals,
    tick_text,
    ticks,
    wrap,
)
from cxsim.report.view import View

LINE = 1.28
MARGIN = 0.02


@dataclass
class Chart:
    """A drawn figure with the words that belong to it; `table` holds the numbers behind it."""

    key: str
    figure: Figure
    title: str
    subtitle: str
    footer: str
    facts: list[str] = field(default_factory=list)
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    empty: bool = False

    @property
    def alt(self) -> str:
        """Finding, what is shown, and up to three key numbers, for those who cannot see the picture."""
        return " ".join([f"{self.title}.", f"{self.subtitle}.", *[f"{fact}." for fact in self.facts[:3]]])


@dataclass(frozen=True)
class Head:
    """The words around a picture."""

    key: str
    title: str
    subtitle: str
    footer: str


def themed(draw: Callable[..., Chart]) -> Callable[..., Chart]:
    """Draw with the project's fonts and settings, whatever the user's matplotlib is set to."""

    @wraps(draw)
    def inner(*args: Any, **kwargs: Any) -> Chart:
        with matplotlib.rc_context(theme.RC):
            return draw(*args, **kwargs)

    return inner


__all__ = [
    "WHITE",
    "Canvas",
    "Chart",
    "Head",
    "balanced",
    "fit",
    "fit_lines",
    "footer",
    "limits",
    "measure",
    "placeholder",
    "run_footer",
    "spread",
    "themed",
    "thin",
    "tick_decimals",
    "tick_text",
    "ticks",
    "wrap",
    "zero_beside",
]

WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


class Canvas:
    """A figure with its words drawn; panels go into the box x0..x1, y0..y1 (inches from the lower left corner)."""

    def __init__(self, head: Head, layout: str, body: float, bare: bool = False):
        """`body` is the height in inches below the header, for layouts without a fixed height."""
        self.head = head
        self.layout = theme.LAYOUTS[layout]
        self.bare = bare
        width = self.layout.width
        self.x0, self.x1 = MARGIN * width, (1 - MARGIN) * width
        above, below = self._plan()
        height = self.layout.height or body + above + below
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width, height), facecolor="white")
        FigureCanvasAgg(self.figure)
        self.y1, self.y0 = height - above, below
        if not bare:
            self._draw_words()

    @property
    def phone(self) -> bool:
        """True for the narrow layout."""
        return self.layout.name == "phone"

    @property
    def base(self) -> float:
        """Ordinary text size in points."""
        return self.layout.base

    @property
    def small(self) -> float:
        """Smallest text size in points."""
        return self.layout.small

    def lines(self, size: float, count: float = 1.0) -> float:
        """Height of a number of lines of text, in inches."""
        return count * size * LINE / POINTS

    def lw(self, width: float) -> float:
        """Line width in this layout."""
        return width * self.layout.thick

    def _plan(self) -> tuple[float, float]:
        """Heights of header and footer in inches."""
        if self.bare:
            return 0.06, 0.06
        room = self.layout.width * 0.955
        self._title = balanced(self.head.title, self.layout.title, room, bold=True)
        self._subtitle = wrap(self.head.subtitle, self.base, room)
        self._footer = wrap(self.head.footer, self.small, room)
        above = (
            0.09 + self.lines(self.layout.title, len(self._title)) + self.lines(self.base, len(self._subtitle)) + 0.1
        )
        return above, 0.1 + self.lines(self.small, len(self._footer)) + 0.06

    def _draw_words(self) -> None:
        y = self.height - 0.09
        for line in self._title:
            self.text(self.x0, y, line, self.layout.title, bold=True, va="top")
            y -= self.lines(self.layout.title)
        y -= 0.02
        for line in self._subtitle:
            self.text(self.x0, y, line, self.base, theme.SECONDARY, va="top")
            y -= self.lines(self.base)
        for i, line in enumerate(reversed(self._footer)):
            self.text(self.x0, 0.06 + self.lines(self.small, i), line, self.small, theme.SECONDARY, va="bottom")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float | None = None,
        color: str = theme.TEXT,
        bold: bool = False,
        ha: str = "left",
        va: str = "center",
        **more: Any,
    ) -> None:
        """Write a text at a place in inches."""
        weight = "bold" if bold else "normal"
        self.figure.text(
            x / self.width,
            y / self.height,
            text,
            fontsize=size or self.base,
            color=color,
            fontweight=weight,
            ha=ha,
            va=va,
            **more,
        )

    def panel(self, left: float, bottom: float, width: float, height: float, grid: str = "x") -> Axes:
        """Add axes at a place in inches: no frame, no tick marks, grid along the value axis only."""
        ax = self.figure.add_axes((left / self.width, bottom / self.height, width / self.width, height / self.height))
        for side in ax.spines.values():
            side.set_visible(False)
        ax.tick_params(length=0, labelsize=self.small, labelcolor=theme.SECONDARY, pad=3)
        ax.patch.set_visible(False)
        if grid:
            ax.grid(axis=grid, color=theme.GRID, linewidth=self.lw(0.6))  # type: ignore[arg-type]
        ax.set_axisbelow(True)
        return ax

    def box(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Draw a filled rectangle behind everything, in inches."""
        from matplotlib.patches import Rectangle

        place = (x / self.width, y / self.height)
        patch = Rectangle(
            place,
            width / self.width,
            height / self.height,
            transform=self.figure.transFigure,
            color=color,
            linewidth=0,
            zorder=-5,
        )
        self.figure.add_artist(patch)

    def chart(self, facts: list[str], table: pd.DataFrame, empty: bool = False) -> Chart:
        """Close the canvas."""
        head = self.head
        return Chart(head.key, self.figure, head.title, head.subtitle, head.footer, facts, table, empty)


def zero_beside(ax: Axes, places: list[float], reach: float) -> None:
    """A zero line beside each mark only, `reach` up and down: on a phone, names and values stand between the marks."""
    lines = ax.vlines([0.0] * len(places), [y - reach for y in places], [y + reach for y in places], color=theme.TEXT)
    lines.set(linewidth=1.0, zorder=1.8, gid="zero")


def footer(view: View, *first: str) -> str:
    """The footer of a figure: its own notes, then n, company and run."""
    key = "figure.footer" if view.n != 1 else "figure.single_footer"
    own = view.w(key, n=view.n, company=view.company, digest=view.digest)
    return " ".join([*[text for text in first if text], own])


def run_footer(view: View, *first: str) -> str:
    """The footer of a figure whose panels name their own n, or that shows one run."""
    own = view.w("figure.run_footer", company=view.company, digest=view.digest)
    return " ".join([*[text for text in first if text], own])


def placeholder(view: View, key: str, layout: str, bare: bool, detail: str = "") -> Chart:
    """An empty result that keeps its place: the sentence instead of a picture."""
    title = view.w(f"figure.{key}.empty_title")
    head = Head(key, title, view.w(f"figure.{key}.name"), footer(view))
    canvas = Canvas(head, layout, body=0.6, bare=bare)
    y = canvas.y1 - 0.1
    for line in wrap(detail or title, canvas.base, canvas.x1 - canvas.x0):
        canvas.text(canvas.x0, y, line, color=theme.SECONDARY, va="top")
        y -= canvas.lines(canvas.base)
    return canvas.chart([], pd.DataFrame(), empty=True)
