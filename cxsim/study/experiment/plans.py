"""Schemes of an experiment: named ones, its own made from them, all put on the basis it asks for."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any, Mapping

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.schema import Settings
from cxsim.pay.scheme import Scheme
from cxsim.study.basis import put_on_basis
from cxsim.study.configuration import choices, load_scheme
from cxsim.study.experiment.form import AS_WRITTEN, Experiment, told_in

EQUAL_COST = "equal_cost"


def schemes_of(experiment: Experiment, settings: Settings, config_dir: str | None = None) -> dict[str, dict[str, Any]]:
    """Plain mappings by name, in the order of the experiment, on its basis.

    Raises InputError for an unknown scheme or entry, and when equal cost is asked for and a scheme leaves a level unpaid:
    a bonus of nothing cannot be scaled to the cost of another.
    """
    mappings = {name: _mapping(experiment, name, config_dir) for name in experiment.schemes}
    plans = {name: _plan(experiment, name, mapping) for name, mapping in mappings.items()}
    if experiment.basis == AS_WRITTEN:
        return mappings
    study = replace(settings.study, basis=experiment.basis, baseline=experiment.schemes[0])
    basis = put_on_basis(replace(settings, study=study), mappings, plans)
    if experiment.basis == EQUAL_COST and basis.salary_levels:
        name, levels = next(iter(basis.salary_levels.items()))
        raise InputError(Problem("leaves a level without bonus: its cost cannot be made equal", key="schemes", value=f"{name}: {', '.join(levels)}", fix="leave it out, or basis: as_written"))
    return basis.schemes


def _plan(experiment: Experiment, name: str, mapping: dict[str, Any]) -> Scheme:
    try:
        return Scheme.from_mapping(mapping)
    except InputError as error:
        if name not in experiment.own_schemes:
            raise
        merged = f"own_schemes.{name}, laid over {experiment.own_schemes[name].of}"
        raise InputError([replace(fault, where=merged, key=".".join(part for part in (fault.where, fault.key) if part)) for fault in error.problems]) from None


def label_of(experiment: Experiment, name: str, lang: str, config_dir: str | None = None) -> str:
    """What a scheme is called; `config_dir` is where schemes of the user's own lie."""
    if name in experiment.own_schemes:
        return told_in(experiment.own_schemes[name], "label", lang)
    label = load_scheme(name, config_dir).get("label", {})
    return str((label.get(lang) if isinstance(label, dict) else label) or name.replace("_", " "))


def _mapping(experiment: Experiment, name: str, config_dir: str | None) -> dict[str, Any]:
    own = experiment.own_schemes.get(name)
    if own is None:
        known = [*choices("scheme", config_dir), *experiment.own_schemes]
        if name not in known:
            raise InputError(Problem("is neither a scheme nor one of own_schemes", key="schemes", value=name, fix=nearest(name, known)))
        return load_scheme(name, config_dir)
    label = {lang: told_in(own, "label", lang) for lang in ("en", "fi")}
    return {**changed(load_scheme(own.of, config_dir), own.changes), "name": name, "label": label, "short": label}


def changed(whole: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of nested mappings with `changes` laid over it; a list or number replaces what stood there, null takes it out."""
    result = deepcopy(dict(whole))
    for key, value in changes.items():
        if value is None:
            result.pop(key, None)
            continue
        inner = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = changed(result[key], value) if inner else deepcopy(value)
    return result
