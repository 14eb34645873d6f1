"""F9, one customer: the contacts of one recorded journey on unit lanes, and how each was experienced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from cxsim.report import numbers, theme
from cxsim.report.figures.frame import WHITE, Canvas, Chart, Head, fit, measure, placeholder, run_footer, themed
from cxsim.report.view import View

MOST_CONTACTS = 10
COLORS = ("#B8501A", "#DE8F4E", "#E6DDD0", "#8FB7D6", "#1B5E8C")


def recorded(view: View) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Contacts of the journey in order, and what else is known of it (chosen, scheme, leave_before, leave_after, decision)."""
    found = getattr(view.comparison, "journey", None)
    about: dict[str, Any] = {}
    if isinstance(found, Mapping):
        about = {key: value for key, value in found.items() if key != "contacts"}
        found = found.get("contacts")
    if not isinstance(found, pd.DataFrame) or found.empty:
        return pd.DataFrame(), about
    about = {**dict(found.attrs), **about}
    order = "contact" if "contact" in found else found.columns[0]
    return found.sort_values(order, kind="stable").head(MOST_CONTACTS).reset_index(drop=True), about


@themed
def draw(view: View, layout: str = "report", bare: bool = False) -> Chart:
    """Lanes above, bars of experience below; information lost is red and dashed."""
    steps, about = recorded(view)
    if steps.empty:
        return placeholder(view, "journey", layout, bare)
    scheme = str(about.get("scheme", view.focus))
    chosen = about.get("chosen")
    chosen = chosen.get(view.lang) if isinstance(chosen, Mapping) else chosen
    chosen = chosen or view.w("figure.journey.chosen_default", a=view.names.said(scheme))
    notes = [view.w("figure.journey.footer"), memory(view, steps), leaving(view, about)]
    head = Head("journey", _title(view, steps), view.w("figure.journey.subtitle", chosen=chosen), run_footer(view, *notes))
    units = list(dict.fromkeys(steps["unit"].astype(str)))
    canvas = Canvas(head, layout, body=(4.6 if layout == "phone" else 1.75 + 0.42 * len(units)), bare=bare)
    _draw(view, canvas, steps, units)
    return canvas.chart([memory(view, steps).rstrip(".")], steps)


def _title(view: View, steps: pd.DataFrame) -> str:
    """All counts are computed from the contacts drawn."""
    lost = int(steps["lost_info"].astype(bool).sum())
    form = "none" if lost == 0 else "one" if lost == 1 else "other"
    words = {
        "contacts": view.w.count(len(steps)),
        "units": view.w.count(steps["unit"].nunique()),
        "n": view.w.count(lost),
    }
    return view.w.sentence(f"figure.journey.lost.{form}", **words)


def memory(view: View, steps: pd.DataFrame) -> str:
    """The worst moment and the end, in numbers."""
    worst, end = float(steps["experience"].min()), float(steps["experience"].iloc[-1])
    return view.w(
        "figure.journey.memory",
        worst=numbers.number(worst, 1, view.lang, True),
        end=numbers.number(end, 1, view.lang, True),
    )


def leaving(view: View, about: dict[str, Any]) -> str:
    """The chance of leaving before and after, and the decision behind the worst step, if they were recorded."""
    out = []
    if "leave_before" in about and "leave_after" in about:
        before, after = (
            numbers.percent(100 * float(about[key]), 1, view.lang) for key in ("leave_before", "leave_after")
        )
        out.append(view.w("figure.journey.leaving", before=before, after=after))
    if about.get("decision"):
        out.append(view.w("figure.journey.decision", id=about["decision"]))
    return " ".join(out)


def color_of(experience: float) -> str:
    """Colour of one contact, -1 to 1 in five steps from burnt orange to blue."""
    return COLORS[min(4, max(0, int((experience + 1) / 2 * 5)))]


def _draw(view: View, canvas: Canvas, steps: pd.DataFrame, units: list[str]) -> None:
    names = {u: view.unit(u) for u in units}
    gutter = min(max(measure(name, canvas.small, True) for name in names.values()) + 0.15, 0.27 * canvas.width)
    left, width = canvas.x0 + gutter, canvas.x1 - canvas.x0 - gutter
    body = canvas.y1 - canvas.y0
    bars = 0.3 * body
    bar_bottom = canvas.y0 + canvas.lines(canvas.small, 2.7)
    low = bar_bottom + bars + canvas.lines(canvas.small, 2.2)
    lanes = canvas.panel(left, low, width, canvas.y1 - low, grid="")
    below = canvas.panel(left, bar_bottom, width, bars, grid="y")
    for ax in (lanes, below):
        ax.set_xlim(-0.5, len(steps) - 0.5)
        ax.set_xticks([])
        ax.set_yticks([])
    _lanes(view, canvas, lanes, steps, units, names, (low, gutter))
    _bars(view, canvas, below, steps, (left, bar_bottom, width, bars))


