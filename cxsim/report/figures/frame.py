"""The common frame of every figure: title, subtitle, footer, and panels placed by hand in inches below the measured header."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.ticker import MaxNLocator

from cxsim.report import numbers, theme
from cxsim.report.view import View

POINTS = 72.0
LINE = 1.28
MARGIN = 0.02
ELLIPSIS = "…"


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


@lru_cache(maxsize=2)
def _font_file(bold: bool) -> str:
    """File of the font that all figures use."""
    return findfont(FontProperties(family=theme.FONT, weight="bold" if bold else "normal"))


@lru_cache(maxsize=8192)
def measure(text: str, size: float, bold: bool = False) -> float:
    """Width of a text in inches, from the font's own advances."""
    font = get_font(_font_file(bold))
    font.set_size(size, POINTS)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / POINTS


def wrap(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than `width` inches; the last line never holds a single short word."""
    lines: list[list[str]] = [[]]
    for word in text.split(" "):
        if lines[-1] and measure(" ".join([*lines[-1], word]), size, bold) > width:
            lines.append([])
        lines[-1].append(word)
    if len(lines) > 1 and len(lines[-1]) == 1 and len(lines[-2]) > 2:
        moved = [lines[-2].pop(), *lines[-1]]
        if measure(" ".join(moved), size, bold) <= width:
            lines[-1] = moved
        else:
            lines[-2].append(moved[0])
    return [" ".join(line) for line in lines]


def balanced(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Break a text into as few lines as fit, then make the lines about equally long."""
    best = wrap(text, size, width, bold)
    for share in (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55):
        lines = wrap(text, size, width * share, bold)
        if len(best) == 1 or len(lines) > len(best) or any(measure(line, size, bold) > width for line in lines):
            break
        best = lines
    return best


def fit(text: str, size: float, width: float, bold: bool = False) -> str:
    """Shorten a text with an ellipsis until it fits."""
    if measure(text, size, bold) <= width:
        return text
    while len(text) > 1 and measure(text.rstrip() + ELLIPSIS, size, bold) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Push label positions apart to at least `gap`, keep their order, and stay between `low` and `high` if they fit."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    out = [places[i] for i in order]
    for _ in range(200):
        moved = False
        for i in range(1, len(out)):
            short = gap - (out[i] - out[i - 1])
            if short > 1e-9:
                out[i - 1] -= short / 2
                out[i] += short / 2
                moved = True
        out = [min(max(y, low + i * gap), high - (len(out) - 1 - i) * gap) for i, y in enumerate(out)]
        if not moved:
            break
    placed = [0.0] * len(out)
    for where, i in enumerate(order):
        placed[i] = out[where]
    return placed


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
        above = 0.09 + self.lines(self.layout.title, len(self._title)) + self.lines(self.base, len(self._subtitle)) + 0.1
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

    def text(self, x: float, y: float, text: str, size: float | None = None, color: str = theme.TEXT, bold: bool = False, ha: str = "left", va: str = "center", **more: Any) -> None:
        """Write a text at a place in inches."""
        weight = "bold" if bold else "normal"
        self.figure.text(x / self.width, y / self.height, text, fontsize=size or self.base, color=color, fontweight=weight, ha=ha, va=va, **more)

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
        patch = Rectangle(place, width / self.width, height / self.height, transform=self.figure.transFigure, color=color, linewidth=0, zorder=-5)
        self.figure.add_artist(patch)

    def chart(self, facts: list[str], table: pd.DataFrame, empty: bool = False) -> Chart:
        """Close the canvas."""
        head = self.head
        return Chart(head.key, self.figure, head.title, head.subtitle, head.footer, facts, table, empty)


def ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Round tick values inside a range: at most `most` if that leaves three, else the fewest that make three."""
    pad = 1e-9 * max(abs(low), abs(high), 1)
    inside: list[float] = []
    for bins in range(most, most + 5):
        found = MaxNLocator(nbins=bins, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        inside = [float(v) for v in found if low - pad <= v <= high + pad]
        if len(inside) >= 3:
            break
    return inside


def thin(places: list[float], labels: list[str], inches: float, span: tuple[float, float], size: float) -> list[str]:
    """Blank labels that would stand too close to a kept one; zero is kept first, then outwards from it."""
    per = inches / (span[1] - span[0])
    order = sorted(range(len(places)), key=lambda i: (abs(places[i]), places[i]))
    kept: list[int] = []
    for i in order:
        near = (abs(places[i] - places[j]) * per - (measure(labels[i], size) + measure(labels[j], size)) / 2 for j in kept)
        if all(gap > 0.5 * size / POINTS for gap in near):
            kept.append(i)
    return [label if i in kept else "" for i, label in enumerate(labels)]


def tick_text(value: float, decimals: int, lang: str, signed: bool = False) -> str:
    """A tick label; zero is a plain 0."""
    return "0" if value == 0 else numbers.number(value, decimals, lang, signed)


def tick_decimals(places: Sequence[float]) -> int:
    """Decimals that write all ticks exactly, at most three."""
    for decimals in range(3):
        if all(abs(v * 10**decimals - round(v * 10**decimals)) < 1e-6 for v in places):
            return decimals
    return 3


WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


def limits(values: Sequence[float], zero: bool = True, pad: float = 0.06) -> tuple[float, float]:
    """Axis limits around finite values, with zero inside if asked."""
    finite = [float(v) for v in values if np.isfinite(v)] + ([0.0] if zero else [])
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    room = (high - low) * pad or 1.0
    return low - room, high + room


def footer(view: View, *first: str) -> str:
    """The footer of a figure: its own notes, then n, company and run."""
    key = "figure.footer" if view.n != 1 else "figure.single_footer"
    own = view.w(key, n=view.n, company=view.company, digest=view.digest)
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
