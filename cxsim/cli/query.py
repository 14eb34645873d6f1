"""`cxsim query FOLDER "select ..."`: SQL over the tables of one result or of all results in a folder; --write FILE keeps the answer."""

from __future__ import annotations

from pathlib import Path

from cxsim.base.errors import EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.results import print_json

EXAMPLE = 'for example: cxsim query outputs "select scheme, avg(true_cx) from runs group by scheme"'


def command(arguments: Arguments) -> int:
    """Print the answer, or keep it as CSV or Parquet by the ending of --write; with the folder alone, name its tables."""
    from cxsim.study.query import ask, tables_in

    if not 1 <= len(arguments.words) <= 2:
        raise InputError(Problem("needs a folder and a question in quotes", key="cxsim query", value=" ".join(arguments.words) or None, fix=EXAMPLE))
    folder = Path(arguments.words[0])
    if not folder.is_dir():
        raise InputError(Problem("is not a folder", key="cxsim query", value=str(folder)))
    if len(arguments.words) == 1:
        for name, paths in tables_in(folder).items():
            print(f"{name}: {len(paths)} results" if len(paths) > 1 else name)
        print(EXAMPLE)
        return EXIT_GOOD
    found = ask(folder, arguments.words[1])
    if "write" in arguments.values:
        _keep(found, Path(arguments.values["write"]))
    elif arguments.on("json"):
        print_json({"columns": list(found.columns), "rows": found.to_numpy().tolist()})
    else:
        print(found.to_string(index=False))
    return EXIT_GOOD


def _keep(found: object, path: Path) -> None:
    import pandas as pd

    from cxsim.study.parquet import write_parquet
    from cxsim.study.saving import write_csv

    assert isinstance(found, pd.DataFrame)  # noqa: S101
    if path.exists():
        raise InputError(Problem("the file exists; nothing is overwritten", key="--write", value=str(path), fix="name a new file"))
    if path.suffix not in (".csv", ".parquet"):
        raise InputError(Problem("has no known ending", key="--write", value=str(path), allowed=".csv, .parquet"))
    kept = write_parquet(found, path) if path.suffix == ".parquet" else write_csv(found, path)
    print(f"{len(found):,} rows: {kept}")
