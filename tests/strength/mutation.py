"""Mutation score: plant small faults one at a time and count how many the tests notice.

    python tests/strength/mutation.py pay        # exact pay rules, judged by tests/pay
    python tests/strength/mutation.py journeys   # rules of journeys, judged by the oracle's scenarios (see lives.py)

Needs the extra `mutation` (pip install -e .[dev,mutation]). Faults are drawn from all that the operators below can plant,
by a fixed key; the last line is one JSON object with counts and the faults nobody noticed. Faults that change nothing
anybody could see count as missed, so the score is a lower bound.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import numpy as np
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = 20260101
LIMIT_SECONDS = 150
# lines whose numbers and truth values only guard or speed: nothing anybody pays or lives depends on them
GUARDS = ("strict=", "@dataclass", "@lru_cache")

OPERATORS = [
    *(f"core/ReplaceBinaryOperator_{pair}" for pair in ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Add", "Pow_Mul")),
    *(f"core/ReplaceComparisonOperator_{pair}" for pair in ("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Lt_Gt", "Gt_Lt", "LtE_GtE", "GtE_LtE", "Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is")),
    "core/ReplaceUnaryOperator_USub_UAdd", "core/ReplaceUnaryOperator_Delete_Not", "core/AddNot",
    "core/ReplaceTrueWithFalse", "core/ReplaceFalseWithTrue", "core/ReplaceAndWithOr", "core/ReplaceOrWithAnd",
    "core/NumberReplacer", "core/ZeroIterationForLoop",
]  # fmt: skip

PYTEST = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:randomly"]
LIVES = [sys.executable, "tests/strength/lives.py"]


@dataclass(frozen=True)
class Target:
    """What is mutated and who should notice."""

    modules: tuple[str, ...]
    faults: int  # how many are drawn
    judge: tuple[str, ...]


TARGETS = {
    "pay": Target(
        tuple(f"cxsim/pay/{name}.py" for name in ("curve", "deferral", "numbers", "payout", "pools", "score", "staff", "year")),
        120,
        (*PYTEST, *(f"tests/pay/test_{name}.py" for name in ("rules", "edges", "examples", "diagnostics", "schemes", "properties"))),
    ),
    "journeys": Target(
        tuple(f"cxsim/customers/{name}.py" for name in ("journeys", "contacts", "choosing", "routines", "memory", "relationship", "selling", "talk")),
        120,
        (*LIVES, "--hold", "kept.txt"),
    ),
}


@dataclass(frozen=True)
class Fault:
    """One planted fault."""

    module: str
    operator: str
    occurrence: int
    code: str

    def said(self, original: str) -> str:
        """`module:line: was -> is`."""
        for number, (was, now) in enumerate(zip(original.splitlines(), self.code.splitlines(), strict=False), start=1):
            if was != now:
                return f"{self.module}:{number}: {was.strip()} -> {now.strip()}"
        return f"{self.module}: {self.operator}"


def faults(module: str) -> list[Fault]:
    """Every fault the operators can plant in a module, each text once."""
    original = (ROOT / module).read_text("utf-8")
    found: dict[str, Fault] = {}
    for name in OPERATORS:
        operator, occurrence = get_operator(name)(), 0
        while (code := mutate_code(original, operator, occurrence)) is not None:
            if code != original and not _guards_only(original, code):
                found.setdefault(code, Fault(module, name, occurrence, code))
            occurrence += 1
    return list(found.values())


def _guards_only(original: str, code: str) -> bool:
    """Whether a fault touches nothing but a line that guards or speeds."""
    changed = [was for was, now in zip(original.splitlines(), code.splitlines(), strict=False) if was != now]
    return len(changed) == 1 and any(word in changed[0] for word in GUARDS)


def drawn(target: Target, count: int) -> list[Fault]:
    """A fixed sample of all faults, in random order."""
    everything = [fault for module in target.modules for fault in faults(module)]
    order = np.random.Generator(np.random.Philox(key=KEY)).permutation(len(everything))
    return [everything[k] for k in order[:count]]


class Bench:
    """Copies of the tree to plant faults in, one per worker."""

    def __init__(self, target: Target, copies: int, folder: Path):
        self.target, self.free = target, Queue()
        for number in range(copies):
            tree = folder / f"tree{number}"
            for part in ("cxsim", "conf", "tests"):
                shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(ROOT / "pyproject.toml", tree)
            if "--hold" in target.judge:
                self._judge(tree, (*LIVES, "--keep", "kept.txt"), None)
            self.free.put(tree)

    def sound(self) -> bool:
        """Whether the judge is content with the code as it is."""
        tree = self.free.get()
        try:
            return self._judge(tree, self.target.judge, LIMIT_SECONDS) == 0
        finally:
            self.free.put(tree)

    def noticed(self, fault: Fault) -> bool:
        """Whether the judge objects to the fault; a run without end is noticed too."""
        tree = self.free.get()
        path = tree / fault.module
        original = path.read_text("utf-8")
        try:
            path.write_text(fault.code, "utf-8")
            return self._judge(tree, self.target.judge, LIMIT_SECONDS) != 0
        finally:
            path.write_text(original, "utf-8")
            self.free.put(tree)

    @staticmethod
    def _judge(tree: Path, command: tuple[str, ...], limit: float | None) -> int:
        env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(command, cwd=tree, env=env, capture_output=True, timeout=limit, check=False)
        except subprocess.TimeoutExpired:
            return 1
        return done.returncode


def score(name: str, count: int | None = None, workers: int = 2) -> dict[str, object]:
    """Counts and the faults nobody noticed."""
    target = TARGETS[name]
    chosen = drawn(target, count or target.faults)
    with tempfile.TemporaryDirectory(prefix="cxsim-mutation-") as folder:
        bench = Bench(target, workers, Path(folder))
        if not bench.sound():
            raise SystemExit("the tests do not pass on the code as it is; no score can be told")
        with ThreadPoolExecutor(workers) as pool:
            seen = []
            for number, hit in enumerate(pool.map(bench.noticed, chosen), start=1):
                seen.append(hit)
                print(f"\r{number}/{len(chosen)} faults, {sum(seen)} noticed", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    missed = [fault.said((ROOT / fault.module).read_text("utf-8")) for fault, hit in zip(chosen, seen, strict=True) if not hit]
    return {"target": name, "faults": len(chosen), "noticed": sum(seen), "missed": missed}


if __name__ == "__main__":
    count = int(sys.argv[2]) if len(sys.argv) > 2 else None
    print(json.dumps(score(sys.argv[1], count)))
