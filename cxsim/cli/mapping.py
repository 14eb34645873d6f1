"""The map of the code: one row per layer, from the first lines of its docstrings; keeps the README true."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

LAYERS = ("base", "pay", "customers", "organisation", "simulation", "study", "desk", "lessons", "trust", "bench", "report", "lab", "cli")
BEGIN, END = "<!-- map:begin -->", "<!-- map:end -->"
PACKAGE = Path(__file__).resolve().parent.parent


def first_line(path: Path) -> str:
    """First line of the docstring of a module, read without importing it; empty when it has none."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


def modules(folder: Path) -> list[str]:
    """Modules and sub-packages of a layer by name, sub-packages with a slash."""
    files = [path.stem for path in folder.glob("*.py") if path.stem != "__init__"]
    return sorted([*files, *(f"{path.parent.name}/" for path in folder.glob("*/__init__.py"))])


def table() -> str:
    """The map as a Markdown table, lowest layer first."""
    rows = ["| Layer | What it is | Modules |", "|---|---|---|"]
    for name in LAYERS:
        folder = PACKAGE / name
        rows.append(f"| `{name}` | {first_line(folder / '__init__.py')} | {', '.join(modules(folder))} |")
    return "\n".join(rows)


def listing() -> str:
    """Every module with the first line of its docstring, for reading on a terminal."""
    lines = []
    for name in LAYERS:
        for path in sorted((PACKAGE / name).rglob("*.py")):
            lines.append(f"{path.relative_to(PACKAGE).as_posix():<34} {first_line(path)}")
    return "\n".join(lines)


def replaced(text: str) -> str:
    """A page with the map between its two markers renewed. Raises ValueError when a marker is missing."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def main(argv: list[str]) -> int:
    """Print the map; `--modules` prints every module; `--write FILE` renews the map inside a page."""
    if argv[:1] == ["--write"] and len(argv) == 2:
        page = Path(argv[1])
        page.write_text(replaced(page.read_text("utf-8")), "utf-8")
        return 0
    print(listing() if argv == ["--modules"] else table())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
