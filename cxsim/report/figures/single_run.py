"""One run: the true and the measured experience by quarter, and where managers' attention went in the last year."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxsim.report import numbers, theme
from cxsim.report.figures.frame import Canvas, Chart, Head, fit, limits, measure, spread, themed, ticks
from cxsim.report.names import SchemeNames, labelled
from cxsim.report.view import LEVELS, _nested
from cxsim.report.words import words


@themed
def draw(run: Any, lang: str = "en", layout: str = "report", bare: bool = False) -> Chart:
    """Draw one `Run` from its tables `quarterly` and `managers`; an example, not evidence."""
    w = words(lang)
    settings = _nested(getattr(run, "settings", {}))
    scheme = (
        str((settings.get("scheme") or {}).get("name", ""))
        if isinstance(settings.get("scheme"), dict)
        else str(settings.get("scheme", ""))
    )
    quarterly = run.quarterly.sort_values("quarter")
    attention = attention_of(getattr(run, "managers", pd.DataFrame()))
    last = quarterly.iloc[-1]
    shown = {key: numbers.number(float(last[key]), 1, lang) for key in ("true_cx", "measured_cx")}
    title = w.sentence(
        "figure.single.title", a=SchemeNames(w, _named(settings, scheme)).said(scheme), x=shown["true_cx"], y=shown["measured_cx"]
    )
    company = labelled(settings, ("company",), lang, "company")
    foot = w("figure.single_footer", company=company, digest=str(getattr(run, "digest", ""))[:7])
    canvas = Canvas(
        Head("single", title, w("figure.single.subtitle"), foot),
        layout,
        body=4.6 if layout == "phone" else 2.7,
        bare=bare,
    )
    middle = canvas.x0 + 0.5 * (canvas.x1 - canvas.x0)
    half = (canvas.y0 + canvas.y1) / 2
    top = (
        (canvas.x0, half + 0.1, canvas.x1, canvas.y1)
        if canvas.phone
        else (canvas.x0, canvas.y0, middle - 0.1, canvas.y1)
    )
    low = (
        (canvas.x0, canvas.y0, canvas.x1, half - 0.1)
        if canvas.phone
        else (middle + 0.1, canvas.y0, canvas.x1, canvas.y1)
    )
    _scores(canvas, w, quarterly, top, theme.inks([scheme])[scheme].line)
    if not attention.empty:
        _attention(canvas, w, attention, low)
    return canvas.chart([], quarterly[["quarter", "true_cx", "measured_cx"]])


def _named(settings: dict[str, Any], scheme: str) -> dict[str, Any]:
    """The scheme's own mapping by name, if the settings hold it."""
    found = settings.get("scheme")
    return {scheme: found} if isinstance(found, dict) else {}


def attention_of(managers: pd.DataFrame) -> pd.DataFrame:
    """Mean share of each activity group by level in the last year, in percent: rows levels, columns groups."""
    columns = [name for name in managers.columns if str(name).startswith("attention_")]
    if managers.empty or not columns:
        return pd.DataFrame()
    rows = managers[managers["year"] == managers["year"].max()] if "year" in managers else managers
    mean = rows.groupby("level")[columns].mean() * 100
    mean.columns = [theme.GROUP_OF.get(str(name).removeprefix("attention_"), "people") for name in columns]
    grouped = mean.T.groupby(level=0).sum().T
    return grouped.loc[[level for level in LEVELS if level in grouped.index]]


def _scores(canvas: Canvas, w: Any, rows: pd.DataFrame, box: tuple[float, float, float, float], color: str) -> None:
    x0, y0, x1, y1 = box
    names = {key: w(f"figure.measured.{word}") for key, word in (("measured_cx", "measured"), ("true_cx", "true"))}
    label = max(measure(f"88.8 {text}", canvas.small) for text in names.values()) + 0.15
    left, bottom = x0 + canvas.lines(canvas.small, 1.9), y0 + canvas.lines(canvas.small, 1.6)
    ax = canvas.panel(left, bottom, x1 - left - label, y1 - bottom - 0.05, grid="y")
    year = rows["quarter"].astype(float) / 4
    ax.set_ylim(*limits([*rows["true_cx"], *rows["measured_cx"]], zero=False, pad=0.2))
    ax.set_xlim(float(year.min()), float(year.max()))
    ax.plot(year, rows["true_cx"], color=color, linewidth=canvas.lw(2.2))
    ax.plot(year, rows["measured_cx"], color=color, linewidth=canvas.lw(1.6), linestyle=(0, (4, 2)))
    places = ticks(*ax.get_ylim())
    ax.set_yticks(places, [numbers.number(v, 0 if v.is_integer() else 1, w.lang) for v in places])
    years = [y for y in range(1, int(year.max()) + 1) if year.max() <= 6 or y % 2 == 0]
    ax.set_xticks(years, [str(y) for y in years])
    low, high = ax.get_ylim()
    span = y1 - bottom - 0.05
    ends = [bottom + (float(rows[key].iloc[-1]) - low) / (high - low) * span for key in names]
    placed = spread(ends, canvas.lines(canvas.small, 1.2), bottom, y1)
    for (key, text), y in zip(names.items(), placed, strict=True):
        value = numbers.number(float(rows[key].iloc[-1]), 1, w.lang)
        canvas.text(x1 - label + 0.06, y, f"{value} {text}", canvas.small, bold=key == "true_cx")


def _attention(canvas: Canvas, w: Any, data: pd.DataFrame, box: tuple[float, float, float, float]) -> None:
    """One stacked bar per level, its name above; swatches below."""
    x0, y0, x1, y1 = box
    canvas.text(
        x0,
        y1 - canvas.lines(canvas.small, 0.6),
        fit(w("figure.single.attention"), canvas.small, x1 - x0, True),
        canvas.small,
        bold=True,
    )
    bottom = y0 + canvas.lines(canvas.small, 3.4)
    height = (y1 - canvas.lines(canvas.small, 1.3) - bottom) / len(data)
    for i, (level, row) in enumerate(data.iterrows()):
        y = y1 - canvas.lines(canvas.small, 1.3) - (i + 1) * height
        canvas.text(x0, y + 0.78 * height, w.name("level", str(level)), canvas.small)
        x = x0
        for group, color in theme.ACTIVITY_GROUPS.items():
            wide = float(row.get(group, 0.0)) / 100 * (x1 - x0)
            canvas.box(x, y + 0.12 * height, max(wide - 0.012, 0), 0.42 * height, color)
            text = numbers.number(float(row.get(group, 0.0)), 0, w.lang)
            if wide > measure(text, canvas.small) * 1.2:
                canvas.text(
                    x + wide / 2,
                    y + 0.33 * height,
                    text,
                    canvas.small,
                    "white" if group in theme.DARK_GROUPS else theme.TEXT,
                    ha="center",
                    va="center_baseline",
                )
            x += wide
    _swatches(canvas, w, x0, x1, bottom - canvas.lines(canvas.small, 0.7))


def _swatches(canvas: Canvas, w: Any, x0: float, x1: float, y: float) -> None:
    side = canvas.small / 72
    x = x0
    for group, color in theme.ACTIVITY_GROUPS.items():
        name = w.name("group", group)
        need = 2.2 * side + measure(name, canvas.small)
        if x > x0 and x + need > x1 + side:
            x, y = x0, y - canvas.lines(canvas.small, 1.15)
        canvas.box(x, y - side / 2, side, side, color)
        canvas.text(x + 1.3 * side, y, name, canvas.small)
        x += need
