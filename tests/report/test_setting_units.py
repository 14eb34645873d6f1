"""Units of settings are told in Finnish on Finnish pages, every one of them, and the codes among the sources are explained."""

from __future__ import annotations

import re

import pytest

from cxsim.report import assumptions
from cxsim.report.words import LANGUAGES, words
from cxsim.study.canonical import plain
from cxsim.study.configuration import as_mapping, load
from cxsim.study.folders import choices

ENGLISH = re.compile(r"\b(and|of|per|share|at|the|with|points|quality|people|times)\b")


@pytest.mark.parametrize("company", choices("company"))
def test_every_unit_has_finnish(company):
    items = assumptions.register(plain(as_mapping(load(f"company={company}", "rival=[neighbour]"))))
    for item in (item for item in items if item.unit):
        said = assumptions.unit_of(item, "fi")
        assert assumptions.unit_of(item, "en") == item.unit
        assert said != item.unit and not ENGLISH.search(said), (item.key, said)
        assert {*re.findall(r"\d", said)} == {*re.findall(r"\d", item.unit)} or item.unit in ("share of needs, normalised over units",), (item.key, said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_among_the_sources_is_explained(lang):
    items = assumptions.register(plain(as_mapping(load("company=telecom"))))
    used = {int(number) for item in items for number in re.findall(r"\bC-(\d+)", assumptions.rests_on(item, lang))}
    told = {int(number) for line in words(lang).get("page.codes") for number in re.findall(r"C-(\d+)", line)}
    assert used and used <= told, used - told
