"""Figures of a firm: every form a sheet saves them in is read, every fault is named by line and column, size does not matter."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from cxsim.base.errors import InputError
from cxsim.study.calibration.figures import read
from cxsim.study.calibration.quantities import CHANGE, LEVEL, columns_of, comparable, summaries_of

COLUMNS = columns_of(["web", "phone"])
UNITS = ["mobile", "care"]


def reading(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "figures.csv"
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return read(path, COLUMNS, UNITS)


PLAIN = "quarter,unit,customers,nps\n2024Q1,,1000,12.5\n2024Q2,,1010,\n2024Q1,mobile,700,\n"
FORMS = {
    "plain": (PLAIN, "utf-8"),
    "byte order mark": (PLAIN, "utf-8-sig"),
    "unicode text of a spreadsheet": (PLAIN.replace(",", "\t"), "utf-16"),
    "semicolons and decimal commas": (PLAIN.replace(",", ";").replace("12.5", "12,5"), "utf-8"),
    "windows letters, thousands, trailing marks": (PLAIN.replace(",", ";").replace("12.5", "12,5").replace("1000", "1\u00a0000").replace("2024Q1;;", "2024Q1;yhtiö;").replace("\n", ";;\r\n"), "cp1252"),
    "quarters the other way round": (PLAIN.replace("2024Q1", "Q1/2024").replace("2024Q2", "q2 2024"), "utf-8"),
    "other order, empty lines, capitals": ("\n Unit ,QUARTER,NPS,Customers\nmobile,2024-Q1,,700\n,,,\n,2024-Q2,,1010\n,2024-Q1,12.5,1000\n\n", "utf-8"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_figures_in_every_form(form, tmp_path):
    found = reading(tmp_path, *FORMS[form])
    assert found.labels == ("2024Q1", "2024Q2") and found.known == 4
    np.testing.assert_array_equal(found.raw["customers", ""], [1000, 1010])
    np.testing.assert_array_equal(found.raw["nps", ""], [12.5, np.nan])
    np.testing.assert_array_equal(found.raw["customers", "mobile"], [700, np.nan])


def test_the_example_of_the_readme_is_read(tmp_path):
    text = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
    found = reading(tmp_path, re.search(r"^```csv\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[1])
    assert found.known == 11
    assert found.raw["contacts_phone", "mobile"] == [120000]


def test_quarters_left_out_leave_gaps(tmp_path):
    found = reading(tmp_path, "quarter,nps\n2023Q4,10\n2024Q3,20\n")
    assert found.labels == ("2023Q4", "2024Q1", "2024Q2", "2024Q3")
    np.testing.assert_array_equal(found.raw["nps", ""], [10, np.nan, np.nan, 20])


BAD = {
    "": "is empty",
    "\ufeff\n\n": "is empty",
    "quarter,customers\n": "has a head but no row",
    "quarter,custmers\n1,5\n": "line 1, custmers: is not a known column.*did you mean: customers",
    "quarter,nps,nps\n1,5,6\n": "nps: stands twice",
    "nps\n5\n": "has no column quarter",
    "quarter,unit\n1,mobile\n": "has no column with a figure",
    "quarter,nps\n1,good\n": "line 2, nps: is not a number.*good.*leave the cell empty",
    "quarter,nps\n1,nan\n": "line 2, nps: is not a number",
    "quarter,nps\n1,1e999\n": "line 2, nps: is not a number",
    "quarter,nps\n1,=1+1\n": "line 2, nps: is not a number",
    'quarter,nps\n1,"12,5"\n': "line 2, nps: has a comma where a decimal point is wanted.*semicolons",
    "quarter,nps\n1,12,5\n": "line 2: has more cells than the head has names",
    "quarter,customers\n1,-5\n": "line 2, customers: is out of range.*0 or more",
    "quarter,customers\n1,0\n": "customers: is zero",
    "quarter,fcr_pct\n1,101\n": "line 2, fcr_pct: is out of range.*0 to 100",
    "quarter,nps\n2024Q1,5\n2024-1,6\n": "line 3, quarter: is in line 2 already",
    "quarter,nps\n2024Q5,5\n": "line 2, quarter: is not a quarter.*2024Q5",
    "quarter,nps\n2024Q1,5\n2,5\n": "mixes calendar quarters with plain numbers",
    "quarter,nps\n1900Q1,5\n2024Q1,5\n": "spans too many quarters",
    "quarter,unit,csat\n1,mobil,5\n": "line 2, unit: is not a unit of the company.*did you mean: mobile",
    "quarter,unit,nps\n1,mobile,5\n": "line 2, nps: is not kept by unit",
    "quarter,joined\n1,5\n": "joined: needs customers of the whole company",
    "quarter,nps\n1,\n": "every cell is empty",
    b"PK\x03\x04 a workbook": "is not text",
    b"quarter,nps\0\n": "is not text",
}


@pytest.mark.parametrize("text", BAD, ids=list(BAD.values()))
def test_a_wrong_file_is_refused_by_line_and_column(text, tmp_path):
    with pytest.raises(InputError) as fault:
        reading(tmp_path, text)
    assert re.search(BAD[text], " ".join(str(fault.value).split())), str(fault.value)


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(InputError) as fault:
        reading(tmp_path, "quarter,customers,nps\n1,-5,x\n1,5,6\nnever,5,500\n")
    assert len(fault.value.problems) == 4  # wrong cells of a row that has no place are not looked at


def test_no_file_is_told_with_the_nearest_name(tmp_path):
    (tmp_path / "figures.csv").write_text(PLAIN, "utf-8")
    with pytest.raises(InputError, match=r"did you mean: figures\.csv"):
        read(tmp_path / "figurs.csv", COLUMNS, UNITS)


def test_a_firm_ten_times_as_large_is_told_the_same():
    small = {("customers", ""): np.array([100.0, np.nan, 120.0, 130.0]), ("left", ""): np.array([4.0, 5.0, 6.0, np.nan]), ("revenue_eur", ""): np.full(4, 900.0), ("nps", ""): np.full(4, 7.0)}
    large = {key: values * (1 if key[0] == "nps" else 10) for key, values in small.items()}
    one, ten = comparable(small, COLUMNS), comparable(large, COLUMNS)
    for key in small:
        np.testing.assert_allclose(one[key], ten[key])
    np.testing.assert_allclose(one["left", ""], [4.0, 100 * 5 / 110, 5.0, np.nan])
    np.testing.assert_allclose(one["customers", ""], [100, np.nan, 120, 130])


def test_bonus_is_told_by_whole_years():
    raw = {("customers", ""): np.full(6, 50.0), ("bonus_paid_eur", ""): np.array([np.nan, 20.0, np.nan, 80.0, 70.0, np.nan])}
    np.testing.assert_allclose(comparable(raw, COLUMNS)["bonus_paid_eur", ""], [np.nan, np.nan, np.nan, 2.0, np.nan, np.nan])


def test_a_series_is_its_level_and_its_change():
    raw = {("nps", ""): np.array([10.0, np.nan, 14.0, 16.0, 18.0]), ("customers", ""): np.array([50.0, np.nan, np.nan, np.nan, 60.0]), ("fcr_pct", ""): np.array([70.0, 80.0, 90.0, np.nan, np.nan])}
    told = comparable(raw, COLUMNS)
    found = {(item.column.name, item.what): item.of(told[item.column.name, ""]) for item in summaries_of(told, COLUMNS)}
    assert found == {("nps", LEVEL): 14.5, ("nps", CHANGE): pytest.approx(8.0), ("customers", CHANGE): pytest.approx(20.0), ("fcr_pct", LEVEL): pytest.approx(80.0)}
