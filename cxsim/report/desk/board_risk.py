"""Parts 6 and 7 of a board page: what could go wrong, and what the answer rests on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from cxsim.desk.board import sign
from cxsim.desk.linter.registry import SERIOUS, WARN
from cxsim.report import assumptions, numbers
from cxsim.report.desk.board_page import Block, Cell, Grid, Text
from cxsim.report.desk.board_say import Say
from cxsim.report.desk.letter_say import clean
from cxsim.report.words import raised

SHOWN = 4  # warnings told on the page beside all serious and all silenced findings
TOLD = 6  # assumptions told on the page


def risks(say: Say) -> list[Block]:
    """Open findings by severity, gaming, fairness."""
    findings = say.board.static.findings
    serious = [one for one in findings if one.severity == SERIOUS and not one.silenced]
    warned = [one for one in findings if one.severity == WARN and not one.silenced]
    silenced = [one for one in findings if one.silenced]
    told = [*serious, *warned[:SHOWN], *silenced]
    lines: list[Block] = [Text(say.w("board.risks.counts", counts=say.speak.counts(findings)))]
    for row in say.speak.rows(told):
        lines.append(Text(clean(f"{row['rule']}, {row['severity']}: {row['what']}"), "warn" if row["key"] == SERIOUS and not row["silenced"] else "item"))
    if len(findings) > len(told):
        lines.append(Text(say.w("board.risks.more", n=len(findings) - len(told)), "item"))
    return [*lines, Text(gaming(say)), Text(bunching(say)), *(Text(text) for text in fairness(say))]


def gaming(say: Say) -> str:
    """How far the measured experience stands above the true one, and what people's reaction adds to it."""
    pair = say.board.view.pair("experience", "measured_gap")
    if pair is None:
        return ""
    gap, base = (numbers.number(float(values.mean()), 1, say.lang, True) for values in (pair.second, pair.first))
    return say.w("board.risks.gaming", gap=gap, base=base, change=say.change(pair, say.outcome("measured_gap")))


def bunching(say: Say) -> str:
    """Measures whose results stand more often just above a step than with nobody reacting."""
    clear = [pair for pair in say.board.view.pairs["bunching"] if sign(pair) > 0]
    if not clear:
        return say.w("board.risks.bunching_none")
    told = [say.w("board.risks.bunching_one", measure=say.speak.measure(pair.name), d=say.bare(pair), range=say.range(pair)) for pair in clear]
    return say.w("board.risks.bunching", list="; ".join(told))


def fairness(say: Say) -> list[str]:
    """The widest gap of simulated payout between shown groups and between shown units of one level; hidden cells stay hidden."""
    rows = [row for row in say.board.view.fairness if not row["hidden"]]
    found = [widest(rows, kind) for kind in ("group", "unit")]
    told = [_fair(say, one) for one in found if one is not None]
    return told or [say.w("board.risks.fair_none")]


def widest(rows: list[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    """Of the margins of one kind, the two cells furthest apart in payout as it is, and the same two at average results."""
    margins: dict[tuple[str, str], dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        if row["kind"] == kind:
            margins[row["level"], row["grade"]][row["view"]][row["cell"]] = row["payout_pct"]
    best: dict[str, Any] | None = None
    for (level, _), views in margins.items():
        shown = views["as_is"]
        if len(shown) < 2:
            continue
        low, high = min(shown, key=lambda cell: shown[cell]), max(shown, key=lambda cell: shown[cell])
        gap = shown[high] - shown[low]
        if best is None or gap > best["gap"]:
            even = views["at_average"]
            best = {"kind": kind, "level": level, "gap": gap, "low": low, "high": high, "payout_low": shown[low], "payout_high": shown[high], "average": even[high] - even[low]}
    return best


def _fair(say: Say, one: dict[str, Any]) -> str:
    if not one["gap"]:
        return say.w("board.risks.fair_same", kind=say.w(f"board.risks.kind.{one['kind']}"))
    name = say.unit if one["kind"] == "unit" else clean
    low, high = name(one["low"]), name(one["high"])
    told = {key: say.number(one[key], 0) for key in ("payout_low", "payout_high")}
    average = numbers.number(one["average"], 0, say.lang, True)
    return say.w("board.risks.fair", kind=say.w(f"board.risks.kind.{one['kind']}"), level=say.level(one["level"]), low=low, high=high, average=average, **told)


def assumed(say: Say) -> list[Block]:
    """What the answer rests on: the standing caveat, the most argued assumptions with their grade, and how the plan was read."""
    w, settings = say.w, asdict(say.board.laid.settings)
    every = assumptions.register(settings)
    counts = {grade.lower(): count for grade, count in assumptions.counts(every).items()}
    rows = tuple((Cell(_name(say, item)), Cell(_value(say, item)), Cell(item.grade)) for item in assumptions.argued(settings)[:TOLD])
    head = tuple(w(f"board.assumptions.head.{key}") for key in ("what", "value", "grade"))
    people = numbers.number(say.board.laid.settings.customers.count, 0, say.lang)
    notes = [w("board.assumptions.counts", total=len(every), **counts), w("board.assumptions.company", company=say.company, people=people), *_read(say)]
    return [Text(w("board.assumptions.caveat"), "lead"), Grid(head, rows), Text(" ".join(notes), "note")]


def _name(say: Say, item: assumptions.Assumption) -> str:
    return say.w.get(f"assumption.{item.key.replace('.', '_')}") or item.key


def _value(say: Say, item: assumptions.Assumption) -> str:
    return say.w.name("reading", str(item.value)) if item.key == "customers.reading" else assumptions.written(item.value, say.lang)


def _read(say: Say) -> list[str]:
    """Measures of the plan that the simulation reads as another, or not at all."""
    found = []
    for note in say.board.view.made.notes:
        if note.key == "frozen_metrics":
            names = [raised(say.w.name("lint.metric", name)) for name in note.values["metrics"]]
            found.append(say.w("board.assumptions.frozen_metrics", list=clean(", ".join(names))))
        if note.key == "read_as":
            told = [f"{say.w.name('lint.metric', name)} = {say.w.name('lint.metric', other)}" for name, other in note.values["pairs"].items()]
            found.append(say.w("board.assumptions.read_as", list=clean(", ".join(told))))
    return found
