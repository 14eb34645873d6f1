"""Every mistake in a workbook is told once, with its cell and a remedy, in the order of the sheets."""

from __future__ import annotations

from datetime import datetime

import pytest
import yaml
from books import EXAMPLE, changed, english_in, template, told
from openpyxl import Workbook
from openpyxl.comments import Comment

from cxsim.base.errors import InputError
from cxsim.cli.main import main
from cxsim.desk.opening import check_plan
from cxsim.report.problems import cell_line

# cell of the template -> what a hurried user puts there, where it is told (when elsewhere), and words of the message
PLANTED = {
    "plan!B7": (datetime(2026, 11, 30), "", "the period has 334 days"),
    "plan!B9": ("eror", "", "did you mean: error?"),
    "units!A5": ("U1", "", "U1 is given twice, here and in A4"),
    "levels!G2": ("target_bonus", "", "did you mean: target_bonus_pct?"),
    "levels!D5": ("60 000 e", "", "is not a number"),
    "components!D8": (30, "components!D11", "weights of middle_manager add to 95, not 100; raise D11 to 25 or set normalise_weights to yes"),
    "components!C12": ("compny", "", "did you mean: company?"),
    "components!G17": ("cx_indx", "", "did you mean: cx_index?"),
    "curves!B8": ("100,5", "", "decimal comma; write 100.5"),
    "curves!C10": ("50%", "", "per cent sign; write 50"),
    "gates!H4": (None, "", "required is missing"),
    "gates!K5": ("unit_head, executives", "", "did you mean: executive?"),
    "deferral!B5": (150, "", "allowed: 0 to 100"),
    "staff!C6": ("U9", "", "'U9' is not on the sheet units"),
    "staff!F7": ("=E7*2", "", "formula that was never calculated"),
    "staff!G8": (0.8, "", "allowed: 1 to 100 (25 means 25 %)"),
    "staff!I9": (130, "", "outside 80 to 120"),
    "staff!L10": ("matti.virtanen@example.com", "", "e-mail address"),
    "scorecard!E4": (0, "", "a target above zero is needed"),
    "scorecard!D12": (datetime(2026, 4, 11), "", "is the date 2026-04-11"),
    "history!D6": ("2025Q5", "", "write a year, 2025, or a quarter"),
}


def plant(book: Workbook) -> None:
    for place, (value, _, _) in PLANTED.items():
        sheet, cell = place.split("!")
        book[sheet][cell] = value


def test_planted_mistakes_are_told_once_each_at_their_cells_in_order(tmp_path, capsys):
    path = changed(template(tmp_path), plant)
    lines = told(path)
    assert len(lines) == len(PLANTED) == 21
    for line, (place, (_, elsewhere, words)) in zip(lines, PLANTED.items()):
        assert line.startswith(f"{elsewhere or place}: ") and words in line, line
    assert main(["plan", "check", str(path)]) == 2
    said = capsys.readouterr()
    assert said.err.splitlines() == lines and said.out == f"{path}: 21 errors\n"
    assert "matti" not in said.err + said.out


def weights_as_shares(book: Workbook) -> None:
    for row, share in zip(range(4, 8), (0.4, 0.3, 0.2, 0.1)):
        book["components"].cell(row, 4).value = share


def shown_as_per_cent(book: Workbook) -> None:
    book["components"]["D8"].value, book["components"]["D8"].number_format = 0.35, "0%"


def second_pool(book: Workbook) -> None:
    for column, value in enumerate(("more", "fixed", 1000), 1):
        book["pools"].cell(5, column).value = value


def names_beside_codes(book: Workbook) -> None:
    for row, name in enumerate(("Aino Virtanen", "Eero Mäki-Korhonen", "Liisa Laine"), 4):
        book["staff"].cell(row, 13).value = name


def heading_says_name(book: Workbook) -> None:
    book["staff"]["M1"], book["staff"]["M5"] = "Nimi", "aino"


def second_sheet(book: Workbook) -> None:
    copy = book.copy_worksheet(book["levels"])
    copy["A1"].comment = Comment("cxsim levels 1", "somebody")


def date_as_number(book: Workbook) -> None:
    book["plan"]["B6"].value, book["plan"]["B6"].number_format = 46023, "General"


def put(place: str, value: object):
    def change(book: Workbook) -> None:
        sheet, cell = place.split("!")
        book[sheet][cell] = value

    return change


