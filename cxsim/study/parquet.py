"""Tables as Parquet, for pandas, polars and DuckDB: types kept, compressed, read by column; the same table gives the same bytes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Iterable, Iterator, Mapping, Sequence

import pandas as pd

from cxsim.study.payload import unpacked
from cxsim.study.store import Store, flush_folder, storage_error

COMPRESSION = "zstd"
GROUP_ROWS = 50_000  # rows gathered before they are written: what a table of any length needs of memory


def write_parquet(table: pd.DataFrame, path: Path) -> Path:
    """One table to one file. Raises InputError when the disk refuses."""
    return write_parts([table], path)


def write_parts(parts: Iterable[pd.DataFrame], path: Path) -> Path:
    """Parts of one table, one after another, without holding them all; the first non-empty one decides columns and types.

    No part at all gives an empty file of no column. Raises InputError when the disk refuses.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for part in _gathered(parts):
            rows = pa.Table.from_pandas(part, preserve_index=False, schema=writer.schema if writer else None)
            writer = writer or pq.ParquetWriter(path, rows.schema.remove_metadata(), compression=COMPRESSION)
            writer.write_table(rows.cast(writer.schema))
        if writer is None:
            pq.write_table(pa.table({}), path)
        else:
            writer.close()
        with open(path, "rb") as stream:
            os.fsync(stream.fileno())
        flush_folder(path.parent)
    except OSError as fault:
        raise storage_error(fault, path, "write the table") from fault
    return path


def series(store: Store, places: Iterable[tuple[Mapping[str, Any], str]], part: str, schemes: Sequence[str]) -> Iterator[pd.DataFrame]:
    """A table of every run, cell by cell from the store: `places` are (columns that place a cell, cell id).

    `part` names a table of the payload: quarterly, units, attention, flows, payouts, components.
    """
    for place, cell in places:
        payloads = store.get(cell) or {}
        for scheme in schemes:
            table = unpacked(payloads.get(scheme, {}).get(part))
            if len(table):
                yield pd.DataFrame({**place, "scheme": scheme, **{name: table[name] for name in table}})


def _gathered(parts: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    held: list[pd.DataFrame] = []
    for part in parts:
        if len(part):
            held.append(part)
        if sum(map(len, held)) >= GROUP_ROWS:
            yield pd.concat(held, ignore_index=True)
            held = []
    if held:
        yield pd.concat(held, ignore_index=True)
