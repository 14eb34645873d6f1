"""The schedule as the code runs it: calls of the functions that make up a quarter, a week and a year, in their order."""

from __future__ import annotations

import ast
from typing import Iterator

from cxsim.report.description.source import PACKAGE, Place, definition, definitions, imported
from cxsim.report.description.tables import code, table

# what is opened on the page, outermost first
OPENED = (
    ("Warm-up, then the run", Place("simulation/market.py", "warm_up")),
    ("A quarter", Place("simulation/model.py", "CxModel.agenda")),
    ("Deciding, at the start of a quarter", Place("organisation/organisation.py", "Organisation.deciding")),
    ("A week of a town", Place("customers/weeks.py", "live_week")),
    ("A week of somebody who is not a customer", Place("customers/relationship.py", "visit_outsider")),
    ("A week of a customer", Place("customers/relationship.py", "visit_customer")),
    ("A new issue", Place("customers/journeys.py", "start_issue")),
    ("Contacts of one week", Place("customers/journeys.py", "pursue")),
    ("One contact", Place("customers/journeys.py", "contact")),
    ("A handoff inside a contact", Place("customers/contacts.py", "hand_over")),
    ("The end of a journey", Place("customers/journeys.py", "end_journey")),
    ("A routine episode or purchase", Place("customers/routines.py", "routine")),
    ("Books of a quarter", Place("simulation/model.py", "CxModel.keep_books")),
    ("What managers see", Place("organisation/organisation.py", "Organisation.observe")),
    ("The end of a year", Place("simulation/model.py", "CxModel.close_year")),
    ("The end of a year for managers", Place("organisation/organisation.py", "Organisation.year_end")),
)
# whose method is meant, by the last name before the dot
OBJECTS = {
    "organisation": ("organisation/organisation.py", "Organisation"),
    "population": ("customers/population.py", "Population"),
    "vesting": ("simulation/vesting.py", "Vesting"),
    "shocks": ("simulation/shocks.py", "Shocks"),
    "panel": ("simulation/panel.py", "Panel"),
    "model": ("simulation/model.py", "CxModel"),
    "crew": ("organisation/together.py", "Crew"),
    "head": ("organisation/agents.py", "Manager"),
    "manager": ("organisation/agents.py", "Manager"),
    "executive": ("organisation/agents.py", "Executive"),
    "unit": ("organisation/agents.py", "BusinessUnit"),
}
PLUMBING = ("base/", "customers/eventlog.py", "organisation/records.py", "simulation/panel.py")
HELPERS = {"touch", "account", "crossing", "everyday_utility", "clipped", "probability", "bounded", "make_offer", "packed", "_view", "next_wake", "chance_of", "_keep_log", "_empty_log"}


def steps(place: Place) -> list[tuple[str, Place]]:
    """(condition, called function) of a function in the order of its source; helpers and plumbing left out."""
    found: list[tuple[str, Place]] = []
    for when, called in _calls(definition(place).body, place, ""):
        own = called.name.rpartition(".")[2]
        if called.file.startswith(PLUMBING) or own in HELPERS or called == place:
            continue
        if not found or found[-1] != (when, called):
            found.append((when, called))
    return found


def _calls(body: list[ast.stmt], place: Place, when: str) -> Iterator[tuple[str, Place]]:
    for node in body:
        if isinstance(node, ast.If):
            yield from _inside(node.test, place, when)
            test = ast.unparse(node.test)
            yield from _calls(node.body, place, _and(when, f"if {test}"))
            yield from _calls(node.orelse, place, _and(when, "otherwise"))
            if isinstance(node.body[-1], (ast.Return, ast.Continue, ast.Break)):  # what follows is for the others
                when = _and(when, f"unless {test}")
        elif isinstance(node, ast.For):
            yield from _inside(node.iter, place, when)
            yield from _calls(node.body, place, _and(when, f"for {ast.unparse(node.target)} in {ast.unparse(node.iter)}"))
            yield from _calls(node.orelse, place, when)
        elif not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield from _inside(node, place, when)


def _and(when: str, more: str) -> str:
    return f"{when}; {more}" if when else more


def _inside(node: ast.AST, place: Place, when: str) -> Iterator[tuple[str, Place]]:
    """Calls within an expression, arguments before the call itself."""
    for child in ast.iter_child_nodes(node):
        yield from _inside(child, place, when)
    if isinstance(node, ast.Call):
        called = _resolved(node.func, place)
        if called is not None:
            yield when, called


def _resolved(function: ast.expr, place: Place) -> Place | None:
    """The function of the package that is called, None for anything else."""
    if isinstance(function, ast.Name):
        return _by_name(function.id, place.file)
    if not isinstance(function, ast.Attribute):
        return None
    before, name = function.value, function.attr
    if isinstance(before, ast.Name) and before.id == "self":
        return _known(place.file, f"{place.name.partition('.')[0]}.{name}")
    last = before.attr if isinstance(before, ast.Attribute) else before.id if isinstance(before, ast.Name) else ""
    if last in OBJECTS:
        file, owner = OBJECTS[last]
        return _known(file, f"{owner}.{name}")
    module = imported(place.file).get(last, "")
    return _known(module, name) if module and "#" not in module else None


def _by_name(name: str, file: str) -> Place | None:
    if name in definitions(file):
        return Place(file, name)
    module, _, inner = imported(file).get(name, "").partition("#")
    return _known(module, inner) if inner else None


def _known(file: str, name: str) -> Place | None:
    return Place(file, name) if (PACKAGE / file).exists() and name in definitions(file) else None


def schedule() -> str:
    """One numbered table for each opened function."""
    parts = []
    for title, place in OPENED:
        rows = [
            (number, called.words, code(when) if when else "always", called.link)
            for number, (when, called) in enumerate(steps(place), start=1)
        ]
        parts += [f"**{title}** ({place.link})", "", table(("Step", "What happens", "When", "Code"), rows), ""]
    return "\n".join(parts).rstrip()
