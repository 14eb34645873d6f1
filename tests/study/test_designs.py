"""Designed studies: plans of points, cells of them, what is found, and what is refused before anything starts."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import cxsim
from cxsim.base.errors import InputError
from cxsim.base.study_schema import DesignSettings, Factor
from cxsim.cli.main import main
from cxsim.report.design import Told
from cxsim.study.checking import check
from cxsim.study.design import found
from cxsim.study.design.cells import lay_out
from cxsim.study.design.lived import Lived, live
from cxsim.study.design.points import points_of
from cxsim.study.outcome import failure_row

SMALL = ("study=where_it_turns", "experiment=tiny", "customers.count=200", "study.schemes=[unit_growth,seniority_gradient]", "study.baseline=unit_growth")
FEW = ("study.replications=5", "study.design.points=4", "workers=1")


def design(kind, points=0, **factors):
    """A design of uncertainties given as (low, high) or as a list of values."""
    made = {
        name: Factor(key=name, values=list(ends)) if isinstance(ends, list) else Factor(key=name, low=ends[0], high=ends[1])
        for name, ends in factors.items()
    }
    return DesignSettings(kind=kind, points=points, uncertainties=made)


# ---------------------------------------------------------------- points


def test_a_grid_is_every_combination():
    assert points_of(design("grid", a=[1.0, 2.0], b=[5.0, 6.0]), 1) == [{"a": 1.0, "b": 5.0}, {"a": 1.0, "b": 6.0}, {"a": 2.0, "b": 5.0}, {"a": 2.0, "b": 6.0}]


def test_a_zip_goes_in_step_and_a_list_is_as_written():
    assert points_of(design("zip", a=[1.0, 2.0], b=[5.0, 6.0]), 1) == [{"a": 1.0, "b": 5.0}, {"a": 2.0, "b": 6.0}]
    rows = replace(design("list", a=(0, 1), b=(0, 1)), rows=[{"b": 0.5, "a": 0.25}])
    assert points_of(rows, 1) == [{"a": 0.25, "b": 0.5}]


def test_a_table_is_read_row_by_row(tmp_path):
    (tmp_path / "plan.csv").write_text("\ufeffa,b\n0.1,2\n0.3,4\n", "utf-8")
    plan = replace(design("csv", a=(0, 1), b=(0, 9)), file=str(tmp_path / "plan.csv"))
    assert points_of(plan, 1) == [{"a": 0.1, "b": 2.0}, {"a": 0.3, "b": 4.0}]


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_samples_fill_their_ranges_and_are_keyed_by_the_seed(kind):
    plan = design(kind, 16, a=(0.0, 0.5), b=(-2.0, 2.0))
    points = points_of(plan, 3)
    assert len(points) == 16 and points == points_of(plan, 3) and points != points_of(plan, 4)
    values = np.array([list(point.values()) for point in points])
    assert (values.min(axis=0) >= [0.0, -2.0]).all() and (values.max(axis=0) <= [0.5, 2.0]).all()
    strata = np.floor((values - [0.0, -2.0]) / [0.5, 4.0] * 16).astype(int)
    for column in strata.T:
        assert sorted(column) == list(range(16)), "one point in each sixteenth of every range"


BAD = [
    (DesignSettings(kind="grid"), "varies nothing"),
    (design("grid", a=(0, 1)), "needs values"),
    (design("sobol", 8, a=[1.0]), "needs low and high"),
    (design("sobol", 8, a=(1, 1)), "is not below high"),
    (design("latin_hypercube", 0, a=(0, 1)), "has no point"),
    (design("zip", a=[1.0], b=[1.0, 2.0]), "differ in number"),
    (design("grid", **{f"f{k}": [float(v) for v in range(10)] for k in range(9)}), "1,000,000,000 points"),
    (replace(design("list", a=(0, 1)), rows=[{"aa": 1.0}]), "did you mean: a"),
    (replace(design("list", a=(0, 1), b=(0, 1)), rows=[{"a": 1.0}]), "is missing"),
    (replace(design("csv", a=(0, 1)), file="nowhere.csv"), "is not a file"),
    (replace(design("list", a=(0, 1)), levers={"a": Factor(key="a", low=0, high=1)}), "is a lever and an uncertainty"),
]


@pytest.mark.parametrize(("plan", "message"), BAD, ids=[message for _, message in BAD])
def test_a_wrong_plan_is_refused_before_anything_starts(plan, message):
    with pytest.raises(InputError, match=message):
        points_of(plan, 1)


@pytest.mark.parametrize("text", ["a\nnan\n", "a\n\n1,5\n", "a\n1e999\n", "b\n1\n"])
def test_a_wrong_table_is_refused_with_its_line(text, tmp_path):
    (tmp_path / "plan.csv").write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"plan\.csv, line"):
        points_of(replace(design("csv", a=(0, 1)), file=str(tmp_path / "plan.csv")), 1)


# ---------------------------------------------------------------- cells


def test_every_point_meets_every_seed_and_scheme():
    designed = lay_out([*SMALL, *FEW])
    assert len(designed.cells) == 4 * 5 and designed.runs == 40 and designed.seeds == (1, 2, 3, 4, 5)
    cell = designed.cells[2, 5]
    assert cell.seed == 5 and cell.settings.journeys.cross_unit_share == designed.points[2]["crossing"]
    assert cell.settings.behaviour.integration_effect == designed.points[2]["integration"]


def test_whole_numbers_stay_whole():
    plan = ["study.design.uncertainties.crossing.key=customers.count", "study.design.uncertainties.crossing.low=100", "study.design.uncertainties.crossing.high=300"]
    counts = [cell.settings.customers.count for cell in lay_out([*SMALL, *FEW, *plan]).cells.values()]
    assert all(isinstance(count, int) and 100 <= count <= 300 for count in counts) and len(set(counts)) > 1


REFUSED = [
    ("study.design.uncertainties.crossing.key=journeys.cross_unit_shar", "did you mean: journeys.cross_unit_share"),
    ("study.design.uncertainties.crossing.key=seed", "runs are paired by seed"),
    ("study.design.uncertainties.crossing.key=company.name", "is not a setting with a number"),
    ("study.design.uncertainties.crossing.high=7.0", "point 1 of the design|point [0-9] of the design"),
    ("study.design.kind=latin_hypercub", "is not one of the choices"),
    ("study.design.points=-1", "out of range"),
    ("study.design.points=600000", "is too large a study"),
]


@pytest.mark.parametrize(("word", "message"), REFUSED, ids=[word for word, _ in REFUSED])
def test_a_wrong_factor_is_named(word, message):
    with pytest.raises(InputError) as fault:
        lay_out([*SMALL, *FEW[:1], *([] if "points" in word else FEW[1:2]), word])
    import re

    assert re.search(message, str(fault.value)), str(fault.value)


def test_the_command_that_repeats_a_run_names_its_point():
    designed = lay_out([*SMALL, *FEW])
    command = failure_row(designed.cells[0, 1], "unit_growth", "simulation", "x")["command"]
    assert f"journeys.cross_unit_share={designed.points[0]['crossing']:.12g}" in command
    words = command.split()
    assert cxsim.load(*words[2:]).behaviour.integration_effect == pytest.approx(designed.points[0]["integration"])


# ---------------------------------------------------------------- living


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A small study and the folder of its cells."""
    cells = tmp_path_factory.mktemp("cells")
    return live(lay_out([*SMALL, *FEW]), cells, 1), cells


