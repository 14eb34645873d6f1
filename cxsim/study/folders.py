"""Where configuration lies: the built-in folder, a user's own folder, and the choices both offer."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterable, Iterator

import cxsim.base
from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.reading import read_yaml

GROUPS = {
    "company": "units, people, prices and costs",
    "channels": "web, phone and others: pull and cost",
    "customers": "how people behave",
    "business": "how customers pay and leave",
    "journeys": "how often a journey needs a second unit",
    "survey": "from true experience to measured score",
    "scheme": "who is paid for what",
    "behaviour": "how managers turn pay into attention",
    "market": "outside offer, new and returning customers",
    "horizon": "simulated years and warm-up",
    "study": "schemes compared, replications, basis",
    "output": "where results go",
    "engine": "where studies are computed",
    "practice": "ways of working switched on, several at once: practice=[closed_loop,shared_customer_data]",
    "rival": "firms in the same market, any number: rival=[neighbour]",
    "experiment": "ready-made questions",
}
SEVERAL = ("practice", "rival")  # groups of which any number may be chosen
MAX_FILES = 1000
_CHOICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,63}")
_OVERRIDE_LINE = re.compile(r"override /([a-z_]+)@_global_\.\1")


def builtin_folder() -> Path:
    """The conf folder of the wheel, or of the checkout next to the package. Raises InputError when neither exists."""
    package = Path(cxsim.base.__file__).resolve().parent.parent
    for folder in (package / "conf", package.parent / "conf"):
        if (folder / "config.yaml").is_file():
            return folder
    raise InputError(Problem("the built-in configuration is missing", str(package / "conf"), fix="install cxsim again"))


def folders(config_dir: str | Path | None = None) -> list[Path]:
    """Built-in folder first, then the user's, some of whose files may be unusable."""
    return [builtin_folder()] + ([user_folder(config_dir)] if config_dir else [])


def choices(group: str, config_dir: str | Path | None = None) -> list[str]:
    """Names that `group=` accepts, sorted; unusable files are left out. Raises InputError for an unknown group."""
    if group not in GROUPS:
        raise InputError(Problem("is not a part of the configuration", key=group, fix=nearest(group, GROUPS)))
    names = {path.stem for path in (builtin_folder() / group).glob("*.yaml")}
    if config_dir:
        bad = unusable(config_dir)
        own = {path.stem for path in (user_folder(config_dir) / group).glob("*.yaml")}
        names |= {name for name in own if f"{group}/{name}" not in bad}
    return sorted(names)


def choice_file(group: str, name: str, config_dir: str | Path | None = None) -> Path:
    """The file behind `group=name`. Raises InputError with the nearest choice."""
    require_choice(group, name, config_dir)
    return next(path for folder in folders(config_dir) if (path := folder / group / f"{name}.yaml").is_file())


def require_choice(group: str, name: str, config_dir: str | Path | None = None) -> None:
    """Raises InputError when `name` is not a choice of `group`, or names a file of the user's that cannot be used."""
    refuse_unusable(group, [name], config_dir)
    known = choices(group, config_dir)
    if name in known:
        return
    fix = nearest(name, known)
    fix = fix if fix.startswith("did you mean") else ""
    if config_dir and (Path(config_dir) / f"{name}.yaml").is_file():
        fix = f"move {name}.yaml into {Path(config_dir) / group}"
    message = f"is not a known {group}" if group in ("company", "scheme", "experiment") else "is not one of the choices"
    raise InputError(Problem(message, key=group, value=name, allowed=_listed(known), fix=fix))


def user_folder(config_dir: str | Path) -> Path:
    """The user's own folder, as it is. Raises InputError when it is no folder."""
    folder = Path(config_dir)
    if "${" in str(folder) or "\n" in str(folder):
        raise InputError(Problem("is not a usable folder name", key="--config-dir", value=str(folder)))
    if not folder.is_dir():
        raise InputError(Problem("is not a folder", key="--config-dir", value=str(folder), fix=_near_folder(folder)))
    return folder.resolve()


@contextmanager
def composable(config_dir: str | Path | None) -> Iterator[Path | None]:
    """A copy of the user's folder without its unusable files, for as long as it is needed; None without a folder.

    The composing library runs code that a file names. It therefore sees only files that were checked to be data: what
    is not in the copy cannot be composed, however it is asked for.
    """
    if not config_dir:
        yield None
        return
    folder, bad = user_folder(config_dir), unusable(config_dir)
    with tempfile.TemporaryDirectory(prefix="cxsim-settings-") as copy:
        for path in _yaml_files(folder):
            if path.parent != folder and _choice(path, folder) not in bad:
                goal = Path(copy) / path.relative_to(folder)
                goal.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, goal)
        yield Path(copy)


