"""Makes each notebook from the percent script of the same name: python notebooks/sync.py. Outputs are never stored."""

from __future__ import annotations

import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
LANGUAGE = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def cells_of(script: str) -> list[tuple[str, str]]:
    """Kind (markdown or code) and text of each cell of a percent script."""
    cells = []
    for block in ("\n" + script).split("\n# %%")[1:]:
        head, _, body = block.partition("\n")
        if "[markdown]" in head:
            lines = (line.removeprefix("#").removeprefix(" ") for line in body.strip().splitlines())
            cells.append(("markdown", "\n".join(lines)))
        else:
            cells.append(("code", body.strip()))
    return cells


def notebook_of(script: str) -> dict:
    """A notebook (format 4.5) with the cells of a script and nothing run."""
    cells = []
    for number, (kind, text) in enumerate(cells_of(script)):
        cell = {"cell_type": kind, "id": f"cell-{number:02d}", "metadata": {}, "source": text.splitlines(keepends=True)}
        cells.append(cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []})
    return {"cells": cells, "metadata": LANGUAGE, "nbformat": 4, "nbformat_minor": 5}


def text_of(script: Path) -> str:
    """The notebook file that belongs to a script."""
    return json.dumps(notebook_of(script.read_text("utf-8")), indent=1, ensure_ascii=False) + "\n"


def scripts() -> list[Path]:
    """The percent scripts, in order."""
    return sorted(HERE.glob("[0-9]*.py"))


if __name__ == "__main__":
    for script in scripts():
        script.with_suffix(".ipynb").write_text(text_of(script), "utf-8")
