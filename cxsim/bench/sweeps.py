"""A study against the same runs as plain Hydra jobs: whole commands, from start to the result on disk, and the same digests."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cxsim.base
from cxsim.bench.measures import Size

SCHEMES = ("unit_growth", "company_cx")
HOME = str(Path(cxsim.base.__file__).resolve().parent.parent.parent)


def against_hydra(size: Size) -> dict[str, Any]:
    """Members a minute of `cxsim compare` and of `cxsim run -m`, their ratio, and whether every run has the same digest.

    A Hydra job saves its whole run with a page, a study what it compares; both are what a user of the command gets.
    """
    seeds = max(1, size.hydra_members // len(SCHEMES))
    sized = [f"customers.count={size.member_people}", "output.journeys_logged=0"]
    plain = ["run", "-m", f"scheme={','.join(SCHEMES)}", f"seed={','.join(map(str, range(1, seeds + 1)))}", *sized]
    study = ["compare", f"study.schemes=[{','.join(SCHEMES)}]", f"study.replications={seeds}", "study.reading_replications=0", "study.handoff_replications=0", "study.basis=equal_weight", *sized]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        _command(["explain"], two)  # once, so that no command pays for the first import
        seconds = {"hydra": _command(plain, one), "study": _command(study, two)}
        same = _digests(one, "sweep.csv", "digest") == _digests(two, "runs.csv*", "run_digest")
    members = seeds * len(SCHEMES)
    rates = {name: 60 * members / took for name, took in seconds.items()}
    return {"members": members, "hydra_per_minute": rates["hydra"], "study_per_minute": rates["study"], "ratio": rates["study"] / rates["hydra"], "same_digests": same}


def _command(words: list[str], folder: str) -> float:
    """Wall seconds of one command in a fresh process. Raises RuntimeError when it fails."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "cxsim.cli.main", *words, f"output.dir={folder}"], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": HOME}, check=False)  # noqa: S603  our own module
    if done.returncode:
        raise RuntimeError(f"a measured command failed: {done.stderr.strip().splitlines()[-1:]}")
    return time.perf_counter() - begun


def _digests(folder: str, name: str, column: str) -> set[str]:
    path = next(Path(folder).rglob(name))
    with open(path, encoding="utf-8", newline="") as stream:
        return {row[column] for row in csv.DictReader(stream)}
