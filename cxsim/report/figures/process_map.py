"""Process maps of two companies side by side: touchpoints in lanes by unit, moves between them, where the story was lost.

A directly-follows graph with fixed places: a lane per unit, a column per channel, so that the two companies can be laid over each
other by eye. Widths, sizes and colours mean the same in both panels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import SIZE, SMALL, WIDTH
from cxsim.report.figures.fitting import fit, measure, wrap

LANE = 1.02  # inches
LEFT, RIGHT = 1.06, 0.93  # inches of a panel beside the lanes: names of units with where journeys begin, and how they end
LEGEND = 0.72
TINY = 8.5  # points, words and numbers inside the map
SHOWN = 0.5  # moves per 100 journeys: an edge rarer than this in both companies is not drawn
NAMED, NAMED_HANDOFF = 4.5, 1.7  # from so many on the share lost is written beside an edge within a unit, or between units
POINTS_PER_MOVE, WIDEST = 0.60, 6.8  # line width in points of one move per 100 journeys, less when an arrow would be wider than this
GREY_SHARE = 0.2  # of that width, for beginnings and ends, which carry every journey
LARGEST = 0.185  # inches, radius of the busiest touchpoint
RARE = 5.0  # visits per 100 journeys: rarer channels that no unit has together share a column
HALF = 0.5  # from this share lost on, a line is dashed as well as red
BOW_ALONG, BOW_ACROSS = (0.08, 0.29, 0.35, 0.40), (0.12, 0.27, 0.34, 0.39)  # inches off the straight line, by columns or lanes passed
ALONG_CURVE = (0.5, 0.36, 0.64, 0.25, 0.75)  # places for a label, in order of liking
SHARES = LinearSegmentedColormap.from_list("lost", [(0.0, "#1B5E8C"), (0.36, "#5B9BC4"), (0.5, "#B9A77C"), (0.64, "#D0762F"), (1.0, "#A3262A")])


@dataclass(frozen=True)
class Panel:
    """One company: its name, lines under it, moves and visits per 100 journeys (see `study.journeys.flow.Flow`)."""

    name: str
    lines: tuple[str, ...]
    edges: pd.DataFrame  # from_unit, from_channel, to_unit, to_channel, per_100, lost_share
    visits: pd.DataFrame  # unit, channel, per_100


@dataclass(frozen=True)
class Labels:
    """Words of the map; `units` and `channels` give order and names of lanes and columns."""

    units: dict[str, str]
    channels: dict[str, str]
    begin: str  # with {n}
    ends: dict[str, str]  # with {n}
    lost: str  # what colours mean
    width: str  # what widths mean
    lang: str

    def columns(self, panels: list[Panel]) -> list[list[str]]:
        """Channels by column: one each, but rare ones that no unit has together share the last."""
        visits = pd.concat([panel.visits for panel in panels])
        busy = visits.groupby("channel")["per_100"].max()
        columns: list[list[str]] = []
        for name in self.channels:
            units = set(visits.loc[visits["channel"] == name, "unit"])
            last = columns[-1] if columns else []
            taken = set(visits.loc[visits["channel"].isin(last), "unit"])
            if last and not units & taken and max(busy[other] for other in (name, *last)) < RARE:
                last.append(name)
            else:
                columns.append([name])
        return columns


def drawn_share(panel: Panel, both: list[Panel]) -> float:
    """Share (0-1) of a company's moves between touchpoints that its map shows."""
    inner = _inner(panel.edges)
    kept = inner[[key in _kept(both) for key in _keys(inner)]]
    return float(kept["per_100"].sum() / inner["per_100"].sum()) if len(inner) else 1.0


def scale_of(panels: list[Panel]) -> float:
    """Line width in points of one move per 100 journeys, the same in all panels."""
    widest = max((float(_inner(panel.edges)["per_100"].max()) for panel in panels if len(_inner(panel.edges))), default=1.0)
    return min(POINTS_PER_MOVE, WIDEST / widest)


