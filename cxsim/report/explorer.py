"""Explorer of a designed study: its computed points with sliders inside the page, and what stands there without scripts."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import INKS, tick_decimals
from cxsim.report.words import raised
from cxsim.study.design.found import side
from cxsim.study.statistics import NO_INTERVAL

if TYPE_CHECKING:
    from cxsim.report.design import Told

GRID, NEAR = "grid", "near"
NONE, FAILED = "none", "failed"  # sides beside those of the study: a number without interval, no number at all
MOST_ROWS = 20_000  # points x schemes x outcomes a page carries: about 2 MB (measured), still mailed and opened at once
MOST_STOPS = 60  # positions of a slider that can still be hit by hand (assumption)
STOPS = 21  # positions of a slider over a range: steps of a twentieth
SHOWN = 162  # rows of the printed table
SPARSE = 2  # a plan is told as a grid while at most this many combinations stand for one computed point (assumption)
DIGITS = 12  # as in the CSV files
UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@dataclass(frozen=True)
class Axis:
    """One slider: the factor, the values it stops at in rising order, and how they are written."""

    name: str
    label: str
    key: str
    values: tuple[float, ...]
    texts: tuple[str, ...]
    span: float  # range of the factor, 1 where it does not vary


class Explorer:
    """What the page needs to show one computed point after another, in one language."""

    def __init__(self, told: Told):
        self.told, self.w, self.lang = told, told.w, told.lang
        self.points = told.lived.designed.points
        self.seeds = len(told.lived.designed.seeds)
        self.tables = told.turning.tables
        self.schemes = list(told.table["scheme"].unique())

    @cached_property
    def rows(self) -> int:
        """Rows of all differences."""
        return sum(len(table) for table in self.tables.values())

    @property
    def fits(self) -> bool:
        """Whether a page should carry the differences, and something varies at all."""
        return self.rows <= MOST_ROWS and any(len(values) > 1 for values in self._distinct.values())

    @cached_property
    def _distinct(self) -> dict[str, list[float]]:
        return {name: sorted({point[name] for point in self.points}) for name in self.told.study.design.factors}

    @cached_property
    def kind(self) -> str:
        """grid, where sliders stop at computed values; near, where the nearest computed points are listed."""
        sizes = [len(values) for values in self._distinct.values()]
        alike = len({tuple(point.values()) for point in self.points})
        return GRID if max(sizes) <= MOST_STOPS and math.prod(sizes) <= SPARSE * alike else NEAR

    @cached_property
    def axes(self) -> list[Axis]:
        """A slider per factor; one that does not vary has a single stop."""
        found = []
        for name, values in self._distinct.items():
            item = self.told.study.design.factors[name]
            low, high = values[0], values[-1]
            if self.kind == NEAR and low < high:
                low, high = min(low, low if item.low is None else item.low), max(high, high if item.high is None else item.high)
            stops = values if self.kind == GRID or low == high else np.linspace(low, high, STOPS).tolist()
            texts = tuple(self.written(value, None if self.kind == GRID else high - low) for value in stops)
            found.append(Axis(name, self.told.factor(name), item.key, tuple(stops), texts, (high - low) or 1.0))
        return found

    def written(self, value: float, span: float | None = None) -> str:
        """A value of a factor with all its digits, up to six decimals; over a range no finer than a hundredth of it."""
        if span:
            return numbers.number(value, max(0, min(6, 1 - math.floor(math.log10(span)))), self.lang)
        return numbers.number(value, next(k for k in range(7) if k == 6 or round(value, k) == round(value, 6)), self.lang)

    def place(self) -> dict[str, int]:
        """Number of the computed point (0 = first) by its positions on the sliders, such as "0,2,1"; what is not there was not computed."""
        at = [{value: stop for stop, value in enumerate(axis.values)} for axis in self.axes]
        found: dict[str, int] = {}
        for number, point in enumerate(self.points):
            found.setdefault(",".join(str(stops[point[axis.name]]) for stops, axis in zip(at, self.axes)), number)
        return found

    def start(self) -> list[int]:
        """The middle of every slider, or the computed point nearest to it."""
        middle = [len(axis.values) // 2 for axis in self.axes]
        if self.kind == NEAR:
            return middle
        known = [[int(part) for part in key.split(",")] for key in self.place()]
        return min(known, key=lambda at: sum(abs(a - b) for a, b in zip(at, middle)))

    # ------------------------------------------------------------ outcomes

    def unit(self, outcome: str) -> str:
        """Unit of a difference in the outcome, which has no scale of its own: points, not "points, 0-100"."""
        return self.told.unit(outcome).partition(",")[0]

    def decimals(self, outcome: str) -> int:
        """Decimals for an outcome: the narrower half of its intervals get two digits, and no bound of a clear one reads as zero."""
        table = self.tables[outcome]
        halves = ((table["hi"] - table["lo"]) / 2).replace(0.0, np.nan)
        size = halves.median() if halves.notna().any() else table["mean"].abs().median()
        least = numbers.decimals_for(float(size))
        return max([numbers.decimals_of(mean, lo, hi, least) for mean, lo, hi in zip(table["mean"], table["lo"], table["hi"])], default=least)

    def side(self, row: Any) -> str:
        """ahead, behind or open as the study says; none without an interval, failed without any pair."""
        if not math.isfinite(row["mean"]):
            return FAILED
        return NONE if row["state"] == NO_INTERVAL else side(row["state"], row["mean"])

    def cells(self, outcome: str, scheme: str) -> list[list[Any]]:
        """Per point: mean, lower and upper end (None = none), pairs, side, and the two texts shown."""
        decimals, table = self.decimals(outcome), self.tables[outcome]
        own = table[table["scheme"] == scheme].sort_values("point")
        return [[_plain(row["mean"]), _plain(row["lo"]), _plain(row["hi"]), int(row["n"]), self.side(row), *self.texts(row, decimals)] for _, row in own.iterrows()]

    def texts(self, row: Any, decimals: int) -> tuple[str, str]:
        """Mean and interval as people read them."""
        mean = numbers.number(row["mean"], decimals, self.lang, signed=True)
        return mean, numbers.interval(row["lo"], row["hi"], decimals, self.lang, signed=True) if math.isfinite(row["lo"]) else "–"

    def scale(self, outcome: str) -> dict[str, Any]:
        """Ends of the scale of an outcome, the same for all points, and its ticks with their texts."""
        from matplotlib.ticker import MaxNLocator

        ends = self.tables[outcome][["mean", "lo", "hi"]].to_numpy(float)
        known = ends[np.isfinite(ends)]
        low, high = min(0.0, known.min(initial=0.0)), max(0.0, known.max(initial=0.0))
        margin = 0.05 * (high - low) or 1.0
        ticks = MaxNLocator(5).tick_values(low - margin, high + margin)
        inside = [float(tick) for tick in ticks if low - margin <= tick <= high + margin]
        places = tick_decimals(inside)
        return {"low": _plain(low - margin), "high": _plain(high + margin), "ticks": [[_plain(t), numbers.number(t, places, self.lang, signed=True) if abs(t) > 1e-12 else "0"] for t in inside]}

    def inks(self) -> dict[str, theme.Ink]:
        """Colours and marks of the schemes, those of the other figures of the page while they last."""
        return dict(zip(self.schemes, INKS)) if len(self.schemes) <= len(INKS) else theme.inks(self.schemes)

    # ------------------------------------------------------------ the page

    def data(self) -> dict[str, Any]:
        """Everything the script draws from; numbers are those of differences.csv, to the same twelve digits."""
        inks, told = self.inks(), self.told
        outcomes = [
            {"name": name, "label": raised(told.metric(name)), "unit": self.unit(name), "scale": self.scale(name),
             "cells": [self.cells(name, scheme) for scheme in self.schemes]}
            for name in self.tables
        ]  # fmt: skip
        schemes = [{"name": name, "label": told.scheme(name), "line": inks[name].line, "ink": inks[name].ink, "mark": _outline(inks[name].marker)} for name in self.schemes]
        axes = [{"name": a.name, "label": a.label, "values": [_plain(v) for v in a.values], "texts": list(a.texts), "span": _plain(a.span)} for a in self.axes]
        points = [[_plain(point[a.name]) for a in self.axes] for point in self.points]
        return {
            "kind": self.kind, "base": told.scheme(told.study.baseline), "start": self.start(), "seeds": self.seeds, "axes": axes, "points": points,
            "texts": [[self.written(point[a.name], None if self.kind == GRID else a.span) for a in self.axes] for point in self.points],
            "place": self.place() if self.kind == GRID else {}, "schemes": schemes, "outcomes": outcomes, "words": self.w.get("explorer"), "lang": self.lang,
        }  # fmt: skip

    def embedded(self) -> Markup:
        """The data as JSON that can end no element and open none, whatever labels hold."""
        text = json.dumps(self.data(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return Markup(text.translate(UNSAFE))  # noqa: S704  every < > & is written as an escape of JSON

    def table(self) -> list[dict[str, str]]:
        """Rows of the printed table, the primary outcome at the first points."""
        outcome = self.told.study.primary
        decimals = self.decimals(outcome)
        return [
            {"point": str(int(row["point"])), "values": [self.written(row[a.name], None if self.kind == GRID else a.span) for a in self.axes],
             "scheme": self.told.scheme(row["scheme"]), "mean": (text := self.texts(row, decimals))[0], "range": text[1], "n": str(int(row["n"])),
             "verdict": self.w(f"explorer.verdict.{self.side(row)}")}
            for _, row in self.tables[outcome].head(SHOWN).iterrows()
        ]  # fmt: skip

    def rest(self) -> str:
        """What the printed table leaves out; empty when nothing."""
        rows = len(self.told.table)
        return self.w("explorer.static_rest", shown=SHOWN, rows=rows) if rows > SHOWN else ""

    def figure(self) -> Any:
        """The printed picture of a grid: all points of the primary outcome; None where points are scattered."""
        from cxsim.report.figures import explored

        return explored.panels(self, self.told.study.primary) if self.kind == GRID else None

    def picture(self) -> Markup | None:
        """The printed picture as an element of the page."""
        from cxsim.report.figures.catalogue import inline
        from cxsim.report.figures.frame import Chart

        figure, title = self.figure(), self.static_title()
        return None if figure is None else Markup(inline(Chart("explored", figure, title, "", ""), "e", escape(title, quote=True)))  # noqa: S704  our own drawing; its only text is escaped

    def static_title(self) -> str:
        """What the printed picture and table show."""
        return self.w("explorer.static_title", metric=self.told.metric())


def _plain(value: float) -> float | None:
    """A number with the digits of the CSV files; None for none."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


@lru_cache(maxsize=32)
def _outline(marker: str) -> str:
    """The outline of a mark of the figures as an SVG path of about one unit across."""
    from matplotlib.markers import MarkerStyle

    style = MarkerStyle(marker)
    shape = style.get_path().transformed(style.get_transform()).to_polygons()[0]
    return "M" + "L".join(f"{x:.3f},{-y:.3f}" for x, y in shape) + "Z"


@lru_cache(maxsize=1)
def script() -> Markup:
    """The script of the explorer as it stands in the page; it reaches for nothing outside."""
    return Markup((resources.files("cxsim.report") / "templates" / "explorer.js").read_text("utf-8"))  # noqa: S704  our own file


def policy() -> str:
    """What the page may do: draw itself and run this one script; nothing may be fetched or sent."""
    digest = base64.b64encode(hashlib.sha256(script().encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
