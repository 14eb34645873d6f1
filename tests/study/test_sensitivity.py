"""What drives an outcome: known indices of a known function, with failed points; noise told from effects; a real small study."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cxsim.base.errors import InputError
from cxsim.base.study_schema import DesignSettings, Factor
from cxsim.cli.main import main
from cxsim.report.driven import Driven, write
from cxsim.study.design import blocks, sensitivity
from cxsim.study.design.cells import lay_out
from cxsim.study.design.lived import Lived
from cxsim.study.design.points import points_of

PI = float(np.pi)


def plan(kind, factors, **settings):
    """A design over factors given as (low, high)."""
    return DesignSettings(kind=kind, uncertainties={name: Factor(key=name, low=low, high=high) for name, (low, high) in factors.items()}, **settings)


def lived(design, outcomes, seeds=4, failed=(), primary="y"):
    """A study lived by formula: `outcomes(point, scheme, seed)`; runs of `failed` (point, scheme, seed) are missing."""
    points = points_of(design, 7)
    schemes = ("base", "other")
    rows = [
        {"point": place + 1, **point, "scheme": scheme, "seed": seed, "y": outcomes(point, scheme, seed)}
        for place, point in enumerate(points)
        for scheme in schemes
        for seed in range(1, seeds + 1)
        if (place + 1, scheme, seed) not in failed
    ]
    study = SimpleNamespace(design=design, baseline="base", primary=primary)
    designed = SimpleNamespace(settings=SimpleNamespace(study=study, seed=7), points=tuple(points), seeds=tuple(range(1, seeds + 1)), schemes=schemes)
    failures = [{"message": "planted"}] if failed else []
    return SimpleNamespace(designed=designed, runs=pd.DataFrame(rows), failures=failures)


def of(found, what="level", scheme="base"):
    return found.table[(found.table["what"] == what) & (found.table["scheme"] == scheme)].set_index("factor")


# ---------------------------------------------------------------- closed forms

ISHIGAMI = {"x1": (-PI, PI), "x2": (-PI, PI), "x3": (-PI, PI)}
FIRST, TOTAL = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}, {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}


def ishigami(point, scheme, seed):
    """Ishigami and Homma 1990 with a = 7, b = 0.1; the other scheme is ahead by x2 alone."""
    own = np.sin(point["x1"]) + 7 * np.sin(point["x2"]) ** 2 + 0.1 * point["x3"] ** 4 * np.sin(point["x1"])
    return own + (point["x2"] if scheme == "other" else 0.0) + 0.1 * seed


def test_sobol_indices_of_a_known_function_with_failed_points():
    design = plan("sobol_indices", ISHIGAMI, base_sample=512, outcomes=["y"])
    failed = {(3, "other", 2), (4, "base", 1), (2001, "base", 4)}  # two points of block 1, one of block 401
    found = sensitivity.analyse(lived(design, ishigami, failed=failed))
    assert (found.blocks, found.left_out) == (512, 2) and found.failed["point"].tolist() == [3, 4, 2001] and found.failed["block"].tolist() == [1, 1, 401]
    assert found.failed["missing"].tolist() == ["other seed 2", "base seed 1", "base seed 4"]
    own = of(found)
    for name in ISHIGAMI:
        assert own.loc[name, "S1"] == pytest.approx(FIRST[name], abs=0.06) and own.loc[name, "ST"] == pytest.approx(TOTAL[name], abs=0.06)
        assert abs(own.loc[name, "ST"] - TOTAL[name]) < 2 * own.loc[name, "ST_conf"], "the interval is about as wide as the error"
    assert own["rank"].to_dict() == {"x1": 1, "x2": 2, "x3": 3} and (own["blocks_left_out"] == 2).all()
    gap = of(found, "difference", "other")
    assert gap.loc["x2", "ST"] == pytest.approx(1.0, abs=0.05) and gap.loc["x2", "S1"] == pytest.approx(1.0, abs=0.05)
    assert gap.loc[["x1", "x3"], "ST"].tolist() == pytest.approx([0.0, 0.0]) and (gap.loc[["x1", "x3"], "state"] == "noise").all()


def test_morris_of_a_line_is_exact_whatever_failed():
    design = plan("morris", {"a": (0.0, 2.0), "b": (-1.0, 1.0), "c": (0.0, 1.0)}, trajectories=8, outcomes=["y"])

    def line(point, scheme, seed):
        return 3 * point["a"] - 2 * point["b"] + seed + (scheme == "other") * 5 * point["c"]

    found = sensitivity.analyse(lived(design, line, failed={(6, "base", 1)}))
    own, gap = of(found), of(found, "difference", "other")
    assert own.loc["a", "mu"] == pytest.approx(6.0) and own.loc["b", "mu"] == pytest.approx(-4.0) and own.loc["b", "mu_star"] == pytest.approx(4.0)
    assert own["sigma"].max() < 1e-6 and own["rank"].to_dict() == {"a": 1, "b": 2, "c": 3}
    assert gap.loc["c", "mu"] == pytest.approx(5.0) and gap.loc["c", "state"] == "told" and (gap.loc[["a", "b"], "state"] == "noise").all()
    assert found.left_out == 1 and (own["blocks"] == 7).all()


def test_steps_by_seed_are_those_of_the_library():
    from SALib.analyze import morris

    design = plan("morris", ISHIGAMI, trajectories=6)
    points = np.array([list(point.values()) for point in points_of(design, 3)])
    values = np.array([[ishigami(dict(zip(ISHIGAMI, row)), "base", 1) for row in points]])
    steps = sensitivity.steps_of(design, points, values)[0]
    library = morris.analyze(blocks.problem_of(design), points, values[0], num_levels=4, seed=1)
    assert np.abs(steps).mean(axis=1) == pytest.approx(np.asarray(library["mu_star"], float)) and steps.mean(axis=1) == pytest.approx(np.asarray(library["mu"], float))


# ---------------------------------------------------------------- noise


@pytest.mark.parametrize(("kind", "settings"), [("morris", {"trajectories": 10}), ("sobol_indices", {"base_sample": 64})])
def test_luck_is_not_taken_for_an_effect_and_an_effect_is_not_lost_in_luck(kind, settings):
    design = plan(kind, {f"f{k}": (0.0, 1.0) for k in range(5)}, **settings)
    design.outcomes = ["y"]
    told = 0
    for trial in range(10):
        luck = np.random.default_rng(trial)
        found = sensitivity.analyse(lived(design, lambda point, scheme, seed, luck=luck: luck.normal() + 12 * point["f0"] * (scheme == "other")))
        told += int((of(found)["state"] == "told").sum())
        assert of(found, "level", "other").loc["f0", "state"] == "told" and of(found, "difference", "other")["rank"].loc["f0"] == 1
        assert 0.5 < of(found)["noise_share"].iloc[0] < 1.7, "all of the variance is luck"
        assert of(found, "level", "other")["noise_share"].iloc[0] < 0.05
    assert told <= 2, "of 50 factors without effect"


def test_what_seeds_have_in_common_is_no_noise_of_points():
    values = 10.0 * np.arange(4)[:, None] + np.linspace(0, 3, 12)[None]
    assert sensitivity.noise_share(values) == pytest.approx(0.0, abs=1e-12) and np.isnan(sensitivity.noise_share(values[:1]))


def test_one_seed_tells_nothing_of_noise_and_says_so():
    design = plan("morris", {"a": (0.0, 1.0), "b": (0.0, 1.0)}, trajectories=4, outcomes=["y"])
    own = of(sensitivity.analyse(lived(design, lambda point, scheme, seed: point["a"], seeds=1)))
    assert own["noise_floor"].isna().all() and (own["state"] == "noise").all()


# ---------------------------------------------------------------- what is refused

BAD = [
    (plan("morris", {"a": (0, 1)}, trajectories=3), "is too few to tell factors apart"),
    (plan("morris", {"a": (0, 1)}, trajectories=8, levels=5), "is odd"),
    (plan("sobol_indices", {"a": (0, 1)}, base_sample=24), "16 or 32"),
    (plan("sobol_indices", {"a": (0, 1)}), "8 or more"),
    (plan("morris", {"a": (1, 1)}, trajectories=8), "is not below high"),
]


@pytest.mark.parametrize(("design", "message"), BAD, ids=[message for _, message in BAD])
def test_a_plan_that_cannot_tell_is_refused(design, message):
    with pytest.raises(InputError, match=message):
        points_of(design, 1)


def test_too_few_whole_blocks_are_an_error_that_names_the_points():
    design = plan("morris", {"a": (0.0, 1.0), "b": (0.0, 1.0)}, trajectories=5, outcomes=["y"])
    with pytest.raises(InputError, match="only 3 of 5 blocks are whole; points that failed: 2, 4; the first: planted"):
        sensitivity.analyse(lived(design, lambda point, scheme, seed: point["a"], failed={(2, "base", 1), (4, "other", 1)}))


def test_an_unknown_outcome_is_named():
    design = plan("morris", {"a": (0.0, 1.0)}, trajectories=4, outcomes=["yy"])
    with pytest.raises(InputError, match="did you mean: y"):
        sensitivity.analyse(lived(design, lambda point, scheme, seed: point["a"]))


def test_points_are_keyed_by_the_seed():
    design = plan("sobol_indices", ISHIGAMI, base_sample=8)
    assert points_of(design, 1) == points_of(design, 1) != points_of(design, 2) and len(points_of(design, 1)) == 8 * 5


# ---------------------------------------------------------------- a real study

TINY = ("experiment=tiny", "customers.count=150", "study.schemes=[unit_growth,seniority_gradient]", "study.baseline=unit_growth", "study.replications=2", "workers=1")
SMALL = ("study.design.kind=sobol_indices", "study.design.base_sample=8", "study.design.outcomes=[true_cx,bonus_eur]")


def test_a_real_study_from_plan_to_page(tmp_path, capsys):
    assert main(["study", "what_drives_shares", *TINY, *SMALL, f"output.dir={tmp_path}", "--json"]) == 0
    said = capsys.readouterr().out
    told = json.loads(said.splitlines()[-1])
    assert "No point failed: all 8 rows of the base sample count." in said and told["blocks_left_out"] == 0
    folder = tmp_path / told["output"].split("/")[-1]
    table = pd.read_csv(folder / "sensitivity.csv")
    assert len(table) == 2 * 3 * 4 and set(table["state"]) <= {"told", "noise"} and sorted(table["rank"].unique()) == [1, 2, 3, 4]
    runs = pd.read_csv(folder / "runs.csv")
    base = runs[runs["scheme"] == "unit_growth"].groupby("point")["bonus_eur"].mean().to_numpy().reshape(8, 6)
    by_hand = 0.5 * ((base[:, 1] - base[:, 0]) ** 2).mean() / base[:, [0, -1]].var()
    row = table[(table["outcome"] == "bonus_eur") & (table["what"] == "level") & (table["scheme"] == "unit_growth") & (table["factor"] == "pay_heard")]
    assert row["ST"].iloc[0] == pytest.approx(by_hand, rel=1e-6)
    for name in ("report.html", "figure.png", "figure.svg", "levels.png", "failed_points.csv", "points.csv", "manifest.json"):
        assert (folder / name).stat().st_size > 0
    assert main(["study", "what_drives_shares", *TINY, *SMALL[:2], "study.design.outcomes=[true_cx]", f"output.dir={tmp_path}", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["output"] != told["output"], "another question of the same runs is another page"


def test_the_page_names_failed_points_and_what_cannot_be_told(tmp_path):
    designed = lay_out(["study=what_drives", *TINY, "study.replications=3", "study.design.trajectories=6", "study.design.outcomes=[true_cx]"])
    luck = np.random.default_rng(1)
    rows = [
        {"point": place + 1, **point, "scheme": scheme, "seed": seed, "run_digest": "x",
         "true_cx": 60 + (scheme != "unit_growth") * (10 * point["crossing"] + 0.01 * luck.normal())}
        for place, point in enumerate(designed.points) for scheme in designed.schemes for seed in designed.seeds
        if (place, scheme, seed) not in {(12, "unit_growth", 2), (30, "seniority_gradient", 1)}
    ]  # fmt: skip
    study = Lived(designed, pd.DataFrame(rows), [{"message": "planted", "scheme": "unit_growth"}], 0)
    english, finnish = Driven(study, "en"), Driven(study, "fi")
    assert english.headline() == "The lead of Company CX, by seniority over Unit growth in the true experience is moved most by: “Share of journeys that cross units”."
    assert english.details()[0].startswith("Over its whole range it moves that lead by 7.0") and "upwards" in english.details()[0]
    assert english.blocks() == "2 points failed (points 13, 31); 2 of 6 trajectories were left out whole, for all outcomes and schemes (failed_points.csv)."
    assert "”Yksiköt ylittävien polkujen osuus”" in finnish.headline()
    write(finnish, tmp_path, {"command": "c", "version": "v", "name": "n"})
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "Epäonnistuneita pisteitä on 2 (pisteet 13, 31)" in page and pd.read_csv(tmp_path / "failed_points.csv")["point"].tolist() == [13, 31]
