"""The model description names only settings, columns, files and tests that exist, and its tables are those of the code now."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

from pages import MODEL, ROOT, TINY, words

import cxsim
from cxsim.base import schema
from cxsim.base.registry import MECHANISMS
from cxsim.customers.columns import PERSON
from cxsim.customers.service import ServiceState
from cxsim.organisation.capability import Stocks
from cxsim.report.description.pages import by_hand
from cxsim.study.folders import choices

ELEMENTS = [
    "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling", "Design concepts",
    "Initialisation", "Input data", "Submodels",
]  # fmt: skip


def settings_names() -> set[str]:
    kinds = [kind for kind in vars(schema).values() if isinstance(kind, type) and is_dataclass(kind)]
    return {item.name for kind in kinds for item in fields(kind)}


def test_seven_elements_in_the_order_of_the_protocol():
    assert re.findall(r"^## \d\. (.*)$", MODEL.read_text("utf-8"), flags=re.MULTILINE) == ELEMENTS


def test_every_name_is_a_setting_or_something_else_that_exists():
    import cxsim.organisation.behaviours  # noqa: F401  the registry fills on import

    known = settings_names() | {item.name for kind in (ServiceState, Stocks) for item in fields(kind)} | set(choices("company"))
    known |= set(PERSON.names) | set(MECHANISMS)
    text = by_hand(MODEL.read_text("utf-8"))
    text = re.sub(r"`(?:cxsim|tests|conf)/[^`]*`", "", text)  # paths are checked below
    formulas = "\n".join(f"`{line.strip()}`" for line in text.splitlines() if line.startswith("    "))
    assert words(text + formulas) - known == set()
    for name in MECHANISMS:
        assert f"`{name}`" in MODEL.read_text("utf-8")


def test_dotted_keys_are_accepted_by_the_settings():
    settings = cxsim.load(*TINY)
    for key in set(re.findall(r"`([a-z]+\.[a-z_]+)(?:=[^`]*)?`", by_hand(MODEL.read_text("utf-8")))):
        group, name = key.split(".")
        assert hasattr(getattr(settings, group), name), key


def test_every_submodel_is_linked_to_modules_and_tests():
    text = MODEL.read_text("utf-8").partition("## 7. Submodels")[2].partition("## What is not modelled")[0]
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        title = part.splitlines()[0]
        assert re.search(r"Modules?:\s", part) and re.search(r"Tests:\s", part), title


def test_every_file_named_is_there():
    for path in re.findall(r"`((?:cxsim|tests|conf)/[^`\s]*)`", by_hand(MODEL.read_text("utf-8"))):
        assert (ROOT / path).exists(), path
