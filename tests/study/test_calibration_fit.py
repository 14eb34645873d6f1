"""Calibration: a known truth is found, what does nothing is not, intervals hold as often as they say, and the way on works."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest

from cxsim.base.errors import InputError
from cxsim.base.study_schema import Factor
from cxsim.cli.main import main
from cxsim.study.calibration import emulator as emulators
from cxsim.study.calibration import figures as files
from cxsim.study.calibration import found as findings
from cxsim.study.calibration.emulator import Likelihood
from cxsim.study.calibration.fit import Options, calibrate, posterior
from cxsim.study.calibration.parameters import Parameter, parameters_of, prior_places
from cxsim.study.calibration.simulate import Runner, World

SMALL = ("study=calibration", "scheme=unit_growth", "experiment=tiny", "customers.count=400", "study.design.points=30", "workers=1")
DOES_NOTHING = "business.choose_base:-2:0"  # not used without transactions


# ---------------------------------------------------------------- the method, on a model whose answers are known


def free(count):
    return [Parameter(f"p{k}", Factor(f"p{k}"), 0.0, 1.0, 0.5, "D", "", False) for k in range(count)]


def linear(units, luck):
    """Four figures of two settings, the third setting does nothing; correlated luck of a quarter of a range."""
    slopes = np.array([[4.0, 0.0, 1.0, -2.0], [0.0, 3.0, 1.0, 2.0], [0.0, 0.0, 0.0, 0.0]])
    noise = luck.standard_normal((len(units), 4)) @ np.array([[1.0, 0.5, 0, 0], [0, 1.0, 0, 0], [0, 0, 1.0, 0.3], [0, 0, 0, 1.0]])
    return units @ slopes + noise


def ranks(runs_of_firm, error, repeats=150):
    """Rank of the truth among draws, (repeats, 3): each repeat learns an emulator anew and meets a firm it has not seen."""
    found = []
    for k in range(repeats):
        luck = np.random.Generator(np.random.Philox(key=1000 + k))
        units = luck.random((60, 3))
        emulator = emulators.fit(units, linear(units, luck), np.array([[0.0] * 3, [1.0] * 3]))
        truth = luck.random((1, 3))
        likelihood = Likelihood(emulator, runs_of_firm(truth, luck)[0], np.full(4, error))
        draws = posterior(likelihood, free(3), k, "rank", 256, 6)
        found.append((draws < truth).mean(axis=0))
    return np.array(found)


def held(found):
    """Share of 90 % intervals of the two settings that matter which hold the truth."""
    return ((found[:, :2] > 0.05) & (found[:, :2] < 0.95)).mean()


def test_ranks_of_truths_are_even():
    found = ranks(linear, 0.0)
    assert min(kstest(found[:, k], "uniform").pvalue for k in range(3)) > 0.01
    assert 0.86 < held(found) < 0.94


def test_ranks_tell_a_method_that_is_too_sure():
    def doubled(units, luck):
        return linear(units, luck) + 2.0 * luck.standard_normal((1, 4))

    assert held(ranks(doubled, 0.0, 100)) < 0.8
    assert 0.84 < held(ranks(doubled, 2.0, 100)) < 0.96


def test_a_posterior_with_two_peaks_is_found_whole():
    class Peaks(Likelihood):
        def __call__(self, units):
            return np.logaddexp(*(-0.5 * ((units - at) ** 2).sum(axis=1) / 0.03**2 for at in (0.2, 0.8)))

    emulator = emulators.fit(np.random.Generator(np.random.Philox(key=1)).random((30, 2)), np.random.Generator(np.random.Philox(key=2)).random((30, 1)), np.array([[0.0, 0.0], [1.0, 1.0]]))
    draws = posterior(Peaks(emulator, np.zeros(1), np.zeros(1)), free(2), 1, "peaks")
    assert 0.35 < (draws[:, 0] > 0.5).mean() < 0.65
    assert draws[draws[:, 0] > 0.5].mean(axis=0) == pytest.approx([0.8, 0.8], abs=0.01) and draws[draws[:, 0] > 0.5].std(axis=0) == pytest.approx([0.03, 0.03], abs=0.005)


def test_evidence_narrows_what_figures_leave_open():
    import cxsim

    settings = cxsim.load("study=calibration")
    (free_one,), (drawn,) = (parameters_of(settings, ["customers.memory_end_share:0:1"], evidence) for evidence in (False, True))
    assert math.isinf(free_one.sd) and free_one.prior_sd == pytest.approx(12**-0.5)
    assert drawn.grade == "A" and drawn.prior_sd < 0.1 and drawn.at(drawn.centre) == pytest.approx(settings.customers.memory_end_share)
    assert prior_places([drawn], np.linspace(0.01, 0.99, 99)[:, None]).std() == pytest.approx(drawn.prior_sd, rel=0.1)


REFUSED = {
    "journeys.cross_unit_shar": "did you mean: journeys.cross_unit_share",
    "journeys.cross_unit_share:0.5:0.1": "has an empty range",
    "journeys.cross_unit_share:0:7": "beyond what is allowed",
    "journeys.cross_unit_share:0": "is not a setting with a range",
    "seed:1:9": "cannot be fitted",
    "customers.count:1:9": "cannot be fitted",
    "company.name:1:9": "is not a setting with a number",
}


@pytest.mark.parametrize("word", REFUSED)
def test_a_wrong_setting_is_refused(word):
    import cxsim

    with pytest.raises(InputError, match=REFUSED[word]):
        parameters_of(cxsim.load("study=calibration"), [word], False)


def test_a_setting_named_alone_gets_a_range_around_its_value():
    import cxsim

    settings = cxsim.load("study=calibration")
    for key in ("survey.score_slope", "customers.voice_base", "journeys.handoff_cost", "market.outside_offer"):
        (item,) = parameters_of(settings, [key], False)
        assert item.low < item.value < item.high


# ---------------------------------------------------------------- the model itself


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    """Figures the model makes at known settings, and the calibration to them."""
    cells = tmp_path_factory.mktemp("cells")
    world = World(SMALL, None, 8, 0)
    parameters = parameters_of(world.home, ["issues", "renewal", "handing_over", DOES_NOTHING], False)
    truth = np.array([0.3, 0.7, 0.65, 0.5])
    runner = Runner(world, cells, 1)
    (raw,) = runner.live([world.cell(parameters, truth, 424_242)])
    names = ("customers", "joined", "left", "contacts", "csat", "rough_pct", "revenue_eur")
    firm = files.Figures(tuple("12345678"), {key: values for key, values in raw.items() if key[0] in names and not key[1]})
    return calibrate(firm, parameters, Options(30, 2, error=0.0), runner), truth, firm, parameters, cells, world


def test_a_known_truth_is_found_and_what_does_nothing_is_not(fitted):
    found, truth, *_ = fitted
    table = findings.parameter_table(found)
    assert list(table["state"]) == ["identified"] * 3 + ["open"]
    for place, (_, row) in enumerate(table.iterrows()):
        assert row["lo"] <= found.parameters[place].at(truth[place]) <= row["hi"], row["parameter"]
    assert table["sd_ratio"].iloc[3] > 0.8 and (table["sd_ratio"].iloc[:3] < 0.7).all()
    assert (findings.figure_table(found)["state"] == "met").all()


def test_the_check_on_known_truths_holds_and_the_emulator_is_near_the_model(fitted):
    found = fitted[0]
    told = findings.check(found, 30, 1)
    assert told.asked == 30 * 4 and 78.0 < told.share <= 100.0
    assert told.emulator_off < 4.5 and 0.6 < told.bent < 1.7


def test_figures_out_of_reach_are_named(fitted):
    _, _, firm, parameters, cells, world = fitted
    firm = files.Figures(firm.labels, {**firm.raw, ("fcr_pct", ""): np.full(8, 99.0)})
    found = calibrate(firm, parameters, Options(30, 2), Runner(world, cells, 1))
    table = findings.figure_table(found).set_index(["column", "what"])
    assert table.loc[("fcr_pct", "level"), "state"] == "beyond"


def test_a_second_start_runs_nothing_and_finds_the_same(fitted):
    found, _, firm, parameters, cells, world = fitted
    runner = Runner(world, cells, 1)
    again = calibrate(firm, parameters, Options(30, 2, error=0.0), runner)
    assert runner.reused == len(runner.ids) and (again.draws == found.draws).all()


def test_too_few_runs_are_refused_before_anything_starts(fitted):
    _, _, firm, parameters, _, world = fitted
    with pytest.raises(InputError, match="are too few runs"):
        calibrate(firm, parameters, Options(10, 2), Runner(world, None, 1))


# ---------------------------------------------------------------- the command


COMMAND = ("scheme=unit_growth", "experiment=tiny", "customers.count=300", "workers=1", "settle=0", "fit=[issues,renewal]")


def test_an_example_is_fitted_and_its_posterior_is_compared(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["calibrate", "--template", "figures.csv", *COMMAND]) == 0
    assert "business.issue_rate=1.66" in capsys.readouterr().out
    assert main(["calibrate", "--template", "figures.csv", *COMMAND]) == 2  # never over a file
    fit = ["calibrate", "figures.csv", *COMMAND, "study.design.points=24", "waves=1", "truths=8", "--json"]
    capsys.readouterr()
    assert main([*fit, "--lang", "fi"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    folder = tmp_path / told["output"]
    assert {item["parameter"] for item in told["parameters"]} == {"issues", "renewal"}
    assert "<h1>Mitkä asetukset" in (folder / "report.html").read_text("utf-8")
    draws = pd.read_csv(folder / "posterior.csv")
    assert len(draws) == 400 and draws["issues"].between(0.4, 4.0).all()
    words = told["next"].split()
    assert words[:3] == ["cxsim", "study", "calibrated"]
    assert main([*words[1:], "study.replications=1", "output.dir=next"]) == 0
    points = pd.read_csv(next((tmp_path / "next").glob("2*")) / "points.csv")
    np.testing.assert_allclose(points["issues"], draws["issues"].head(len(points)), atol=1e-6)
    assert main(["verify-store", told["output"]]) == 0


BAD_WORDS = {"waves=3": "waves", "error=-1": "error", "settle=x": "settle", "fit=[]:": "fit"}


@pytest.mark.parametrize("word", BAD_WORDS)
def test_a_wrong_word_of_the_command_is_refused(word, tmp_path, capsys):
    (tmp_path / "f.csv").write_text("quarter,nps\n1,5\n2,6\n", "utf-8")
    assert main(["calibrate", str(tmp_path / "f.csv"), word]) == 2
    assert BAD_WORDS[word] in capsys.readouterr().err
