"""What commands share: a result folder that is whole or absent, and the closing lines."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Mapping, Sequence

from cxsim.base.errors import InputError, Problem

FAILURES_SHOWN = 3
CHANGES_SHOWN = 6
_NEUTRAL = re.compile(r"(output\.|workers=|threads=|engine[.=]|study\.on_error=|dry_run=)")  # words that change no result

if TYPE_CHECKING:
    from cxsim.cli.arguments import Arguments
    from cxsim.study.begun import Begun


def prepare(folder: str) -> Path:
    """Make sure results can be written to `folder` before an hour is spent. Raises InputError."""
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path, prefix=".write-test-") as probe:
            probe.write(b"\0" * 4096)
            probe.flush()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        fix = "choose another folder: output.dir=..."
        raise InputError(Problem(f"cannot be written to: {reason}", key="output.dir", value=folder, fix=fix)) from None
    return path


def save_whole(root: Path, digest: str, write: Callable[[Path], Any]) -> Path:
    """Let `write` fill a hidden folder, then give it its name `<utc stamp>_<digest>` in one step."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%d_%H%M%S")
    partial = Path(tempfile.mkdtemp(dir=root, prefix=".unfinished-"))
    try:
        write(partial)
        partial.chmod(0o755)
        return _named(partial, root, f"{stamp}_{digest[:7]}")
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _named(partial: Path, root: Path, name: str) -> Path:
    """Two runs may finish in the same second: the second gets a number."""
    for number in range(1, 10_000):
        folder = root / (name if number == 1 else f"{name}_{number}")
        if not folder.exists():
            os.rename(partial, folder)
            return folder
    raise InputError(Problem("holds too many results of this second", key="output.dir", value=str(root)))


def finished(root: Path, digest: str, lang: str) -> Path | None:
    """The folder that already holds this very result in this language, unchanged since it was written."""
    from cxsim.study.saving import damaged_files, read_manifest

    for folder in sorted(root.glob(f"*_{digest[:7]}*")):
        manifest = read_manifest(folder)
        if manifest.get("digest") == digest and manifest.get("lang") == lang and not damaged_files(folder):
            return folder
    return None


def warn_of_files(config_dir: str | None) -> None:
    """One line on stderr for each of the user's files that cannot be used; a command that uses one fails before."""
    from cxsim.study.folders import unusable

    for error in (unusable(config_dir) if config_dir else {}).values():
        head = error.problems[0]
        print(f"warning: not used: {' '.join(line.strip() for line in head.lines())}", file=sys.stderr)


def close(folder: Path | str, digest: str, payload: dict[str, Any] | None, lang: str = "en") -> None:
    """The last lines of a run or a study; JSON last of all, when asked for."""
    from cxsim.report.words import places

    said = places(lang)
    print(f"{said['output']}: {folder}")
    print(f"{said['digest']}: {digest}")
    if payload is not None:
        print_json({**payload, "output": str(folder), "digest": digest})


def begun(root: Path, arguments: Arguments) -> Begun:
    """The record of this command in `root`, so that a study that was stopped does not silently go on as another one."""
    from cxsim.study.begun import Begun

    words = [text for text in arguments.all_overrides if not _NEUTRAL.match(text)]
    return Begun(root, " ".join([arguments.verb, *arguments.words, *words, arguments.config_dir or ""]), arguments.on("new"))


def tell_changes(record: Begun) -> None:
    """On stderr: what differs from the last, finished study of the same command."""
    if record.notes:
        print(f"note: the same command gave another study before; since then: {'; '.join(record.notes[:CHANGES_SHOWN])}", file=sys.stderr)


def tell_failures(rows: Sequence[Mapping[str, Any]], root: Path, lang: str = "en") -> None:
    """On stderr: the first failed runs, each with the command that repeats it, and where all of them stand."""
    from cxsim.report.words import words
    from cxsim.study.ledger import NAME

    if not rows:
        return
    w = words(lang)
    print(w("failures.head", n=len(rows), ledger=root / NAME), file=sys.stderr)
    for row in rows[:FAILURES_SHOWN]:
        print(f"  {row['scheme']}, seed {row['seed']}: {row['message']}\n    {row['command']}", file=sys.stderr)
    print(w("failures.again"), file=sys.stderr)


def print_json(payload: dict[str, Any]) -> None:
    """One JSON object on one line; not-a-number becomes null, since JSON has no such word."""
    print(json.dumps(_clean(payload), ensure_ascii=False, allow_nan=False))


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _clean(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(entry) for entry in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and value - value != 0 else value
