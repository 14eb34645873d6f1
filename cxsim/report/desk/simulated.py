"""The page of a simulated plan: nobody reacting and people who do, side by side, in words, pictures and tables."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd

from cxsim.desk.dynamic.arms import FROZEN
from cxsim.desk.dynamic.pairs import Pair
from cxsim.desk.dynamic.view import DynamicView
from cxsim.pay.scheme_form import LEVELS
from cxsim.report import assumptions, numbers
from cxsim.report.desk.findings import Speaker
from cxsim.report.desk.pictures import Picture, drawn
from cxsim.report.desk.tables import Shown
from cxsim.report.figures import simulated as draw
from cxsim.report.html import environment
from cxsim.report.names import labelled
from cxsim.report.words import raised
from cxsim.study.configuration import as_mapping
from cxsim.study.saving import write_csv
from cxsim.study.statistics import CLEAR, NO_INTERVAL

ARGUED = 5
SIDE_BY_SIDE = ("cost", "payout", "customers", "experience", "money", "left")
SHARES = ("share",)
PLACES = {"eur": 0, "eur_customer": 1, "percent": 1, "index": 1, "share": 1}
SAME = 0.05  # percentage points of attention under which a change is not told


class Told:
    """Words of a simulated plan in one language."""

    def __init__(self, view: DynamicView, lang: str):
        self.view, self.lang = view, lang
        self.say = Speaker(view.made.facts.file, lang)
        self.w, self.settings = self.say.w, view.lived.settings
        self.name = str(view.made.facts.file.value("name"))
        self.n = len(view.lived.seeds)
        self.years = self.w.plural("simulated.years", view.years)

    # ---------------------------------------------------------------- sentences

    def spoken(self) -> list[str]:
        """What a terminal says and the page answers first."""
        return [numbers.plain(text) for text in (self.cost_said(), *self.did_said(), self.kept_said(), self.cx_said(), self.basis())]

    def headline(self) -> str:
        """One sentence for lists of results."""
        return self.cx_said()

    def basis(self) -> str:
        """How many runs of what."""
        return self.w("simulated.by", n=self.n, years=self.years, customers=numbers.number(self.settings.customers.count, 0, self.lang))

    def cost_said(self) -> str:
        """What the frozen view missed in euros."""
        pair = self.view.pair("cost", "bonus_cost")
        first, second = (self.money(float(values.mean())) for values in (pair.first, pair.second))
        return self.w(f"simulated.cost.{way(pair)}", first=first, second=second, years=self.years, size=self.money(abs(pair.difference.mean)), range=self.money_range(pair))

    def did_said(self) -> list[str]:
        """What people did more of and less of: the largest clear change of a level in each direction, by activity."""
        clear = [pair for pair in self.view.pairs["attention"] if pair.difference.state == CLEAR and abs(pair.difference.mean) >= SAME]
        more = self._largest([pair for pair in clear if pair.difference.mean > 0])
        less = self._largest([pair for pair in clear if pair.difference.mean < 0])
        key = "both" if more and less else "more" if more else "less" if less else "none"
        return [self.w(f"simulated.did.{key}", more=more, less=less, n=self.n)]

    def _largest(self, pairs: list[Pair], most: int = 2) -> str:
        best: dict[str, Pair] = {}
        for pair in sorted(pairs, key=lambda pair: -abs(pair.difference.mean)):
            best.setdefault(pair.name, pair)
        said = [
            self.w("simulated.did.one", activity=_lowered(self.activity(pair.name)), level=_lowered(self.level(pair.level)), size=numbers.number(pair.difference.mean, 1, self.lang, signed=True))
            for pair in list(best.values())[:most]
        ]
        return self.w("simulated.did.join").join(said)

    def kept_said(self) -> str:
        """When the curves of customers kept part."""
        last, crossing = self.view.paths["customers_path"][-1], self.view.crossings["customers_path"]
        if last["state"] == NO_INTERVAL:
            return self.w("simulated.kept.none")
        place = crossing.first_behind or crossing.first_ahead
        key = "behind" if crossing.first_behind else "ahead" if crossing.first_ahead else "open"
        size = last["difference"] if key == "open" else abs(last["difference"])
        year = math.ceil(place / draw.QUARTERS) if place else 0
        span = numbers.interval(last["lo"], last["hi"], 1, self.lang, signed=True)
        return self.w(f"simulated.kept.{key}", year=year, size=numbers.number(size, 1, self.lang, signed=key == "open"), range=span, years=self.years)

    def cx_said(self) -> str:
        """True experience in the last year."""
        pair = self.view.pair("experience", "true_cx")
        span = numbers.interval(pair.difference.lo, pair.difference.hi, 1, self.lang, signed=True)
        return self.w(f"simulated.cx.{way(pair)}", size=numbers.number(abs(pair.difference.mean), 1, self.lang), range=span)

    def notes(self) -> list[str]:
        """How the plan was read."""
        company, count = self.settings.company, numbers.number(self.settings.customers.count, 0, self.lang)
        said = [self.w("simulated.read.company", company=getattr(company, f"label_{self.lang}"), customers=count, years=self.years)]
        said += [self.w(f"simulated.read.{note.key}", **{key: self._listed(value) for key, value in note.values.items()}) for note in self.view.made.notes]
        seats: dict[str, list[str]] = {}
        for unit in company.units.values():
            seats.setdefault(unit.led_by, []).append(getattr(unit, f"label_{self.lang}"))
        led = "; ".join(f"{', '.join(names)}: {_lowered(self.w.name('level', level))}" for level, names in seats.items())
        return [*said, self.w("simulated.read.seats", seats=led)]

    def _listed(self, value: Any) -> str:
        if isinstance(value, dict):
            return ", ".join(self.w("simulated.read.pair", a=self._named(a), b=self._named(b)) for a, b in value.items())
        if isinstance(value, list):
            return ", ".join(self.say.measure(text) if "/" in text else self._named(text) for text in value)
        return str(value)

    def _named(self, key: str) -> str:
        """A unit of the plan or of the company, a level or a metric, as people call it."""
        own = {str(row.get("unit")): str(row.get(f"name_{self.lang}") or row.get("unit")) for row in self.view.made.facts.file.sheet("units")}
        units = {name: getattr(unit, f"label_{self.lang}") for name, unit in self.settings.company.units.items()}
        if key in own or key in units:
            return own.get(key) or units[key]
        return self.level(key) if key in self.view.made.levels or key in LEVELS else self.w.name("lint.metric", key)

    # ---------------------------------------------------------------- names and amounts

    def level(self, key: str) -> str:
        """A level by the plan's name; a simulated one by the name of the level that stands for it."""
        own = {simulated: name for name, simulated in self.view.made.levels.items()}
        name = key if key in self.view.made.levels else own.get(key)
        return self.say.level(name) if name else self.w.name("level", key)

    def activity(self, key: str) -> str:
        """An activity as the company's settings call it."""
        item = self.settings.behaviour.activities.get(key)
        return str(getattr(item, f"label_{self.lang}")) if item is not None else self.w.name("activity", key)

    def money(self, eur: float, signed: bool = False) -> str:
        """EUR, from a million on in millions to two decimals."""
        if abs(eur) < 1e6:
            return numbers.money(round(eur, -2), 0, self.lang, signed=signed)
        text, sign = numbers.number(abs(eur) / 1e6, 2, self.lang), numbers.sign_of(eur, 0, signed)
        return f"{sign}{text}{numbers.THIN}milj. €" if self.lang == "fi" else f"{sign}€{text}m"

    def money_range(self, pair: Pair) -> str:
        """The interval of a difference in EUR."""
        ends = [self.money(value, signed=True) for value in (pair.difference.lo, pair.difference.hi)]
        return "…".join(ends) if self.lang == "fi" else " to ".join(ends)

    # ---------------------------------------------------------------- the table of both arms

    def blocks(self) -> list[dict[str, Any]]:
        """Blocks of the table: heading and rows of (name, first, tails, difference, second, tails, quiet)."""
        return [{"name": self.w(f"simulated.group.{table}"), "rows": [self._row(pair) for pair in self.view.pairs[table]]} for table in SIDE_BY_SIDE if self.view.pairs[table]]

    def _row(self, pair: Pair) -> dict[str, Any]:
        row, places = pair.row, PLACES[pair.unit]
        scale = 100.0 if pair.unit in SHARES else 1.0
        key = f"{pair.name}_all" if f"{pair.name}_all" in self.w.get("simulated.row") and not pair.year else pair.name
        name = self.w(f"simulated.row.{key}", year=pair.year, level=self.level(pair.level), years=self.years)

        def tails(side: str) -> str:
            return self.w("simulated.tails", low=numbers.number(scale * row[f"{side}_p10"], places, self.lang), high=numbers.number(scale * row[f"{side}_p90"], places, self.lang))

        return {
            "name": name, "first": numbers.number(scale * row["first_mean"], places, self.lang), "second": numbers.number(scale * row["second_mean"], places, self.lang),
            "first_tails": tails("first"), "second_tails": tails("second"), "difference": numbers.number(scale * row["difference"], places, self.lang, signed=True),
            "range": self.w("simulated.too_few") if row["state"] == NO_INTERVAL else numbers.interval(scale * row["lo"], scale * row["hi"], places, self.lang, signed=True),
            "open": row["state"] not in (CLEAR, NO_INTERVAL),
        }  # fmt: skip

    # ---------------------------------------------------------------- figures

    def charts(self) -> dict[str, tuple[str, str, Any]]:
        """Figures by section: title that states the finding, caption, drawing."""
        found = {"path": self._paths(), "attention": self._attention(), "spread": self._spread()}
        return {name: chart for name, chart in found.items() if chart is not None}

    def _paths(self) -> tuple[str, str, Any]:
        axes = {"customers_path": self.w("simulated.fig.path.kept"), "profit_path": self.w("simulated.fig.path.profit")}
        figure = draw.paths(self.view.paths, axes, self.w("simulated.fig.path.year"), self.w("simulated.fig.path.zero"), self.lang)
        return self.kept_said().rstrip("."), self.w("simulated.fig.path.caption", n=self.n), figure

    def _attention(self) -> tuple[str, str, Any] | None:
        levels: dict[str, list[tuple[str, float, float, str]]] = {}
        for pair in self.view.pairs["attention"]:
            levels.setdefault(pair.level, []).append((self.activity(pair.name), float(pair.first.mean()), float(pair.second.mean()), pair.difference.state))
        levels = {level: rows for level, rows in levels.items() if len(rows) > 1}
        if not levels:
            return None
        clear = [pair for pair in self.view.pairs["attention"] if pair.difference.state == CLEAR]
        top = max(clear, key=lambda pair: abs(pair.difference.mean), default=None)
        title = self.w("simulated.fig.attention.title_none")
        if top is not None:
            size = numbers.number(top.difference.mean, 1, self.lang, signed=True)
            title = self.w("simulated.fig.attention.title", level=self.level(top.level), activity=_lowered(self.activity(top.name)), size=size)
        ordered = {self.level(level): levels[level] for level in reversed(LEVELS) if level in levels}
        figure = draw.attention(ordered, self.w("simulated.fig.attention.x"), [self.w(f"simulated.fig.attention.{key}") for key in ("first", "second", "open")], self.lang)
        return title, self.w("simulated.fig.attention.caption", n=self.n), figure

    def _spread(self) -> tuple[str, str, Any] | None:
        if not self.view.spread:
            return None
        top = max(self.view.spread, key=lambda one: one.seats)
        common, own, effort = (numbers.number(top.shares[name][0], 0, self.lang) for name in ("common_luck", "own_luck", "effort"))
        title = self.w("simulated.fig.spread.title", level=self.level(top.level), common=common, own=own, effort=effort)
        levels = {self.level(one.level): one.shares for level in reversed(LEVELS) for one in self.view.spread if one.level == level}
        figure = draw.spread(levels, {name: raised(self.w(f"simulated.part.{name}")) for name in top.shares}, self.w("simulated.fig.spread.x"), self.lang)
        return title, self.w("simulated.fig.spread.caption", n=self.n), figure

    # ---------------------------------------------------------------- further tables

    def tables(self) -> dict[str, list[Shown]]:
        """Further tables by section."""
        return {"attention": [self._attention_table()], "sight": self._sight(), "spread": self._spread_table(), "bunching": self._bunching(), "fairness": self._fairness(), "assumptions": [self._assumptions()]}

    def _head(self, *keys: str) -> list[str]:
        return [self.w(f"simulated.col.{key}") for key in keys] + ([self.w("simulated.first"), self.w("simulated.second"), self.w("simulated.difference")] if keys[0] in ("level", "measure") and keys[-1] in ("activity", "measure") else [])

    def _three(self, pair: Pair) -> list[str]:
        row = self._row_of(pair)
        return [row["first"], row["second"], row["told"]]

    def _row_of(self, pair: Pair) -> dict[str, str]:
        row = pair.row
        span = self.w("simulated.too_few") if row["state"] == NO_INTERVAL else numbers.interval(row["lo"], row["hi"], 1, self.lang, signed=True)
        mark = f"; {self.w('simulated.open')}" if row["state"] not in (CLEAR, NO_INTERVAL) else ""
        told = f"{numbers.number(row['difference'], 1, self.lang, signed=True)} ({span}{mark})"
        return {"first": numbers.number(row["first_mean"], 1, self.lang), "second": numbers.number(row["second_mean"], 1, self.lang), "told": told}

    def _attention_table(self) -> Shown:
        rows = [[self.level(pair.level), self.activity(pair.name), *self._three(pair)] for pair in self.view.pairs["attention"]]
        return Shown(self._head("level", "activity"), rows, left=2, title=self.w("simulated.fig.attention.x"), fold=True)

    def _spread_table(self) -> list[Shown]:
        if not self.view.spread:
            return [Shown([], [], self.w("simulated.note.spread_none"))]
        rows = [
            [self.level(row["level"]), str(row["seats"]), raised(self.w(f"simulated.part.{row['part']}")), numbers.number(row["share_pct"], 0, self.lang), numbers.interval(row["lo"], row["hi"], 0, self.lang)]
            for one in self.view.spread
            for row in one.rows
        ]
        sds = "; ".join(f"{self.level(one.level)} {numbers.number(one.sd, 1, self.lang)}" for one in self.view.spread)
        return [Shown(self._head("level", "seats", "part", "share", "range"), rows, self.w("simulated.note.spread", sds=sds), left=3, fold=True, title=self.w("simulated.section.spread"))]

    def _sight(self) -> list[Shown]:
        rows = []
        for one in self.view.sight:
            measured = f"{numbers.number(one.sight, 2, self.lang)} ({numbers.interval(one.lo, one.hi, 2, self.lang)})"
            words = [self.w(f"static.strength.{one.row[key]}") for key in ("strength", "stand_in_strength")]
            rows.append([self.level(one.level), raised(self.say.measure(one.measure)), measured, words[0], _lowered(self.activity(one.activity)), f"{numbers.number(one.stand_in, 2, self.lang)}, {words[1]}"])
        head = [self.w(f"simulated.col.{key}") for key in ("level", "measure", "sight", "word", "by", "stand_in")]
        return [Shown(head, rows, self.w("simulated.note.sight", n=self.view.sight[0].seeds, customers=numbers.number(self.settings.customers.count, 0, self.lang)), left=2)] if rows else []

    def _bunching(self) -> list[Shown]:
        rows = [[raised(self.say.measure(pair.name)), *self._three(pair)] for pair in self.view.pairs["bunching"]]
        return [Shown(self._head("measure"), rows, self.w("simulated.note.bunching"))] if rows else []

    def _fairness(self) -> list[Shown]:
        found = []
        for kind in ("group", "unit"):
            for view in ("as_is", "at_average"):
                rows = [row for row in self.view.fairness if (row["kind"], row["view"]) == (kind, view)]
                if not any(not row["hidden"] for row in rows):
                    continue
                lines = [self._cell(row) for row in rows]
                title = f"{self.w(f'simulated.note.kind.{kind}')}. {self.w(f'simulated.note.view.{view}')}"
                found.append(Shown(self._head("level", "cell", "people", "median", "payout"), lines, left=2, title=title, fold=view == "at_average"))
        if found:
            found[-1].notes.append(self.w("simulated.note.fairness").rstrip("."))
        return found

    def _cell(self, row: dict[str, Any]) -> list[str]:
        about = [self.level(row["level"]), self._named(row["cell"]) if row["kind"] == "unit" else row["cell"]]
        if row["hidden"]:
            return [*about, self.w("simulated.note.hidden"), "", ""]
        return [*about, str(row["people"]), numbers.number(row["median_eur"], 0, self.lang), numbers.number(row["payout_pct"], 0, self.lang)]

    def _assumptions(self) -> Shown:
        rows = []
        for item in assumptions.argued(as_mapping(self.settings))[:ARGUED]:
            value = self.w.name("reading", str(item.value)) if item.key == "customers.reading" else assumptions.written(item.value, self.lang)
            name = self.w.get(f"assumption.{item.key.replace('.', '_')}") or item.key
            rows.append([str(name), value, assumptions.allowed(item, self.lang), item.grade, assumptions.rests_on(item, self.lang)])
        return Shown(self._head("assumption", "value", "allowed", "grade", "source"), rows, self.w("page.grades"), left=1)

    def table_note(self) -> str:
        """Under the table of both arms."""
        markup = float(self.view.made.facts.file.value("employer_cost_pct") or 0)
        people = len(self.view.made.facts.people)
        said = self.w("simulated.note.markup", pct=self.say.number(markup, 1)) if markup else ""
        return self.w("simulated.note.table", staff=self.w.plural("simulated.staff", people), markup=said)

    def practices(self) -> str:
        """Practices switched on in the simulated company, by name; empty when there are none."""
        settings = as_mapping(self.settings)
        return ", ".join(labelled(settings, ("practice", name), self.lang, name) for name in settings["practice"])


def way(pair: Pair) -> str:
    """more, fewer, open or none: which sentence a difference has."""
    if pair.difference.state == NO_INTERVAL:
        return "none"
    if pair.difference.state != CLEAR:
        return "open"
    return "more" if pair.difference.mean > 0 else "fewer"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def write(told: Told, folder: Path, facts: dict[str, Any]) -> None:
    """Page, figures and tables into `folder`."""
    pictures = drawn((Picture(name, title, caption, figure) for name, (title, caption, figure) in told.charts().items()), folder)
    for name, rows in told.view.tables.items():
        write_csv(pd.DataFrame(rows), folder / "tables" / f"{name}.csv")
    page = environment().get_template("plan_simulate.html.j2").render(told=told, w=told.w, lang=told.lang, facts=facts, pictures=pictures, tables=told.tables(), frozen=FROZEN)
    (folder / "report.html").write_text(page, "utf-8")
