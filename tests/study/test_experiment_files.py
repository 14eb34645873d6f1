"""Experiments: every shipped one reads and runs tiny; differences are the hand computation; answers say what came out."""

from __future__ import annotations

import json
import math
from functools import cache

import numpy as np
import pandas as pd
import pytest
import yaml

import cxsim
from cxsim.base.errors import InputError
from cxsim.cli.main import main
from cxsim.pay.scheme import Scheme
from cxsim.report.experiment import Told
from cxsim.report.figures.experiments import tick_decimals
from cxsim.study.experiment import form, found
from cxsim.study.experiment.lived import Lived, live
from cxsim.study.experiment.plans import label_of, schemes_of

NAMES = form.names()


@cache
def as_it_is():
    """Settings of a company as it is."""
    return cxsim.load("experiment=tiny")


def made_up(effects, compare="variants", claim="less", n=8, schemes=("unit_growth",)) -> Lived:
    """Lived results with known effects by variant on the first outcome; `none` is the reference."""
    plain = yaml.safe_load((form.folder() / "ten_mistakes.yaml").read_text("utf-8"))
    plain["variants"] = {name: {"label_en": name.title(), "label_fi": name, "overrides": [], "claim": claim} for name in effects}
    plain["variants"]["none"]["claim"] = "none"
    plain |= {"compare": compare, "schemes": list(schemes), "outcomes": ["true_cx"]}
    experiment = form.build(form.Experiment, plain, "made up")
    rows = [
        {"variant": name, "scheme": scheme, "seed": seed, "run_digest": f"{name}{scheme}{seed}",
         "true_cx": 60.0 + seed + effect * (1 + place) * (1 + 0.01 * (seed % 3))}
        for name, effect in effects.items() for place, scheme in enumerate(schemes) for seed in range(1, n + 1)
    ]  # fmt: skip
    return Lived(experiment, "made up", {"none": as_it_is()}, tuple(range(1, n + 1)), pd.DataFrame(rows), pd.DataFrame(), [])


