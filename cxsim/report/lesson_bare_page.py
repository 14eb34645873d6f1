"""The debrief page of a bare game: its seven pages in their fixed order, its figures and the tables behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from cxsim.report import lesson_decided
from cxsim.report.html import environment
from cxsim.report.lesson_bare import BareTold
from cxsim.report.lesson_page import picture, predicted
from cxsim.report.words import raised
from cxsim.study.saving import write_csv


def pictures(told: BareTold) -> dict[str, Any]:
    """Figures by section; those of the model only once its half was computed."""
    w = told.w
    found = {"company": picture(told.stars_figure(), told.stars_title(), w("lesson_bare.stars_caption"), "ls")}
    if (figure := told.predictions()) is not None:
        found["predictions"] = picture(figure, w.plural("lesson.predictions.sealed", len(told.game.guesses)), w("lesson.predictions.caption", company=told.company(0)), "lq")
    if (model := told.model) is not None:
        limits, outcome = model.cells.terms.limits.of(told.lang), raised(told.outcome(told.main))
        found["units"] = picture(model.units_figure(), model.title(), w("lesson_bare.model.caption", n=model.lucks, limits=limits), "lu")
        found["grid"] = picture(model.grid_figure(), model.whole_grid_title(), w("lesson_bare.model.grid_caption", n=model.lucks, outcome=outcome), "lg")
    return found


def write(told: BareTold, folder: Path, facts: dict[str, Any]) -> None:
    """The page and its tables into `folder`."""
    page = environment().get_template("lesson_bare.html.j2").render(told=told, w=told.w, lang=told.lang, facts=facts, pictures=pictures(told), digest=told.debrief.digest)
    (folder / "report.html").write_text(page, "utf-8")
    for name, table in tables(told).items():
        write_csv(table, folder / f"{name}.csv")


def tables(told: BareTold) -> dict[str, Any]:
    """Tidy tables behind the page: stars, decisions, predictions, and the model's half by case, units, luck, plan and outcome."""
    found = {"stars": told.debrief.table, "decisions": lesson_decided.tidy(told.game)}
    if told.game.guesses:
        found["predictions"] = predicted(told)
    if told.model is not None:
        cells = told.model.cells
        rows = [[case, units, seed, plan, name, values[k]] for (case, units), own in cells.values.items() for plan, table in own.items() for name, values in table.items() for k, seed in enumerate(cells.seeds)]
        found["model"] = pd.DataFrame(rows, columns=["case", "units", "seed", "plan", "outcome", "value"])
    return found
