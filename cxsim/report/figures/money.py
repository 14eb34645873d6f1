"""F3, money: from the baseline's profit to the focus scheme's, step by step, per customer at the start."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.report import amounts, numbers, sentences, theme
from cxsim.report.figures.frame import (
    WHITE,
    Canvas,
    Chart,
    Head,
    footer,
    limits,
    placeholder,
    themed,
    thin,
    ticks,
    wrap,
    zero_beside,
)
from cxsim.report.view import SMALLEST_N, View, safe_state

PROFIT = "profit_after_bonus_eur"
TOTALS = ("profit_after_bonus", "total", "profit_after_bonus_eur")
CLEAR = ("CLEAR", "CLEAR_SMALL", "CLEAR_SIZE_OPEN")


def steps_of(view: View) -> pd.DataFrame:
    """Steps of the focus scheme with the total last; the total is the sum of the steps if the table has none."""
    rows = view.where("money", scheme=view.focus).copy()
    if rows.empty:
        return rows
    total = rows[rows["step"].isin(TOTALS)].head(1)
    parts = rows[~rows["step"].isin(TOTALS)]
    if total.empty:
        total = pd.DataFrame([_total(view, parts)])
    parts = parts[(parts[["mean", "lo", "hi"]].fillna(0.0) != 0).any(axis=1)]
    both = pd.concat([parts, total], ignore_index=True)
    state = [safe_state(str(r.state), float(r.lo), float(r.hi), view.n or SMALLEST_N) for r in both.itertuples()]
    return both.assign(state=state, total=[False] * len(parts) + [True])


def _total(view: View, parts: pd.DataFrame) -> dict[str, object]:
    main = view.difference(view.focus, "profit_after_bonus_eur")
    mean = float(parts["mean"].sum())
    if main is None:
        return {
            "scheme": view.focus,
            "step": "profit_after_bonus",
            "mean": mean,
            "lo": mean,
            "hi": mean,
            "state": "NO_INTERVAL",
        }
    return {
        "scheme": view.focus,
        "step": "profit_after_bonus",
        "mean": mean,
        "lo": main.lo,
        "hi": main.hi,
        "state": main.state,
    }


def _title(view: View, rows: pd.DataFrame) -> str:
    """ "Mostly because" only if that step is clear and above every other step's upper bound."""
    total = rows[rows["total"]].iloc[0]
    names = {"a": view.names.said(view.focus), "b": view.names.said(view.baseline)}
    if total["state"] == "NO_INTERVAL":
        return sentences.verdict(view, view.focus, "profit_after_bonus_eur").rstrip(".")
    if total["state"] not in CLEAR:
        return view.w.sentence("figure.money.unclear", **names)
    side = 1.0 if total["mean"] > 0 else -1.0
    d = numbers.money(abs(total["mean"]), amounts.digits_of(view, PROFIT), view.lang, view.currency)
    step = _main_step(view, rows[~rows["total"]], side)
    word = "more" if side > 0 else "less"
    if step is None:
        return view.w.sentence(f"figure.money.{word}", d=d, **names)
    return view.w.sentence(f"figure.money.{word}_because", d=d, step=lower(step), **names)


def _main_step(view: View, parts: pd.DataFrame, side: float) -> str | None:
    """Name of the step that stands out on this side, or None."""
    near, far = ("lo", "hi") if side > 0 else ("hi", "lo")
    ordered = parts.sort_values("mean", ascending=side < 0, kind="stable")
    first, others = next(ordered.itertuples()), ordered.iloc[1:]
    clear = first.state in CLEAR and side * float(first.mean) > 0
    apart = others.empty or bool((side * others[far] < side * float(getattr(first, near))).all())
    return step_name(view, first) if clear and apart else None


def lower(text: str) -> str:
    """Small initial, unless the word is an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def step_name(view: View, row: Any) -> str:
    """Name of a step; the step of customers says which way it went, where that is clear."""
    if str(row.step) == "customers" and str(row.state) in CLEAR:
        return view.w.name("step", "customers_more" if float(row.mean) > 0 else "customers_fewer")
    return view.w.name("step", str(row.step))


@themed
def draw(view: View, layout: str = "report", bare: bool = False) -> Chart:
    """Waterfall with intervals: gains blue, losses orange, hollow where the step cannot be told from chance."""
    rows = steps_of(view)
    if rows.empty:
        return placeholder(view, "money", layout, bare)
    symbol = numbers.SYMBOLS.get(view.currency, view.currency)
    words = {
        "a": view.names.said(view.focus),
        "b": view.names.said(view.baseline),
        "currency": symbol,
        "years": sentences.years_said(view),
    }
    head = Head(
        "money",
        _title(view, rows),
        view.w.sentence("figure.money.subtitle", **words),
        footer(view, view.w("figure.hollow")),
    )
    height = 0.42 * len(rows) + 0.5
    canvas = Canvas(head, layout, body=height if layout == "phone" else 2.75, bare=bare)
    if canvas.phone:
        _horizontal(view, canvas, rows)
    else:
        _vertical(view, canvas, rows)
    facts = [f"{step_name(view, r)}: {_written(view, r)}" for r in rows.tail(3).itertuples()]
    return canvas.chart(facts, rows.drop(columns=["total"]))


def _written(view: View, row: Any) -> str:
    """Every step with the digits of profit, so that the steps can be added up by eye."""
    return numbers.money(float(row.mean), amounts.digits_of(view, PROFIT), view.lang, view.currency, signed=True)


def _edges(rows: pd.DataFrame) -> list[tuple[float, float]]:
    """Start and end of each bar."""
    out, level = [], 0.0
    for row in rows.itertuples():
        start = 0.0 if row.total else level
        level = start + float(row.mean)
        out.append((start, level))
    return out


def _colors(view: View, row: object) -> tuple[str, str]:
    """Edge and face: hollow if not clear, the total in the scheme's colour."""
    gain = theme.GAIN if float(row.mean) >= 0 else theme.LOSS  # type: ignore[attr-defined]
    edge = view.inks[view.focus].line if row.total else gain  # type: ignore[attr-defined]
    return edge, edge if row.state in CLEAR else "white"  # type: ignore[attr-defined]


