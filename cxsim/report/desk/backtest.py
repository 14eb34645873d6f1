"""The page of a back-test: each period under the old and the new plan, by level."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxsim.base.errors import Problem
from cxsim.desk.backtest import BackTest
from cxsim.desk.plan_file import PlanFile
from cxsim.report import numbers
from cxsim.report.desk.findings import Speaker
from cxsim.report.figures import plans
from cxsim.report.figures.catalogue import inline, png, svg
from cxsim.report.figures.experiments import titled
from cxsim.report.figures.frame import Chart
from cxsim.report.html import environment
from cxsim.report.problems import spoken
from cxsim.study.saving import write_csv

MONEY = ("old_eur", "new_eur", "difference_eur")
SHARES = ("gain_pct", "lose_pct")


class Told:
    """Words of a back-test in one language."""

    def __init__(self, test: BackTest, new: PlanFile, old: PlanFile, lang: str):
        self.test, self.lang, self.say = test, lang, Speaker(new, lang)
        self.w, self.new, self.old = self.say.w, str(new.value("name")), str(old.value("name"))
        self.totals = [row for row in test.rows if row["level"] == "all" and not row["hidden"]]

    def headline(self) -> str:
        """Both sums over the periods and their difference."""
        old, new, difference = (sum(row[key] for row in self.totals) for key in MONEY)
        return self.w("backtest.headline", n=len(self.test.periods), new=self.money(new), old=self.money(old), difference=self.money(difference, True))

    def money(self, eur: float, signed: bool = False) -> str:
        """EUR, from a million on in millions to two decimals."""
        if abs(eur) < 1e6:
            return numbers.money(eur, 0, self.lang, signed=signed)
        text, sign = numbers.number(abs(eur) / 1e6, 2, self.lang), numbers.sign_of(eur, 0, signed)
        return f"{sign}{text}{numbers.THIN}milj. €" if self.lang == "fi" else f"{sign}€{text}m"

    def head(self) -> list[str]:
        """Heads of the table."""
        return [self.w(f"backtest.col.{key}") for key in ("period", "level", "people", "old", "new", "difference", "gain", "lose")]

    def rows(self) -> list[list[str]]:
        """Rows of the table as text."""
        hidden = self.w("backtest.hidden")
        rows = []
        for row in self.test.rows:
            money = [numbers.number(row[key], 0, self.lang, signed=key == "difference_eur") if key in row else hidden for key in MONEY]
            rows.append([row["period"], self.say.level(row["level"]), str(row["people"]), *money, *(numbers.number(row[key], 0, self.lang) if key in row else hidden for key in SHARES)])
        return rows

    def left_out(self) -> list[str]:
        """What the history lacks."""
        gaps = [spoken(gap, self.lang)[0] for gap in self.test.gaps]
        return [self.w("backtest.left_out", place=gap.where, what=gap.message) for gap in gaps]

    def title(self) -> str:
        """In how many periods the new plan pays more."""
        return self.w("backtest.fig.title", k=sum(row["difference_eur"] > 0 for row in self.totals), n=len(self.totals))

    def figure(self) -> Any:
        """Old and new by period."""
        said = {key: self.w(f"backtest.fig.{key}") for key in ("y", "old", "new")}
        return plans.periods([(row["period"], row["old_eur"] / 1000, row["new_eur"] / 1000) for row in self.totals], said, self.lang)

    def spoken(self) -> list[str]:
        """Lines for the terminal: headline, table, what is missing."""
        table = [self.head(), *self.rows()]
        widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
        lines = ["  ".join(cell.ljust(width) if i < 2 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))) for row in table]
        return [numbers.plain(line).rstrip() for line in (self.headline(), self.w("backtest.frozen"), "", *lines, *self.left_out())]


def write(told: Told, folder: Path, facts: dict[str, Any]) -> None:
    """Page, figure and tables into `folder`."""
    picture = None
    if told.totals:
        chart = Chart("backtest", told.figure(), told.title(), told.w("backtest.fig.caption"), "")
        alone = Chart("backtest", titled(told.figure(), told.title()), told.title(), chart.subtitle, "")
        (folder / "periods.png").write_bytes(png(alone))
        (folder / "periods.svg").write_text(svg(alone), "utf-8")
        picture = Markup(inline(chart, "b", escape(chart.alt, quote=True)))  # noqa: S704  our own drawing; its only text is escaped
    write_csv(pd.DataFrame(told.test.rows), folder / "tables" / "backtest.csv")
    write_csv(pd.DataFrame([_gap(gap) for gap in told.test.gaps], columns=["period", "place", "message"]), folder / "tables" / "left_out.csv")
    page = environment().get_template("plan_backtest.html.j2").render(told=told, w=told.w, lang=told.lang, facts=facts, picture=picture)
    (folder / "report.html").write_text(page, "utf-8")


def _gap(gap: Problem) -> dict[str, Any]:
    return {"period": gap.value, "place": gap.where, "message": gap.message}
