"""The tree shows the architecture: lower layers never import upper ones, and few modules know a framework."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "cxsim"
LAYERS = ["base", "pay", "customers", "organisation", "simulation", "study", "desk", "lessons", "trust", "bench", "report", "lab", "cli"]
FRAMEWORKS = {
    "mesa": {"organisation/agents.py", "simulation/model.py"},
    "hydra": {"study/configuration.py", "cli/hydra_door.py"},
    "nicegui": {
        "lab/frame.py",
        "lab/lesson_doors.py",
        "lab/pages/about.py",
        "lab/pages/charts.py",
        "lab/pages/company_panel.py",
        "lab/pages/compare.py",
        "lab/pages/console.py",
        "lab/pages/console_door.py",
        "lab/pages/console_guesses.py",
        "lab/pages/console_slips.py",
        "lab/pages/console_seats.py",
        "lab/pages/console_time.py",
        "lab/pages/console_typed.py",
        "lab/pages/design.py",
        "lab/pages/inside.py",
        "lab/pages/keys.py",
        "lab/pages/lessons.py",
        "lab/pages/link_notice.py",
        "lab/pages/plan.py",
        "lab/pages/plan_people.py",
        "lab/pages/plan_shown.py",
        "lab/pages/plan_tabs.py",
        "lab/pages/results.py",
        "lab/pages/scheme_panel.py",
        "lab/pages/terms_panel.py",
        "lab/parts.py",
        "lab/plan_doors.py",
        "lab/server.py",
        "lab/shelf.py",
    },
    "fpdf": {"report/paper/sheet.py"},
    "omegaconf": {"study/configuration.py", "cli/hydra_door.py"},
}
LONGEST = 400
FORBIDDEN_CALLS = {"eval", "exec", "compile"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module name imported anywhere in a file, type-checking blocks included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def layer(path: Path) -> str:
    """The layer a file belongs to, empty for the package itself."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_no_module_imports_an_upper_layer(path: Path) -> None:
    """A file may import its own layer and lower ones, nothing above."""
    home = layer(path)
    if not home:
        return
    assert home in LAYERS, f"{path} lies in no known layer; name it in LAYERS"
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "cxsim" and len(parts) > 1 and parts[1] in LAYERS:
            assert LAYERS.index(parts[1]) <= LAYERS.index(home), f"{home} imports {name}, which lies above it"


@pytest.mark.parametrize("framework", sorted(FRAMEWORKS))
def test_a_framework_is_known_to_few_modules(framework: str) -> None:
    """Mesa and Hydra may move: only the named files change with them."""
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if any(name.split(".")[0] == framework for name in imports(path))
    }
    assert users <= FRAMEWORKS[framework]


def test_only_reports_draw() -> None:
    """No picture below the report layer."""
    drawers = {layer(path) for path in MODULES if any(name.startswith("matplotlib") for name in imports(path))}
    assert drawers <= {"report"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_module_is_short_documented_and_never_runs_data(path: Path) -> None:
    """At most 400 lines, a docstring that says what it is, no eval, no pickle, no unsafe YAML, no global generator."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert len(source.splitlines()) <= LONGEST
    assert ast.get_docstring(tree) or not source.strip()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in FORBIDDEN_CALLS, f"{path}:{node.lineno} calls {node.func.id}"
    assert not {name for name in imports(path) if name.split(".")[0] in {"pickle", "shelve", "marshal", "random"}}
    assert "yaml.load(" not in source.replace("yaml.load(text, Loader", "")
    assert "np.random.seed" not in source and "numpy.random.seed" not in source
