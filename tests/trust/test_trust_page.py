"""The trust page: every line is on it, what fails comes first, and the same check gives the same bytes."""

from __future__ import annotations

import math

import pytest

from cxsim.report import verified
from cxsim.report.figures.evidence import placed
from cxsim.report.trust_page import headline, render
from cxsim.trust import stored
from cxsim.trust.lines import Line, Notebook, from_mapping
from cxsim.trust.section import QUICK
from cxsim.trust.verification import Verification


def lines():
    book = Notebook("patterns", "growth pay")
    figures = Notebook("figures", "C-1")
    return (
        figures.banded("inside <b>", 5.0, 4.0, 6.0, "%", "a share", "Author 2001"),
        figures.banded("outside", 9.0, 4.0, 6.0, "%", "a share", "Author 2001"),
        book.find("up", "more", [1.0, 1.1, 0.9], "points", "a difference"),
        book.find("down though up was foretold", "more", [-1.0, -1.1, -0.9], "points", "a difference"),
        book.find("open", "open", [1.0, -1.2, 0.3], "points", "a difference"),
    )


def found(*chosen: Line) -> Verification:
    return Verification(chosen or lines(), "telecom", (1, 2, 3), QUICK, ("model",))


def test_every_line_is_on_the_page_and_text_is_escaped():
    page = render(found(), "cxsim verify", "0.1.0")
    for line in lines():
        assert line.name.replace("<b>", "&lt;b&gt;") in page
    assert "inside <b>" not in page
    assert "Author 2001" in page


def test_failures_come_first_and_are_counted():
    page = render(found(), "cxsim verify", "0.1.0")
    missed = page[page.index('id="missed"') : page.index("<nav>")]
    assert "outside" in missed
    assert "down though up was foretold" in missed
    assert "inside" not in missed
    assert headline(verified.sections(found())) == "2 of 5 lines of evidence hold, 2 do not, 1 cannot be told yet"


def test_a_part_that_was_not_run_is_named_with_its_command():
    page = render(found(lines()[0]), "cxsim verify", "0.1.0")
    assert "neither computed nor stored" in page
    assert "cxsim verify model" in page


def test_the_same_check_gives_the_same_bytes_and_asks_nothing_of_the_network():
    page = render(found(), "cxsim verify", "0.1.0")
    assert page == render(found(), "cxsim verify", "0.1.0")
    for needle in ("http://", "https://", "<script", "url(h"):
        assert needle not in page.replace("http://www.w3.org", "")


def test_every_line_stands_in_the_markdown_page():
    text = verified.markdown_page(found(), "cxsim verify", "0.1.0")
    assert text.count("| growth pay |") == 3
    assert "| Published figures | 1 | 1 | 0 | `cxsim verify model` |" in text


@pytest.mark.parametrize(("value", "at"), [(5.0, 0.0), (6.0, 1.0), (4.0, -1.0), (9.0, 4.0)])
def test_a_banded_line_is_placed_in_half_bands(value, at):
    line = Notebook("figures", "C-1").banded("x", value, 4.0, 6.0, "", "", "")
    assert placed(line) == pytest.approx((at, at, at))


def test_a_nil_line_is_placed_in_tolerances_and_a_direction_in_its_own_half_width():
    book = Notebook("patterns", "x")
    line = book.find("nil", "nil", [0.1, 0.2, 0.3], "", "", tolerance=0.5)
    assert placed(line)[0] == pytest.approx(0.4)
    assert placed(line)[1] == pytest.approx(line.lo / 0.5)
    up = book.find("up", "more", [1.0, 1.1, 0.9], "", "")
    assert (placed(up)[1] > 0) == (up.holds == "yes")


def test_a_stored_report_comes_back_as_it_was_and_says_when_the_model_has_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "FOLDER", tmp_path)
    stored.store("docking", list(lines()), "cxsim verify docking", "0.1.0")
    report = stored.reports()["docking"]
    assert [line.as_mapping()["holds"] for line in report.lines] == [line.holds for line in lines()]
    assert report.lines[2] == lines()[2]
    assert not report.stale
    monkeypatch.setattr(stored, "basis", lambda: "another model")
    assert stored.reports()["docking"].stale


def test_a_line_without_interval_survives_json():
    line = Notebook("figures", "C-1").banded("x", 1.0, -math.inf, 2.0, "", "", "")
    told = {key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in line.as_mapping().items()}
    assert from_mapping(told).holds == line.holds == "yes"
