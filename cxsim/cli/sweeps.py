"""The joint table of a sweep: one row per run with what was swept, headline outcomes and the run's folder; also as CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Sequence

HEADLINES = ("customers_kept_pct", "customers_change_pct", "profit_after_bonus_eur", "true_cx", "measured_cx")
FILE = "sweep.csv"


@dataclass
class Row:
    """One run of a sweep; `result` stays empty when it failed."""

    overrides: dict[str, str]
    result: dict[str, Any] = field(default_factory=dict)


def swept(jobs: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """Of each run's overrides those that differ between runs; all of them when none does."""
    plain = [dict(_parts(text) for text in job) for job in jobs]
    keys = list(dict.fromkeys(key for job in plain for key in job))
    differing = [key for key in keys if len({job.get(key) for job in plain}) > 1] or keys
    return [{key: job.get(key, "") for key in differing} for job in plain]


def _parts(text: str) -> tuple[str, str]:
    key, _, value = text.partition("=")
    return key.lstrip("+"), value


def write_csv(rows: Sequence[Row], folder: Path) -> Path:
    """Overrides, every outcome under its machine name, folder and digest; raw numbers, empty where a run failed."""
    keys = list(rows[0].overrides)
    names = list(dict.fromkeys(name for row in rows for name in row.result.get("summary", {})))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*keys, *(name for name in names if name not in keys), "output", "digest"])
        for row in rows:
            told = row.result.get("summary", {})
            values = [_finite(told.get(name)) for name in names if name not in keys]
            writer.writerow([*row.overrides.values(), *values, row.result.get("output", ""), row.result.get("digest", "")])
    return path


def _finite(value: float | None) -> float | str:
    return "" if value is None or value != value else value


def table(rows: Sequence[Row], lang: str, currency: str) -> list[str]:
    """The table for the terminal: heads, units below them, one line per run. ASCII signs."""
    from cxsim.report import numbers
    from cxsim.report.outcomes import outcome
    from cxsim.report.words import words

    w, symbol = words(lang), numbers.SYMBOLS.get(currency, currency)
    names = [name for name in HEADLINES if any(name in row.result.get("summary", {}) for row in rows)]
    columns = [[key, "", *(row.overrides[key] for row in rows)] for key in rows[0].overrides]
    for name in names:
        values = [row.result.get("summary", {}).get(name, float("nan")) for row in rows]
        cells = [outcome(name, value, lang, currency).value for value in values]
        columns.append([*(w(f"run.{part}.{name}", currency=symbol) for part in ("head", "head_unit")), *cells])
    columns.append([w("terminal.places.output"), "", *(row.result.get("output", w("run.failed")) for row in rows)])
    plain = [[numbers.plain(cell) for cell in column] for column in columns]
    widths = [max(len(cell) for cell in column) for column in plain]
    first = len(rows[0].overrides)
    return [
        "  ".join(
            cell.rjust(width) if first <= place < first + len(names) else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()
        for cells in zip(*plain, strict=True)
    ]
