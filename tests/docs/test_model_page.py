"""The model description names only settings and columns that exist."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

from pages import MODEL, TINY, words

import cxsim
from cxsim.base import schema
from cxsim.base.registry import MECHANISMS
from cxsim.customers.service import ServiceState
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

    known = settings_names() | {item.name for item in fields(ServiceState)} | set(choices("company"))
    text = MODEL.read_text("utf-8")
    formulas = "\n".join(f"`{line.strip()}`" for line in text.splitlines() if line.startswith("    "))
    assert words(text + formulas) - known == set()
    for name in MECHANISMS:
        assert name in text


def test_dotted_keys_are_accepted_by_the_settings():
    settings = cxsim.load(*TINY)
    for key in set(re.findall(r"`([a-z]+\.[a-z_]+)(?:=[^`]*)?`", MODEL.read_text("utf-8"))) - {"schema.py"}:
        group, name = key.split(".")
        assert hasattr(getattr(settings, group), name), key
