"""Where configuration lies: the built-in folder, a user's own folder, and the choices both offer."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

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
    "practice": "ways of working switched on, several at once: practice=[closed_loop,shared_customer_data]",
    "experiment": "ready-made questions",
}
SEVERAL = ("practice",)  # groups of which any number may be chosen
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
    """Built-in folder first, then the user's, checked to hold nothing but data."""
    return [builtin_folder()] + ([user_folder(config_dir)] if config_dir else [])


def choices(group: str, config_dir: str | Path | None = None) -> list[str]:
    """Names that `group=` accepts, sorted. Raises InputError for an unknown group."""
    if group not in GROUPS:
        raise InputError(Problem("is not a part of the configuration", key=group, fix=nearest(group, GROUPS)))
    return sorted(path.stem for folder in folders(config_dir) for path in (folder / group).glob("*.yaml"))


def choice_file(group: str, name: str, config_dir: str | Path | None = None) -> Path:
    """The file behind `group=name`. Raises InputError with the nearest choice."""
    require_choice(group, name, config_dir)
    return next(path for folder in folders(config_dir) if (path := folder / group / f"{name}.yaml").is_file())


def require_choice(group: str, name: str, config_dir: str | Path | None = None) -> None:
    """Raises InputError when `name` is not a choice of `group`."""
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
    """Check a user's folder before anything composes it; the composing library would run code named in a file.

    Raises InputError naming the first file that is more than data or hides a built-in choice.
    """
    folder = Path(config_dir)
    if "${" in str(folder) or "\n" in str(folder):
        raise InputError(Problem("is not a usable folder name", key="--config-dir", value=str(folder)))
    if not folder.is_dir():
        raise InputError(Problem("is not a folder", key="--config-dir", value=str(folder), fix=_near_folder(folder)))
    for number, path in enumerate(_yaml_files(folder)):
        if number >= MAX_FILES:
            raise InputError(Problem("holds too many YAML files", str(folder), allowed=f"up to {MAX_FILES}"))
        _check_file(path, folder)
    return folder.resolve()


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


def _check_file(path: Path, folder: Path) -> None:
    content = read_yaml(path)
    group = path.parent.name if path.parent.parent == folder else ""
    if group in GROUPS:
        _check_name(path, group)
    for entry in _as_list(content.get("defaults", [])):
        _check_default(entry, group, path, folder)


def _check_name(path: Path, group: str) -> None:
    if path.suffix == ".yml":
        raise InputError(Problem("must end in .yaml", str(path), fix=f"rename it to {path.stem}.yaml"))
    if not _CHOICE.fullmatch(path.stem):
        raise InputError(Problem("is not a usable file name", str(path), allowed="letters, digits, _ and -"))
    if (builtin_folder() / group / path.name).is_file():
        raise InputError(Problem(f"the built-in {group} of this name would hide it", str(path), fix="rename the file"))


def _check_default(entry: Any, group: str, path: Path, folder: Path) -> None:
    """A defaults list may name choices of known groups and nothing else."""
    if entry == "_self_":
        return
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


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _listed(names: list[str]) -> str:
    return ", ".join(names[:14]) + (", ..." if len(names) > 14 else "")


def _near_folder(folder: Path) -> str:
    parent = folder.parent
    return nearest(folder.name, [item.name for item in parent.iterdir() if item.is_dir()]) if parent.is_dir() else ""
