"""The index of evidence and the sheets of use point only at what exists, and every statement points at something."""

from __future__ import annotations

import re

import pytest
from pages import ROOT

from cxsim.report.description.pages import by_hand
from cxsim.trust.sections import SECTIONS

DOCS = ROOT / "docs"
INDEX = DOCS / "evidence_index.md"
PAGES = [INDEX, DOCS / "uses.md", DOCS / "assumptions.md", DOCS / "model.md"]
ELEMENTS = (
    "Problem formulation", "Model description", "Data evaluation", "Conceptual model evaluation", "Implementation verification",
    "Model output verification", "Model analysis", "Model output corroboration",
)  # fmt: skip


def missing(text: str) -> list[str]:
    """Files, sections and links named in a page of docs/ that do not exist."""
    paths = [path for path in re.findall(r"`((?:cxsim|tests|conf|experiments)/[^`\s]*)`", text) if not (ROOT / path).exists()]
    sections = [name for name in re.findall(r"`cxsim verify ([a-z_]+)", text) if name not in SECTIONS]
    links = [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not (DOCS / link).exists()]
    return paths + sections + links


def statements() -> list[str]:
    """Items below the eight elements."""
    text = INDEX.read_text("utf-8").partition("## 1. ")[2]
    return re.findall(r"^- (.*(?:\n  .*)*)", text, flags=re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_everything_named_exists(page):
    assert missing(by_hand(page.read_text("utf-8"))) == []


def test_what_does_not_exist_is_noticed():
    planted = "see `tests/rules/test_nothing.py`, `cxsim verify wonders`, [there](nowhere.md)"
    assert missing(planted) == ["tests/rules/test_nothing.py", "wonders", "nowhere.md"]


def test_eight_elements_and_every_statement_points_somewhere():
    assert tuple(re.findall(r"^## \d\. (.*)$", INDEX.read_text("utf-8"), flags=re.MULTILINE)) == ELEMENTS
    found = statements()
    assert len(found) > 25
    for item in found:
        assert re.search(r"`(?:cxsim|tests|conf|experiments)[/ ]|\]\(", item), item


def test_every_part_of_the_check_is_in_the_index():
    text = INDEX.read_text("utf-8")
    for name in SECTIONS:
        assert f"`cxsim verify {name}`" in text, name


def test_self_ratings_start_with_the_weakest():
    for table in re.findall(r"^\| (?:Factor|Rule) .*\n\|.*\n((?:\|.*\n)+)", INDEX.read_text("utf-8"), flags=re.MULTILINE):
        scores = [int(row.split("|")[2]) for row in table.splitlines()]
        assert scores == sorted(scores) and len(scores) >= 8
    assert "not by outsiders" in INDEX.read_text("utf-8")


def test_a_sheet_for_every_user_with_all_its_parts():
    text = (DOCS / "uses.md").read_text("utf-8")
    for user in ("Strategist", "HR and reward designer", "Teacher"):
        sheet = text.partition(f"## {user}\n")[2].partition("\n## ")[0]
        for part in ("Question.", "Role of the model.", "If the answer is wrong.", "Check first.", "You may say.", "You may not say."):
            assert f"**{part}**" in sheet, (user, part)
        assert len(sheet.split()) < 450, user  # one page at most
