"""The explorer on the page of a study: its numbers are those of the table, what was never computed is said, and labels stay text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from markupsafe import escape

from cxsim.report import explorer as exploring
from cxsim.report.design import Told, write
from cxsim.report.explorer import GRID, NEAR, Explorer
from cxsim.study.design.cells import lay_out
from cxsim.study.design.lived import Lived

SMALL = ("experiment=tiny", "customers.count=200", "study.schemes=[unit_growth,fixed_pay,seniority_gradient]", "study.baseline=unit_growth", "study.replications=5")
OUTCOMES = ("true_cx", "customers_kept_pct", "profit_after_bonus_eur")
HOSTILE = "</script><b>&amp;\u2028 {mean} $& 'x'"


@pytest.fixture(scope="module")
def grid():
    """The shipped grid of 27 points; nothing is run."""
    return lay_out(["study=explore", *SMALL])


def lived(designed, gain=lambda point, scheme: point["crossing"] - 0.3, lost=()):
    """The plan lived by formula: at each point a scheme is `gain` above the baseline, with scatter; `lost` are (point, seed) without runs."""
    luck = np.random.default_rng(1)
    rows = []
    for place, point in enumerate(designed.points):
        for seed in designed.seeds:
            shared = 60.0 + luck.normal()
            for scheme in designed.schemes:
                own = shared + (0.0 if scheme == "unit_growth" else gain(point, scheme) + 0.02 * luck.normal())
                kept = {"true_cx": own, "customers_kept_pct": own / 7, "profit_after_bonus_eur": 1e4 * own}
                rows.append({"point": place + 1, **point, "scheme": scheme, "seed": seed, "run_digest": f"{place}{scheme}{seed}", **kept})
    runs = pd.DataFrame(rows)
    gone = [(point, seed) in lost for point, seed in zip(runs["point"], runs["seed"])]
    return Lived(designed, runs[~np.array(gone)], [], 0)


def embedded(page: str) -> dict:
    """The data of a page as its script reads them."""
    return json.loads(re.search(r'<script type="application/json" id="explorer-data">(.*?)</script>', page, flags=re.DOTALL).group(1))


def written(found: Lived, folder, lang="en") -> str:
    write(Told(found, lang), folder, {"command": "x", "version": "0", "name": "x"})
    return (folder / "report.html").read_text("utf-8")


@pytest.fixture(scope="module")
def page(grid, tmp_path_factory):
    """The page of the whole grid, one run of point 5 lost, and its folder."""
    folder = tmp_path_factory.mktemp("page")
    return written(lived(grid, lost={(5, 2)}), folder), folder


def one_outcome(grid):
    """The same points with one outcome, where tables of the others would only take time."""
    study = grid.settings.study
    return replace(grid, settings=replace(grid.settings, study=replace(study, design=replace(study.design, outcomes=["true_cx"]))))


def few(grid):
    """Nine points and one outcome, where only the page matters."""
    return cut(one_outcome(grid), lambda p: p["believed_cx_money"] == 0.3)


def test_every_number_of_the_page_is_that_of_the_table(page):
    text, folder = page
    data = embedded(text)
    table = pd.read_csv(folder / "differences.csv").set_index(["outcome", "scheme", "point"])
    assert [one["name"] for one in data["outcomes"]] == list(OUTCOMES) and data["kind"] == GRID
    compared = 0
    for outcome in data["outcomes"]:
        for scheme, cells in zip(data["schemes"], outcome["cells"], strict=True):
            for point, (mean, lo, hi, n, side, shown, interval) in enumerate(cells, start=1):
                row = table.loc[(outcome["name"], scheme["name"], point)]
                assert [mean, n] == [row["mean"], row["n"]]
                assert [lo, hi] == ([None, None] if np.isnan(row["lo"]) else [row["lo"], row["hi"]])
                expected = "none" if point == 5 else "open" if row["state"] != "CLEAR" else "ahead" if row["mean"] > 0 else "behind"
                assert side == expected
                digits = len(shown.partition(".")[2])
                assert float(shown.replace("\N{MINUS SIGN}", "-").replace(",", "")) == round(row["mean"], digits)
                assert (interval == "–") == (point == 5)
                compared += 1
    assert compared == len(table) == 3 * 2 * 27


def test_sliders_stop_at_every_value_and_lead_to_the_point_with_these_values(grid):
    data = Explorer(Told(lived(one_outcome(grid)), "en")).data()
    assert [axis["values"] for axis in data["axes"]] == [[0.0, 0.3, 0.7], [0.5, 1.0, 3.0], [0.0, 0.3, 1.0]] and len(data["place"]) == 27
    for key, point in data["place"].items():
        values = [axis["values"][int(stop)] for axis, stop in zip(data["axes"], key.split(","))]
        assert values == list(grid.points[point].values()) == data["points"][point]
    assert data["start"] == [1, 1, 1]


def cut(grid, keep):
    """The grid with some points only, as a table of points would give it."""
    return replace(grid, points=tuple(point for point in grid.points if keep(point)))


def test_a_combination_without_a_point_has_no_place_and_scattered_points_are_listed(grid):
    holes = Explorer(Told(lived(cut(one_outcome(grid), lambda p: (p["crossing"], p["handoff_cost"]) != (0.3, 1.0))), "en"))
    assert holes.kind == GRID and len(holes.place()) == 24 and not {"1,1,0", "1,1,1", "1,1,2"} & set(holes.place())
    assert ",".join(map(str, holes.start())) in holes.place(), "the page opens at a computed point"
    sample = lay_out(["study=where_it_turns", *SMALL, "study.design.points=12", "study.design.outcomes=[]"])
    near = Explorer(Told(lived(sample), "en"))
    assert near.kind == NEAR and near.data()["place"] == {} and near.figure() is None
    assert [axis.values[0] for axis in near.axes] == [0.0, 0.0, 0.5, 0.0] and [axis.values[-1] for axis in near.axes] == [0.7, 2.0, 3.0, 0.6]


def test_a_share_is_said_to_be_one(grid):
    grid = few(grid)  # units do not depend on it
    told = Told(lived(grid), "en")
    assert [told.unit(name) for name in ("fcr", "true_cx", "profit_after_bonus_eur")] == ["share 0–1", "points, 0-100", "EUR per customer"]
    assert Told(lived(grid), "fi").unit("fcr") == "osuus 0–1" and Explorer(told).unit("true_cx") == "points"


def test_labels_stay_text_whatever_they_hold(grid, tmp_path):
    grid = few(grid)
    study = grid.settings.study
    factors = {name: replace(item, label_en=HOSTILE) for name, item in study.design.uncertainties.items()}
    designed = replace(grid, settings=replace(grid.settings, study=replace(study, design=replace(study.design, uncertainties=factors))))
    page = written(lived(designed), tmp_path)
    assert HOSTILE not in page and page.count("</script>") == 2 and page.count("<b>") == 0
    assert "\u2028" not in re.search(r"explorer-data.*?</script>", page, flags=re.DOTALL).group(0)
    assert all(axis["label"] == HOSTILE for axis in embedded(page)["axes"])


def test_the_page_reaches_for_nothing_and_runs_one_known_script(page):
    page, _ = page
    assert f'content="{escape(exploring.policy())}"' in page and "default-src 'none'" in exploring.policy() and "unsafe-eval" not in page
    script = str(exploring.script())
    assert f"<script>{script}</script>" in page
    for word in ("eval", "Function(", "innerHTML", "fetch", "XMLHttpRequest", "import", "http://", "https://"):
        assert word not in script.replace('"http://www.w3.org/2000/svg"', ""), word
    assert not re.search(r"""(?:src|href)=["'](?!#)""", page)