def _lanes(
    view: View,
    canvas: Canvas,
    ax: Axes,
    steps: pd.DataFrame,
    units: list[str],
    names: dict[str, str],
    place: tuple[float, float],
) -> None:
    ax.set_ylim(len(units) - 0.5, -0.5)
    height = (canvas.y1 - place[0]) / len(units)
    for i, unit in enumerate(units):
        ax.axhspan(i - 0.44, i + 0.44, color=theme.BAND, linewidth=0, zorder=0)
        y = canvas.y1 - (i + 0.5) * height
        canvas.text(canvas.x0, y, fit(names[unit], canvas.small, place[1] - 0.08, True), canvas.small, bold=True)
    spots = [(i, units.index(str(unit)) - 0.12) for i, unit in enumerate(steps["unit"])]
    for i in range(1, len(spots)):
        _move(canvas, ax, spots[i - 1], spots[i], bool(steps["lost_info"].iloc[i]))
    each = (canvas.x1 - canvas.x0 - place[1]) / len(steps) * 0.94
    for i, (x, y) in enumerate(spots):
        row = steps.iloc[i]
        color = color_of(float(row["experience"]))
        ink = "white" if color in (COLORS[0], COLORS[-1]) else theme.TEXT
        ax.plot(
            [x],
            [y],
            "o",
            ms=canvas.lw(13),
            color=color,
            mec=theme.BROKEN if row["lost_info"] else "white",
            mew=canvas.lw(1.2),
            zorder=4,
        )
        ax.text(
            x,
            y,
            str(i + 1),
            fontsize=canvas.small,
            fontweight="bold",
            color=ink,
            ha="center",
            va="center_baseline",
            zorder=5,
        )
        label = fit(view.channel(str(row["channel"])), canvas.small, each)
        ax.text(
            x,
            y + 0.41,
            label,
            fontsize=canvas.small,
            color=theme.SECONDARY,
            ha="center",
            va="center",
            zorder=5,
            bbox={"facecolor": theme.BAND, "edgecolor": "none", "pad": 0.4},
        )


def _move(canvas: Canvas, ax: Axes, start: tuple[float, float], end: tuple[float, float], lost: bool) -> None:
    """Arrow between contacts: grey, or red and dashed where information was lost."""
    style = {"linestyle": (0, (3, 2)), "color": theme.BROKEN} if lost else {"linestyle": "solid", "color": "#8A877F"}
    shrink = canvas.lw(8)
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=canvas.small * 1.2,
            linewidth=canvas.lw(1.5),
            shrinkA=shrink,
            shrinkB=shrink,
            zorder=3,
            **style,
        )
    )  # type: ignore[arg-type]


def _bars(view: View, canvas: Canvas, ax: Axes, steps: pd.DataFrame, place: tuple[float, float, float, float]) -> None:
    """Experience of each contact from -1 to 1, with its time; worst and end named."""
    left, bottom, width, height = place
    ax.set_ylim(-1.05, 1.05)
    ax.set_yticks([-1, 0, 1], [numbers.number(v, 0, view.lang, True) for v in (-1, 0, 1)])
    ax.axhline(0, color=theme.TEXT, linewidth=canvas.lw(1.0))
    title = fit(view.w("figure.journey.bars"), canvas.small, canvas.x1 - canvas.x0)
    canvas.text(canvas.x0, bottom + height + canvas.lines(canvas.small, 0.9), title, canvas.small, theme.SECONDARY)
    values = steps["experience"].astype(float)
    worst = int(values.idxmin())
    for i, value in enumerate(values):
        ax.bar(i, value, 0.5, color=color_of(value), edgecolor=theme.SECONDARY, linewidth=canvas.lw(0.5), zorder=2)
    for i, word in {len(values) - 1: "end", worst: "worst"}.items():
        up = values.iloc[i] < 0
        ax.text(
            i,
            0.12 if up else -0.12,
            view.w(f"figure.journey.{word}"),
            fontsize=canvas.small,
            fontweight="bold",
            ha="center",
            va="bottom" if up else "top",
            bbox=WHITE,
            zorder=3,
        )
    each = width / len(values) * 0.96
    for i in range(len(values)):
        x = left + (i + 0.5) * width / len(values)
        canvas.text(
            x,
            bottom - canvas.lines(canvas.small, 0.8),
            fit(_time(view, steps.iloc[i], i == 0), canvas.small, each),
            canvas.small,
            theme.SECONDARY,
            ha="center",
        )
    solved = bool(steps["solved"].iloc[-1]) if "solved" in steps else False
    text = view.w("figure.journey.solved" if solved else "figure.journey.open")
    canvas.text(canvas.x1, bottom - canvas.lines(canvas.small, 1.9), text, canvas.small, bold=True, ha="right")


def _time(view: View, row: pd.Series, first: bool) -> str:
    """Day or week of a contact: in words for the first, then the number."""
    unit = "day" if "day" in row else "week"
    value = row.get(unit)
    if value is None or pd.isna(value):
        return ""
    text = view.w(f"figure.journey.{unit}", n=int(value))
    return text if first else str(int(value))