def _vertical(view: View, canvas: Canvas, rows: pd.DataFrame) -> None:
    left = canvas.x0 + canvas.lines(canvas.small, 3.2)
    width = canvas.x1 - left
    bottom = canvas.y0 + canvas.lines(canvas.small, 3.7)
    ax = canvas.panel(left, bottom, width, canvas.y1 - bottom - 0.1, grid="y")
    edges = _edges(rows)
    tips = _tips(rows, edges)
    low, high = limits([v for pair in edges for v in pair] + [v for tip in tips for v in tip], pad=0.02)
    room = (high - low) * 0.13
    ax.set_ylim(low - room, high + room)
    ax.set_xlim(-0.5, len(rows) - 0.5)
    for i, (row, (start, end)) in enumerate(zip(rows.itertuples(), edges, strict=True)):
        edge, face = _colors(view, row)
        ax.bar(i, end - start, 0.62, bottom=start, color=face, edgecolor=edge, linewidth=canvas.lw(1.1), zorder=2)
        if i + 1 < len(rows) and not rows.iloc[i + 1]["total"]:
            ax.plot([i + 0.31, i + 0.69], [end, end], color=theme.SECONDARY, linewidth=canvas.lw(0.8), zorder=1.5)
        ax.plot([i, i], tips[i], color=theme.TEXT, linewidth=canvas.lw(1.1), zorder=3, solid_capstyle="butt")
        _value(view, canvas, ax, row, i, (start, end), tips[i], (high - low) * 0.025)
    _money_axis(view, canvas, ax, rows, width)


def _tips(rows: pd.DataFrame, edges: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The interval of each step, drawn where its bar ends."""
    out = []
    for row, (start, end) in zip(rows.itertuples(), edges, strict=True):
        known = row.state != "NO_INTERVAL"
        out.append((start + float(row.lo), start + float(row.hi)) if known else (end, end))
    return out


def _value(
    view: View,
    canvas: Canvas,
    ax: Axes,
    row: object,
    i: int,
    edge: tuple[float, float],
    tip: tuple[float, float],
    gap: float,
) -> None:
    up = edge[1] >= edge[0]
    y = max(*edge, *tip) + gap if up else min(*edge, *tip) - gap
    total = bool(row.total)  # type: ignore[attr-defined]
    size = canvas.base * (1.12 if total else 1.0)
    color = view.inks[view.focus].ink if total else theme.TEXT
    weight = "bold" if row.state in CLEAR else "normal"  # type: ignore[attr-defined]
    ax.text(
        i,
        y,
        _written(view, row),
        fontsize=size,
        color=color,
        fontweight=weight,
        ha="center",
        va="bottom" if up else "top",
        bbox=WHITE,
    )


def _money_axis(view: View, canvas: Canvas, ax: Axes, rows: pd.DataFrame, width: float) -> None:
    places = ticks(*ax.get_ylim())
    ax.set_yticks(places, [amounts.amount(view, "bonus_eur", v, 0, signed=True) for v in places])
    ax.axhline(0, color=theme.TEXT, linewidth=canvas.lw(1.0), zorder=1.8)
    room = width / len(rows) * 0.96
    names = ["\n".join(wrap(step_name(view, row), canvas.small, room)) for row in rows.itertuples()]
    ax.set_xticks(range(len(rows)), names)
    ax.tick_params(axis="x", labelcolor=theme.TEXT)


def _horizontal(view: View, canvas: Canvas, rows: pd.DataFrame) -> None:
    """Phone: bars lie down, the name and value of a step stand above its bar."""
    row_height = (canvas.y1 - canvas.y0 - 0.3) / len(rows)
    bottom = canvas.y0 + 0.25
    ax = canvas.panel(canvas.x0 + 0.15, bottom, canvas.x1 - canvas.x0 - 0.3, row_height * len(rows))
    edges = _edges(rows)
    tips = _tips(rows, edges)
    ax.set_xlim(*limits([v for pair in edges for v in pair] + [v for tip in tips for v in tip]))
    ax.set_ylim(0, len(rows))
    for i, (row, (start, end)) in enumerate(zip(rows.itertuples(), edges, strict=True)):
        y = len(rows) - i - 0.72
        edge, face = _colors(view, row)
        ax.barh(y, end - start, 0.34, left=start, color=face, edgecolor=edge, linewidth=1.1, zorder=2)
        ax.plot(tips[i], [y, y], color=theme.TEXT, linewidth=1.1, zorder=3, solid_capstyle="butt")
        at = bottom + (y + 0.44) * row_height
        white = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        canvas.text(canvas.x0, at, step_name(view, row), canvas.small, bold=bool(row.total), bbox=white)
        canvas.text(canvas.x1, at, _written(view, row), canvas.small, bold=row.state in CLEAR, ha="right", bbox=white)
    places = ticks(*ax.get_xlim())
    labels = [amounts.amount(view, "bonus_eur", v, 0, signed=True) for v in places]
    ax.set_xticks(places, thin(places, labels, canvas.x1 - canvas.x0 - 0.3, ax.get_xlim(), canvas.small))
    ax.set_yticks([])
    zero_beside(ax, [len(rows) - i - 0.72 for i in range(len(rows))], 0.24)
