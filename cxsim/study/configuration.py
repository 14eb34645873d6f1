"""From overrides to checked Settings; the only module below the command line that knows Hydra."""

from __future__ import annotations

import re
import threading
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, Sequence

from cxsim.base.building import build
from cxsim.base.checks import check
from cxsim.base.collector import paused
from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.reading import line_of, read_yaml
from cxsim.base.schema import Settings
from cxsim.study.along import with_along
from cxsim.study.composed import composed
from cxsim.study.folders import (
    GROUPS,
    SEVERAL,
    builtin_folder,
    choice_file,
    choices,
    composable,
    folders,
    refuse_unusable,
    require_choice,
    unusable,
)

__all__ = ["as_mapping", "check_overrides", "choices", "compose", "load", "load_scheme", "plain_path", "settings_from"]

WHERE = "settings"
_OVERRIDE = re.compile(r"(?P<sign>\+\+|\+|~)?(?P<key>[^=\s]+)(?:=(?P<value>.*))?", re.DOTALL)
_COMPOSING = threading.Lock()  # the composing library keeps its state in one place, and servers compose in threads


def load(*overrides: str, config_dir: str | Path | None = None) -> Settings:
    """Settings from overrides in Hydra's words, such as "company=bank" or "customers.count=2000".

    `config_dir` is a folder of the user's own choices, for example mine/scheme/my_scheme.yaml.
    Raises InputError with every mistake found; nothing a file or an override says is ever run.
    """
    return settings_from(compose(overrides, config_dir), overrides, config_dir)


def load_scheme(name: str, config_dir: str | Path | None = None) -> dict[str, Any]:
    """The plain, checked mapping of one reward scheme, built-in or the user's. Raises InputError with file and line."""
    content = read_yaml(choice_file("scheme", name, config_dir))
    if "defaults" in content:
        content = compose([f"scheme={name}"], config_dir)["scheme"]
    try:
        _check_scheme(content)
    except InputError as error:
        raise InputError([_placed(problem, [f"scheme={name}"], config_dir) for problem in error.problems]) from None
    return content


def as_mapping(settings: Settings) -> dict[str, Any]:
    """Settings as plain nested values, for the manifest."""
    return asdict(settings)


def compose(overrides: Sequence[str], config_dir: str | Path | None = None) -> dict[str, Any]:
    """The composed configuration as plain values, not yet checked against the schema."""
    check_overrides(overrides, config_dir)
    with composable(config_dir) as user, paused():
        anew = partial(_hydra_compose, list(overrides), user)
        plain, chosen = anew() if user else composed(overrides, builtin_folder(), anew)
    for group, names in chosen.items():  # a file that hides a built-in choice may be meant without being named
        refuse_unusable(group, names, config_dir)
    return _together(plain, overrides, config_dir)


def settings_from(plain: dict[str, Any], overrides: Sequence[str] = (), config_dir: str | Path | None = None) -> Settings:
    """Checked Settings from a composed mapping; the overrides only serve to say where a wrong value came from."""
    plain = _together({**{name: {} for name in SEVERAL}, **plain}, overrides, config_dir)  # a group with nothing chosen is absent from what was composed
    plain["rival"] = _with_plans(plain["rival"], config_dir)
    try:
        settings = _with_baseline(build(Settings, plain, WHERE), overrides)
        check(settings, WHERE, [*choices("scheme", config_dir), *_unusable_schemes(config_dir)])
        _check_scheme(settings.scheme)
    except InputError as error:
        raise InputError([_placed(problem, overrides, config_dir) for problem in error.problems]) from None
    return settings


def _together(plain: dict[str, Any], overrides: Sequence[str], config_dir: str | Path | None) -> dict[str, Any]:
    """What the company brings along, in its place. Raises InputError that names the company's file."""
    try:
        return with_along(plain, overrides, WHERE)
    except InputError as error:
        raise InputError([_placed(problem, overrides, config_dir) for problem in error.problems]) from None


def _with_plans(rivals: Any, config_dir: str | Path | None) -> Any:
    """Rivals with the scheme each names, whole; what is no mapping is left for the builder to refuse."""
    if not isinstance(rivals, dict):
        return rivals
    return {name: _with_plan(name, rival, config_dir) for name, rival in rivals.items()}