# ---------------------------------------------------------------- shipped ones


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_experiment_runs_tiny(name, tmp_path, capsys):
    assert main(["experiment", name, "size=tiny", f"output.dir={tmp_path}", "workers=1", "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["experiment"] == name and "example, not evidence" in said["headline"]
    for file in ("report.html", "figure.png", "figure.svg", "effects.csv", "runs.csv", "manifest.json"):
        assert (tmp_path / said["output"].split("/")[-1] / file).stat().st_size > 100
    manifest = json.loads((tmp_path / said["output"].split("/")[-1] / "manifest.json").read_text("utf-8"))
    assert manifest["variants"] == list(form.read(name).variants) and set(manifest["settings"]) == set(manifest["variants"])
    texts = [json.dumps(settings, sort_keys=True) for settings in manifest["settings"].values()]
    assert len(set(texts)) == len(texts), "two variants are the same"


def test_the_list_tells_every_question(capsys):
    assert main(["experiment"]) == 0
    said = capsys.readouterr().out
    assert all(name in said and form.read(name).question_en in said for name in NAMES)
    assert main(["experiment", "--json"]) == 0
    assert [item["name"] for item in json.loads(capsys.readouterr().out)["experiments"]] == NAMES


def test_every_shipped_experiment_is_told_in_finnish():
    for name in NAMES:
        shipped = form.read(name)
        texts = [shipped.question_fi, shipped.why_fi, shipped.limits_fi, *(item.label_fi for item in (*shipped.variants.values(), *shipped.own_schemes.values()))]
        assert all(texts), name


def test_finnish_may_be_left_out_of_a_file_of_ones_own():
    plain = yaml.safe_load((form.folder() / "gaming.yaml").read_text("utf-8"))
    for key in ("question_fi", "why_fi", "limits_fi"):
        del plain[key]
    mine = form.build(form.Experiment, plain, "mine")
    assert form.told_in(mine, "question", "fi") == plain["question_en"]


# ---------------------------------------------------------------- numbers


def test_effects_are_differences_paired_by_seed():
    lived = made_up({"none": 0.0, "worse": -2.0})
    row = found.effects(lived).iloc[0]
    by_hand = np.array([-2.0 * (1 + 0.01 * (seed % 3)) for seed in range(1, 9)])
    assert row["mean"] == pytest.approx(by_hand.mean()) and row["n"] == 8
    half = by_hand.std(ddof=1) / math.sqrt(8) * 2.364624251
    assert (row["lo"], row["hi"]) == pytest.approx((by_hand.mean() - half, by_hand.mean() + half))


def test_an_interaction_is_a_difference_of_differences():
    lived = made_up({"none": 1.0, "wider": 3.0}, compare="interaction", schemes=("unit_growth", "company_cx"))
    pairs = found.differences(lived, "true_cx")
    assert list(pairs) == [("wider", "company_cx")]
    factor = np.array([1 + 0.01 * (seed % 3) for seed in range(1, 9)])
    assert pairs["wider", "company_cx"] == pytest.approx(2.0 * factor)


def test_a_failed_run_leaves_its_row_without_an_interval():
    lived = made_up({"none": 0.0, "worse": -2.0, "other": -1.0})
    kept = lived.runs[~((lived.runs["variant"] == "worse") & (lived.runs["seed"] == 3))]
    table = found.effects(Lived(lived.experiment, "x", lived.settings, lived.seeds, kept, lived.quarterly, [{}]))
    assert math.isnan(table.iloc[0]["lo"]) and math.isfinite(table.iloc[1]["lo"])


def test_a_variant_that_failed_altogether_is_a_row_without_numbers():
    lived = made_up({"none": 0.0, "worse": -2.0, "other": -1.0})
    kept = lived.runs[lived.runs["variant"] != "worse"]
    table = found.effects(Lived(lived.experiment, "x", lived.settings, lived.seeds, kept, lived.quarterly, [{}]))
    assert math.isnan(table.iloc[0]["mean"]) and math.isfinite(table.iloc[1]["lo"])


def test_an_unknown_outcome_is_named_with_its_nearest():
    lived = made_up({"none": 0.0, "worse": -2.0})
    lived.experiment.outcomes[0] = "true_xc"
    with pytest.raises(InputError, match="true_cx"):
        found.effects(lived)


# ---------------------------------------------------------------- the answer


def test_the_answer_says_what_came_out_whichever_way():
    told = Told(made_up({"none": 0.0, "worse": -2.0, "better": 1.0}), "en")
    assert Told(made_up({"none": 0.0, "worse": -2.0, "bad": -1.0}), "en").headline().startswith("All 2 tried lower the true experience. Largest: Worse")
    assert told.headline().startswith("Of 2 tried, 1 raise and 1 lower the true experience; 0 cannot be told apart.")
    assert "Largest: Worse, −2.0" in told.headline()
    assert told.claims() == "The texts say which way for 2: 1 go that way, 1 go the other way, 0 cannot be told."


def test_one_variant_is_told_in_one_sentence():
    assert Told(made_up({"none": 0.0, "worse": -2.0}), "en").headline().startswith("Worse lowers the true experience: −2.0")
    assert Told(made_up({"none": 0.0, "better": 2.0}), "en").headline().startswith("Better raises")
    lived = made_up({"none": 0.0, "same": 0.0})
    lived.runs.loc[lived.runs["variant"] == "same", "true_cx"] += [1.0, -1.0] * 4
    assert "makes no difference in the true experience that can be told" in Told(lived, "en").headline()


@pytest.mark.parametrize(("step", "places"), [(5.0, 0), (1.0, 0), (0.5, 1), (0.25, 2), (0.02, 2), (2.5, 1), (0.1, 1)])
def test_ticks_are_told_exactly(step, places):
    """A quarter written with one decimal would be two tenths."""
    assert tick_decimals(np.arange(-3, 3) * step) == places


def test_few_seeds_are_an_example():
    told = Told(made_up({"none": 0.0, "worse": -2.0}, n=3), "en")
    assert "example, not evidence" in told.headline() and told.claims() == ""


def test_the_answer_is_told_in_finnish():
    told = Told(made_up({"none": 0.0, "worse": -2.0, "better": 1.0}), "fi")
    assert "laskee" in told.headline() and "−2,0" in told.headline()


# ---------------------------------------------------------------- schemes against schemes


def test_schemes_are_taken_from_the_first_in_the_same_variant():
    lived = made_up({"none": 1.0, "other": 3.0}, compare="schemes", schemes=("unit_growth", "company_cx"))
    pairs = found.differences(lived, "true_cx")
    factor = np.array([1 + 0.01 * (seed % 3) for seed in range(1, 9)])
    assert list(pairs) == [("none", "company_cx"), ("other", "company_cx")]
    assert pairs["none", "company_cx"] == pytest.approx(1.0 * factor) and pairs["other", "company_cx"] == pytest.approx(3.0 * factor)


def test_the_answer_about_schemes_names_what_they_are_taken_from():
    lived = made_up({"none": 2.0}, compare="schemes", schemes=("unit_growth", "company_cx", "cx_gate"))
    lived.experiment.claims = {"company_cx": "more", "cx_gate": "less"}
    told = Told(lived, "en")
    assert told.headline().startswith("All 2 tried raise the true experience against: Unit growth.")
    assert told.claims() == "The texts say which way for 2: 1 go that way, 1 go the other way, 0 cannot be told."
    assert [row["row"] for row in told.effects()] == ["Company CX, flat", "CX as gate"]
    assert "Yksikön kasvu" in Told(lived, "fi").headline()
    assert told.figure().axes[0].get_yticklabels()[0].get_text() == "Company CX, flat"


def test_the_course_of_a_scheme_is_taken_from_the_first():
    lived = made_up({"none": 2.0}, compare="schemes", schemes=("unit_growth", "company_cx"))
    rows = [(s, seed, q, 50.0 + seed + (s == "company_cx") * q) for s in ("unit_growth", "company_cx") for seed in lived.seeds for q in (1, 2)]
    quarterly = pd.DataFrame(rows, columns=["scheme", "seed", "quarter", "true_cx"]).assign(variant="none")
    table = found.course(Lived(lived.experiment, "x", lived.settings, lived.seeds, lived.runs, quarterly, []), "true_cx")
    assert list(table["scheme"]) == ["company_cx"] * 2 and list(table["mean"]) == [1.0, 2.0]


def own(changes, basis="as_written"):
    """An experiment with a scheme of its own beside the one it is made from."""
    plain = yaml.safe_load((form.folder() / "payout_shape.yaml").read_text("utf-8"))
    mine = {"of": "company_cx", "label_en": "Mine", "label_fi": "Oma", "changes": changes}
    plain |= {"schemes": ["company_cx", "mine"], "own_schemes": {"mine": mine}, "claims": {}, "basis": basis}
    return form.build(form.Experiment, plain, "made up")


def test_a_scheme_of_its_own_is_another_with_entries_changed():
    experiment = own({"levels": {"executive": {"target_bonus_pct": 50}}})
    schemes = schemes_of(experiment, as_it_is())
    plain, mine = schemes["company_cx"], schemes["mine"]
    assert mine["levels"]["executive"] == {**plain["levels"]["executive"], "target_bonus_pct": 50}
    assert mine["levels"]["unit_head"] == plain["levels"]["unit_head"] and mine["name"] == "mine"
    assert "target_bonus_pct" not in plain["levels"]["executive"], "the one it is made from is as it was"


def test_equal_cost_scales_bonuses_to_the_first_scheme():
    """Half the target bonus at every level is doubled again."""
    halves = {"levels": {level: {"target_bonus_pct": bonus / 2} for level, bonus in (("team_lead", 8), ("middle_manager", 17.5), ("unit_head", 35), ("executive", 75))}}
    schemes = schemes_of(own(halves, "equal_cost"), as_it_is())
    for level in schemes["mine"]["levels"]:
        first, mine = (Scheme.from_mapping(schemes[name]).target_bonus(level) for name in ("company_cx", "mine"))
        assert float(mine) == pytest.approx(float(first), rel=1e-4)


def test_equal_cost_refuses_a_level_without_bonus():
    experiment = own({})
    experiment.schemes, experiment.basis = ["company_cx", "fixed_pay"], "equal_cost"
    with pytest.raises(InputError, match="fixed_pay"):
        schemes_of(experiment, as_it_is())


def test_a_wrong_entry_of_an_own_scheme_is_named():
    with pytest.raises(InputError, match="revenu"):
        schemes_of(own({"levels": {"executive": {"components": {"company_revenue": {"metric": "revenu"}}}}}), as_it_is())


# ---------------------------------------------------------------- keeping and refusing


def test_a_second_start_goes_on_where_the_first_ended(tmp_path):
    experiment = form.read("goals_without_pay")
    how = dict(size="tiny", cells=tmp_path / "cells", workers=1)
    first = live(experiment, "goals_without_pay", **how)
    steps = []
    again = live(experiment, "goals_without_pay", **how, progress=lambda done, total, left: steps.append((done, total)))
    assert steps == [(8, 8)], "nothing was left to do"
    assert again.digest == first.digest


def test_any_number_of_workers_gives_the_same_bytes(tmp_path):
    experiment = form.read("recovery_and_closed_loop")
    assert len({live(experiment, "x", size="tiny", workers=count).digest for count in (1, 2)}) == 1


def test_what_is_varied_cannot_be_set_for_all(tmp_path, capsys):
    """Every variant would be the same company, and 'no difference' no finding."""
    for text in ("journeys.cross_unit_share=0.3", "journeys=tangled"):
        assert main(["experiment", "interdependence", "size=tiny", text, f"output.dir={tmp_path}"]) == 2
        assert "is what this experiment varies" in capsys.readouterr().err


def test_what_would_do_nothing_is_refused(tmp_path, capsys):
    for text in ("scheme=company_cx", "study.basis=equal_power", "study.replications=many", "study.replications=0"):
        assert main(["experiment", "gaming", "size=tiny", text, f"output.dir={tmp_path}"]) == 2
        assert text.partition("=")[0] in capsys.readouterr().err


def test_the_same_command_finds_its_result_again(tmp_path, capsys):
    places = []
    for _ in range(2):
        assert main(["experiment", "employee_experience", "size=tiny", "workers=1", f"output.dir={tmp_path}"]) == 0
        places.append(next(line for line in capsys.readouterr().out.splitlines() if line.startswith("output:")))
    assert places[0] == places[1]
    assert main(["experiment", "employee_experience", "size=tiny", "workers=1", f"output.dir={tmp_path}", "--lang", "fi"]) == 0
    assert "kansio:" in capsys.readouterr().out, "another language is another page"


BAD = [
    ({"variants": {"none": {"label_en": "A", "label_fi": "A", "overrides": [], "claim": "none"}, "b": {"label_en": "B", "label_fi": "B", "overrides": ["seed=9"], "claim": "none"}}}, "paired by seed"),
    ({"reference": "non"}, "did you mean: none"),
    ({"outcomes": []}, "names no outcome"),
    ({"compare": "interaction"}, "needs two schemes"),
    ({"figure": "pie"}, "is not one of the choices"),
    ({"replications": 1}, "out of range"),
    ({"variants": {}}, "at least two variants"),
    ({"schemes": []}, "names no scheme"),
    ({"compare": "schemes"}, "needs two schemes"),
    ({"basis": "equal_costs"}, "is not one of the choices"),
    ({"claims": {"company_xc": "more"}}, "is not among the schemes of this experiment"),
    ({"claims": {"unit_growth": "mor"}}, "did you mean: more"),
]


@pytest.mark.parametrize(("change", "message"), BAD, ids=[str(change) for change, _ in BAD])
def test_a_wrong_experiment_is_named(tmp_path, change, message):
    plain = yaml.safe_load((form.folder() / "ten_mistakes.yaml").read_text("utf-8")) | change
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(plain), "utf-8")
    with pytest.raises(InputError) as fault:
        form.read(str(path))
    assert message in str(fault.value) and "mine.yaml" in str(fault.value)


def test_wrong_names_sizes_and_overrides_end_with_code_two(tmp_path, capsys):
    for words in (["ten_mistaks"], ["ten_mistakes", "gaming"], ["nowhere.yaml"], ["gaming", "size=huge"], ["gaming", "customers.cuont=5"]):
        assert main(["experiment", *words, f"output.dir={tmp_path}"]) == 2
    assert "did you mean: ten_mistakes" in capsys.readouterr().err


def test_an_experiment_of_ones_own_is_a_file(tmp_path, capsys):
    plain = yaml.safe_load((form.folder() / "gaming.yaml").read_text("utf-8")) | {"question_en": "Mine?"}
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(plain), "utf-8")
    assert main(["experiment", str(tmp_path / "mine.yaml"), "size=tiny", "workers=1", f"output.dir={tmp_path}"]) == 0
    assert capsys.readouterr().out.startswith("Mine?")


def test_a_scheme_of_ones_own_is_called_by_its_label(tmp_path):
    (tmp_path / "scheme").mkdir()
    plain = "levels: {middle_manager: {components: {cx: {metric: cx, scope: company, weight_pct: 100}}}}\n"
    (tmp_path / "scheme" / "half.yaml").write_text('name: half\nlabel: {en: "Half and half", fi: "Puolet ja puolet"}\n' + plain, "utf-8")
    experiment = form.read("interdependence")
    assert label_of(experiment, "half", "fi", str(tmp_path)) == "Puolet ja puolet"
    assert label_of(experiment, "unit_growth", "en", str(tmp_path)) == label_of(experiment, "unit_growth", "en")
