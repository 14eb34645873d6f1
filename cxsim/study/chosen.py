"""Which schemes a study compares: names, files, mappings or Scheme objects turned into mappings and parsed plans."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping, Sequence

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.schema import Settings


def resolve_schemes(
    settings: Settings,
    schemes: Sequence[Any] | Mapping[str, Mapping[str, Any]] | None,
    config_dir: str | Path | None = None,
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Mappings and parsed schemes by name, in study order, with the baseline among them.

    Raises
    ------
    InputError
        a scheme named twice, an unknown name, a scheme that breaks a pay rule.
    """
    from cxsim.pay import Scheme

    wanted = settings.study.schemes if schemes is None else schemes
    mappings: dict[str, dict[str, Any]] = {}
    items = list(wanted.items()) if isinstance(wanted, Mapping) else [(None, item) for item in wanted]
    for name, item in items:
        name, mapping = _mapping_of(name, item, config_dir)
        if name in mappings:
            raise InputError(Problem("scheme named twice", key="study.schemes", value=name))
        mappings[name] = {**mapping, "name": name}
    _add_baseline(settings.study.baseline, mappings, config_dir)
    plans = {name: Scheme.from_mapping(mapping) for name, mapping in mappings.items()}
    return mappings, plans


def _mapping_of(name: str | None, item: Any, config_dir: str | Path | None) -> tuple[str, dict[str, Any]]:
    from cxsim.study.configuration import load_scheme

    if isinstance(item, str):
        return item, load_scheme(item, config_dir)
    if isinstance(item, Mapping):
        return str(name or item.get("name", "")), dict(item)
    mapping = getattr(item, "mapping", None)
    if mapping is None:
        raise InputError(Problem("a study needs the scheme's name or its plain mapping", key="schemes", value=item))
    return item.name, dict(mapping)


def _add_baseline(baseline: str, mappings: dict[str, dict[str, Any]], config_dir: str | Path | None) -> None:
    if baseline in mappings:
        return
    try:
        mappings[baseline] = {**_mapping_of(None, baseline, config_dir)[1], "name": baseline}
    except InputError:
        hint = nearest(baseline, mappings)
        raise InputError(
            Problem("the baseline is not a known scheme", key="study.baseline", value=baseline, fix=hint)
        ) from None