def _with_plan(name: str, rival: Any, config_dir: str | Path | None) -> Any:
    if not isinstance(rival, dict) or not isinstance(rival.get("scheme"), str):
        return rival
    scheme = rival["scheme"]
    if scheme not in choices("scheme", config_dir):
        refuse_unusable("scheme", [scheme], config_dir)
        known = choices("scheme", config_dir)
        raise InputError(Problem("names a scheme that does not exist", WHERE, f"rival.{name}.scheme", scheme, fix=nearest(scheme, known)))
    return {**rival, "plan": load_scheme(scheme, config_dir)}


def _with_baseline(settings: Settings, overrides: Sequence[str]) -> Settings:
    """A user who lists own schemes and names no baseline means the first of them."""
    study = settings.study
    named = any(_key(text) == "study.baseline" for text in overrides)
    if study.schemes and study.baseline not in study.schemes and not named:
        settings.study = replace(study, baseline=study.schemes[0])
    return settings


def _unusable_schemes(config_dir: str | Path | None) -> list[str]:
    """Names whose files tell what is wrong with them as soon as somebody uses them."""
    bad = unusable(config_dir) if config_dir else {}
    return [name.removeprefix("scheme/") for name in bad if name.startswith("scheme/")]


def _check_scheme(scheme: dict[str, Any]) -> None:
    from cxsim.pay import Scheme

    Scheme.from_mapping(scheme)


# ---------------------------------------------------------------- overrides


def check_overrides(overrides: Sequence[str], config_dir: str | Path | None = None) -> None:
    """Refuse what must never reach the composing library, and misspelt choices, all at once.

    Raises InputError.
    """
    problems: list[Problem] = []
    for text in overrides:
        try:
            _check_override(text, config_dir)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def _check_override(text: str, config_dir: str | Path | None) -> None:
    match = _OVERRIDE.fullmatch(text)
    if not match or (match["value"] is None and match["sign"] != "~"):
        raise InputError(Problem("is not an override", key=text, allowed="key=value, for example customers.count=2000"))
    key, value = match["key"], match["value"] or ""
    if "${" in text or "_target_" in text or "@" in key:
        raise InputError(Problem("'${', '@' and '_target_' are not allowed in an override", key=key, value=value, fix="write the value itself"))
    if key.split(".")[0].split("/")[0] == "hydra":
        raise InputError(Problem("'hydra' settings cannot be changed here", key=key, value=value))
    if value.strip() == "{}":
        raise InputError(Problem("is empty; it needs at least one entry", key=key, value=value))
    if key in GROUPS and match["sign"] != "~":
        refuse_unusable(key, _names(value), config_dir)
    if key in SEVERAL and match["sign"] != "~":
        for name in _names(value):
            require_choice(key, name, config_dir)
    elif key in GROUPS and match["sign"] != "~" and re.fullmatch(r"[\w\-]+", value) and not (key == "experiment" and value == "null"):
        require_choice(key, value, config_dir)


def _names(value: str) -> list[str]:
    """Names of a list written as [a,b], or of a single choice."""
    return [name.strip(" \"'") for name in value.strip().strip("[]").split(",") if name.strip()]


def _key(text: str) -> str:
    match = _OVERRIDE.fullmatch(text)
    return match["key"] if match else text


# ---------------------------------------------------------------- Hydra


