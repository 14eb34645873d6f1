"""The commands Hydra users know, done by Hydra itself: --cfg, --info, tab completion and -m sweeps."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Iterator
from uuid import uuid4

from cxsim.base.errors import EXIT_BAD_INPUT, CxsimError, InputError, Problem
from cxsim.cli.arguments import VERBS, Arguments
from cxsim.cli.results import warn_of_files
from cxsim.cli.sweeps import Row, swept, table, write_csv
from cxsim.report.words import places
from cxsim.study.configuration import check_overrides, compose, load, plain_path, settings_from
from cxsim.study.folders import builtin_folder, composable

if TYPE_CHECKING:
    from cxsim.base.schema import Settings

MAX_JOBS = 1000
# Of Hydra's own settings, those that say where and how fast, never what is run.
_ALLOWED = ("hydra.sweep.dir", "hydra.sweep.subdir", "hydra.run.dir", "hydra.verbose", "hydra/launcher", "hydra.launcher.n_jobs")
# Neither the composing library nor Mesa logs between the lines of a sweep; hydra.verbose=true brings both back.
_QUIET = ["hydra/job_logging=none", "hydra/hydra_logging=none"]


def ask_hydra(arguments: Arguments) -> int:
    """Answer --cfg, --info, --hydra-help and -sc."""
    if arguments.on("completion"):
        return _complete(arguments)
    own, settings = _split(arguments.all_overrides)
    compose(settings, arguments.config_dir)
    warn_of_files(arguments.config_dir)
    flags = []
    for flag in ("cfg", "package"):
        flags += [f"--{flag}", arguments.values[flag]] if flag in arguments.values else []
    flags += [f"--{name.replace('_', '-')}" for name in ("resolve", "info", "hydra_help") if arguments.on(name)]
    return _hydra([*flags, *map(plain_path, settings), *own], arguments.config_dir, _nothing)


def multirun(arguments: Arguments) -> int:
    """Run every combination of `key=a,b,c`; all of them are checked before the first starts. Returns the worst code."""
    if arguments.verb_given and arguments.verb != "run":
        raise InputError(Problem("works with run only", key="-m", value=arguments.verb, fix="several schemes: study.schemes=[a,b]"))
    own, overrides = _split([plain_path(text) for text in arguments.all_overrides])
    jobs = _jobs(overrides, arguments.config_dir)
    first = load(*jobs[0], config_dir=arguments.config_dir)
    for job in jobs[1:]:
        load(*job, config_dir=arguments.config_dir)
    warn_of_files(arguments.config_dir)
    if not any(text.startswith("hydra.sweep.dir=") for text in own):
        stamp = datetime.now(UTC).strftime("%Y-%m-%d_%H%M%S")
        folder = f"{first.output.dir}/sweeps/{stamp}_{uuid4().hex[:6]}".replace("\\", "\\\\").replace("'", "\\'")
        own.append(f"hydra.sweep.dir='{folder}'")
    if not any(text.startswith("hydra.sweep.subdir=") for text in own):
        own.append("hydra.sweep.subdir=.")  # each run has its own folder elsewhere; no empty ones beside the table
    if not any(text.startswith("hydra.verbose=") for text in own):
        own += _QUIET
    return _sweep(arguments, [*overrides, *own], swept(jobs), first)


def _sweep(arguments: Arguments, overrides: list[str], named: list[dict[str, str]], first: Settings) -> int:
    """Run the sweep and tell of it in one table; `named` says what sets each run apart."""
    from cxsim.cli.results import print_json
    from cxsim.cli.run import execute

    rows = [Row(one) for one in named]
    codes: list[int] = []
    folder: list[str] = []

    def job(config: Any) -> None:
        from hydra.core.hydra_config import HydraConfig
        from omegaconf import OmegaConf

        own = HydraConfig.get()
        folder[:] = [str(own.sweep.dir)]
        try:
            settings = settings_from(OmegaConf.to_container(config, resolve=False), list(own.overrides.task), arguments.config_dir)  # type: ignore[arg-type]
            rows[own.job.num].result = execute(settings, arguments)
        except CxsimError as error:
            # The other runs go on; the worst exit code is the sweep's.
            print(f"error: {error}", file=sys.stderr)
            codes.append(error.exit_code)

    codes.append(_hydra(["-m", *overrides], arguments.config_dir, job))
    if folder:
        lang = first.output.lang
        print("\n".join(table(rows, lang, first.company.currency)))
        told = {"jobs": [row.result for row in rows if row.result], "table": str(write_csv(rows, Path(folder[0])))}
        print(f"{places(lang)['table']}: {told['table']}")
        if arguments.on("json"):
            print_json(told)
    return max(codes)


def _split(overrides: list[str]) -> tuple[list[str], list[str]]:
    """Hydra's own overrides that are allowed, and the settings."""
    own = [text for text in overrides if text.partition("=")[0].lstrip("+") in _ALLOWED]
    if bad := [text for text in own if "${" in text or "_target_" in text]:
        raise InputError(Problem("'${' and '_target_' are not allowed in an override", key=bad[0]))
    return own, [text for text in overrides if text not in own]