def process_map(panels: list[Panel], labels: Labels) -> Figure:
    """The panels beside each other, and below what widths and colours mean."""
    with matplotlib.rc_context({**theme.RC, "font.size": SMALL}):
        each = (WIDTH - 0.15) / len(panels)
        lines = max(len(_wrapped(panel, each)) for panel in panels)
        body, top = LANE * len(labels.units), 0.40 + 0.185 * lines + 0.32
        height = body + top + LEGEND
        figure = Figure(figsize=(WIDTH, height), facecolor="white")
        FigureCanvasAgg(figure)
        kept, columns, scale = _kept(panels), labels.columns(panels), scale_of(panels)
        busiest = max((float(panel.visits["per_100"].max()) for panel in panels if len(panel.visits)), default=1.0)
        for place, panel in enumerate(panels):
            ax = figure.add_axes(((place * (each + 0.15)) / WIDTH, LEGEND / height, each / WIDTH, (body + top) / height))
            ax.set_xlim(0, each)
            ax.set_ylim(0, body + top)
            ax.set_axis_off()
            _Map(ax, panel, labels, columns, (each, body, top)).draw(kept, busiest, scale)
        _legend(figure, labels, height, scale)
        return figure


def _wrapped(panel: Panel, room: float) -> list[str]:
    return [part for line in panel.lines for part in wrap(line, SMALL, room - 0.1)]


def _inner(edges: pd.DataFrame) -> pd.DataFrame:
    """Edges between two touchpoints."""
    return edges[(edges["from_unit"] != "") & (edges["to_unit"] != "")]


