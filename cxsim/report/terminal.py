"""The table in the terminal: at most 100 columns, down to 80, ASCII signs, colour only as a second carrier."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import IO, Any

from cxsim.report import amounts, answers, numbers, sentences
from cxsim.report.figures.schemes import metrics_of
from cxsim.report.html import largest_assumption
from cxsim.report.view import Difference, View

WIDEST, NARROWEST = 100, 80
COLORS = {"more": "\033[34m", "fewer": "\033[33m"}
RESET = "\033[0m"
HEADS = {"customers_kept_pct": "kept", "customers_change_pct": "total", "profit_after_bonus_eur": "profit", "true_cx": "cx"}
DROPPED_FIRST = ("true_cx", "customers_change_pct", "customers_kept_pct", "profit_after_bonus_eur")


@dataclass(frozen=True)
class Column:
    """One column of the table: its head and its cells, padded to one width."""

    head: str
    cells: list[str]

    @property
    def width(self) -> int:
        """Width of the widest entry."""
        return max(len(text) for text in [self.head, *self.cells])

    def padded(self) -> list[str]:
        """Head, rule and cells in one width."""
        return [text.ljust(self.width) for text in [self.head, "-" * self.width, *self.cells]]


def wants_color(stream: IO[str]) -> bool:
    """Colour only on a terminal, and never with NO_COLOR set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def report(comparison: Any, lang: str = "en", width: int = WIDEST, color: bool = False) -> str:
    """The result of a comparison for stdout: heading, table, legend and the sentences below it."""
    view = View(comparison, lang)
    ranked = view.ranked(view.primary)
    if not ranked:
        return view.w("verdict.none" if not view.others else "counts_title.none")
    room = max(NARROWEST, min(WIDEST, width))
    lines = [*_wrapped(_heading(view), room, ""), "", *_table(view, ranked, room, color), *_legend(view, ranked, room)]
    for text in _below(view, ranked):
        lines += _wrapped(numbers.plain(text), room)
    return "\n".join(line.rstrip() for line in lines)


def _heading(view: View) -> str:
    key = "terminal.head" if view.n >= 5 else "terminal.head_few"
    return numbers.plain(view.w(key, years=sentences.years_said(view), b=view.baseline, n=view.n))


def _table(view: View, ranked: list[Difference], room: int, color: bool) -> list[str]:
    names = Column(view.w("terminal.scheme"), [item.scheme for item in ranked])
    verdicts = Column(view.w("terminal.verdict"), [verdict_word(view, item) for item in ranked])
    middle = {metric: _metric_column(view, metric, ranked) for metric in metrics_of(view)}
    droppable = [metric for metric in DROPPED_FIRST if metric in middle and metric != view.primary]
    while droppable and sum(c.width + 2 for c in [names, *middle.values(), verdicts]) - 2 > room:
        del middle[droppable.pop(0)]
    columns = [names, *middle.values(), verdicts]
    rows = ["  ".join(cells) for cells in zip(*(column.padded() for column in columns), strict=True)]
    return (
        rows if not color else [*rows[:2], *(_painted(row, item) for row, item in zip(rows[2:], ranked, strict=True))]
    )


def _painted(row: str, item: Difference) -> str:
    return f"{COLORS['more' if item.mean > 0 else 'fewer']}{row}{RESET}" if item.clear else row


def _metric_column(view: View, metric: str, ranked: list[Difference]) -> Column:
    """Mean, a tilde if the interval spans zero, and the interval, aligned on each other."""
    items = [view.difference(item.scheme, metric) for item in ranked]
    digits = amounts.digits_of(view, metric)
    parts = [_parts(view, item, digits) for item in items]
    widths = [max(len(part[i]) for part in parts) for i in range(4)]
    to = f" {view.w('terminal.to')} " if view.lang == "en" else view.w("terminal.to")
    cells = []
    for mean, mark, lo, hi in parts:
        reach = f" {mark}{lo.rjust(widths[2])}{to}{hi.rjust(widths[3])}" if lo else ""
        cells.append(f"{mean.rjust(widths[0])} {reach}".rstrip())
    key = HEADS.get(metric)
    head = view.w(f"terminal.{key}", currency=view.currency) if key else view.w.name("metric", metric)
    return Column(head, cells)


def _parts(view: View, item: Difference | None, digits: int) -> tuple[str, str, str, str]:
    if item is None or not math.isfinite(item.mean):
        return "", "", "", ""
    factor = amounts.scale(item.metric)
    mean, lo, hi = item.mean * factor, item.lo * factor, item.hi * factor
    digits = numbers.decimals_of(mean, lo, hi, digits)
    write = [numbers.plain(numbers.number(v, digits, view.lang, signed=True)) for v in (mean, lo, hi)]
    if item.state == "NO_INTERVAL":
        return write[0], "", "", ""
    return write[0], " " if lo > 0 or hi < 0 else "~", write[1], write[2]


def verdict_word(view: View, item: Difference) -> str:
    """The verdict in one or two words."""
    if item.clear:
        word = "more" if item.mean > 0 else "fewer"
        return view.w(f"terminal.{word}_small" if item.state == "CLEAR_SMALL" else f"terminal.{word}")
    key = {"SAME_FOR_THE_PURPOSE": "same", "NO_INTERVAL": "none"}.get(item.state, "unclear")
    return view.w(f"terminal.{key}")


def _legend(view: View, ranked: list[Difference], room: int) -> list[str]:
    if all(item.state == "NO_INTERVAL" for item in ranked):
        return []
    metric = view.w.name("metric", view.primary)
    metric = metric[:1].lower() + metric[1:]
    key = "terminal.legend" if len(ranked) > 1 else "terminal.legend_one"
    return _wrapped(view.w(key, metric=metric, k=view.w.count(len(ranked))), room)


def _below(view: View, ranked: list[Difference]) -> list[str]:
    """The sentences below the table: all customers, profit, when, what is not settled, cost, the largest assumption."""
    main = view.difference(view.focus, view.primary)
    found = []
    if main is not None and main.state == "NO_INTERVAL":
        return [sentences.verdict(view, view.focus)]
    found += [answers.contradiction(view), answers.customers(view), answers.profit(view), sentences.lead(view)]
    if not view.table("crossing").empty:
        found.append(sentences.crossing(view, view.focus))
    open_items = [item for item in ranked if item.state == "NOT_DISTINGUISHABLE"]
    found += [sentences.verdict(view, item.scheme) for item in open_items[:1]]
    return [text for text in [*found, sentences.readings(view), answers.cost_warning(view), largest_assumption(view)] if text]


def _wrapped(text: str, room: int, indent: str = "  ") -> list[str]:
    """Break a sentence into lines of at most `room` characters."""
    lines = [""]
    for word in text.split(" "):
        start = indent if len(lines) > 1 else ""
        longer = f"{lines[-1]} {word}" if lines[-1].strip() else f"{start}{word}"
        if len(longer) > room and lines[-1].strip():
            lines.append(f"{indent}{word}")
        else:
            lines[-1] = longer
    return lines
