"""One simulation from settings to `Run`; and all schemes of a study cell on one shared warm-up."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Mapping

import pandas as pd

from cxsim.base.schema import Settings
from cxsim.pay.scheme import Scheme
from cxsim.simulation import tables
from cxsim.simulation.model import QUARTERS, CxModel, Warm, warm_up

TABLES = ("weekly", "quarterly", "units", "books", "managers", "payouts", "payout_items", "flows", "journeys", "panel")
DIGITS = 12  # significant digits of real numbers in digests


@dataclass
class Run:
    """The result of one simulation.

    Tables are pandas frames, documented column by column in the data dictionary: `weekly`, `quarterly`, `units`,
    `books`, `managers`, `payouts`, `payout_items`, `flows`, `journeys` (event log of a sample) and `panel`.
    `summary` maps the name of an outcome to a number; `digest` names the whole result, `customers_digest` the final
    customers only.
    """

    settings: Settings = field(repr=False)
    scheme: str = ""
    weekly: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    quarterly: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    units: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    books: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    managers: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    payouts: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    payout_items: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    flows: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    journeys: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    panel: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    summary: dict[str, float] = field(default_factory=dict, repr=False)
    customers_digest: str = ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the summary, all tables and the final customers; integers exact, reals at 12 digits."""
        whole = hashlib.sha256(self.customers_digest.encode())
        whole.update(json.dumps({k: _digits(v) for k, v in sorted(self.summary.items())}).encode())
        for name in TABLES:
            whole.update(name.encode())
            whole.update(_csv(getattr(self, name)).encode())
        return whole.hexdigest()

    def save(self, folder: str | Path) -> Path:
        """Write every table as CSV, the summary and a manifest to `folder`; returns the folder."""
        from cxsim.simulation.saving import save_run

        return save_run(self, Path(folder))

    def __repr__(self) -> str:
        lines = [f"Run of {self.scheme}, {self.settings.company.name}, seed {self.settings.seed}, digest {self.digest[:12]}"]
        lines += [f"  {name:<28} {self.summary[name]:>12,.2f}" for name in HEADLINES if name in self.summary]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{name}</td><td style='text-align:right'>{self.summary[name]:,.2f}</td></tr>"
            for name in HEADLINES
            if name in self.summary
        )
        title = f"{self.scheme}, {self.settings.company.label_en}, seed {self.settings.seed}"
        return f"<table><caption>{title}</caption>{rows}</table><small>digest {self.digest[:12]}</small>"


HEADLINES = ("customers_kept_pct", "profit_after_bonus_eur", "true_cx", "measured_cx", "rough_share", "bonus_eur")


def run(settings: Settings) -> Run:
    """Simulate `settings.scheme` for `horizon.years` after the warm-up.

    Raises InputError for a scheme that cannot be paid in this company, BooksError when the books do not balance.
    """
    return simulate(settings, Scheme.from_mapping(settings.scheme), warm_up(settings))


def run_schemes(settings: Settings, schemes: Mapping[str, Mapping[str, Any]]) -> dict[str, Run]:
    """Simulate several schemes on the same people and the same luck; the warm-up is lived once."""
    warm = warm_up(settings)
    return {name: simulate(settings, Scheme.from_mapping(scheme), warm) for name, scheme in schemes.items()}


def simulate(settings: Settings, scheme: Scheme, warm: Warm, **agents: Any) -> Run:
    """One scheme from a finished warm-up; `agents` are `manager_classes` and `unit_class` of the model."""
    model = CxModel(settings, scheme, warm, **agents)
    for _ in range(settings.horizon.years * QUARTERS):
        model.step()
    return collect(model)


def collect(model: CxModel) -> Run:
    """Everything a finished model has to tell."""
    quarters, people = tables.quarterly(model), tables.managers(model)
    return Run(
        settings=model.settings,
        scheme=model.scheme.name if model.scheme else "none",
        weekly=tables.weekly(model),
        quarterly=quarters,
        units=tables.units(model),
        books=tables.book_table(model),
        managers=people,
        payouts=tables.payouts(model),
        payout_items=tables.payout_items(model),
        flows=tables.flows(model),
        journeys=tables.journeys(model),
        panel=model.panel.table(),
        summary=tables.summary(model, quarters, people),
        customers_digest=model.population.digest(),
    )


def _digits(value: float) -> str:
    return f"{value:.{DIGITS}g}"


def _csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")


def table_names() -> list[str]:
    """Names of the tables of a run."""
    return [item.name for item in fields(Run) if item.name in TABLES]
