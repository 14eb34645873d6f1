"""A run on disk: every table, a manifest that names them, and views that say where a number came from."""

from __future__ import annotations

import hashlib
import json
import math

import pandas as pd
import pytest
from small_world import ran

from cxsim.simulation import dictionary
from cxsim.simulation.run import TABLES
from cxsim.simulation.tables import lifetime_value


@pytest.fixture(scope="module")
def run():
    return ran("scheme=company_cx")


def test_a_saved_run_can_be_read_back_and_checked(run, tmp_path):
    folder = run.save(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["digest"] == run.digest and manifest["settings"]["seed"] == run.settings.seed
    assert set(manifest["files"]) == {f"tables/{name}.csv" for name in (*TABLES, "dictionary")}
    for name, told in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == told["sha256"]
    weekly = pd.read_csv(folder / "tables" / "weekly.csv")
    assert len(weekly) == manifest["files"]["tables/weekly.csv"]["rows"] == len(run.weekly)
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    assert summary == {name: value if value == value else None for name, value in run.summary.items()}


def test_every_column_of_every_table_is_in_the_dictionary(run):
    told = run.dictionary()
    assert list(zip(told["table"], told["column"])) == [(name, column) for name in TABLES for column in getattr(run, name).columns]
    assert not told.isna().any(axis=None) and (told != "").all(axis=None)
    known = {(table, column) for table, columns in dictionary.OWN.items() for column in columns}
    assert known - set(zip(told["table"], told["column"])) == set(), "describes a column that is not there"
    with pytest.raises(KeyError, match=r"weekly\.mystery"):
        dictionary.describe({"weekly": pd.DataFrame({"mystery": [1]})})


def test_a_run_shows_what_it_is(run):
    assert run.digest[:12] in repr(run) and "customers_kept_pct" in repr(run)
    assert "<table>" in run._repr_html_() and run.digest[:12] in run._repr_html_()
    with pytest.raises(AttributeError, match="it has weekly"):
        run.weeky  # noqa: B018  asked for on purpose


def test_a_lifetime_value_without_customers_or_without_bound_is_not_a_number():
    assert math.isnan(lifetime_value(100.0, 0, 5, 0.08))
    assert math.isnan(lifetime_value(100.0, 10, 0, 0.0))
    assert lifetime_value(100.0, 9, 1, 0.0) == pytest.approx(100 / 9 * 0.9 / 0.1)