def test_a_run_of_a_study_is_the_run_of_its_settings(lived):
    study, _ = lived
    cell = study.designed.cells[1, 1]
    alone = cxsim.run(replace(cell.settings, scheme=cell.schemes["seniority_gradient"]))
    row = study.runs[(study.runs["point"] == 2) & (study.runs["seed"] == 1) & (study.runs["scheme"] == "seniority_gradient")].iloc[0]
    assert row["run_digest"] == alone.digest and row["true_cx"] == alone.summary["true_cx"]


def test_a_second_start_computes_nothing_and_any_number_of_workers_gives_the_same(lived):
    study, cells = lived
    again = live(study.designed, cells, 1)
    assert again.reused == len(study.designed.cells) and again.digest == study.digest
    assert live(study.designed, None, 2).digest == study.digest


def test_differences_are_paired_by_seed_at_each_point(lived):
    study, _ = lived
    table = found.differences(study, "true_cx")
    runs = study.runs[study.runs["point"] == 3].pivot(index="seed", columns="scheme", values="true_cx")
    by_hand = (runs["seniority_gradient"] - runs["unit_growth"]).mean()
    assert table.set_index("point").loc[3, "mean"] == pytest.approx(by_hand) and len(table) == 4
    assert (table["lo"] < table["mean"]).all() and table["crossing"].tolist() == [point["crossing"] for point in study.designed.points]


