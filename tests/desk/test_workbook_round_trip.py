"""Workbook and YAML hold the same plan without loss, whatever stands in it, and however its user arranged it."""

from __future__ import annotations

import copy
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from books import EXAMPLE, changed, template, told
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from cxsim.cli.main import main
from cxsim.desk.form import CODE, DATE, NUMBER, SHEETS, TEXT, WHOLE
from cxsim.desk.opening import check_plan, open_plan
from cxsim.desk.plan_file import PlanFile, case_of
from cxsim.desk.yaml_text import yaml_text
from cxsim.pay.case import pay_case
from cxsim.report.desk.template import workbook_bytes

CASES = Path(__file__).parent.parent / "cases"
ODD_TEXTS = ("=1+1", "+358 40", "-5", "@SUM(A1)", "\tindented", "007", "1e5", "yes", "on", "null", "2026-01-01", "a: b", "#no comment", "'quoted'", '"', "Åbo ä", "@package", "😀", "two\nlines", " x ")
texts = st.sampled_from(ODD_TEXTS) | st.text(min_size=1, max_size=30).filter(
    lambda text: text.strip() and "${" not in text and all((ord(one) >= 32 or one in "\t\n") and ord(one) not in (0xFFFE, 0xFFFF) and not 0xD800 <= ord(one) < 0xE000 for one in text)
)
codes = st.from_regex(r"[A-Za-zÅÄÖ0-9=+@_.-]{1,12}", fullmatch=True)


def numbers(low: float | None, high: float | None) -> st.SearchStrategy:
    """Whole numbers and decimals, and now and then one with more digits than a spreadsheet keeps."""
    low, high = -1e9 if low is None else low, 1e9 if high is None else min(high, 1e9)
    decimals = st.decimals(low, high, places=4, allow_nan=False).map(float)
    return st.integers(int(low) + (low > int(low)), int(high)) | decimals | st.floats(low, high, allow_nan=False)


def cells(sheet: str, keys: tuple[str, ...]) -> dict[str, st.SearchStrategy]:
    kinds = {TEXT: lambda column: texts, CODE: lambda column: codes, NUMBER: lambda column: numbers(column.low, column.high), WHOLE: lambda column: st.integers(int(column.low), int(column.high))}
    return {key: kinds[SHEETS[sheet].column(key).kind](SHEETS[sheet].column(key)) for key in keys}


def rows(sheet: str, **columns: st.SearchStrategy) -> st.SearchStrategy:
    """Rows in any order, cells that need not be filled sometimes empty."""
    needed = {key: value for key, value in columns.items() if SHEETS[sheet].column(key).needed}
    return st.lists(st.fixed_dictionaries(needed, optional={key: value for key, value in columns.items() if key not in needed}), max_size=3)


@st.composite
def plans(draw: st.DrawFn) -> PlanFile:
    scopes = st.sampled_from(("touchpoint", "journey", "company"))
    made = {
        "units": draw(rows("units", **cells("units", ("unit", "name_fi", "name_en", "cross_unit_journeys_pct")))),
        "levels": [{"level": "own", "target_bonus_pct": 10}],
        "curves": draw(rows("curves", **cells("curves", ("curve", "x", "payout_pct")))),
        "deferral": [{"level": "own", "share_pct": 5, "vest_pct": draw(st.lists(numbers(0, 100), min_size=1, max_size=4))}],
        "pools": draw(rows("pools", **cells("pools", ("pool", "amount_eur", "rate_pct", "carry_in_eur")), levels=st.lists(st.sampled_from(("own", "all")), min_size=1, max_size=2))),
        "staff": draw(rows("staff", **cells("staff", ("person_id", "touchpoint", "base_pay_eur", "fte_pct", "days", "group", "grade")), level=st.just("own"))),
        "scorecard": draw(rows("scorecard", **cells("scorecard", ("metric", "unit", "actual", "target")), scope=scopes)),
        "history": draw(rows("history", **cells("history", ("metric", "unit", "actual", "responses", "sd")), scope=scopes, period=st.sampled_from(("2025", "2024Q3")))),
    }
    plan = {"name": draw(texts), "period_start": "2024-02-29", "normalise_weights": draw(st.sampled_from(("yes", "no"))), "silence_reason": draw(texts)}
    return PlanFile(plan, {**{name: [] for name in SHEETS if name != "plan"}, **made})


def same(one: PlanFile, other: PlanFile) -> bool:
    return (one.plan, one.rows) == (other.plan, other.rows)


