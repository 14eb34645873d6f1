"""`cxsim run`: one simulation, a table of its summary, and a folder of results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.schema import Settings
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import tell
from cxsim.cli.results import close, prepare, save_whole

if TYPE_CHECKING:
    from cxsim.simulation.run import Run


def command(arguments: Arguments) -> int:
    """Run one simulation and return the exit code."""
    execute(arguments.settings(), arguments, alone=True)
    return 0


def execute(settings: Settings, arguments: Arguments, alone: bool = False) -> dict[str, Any]:
    """Simulate and save; a run `alone` is printed, one of a sweep becomes a row of its table. Raises InputError, BooksError."""
    root = prepare(settings.output.dir)
    from cxsim.report.headlines import run_head
    from cxsim.report.outcomes import lines, outcomes
    from cxsim.simulation.run import run

    tell(run_head(settings), settings.output.lang)
    result = run(settings)
    folder = save_whole(root, result.digest, lambda part: _save(result, part))
    payload = {"scheme": settings.scheme["name"], "company": settings.company.name, "seed": settings.seed, "summary": result.summary}
    payload["customers_digest"] = getattr(result, "customers_digest", None)
    if alone:
        lang = settings.output.lang
        print("\n".join(lines(outcomes(result.summary, lang, settings.company.currency), lang)))
        close(folder, result.digest, payload if arguments.on("json") else None, lang)
    return {**payload, "output": str(folder), "digest": result.digest}


def _save(result: Run, folder: Path) -> None:
    """Tables, a page with pictures (a run is an example, so it draws no verdict), and a seal over all of them."""
    from cxsim.report.html import write_run_report
    from cxsim.study.saving import MANIFEST, files_of, seal

    result.save(folder)
    write_run_report(result, folder / "report.html", result.settings.output.lang)
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).unlink()
    rows = {name: facts["rows"] for name, facts in manifest["files"].items()}
    seal(folder, {**manifest, "kind": "run", "files": files_of(folder, rows)})