def _keys(edges: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(edges[["from_unit", "from_channel", "to_unit", "to_channel"]].itertuples(index=False, name=None))


def _kept(panels: list[Panel]) -> dict[tuple[str, ...], float]:
    """Edges common enough in one of the companies, drawn in both, with their largest flow."""
    found: dict[tuple[str, ...], float] = {}
    for panel in panels:
        inner = _inner(panel.edges)
        for key, flow in zip(_keys(inner), inner["per_100"]):
            found[key] = max(found.get(key, 0.0), float(flow))
    return {key: flow for key, flow in found.items() if flow >= SHOWN}


class _Map:
    """One panel; places in inches from its lower left corner, `size` is width, height of the lanes and height above them."""

    def __init__(self, ax: Any, panel: Panel, labels: Labels, columns: list[list[str]], size: tuple[float, float, float]):
        self.ax, self.panel, self.labels, self.columns = ax, panel, labels, columns
        self.width, self.body, self.top = size
        self.step = (self.width - LEFT - RIGHT) / max(1, len(columns))
        self.column = {name: k for k, names in enumerate(columns) for name in names}
        self.lane = {name: k for k, name in enumerate(labels.units)}
        self.x = {name: LEFT + (k + 0.5) * self.step for name, k in self.column.items()}
        self.y = {name: self.body - (k + 0.5) * LANE for name, k in self.lane.items()}
        self.radius: dict[tuple[str, str], float] = {}
        # boxes (x0, x1, y0, y1) in which no label may stand
        self.taken: list[tuple[float, float, float, float]] = [(0.0, LEFT, 0.0, self.body), (self.width - RIGHT, self.width, 0.0, self.body)]

    def draw(self, kept: dict[tuple[str, ...], float], busiest: float, scale: float) -> None:
        self.scale = scale
        self._words()
        self._lanes()
        self._nodes(busiest)
        rows = dict(zip(_keys(self.panel.edges), self.panel.edges.itertuples()))
        chosen = [key for key in sorted(kept, key=lambda edge: kept[edge]) if key in rows and key[:2] in self.radius and key[2:] in self.radius]
        spots = {key: self._edge(key, rows[key]) for key in chosen}  # the widest last, on top
        for key in reversed(chosen):
            if kept[key] >= (NAMED if key[0] == key[2] else NAMED_HANDOFF):
                self._label(numbers.percent(100.0 * rows[key].lost_share, 0, self.labels.lang), spots[key])

    def _words(self) -> None:
        y = self.body + self.top - 0.05
        self.ax.text(0.05, y, fit(self.panel.name, SIZE + 1.0, self.width - 0.15, True), fontsize=SIZE + 1.0, fontweight="bold", va="top")
        for place, line in enumerate(_wrapped(self.panel, self.width)):
            self.ax.text(0.05, y - 0.27 - 0.185 * place, line, fontsize=SMALL, color=theme.TEXT, va="top")
        for name in (names[0] for names in self.columns if len(names) == 1):
            said = "\n".join(fit(line, TINY, self.step + 0.1) for line in wrap(self.labels.channels[name], TINY, self.step + 0.02)[:2])
            self.ax.text(self.x[name], self.body + 0.05, said, fontsize=TINY, color=theme.SECONDARY, ha="center", va="bottom", linespacing=1.0)

    def _lanes(self) -> None:
        """Bands with the unit's name and where journeys begin on the left, how they end on the right."""
        edges = self.panel.edges
        begins = edges[edges["from_unit"] == ""].groupby("to_unit")["per_100"].sum()
        for unit, y in self.y.items():
            self.ax.add_patch(Rectangle((LEFT, y - 0.465 * LANE), self.width - LEFT - RIGHT, 0.93 * LANE, facecolor=theme.BAND, edgecolor="none", zorder=0))
            for place, line in enumerate(wrap(self.labels.units[unit], TINY, LEFT - 0.08)[:3]):
                self.ax.text(0.05, y + 0.40 - 0.15 * place, fit(line, TINY, LEFT - 0.07), fontsize=TINY, va="top")
            flow = float(begins.get(unit, 0.0))
            self.ax.text(0.05, y - 0.22, self.labels.begin.format(n=numbers.number(flow, 0, self.labels.lang)), fontsize=TINY, color=theme.SECONDARY, va="center")
            self._grey(LEFT - 0.26, LEFT, y - 0.22, flow)
            for name, place in zip(self.labels.ends, (0.16, -0.22)):
                own = edges[edges["from_unit"].eq(unit) & edges["to_unit"].eq("") & edges["to_channel"].eq(name)]
                ended, edge = float(own["per_100"].sum()), self.width - RIGHT
                self._grey(edge, edge + 0.18, y + place, ended)
                self.ax.text(edge + 0.22, y + place, self.labels.ends[name].format(n=numbers.number(ended, 0, self.labels.lang)), fontsize=TINY, color=theme.TEXT, va="center")

    def _grey(self, start: float, end: float, y: float, flow: float) -> None:
        width = max(0.5, GREY_SHARE * self.scale * flow)
        self.ax.add_patch(FancyArrowPatch((start, y), (end, y), arrowstyle="-|>", mutation_scale=5.0 + width, color="#8A877F", linewidth=width, shrinkA=0, shrinkB=0, zorder=1, capstyle="butt", joinstyle="miter"))

    def _nodes(self, busiest: float) -> None:
        """Touchpoints; area by visits, the number inside where it has room."""
        for row in self.panel.visits.itertuples():
            if row.unit not in self.y or row.channel not in self.x:
                continue
            radius = max(0.05, LARGEST * math.sqrt(row.per_100 / busiest))
            self.radius[row.unit, row.channel] = radius
            x, y = self.x[row.channel], self.y[row.unit]
            self.taken.append((x - radius, x + radius, y - radius, y + radius))
            self.ax.add_patch(Circle((x, y), radius, facecolor="white", edgecolor=theme.TEXT, linewidth=1.0, zorder=6))
            if radius > 0.075:
                self.ax.text(x, y, numbers.number(row.per_100, 0, self.labels.lang), fontsize=TINY, ha="center", va="center_baseline", zorder=7)
            if len(self.columns[self.column[row.channel]]) > 1:
                said = "\n".join(wrap(self.labels.channels[row.channel], TINY - 0.8, self.step + 0.08)[:2])
                self.ax.text(x, y + radius + 0.05, said, fontsize=TINY - 0.8, color=theme.SECONDARY, ha="center", va="bottom", linespacing=1.05, zorder=7)

    def _edge(self, key: tuple[str, ...], row: Any) -> list[tuple[float, float]]:
        """Draw one edge; returns places where its label may stand."""
        look = {"color": SHARES(row.lost_share), "linewidth": max(0.5, self.scale * row.per_100)}
        look["linestyle"] = (0, (2.2, 0.9)) if row.lost_share >= HALF else "solid"
        source, target = (key[0], key[1]), (key[2], key[3])
        return self._again(source, look) if source == target else self._move(source, target, look)

    def _again(self, node: tuple[str, str], look: dict[str, Any]) -> list[tuple[float, float]]:
        """The same touchpoint once more: a ring on top of it."""
        x, y, ring = self.x[node[1]], self.y[node[0]] + self.radius[node] + 0.05, 0.085
        self.ax.add_patch(Circle((x, y), ring, fill=False, zorder=5, **look))
        return [(x - 0.26, y + 0.03), (x + 0.26, y + 0.03), (x, y + 0.16)]

    def _move(self, source: tuple[str, str], target: tuple[str, str], look: dict[str, Any]) -> list[tuple[float, float]]:
        """An arrow bowed to its right-hand side, so that there and back lie apart, and past what stands between."""
        start, end = (self.x[source[1]], self.y[source[0]]), (self.x[target[1]], self.y[target[0]])
        far = math.hypot(end[0] - start[0], end[1] - start[1])
        lanes, columns = abs(self.lane[source[0]] - self.lane[target[0]]), abs(self.column[source[1]] - self.column[target[1]])
        bows, passed = (BOW_ALONG, columns) if not lanes else (BOW_ACROSS, lanes)
        bow = bows[min(max(passed, 1), len(bows)) - 1]
        self.ax.add_patch(
            FancyArrowPatch(
                start, end, connectionstyle=f"arc3,rad={2.0 * bow / far}", arrowstyle="-|>", mutation_scale=5.5 + 1.2 * look["linewidth"], zorder=3,
                shrinkA=72.0 * self.radius[source] * 0.9, shrinkB=72.0 * self.radius[target], capstyle="butt", joinstyle="miter", **look,
            )
        )  # fmt: skip
        # a quadratic curve whose control point stands two bows aside of the middle; labels stand outside of it, further off sideways
        across = ((end[1] - start[1]) / far, -(end[0] - start[0]) / far)
        off = 0.07 * abs(across[1]) + 0.17 * abs(across[0]) + look["linewidth"] / 144.0
        return [
            tuple(a + (b - a) * t + (4.0 * t * (1.0 - t) * bow + off) * side for a, b, side in zip(start, end, across))  # type: ignore[misc]
            for t in ALONG_CURVE
        ]

    def _label(self, text: str, spots: list[tuple[float, float]]) -> None:
        """Write at the first place that is free; where none is, colour and dash must do."""
        half, tall = measure(text, TINY - 1.0) / 2 + 0.01, 0.062
        for x, y in spots:
            box = (x - half, x + half, y - tall, y + tall)
            if all(box[1] < t[0] or box[0] > t[1] or box[3] < t[2] or box[2] > t[3] for t in self.taken):
                self.taken.append(box)
                self.ax.text(x, y, text, fontsize=TINY - 1.0, ha="center", va="center", zorder=9, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3, "alpha": 0.8})
                return


