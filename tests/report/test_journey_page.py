"""The page of two companies' journeys: told in both languages, drawn to one scale, its commands give its own journeys."""

from __future__ import annotations

import json
import re
import shlex

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch

from cxsim.cli.main import main
from cxsim.report.figures import process_map as drawing
from cxsim.report.journeys import Told
from cxsim.study.journeys.pair import Lived, live, plan_of
from cxsim.study.saving import damaged_files

SMALL = ["experiment=tiny", "customers.count=120", "horizon.years=1", "study.replications=2", "workers=1"]


@pytest.fixture(scope="module")
def lived():
    return live(plan_of("silo_and_coordinated", SMALL), workers=1)


def arrows(figure, place):
    return [patch for patch in figure.axes[place].patches if isinstance(patch, FancyArrowPatch)]


def test_widths_and_colours_mean_the_same_in_both_maps(lived):
    told = Told(lived, "en")
    figure = told.figure()
    kept, scale = drawing._kept(told.panels()), drawing.scale_of(told.panels())
    for place, panel in enumerate(told.panels()):
        edges = panel.edges[[key in kept and key[:2] != key[2:] for key in drawing._keys(panel.edges)]]
        wanted = sorted((round(max(0.5, scale * row.per_100), 9), to_hex(drawing.SHARES(row.lost_share)), row.lost_share < drawing.HALF) for row in edges.itertuples())
        coloured = [patch for patch in arrows(figure, place) if to_hex(patch.get_edgecolor()) != "#8a877f"]
        assert sorted((round(patch.get_linewidth(), 9), to_hex(patch.get_edgecolor()), patch.get_linestyle() in ("solid", "-")) for patch in coloured) == wanted
        assert len(wanted) > 5 and max(width for width, _, _ in wanted) <= drawing.WIDEST + 1e-6
    assert 0.5 < drawing.drawn_share(told.panels()[0], told.panels()) <= 1.0


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_words_of_the_map_stand_inside_it_and_do_not_cover_touchpoints(lived, lang):
    figure = Told(lived, lang).figure()
    figure.draw_without_rendering()
    whole = figure.bbox
    for ax in figure.axes:
        for text in ax.texts:
            box = text.get_window_extent()
            assert box.x0 >= whole.x0 - 1 and box.x1 <= whole.x1 + 1 and box.y0 >= whole.y0 - 1 and box.y1 <= whole.y1 + 1, text.get_text()


def with_difference(lived, amount):
    """Six seeds whose second company loses the story `amount` times more, give or take."""
    plan = plan_of("silo_and_coordinated", [*SMALL, "study.replications=6"])
    flow = lived.flows["silos", 1]
    changed = lambda plus: type(flow)(flow.journeys, 0, flow.edges, flow.visits, {**flow.measures, "lost": 50.0 + plus})  # noqa: E731
    flows = {("silos", seed): changed(0.0) for seed in plan.seeds} | {("coordinated", seed): changed(amount + (-1.0) ** seed) for seed in plan.seeds}
    return Lived(plan, flows, dict.fromkeys(flows, "x"))


@pytest.mark.parametrize(("amount", "form"), [(9.0, "+9.0 ("), (-9.0, "−9.0 ("), (0.1, "cannot be told apart")])
def test_the_headline_says_what_was_measured_whichever_way_it_came_out(lived, amount, form):
    said = Told(with_difference(lived, amount), "en").headline()
    assert form in said and "50.0" in said and f"{50 + amount:.1f}" in said
    assert ("told apart" in said) == (abs(amount) < 1)


def test_the_bound_of_a_clear_difference_is_never_shown_as_zero(lived):
    told = Told(lived, "en")
    assert told.size({"mean": 0.27, "lo": 0.03, "hi": 0.51}, "handoffs", signed=True) == "+0.27 (+0.03 to +0.51)"
    assert told.size({"mean": 0.27, "lo": -0.03, "hi": 0.57}, "handoffs", signed=True) == "+0.3 (0.0 to +0.6)"


def test_few_seeds_are_an_example_not_evidence(lived):
    assert "example, not evidence" in Told(lived, "en").headline() and "ei näyttöä" in Told(lived, "fi").headline()


def test_the_command_writes_a_sealed_folder_and_its_log_commands_give_the_same_runs(lived, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["journeys", *SMALL, "output.dir=out", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    folder = next((tmp_path / "out").glob("2*"))
    assert told["digest"] == lived.digest and not damaged_files(folder)
    page = (folder / "report.html").read_text("utf-8")
    assert not re.search(r"\{\w+\}|https?://(?!www\.w3\.org)|undefined", page.replace("&#39;", "'").split("</style>")[1])
    command = re.search(r"<pre>(cxsim log [^<]*silos\.xes[^<]*)</pre>", page).group(1).replace("&#39;", "'")
    assert main([*shlex.split(command)[1:], "--json"]) == 0
    log = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert log["run_digest"] == lived.digests["silos", 1] and (tmp_path / "silos.xes").is_file() and (tmp_path / "silos.csv").is_file()
    assert main(["journeys", *SMALL, "output.dir=out"]) == 0
    assert len(list((tmp_path / "out").glob("2*"))) == 1, "the same result is not written twice"


def test_every_measure_has_words_and_a_row(lived):
    for lang in ("en", "fi"):
        rows = Told(lived, lang).rows()
        assert len(rows) == 8 and len({row["measure"] for row in rows}) == 8
        assert np.all([row["first"] and row["second"] and row["difference"] for row in rows])
