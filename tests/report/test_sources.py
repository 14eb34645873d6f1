"""What settings rest on is told in Finnish on Finnish pages: all of it but plain citations."""

from __future__ import annotations

import re

import pytest

from cxsim.base import schema
from cxsim.report import assumptions
from cxsim.study.canonical import plain
from cxsim.study.configuration import as_mapping, load
from cxsim.study.folders import choices

CITED = re.compile(r"([A-Z][\w.]*( [A-Z]\w+)* \d{4}(; )?)+|[A-Z]+|[\d.]+|")
ENGLISH = re.compile(r"\b(and|al|the|of|by|in|not|direction|assumption|design|search|level|order|with|swept|about)\b")


@pytest.mark.parametrize("company", choices("company"))
def test_every_source_has_finnish(company):
    items = list(assumptions._walk(schema.Settings, plain(as_mapping(load(f"company={company}", "rival=[neighbour]"))), ""))
    assert len(items) > 200
    for item in items:
        said = assumptions.rests_on(item, "fi")
        assert assumptions.rests_on(item, "en") == item.source
        assert said != item.source or CITED.fullmatch(said), (item.key, said)
        assert not ENGLISH.search(said), (item.key, said)
        assert sorted(re.findall(r"\d+", said)) == sorted(re.findall(r"\d+", item.source)) or ".05" in item.source, (item.key, said)