def made_up(study: Lived, effect) -> Lived:
    """The study with the outcome replaced: the baseline at 60, the other scheme by `effect(point)` above it."""
    runs = study.runs.copy()
    points = study.designed.points
    gain = [effect(points[point - 1]) * (scheme != "unit_growth") * (1 + 0.01 * seed) for point, scheme, seed in zip(runs["point"], runs["scheme"], runs["seed"])]
    runs["true_cx"] = 60.0 + runs["seed"] + np.array(gain)
    return replace(study, runs=runs)


def test_the_page_says_where_it_turns_whichever_way(lived):
    study, _ = lived
    middle = sorted(point["crossing"] for point in study.designed.points)[1]
    told = Told(made_up(study, lambda point: 1.0 if point["crossing"] > middle else -1.0), "en")
    assert told.headline() == "Company CX, by seniority is ahead of Unit growth in the true experience at 2 of 4 points, behind at 2; 0 cannot be told apart."
    rising = Told(made_up(study, lambda point: point["crossing"]), "en")
    assert rising.driven() == "What goes most with the difference: Share of journeys that cross units (rank correlation +1.00)."
    assert found.drivers(rising.lived, rising.table).iloc[0]["rank_correlation"] == pytest.approx(1.0)
    assert "pisteitä 4, niistä edellä 4" in Told(made_up(study, lambda point: 1.0), "fi").headline()


def test_a_failed_run_leaves_its_point_without_an_interval(lived):
    study, _ = lived
    kept = study.runs[~((study.runs["point"] == 2) & (study.runs["seed"] == 3) & (study.runs["scheme"] == "unit_growth"))]
    table = found.differences(replace(study, runs=kept), "true_cx").set_index("point")
    assert np.isnan(table.loc[2, "lo"]) and np.isfinite(table.loc[1, "lo"])


def test_few_seeds_are_an_example(lived):
    study, _ = lived
    designed = replace(study.designed, seeds=(1, 2))
    assert "example, not evidence" in Told(replace(study, designed=designed, runs=study.runs[study.runs["seed"] <= 2]), "en").headline()


# ---------------------------------------------------------------- the command


def test_a_dry_run_shows_the_plan_and_runs_nothing(tmp_path, capsys):
    assert main(["study", "where_it_turns", "dry_run=true", *SMALL[1:], *FEW, f"output.dir={tmp_path}", "--json"]) == 0
    said = capsys.readouterr().out
    assert "4 points x 5 seeds x 2 schemes = 40 runs in 20 cells" in said and "journeys.cross_unit_share=" in said and "nothing was run" in said
    assert json.loads(said.splitlines()[-1])["runs"] == 40 and not list(tmp_path.iterdir())


