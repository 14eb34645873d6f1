"""What worker processes do for the lab: live a cell, draw a picture, put the tables together, write the files of a download."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxsim.lab.asking import seconds_of

if TYPE_CHECKING:
    from cxsim.lab.asking import Asked
    from cxsim.study.cells import Cell
    from cxsim.study.comparison import Comparison
    from cxsim.study.contrasts import Question
    from cxsim.study.outcome import Outcome
    from cxsim.study.runner import Harvest

WARM_CUSTOMERS = 300
NICER = 5  # steps of priority that cells leave to pictures
FIGURES = ("course", "further", "attention", "breaks", "pay", "measured", "money")  # of the page Compare, in reading order
QUARTERLY = ("kept_share", "profit_to_date_eur", "true_cx")  # what the picture over time shows


@dataclass(frozen=True)
class Picture:
    """A figure as the page shows it: SVG in two widths, its words, and the numbers behind it as text."""

    key: str
    wide: str
    narrow: str
    title: str
    subtitle: str
    footer: str
    alt: str
    head: list[str] = field(default_factory=list)
    rows: list[list[tuple[str, bool]]] = field(default_factory=list)
    empty: bool = False


@dataclass(frozen=True)
class Passing:
    """A comparison on its way, as pictures read it: no differences at the end, so that no verdict can be told."""

    settings: Any
    question: Question
    schemes: dict[str, Any]
    quarterly_differences: pd.DataFrame
    planned: int
    digest: str = ""

    @property
    def baseline(self) -> str:
        return self.question.baseline


def warm() -> float:
    """Import and compile what cells and pictures need; returns the time of a small cell over the time foretold."""
    from cxsim.lab.asking import asked
    from cxsim.lab.draft import Draft
    from cxsim.report.figures import course  # noqa: F401  the import is what is wanted
    from cxsim.simulation.run import run_schemes
    from cxsim.study.outcome import run_cell

    what = asked(replace(Draft(), customers=WARM_CUSTOMERS, n=1))
    run_cell(what.design.cells[0], run_schemes)
    started = time.perf_counter()
    outcome = run_cell(what.design.cells[0], run_schemes)
    seconds = time.perf_counter() - started
    passing = Passing(what.settings, _question(what, [1]), what.basis.schemes, _differences(what, {outcome.cell: outcome}, [1]), 1)
    draw_passing(passing, "en")
    return seconds / foretold(what.design.cells[0])


def foretold(cell: Cell) -> float:
    """Seconds a cell takes on the machine the figures below were taken on; the crew corrects them for this one."""
    horizon = cell.settings.horizon
    return seconds_of(cell.settings.customers.count, horizon.warmup_years + horizon.years * len(cell.schemes))


def live(cell: Cell) -> tuple[Outcome, float]:
    """One cell under the limits of this process, and the seconds it took."""
    from cxsim.simulation.run import run_schemes
    from cxsim.study.worker import compute_in_worker

    _give_way()
    started = time.perf_counter()
    outcome = compute_in_worker(cell, run_schemes, None)
    return outcome, time.perf_counter() - started


def _give_way() -> None:
    """Cells leave the processor to pages and pictures, which somebody waits for; once per process."""
    if not _MODEST and hasattr(os, "nice"):
        _MODEST.append(os.nice(NICER))


_MODEST: list[int] = []


# ---------------------------------------------------------------- on the way


def draw_so_far(asked: Asked, outcomes: dict[str, Outcome], lang: str) -> tuple[Picture, int] | None:
    """The picture over time of what has come, and of how many seeds it is; None while no seed is whole."""
    passing = passing_of(asked, outcomes)
    return None if passing is None else (draw_passing(passing, lang), len(passing.question.seeds))


def passing_of(asked: Asked, outcomes: dict[str, Outcome]) -> Passing | None:
    """The comparison so far, of the seeds that are whole; None while there is none."""
    whole = [cell.seed for cell in asked.design.cells if cell.id in outcomes and not outcomes[cell.id].failures]
    if not whole:
        return None
    return Passing(asked.settings, _question(asked, whole), asked.basis.schemes, _differences(asked, outcomes, whole), asked.draft.n)


def _question(asked: Asked, seeds: list[int]) -> Question:
    from cxsim.study.contrasts import Question

    study = asked.settings.study
    return Question(tuple(asked.basis.schemes), study.baseline, study.primary, study.smallest_difference, tuple(seeds))


def _differences(asked: Asked, outcomes: dict[str, Outcome], seeds: list[int]) -> pd.DataFrame:
    from cxsim.study import contrasts, tables

    design = replace(asked.design, cells=tuple(cell for cell in asked.design.cells if cell.seed in seeds))
    quarterly = tables.quarterly_table(tables.harvested(design, outcomes, asked.basis))
    quarterly = quarterly[["scheme", "seed", "quarter", *QUARTERLY]]
    return contrasts.quarterly_differences_table(quarterly, _question(asked, seeds))


def draw_passing(passing: Passing, lang: str) -> Picture:
    """The picture over time so far: dashed, without a verdict."""
    from cxsim.report.figures import course
    from cxsim.report.view import View

    view = View(passing, lang)
    return _picture(view, "course", course.draw, planned=passing.planned)


# ---------------------------------------------------------------- finished


def together(asked: Asked, harvest: Harvest) -> Comparison:
    """The finished comparison."""
    from cxsim.study.comparison import assemble

    return assemble(asked.settings, asked.design, asked.basis, harvest)


def draw(comparison: Comparison, key: str, lang: str) -> Picture:
    """One figure of the page Compare, drawn by the report's own functions."""
    from cxsim.report.figures import course
    from cxsim.report.figures.catalogue import FIGURES as REPORTED
    from cxsim.report.view import View

    return _picture(View(comparison, lang), key, {**REPORTED, "course": course.draw, "further": course.further}[key])