@settings(max_examples=15, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
@given(plans())
def test_any_plan_goes_to_a_workbook_and_back_and_to_yaml_and_back(tmp_path_factory, file):
    folder = tmp_path_factory.mktemp("trip")
    for name, data in (("a.xlsx", workbook_bytes(file, "fi")), ("a.yaml", yaml_text(file).encode())):
        (folder / name).write_bytes(data)
        back = check_plan(folder / name, pay=False).file
        for sheet in SHEETS:
            assert (back.plan if sheet == "plan" else back.sheet(sheet)) == (file.plan if sheet == "plan" else file.sheet(sheet)), (name, sheet)


def test_the_example_survives_the_round_by_command_and_never_overwrites(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["plan", "template", "--lang", "fi"]) == 0 and Path("my_plan.xlsx").exists()
    assert main(["plan", "convert", "my_plan.xlsx", "one.yaml"]) == 0
    assert main(["plan", "convert", "one.yaml", "two.xlsx", "--lang", "fi"]) == 0
    assert Path("two.xlsx").read_bytes() == Path("my_plan.xlsx").read_bytes()
    assert same(open_plan("one.yaml"), open_plan(EXAMPLE)) and same(open_plan("two.xlsx"), open_plan(EXAMPLE))
    before = Path("two.xlsx").read_bytes()
    assert main(["plan", "convert", "one.yaml", "two.xlsx"]) == 2 and main(["plan", "template", "two.xlsx"]) == 2
    assert Path("two.xlsx").read_bytes() == before and sorted(path.name for path in Path().iterdir()) == ["my_plan.xlsx", "one.yaml", "two.xlsx"]


def shuffle(book: Workbook) -> None:
    """Columns turned round, two of the user's own between them, a blank row, another language above."""
    for tab in book.worksheets:
        if tab.title in ("Järjestelmä", "lists"):
            continue
        width = len(SHEETS[tab["A1"].comment.text.split()[1]].columns)
        table = [[tab.cell(row, column).value for column in range(width, 0, -1)] for row in range(1, tab.max_row + 1)]
        for number, values in enumerate(table, 1):
            row = number if number < 6 else number + 1
            for column, value in enumerate([values[0], "note" if number > 3 and any(values) else None, *values[1:]], 1):
                tab.cell(row, column).value = value
        for column in range(1, width + 2):
            tab.cell(1, column).value = f"Rubrik {column}"
            tab.cell(6, column).value = None


def test_order_of_columns_columns_of_ones_own_blank_rows_and_headings_play_no_part(tmp_path):
    path = changed(template(tmp_path, "fi"), shuffle)
    assert told(path) == [] and same(open_plan(path), open_plan(EXAMPLE))


def test_sheets_are_known_by_their_keys_when_notes_are_lost(tmp_path):
    def strip(book: Workbook) -> None:
        for number, tab in enumerate(book.worksheets):
            tab["A1"].comment, tab.title = None, f"Tab {number}"

    path = changed(template(tmp_path), strip)
    assert told(path) == [] and same(open_plan(path), open_plan(EXAMPLE))


def with_stored_value(path: Path, part: str, cell: str, value: str) -> None:
    """What a spreadsheet program does on saving: the value beside the formula."""
    with zipfile.ZipFile(path) as source:
        parts = {info.filename: source.read(info) for info in source.infolist()}
    text = parts[part].decode()
    start = text.index(f'r="{cell}"')
    end = text.index("</c>", start)
    assert "<f>" in text[start:end]
    parts[part] = (text[:start] + text[start:end].replace("<v></v>", f"<v>{value}</v>").replace("<v />", f"<v>{value}</v>").replace("<v/>", f"<v>{value}</v>") + text[end:]).encode()
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)


def test_a_formula_in_an_input_cell_counts_by_its_stored_value(tmp_path):
    path = changed(template(tmp_path), lambda book: book["staff"].__setitem__("F4", "=40000+7500"))
    assert told(path)[0].startswith("staff!F4: holds a formula that was never calculated")
    with_stored_value(path, "xl/worksheets/sheet10.xml", "F4", "47500")
    assert told(path) == [] and same(open_plan(path), open_plan(EXAMPLE))


@pytest.mark.parametrize("case", ["11_published_plan_a", "12_published_plan_b", "28_published_check_points"])
def test_published_plans_entered_by_workbook_pay_their_published_points(case, tmp_path, capsys):
    data = yaml.safe_load((CASES / f"{case}.yaml").read_text("utf-8"))
    path = tmp_path / "published.xlsx"
    path.write_bytes(workbook_bytes(PlanFile({}, {}), "en"))
    changed(path, lambda book: type_in(book, data))
    assert main(["plan", "check", str(path)]) == 0
    paid = pay_case(case_of(open_plan(path)))["people"]
    assert {name: {"award_cents": paid[name]["award_cents"]} for name in paid} == data["expected"]["people"]
    capsys.readouterr()
    assert main(["plan", "pay", str(path)]) == 0
    name, row = next((name, row) for name, row in paid.items() if row["award_cents"])
    assert f"{name:<20} {row['award_cents'] / 100:>14,.2f}" in capsys.readouterr().out


