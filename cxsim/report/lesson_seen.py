"""Page 3 of lessons about memory or about channels: what customers remember and expect, and where issues began and what they cost."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxsim.lessons import minds, origins
from cxsim.lessons.comparisons import ARMS, CLASS
from cxsim.report import lesson_alike, lesson_other, numbers
from cxsim.report.figures import lessons as draw
from cxsim.report.figures.lesson_origins import Origin
from cxsim.report.figures.lesson_origins import origins as draw_origins
from cxsim.report.lesson_companies import each, letters, line_names

MINDS = "minds"  # key of the picture of what customers carry in their heads
FEW = 10  # issues that began in a channel below which its means are no finding


def origins_key(company: int) -> str:
    """Key of the picture of a company's origins."""
    return f"origins{company}"


def said(told: Any) -> dict[str, tuple[str, Any, str]]:
    """Title, figure and caption of what this lesson promises to show, by key; empty in other lessons."""
    found = {}
    if told.lesson.reveal.minds:
        found[MINDS] = (minds_title(told), _minds(told), told.w("lesson_told.minds.caption"))
    return found


def origins_of(told: Any, company: int) -> tuple[str, Any, str] | None:
    """Title, figure and caption of where a company's issues began; None in lessons that do not tell of channels, or when no issue was recorded."""
    table = origins.by_origin(told.debrief.classes[company]) if told.lesson.reveal.channels else pd.DataFrame()
    if table.empty:
        return None
    channels, w = told.game.world.settings.channels, told.w
    names = {name: getattr(channel, f"label_{told.lang}") for name, channel in channels.items()}
    rows = [
        Origin(w.plural("lesson_told.origins.row", int(own["issues"]), channel=names[name]), [float(own[channel]) for channel in channels], w("lesson_told.origins.total", n=told.number(own["contacts"]), cost=_euros(told, own["cost_eur"])))
        for name, own in table.iterrows()
    ]  # fmt: skip
    figure = draw_origins(rows, list(names.values()), w("lesson_told.origins.axis"), told.lang)
    return _of(told, company, origins_title(told, table, names)), figure, w("lesson_told.origins.caption", n=int(table["issues"].sum()))


def origins_title(told: Any, table: pd.DataFrame, names: dict[str, str]) -> str:
    """The finding: the origin from which most contacts went elsewhere, of those with enough issues."""
    enough = table[table["issues"] >= FEW]
    own = (enough if len(enough) else table).copy()
    own["elsewhere"] = [row["contacts"] - row[name] for name, row in own.iterrows()]
    name = own["elsewhere"].idxmax()
    row = own.loc[name]
    kind = "elsewhere" if told.number(row["elsewhere"]) != told.number(0.0) else "there"
    return str(told.w(f"lesson_told.origins.title.{kind}", channel=names[name], n=told.number(row["contacts"]), m=told.number(row["elsewhere"]), cost=_euros(told, row["cost_eur"])))


def _euros(told: Any, value: float) -> str:
    return numbers.money(value, 2, told.lang)


def _of(told: Any, company: int, line: str) -> str:
    return f"{lesson_alike.name(told, company)}: {line[:1].lower()}{line[1:]}" if letters(told) else line


def _table(told: Any, company: int, arm: str = CLASS) -> pd.DataFrame:
    return minds.by_round(told.debrief.arms[company][arm])


def minds_title(told: Any) -> str:
    """What became of what is remembered and of what is expected, in each company."""
    tables = [_table(told, company) for company in told.companies]
    start, last = tables[0].iloc[0], [table.iloc[-1] for table in tables]
    values = {name: each(told, [told.number(own[name]) for own in last]) for name in ("bad_pct", "expected")}
    return str(told.w(f"lesson_told.minds.title.{'several' if letters(told) else 'one'}", a=told.number(start["bad_pct"]), b=values["bad_pct"], c=told.number(start["expected"]), d=values["expected"]))


def _minds(told: Any) -> Any:
    panels = {name: {arm: [_table(told, company, arm)[name].iloc[1:].tolist() for company in (told.leads if arm == CLASS else (0,))] for arm in ARMS} for name in minds.COLUMNS}
    start = _table(told, 0).iloc[0].to_dict()
    axes = {name: told.w(f"lesson_told.minds.axis.{name}") for name in minds.COLUMNS}
    kind = "half" if told.round_kind == "half" else "year"
    return draw.path(panels, start, axes, line_names(told), told.w(f"lesson.rounds.{kind}"), lesson_other.turns(told.game, told.w), told.lang, lesson_alike.ends(told), lambda line, above: told.w("lesson.arm.under", line=line, above=above))