ONE_FAULT = {
    "shares for weights": (weights_as_shares, "components!D4: weights of team_lead add to 1, not 100; per cents are written 25, not 0.25: did you mean 40 in D4, 30 in D5"),
    "per cent format": (shown_as_per_cent, "components!D8: weight_pct is 0.35 shown with a per cent sign; write 35 for 35 %"),
    "two pools": (second_pool, "pools!A5: pools all and more both fit 58 of the staff"),
    "sheet gone": (lambda book: book.remove(book["gates"]), "gates: the sheet is missing"),
    "names": (names_beside_codes, "staff!M4: looks like a person's name"),
    "heading of names": (heading_says_name, "staff!M5: looks like a person's name"),
    "name for a code": (put("staff!A9", "Aino Virtanen"), "staff!A9: looks like a person's name"),
    "identity code": (put("staff!K9", "131052-308T"), "staff!K9: looks like a Finnish identity code"),
    "second sheet": (second_sheet, "levels Copy!A1: is a second sheet levels beside levels"),
    "column twice": (put("curves!H2", "x"), "curves!H2: the column x is there twice"),
    "column gone": (put("curves!C2", None), "curves!2:2: the column payout_pct is missing"),
    "key misspelt": (put("plan!A11", "min_servce_days"), "plan!A11: 'min_servce_days' is not a key of the plan; did you mean: min_service_days?"),
    "date as text": (put("plan!B6", "1.1.2026"), "plan!B6: period_start: '1.1.2026' is not a date; write 2026-01-01"),
    "date as number": (date_as_number, "plan!B6: period_start is the number 46023; format the cell as a date, or write 2026-01-01"),
    "no number": (put("levels!H4", 1.5), "levels!H4: rank is 1.5; a whole number is needed"),
    "error value": (put("scorecard!D4", "#REF!"), "scorecard!D4: holds the error #REF!"),
    "payouts fall": (put("curves!C6", 90), "curves!C6: payouts must not fall, but 90 follows 100"),
    "kinks fall": (put("curves!B5", 70), "curves!B5: kinks must rise strictly in x, but 70 follows 80"),
    "shape twice": (put("curves!D5", "step"), "curves!D5: shape is step, but the first row of standard says linear"),
    "no result": (put("scorecard!D16", None), "scorecard!D16: cx/company has no actual"),
    "unknown metric": (put("gates!D4", "proft"), "gates!D4: the scorecard has no proft/company; did you mean: profit/company?"),
    "row of results gone": (lambda book: book["scorecard"].delete_rows(4), "staff!C40: the scorecard has no revenue/unit for 'U1'; did you mean: U4? (asked for in 5 rows of staff)"),
    "too many days": (put("staff!H4", 366), "staff!H4: days is 366; it must be at least 0 and at most 365"),
    "never vests": (put("deferral!E4", None), "deferral!E4: say when the deferred part is paid"),
    "pool without amount": (put("pools!C4", None), "pools!C4: amount_eur is missing for funding fixed"),
    "gate on nothing": (lambda book: (put("gates!B5", "component")(book), put("gates!C5", "cx/unit")(book)), "gates!C5: no level has a component 'cx/unit'; did you mean:"),
    "unit not declared": (lambda book: book["units"].delete_rows(7), "staff!C28: unit: 'U4' is not on the sheet units"),
    "level without components": (lambda book: book["components"].delete_rows(16, 2), "levels!A7: executive has no components"),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_FAULT)
def test_one_mistake_is_one_message_in_both_languages(name, tmp_path):
    change, message = ONE_FAULT[name]
    problems = check_plan(changed(template(tmp_path), change)).problems
    lines = [cell_line(problem, "en").text for problem in problems]
    for problem, (finnish, lang) in [(problem, cell_line(problem, "fi")) for problem in problems]:
        assert lang == "fi" and finnish.startswith(f"{problem.where}: ") and not english_in(finnish.partition(": ")[2]), finnish
    assert lines and lines[0].startswith(message), lines
    alone = 3 if name == "unit not declared" else 1  # it is told once for staff, scorecard and history each
    assert len(lines) == alone, lines


def test_yaml_is_told_the_same_with_its_keys(tmp_path, capsys):
    data = yaml.safe_load(EXAMPLE.read_text("utf-8").replace("no,", "'no',"))
    data["components"][6]["weight_pct"] = 15
    data["components"][0]["wieght_pct"] = data["components"][0].pop("weight_pct")
    data["staff"][2]["level"] = "teamlead"
    data["curves"][1]["x"] = "100,0"
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    assert main(["plan", "check", str(path)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "components[1].wieght_pct: 'wieght_pct' is not a column of components; did you mean: weight_pct?",
        "components[8].weight_pct: weights of middle_manager add to 95, not 100; raise components[8].weight_pct to 25 or set normalise_weights to yes",
        "curves[2].x: x: '100,0' has a decimal comma; write 100.0",
        "staff[3].level: level: 'teamlead' is not on the sheet levels; did you mean: team_lead?",
    ]


@pytest.mark.parametrize("name", ["notes.txt", "plan.xlsx", "plan.yaml"])
def test_what_is_no_plan_file_is_refused_in_a_sentence(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(b"\x00\x01 no plan")
    with pytest.raises(InputError, match=r"kind of plan file|not an Excel workbook|UTF-8|control character|YAML"):
        check_plan(path)


def test_a_bomb_is_not_unpacked(tmp_path):
    import zipfile

    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 160_000_000)
    with pytest.raises(InputError, match="unpacks to too much"):
        check_plan(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(InputError, match="no spreadsheet program"):
        check_plan(path)