def type_in(book: Workbook, data: dict) -> None:
    """A case typed into an empty workbook, cell by cell, as a person would."""
    plan = data["plan"]
    low, high = plan.get("individual_range_pct", (0, 200))
    answers = {"name": data["title"], "period_start": "2026-01-01", "period_end": "2026-12-31", "individual_min_pct": low, "individual_max_pct": high}
    tab = book["plan"]
    for row in range(4, tab.max_row + 1):
        tab.cell(row, 2).value = answers.get(tab.cell(row, 1).value)
    lines = {
        "levels": [{key: level[key] for key in ("level", "target_bonus_pct")} for level in plan["levels"]],
        "components": [{"level": level["level"], **part} for level in plan["levels"] for part in level["components"]],
        "curves": [{"curve": name, "x": x, "payout_pct": payout} for name, curve in plan["curves"].items() for x, payout in curve["kinks"]],
        "scorecard": data["scorecard"],
        "staff": [{"person_id": person["person_id"], **segment} for person in data["people"] for segment in person["segments"]],
    }
    for sheet, entries in lines.items():
        keys = {cell.value: cell.column for cell in book[sheet][2]}
        for row, entry in enumerate(entries, 4):
            for key, value in entry.items():
                book[sheet].cell(row, keys[key]).value = value


def test_the_template_guides_the_hand_and_locks_the_sums(tmp_path):
    book = load_workbook(template(tmp_path, "fi"))
    assert [tab.title for tab in book.worksheets][:4] == ["Järjestelmä", "Yksiköt", "Tasot", "Mittarit"] and book["lists"].sheet_state == "hidden"
    tab = book["Mittarit"]
    assert tab["A1"].comment.text == "cxsim components 1" and [tab["D1"].value, tab["D2"].value] == ["Painoarvo", "weight_pct"] and "25 %" in tab["D3"].value
    assert tab.freeze_panes == "B4" and tab.protection.sheet and not tab.protection.password
    assert not tab["D4"].protection.locked and not tab.column_dimensions["D"].protection.locked and tab["D2"].protection.locked
    assert tab["K4"].protection.locked and tab["K4"].value.startswith("=IF(") and "SUMIF" in tab["K4"].value
    for name, sheet in SHEETS.items():
        tab = next(one for one in book.worksheets if one["A1"].comment and one["A1"].comment.text == f"cxsim {name} 1")
        checks = tab.data_validations.dataValidation
        assert len(checks) == len(sheet.columns) and all(check.prompt and len(check.prompt) <= 255 and len(check.promptTitle) <= 32 for check in checks)
        for column, check in zip(sheet.columns, checks):
            if column.kind in (NUMBER, WHOLE):
                assert check.type in ("decimal", "whole") and Fraction(check.formula1) <= Fraction(check.formula2), column.key
            if column.choices:
                cells_of = book["lists"][check.formula1.split("!")[1]]
                assert tuple(cell.value for (cell,) in cells_of) == column.choices
    formulas = [(one.title, cell.coordinate) for one in book.worksheets for line in one for cell in line if cell.data_type == "f"]
    assert {title for title, _ in formulas} == {"Mittarit"} and {coordinate[0] for _, coordinate in formulas} == {"J", "K"}


def test_texts_that_look_like_formulas_stay_texts(tmp_path):
    file = copy.deepcopy(open_plan(EXAMPLE))
    for row, text in zip(file.sheet("units"), ("=1+1", "+1", "-1", "@x")):
        row["name_en"] = text
    path = template(tmp_path, file=file)
    cells_of = [load_workbook(path)["units"].cell(row, 3) for row in range(4, 8)]
    assert [(cell.value, cell.data_type, cell.quotePrefix) for cell in cells_of] == [(text, "s", True) for text in ("=1+1", "+1", "-1", "@x")]
    assert same(open_plan(path), file) and path.read_bytes() == workbook_bytes(file, "en")


def test_an_empty_template_says_what_is_still_missing(tmp_path, capsys):
    path = tmp_path / "empty.xlsx"
    assert main(["plan", "template", "--empty", str(path)]) == 0
    capsys.readouterr()
    assert main(["plan", "check", str(path)]) == 2
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["plan!B4", "plan!B6", "plan!B7"]


def test_dates_are_kept_as_days(tmp_path):
    path = template(tmp_path)
    assert load_workbook(path)["plan"]["B6"].is_date and open_plan(path).plan["period_start"] == "2026-01-01" and SHEETS["plan"].column("period_start").kind == DATE