def _jobs(overrides: list[str], config_dir: str | None) -> list[list[str]]:
    """Every combination a sweep asks for, without starting one. Raises InputError when there are too many."""
    from hydra import initialize_config_dir
    from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    check_overrides([text for text in overrides if not _is_sweep(text)], config_dir)
    check_overrides([re.sub(r"=.*", "=x", text) for text in overrides if _is_sweep(text) and "${" not in text and "." in text.partition("=")[0]], config_dir)
    try:
        with composable(config_dir) as user, initialize_config_dir(config_dir=str(builtin_folder()), version_base="1.3"):
            loader = GlobalHydra.instance().config_loader()
            if user:
                loader.get_search_path().append("user", f"file://{user}")
            parsed = OverridesParser.create(config_loader=loader).parse_overrides(overrides)
            size = 1
            for item in parsed:
                if item.is_sweep_override():
                    size *= max(1, sum(1 for _, _ in zip(item.sweep_string_iterator(), range(MAX_JOBS + 1))))
            if size > MAX_JOBS:
                raise InputError(Problem("asks for too many runs", key="-m", value=f"{size:,} or more", allowed=f"up to {MAX_JOBS}"))
            batches = BasicSweeper.split_arguments(parsed, max_batch_size=None)
    except HydraException as error:
        raise InputError(Problem(str(error).splitlines()[0], key="-m", value=" ".join(overrides))) from None
    return [list(job) for batch in batches for job in batch]


def _is_sweep(text: str) -> bool:
    value = text.partition("=")[2]
    return "," in value or "(" in value


def _hydra(argv: list[str], config_dir: str | None, job: Callable[[Any], None]) -> int:
    """Give a command line to Hydra; its own failures come back as bad input."""
    import hydra

    with composable(config_dir) as user, _command_line(["cxsim", *argv, *(["--config-dir", str(user)] if user else [])]):
        try:
            hydra.main(version_base="1.3", config_path=str(builtin_folder()), config_name="config")(job)()
        except SystemExit as stop:
            return EXIT_BAD_INPUT if stop.code else 0
    return 0


@contextmanager
def _command_line(argv: list[str]) -> Iterator[None]:
    before, sys.argv = sys.argv, argv
    try:
        yield
    finally:
        sys.argv = before


def _nothing(config: Any) -> None:
    """A job that does nothing: --cfg and --info stop before it."""


def _complete(arguments: Arguments) -> int:
    """Tab completion by Hydra, which knows neither our commands nor a user's folder: both are helped along here."""
    line = os.environ.get("COMP_LINE", "")
    words = line.split()
    typed = words[1:] if line.endswith(" ") else words[1:-1]
    query = any(text.startswith("query=") for text in arguments.overrides)
    if query and not typed and (line.endswith(" ") or "=" not in words[-1]):
        start = "" if line.endswith(" ") else words[-1]
        print(" ".join(verb for verb in VERBS if verb.startswith(start)) or "", end=" ")
    folder = next((words[place + 1] for place, word in enumerate(words[:-1]) if word in ("--config-dir", "-cd")), None)
    skipped = {*VERBS, "--config-dir", "-cd", folder, "-m", "--multirun", "--json"}
    kept = [word for word in words[1:] if word not in skipped]
    if query:
        os.environ["COMP_LINE"] = " ".join([*words[:1], *kept]) + (" " if line.endswith(" ") or not kept else "")
    return _hydra(["-sc", *arguments.overrides], folder, _nothing)
