"""Tables as Parquet: types kept, any length, the same bytes; and SQL over them that can do nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from cxsim.base.errors import InputError
from cxsim.study import parquet, query
from cxsim.study.parquet import series, write_parquet, write_parts
from cxsim.study.store import Store

TABLE = pd.DataFrame({"scheme": ["a", "b"], "seed": [1, 2], "true_cx": [60.25, float("nan")]})
CELL = "ab" * 32


def test_types_and_missing_values_survive_and_bytes_repeat(tmp_path):
    first, again = write_parquet(TABLE, tmp_path / "a.parquet"), write_parquet(TABLE, tmp_path / "b.parquet")
    back = pd.read_parquet(first)
    assert back["seed"].dtype == "int64" and back["true_cx"].isna().tolist() == [False, True] and back["scheme"].tolist() == ["a", "b"]
    assert first.read_bytes() == again.read_bytes()


def test_a_long_table_is_written_in_parts_as_if_it_were_one(tmp_path, monkeypatch):
    parts = [pd.DataFrame({"n": [k, k + 1], "x": [k / 7, None]}) for k in range(0, 40, 2)]
    monkeypatch.setattr(parquet, "GROUP_ROWS", 7)
    path = write_parts(iter([pd.DataFrame(), *parts]), tmp_path / "parts.parquet")
    assert pd.read_parquet(path).equals(pd.concat(parts, ignore_index=True))
    assert len(pd.read_parquet(write_parts([], tmp_path / "nothing.parquet"))) == 0


def test_quarters_come_from_the_store_in_the_order_asked_for(tmp_path):
    store = Store(tmp_path)
    payload = {name: {"quarterly": {"columns": ["quarter", "customers"], "rows": [[1, 10 * k], [2, None]]}} for k, name in enumerate("ab", 1)}
    store.put(CELL, payload)
    found = pd.concat(series(store, [({"point": 1, "seed": 5}, CELL), ({"point": 2, "seed": 5}, "cd" * 32)], "quarterly", ["b", "a"]))
    assert found["scheme"].tolist() == ["b", "b", "a", "a"] and found["customers"].tolist()[::2] == [20, 10]
    assert found["point"].tolist() == [1] * 4


def test_a_full_disk_is_told_with_its_path():
    with pytest.raises(InputError, match="/proc/nowhere"):
        write_parquet(TABLE, parquet.Path("/proc/nowhere/runs.parquet"))


def test_sql_over_one_result_and_over_several(tmp_path):
    pytest.importorskip("duckdb")
    for name, shift in (("one", 0), ("two", 10)):
        write_parquet(TABLE.assign(true_cx=TABLE["true_cx"] + shift), tmp_path / name / "tables" / "runs.parquet")
    assert query.ask(tmp_path / "one", "select count(*) as n, sum(seed) as s from runs").to_dict("records") == [{"n": 2, "s": 3}]
    found = query.ask(tmp_path, "select result, max(true_cx) as top from runs group by result order by result")
    assert found.to_dict("records") == [{"result": "one", "top": 60.25}, {"result": "two", "top": 70.25}]
    with pytest.raises(InputError, match=r"(?s)tru_cx.*tables runs \(result, scheme, seed, true_cx\)"):
        query.ask(tmp_path, "select tru_cx from runs")
    for bad in (f"select * from '{tmp_path}/one/tables/runs.parquet'", f"copy runs to '{tmp_path}/stolen.csv'", "install httpfs", "", "attach 'x.db'"):
        with pytest.raises(InputError):
            query.ask(tmp_path, bad)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]
    with pytest.raises(InputError, match="holds no table"):
        query.ask(tmp_path / "nowhere", "select 1")
