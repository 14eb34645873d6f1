"""What the lab can say of settings, company files, links and the start of a lesson has Finnish, and stays what it was."""

from __future__ import annotations

import ast
import re

import pytest
from message_texts import ROOT, SAMPLE, bare, told_by

from cxsim.base.errors import InputError
from cxsim.lab import company_file, link
from cxsim.lab.draft import Draft
from cxsim.report.problems import candidates, error_lines, patterns
from cxsim.study.configuration import load

MODULES = (
    "base/checks.py", "study/along.py", "study/configuration.py", "study/folders.py", "lab/link.py", "lab/link_parts.py",
    "lab/company_file.py", "lab/lesson_rooms.py", "lessons/world.py", "lessons/seating.py", "lessons/record.py",
)
ENGLISH = re.compile(r"\b(is|the|not|must|write|allowed|needs|cannot|more|from)\b")
RAISED_APART = {"cut off, or too large"}  # never shown: the link is told to be damaged


def told():
    """(kind, text) of everything these modules can tell; the third word of a link's fault is what is allowed."""
    found = [(("allowed" if ".add(" in one.site and one.site.startswith("lab/link") else one.kind), one.text) for name in MODULES for one in told_by(name)]
    found += [(kind, text) for kind, text in _of_building()]
    return {(kind, text) for kind, text in found if not bare(text) and text not in RAISED_APART and kind != "where"}


def _of_building():
    """The builder of settings tells by a method of its own."""
    for node in ast.walk(ast.parse((ROOT / "base/building.py").read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "report":
            yield "said", ast.literal_eval(node.args[1])
    yield from (("fix", "write a share: 20 % is 0.20"), ("fix", "write the decimals with a point: 0.5"), ("fix", "write [5]"), ("allowed", "a number (EUR)"), ("allowed", "0 to 1 (share)"))


def test_every_message_remedy_and_range_has_finnish():
    assert len(told()) > 90
    assert not [one for one in sorted(told()) if not candidates(*one)]
    for kind, text in told():
        best = candidates(kind, text)[0]
        assert all(word in best.finnish for word in SAMPLE.findall(text)), (text, best.finnish)
        assert not ENGLISH.search(SAMPLE.sub("", best.finnish.replace("cxsim", ""))), best.finnish


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: load("company=telecmo"), ["company: ei löydy, lajina company", "  annettu: telecmo", "  tarkoititko: telecom?"]),
        (lambda: load("customers.count=-3"), ["override, customers.count: on sallitun alueen ulkopuolella", "  sallittu: 1…1e+08 (people in the market)"]),
        (lambda: load("journeys.cross_unit_share=lots"), ["override, journeys.cross_unit_share: pitää olla luku"]),
        (lambda: link.read("A" * 9000), ["linkki: on liian pitkä", "  sallittu: enintään 8000"]),
        (lambda: link.read(link.packed({**link.unpacked(link.written(Draft())), "format": 9})), ["linkki, format: on muotoa, jota ei tunneta tässä", "  avaa se versiolla, joka sen teki"]),
        (lambda: company_file.read("units: 3\n", "oma.yaml"), ["oma.yaml, rivi 1, company.units: tarvitsee ryhmän nimettyjä kohtia"]),
    ],
)
def test_what_a_finnish_page_says(act, said):
    with pytest.raises(InputError) as caught:
        act()
    lines = error_lines(caught.value, "fi")
    assert all(line.lang == "fi" for line in lines)
    whole = "\n".join(line.text for line in lines)
    assert all(line.strip() in whole for line in said), whole


def test_no_pattern_is_for_a_message_that_nobody_tells():
    used = {key for one in told() for found in candidates(*one)[:1] for key in found.keys}
    own = [one.key for kind in ("said", "fix", "allowed") for one in patterns(kind) if one.key.startswith("setting_")]
    spare = {key for key in own if key not in used}
    elsewhere = {"no_decision", "no_prediction", "no_ticket", "no_start", "other_lesson", "no_clock", "no_lesson", "put_back", "clocks", "list_settings"}  # of a lesson under way, and of a list
    positional = {"sum_above", "sum_most", "one_at_least", "more_than", "between_ends", "defaults", "formats", "other_version"}  # given without their name
    assert {key.partition(".")[2] for key in spare} <= elsewhere | positional, spare
