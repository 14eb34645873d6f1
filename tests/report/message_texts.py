"""Every sentence that a module can tell of a problem, read from its source: f-strings become texts with sample words in their holes.

A small evaluator of text expressions: it follows names to what they are assigned, calls to what they return, and takes both
branches of every choice. What it cannot know (a cell, a count) becomes a sample word.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import cxsim

ROOT = Path(cxsim.__file__).parent
SAMPLE = re.compile(r"alfa\d+")
KNOWN = "alfa0 is missing"  # stands for whatever another problem says
FOLLOWED = ("nearest", "unknown", "allowed", "_why_not")  # functions that make parts of sentences
# call -> which positional argument or keyword holds the message
_CALLS = {"Problem": (0, "message"), "add": (3, "message"), "add_at": (3, "message"), "follow": (3, "message"), "fault": (1, "message"), "_fault": (0, "message"), "_refuse": (1, "message"), "Read": (1, "fault"), "WorkerLost": (0, ""), "ValueError": (0, "")}
_samples: dict[str, str] = {}


@dataclass(frozen=True)
class Told:
    """One text: `kind` is said, fix, allowed or where."""

    kind: str
    text: str
    site: str


def sample(node: ast.expr) -> str:
    """A word for an expression whose value cannot be known; the same for the same expression."""
    return _samples.setdefault(ast.unparse(node), f"alfa{len(_samples) + 1}")


def bare(text: str) -> bool:
    """Whether a text says nothing in words: samples, numbers and signs, or a list of codes."""
    return not re.search(r"[a-z]{2}", SAMPLE.sub("", text)) or (", " in text and all(re.fullmatch(r"[\w.]+", part) for part in text.split(", ")))


class _Module:
    def __init__(self, path: Path):
        self.path, self.tree = path, ast.parse(path.read_text("utf-8"))
        self.functions = {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)}
        self.top = _assigned([node for node in self.tree.body if isinstance(node, (ast.Assign, ast.AnnAssign))])


def _assigned(body: list[ast.stmt]) -> dict[str, list[ast.expr]]:
    """Name -> every expression it is set to within these statements."""
    found: dict[str, list[ast.expr]] = {}
    for node in (inner for stmt in body for inner in ast.walk(stmt)):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                _bind(target, node.value, found)
        elif isinstance(node, (ast.For, ast.comprehension)):
            for item in _items(node.iter):
                _bind(node.target, item, found)
    return found


def _bind(target: ast.expr, value: ast.expr, found: dict[str, list[ast.expr]]) -> None:
    if isinstance(target, ast.Name):
        found.setdefault(target.id, []).append(value)
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for part, item in zip(target.elts, value.elts):
            _bind(part, item, found)


def _items(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, (ast.Tuple, ast.List)) else []


@cache
def module(name: str) -> _Module:
    return _Module(ROOT / name)


@cache
def value_errors() -> list[str]:
    """What a cell that is no number, and a target that is none, are told."""
    found = []
    for name in ("pay/numbers.py", "pay/score.py"):
        found += [told.text for told in told_by(name) if "ValueError" in told.site]
    return found


class _Reader:
    """Texts of expressions within one function."""

    def __init__(self, inside: _Module, function: ast.AST | None):
        self.module = inside
        self.own = _assigned(function.body) if isinstance(function, ast.FunctionDef) else {}
        self.caught = {node.name: ast.unparse(node.type) for node in ast.walk(function or inside.tree) if isinstance(node, ast.ExceptHandler) and node.name and node.type}
        self.open: set[str] = set()

    def texts(self, node: ast.expr) -> list[str]:
        found = self._texts(node)
        return list(dict.fromkeys(found)) if found else [sample(node)]

    def _texts(self, node: ast.expr) -> list[str]:
        match node:
            case ast.Constant(value=str() | int() as value):
                return [str(value)]
            case ast.JoinedStr(values=values):
                return self._joined(values)
            case ast.FormattedValue(value=value):
                return self.texts(value)
            case ast.IfExp(body=body, orelse=other):
                return self.texts(body) + self.texts(other)
            case ast.BoolOp(op=ast.Or(), values=values):
                return [text for value in values for text in self.texts(value)]
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return self._joined([left, right])
            case ast.Name(id=name):
                return self._name(name)
            case ast.Attribute(attr="message"):
                return [KNOWN]
            case ast.Subscript(value=ast.Call(func=ast.Attribute(value=inner, attr="split"))) | ast.Call(func=ast.Attribute(value=inner, attr="removesuffix")):
                return self._texts(inner)
            case ast.Subscript(value=ast.Name(id=name)):
                return [text for held in self._values(name) if isinstance(held, ast.Dict) for value in held.values for text in self.texts(value)]
            case ast.Call():
                return self._call(node)
            case ast.GeneratorExp(elt=elt, generators=[ast.comprehension(iter=ast.Call(func=ast.Attribute(value=ast.Name(id=held), attr="items")), target=ast.Tuple(elts=[_, ast.Name(id=value)]))]):
                for one in self._values(held):
                    self.own.setdefault(value, []).extend(one.values if isinstance(one, ast.Dict) else [])
                return self.texts(elt)
        return []

    def _joined(self, parts: list[ast.expr]) -> list[str]:
        return ["".join(choice) for choice in product(*(self.texts(part) for part in parts))]

    def _values(self, name: str) -> list[ast.expr]:
        return self.own.get(name) or self.module.top.get(name, [])

    def _name(self, name: str) -> list[str]:
        if self.caught.get(name) in ("ValueError", "(TypeError, ValueError)"):
            return value_errors()
        if name in self.open:
            return []
        self.open.add(name)
        found = [text for value in self._values(name) for text in self._texts(value)]
        self.open.discard(name)
        return found or ([KNOWN] if name == "message" else [])

    def _call(self, node: ast.Call) -> list[str]:
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name == "join" and isinstance(node.args[0], ast.GeneratorExp):
            return self._texts(node.args[0].elt)
        if name == "next":
            return [text for part in node.args for text in self.texts(part)]
        if name == "str" and node.args:
            return self._texts(node.args[0])
        if name in FOLLOWED or (name.startswith("_") and name in self.module.functions):
            home = next((one for one in (self.module, module("base/errors.py"), module("desk/values.py")) if name in one.functions), None)
            if home is None or name in self.open:
                return []
            reader = _Reader(home, home.functions[name])
            reader.open = {*self.open, name}
            returned = [part.value for part in ast.walk(home.functions[name]) if isinstance(part, ast.Return) and part.value is not None]
            return [text for value in returned for text in reader._texts(value)]
        return []


def _enclosing(tree: ast.Module) -> list[tuple[ast.FunctionDef | None, ast.AST]]:
    """Every node with the outermost function it stands in."""
    found: list[tuple[ast.FunctionDef | None, ast.AST]] = []

    def walk(node: ast.AST, function: ast.FunctionDef | None) -> None:
        for child in ast.iter_child_nodes(node):
            inside = child if isinstance(child, ast.FunctionDef) and function is None else function
            found.append((inside, child))
            walk(child, inside)

    walk(tree, None)
    return found


def _expressions(node: ast.AST) -> list[tuple[str, ast.expr]]:
    """(kind, expression) of what a node tells."""
    if not isinstance(node, ast.Call):
        return []
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    keywords = {part.arg: part.value for part in node.keywords}
    if name == "append" and node.args and isinstance(node.args[0], ast.Tuple) and len(node.args[0].elts) == 4:
        return [("said", node.args[0].elts[3])]  # a fault of a sheet
    if name == "Cell" and len(node.args) > 3:
        return [("said", node.args[3])]
    if name not in _CALLS:
        return []
    place, word = _CALLS[name]
    if name == "add" and len(node.args) == 3:
        place = 2  # of Problems; a report has four
    place -= 2 if node.args and isinstance(node.args[0], ast.Starred) else 0  # sheet, row and column at once
    found = [("said", node.args[place] if len(node.args) > place else keywords[word])] if len(node.args) > place or word in keywords else []
    if name in ("Problem", "_refuse"):
        found += [(key, keywords[key]) for key in ("fix", "allowed") if key in keywords]
        if name == "Problem" and (len(node.args) > 1 or "where" in keywords):
            found.append(("where", keywords["where"] if "where" in keywords else node.args[1]))
    return found


@cache
def told_by(name: str) -> list[Told]:
    """Everything a module can tell, by its path below the package."""
    inside = module(name)
    found = []
    for function, node in _enclosing(inside.tree):
        for kind, expression in _expressions(node):
            for text in _Reader(inside, function).texts(expression):
                found.append(Told(kind, text, f"{name}:{expression.lineno} {ast.unparse(node)[:40]}"))
    return found
