"""Reading the package's own source: docstrings, comments beside fields, and calls in the order they are written."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef


@dataclass(frozen=True)
class Place:
    """A function or method: file below the package, and name (`Class.method` or `function`)."""

    file: str
    name: str

    @property
    def words(self) -> str:
        """First sentence of the docstring."""
        return first_sentence(ast.get_docstring(definition(self)) or "")

    @property
    def link(self) -> str:
        """How the place is written on a page."""
        return f"`{self.file}` {self.name}"


def first_sentence(text: str) -> str:
    """The first paragraph of a docstring on one line, up to its first full stop followed by a space."""
    whole = " ".join(text.strip().split("\n\n")[0].split())
    return re.split(r"(?<!\bal)\. ", whole)[0].rstrip(".")


@cache
def text_of(file: str) -> str:
    """Text of a file below the package."""
    return (PACKAGE / file).read_text("utf-8")


@cache
def tree_of(file: str) -> ast.Module:
    """Parsed file."""
    return ast.parse(text_of(file))


@cache
def definitions(file: str) -> dict[str, Function]:
    """Functions and methods of a file by name."""
    found: dict[str, Function] = {}
    for node in tree_of(file).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{item.name}": item for item in node.body if isinstance(item, ast.FunctionDef)}
    return found


def definition(place: Place) -> Function:
    """The node of a place. Raises KeyError when the code has none of this name."""
    return definitions(place.file)[place.name]


@cache
def comments(file: str) -> dict[int, str]:
    """Comments by line, without the sign."""
    tokens = tokenize.generate_tokens(io.StringIO(text_of(file)).readline)
    return {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}


def class_of(file: str, name: str) -> ast.ClassDef:
    """A class of a file. Raises KeyError."""
    found = {node.name: node for node in tree_of(file).body if isinstance(node, ast.ClassDef)}
    return found[name]


def fields_of(file: str, name: str) -> list[tuple[str, str, str]]:
    """Annotated fields of a class: name, type, comment beside it."""
    told = comments(file)
    return [
        (node.target.id, ast.unparse(node.annotation), told.get(node.end_lineno or 0, ""))
        for node in class_of(file, name).body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]


@cache
def imported(file: str) -> dict[str, str]:
    """Names imported from the package: name -> file, or file#name for functions."""
    found: dict[str, str] = {}
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cxsim"):
            for alias in node.names:
                inside = "/".join(node.module.split(".")[1:])
                module = f"{inside}/{alias.name}.py".lstrip("/")
                known = alias.asname or alias.name
                found[known] = module if (PACKAGE / module).exists() else f"{inside}.py#{alias.name}"
    return found


def files(layers: tuple[str, ...]) -> list[str]:
    """All modules of some layers, below the package."""
    return sorted(path.relative_to(PACKAGE).as_posix() for layer in layers for path in (PACKAGE / layer).rglob("*.py"))