def _picture(view: Any, key: str, function: Any, **more: Any) -> Picture:
    from cxsim.report.figures.catalogue import inline
    from cxsim.report.tables import table

    chart = function(view, "report", bare=True, **more)
    label = escape(chart.alt, quote=True)
    wide = inline(chart, f"w-{key}", label)
    narrow = inline(function(view, "phone", bare=True, **more), f"p-{key}", label)
    behind = None if chart.empty or chart.table.empty else table(view, chart.table)
    return Picture(key, wide, narrow, chart.title, chart.subtitle, chart.footer, chart.alt, behind.head if behind else [], behind.rows if behind else [], chart.empty)


def sentences(comparison: Comparison, lang: str) -> list[str]:
    """The answer of the report, word for word; computed, never assumed."""
    from cxsim.report.answers import answer
    from cxsim.report.view import View

    return answer(View(comparison, lang))


# ---------------------------------------------------------------- downloads


def report_file(asked: Asked, comparison: Comparison, lang: str, command: str) -> bytes:
    """report.html of a result, as `cxsim compare` writes it."""
    from cxsim import __version__
    from cxsim.report.html import render
    from cxsim.study.example import median_journey

    baseline = comparison.baseline
    first = replace(comparison.settings, seed=comparison.question.seeds[0])
    comparison.journey = median_journey(first, baseline, comparison.schemes[baseline])
    facts = {"command": command, "version": __version__, "seeds": list(comparison.question.seeds), "done": len(comparison.runs), "failed": comparison.failed}
    return render(comparison, lang, facts, comparison.notes).encode("utf-8")


def data_file(comparison: Comparison) -> bytes:
    """All tables as formula-safe CSV with their dictionary, zipped."""
    from cxsim.study.saving import csv_bytes

    tables = {**comparison.tables, "dictionary": comparison.dictionary()}
    return _zipped({f"{name}.csv": csv_bytes(table) for name, table in tables.items() if len(table.columns)})


def config_file(asked: Asked, command: str) -> bytes:
    """What repeats the result at a terminal: edited schemes as files, the command, and all settings; zipped."""
    import yaml

    from cxsim.lab.asking import plain_of
    from cxsim.lab.company_file import written
    from cxsim.study.canonical import plain

    files = {"command.txt": f"{command}\n".encode(), "settings.json": (json.dumps(plain(asked.settings), indent=1, sort_keys=True) + "\n").encode()}
    firm = asked.draft.firm
    if firm.edited:
        files[f"mine/company/{firm.name}.yaml"] = written(firm, plain_of(asked.draft)).encode("utf-8")
    for draft, (name, mapping) in zip(asked.draft.schemes, asked.draft.mappings().items(), strict=True):
        if draft.own(firm.bonus):
            files[f"mine/scheme/{name}.yaml"] = yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False).encode("utf-8")
    return _zipped(files)


def command_of(asked: Asked) -> str:
    """The command that gives the same digest."""
    from cxsim.lab.asking import overrides

    firm = asked.draft.firm
    mine = ["--config-dir mine"] if firm.edited or any(draft.own(firm.bonus) for draft in asked.draft.schemes) else []
    names = ",".join(asked.settings.study.schemes)
    words = [f"'{word}'" if "[" in word else word for word in [*overrides(asked.draft), f"study.schemes=[{names}]"]]
    return " ".join(["cxsim compare", *mine, *words, f"study.baseline={asked.settings.study.baseline}"])


def _zipped(files: dict[str, bytes]) -> bytes:
    """A zip without times inside, so that the same result gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
