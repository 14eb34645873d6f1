"""Lines and branches of the core that tests go through, compiled kernels included.

    python tests/strength/coverage_of_core.py

Compiled code leaves no trace for a coverage tool. So the tests of the core run as they are, and then the oracle's scenarios
and the managers' tests run once more uncompiled; what either goes through counts. Whether results are right is judged by
the compiled runs. The last line is one JSON object: per cent of lines and branches by layer, and the worst modules.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LAYERS = ("base", "pay", "customers", "organisation", "simulation")
TESTS = ("tests/pay", "tests/organisation", "tests/rules", "tests/oracle", "tests/config", "tests/study")
MANAGERS = ("tests/organisation",)
COVERAGE = [sys.executable, "-m", "coverage"]


def run(data: Path, command: list[str], **env: str) -> None:
    """Run a command under coverage; failing assertions of an uncompiled run do not matter, a run that cannot start does."""
    settings = {"COVERAGE_FILE": str(data), "PYTHONPATH": str(ROOT), **env}
    sources = ",".join(f"cxsim.{layer}" for layer in LAYERS)
    subprocess.run([*COVERAGE, "run", "--branch", "--parallel-mode", f"--source={sources}", *command],
                   cwd=ROOT, env={**os.environ, **settings}, stdout=sys.stderr, check=False)  # fmt: skip


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="cxsim-coverage-") as folder:
        data = Path(folder) / "data"
        quiet = ["-q", "-p", "no:cacheprovider", "-n", "0"]
        run(data, ["-m", "pytest", *quiet, *TESTS])
        run(data, ["tests/strength/lives.py", "--keep", str(Path(folder) / "kept.txt")], NUMBA_DISABLE_JIT="1")
        run(data, ["-m", "pytest", *quiet, "-W", "ignore::RuntimeWarning", *MANAGERS], NUMBA_DISABLE_JIT="1")
        env = {**os.environ, "COVERAGE_FILE": str(data)}
        subprocess.run([*COVERAGE, "combine", "-q", folder], cwd=ROOT, env=env, check=True)
        report = Path(folder) / "report.json"
        subprocess.run([*COVERAGE, "json", "-q", "-o", str(report)], cwd=ROOT, env=env, check=True)
        files = json.loads(report.read_text("utf-8"))["files"]
    print(json.dumps({"layers": by_layer(files), "worst": worst(files)}))
    return 0


def by_layer(files: dict[str, dict]) -> dict[str, dict[str, float]]:
    """Per cent of lines and of branches by layer."""
    shares = {}
    for layer in LAYERS:
        own = [entry["summary"] for path, entry in files.items() if path.startswith(f"cxsim/{layer}/")]
        shares[layer] = {
            "lines": share(own, "covered_lines", "num_statements"),
            "branches": share(own, "covered_branches", "num_branches"),
        }
    return shares


def share(own: list[dict], gone: str, whole: str) -> float:
    """Per cent of a sum."""
    return round(100.0 * sum(one[gone] for one in own) / max(sum(one[whole] for one in own), 1), 2)


def worst(files: dict[str, dict], count: int = 12) -> list[str]:
    """The modules with the most lines nobody went through."""
    ordered = sorted(files.items(), key=lambda item: -len(item[1]["missing_lines"]))[:count]
    return [f"{path}: lines {', '.join(map(str, entry['missing_lines'][:20]))}" for path, entry in ordered if entry["missing_lines"]]


if __name__ == "__main__":
    sys.exit(main())
