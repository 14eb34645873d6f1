"""The board page: variants keep their money, verdicts follow the intervals, sentences follow the verdicts, nobody is named."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from docx import Document
from plans import EXAMPLE, example, rows, weigh

from cxsim.cli.main import main
from cxsim.desk import board as boards
from cxsim.desk.board import COST, CX, KEPT, MAIN, PROFIT, Alternative, effects, lay_out, live, sign, verdict
from cxsim.desk.dynamic.pairs import pairs
from cxsim.desk.dynamic.simulate import asked, translated
from cxsim.desk.variants import company_cx_share, is_company_cx, money_of, shifted
from cxsim.report.desk.board import page, proposal, title
from cxsim.report.desk.board_docx import docx_bytes
from cxsim.report.desk.board_files import write
from cxsim.report.desk.board_page import Boxes, Grid, Text, colours
from cxsim.report.desk.board_risk import widest
from cxsim.report.desk.board_say import Say

TINY = ["customers.count=120", "horizon.years=1", "horizon.warmup_years=0", "study.replications=5", "workers=1"]
FOOT = {"command": "cxsim plan board x", "version": "0", "plan": "abc", "digest": "def"}


def unpaid_for_cx(file):
    """The example with the company-CX weights put on unit results."""
    weigh(file, "team_lead", csat_unit=30, cx_company=0)
    weigh(file, "middle_manager", revenue_unit=60, cx_company=0)
    weigh(file, "unit_head", revenue_unit=65, cx_company=0)
    return weigh(file, "executive", profit_company=100, cx_company=0)


def made_of(file):
    return translated(asked({"plan": file}, TINY))["plan"]


@pytest.fixture(scope="module")
def found():
    """The example against the same plan without company CX, five seeds."""
    old = unpaid_for_cx(example())
    old.plan["name"] = "Vanha <i>"
    return live(lay_out(example(), TINY, old))


def turned(board):
    """The same board with the arms of every main pair exchanged: every sign is the other one."""
    def swap(pair):
        return replace(pair, first=pair.second, second=pair.first, difference=replace(pair.difference, mean=-pair.difference.mean, lo=-pair.difference.hi, hi=-pair.difference.lo))

    return replace(board, main={name: swap(pair) for name, pair in board.main.items()})


def planted(board, **means):
    """The board with main differences of these means and intervals of ±1."""
    values = {(name, "", 1): (board.main[name].unit, np.zeros(5), means[name] + np.array([-0.8, -0.4, 0.0, 0.4, 0.8])) for name in MAIN}
    return replace(board, main={pair.name: pair for pair in pairs(values)})


# ---------------------------------------------------------------- variants


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("change", [lambda file: file, lambda file: weigh(file, "team_lead", csat_unit=30, cx_company=0), lambda file: weigh(file, "executive", profit_company=2, cx_company=98)])
def test_a_variant_keeps_the_money_on_company_cx_and_weights_of_100(direction, change):
    made = made_of(change(example()))
    moved = made_of(shifted(made, direction).file)
    before, after = ({level: company_cx_share(one, level) for level in one.levels} for one in (made, moved))
    money = [float(sum(money_of(one, level) * share[level] for level in share)) for one, share in ((made, before), (moved, after))]
    assert money[1] == pytest.approx(money[0], rel=1e-3)
    assert before != after
    for level in moved.facts.plan.levels.values():
        assert sum(part.weight_pct for part in level.components) == 100
        assert all(part.weight_pct >= 0 for part in level.components)
    top, bottom = "executive", "team_lead"
    gains, gives = (top, bottom) if direction == "up" else (bottom, top)
    assert after[gains] >= before[gains]
    assert after[gives] <= before[gives]


def test_one_step_up_by_hand():
    """Team leads give all their 10 points, 13,680 EUR at mid pay; the middle managers' target bonuses are 181,440 EUR there."""
    made = made_of(example())
    weights = shifted(made, "up").weights
    expected = 25 - 10 + 10 * float(money_of(made, "team_lead") / money_of(made, "middle_manager"))
    assert weights["team_lead"] == (10, 0)
    assert weights["middle_manager"] == pytest.approx((25, expected))


