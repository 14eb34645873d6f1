"""What a label, a fill, a name or an n beside a mark says is true of that mark."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import fake
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Text

from cxsim.base.errors import InputError
from cxsim.report import amounts, terminal
from cxsim.report.figures import breaks, single_run
from cxsim.report.figures.catalogue import FIGURES
from cxsim.report.figures.fitting import ELLIPSIS, tick_decimals, ticks
from cxsim.report.figures.frame import Chart
from cxsim.report.names import SchemeNames
from cxsim.report.view import View
from cxsim.report.words import places, words


def heights(chart: Chart, ending: str) -> list[float]:
    """Heights of the texts that end in a word, as shares of the figure."""
    return [t.get_position()[1] for t in chart.figure.findobj(Text) if str(t.get_text()).endswith(ending)]


@pytest.mark.parametrize("lower", ["measured", "true"])
def test_true_and_measured_stand_at_their_own_lines(lower: str) -> None:
    found = fake.make()
    rows = found.tables["quarterly_means"]
    shift = -12.0 if lower == "measured" else 0.0
    for key in ("mean", "lo", "hi"):
        rows.loc[rows["metric"] == "measured_cx", key] += shift
    chart = FIGURES["measured"](View(found, "en"))
    measured, true = heights(chart, "measured"), heights(chart, "true")
    assert measured and len(measured) == len(true)
    assert all((m < t) == (lower == "measured") for m, t in zip(measured, true, strict=True))


@pytest.mark.parametrize("gap", [-0.3, 0.3])
def test_a_single_run_labels_its_own_lines(gap: float) -> None:
    quarterly = pd.DataFrame({"quarter": [1, 2, 3, 4], "true_cx": [58.0] * 4, "measured_cx": [60.0, 61.0, 62.0, 58.0 + gap]})
    settings = {"scheme": {"name": "mine", "label": {"en": "My plan", "fi": "Oma"}}, "horizon": {"years": 1}}
    chart = single_run.draw(SimpleNamespace(quarterly=quarterly, managers=pd.DataFrame(), settings=settings, digest="a"))
    assert (heights(chart, "measured")[0] < heights(chart, "true")[0]) == (gap < 0)
    assert "“My plan”" in chart.title


GROWTH = {"label": {"en": "Unit growth", "fi": "Yksikön kasvu"}, "short": {"en": "Unit growth", "fi": "Yksikön kasvu"}}


@pytest.mark.parametrize(("lang", "name"), [("en", "Our plan"), ("fi", "Meidän")])
def test_a_scheme_built_on_another_is_called_by_its_own_label(lang: str, name: str) -> None:
    own = {**GROWTH, "label": {"en": "Our plan", "fi": "Meidän"}}
    names = SchemeNames(words(lang), {"unit_growth": GROWTH, "ours": own})
    assert names.short("ours") == names.full("ours") == name
    assert name in names.said("ours") and "ours" not in names.said("ours")


def test_a_lent_short_name_is_known_whatever_lent_it() -> None:
    first = {"label": {"en": "Plan A", "fi": "A"}, "short": {"en": "A", "fi": "A"}}
    second = {**first, "label": {"en": "Plan B", "fi": "B"}}
    assert SchemeNames(words("en"), {"a": first, "b": second}).short("b") == "Plan B"
    profit = {"label": {"en": "Mine", "fi": "Oma"}, "short": {"en": "Company profit", "fi": "Yrityksen voitto"}}
    assert SchemeNames(words("fi"), {"mine": profit}).short("mine") == "Oma"
    kept = {"label": {"en": "A long plan", "fi": "Pitkä"}, "short": {"en": "Plan", "fi": "S"}}
    assert SchemeNames(words("en"), {"kept": kept}).short("kept") == "Plan"


def test_equal_names_are_told_apart_by_the_file() -> None:
    names = SchemeNames(words("en"), {"unit_growth": GROWTH, "copy": GROWTH, "other": GROWTH})
    assert names.short("unit_growth") == "Unit growth"
    assert [names.short(key) for key in ("copy", "other")] == ["Unit growth (copy)", "Unit growth (other)"]


def test_a_label_without_a_short_name_is_used_instead_of_the_file_name() -> None:
    assert SchemeNames(words("en"), {"my_file": {"label": "My label"}}).short("my_file") == "My label"
    assert SchemeNames(words("en"), {}, ["my_file"]).short("my_file") == "my file"


def test_quotes_and_apostrophes_are_of_one_kind() -> None:
    catalogue = words("en")
    texts = [str(catalogue.get(key)) for key in catalogue.names() if not key.startswith(("terminal.", "problems.", "setting_problems."))]  # patterns of messages are as the code writes them
    assert not [text for text in texts if "'" in text.replace("', '", "").replace("['", "").replace("']", "") and not text.startswith("[")]
    mine = fake.make(["unit_growth", "my_own"])
    assert "“" not in terminal.report(mine) and '"my own"' in terminal.report(mine)


def test_each_panel_says_its_own_n() -> None:
    found = fake.make()
    found.tables["break_even_grid"]["n"] = 6
    found.tables["readings"]["n"] = found.tables["readings"]["reading"].map({"cause": 8, "mixed": 40, "temper": 9})
    chart = FIGURES["flips"](View(found, "en"), "projector")
    texts = " ".join(str(t.get_text()) for t in chart.figure.findobj(Text))
    assert all(f"n = {n}" in texts for n in (6, 8, 40, 9))
    assert "40 paired replications" not in chart.footer
    assert "paired replications" not in FIGURES["journey"](View(found, "en")).footer


def test_a_break_is_filled_by_the_interval_of_its_change() -> None:
    found = fake.make()
    base = found.tables["handoffs"].rename(columns={"broken_per_1000": "per_1000"})
    base["rough"] = base["handoffs"] * base["rough_share"]
    base = base.drop(columns=["rough_share", "lo", "hi", "state", "baseline_per_1000"])
    found.tables["handoffs"] = base.assign(change=-5.0, change_lo=-7.0, change_hi=-3.0, change_state="CLEAR")
    rows = View(found, "en").where("handoffs", scheme="seniority_gradient")
    assert set(rows["state"]) == {"CLEAR"}
    assert rows["hi"].tolist() == pytest.approx((rows["baseline_per_1000"] - 3.0).tolist())


def test_long_unit_names_are_wrapped_not_cut() -> None:
    found = fake.make()
    found.settings["company"]["units"]["billing"]["label_en"] = "Billing and customer care"
    texts = [str(t.get_text()) for t in FIGURES["breaks"](View(found, "en")).figure.findobj(Text)]
    assert not [text for text in texts if ELLIPSIS in text]


def test_the_step_of_customers_says_which_way_it_went() -> None:
    found = fake.make()
    rows = found.tables["money"]
    rows.loc[rows["step"] == "kept_customers", "step"] = "customers"
    texts = [str(t.get_text()).replace("\n", " ") for t in FIGURES["money"](View(found, "en")).figure.findobj(Text)]
    assert "More customers in total" in texts
    rows.loc[rows["step"] == "customers", ["mean", "lo", "hi"]] = [-30.0, -40.0, -20.0]
    texts = [str(t.get_text()).replace("\n", " ") for t in FIGURES["money"](View(found, "en")).figure.findobj(Text)]
    assert "Fewer customers in total" in texts


def test_bars_of_attention_say_what_the_rest_is() -> None:
    assert "administration" in FIGURES["attention"](View(fake.make(), "en")).footer
    assert "hallinto" in FIGURES["attention"](View(fake.make(), "fi")).footer


def test_one_metric_has_one_precision() -> None:
    view = View(fake.make(fake.TWELVE), "en")
    shown = [amounts.shown(view, item) for item in view.ranked("customers_kept_pct")]
    assert len({item.decimals for item in shown}) == 1
    assert amounts.digits_of(view, "profit_after_bonus_eur") == 0
    for low, high in ((0.0, 7.5), (-3.0, 12.5), (60.0, 85.0), (-0.3, 1.1)):
        places = ticks(low, high)
        assert tick_decimals(places) <= (0 if high > 2 else 1)


def test_finnish_profit_is_never_the_word_for_result() -> None:
    fi: Any = words("fi")
    assert "voitto" in fi("metric_said.profit_after_bonus_eur") and "voitto" in fi("terminal.profit", currency="EUR")
    for key in fi.names():
        if ".profit" in key or "profit_" in key:
            assert "tulo" not in str(fi.get(key)).lower(), key


def test_the_closing_lines_speak_the_language() -> None:
    assert places("en")["output"] == "output"
    assert set(places("fi").values()) == {"raportti", "taulukot", "taulukko", "kuvat", "kansio", "tarkiste", "huomautus"}


def test_a_study_without_a_second_scheme_is_refused_early_and_its_figure_has_words() -> None:
    from cxsim.study.comparison import compare
    from cxsim.study.configuration import load

    with pytest.raises(InputError, match="at least one scheme besides the baseline") as caught:
        compare(load("study.schemes=[unit_growth]"))
    assert caught.value.exit_code == 2
    for lang in ("en", "fi"):
        assert FIGURES["schemes"](View(fake.make(["unit_growth"], empty=True), lang)).empty


@pytest.mark.parametrize(("low", "high", "said"), [(0.4, 2.0, "above"), (-2.0, -0.4, "below"), (-0.6, 1.8, "cannot be told apart")])
def test_the_gap_is_told_by_the_interval_of_its_last_year(low: float, high: float, said: str) -> None:
    """One quarter's survey is luck that all schemes share; however high it ends, only the year's interval speaks."""
    found = fake.make()
    rows = found.tables["quarterly_means"]
    last = (rows["metric"] == "measured_cx") & (rows["quarter"] == rows["quarter"].max())
    for key in ("mean", "lo", "hi"):
        rows.loc[last, key] += 20.0
    means = found.tables["means"]
    gap = means[means["metric"] == "true_cx"].assign(metric="measured_gap", mean=(low + high) / 2, lo=low, hi=high)
    found.tables["means"] = pd.concat([means[means["metric"] != "measured_gap"], gap], ignore_index=True)
    assert said in FIGURES["measured"](View(found, "en")).title


def test_an_arrow_has_the_colour_of_its_share_that_broke() -> None:
    found = fake.make()
    view = View(found, "en")
    shown = FIGURES["breaks"](view)
    arrows = shown.figure.findobj(FancyArrowPatch)
    shares = [float(row.rough_share) for row in breaks.ranked(view).head(breaks.MOST).itertuples()]
    assert [to_hex(patch.get_edgecolor()).upper() for patch in arrows] == [breaks.color_of(share) for share in shares]
    assert len({breaks.color_of(share) for share in (0.1, 0.25, 0.5, 0.75)}) == 4 and breaks.color_of(1.0) == breaks.color_of(0.75)
    texts = [str(t.get_text()) for t in shown.figure.findobj(Text)]
    assert all(f"{low}–{low + 25}" in texts for low in (0, 25, 50, 75)), "the key names every class"
