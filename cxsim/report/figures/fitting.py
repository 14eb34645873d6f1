"""Fitting texts and numbers into a figure: measured widths, line breaks, labels pushed apart, ticks and limits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.ticker import MaxNLocator

from cxsim.report import numbers, theme

POINTS = 72.0
ELLIPSIS = "…"


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


def fit_lines(text: str, size: float, width: float, most: int = 2, bold: bool = False) -> list[str]:
    """Break a name into at most `most` lines; only what still does not fit is shortened with an ellipsis."""
    lines = wrap(text, size, width, bold)
    kept = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [fit(line, size, width, bold) for line in kept if line]


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


def ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Round tick values inside a range: at most `most` if that leaves three, else the fewest that make three."""
    pad = 1e-9 * max(abs(low), abs(high), 1)
    inside: list[float] = []
    for bins in range(most, most + 5):
        found = MaxNLocator(nbins=bins, steps=[1, 2, 5, 10]).tick_values(low, high)
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
        near = (
            abs(places[i] - places[j]) * per - (measure(labels[i], size) + measure(labels[j], size)) / 2 for j in kept
        )
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


def limits(values: Sequence[float], zero: bool = True, pad: float = 0.06) -> tuple[float, float]:
    """Axis limits around finite values, with zero inside if asked."""
    finite = [float(v) for v in values if np.isfinite(v)] + ([0.0] if zero else [])
    low, high = (min(finite), max(finite)) if finite else (0.0, 1.0)
    room = (high - low) * pad or 1.0
    return low - room, high + room
