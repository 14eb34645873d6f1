"""A payout curve as a small drawing in text: what a result pays, from nothing over threshold and target to the maximum."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

WIDTH, HEIGHT = 220, 148
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 26, 36
INK, GREY, GRID = "#1F3B78", "#595959", "#D9D6CF"


def curve_svg(values: list[float], label: str, axes: tuple[str, str], written: Callable[[float], str]) -> str:
    """SVG of one curve given as [threshold, payout there, maximum, payout there]; results along, payout in % upwards; `axes` name both, `written` writes a number."""
    x0, p0, x1, p1 = values
    low, high = x0 - 0.35 * (x1 - x0), x1 + 0.25 * (x1 - x0)
    top = max(p1, 100.0) * 1.08

    def across(x: float) -> float:
        return LEFT + (x - low) / (high - low or 1) * (WIDTH - LEFT - RIGHT)

    def up(p: float) -> float:
        return HEIGHT - BOTTOM - p / top * (HEIGHT - TOP - BOTTOM)

    line = [(low, 0), (x0, 0), (x0, p0), (100, 100), (x1, p1), (high, p1)]
    points = " ".join(f"{across(x):.1f},{up(p):.1f}" for x, p in line)
    rules = "".join(_rule(up(p), written(p)) for p in (0, 100, p1) if p in (0, 100) or p1 > 115)
    marks = "".join(_mark(across(x), written(x), anchor) for x, anchor in ((x0, "middle"), (100, "middle"), (x1, "middle")))
    dots = "".join(f'<circle cx="{across(x):.1f}" cy="{up(p):.1f}" r="3.4" fill="{INK}"/>' for x, p in ((x0, p0), (100, 100), (x1, p1)))
    names = _mark((LEFT + WIDTH - RIGHT) / 2, escape(axes[0]), "middle", HEIGHT - 5) + _mark(2, escape(axes[1]), "start", 12)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label, quote=True)}" class="curve">'
        f'{rules}<polyline points="{points}" fill="none" stroke="{INK}" stroke-width="2.2" stroke-linejoin="round"/>{dots}{marks}{names}</svg>'
    )


def _rule(y: float, said: str) -> str:
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}" stroke-width="1"/>'
        f'<text x="{LEFT - 5}" y="{y + 3.5:.1f}" font-size="10.5" fill="{GREY}" text-anchor="end">{said}</text>'
    )


def _mark(x: float, said: str, anchor: str, y: float = HEIGHT - BOTTOM + 14) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="10.5" fill="{GREY}" text-anchor="{anchor}">{said}</text>'
