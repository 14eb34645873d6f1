"""Compute every shipped fact again from the original files: `python -m cxsim.trust.real_data.recompute FOLDER`.

Prints each fact that differs from what is shipped and ends with 1 if there is one; with --write the shipped file is
written anew. The files and their columns are named in `originals.FILES`, their sources in the shipped file.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

import yaml

from cxsim.trust.real_data import relations_data as relations
from cxsim.trust.real_data import shops_data as shops
from cxsim.trust.real_data.facts import PATH, SOURCES
from cxsim.trust.real_data.originals import read

CLOSE, FITTED_CLOSE = 1e-5, 1e-3  # relative; shipped numbers have six digits, but search for a maximum ends a little apart
FITTED = ("fit_", "shape_r", "dropout")
TITLE = "# Facts computed from data that others collected; no data. Written by: python -m cxsim.trust.real_data.recompute FOLDER --write\n"

COMPUTED: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "cdnow": (shops.cdnow, ("cdnow_transactions",)),
    "cdnow_table": (shops.cdnow_table, ("cdnow_transactions",)),
    "hillstrom": (shops.hillstrom, ("hillstrom",)),
    "physicians": (shops.physicians, ("physician_sales_calls",)),
    "bank_contacts": (shops.bank_contacts, ("bank_marketing_4521",)),
    "insurance": (relations.insurance, ("us_whole_life_lapse",)),
    "curves": (relations.curves, ("fader_hardie_2007_table1",)),
    "incidents": (relations.incidents, ("incidents",)),
    "telecom_churn": (relations.telecom_churn, ("iranian_churn",)),
    "cfpb": (relations.cfpb, ("cfpb_complaints_extract",)),
    "acsi": (relations.acsi, ("acsi_2015",)),
    "meta": (relations.meta, ("satisfaction_retention_correlations",)),
    "hospitals": (relations.hospitals, ("state_results",)),
    "departments": (relations.departments, ("edges", "departments")),
}


def computed(folder: Path, name: str) -> dict[str, Any]:
    """The facts of one data set, six digits. Raises InputError when a file is missing."""
    function, files = COMPUTED[name]
    return {key: six(value) for key, value in function(*(read(folder, file) for file in files)).items()}


def six(value: Any) -> Any:
    """Numbers with six significant digits, lists of them likewise."""
    if isinstance(value, (list, tuple)):
        return [six(item) for item in value]
    number = float(value)
    if number == int(number) if math.isfinite(number) else False:
        return int(number)
    return float(f"{number:.6g}")


def differences(shipped: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Names of facts that are missing on one side or differ by more than rounding."""
    names = sorted(set(shipped) | set(found))
    return [name for name in names if not _same(shipped.get(name), found.get(name), FITTED_CLOSE if name.startswith(FITTED) else CLOSE)]


def _same(one: Any, two: Any, within: float) -> bool:
    if one is None or two is None:
        return False
    first, second = (value if isinstance(value, list) else [value] for value in (one, two))
    return len(first) == len(second) and all(math.isclose(a, b, rel_tol=within, abs_tol=1e-9) for a, b in zip(first, second))


def write(folder: Path, path: Path = PATH) -> None:
    """Write the shipped file anew from the original files."""
    content = {name: {"source": SOURCES[name][0], "licence": SOURCES[name][1], "facts": computed(folder, name)} for name in COMPUTED}
    path.write_text(TITLE + yaml.safe_dump(content, sort_keys=False, width=130, allow_unicode=True, default_flow_style=None), encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """The command; 0 when every fact is as shipped."""
    parser = argparse.ArgumentParser(description="Compute the shipped facts again from the original files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(argv)
    if given.write:
        write(given.folder)
    from cxsim.trust.real_data.facts import facts

    wrong = 0
    for name in COMPUTED:
        found = differences(facts(name), computed(given.folder, name))
        wrong += len(found)
        print(f"{name}: {'as shipped' if not found else 'differs in ' + ', '.join(found)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