def test_other_measures_keep_their_proportions():
    file = shifted(made_of(example()), "up").file
    left = [row["weight_pct"] for row in rows(file, "components", level="middle_manager") if row["metric"] != "cx"]
    assert left[0] / left[1] == pytest.approx(35 / 20, abs=0.01)
    assert left[1] == pytest.approx(left[2], abs=0.011)


def test_a_level_without_company_cx_gets_a_measure_and_the_file_stays_as_it_was():
    file = example()
    file.rows["components"] = [row for row in file.sheet("components") if not (row["level"] == "team_lead" and row["metric"] == "cx")]
    weigh(file, "team_lead", csat_unit=30)
    count = len(file.sheet("components"))
    moved = made_of(shifted(made_of(file), "down").file)
    assert any(is_company_cx(moved, part) and part.weight_pct > 0 for part, level, _ in moved.facts.parts if level == "team_lead")
    assert len(file.sheet("components")) == count


def test_no_company_cx_no_variant():
    made = made_of(unpaid_for_cx(example()))
    assert shifted(made, "up") is shifted(made, "down") is None


# ---------------------------------------------------------------- verdicts


@pytest.mark.parametrize(("home", "there", "word"), [(1, 1, "stays"), (-1, -1, "stays"), (1, -1, "turns"), (-1, 1, "turns"), (1, 0, "untold"), (-1, 0, "untold"), (0, 1, "appears"), (0, -1, "appears"), (0, 0, "open")])
def test_what_became_of_a_sign(home, there, word):
    assert verdict(home, there) == word


def test_the_figure_ends_at_the_interval_of_the_verdict(found):
    for name in (KEPT, PROFIT):
        last, main_one = found.paths[name][-1], found.main[name].difference
        assert (last["difference"], last["lo"], last["hi"]) == pytest.approx((main_one.mean, main_one.lo, main_one.hi))


def test_the_old_plan_among_the_alternatives_is_the_effect_turned_round(found):
    old = next(one for one in found.alternatives if one.name == "old")
    for name in MAIN:
        back = old.pairs[name].difference
        assert (back.mean, back.lo, back.hi) == pytest.approx((-found.main[name].difference.mean, -found.main[name].difference.hi, -found.main[name].difference.lo))


def test_against_itself_a_plan_differs_in_no_seed():
    board = live(lay_out(example(), [*TINY, "study.replications=2"], example()))
    for pair in [*board.main.values(), *(pair for one in board.flips for pair in one.pairs.values())]:
        assert not (pair.second - pair.first).any()
    assert next(one for one in board.alternatives if one.name == "old").pairs[COST].difference.mean == 0
    assert "replace the old plan" in page(board, "en", FOOT).parts[0].blocks[0].text  # two plans of one name are told apart


def test_worlds_are_both_ends_but_not_the_companys_own(found):
    assert {(one.world.key, one.world.value) for one in found.flips} == {("journeys.cross_unit_share", 0.0), ("journeys.cross_unit_share", 0.7), ("journeys.handoff_cost", 0.0), ("journeys.handoff_cost", 2.0)}
    own = lay_out(example(), [*TINY, "journeys.cross_unit_share=0.9", "journeys.handoff_cost=0"])
    assert {(world.key, world.value) for world in own.worlds} == {("journeys.cross_unit_share", 0.0), ("journeys.cross_unit_share", 1.0), ("journeys.handoff_cost", 2.0)}
    assert {(world.key, settings.journeys.handoff_cost) for world, settings in own.worlds.items() if world.key.endswith("cost")} == {("journeys.handoff_cost", 2.0)}


def test_without_an_old_plan_the_base_is_nobody_reacting():
    laid = lay_out(example(), TINY)
    assert laid.base == "frozen"
    assert all("frozen" in kinds for kinds in laid.cells.values())