def refuse_unusable(group: str, names: Iterable[str], config_dir: str | Path | None) -> None:
    """Raises InputError with what is wrong with the user's file behind the first unusable choice."""
    bad = unusable(config_dir) if config_dir else {}
    for name in names:
        if error := bad.get(f"{group}/{name}"):
            raise error


def unusable(config_dir: str | Path) -> dict[str, InputError]:
    """What is wrong with each file that is more than data, hides a built-in choice, or needs such a file.

    Keys are group/name, such as "scheme/my_scheme". Raises InputError for a folder that cannot be used at all.
    """
    given, folder = Path(config_dir), user_folder(config_dir)
    paths = _yaml_files(folder)
    if len(paths) > MAX_FILES:
        raise InputError(Problem("holds too many YAML files", str(given), allowed=f"up to {MAX_FILES}"))
    bad: dict[str, InputError] = {}
    needs: dict[str, list[str]] = {}
    for path in paths:
        name, shown = _choice(path, folder), given / path.relative_to(folder)
        try:
            needs[name] = _check_file(shown, given)
        except InputError as error:
            bad[name] = error
    _spread(bad, needs, given)
    return bad


def _spread(bad: dict[str, InputError], needs: dict[str, list[str]], folder: Path) -> None:
    """A file that builds on an unusable one is unusable itself."""
    found = True
    while found:
        found = False
        for name, used in needs.items():
            first = next((other for other in used if other in bad), None)
            if first and name not in bad:
                found = True
                head = Problem("builds on a file that cannot be used", f"{folder / name}.yaml", "defaults", first.split("/")[-1])
                bad[name] = InputError([head, *bad[first].problems])


def _choice(path: Path, folder: Path) -> str:
    """scheme/my_scheme for mine/scheme/my_scheme.yaml; .yml files, never composed, keep their ending."""
    name = path.relative_to(folder)
    return (name.with_suffix("") if name.suffix == ".yaml" else name).as_posix()


def _yaml_files(folder: Path) -> list[Path]:
    """YAML files at the top and inside group folders, sorted; links to folders are followed, as composing would."""
    found = [path for path in folder.iterdir() if path.suffix in (".yaml", ".yml")]
    for group in sorted(path for path in folder.iterdir() if path.is_dir()):
        if group.name == "hydra":
            raise InputError(Problem("a folder named 'hydra' is not allowed in a settings folder", str(group)))
        if group.name in GROUPS:
            found += [Path(top) / name for top, _, names in os.walk(group, followlinks=True) for name in names if name.endswith((".yaml", ".yml"))]
            if len(found) > MAX_FILES:
                break
    return sorted(found)


def _check_file(path: Path, folder: Path) -> list[str]:
    """The choices a file builds on. Raises InputError when it is more than data."""
    content = read_yaml(path)
    group = path.parent.name if path.parent.parent == folder else ""
    if group in GROUPS:
        _check_name(path, group)
    needs = [_check_default(entry, group, path, folder) for entry in _as_list(content.get("defaults", []))]
    return [name for name in needs if name]


def _check_name(path: Path, group: str) -> None:
    if path.suffix == ".yml":
        raise InputError(Problem("must end in .yaml", str(path), fix=f"rename it to {path.stem}.yaml"))
    if not _CHOICE.fullmatch(path.stem):
        raise InputError(Problem("is not a usable file name", str(path), allowed="letters, digits, _ and -"))
    if (builtin_folder() / group / path.name).is_file():
        raise InputError(Problem(f"the built-in {group} of this name would hide it", str(path), fix="rename the file"))


def _check_default(entry: Any, group: str, path: Path, folder: Path) -> str:
    """A defaults list may name choices of known groups and nothing else. Returns group/name, empty for _self_."""
    if entry == "_self_":
        return ""
    if isinstance(entry, dict) and len(entry) == 1:
        (key, name), = entry.items()
        match = _OVERRIDE_LINE.fullmatch(str(key))
        target = match.group(1) if match else ""
    else:
        target, name = group, entry
    offered = [item.stem for place in (builtin_folder(), folder) for item in (place / target).glob("*.yaml")] if target in GROUPS else []
    if name not in offered:
        allowed = "'- name' of the same folder, or for example '- override /business@_global_.business: mixed'"
        raise InputError(Problem("cannot be used in a defaults list", str(path), "defaults", entry, allowed, nearest(str(name), offered) if offered else ""))
    return f"{target}/{name}"


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _listed(names: list[str]) -> str:
    return ", ".join(names[:14]) + (", ..." if len(names) > 14 else "")


def _near_folder(folder: Path) -> str:
    parent = folder.parent
    return nearest(folder.name, [item.name for item in parent.iterdir() if item.is_dir()]) if parent.is_dir() else ""