def _hydra_compose(overrides: list[str], user: Path | None) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The composed values, and the names chosen in each group, also those nobody typed."""
    from hydra import compose as hydra_compose
    from hydra import initialize_config_dir
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    overrides = [plain_path(text) for text in overrides]
    path = [f"hydra.searchpath=[{_quoted(f'file://{user}')}]"] if user else []
    try:
        with _COMPOSING, initialize_config_dir(config_dir=str(builtin_folder()), version_base="1.3"):
            config = hydra_compose(config_name="config", overrides=path + overrides, return_hydra_config=True)
        chosen = {group: _as_names(names) for group, names in config.hydra.runtime.choices.items() if group in GROUPS}
        plain: dict[str, Any] = OmegaConf.to_container(config, resolve=False)  # type: ignore[assignment]
        plain.pop("hydra")
        return plain, chosen
    except (HydraException, OmegaConfBaseException) as error:
        raise _explained(error, overrides, user) from None
    except (RecursionError, ValueError, TypeError, KeyError, AttributeError) as error:
        # Odd overrides make the library fail in odd ways; a user still gets a sentence.
        raise InputError(Problem(f"the overrides cannot be combined: {_first_line(error)}", value=" ".join(overrides))) from None


def _as_names(chosen: Any) -> list[str]:
    return [str(chosen)] if isinstance(chosen, (str, type(None))) else [str(name) for name in chosen]


def plain_path(text: str) -> str:
    """Quote the value of output.dir, so that any folder name can be given as it is."""
    key, _, value = text.partition("=")
    return text if key != "output.dir" or value[:1] in ("'", '"') else f"{key}={_quoted(value)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _explained(error: Exception, overrides: list[str], user: Path | None) -> InputError:
    """Find the guilty overrides and say what they should have been."""
    problems = _syntax_problems(overrides) or _key_problems(overrides, user)
    if not problems:
        problems = [Problem(f"the overrides cannot be combined: {_first_line(error)}", value=" ".join(overrides))]
    return InputError(problems)


def _syntax_problems(overrides: list[str]) -> list[Problem]:
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    parser, problems = OverridesParser.create(), []
    for text in overrides:
        key, value = _key(text), text.partition("=")[2]
        try:
            if not parser.parse_override(text).is_sweep_override():
                continue
            fix = f"a list: {key}=[{value}]; several runs: cxsim run -m {text}"
            problems.append(Problem("several values where one belongs", key=key, value=value, fix=fix))
        except HydraException:
            fix = "put the value in quotes, for example 'output.dir=\"my folder\"'; lists as [a,b]"
            problems.append(Problem("cannot be read as an override", key=key, value=value, fix=fix))
    return problems


def _key_problems(overrides: list[str], user: Path | None) -> list[Problem]:
    grouped = [text for text in overrides if _key(text) in GROUPS]
    if grouped == overrides:
        return []
    known = _flat(_hydra_compose(grouped, user)[0])
    problems = []
    for text in overrides:
        key = _key(text)
        if key not in known and key not in GROUPS and not text.startswith("+"):
            problems.append(_absent(key) or Problem("is not a known setting", key=key, value=text.partition("=")[2], fix=nearest_key(key, known)))
    return problems


def _absent(key: str) -> Problem | None:
    """A setting of a practice or rival that exists but was not chosen."""
    group, _, rest = key.partition(".")
    name = rest.partition(".")[0]
    if group in SEVERAL and name in choices(group):
        return Problem(f"belongs to a {group} that is not switched on", key=key, fix=f"add {group}=[{name}]")
    return None


def nearest_key(key: str, known: Sequence[str]) -> str:
    """The nearest dotted key: first among whole keys and groups, else among keys that end alike."""
    tail = key.rsplit(".", 1)[-1]
    pool = list(known) + list(GROUPS)
    close = nearest(key, pool)
    if close.startswith("did you mean"):
        return close
    same = [name for name in known if name.rsplit(".", 1)[-1] == tail]
    return nearest(key, same) if same else "list the settings: cxsim --cfg job"


def _flat(plain: Any, prefix: str = "") -> list[str]:
    """Every dotted key, groups included."""
    keys = [prefix] if prefix else []
    if isinstance(plain, dict):
        for name, value in plain.items():
            keys += _flat(value, f"{prefix}.{name}" if prefix else str(name))
    return keys


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


# ---------------------------------------------------------------- where a wrong value came from


def _placed(problem: Problem, overrides: Sequence[str], config_dir: str | Path | None) -> Problem:
    """Replace the general place by the override, or the file and line, that set the key."""
    if problem.where.split(".")[0] == "scheme":  # the pay layer writes the place in the plan here
        problem = replace(problem, where=WHERE, key=".".join(part for part in (problem.where, problem.key) if part))
    if problem.where not in (WHERE, ""):
        return problem
    for text in overrides:
        if (key := _key(text)) not in GROUPS and problem.key.split("[")[0] == key:
            return replace(problem, where="override")
    group = problem.key.split(".")[0]
    if group not in GROUPS:
        return replace(problem, where="")
    chosen = next((text.partition("=")[2] for text in overrides if _key(text) == group), "")
    inside = problem.key.split(".")[1:]
    if group in SEVERAL:  # the file's only key is its own name
        chosen = inside[0] if inside else ""
    path = next((path for folder in folders(config_dir) if (path := folder / group / f"{chosen}.yaml").is_file()), None)
    if path is None:
        return replace(problem, where=f"conf/{group}")
    line = line_of(path, inside)
    return replace(problem, where=f"{path}, line {line}" if line else str(path))
