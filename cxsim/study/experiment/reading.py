"""Finds experiment files and reads them; every mistake is told with file, line and key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cxsim.base
from cxsim.base.building import build
from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.reading import line_of, read_yaml
from cxsim.study.experiment.form import Form, complete, problems

FOLDER = "experiments"


def builtin_folder() -> Path:
    """The experiments of the wheel, or of the checkout next to the package. Raises InputError when neither exists."""
    package = Path(cxsim.base.__file__).resolve().parent.parent
    for folder in (package / FOLDER, package.parent / FOLDER):
        if any(folder.glob("*.yaml")):
            return folder
    raise InputError(Problem("the built-in experiments are missing", str(package / FOLDER), fix="install cxsim again"))


def names(config_dir: str | Path | None = None) -> list[str]:
    """Names of all experiments, built in or the user's own, sorted."""
    return sorted(_files(config_dir))


def find(name: str, config_dir: str | Path | None = None) -> Path:
    """The file of an experiment. Raises InputError with the nearest name."""
    files = _files(config_dir)
    if name not in files:
        fix = nearest(name, files)
        fix = fix if fix.startswith("did you mean") else "cxsim experiment lists all of them"
        raise InputError(Problem("is not a known experiment", key="cxsim experiment", value=name, allowed=", ".join(sorted(files)), fix=fix))
    return files[name]


def read(name: str, config_dir: str | Path | None = None) -> Form:
    """An experiment by name, checked. Raises InputError with every mistake found in its file."""
    return read_file(find(name, config_dir))


def read_file(path: str | Path) -> Form:
    """An experiment from its file, checked; overrides and schemes are looked at when it is laid out."""
    path = Path(path)
    try:
        form = build(Form, complete(read_yaml(path)), str(path))
        if found := list(problems(form, str(path))):
            raise InputError(found)
    except InputError as error:
        raise InputError([placed(problem, path) for problem in error.problems]) from None
    form.name, form.path = path.stem, str(path)
    return form


def placed(problem: Problem, path: Path) -> Problem:
    """The problem with the line its key stands in."""
    if problem.where != str(path) or not problem.key:
        return problem
    line = line_of(path, problem.key.split("[")[0].split("."))
    return replace(problem, where=f"{path}, line {line}" if line else str(path))


def _files(config_dir: str | Path | None) -> dict[str, Path]:
    """Files by name; a user's file may not hide a built-in one."""
    found = {path.stem: path for path in builtin_folder().glob("*.yaml")}
    own = sorted((Path(config_dir) / FOLDER).glob("*.yaml")) if config_dir else []
    for path in own:
        if path.stem in found:
            raise InputError(Problem("the built-in experiment of this name would hide it", str(path), fix="rename the file"))
    return {**found, **{path.stem: path for path in own}}
