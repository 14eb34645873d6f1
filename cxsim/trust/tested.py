"""How strong the tests are: planted faults they notice, and branches of the core they go through.

Measured on a checkout by the scripts in tests/strength; an installed package shows the stored report.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Hashable, Mapping

import cxsim.base
from cxsim.base.errors import InputError, Problem
from cxsim.study.jobs import Job
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.section import Ask, Outcomes, Section
from cxsim.trust.verdicts import share_interval

NAME = "tests"
FEWEST_NOTICED = 85.0  # % of planted faults, set beforehand
FEWEST_BRANCHES = 95.0  # % of branches of each layer of the core, set beforehand
SHOWN = 8  # missed faults named in a note
QUICK_FAULTS = 6
WHO = {"pay": "exact pay rules, judged by their own tests", "journeys": "rules of journeys, judged by the oracle's scenarios"}


def script(name: str, *arguments: str) -> dict[str, Any]:
    """What a script of tests/strength prints as its last line. Raises InputError outside a checkout or when it fails."""
    root = Path(cxsim.base.__file__).resolve().parent.parent.parent
    path = root / "tests" / "strength" / f"{name}.py"
    if not path.is_file():
        fix = "run it in a checkout; a plain cxsim verify shows the stored report"
        raise InputError(Problem("needs the tests, which an installed package does not carry", key=NAME, fix=fix))
    done = subprocess.run([sys.executable, str(path), *arguments], cwd=root, capture_output=True, text=True, check=False)  # noqa: S603  our own script
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise InputError(Problem(f"could not be measured: {reason}", key=NAME, fix='pip install -e ".[dev,mutation]"'))
    return dict(json.loads(done.stdout.splitlines()[-1]))


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """Each script uses both processors by itself; they follow one another when workers=1."""
    few = (str(QUICK_FAULTS),) if ask.size.quick else ()
    planted: dict[Hashable, Job] = {name: (script, ("mutation", name, *few)) for name in WHO}
    return planted | {"coverage": (script, ("coverage_of_core",))}


def read(_: Ask, outcomes: Outcomes) -> list[Line]:
    """Shares with their binomial intervals."""
    note = Notebook(NAME, "planted faults")
    lines = [_planted(note, name, outcomes[name]) for name in WHO]
    return [*lines, *_covered(outcomes["coverage"])]


def _planted(note: Notebook, name: str, found: Mapping[str, Any]) -> Line:
    hit, n = int(found["noticed"]), int(found["faults"])
    lo, hi = share_interval(hit, n)
    missed = list(found["missed"])
    told = f"missed {len(missed)}: {'; '.join(missed[:SHOWN])}" if missed else ""
    return note.banded(
        f"{name}: faults noticed", 100.0 * hit / n, FEWEST_NOTICED, 100.0, "%", f"of {n} small faults planted one at a time; {WHO[name]}",
        "set beforehand", lo=lo, hi=hi, n=n, note=told,
    )  # fmt: skip


def _covered(found: Mapping[str, Any]) -> list[Line]:
    note = Notebook(NAME, "coverage")
    what = "branches gone through by tests; compiled kernels run uncompiled on the oracle's scenarios"
    return [
        note.banded(
            f"{layer}: branches", float(shares["branches"]), FEWEST_BRANCHES, 100.0, "%", what, "set beforehand",
            note=f"lines {shares['lines']:.1f} %",
        )
        for layer, shares in found["layers"].items()
    ]  # fmt: skip


TESTED = Section(
    NAME, "Strength of the tests", "Would a small fault be noticed, and is there code no test goes through?", jobs, read, long=True
)