def test_the_cheapest_is_clearly_cheaper_and_keeps_no_fewer(found):
    def other(name, cost, kept):
        noise = np.array([-0.8, -0.4, 0.0, 0.4, 0.8])
        made = {(COST, "", 0): ("eur", np.zeros(5), 1000 * (cost + noise)), (KEPT, "", 0): ("percent", np.zeros(5), kept + noise)}
        return Alternative(name, {pair.name: pair for pair in pairs(made)}, label=name)

    near, dear, bare, good = other("near", -0.5, 0), other("dear", 5, 5), other("bare", -9, -5), other("good", -4, 0.1)
    assert replace(found, alternatives=[near, dear, bare]).cheapest is None
    assert replace(found, alternatives=[near, bare, good, other("less", -3, 2)]).cheapest.name == "good"


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_nine_parts_with_the_same_texts_in_word(found, lang):
    made = page(found, lang, FOOT)
    assert [part.number for part in made.parts] == list(range(1, 10))
    document = Document(io.BytesIO(docx_bytes(made, _pixel())))
    said = "\n".join([*(one.text for one in document.paragraphs), *(cell.text for table in document.tables for row in table.rows for cell in row.cells)])
    for part in made.parts:
        assert part.title in said
        for block in part.blocks:
            texts = [block.text] if isinstance(block, Text) else [cell.text for row in block.rows for cell in row] if isinstance(block, Grid) else block.labels if isinstance(block, Boxes) else [block.title]
            assert all(text in said for text in texts), block
    assert FOOT["digest"] in document.sections[0].footer.paragraphs[0].text
    assert len(document.inline_shapes) == 1


def _pixel():
    from matplotlib.figure import Figure

    out = io.BytesIO()
    Figure(figsize=(1, 1)).savefig(out, format="png")
    return out.getvalue()


@pytest.mark.parametrize(("means", "start"), [
    ({KEPT: 3, PROFIT: 3, CX: 0}, "Proposal: adopt it."), ({KEPT: -3, PROFIT: 0, CX: 0}, "Proposal: do not adopt it"), ({KEPT: 3, PROFIT: -3, CX: 0}, "Proposal: weigh"), ({KEPT: 0, PROFIT: 0.1, CX: 0}, "Proposal: decide on other grounds"),
])  # fmt: skip
def test_the_proposal_follows_the_intervals(found, means, start):
    told = proposal(Say(planted(found, **means), "en"))
    assert told.startswith(start)
    for name in MAIN:
        assert (f"{Say(found, 'en').outcome(name)}" in told) == (means[name] in (3, -3))


def test_every_sentence_has_a_twin_for_the_other_sign(found):
    up, down = planted(found, **{KEPT: 3, PROFIT: 2, CX: 2}), planted(found, **{KEPT: -3, PROFIT: -2, CX: -2})
    assert "+3.00 points" in title(Say(up, "en"))
    assert "−3.00 points" in title(Say(down, "en"))
    assert title(Say(turned(up), "en")) == title(Say(down, "en"))
    assert "not distinguishable" in title(Say(planted(found, **{KEPT: 0.1, PROFIT: 2, CX: 2}), "en"))


def test_a_serious_finding_makes_a_draft_and_comes_before_any_proposal(tmp_path):
    file = example()
    for row in rows(file, "components", metric="cx"):
        row["measured_by"] = "own_unit"
    board = live(lay_out(file, [*TINY, "study.replications=1"]))
    made = page(board, "en", FOOT)
    assert made.draft == "DRAFT"
    assert "L05" in "".join(block.text for block in made.parts[5].blocks if isinstance(block, Text) and block.kind == "warn")
    assert made.parts[0].blocks[1].text.startswith("Proposal: first mend the serious findings")
    file.plan |= {"silenced": ["L05"], "silence_reason": "outside auditor from June"}
    calm = page(live(lay_out(file, [*TINY, "study.replications=1"])), "en", FOOT)
    assert not calm.draft
    assert "outside auditor from June" in " ".join(block.text for block in calm.parts[5].blocks if isinstance(block, Text))


