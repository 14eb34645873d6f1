"""Every text box of every figure is inside its canvas and overlaps no other, in all layouts and both languages."""

from __future__ import annotations

import itertools
from functools import cache
from types import SimpleNamespace
from typing import Any

import fake
import matplotlib
import pandas as pd
import pytest
from matplotlib.text import Text

from cxsim.report import theme
from cxsim.report.figures import single_run
from cxsim.report.figures.catalogue import FIGURES, png, save_figures, svg
from cxsim.report.figures.frame import Chart
from cxsim.report.view import View

LAYOUTS = ("report", "phone", "projector")
LONG = [
    "unit_satisfaction",
    "inverse_gradient",
    "seniority_gradient",
    "unit_growth_cost",
    "my_very_long_scheme_name_of_a_user",
]
TOLERANCE = 1.0


def problems(chart: Chart) -> list[str]:
    """Texts outside the canvas, and pairs of texts that overlap."""
    with matplotlib.rc_context(theme.RC):
        chart.figure.draw_without_rendering()
        renderer = chart.figure.canvas.get_renderer()  # type: ignore[attr-defined]
        boxes = [
            (t.get_text(), Text.get_window_extent(t, renderer))
            for t in chart.figure.findobj(Text)
            if t.get_visible() and t.get_text().strip()
        ]
    width, height = chart.figure.bbox.width, chart.figure.bbox.height
    found = [
        f"outside: {text!r}"
        for text, b in boxes
        if b.x0 < -TOLERANCE or b.y0 < -TOLERANCE or b.x1 > width + TOLERANCE or b.y1 > height + TOLERANCE
    ]
    for (one, a), (two, b) in itertools.combinations(boxes, 2):
        if min(a.x1, b.x1) - max(a.x0, b.x0) > TOLERANCE and min(a.y1, b.y1) - max(a.y0, b.y0) > 1.6 * TOLERANCE:
            found.append(f"overlap: {one!r} and {two!r}")
    return found


COMPARISONS = {
    "twelve": lambda: fake.make(fake.TWELVE),
    "long_names": lambda: fake.make(["fixed_pay", *LONG], baseline="fixed_pay", sign=-1.0),
    "two": lambda: fake.make(["unit_growth", "fixed_pay"]),
    "one_run": lambda: fake.make(n=1),
    "ties": lambda: fake.make(ties=True),
    "unclear": lambda: fake.make(width=6.0, m=None, years=10),
}


@cache
def comparison(name: str) -> fake.FakeComparison:
    return COMPARISONS[name]()


@pytest.mark.parametrize("key", FIGURES)
@pytest.mark.parametrize("lang", ["en", "fi"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_text_is_cut_or_covered(key: str, lang: str, layout: str) -> None:
    for name in ["twelve", "long_names", "unclear"] if layout == "report" else ["long_names"]:
        assert problems(FIGURES[key](View(comparison(name), lang), layout)) == [], name


@pytest.mark.parametrize("key", FIGURES)
def test_two_schemes_and_one_run_can_be_drawn(key: str) -> None:
    for name in ("two", "one_run", "ties"):
        chart = FIGURES[key](View(comparison(name), "en"), "report")
        assert chart.title and problems(chart) == []


@pytest.mark.parametrize("key", FIGURES)
@pytest.mark.parametrize("lang", ["en", "fi"])
def test_an_empty_table_keeps_its_place(key: str, lang: str) -> None:
    chart = FIGURES[key](View(fake.make(empty=True), lang), "report")
    assert chart.title
    if key != "schemes":
        assert chart.empty


def test_no_break_is_a_result() -> None:
    chart = FIGURES["breaks"](View(fake.make(empty=True), "en"), "report")
    assert chart.title == "No break can be told from chance"


def test_small_groups_and_what_would_reveal_them_are_not_drawn() -> None:
    small = fake.make()
    rows = small.tables["payouts"]
    rows["n"] = rows["level"].map({"executive": 3, "unit_head": 6, "middle_manager": 30, "team_lead": 90})
    chart = FIGURES["pay"](View(small, "en"), "report")
    assert set(chart.table["level"]) == {"middle_manager", "team_lead"}
    assert "fewer than five people" in chart.footer


def test_mostly_because_is_said_only_of_a_step_that_stands_out() -> None:
    assert "mostly because" in FIGURES["money"](View(fake.make(), "en")).title
    assert "mostly because" not in FIGURES["money"](View(fake.make(width=2.6), "en")).title


def test_the_same_numbers_give_the_same_bytes() -> None:
    first, second = (FIGURES["schemes"](View(fake.make(), "en")) for _ in range(2))
    assert svg(first) == svg(second)
    assert png(first) == png(second)
    assert "<dc:date>" not in svg(first)


def test_figures_are_saved_as_png_and_svg(tmp_path: Any) -> None:
    written = save_figures(fake.make(["unit_growth", "company_cx"], empty=True), tmp_path, "fi")
    assert [path.name for path in written] == ["f1_schemes.svg", "f1_schemes.png"]
    assert all(path.stat().st_size > 1000 for path in written)


@pytest.mark.parametrize("lang", ["en", "fi"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_single_run_has_its_figure(lang: str, layout: str) -> None:
    quarterly = pd.DataFrame(
        {
            "quarter": range(1, 21),
            "true_cx": [58 + 0.1 * q for q in range(20)],
            "measured_cx": [62 + 0.2 * q for q in range(20)],
        }
    )
    shares = {f"attention_{name}": 1 / 9 for name in fake.ACTIVITIES}
    managers = pd.DataFrame([dict(quarter=20, year=5, level=level, **shares) for level in fake.LEVELS])
    settings = fake.settings(["unit_growth"], "unit_growth", None, 5) | {"scheme": {"name": "unit_growth"}}
    run = SimpleNamespace(quarterly=quarterly, managers=managers, settings=settings, digest="abc1234")
    assert problems(single_run.draw(run, lang, layout)) == []


def test_a_scheme_keeps_its_colour_and_users_get_unused_ones() -> None:
    chosen = theme.inks(["mine", "unit_growth", *[f"own{i}" for i in range(14)]])
    assert chosen["unit_growth"].line == "#C85D0E"
    assert chosen["mine"].line != "#C85D0E"
    pairs = [(ink.line, ink.marker, ink.dash) for ink in chosen.values()]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize("name", COMPARISONS)
@pytest.mark.parametrize("key", ["money", "schemes"])
def test_on_a_phone_no_name_or_value_touches_the_zero_line(key: str, name: str) -> None:
    chart = FIGURES[key](View(COMPARISONS[name](), "fi"), "phone", bare=True)
    with matplotlib.rc_context(theme.RC):
        chart.figure.draw_without_rendering()
        renderer = chart.figure.canvas.get_renderer()  # type: ignore[attr-defined]
        texts = [(t.get_text(), Text.get_window_extent(t, renderer)) for t in chart.figure.findobj(Text) if t.get_text().strip()]
    zeros = [lines for ax in chart.figure.axes for lines in ax.collections if lines.get_gid() == "zero"]
    assert zeros or chart.empty
    for lines in zeros:
        for path in lines.get_paths():
            (x, low), (_, high) = lines.axes.transData.transform(path.vertices)
            touched = [text for text, box in texts if box.x0 < x < box.x1 and box.y0 < high and low < box.y1]
            assert not touched, touched