def _legend(figure: Figure, labels: Labels, height: float, scale: float) -> None:
    """A bar of colours with its shares, and three widths with their flows."""
    ax = figure.add_axes((0.0, 0.0, 1.0, LEGEND / height))
    ax.set_xlim(0, WIDTH)
    ax.set_ylim(0, LEGEND)
    ax.set_axis_off()
    left, room, steps = 0.1, 2.1, 50
    for k in range(steps):
        ax.add_patch(Rectangle((left + room * k / steps, 0.25), room / steps + 0.005, 0.11, facecolor=SHARES(k / (steps - 1)), edgecolor="none"))
    for share in (0.0, 0.5, 1.0):
        ax.text(left + room * share, 0.21, numbers.percent(100 * share, 0, labels.lang), fontsize=TINY, ha=("left", "center", "right")[int(2 * share)], va="top", color=theme.SECONDARY)
    ax.text(left, 0.43, labels.lost, fontsize=TINY, va="bottom")
    at = WIDTH / 2 + 0.35
    ax.text(at, 0.43, labels.width, fontsize=TINY, va="bottom")
    for k, flow in enumerate((1, 5, 10)):
        x = at + 1.0 * k
        ax.plot([x, x + 0.5], [0.28, 0.28], color=theme.SECONDARY, linewidth=scale * flow, solid_capstyle="butt")
        ax.text(x + 0.56, 0.28, str(flow), fontsize=TINY, va="center")