def test_hidden_cells_stay_hidden_and_a_gap_is_between_two_shown_ones():
    cells = [{"view": view, "kind": "group", "level": "a", "grade": "", "cell": cell, "payout_pct": payout} for view, shift in (("as_is", 0), ("at_average", 5)) for cell, payout in (("x", 80.0 + shift), ("y", 100.0))]
    gap = widest(cells, "group")
    assert (gap["low"], gap["high"], gap["gap"], gap["average"]) == ("x", "y", 20, 15)
    assert widest([one for one in cells if one["cell"] == "x"], "group") is None


def test_heat_colours_run_from_light_to_dark():
    assert colours(0.0) == ("F4F1EB", "1A1A1A")
    assert colours(1.0) == ("2F73AB", "FFFFFF")
    assert colours(0.5)[0] == "8FB7D6"


# ---------------------------------------------------------------- files


def test_the_folder_names_nobody_escapes_text_and_is_the_same_twice(found, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(found, "fi", tmp_path / name, FOOT)
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert {Path("board.html"), Path("board.docx"), Path("effect.png"), Path("effect.svg"), Path("tables/main.csv"), Path("tables/flips.csv"), Path("tables/alternatives.csv")} <= set(files)
    codes = [str(row["person_id"]).encode() for row in example().sheet("staff")]
    for path in files:
        data = (tmp_path / "a" / path).read_bytes()
        assert data == (tmp_path / "b" / path).read_bytes(), path
        assert not any(re.search(rb"\b" + code + rb"\b", data) for code in codes), path
    text = (tmp_path / "a" / "board.html").read_text("utf-8")
    assert "Vanha &lt;i&gt;" in text
    assert "<i>" not in text
    assert not re.search(r'(src|href)="http', text)


def test_the_command_keeps_its_runs_and_its_folder(tmp_path, capsys, monkeypatch):
    line = ["plan", "board", str(EXAMPLE), *TINY, "study.replications=1", f"output.dir={tmp_path}", "--json"]
    assert main(line) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[-1])
    manifest = json.loads((Path(first["output"]) / "manifest.json").read_text("utf-8"))
    assert manifest["kind"] == "plan board"
    assert manifest["digest"] == first["digest"]
    assert manifest["digest"][:12] in (Path(first["output"]) / "board.html").read_text("utf-8")
    monkeypatch.setattr(boards, "run_kept", None)  # a second time nothing is simulated
    assert main(line) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["output"] == first["output"]
    for code in (str(row["person_id"]) for row in example().sheet("staff")):
        assert not any(re.search(rf"\b{code}\b", path.read_text("utf-8")) for path in tmp_path.rglob("*.json")), code


@pytest.mark.parametrize(("words", "told"), [
    (["map.csat=cxx"], "map.csat"), (["scheme=company_cx"], "the plan file says who is paid"), (["customers.cuont=3"], "customers.count"), (["--old", "none.yaml"], "none.yaml"), (["other.yaml"], "needs one plan file"),
])  # fmt: skip
def test_wrong_words_are_told_and_nothing_is_written(words, told, tmp_path, capsys):
    assert main(["plan", "board", str(EXAMPLE), *words, f"output.dir={tmp_path / 'out'}"]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_old_plan_that_cannot_pay_todays_staff_is_named_without_codes(tmp_path, capsys):
    old = tmp_path / "old.yaml"
    old.write_text(EXAMPLE.read_text("utf-8").replace("middle_manager", "boss"), "utf-8")
    assert main(["plan", "board", str(EXAMPLE), "--old", str(old), f"output.dir={tmp_path / 'out'}"]) == 2
    said = capsys.readouterr().err
    assert "old.yaml" in said
    assert "unknown level 'middle_manager'" in said
    assert "MM-0" not in said


def test_effects_are_read_off_the_arms(found):
    arms = found.view.lived.arms
    again = effects(arms["old"], arms["plan"])
    kept = [float(payload["summary"]["true_cx"]) for payload in arms["plan"]]
    assert again[CX].second.tolist() == kept
    assert {name: sign(pair) for name, pair in again.items()} == {name: sign(pair) for name, pair in found.main.items()}