def test_both_ways_of_naming_a_study_find_the_same_result(tmp_path, capsys):
    assert main(["study", "where_it_turns", *SMALL[1:], *FEW, f"output.dir={tmp_path}", "--json"]) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert main([*SMALL, *FEW, f"output.dir={tmp_path}", "--json"]) == 0
    second = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert first["digest"] == second["digest"] and first["output"] == second["output"]
    folder = tmp_path / first["output"].split("/")[-1]
    for name in ("report.html", "figure.png", "figure.svg", "runs.csv", "differences.csv", "drivers.csv", "points.csv", "failures.csv", "manifest.json"):
        assert (folder / name).stat().st_size > 0
    assert len(pd.read_csv(folder / "runs.csv")) == 40
    assert main(["verify-store", str(tmp_path)]) == 0


def test_a_scheme_of_ones_own_is_called_by_its_label_and_told_apart_from_its_namesake(tmp_path):
    (tmp_path / "scheme").mkdir()
    for name, label in (("mine", "label: {en: Half and half, fi: Puolet}"), ("copied", "")):
        (tmp_path / "scheme" / f"{name}.yaml").write_text(f"defaults: [unit_growth, _self_]\nname: {name}\n{label}\n", "utf-8")
    designed = lay_out([*SMALL, *FEW[1:], "study.replications=1", "study.schemes=[unit_growth,mine,copied]"], str(tmp_path))
    assert [designed.label(name, "en") for name in designed.schemes] == ["Unit growth (unit_growth)", "Half and half", "Unit growth (copied)"]
    words = ["study", "where_it_turns", *SMALL[1:3], *FEW, "study.schemes=[unit_growth,mine]", "study.design.outcomes=[]", "--config-dir", str(tmp_path), f"output.dir={tmp_path}"]
    assert main(words) == 0
    assert "Half and half" in next(tmp_path.glob("*/report.html")).read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["study"], "has no design"),
        (["study", "where_it_turn"], "did you mean: where_it_turns"),
        (["study", "standard"], "has no design"),
        (["study", "a", "b"], "one study at a time"),
        (["study", "where_it_turns", "dry_run=yes"], "must be true or false"),
        (["verify-store"], "needs one folder"),
        (["verify-store", "nowhere"], "is not a folder"),
    ],
)
def test_wrong_commands_end_with_code_two(words, message, capsys):
    assert main(words) == 2
    assert message in capsys.readouterr().err


# ---------------------------------------------------------------- damage


def test_every_cut_and_every_flipped_bit_is_named(lived):
    """Two hundred planted faults in one cell: not one passes, and none names another file."""
    _, cells = lived
    path = sorted(cells.rglob("*.json"))[0]
    whole, dice = path.read_bytes(), random.Random(7)
    for trial in range(200):
        broken = bytearray(whole)
        if trial % 2:
            broken = broken[: dice.randrange(len(broken))]
        else:
            broken[dice.randrange(len(broken))] ^= 1 << dice.randrange(8)
        path.write_bytes(bytes(broken))
        assert [name for name, _ in check(cells).damaged] == [str(path)], trial
    path.write_bytes(whole)


def test_a_changed_result_and_a_missing_file_are_named(tmp_path, capsys):
    assert main(["experiment", "gaming", "size=tiny", "workers=1", f"output.dir={tmp_path}"]) == 0
    folder = next(path.parent for path in tmp_path.glob("*/manifest.json"))
    (folder / "effects.csv").write_text((folder / "effects.csv").read_text("utf-8").replace("1", "2"), "utf-8")
    (folder / "figure.svg").unlink()
    capsys.readouterr()
    assert main(["verify-store", str(tmp_path), "--json"]) == 2
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [item["reason"] for item in said["damaged"]] == ["content and checksum differ", "the file is missing"]
    assert main(["experiment", "gaming", "size=tiny", "workers=1", f"output.dir={tmp_path}"]) == 0
    assert len(list(tmp_path.glob("*/manifest.json"))) == 2, "a damaged result is written anew beside the old one"
