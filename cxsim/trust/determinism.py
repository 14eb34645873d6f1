"""One result whatever the machine: fresh processes that differ in everything a result must not depend on.

Each process lives the same scenarios and prints what it found: the final customers, the digest of the run, every
whole number (counts, ranks, cents) and every other number. Processor features are taken away by the switches of the
libraries themselves: NumPy's kernels, the C library's exp and log, the linear algebra, and the target of compiled code.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Hashable, Mapping

import numpy as np

import cxsim.base
from cxsim.study.jobs import Job
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.section import Ask, Outcomes, Section
from cxsim.trust.verdicts import NIL

NAME = "determinism"
HOME = str(Path(cxsim.base.__file__).resolve().parent.parent.parent)
SCENARIOS = [(company, scheme) for company in ("telecom", "retailer") for scheme in ("unit_growth", "balanced_scorecard", "cx_gate")]
RELATIVE = 1e-12  # what numbers that are not whole may differ by between processors (set before measuring)
NO_AVX = {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4"}
NO_FMA = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX,-AVX2_Usable,-FMA_Usable", "OPENBLAS_CORETYPE": "Nehalem"}
OLDEST = {"NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": "+sse2"}

# the sentence under test, and the machines that must agree with the plain one
MACHINES: dict[str, dict[str, dict[str, str]]] = {
    "hash seed, language, time zone": {
        "turkish": {"PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Auckland"},
        "german": {"PYTHONHASHSEED": "7", "LC_ALL": "de_DE.UTF-8", "TZ": "America/St_Johns"},
    },
    "threads and workers": {
        "two threads": {"CXSIM_CHECK_THREADS": "2", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
        "four threads, two workers": {"CXSIM_CHECK_THREADS": "4", "CXSIM_CHECK_WORKERS": "2"},
    },
    "processor features": {
        "arrays without AVX2 and AVX-512": NO_AVX,
        "C library without AVX and FMA": NO_AVX | NO_FMA,
        "compiled code for the oldest x86-64": NO_AVX | NO_FMA | OLDEST,
    },
}


def fingerprint(quick: bool) -> dict[str, Any]:
    """What this process makes of the scenarios: digests, a digest of all whole numbers, and all other numbers."""
    threads, workers = (int(os.environ.get(f"CXSIM_CHECK_{name}", "1")) for name in ("THREADS", "WORKERS"))
    found: dict[str, Any] = {}
    for company, scheme in SCENARIOS[:1] if quick else SCENARIOS:
        found[f"{company}, {scheme}"] = _lived(company, scheme, threads, quick)
    found["a study"] = _studied(workers)
    return found


def _lived(company: str, scheme: str, threads: int, quick: bool) -> dict[str, Any]:
    from cxsim.simulation.run import run
    from cxsim.study.configuration import load

    size = ("customers.count=300", "horizon.years=1", "horizon.warmup_years=1") if quick else ("customers.count=5000", "horizon.years=5")
    one = run(load(f"company={company}", f"scheme={scheme}", f"threads={threads}", "output.journeys_logged=0", *size))
    tables = (one.weekly, one.payouts, one.payout_items, one.flows)
    whole = "".join(table.select_dtypes("integer").to_csv() for table in tables)
    other = [value for table in (*tables, one.managers) for value in table.select_dtypes("floating").to_numpy().ravel().tolist()]
    return {
        "customers": one.customers_digest,
        "run": one.digest,
        "whole": hashlib.sha256(whole.encode()).hexdigest(),
        "numbers": [value for value in [*one.summary.values(), *other] if np.isfinite(value)],
    }


def _studied(workers: int) -> dict[str, Any]:
    from cxsim.study.comparison import compare
    from cxsim.study.configuration import load

    settings = load("study=tiny", "customers.count=300", "horizon.years=1", "horizon.warmup_years=1", f"workers={workers}")
    return {"run": compare(settings).digest}


def elsewhere(machine: Mapping[str, str], quick: bool) -> dict[str, Any]:
    """The fingerprint of a fresh process with these environment variables. Raises RuntimeError when it fails."""
    plain = {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC", "PYTHONPATH": HOME}
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("NPY_", "NUMBA_CPU", "GLIBC_TUN", "OPENBLAS_", "LC_", "LANG"))}
    command = [sys.executable, "-m", "cxsim.trust.determinism", *(["--quick"] if quick else [])]
    done = subprocess.run(command, env={**kept, **plain, **machine}, capture_output=True, text=True, timeout=1800, check=False)  # noqa: S603  our own interpreter and module
    if done.returncode:
        raise RuntimeError(f"a process of the check failed: {done.stderr[-400:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """One fresh process for each machine, the slowest to compile first."""
    machines = {name: machine for group in MACHINES.values() for name, machine in group.items()}
    ordered = sorted(machines, key=lambda name: "NUMBA_CPU_NAME" not in machines[name])
    return {name: (elsewhere, (machines[name], ask.size.quick)) for name in ordered} | {"plain": (elsewhere, ({}, ask.size.quick))}


def read(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """Digests and whole numbers must be the same everywhere; other numbers to a part in 10^12."""
    lines = []
    for topic, machines in MACHINES.items():
        note = Notebook(NAME, topic)
        for name in machines:
            plain, other = outcomes["plain"], outcomes[name]
            told = f"of {len(plain)} scenarios, against a plain process"
            lines.append(_exact(note, f"{name}: digests", different(plain, other, "customers", "run"), f"results with another digest, {told}"))
            lines.append(_exact(note, f"{name}: counts and cents", different(plain, other, "whole"), f"results where any whole number differs, {told}"))
            lines.append(note.banded(f"{name}: other numbers", apart(plain, other), 0.0, RELATIVE, "relative", "largest relative difference of any number that is not whole", "assumption, set beforehand"))  # fmt: skip
    return lines


def _exact(note: Notebook, name: str, count: int, what: str) -> Line:
    return Line(note.section, note.topic, name, what, "results", NIL, float(count), identity=True)


def different(plain: Mapping[str, Any], other: Mapping[str, Any], *parts: str) -> int:
    """Number of scenarios in which any of the parts differs."""
    return sum(any(plain[key].get(part) != other[key].get(part) for part in parts) for key in plain)


def apart(plain: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Largest difference relative to the larger of the two numbers; infinite when there are more of one than the other."""
    largest = 0.0
    for key, found in plain.items():
        one, two = np.array(found.get("numbers", [])), np.array(other[key].get("numbers", []))
        if one.shape != two.shape:
            return float("inf")
        scale = np.maximum(np.maximum(np.abs(one), np.abs(two)), 1e-9)
        largest = max(largest, float((np.abs(one - two) / scale).max(initial=0.0)))
    return largest


DETERMINISM = Section(
    NAME,
    "The same result everywhere",
    "Does a result depend on the process, the language, the number of threads and workers, or the processor?",
    jobs,
    read,
    long=True,
)

if __name__ == "__main__":
    print(json.dumps(fingerprint("--quick" in sys.argv[1:])))
