"""Questions in SQL to the Parquet tables of one result, or of all results in a folder, without loading them.

Tables are views by name (runs, quarterly, ...); over several results each row says which one it is from (`result`). The
engine is DuckDB with files and network closed to the question, so that it reads what is shown to it and writes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from cxsim.base.errors import InputError, Problem

KEY = "cxsim query"
MISSING = Problem("needs a library that is not installed", key=KEY, fix="pip install 'cxsim[query]'")


def tables_in(folder: Path) -> dict[str, list[Path]]:
    """Parquet files by table name: those of a result folder, or of every finished result right below."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*.parquet")):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            found.setdefault(path.stem, []).append(path)
    return found


def ask(folder: Path, question: str) -> pd.DataFrame:
    """The answer as a table. Raises InputError: no library, no table in the folder, or a question DuckDB refuses."""
    connection = _connected(folder)
    try:
        return connection.sql(question).df()
    except _engine().Error as fault:
        known = ", ".join(f"{name} ({', '.join(columns[:8])}{', ...' if len(columns) > 8 else ''})" for name, columns in _columns(connection).items())
        raise InputError(Problem(_first(fault), key=KEY, value=question, allowed=f"tables {known}")) from None
    except AttributeError:  # a statement without a result, such as an empty one
        raise InputError(Problem("asks for nothing", key=KEY, value=question, fix='for example "select scheme, avg(true_cx) from runs group by scheme"')) from None
    finally:
        connection.close()


def _engine() -> Any:
    try:
        import duckdb
    except ImportError:
        raise InputError(MISSING) from None
    return duckdb


def _connected(folder: Path) -> Any:
    import pyarrow.dataset as ds

    engine, found = _engine(), tables_in(folder)
    if not found:
        raise InputError(Problem("holds no table", key=KEY, value=str(folder), fix="give a result folder, or one with results: cxsim query outputs ..."))
    connection = engine.connect(":memory:")
    for name, paths in found.items():
        parts = [ds.dataset(path) for path in paths]
        if len(parts) == 1:
            connection.register(name, parts[0])
            continue
        for place, part in enumerate(parts):
            connection.register(f"{name}_{place}", part)
        selects = [f"select '{_result(path, folder)}' as result, * from {name}_{place}" for place, path in enumerate(paths)]  # noqa: S608  names of our own tables and a folder without quotes
        connection.sql(f"create view {name} as {' union all by name '.join(selects)}")
    connection.sql("set enable_external_access = false")
    connection.sql("set lock_configuration = true")
    return connection


def _result(path: Path, folder: Path) -> str:
    return path.relative_to(folder).parts[0].replace("'", "")


def _columns(connection: Any) -> dict[str, list[str]]:
    told = connection.sql("select table_name, column_name from information_schema.columns order by ordinal_position").fetchall()
    found: dict[str, list[str]] = {}
    for table, column in told:
        found.setdefault(table, []).append(column)
    return {name: columns for name, columns in found.items() if not name.rpartition("_")[2].isdigit()}


def _first(fault: BaseException) -> str:
    return str(fault).strip().splitlines()[0][:200]
