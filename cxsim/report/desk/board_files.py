"""A board page into its folder: HTML, Word, figures and tables."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxsim.desk.board import Board
from cxsim.report.desk.board import page, title
from cxsim.report.desk.board import picture as words_of_picture
from cxsim.report.desk.board_docx import docx_bytes
from cxsim.report.desk.board_page import Page, Picture, colours
from cxsim.report.desk.board_say import Say
from cxsim.report.figures import board as figures
from cxsim.report.figures.catalogue import inline, png, svg
from cxsim.report.figures.experiments import titled
from cxsim.report.figures.frame import Chart
from cxsim.study.saving import write_csv
from cxsim.study.store import write_whole


def write(board: Board, lang: str, folder: Path, foot: dict[str, str]) -> Page:
    """Write everything of the page but the manifest; returns the page."""
    say = Say(board, lang)
    made = page(board, lang, foot)
    write_whole(folder / "board.html", html_bytes(say, made))
    alone = Chart("effect", titled(drawn(say, "alone"), title(say)), title(say), "", "")
    picture = png(Chart("effect", drawn(say, "page"), title(say), "", ""))
    write_whole(folder / "board.docx", docx_bytes(made, picture))
    write_whole(folder / "effect.png", png(alone))
    write_whole(folder / "effect.svg", svg(alone).encode())
    for name, (caption, _, figure) in say.told.charts().items():
        if name in ("weights", "cost"):
            chart = Chart(name, titled(figure, caption), caption, "", "")
            write_whole(folder / f"{name}.png", png(chart))
            write_whole(folder / f"{name}.svg", svg(chart).encode())
    for name, rows in tables(board).items():
        write_csv(pd.DataFrame(rows), folder / "tables" / f"{name}.csv")
    return made


def drawn(say: Say, size: str) -> Any:
    """The figure in one of its sizes."""
    names = {name: say.w(f"board.effect.panel.{name}") for name in say.board.paths}
    caption = words_of_picture(say).caption if size == "alone" else ""
    return figures.effect(say.board.paths, names, say.w("board.effect.year"), say.lang, size, caption)


def html_bytes(say: Say, made: Page) -> bytes:
    """The page as UTF-8; everything of the user's is escaped."""
    from cxsim.report.html import environment

    picture = next(block for part in made.parts for block in part.blocks if isinstance(block, Picture))
    label = escape(picture.alt, quote=True)
    wide, narrow = (Markup(inline(Chart("effect", drawn(say, size), picture.title, "", ""), size, label)) for size in ("page", "phone"))  # noqa: S704  our own drawing; its only text is escaped
    text = environment().get_template("board.html.j2").render(page=made, wide=wide, narrow=narrow, colours=colours, kind=lambda block: type(block).__name__)
    return (text + "\n").encode("utf-8")


def tables(board: Board) -> dict[str, list[dict[str, Any]]]:
    """Every table behind the page as plain rows, by level and group, never by person; totals that tell one person's pay left out."""
    hidden = board.hidden_total
    static = board.static.tables
    flips = [{"condition": one.world.key, "value": one.world.value, "home": one.world.home, "verdict": one.verdicts[name], **pair.row} for one in board.flips for name, pair in one.pairs.items()]
    others = [{"alternative": one.name, **pair.row} for one in board.alternatives for name, pair in one.pairs.items() if not (hidden and name == "bonus_cost")]
    moved = [{"alternative": one.name, "level": level, "weight_pct": a, "weight_changed_pct": b} for one in board.alternatives for level, (a, b) in one.weights.items()]
    found = {
        "weights": static["weights"], "felt": static["felt"], "cost_static": static["cost"], "pools": static["pools"], "findings": static["findings"],
        "main": [pair.row for pair in board.main.values()], "flips": flips, "alternatives": others, "alternative_weights": moved,
        "experience": board.view.tables["experience"], "bunching": board.view.tables["bunching"], "fairness": board.view.fairness,
        **{f"path_{name}": rows for name, rows in board.paths.items()},
    }  # fmt: skip
    costs = {} if hidden else {"cost_simulated": [{"arm": name, **row} for name, row in board.year_cost.items()], "cost_change": [board.reaction_cost.row]}
    return {**found, **costs}
