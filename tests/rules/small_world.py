"""Small companies for the tests of the rules: built from conf/, lived in well under a second, never changed."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import cache
from typing import Any, Iterable

import numpy as np
import pandas as pd
import yaml

import cxsim
from cxsim.base.schema import Settings, UnitSettings
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import warm_up
from cxsim.simulation.model import QUARTERS, CxModel
from cxsim.simulation.run import TABLES, Run
from cxsim.study.configuration import load_scheme
from cxsim.study.folders import GROUPS, choices

SCHEMES = tuple(choices("scheme"))
INSENSITIVE = "behaviour=insensitive"
MEASURED_ONLY = "last_answer"  # the one customer column that is a measurement; nothing reads it but the panel


@cache
def composed(*choices: str) -> Settings:
    """Settings of 300 people, one year after one year of warm-up, with these choices of whole parts; read only."""
    return cxsim.load("experiment=tiny", "customers.count=300", *choices)


@cache
def small(*overrides: str) -> Settings:
    """The same with single numbers changed too; read only, the same object for the same words.

    Composing takes most of a second, so single values and the scheme are put in place here; `load` itself is tested
    elsewhere.
    """
    parts = {word: word.partition("=") for word in overrides}
    settings = copy.deepcopy(composed(*(word for word, (key, _, _) in parts.items() if key in GROUPS and key != "scheme")))
    for key, _, value in parts.values():
        if key == "scheme":
            settings.scheme = copy.deepcopy(scheme(value))
        elif key not in GROUPS:
            put(settings, key, value)
    return settings


def put(settings: Any, key: str, text: str) -> None:
    """Set one dotted key to a value of the type that stands there. Raises KeyError or AttributeError for no such key."""
    *path, last = key.split(".")
    for name in path:
        settings = settings[name] if isinstance(settings, dict) else getattr(settings, name)
    fields = settings if isinstance(settings, dict) else vars(settings)
    value = yaml.safe_load(text)
    fields[last] = float(value) if isinstance(fields[last], float) else value


@cache
def scheme(name: str) -> dict[str, Any]:
    """The plain mapping of a built-in scheme; read only."""
    return load_scheme(name)


@cache
def ran(*overrides: str) -> Run:
    """A finished run of `small(*overrides)`, shared by tests."""
    return cxsim.run(small(*overrides))


def with_units(settings: Settings, units: dict[str, UnitSettings]) -> Settings:
    """The same company with other units, or the same units in another order."""
    return replace(settings, company=replace(settings.company, units=units))


def lived_model(settings: Settings, mapping: dict[str, Any]) -> CxModel:
    """The model at the end of its horizon."""
    model = CxModel(settings, Scheme.from_mapping(mapping), warm_up(settings))
    for _ in range(settings.horizon.years * QUARTERS):
        model.step()
    return model


def lived(settings: Settings, weeks: int, **service: Any) -> tuple[Population, np.ndarray]:
    """People after some weeks under the reference service, with changes; and their ledger rows (weeks, width)."""
    population = Population(settings)
    rows = population.live(weeks, replace(ServiceState.reference(settings), **service))
    return population, rows


def columns_that_differ(one: np.ndarray, other: np.ndarray) -> set[str]:
    """Names of the columns of people in which two markets differ by as much as a byte."""
    return {name for name in one.dtype.names if one[name].tobytes() != other[name].tobytes()}


def assert_same_run(one: Run, other: Run, tables: Iterable[str] = TABLES) -> None:
    """Every number of every table is the same, to the bit."""
    for name in tables:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True, obj=name)
    pd.testing.assert_series_equal(pd.Series(one.summary), pd.Series(other.summary), check_exact=True)


def cents(euros: pd.Series | float) -> Any:
    """Euros of a table as the whole cents they stand for."""
    return np.rint(np.asarray(euros) * 100.0).astype(np.int64)
