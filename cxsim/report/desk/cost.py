"""The page of a plan with behaviour as it is: findings, cost and pool, curves, shares, weights, sensitivity and groups."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxsim.desk.facts import achieved
from cxsim.desk.static.cost import ALL, QUANTILES, STATES
from cxsim.desk.static.sensitivity import expected_x
from cxsim.desk.static.view import StaticView
from cxsim.pay.numbers import HUNDRED, exact
from cxsim.pay.plan import Component
from cxsim.report import numbers
from cxsim.report.desk.findings import Speaker
from cxsim.report.desk.pictures import Picture, drawn
from cxsim.report.figures import plans
from cxsim.report.html import environment
from cxsim.report.words import raised
from cxsim.study.saving import write_csv

FIGURES = ("cost", "curves", "shares", "weights")
LINE_POINTS = 241
MAX_PANELS = 12
SAME = 0.5  # percentage points below which levels count as alike in a title


class Told:
    """Words, tables and figures of a static view in one language."""

    def __init__(self, view: StaticView, lang: str):
        self.view, self.lang = view, lang
        self.say = Speaker(view.facts.file, lang)
        self.w = self.say.w
        self.name = str(view.facts.file.value("name") or "")

    # words

    def thousand(self, eur: float) -> str:
        """EUR in millions or whole EUR to thousand."""
        if not math.isfinite(eur):
            return "–"
        return self._millions(eur) if abs(eur) >= 1e6 else numbers.money(1000 * round(eur / 1000), 0, self.lang)

    def _millions(self, eur: float) -> str:
        """Millions to two decimals: a pool of 1.04 is not one of 1.0."""
        text = numbers.number(eur / 1e6, 2, self.lang)
        return f"{text}{numbers.THIN}milj. €" if self.lang == "fi" else f"€{text}m"

    def pool(self) -> dict[str, Any] | None:
        """The pool, when there is exactly one."""
        return self.view.cost.pools[0] if len(self.view.cost.pools) == 1 else None

    def headline(self) -> str:
        """Cost in half and in nine tenths of the futures, or the pool when totals are hidden."""
        if ALL in self.view.cost.hidden:
            return self.pool_said()
        quantiles = {name: self.thousand(self.view.cost.quantile(ALL, share) / 100) for name, share in QUANTILES.items()}
        return self.w("static.head_cost", p50=quantiles["p50"], p90=quantiles["p90"])

    def pool_said(self) -> str:
        """How far the pool reaches."""
        pool = self.pool()
        if pool:
            return self.w("static.head_pool", pool=self.thousand(pool["pool_eur"]), over=self.say.number(100 * pool["over"], 0), factor=self.say.number(100 * pool["factor"], 0))
        if self.view.cost.pools:
            return self.w("static.head_pools", over=self.say.number(100 * self.view.cost.scaled, 0), n=len(self.view.cost.pools))
        return self.w("static.head_no_pool")

    def spoken(self) -> list[str]:
        """Lines for the terminal."""
        lines = [f"{self.headline()} {raised(self.w('static.frozen'))}.", self.pool_said(), self.say.counts(self.view.findings)]
        return [numbers.plain(line) for line in dict.fromkeys(lines)]

    def drawn(self) -> str:
        """How futures were drawn, in short."""
        return self.w(f"static.drawn.{self.view.futures.drawn}", n=self.view.futures.periods)

    def how(self) -> list[str]:
        """How futures were drawn, at length."""
        futures = self.view.futures
        r = self.say.number(futures.choices.correlation, 2)
        first = self.w(f"static.note.{futures.drawn}", n=futures.periods, **({"r": r, "example": "sd.profit=10"} if futures.drawn == "normal" else {}))
        return [first, self.w("static.note.draws", n=numbers.number(futures.count, 0, self.lang), seed=futures.choices.seed)]

    # figures

    def charts(self) -> dict[str, tuple[str, str, Any]]:
        """Title, caption and figure by name; figures that have nothing to show are left out."""
        drawn = {"cost": self._cost, "curves": self._curves, "shares": self._shares, "weights": self._weights}
        return {name: found for name in FIGURES if (found := drawn[name]()) is not None}

    def _caption(self, name: str, **values: Any) -> str:
        return self.w(f"static.fig.{name}.caption", frozen=self.w("static.frozen"), **values)

    def _cost(self) -> tuple[str, str, Any] | None:
        cost = self.view.cost
        if ALL in cost.hidden:
            return None
        row = next(row for row in self.view.tables["cost"] if row["level"] == ALL)
        pool, w = self.pool(), self.w
        values = {"p50": self.thousand(row["p50"]), "p90": self.thousand(row["p90"])}
        title = w("static.fig.cost.title", **values)
        if pool:
            title = w("static.fig.cost.title_pool", p50=values["p50"], pool=self.thousand(pool["pool_eur"]), over=self.say.number(100 * pool["over"], 0))
        marks = {name: row[name] / 1000 for name in QUANTILES} | {w("static.fig.cost.at_target"): row["at_target"] / 1000}
        markup = w("static.fig.cost.markup") if self.view.facts.file.value("employer_cost_pct") else ""
        line = (w("static.fig.cost.pool"), pool["pool_eur"] / 1000) if pool and not markup else None
        axes = (w("static.fig.cost.x", markup=markup), w("static.fig.cost.y"))
        figure = plans.cost(cost.totals[ALL] / 100_000, marks, line, axes, self.lang)
        return title, self._caption("cost", n=numbers.number(self.view.futures.count, 0, self.lang), drawn=self.drawn()), figure

    def _curves(self) -> tuple[str, str, Any] | None:
        parts: dict[tuple[str, str], Component] = {}
        for part, _, _ in self.view.facts.parts:
            parts.setdefault((part.key, part.curve_name), part)
        panels = [self._panel(part) for part in list(parts.values())[:MAX_PANELS]]
        if not panels:
            return None
        points = [(payout, top) for panel in panels for (_, payout), top in zip(panel["history"], [panel["top"]] * len(panel["history"]))]
        w = self.w
        title = w("static.fig.curves.title", n=len(points), k=sum(payout >= 100 for payout, _ in points), m=sum(payout == 0 for payout, _ in points)) if points else w("static.fig.curves.title_none")
        said = {key: w(f"static.fig.curves.{key}") for key in ("y", "threshold", "target", "history", "expected")}
        return title, self._caption("curves"), plans.curves(panels, said, self.lang)

    def _panel(self, part: Component) -> dict[str, Any]:
        facts = self.view.facts
        keys = sorted({key for other, own, _ in facts.parts if other.key == part.key for key in facts.keys_of(part, own)})
        history = [(float(x), float(part.curve.payout(x))) for key in keys for point in facts.history.get(key, []) if (x := achieved(part, point)) is not None]
        expected = []
        for key in keys:
            x = expected_x(facts, part, key)
            expected += [(float(x), float(part.curve.payout(x)))] if x is not None else []
        kinks = [float(x) for x, _ in part.curve.kinks]
        places = [*kinks, *(x for x, _ in history), *(x for x, _ in expected)]
        room = 0.12 * (max(places) - min(places) or 1.0)
        xs = np.unique(np.concatenate([np.linspace(min(places) - room, max(places) + room, LINE_POINTS), kinks]))
        payouts = [float(part.curve.payout(exact(float(x)))) for x in xs]
        line, paid = _broken(xs, payouts, part)
        target = part.curve.x_for(HUNDRED)
        scale = self.w(f"static.fig.curves.{'x_pct' if part.basis == 'percent_of_target' else 'x_value'}")
        return {"title": raised(self.say.measure(part.key)), "x": scale, "xs": line, "payouts": paid, "history": history, "expected": expected,
                "threshold": float(part.curve.threshold), "target": None if target is None else float(target), "top": float(part.curve.top)}  # fmt: skip

    def rare(self, share: float) -> str:
        """A share in %, to 0.1, and to 0.01 where it would read as nothing."""
        return self.say.number(share, 1 if share >= 0.1 else 2)

    def _shares(self) -> tuple[str, str, Any] | None:
        rows: dict[str, dict[str, float]] = {}
        for row in self.view.tables["shares"]:
            if not row["component"]:
                rows.setdefault(row["level"], {})[row["state"]] = row["people_pct"]
        if not rows:
            return None
        worst = max(rows, key=lambda level: rows[level]["below"])
        least = min(own["below"] for own in rows.values())
        if len(rows) > 1 and rows[worst]["below"] - least < SAME:
            top = max(own["at_maximum"] for own in rows.values())
            title = self.w("static.fig.shares.title_all", below=self.say.number(rows[worst]["below"], 0), top=self.rare(top))
        else:
            title = self.w("static.fig.shares.title", level=self.say.level(worst), below=self.say.number(rows[worst]["below"], 0), top=self.rare(rows[worst]["at_maximum"]))
        labels = {name: self.w(f"static.state.{name}") for name in STATES}
        figure = plans.shares({self.say.level(level): own for level, own in rows.items()}, labels, self.w("static.fig.shares.x"), self.lang)
        return title, self._caption("shares", n=numbers.number(self.view.futures.count, 0, self.lang)), figure

    def _weights(self) -> tuple[str, str, Any] | None:
        rows, felt = self.view.tables["weights"], {row["level"]: row for row in self.view.tables["felt"]}
        levels = list(dict.fromkeys(row["level"] for row in rows))
        measures = list(dict.fromkeys(row["measure"] for row in sorted(rows, key=lambda row: row["scope"] == "company")))
        if not levels:
            return None
        cells = {}
        for row in rows:
            below = ""
            if row["scope"] == "company" and row["level"] in felt:
                one = felt[row["level"]]
                below = self.w("static.fig.weights.felt", w=self.say.number(one["formula_pct"] * row["weight_pct"] / one["paper_pct"], 1))
            cells[levels.index(row["level"]), measures.index(row["measure"])] = (row["weight_pct"], below)
        last = [self._last(level, felt) for level in levels]
        names = [self.say.level(level) for level in levels]
        figure = plans.weights(names, [self._short(key) for key in measures], cells, last, self.w("static.fig.weights.other"), self.lang)
        return self._weights_title(felt), self._caption("weights"), figure

    def _short(self, key: str) -> str:
        """A measure as the head of a narrow column."""
        metric, _, scope = key.partition("/")
        return f"{raised(self.w.name('lint.metric', metric))}\n{self.w.name('static.scope', scope)}"

    def _weights_title(self, felt: dict[str, Any]) -> str:
        below = {level: row for level, row in felt.items() if not self.view.facts.is_executive(level)}
        if not below:
            return self.w("static.fig.weights.title_none")
        feel = {level: row["euro_pct"] if math.isfinite(row["euro_pct"]) else row["formula_pct"] for level, row in below.items()}
        top = max(below, key=lambda level: below[level]["paper_pct"] - feel[level])
        return self.w("static.fig.weights.title", level=self.say.level(top), paper=self.say.number(below[top]["paper_pct"], 0), felt=self.say.number(feel[top], 1))

    def _last(self, level: str, felt: dict[str, Any]) -> str:
        if level in felt:
            row = felt[level]
            return self.w("static.fig.weights.paper_to", paper=self.say.number(row["paper_pct"], 0), felt=self.say.number(row["formula_pct"], 1), euro=self.say.number(row["euro_pct"], 1))
        share = float(self.view.facts.company_weight(self.view.facts.plan.levels[level]))
        return self.w("static.fig.weights.paper_only", paper=self.say.number(share, 0))


def _broken(xs: Any, payouts: list[float], part: Component) -> tuple[list[float], list[float]]:
    """The line broken where it jumps, so that a jump is not drawn as a slope."""
    jumps = [float(x) for x, _ in (part.curve.kinks if part.curve.shape == "step" else part.curve.kinks[:1])]
    side = -1 if part.curve.direction == "lower" else 1
    out_x, out_y = [], []
    for x, y in zip(xs, payouts):
        if float(x) in jumps and side > 0:
            out_x.append(float(x))
            out_y.append(math.nan)
        out_x.append(float(x))
        out_y.append(y)
        if float(x) in jumps and side < 0:
            out_x.append(float(x))
            out_y.append(math.nan)
    return out_x, out_y


def write(told: Told, folder: Path, facts: dict[str, Any]) -> None:
    """Page, figures and tables into `folder`."""
    from cxsim.report.desk.tables import tables

    pictures = drawn((Picture(name, title, caption, figure) for name, (title, caption, figure) in told.charts().items()), folder)
    for name, rows in told.view.tables.items():
        write_csv(pd.DataFrame(rows), folder / "tables" / f"{name}.csv")
    page = environment().get_template("plan_cost.html.j2").render(told=told, w=told.w, lang=told.lang, facts=facts, pictures=pictures, tables=tables(told), raised=raised)
    (folder / "report.html").write_text(page, "utf-8")