def test_a_study_too_large_for_a_page_says_so(grid, tmp_path, monkeypatch):
    monkeypatch.setattr(exploring, "MOST_ROWS", 17)
    page = written(lived(few(grid)), tmp_path, "fi")
    assert "eroja 18 riviä" in page and "<script" not in page


# ---------------------------------------------------------------- in a browser, where there is one

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)


def seen(page: str, start: list[int], folder) -> dict[str, str]:
    """What a browser shows with the sliders at `start`: finding, sentence of the second picture and cells of the table."""
    path = folder / f"at{'_'.join(map(str, start))}.html"
    path.write_text(re.sub(r'"start":\[[0-9,]+\]', f'"start":{json.dumps(start)}', page), "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=2000", "--dump-dom"]
    dom = subprocess.run([CHROMIUM, *flags, path.as_uri()], capture_output=True, text=True, timeout=60, check=True).stdout
    finding, line = (re.search(rf'id="explorer-{name}"[^>]*>([^<]*)<', dom).group(1) for name in ("finding", "line"))
    return {"finding": finding, "line": line, "table": re.search(r'id="explorer-numbers">(.*?)</div>', dom, flags=re.DOTALL).group(1)}


@pytest.mark.skipif(CHROMIUM is None, reason="no browser here")
def test_a_browser_shows_the_row_of_the_table_and_says_what_was_not_computed(grid, tmp_path):
    designed = cut(grid, lambda p: (p["crossing"], p["handoff_cost"]) != (0.3, 1.0))
    page = written(lived(one_outcome(designed), lost={(1, seed) for seed in grid.seeds}), tmp_path)
    data = embedded(page)
    point = data["place"]["2,1,1"]
    shown = seen(page, [2, 1, 1], tmp_path)
    for scheme, cells in zip(data["schemes"], data["outcomes"][0]["cells"]):
        *_, text, interval = cells[point]
        assert f"{scheme['label']} ({text}; {interval})" in shown["finding"] and f">{text}<" in shown["table"] and f">{interval}<" in shown["table"]
    assert "clearly higher: " in shown["finding"] and "not distinguishable" not in shown["finding"]
    assert "Fixed pay only clearly higher at 1, clearly lower at 1, not computed at 1, it changes side;" in shown["line"]
    gap = seen(page, [1, 1, 2], tmp_path)
    assert gap["finding"].startswith("This combination was not computed") and not re.search(r"[+−]\d", gap["table"])
    assert "no number, runs failed: Fixed pay only, Company CX, by seniority." in seen(page, [0, 0, 0], tmp_path)["finding"]
