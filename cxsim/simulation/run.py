"""One simulation from settings to `Run`; and all schemes of a study cell on one shared warm-up."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any, Mapping, Sequence

import pandas as pd

from cxsim.base.abreast import abreast, finish
from cxsim.base.schema import Settings
from cxsim.pay.scheme import Scheme
from cxsim.simulation import tables
from cxsim.simulation.market import Market, open_market, warm_up
from cxsim.simulation.model import QUARTERS, CxModel, Warm

TABLES = (
    "weekly", "quarterly", "units", "books", "managers", "payouts", "payout_items", "scorecards", "flows", "journeys", "panel", "practices", "believed",
    "staff", "maturity", "firms",
)  # fmt: skip
DIGITS = 12  # significant digits of real numbers in digests


class Run:
    """The result of one simulation.

    Tables are pandas frames, made when first asked for and described column by column by `dictionary()`: `weekly`,
    `quarterly`, `units`, `books`, `managers`, `payouts`, `payout_items`, `scorecards`, `flows`, `journeys` (event log of
    a sample), `panel`, `practices`, `believed`, `staff`, `maturity` and `firms` (ours and its rivals). `summary` maps the
    name of an outcome to a number; `digest` names the whole result, `customers_digest` the final customers only.
    """

    def __init__(self, model: CxModel, market: Market | None = None):
        self._model = model
        self._market = market if market is not None and len(market.firms) > 1 else None
        self.settings: Settings = model.settings
        self.scheme: str = model.scheme.name if model.scheme else "none"

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"a Run has no table {name!r}; it has {', '.join(TABLES)}, summary and digest")
        table = tables.firms(self._market) if name == "firms" else getattr(tables, name)(self._model)
        setattr(self, name, table)
        return table

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    @cached_property
    def summary(self) -> dict[str, float]:
        """One number per outcome; money in EUR per customer at the start, scores as means of the last year."""
        return tables.summary(self._model) | tables.contest(self._market)

    @cached_property
    def rivals(self) -> dict[str, Run]:
        """The same of every rival, by name; empty for a firm alone."""
        return {name: Run(firm) for name, firm in list(zip(self._market.names, self._market.firms))[1:]} if self._market else {}

    @cached_property
    def customers_digest(self) -> str:
        """SHA-256 of the final customers."""
        return self._model.population.digest()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that happened: counts and cents exact, real numbers at 12 significant digits."""
        history, whole = self._model.history, hashlib.sha256(self.customers_digest.encode())
        for rows, quarter in zip(history.rows, history.quarters):
            whole.update(rows.tobytes())
            whole.update(quarter.lines.tobytes())
        for pay, lost in zip(history.pay, history.forfeited):
            whole.update(repr([(p.person_id, p.award_cents, p.cash_cents) for p in pay.people] + [lost]).encode())
        attention = self._model.organisation.log.attention()
        whole.update(" ".join(f"{value:.{DIGITS}g}" for value in attention.tolist()).encode())
        whole.update(repr((history.stock, history.kept)).encode())
        for rival in self.rivals.values():
            whole.update(rival.digest.encode())
        return whole.hexdigest()

    def save(self, folder: str | Path) -> Path:
        """Write every table as CSV, the summary and a manifest to `folder`; returns the folder."""
        from cxsim.simulation.saving import save_run

        return save_run(self, Path(folder))

    def dictionary(self) -> pd.DataFrame:
        """The data dictionary: table, what a row is, column, its unit and meaning."""
        from cxsim.simulation.dictionary import describe

        return describe({name: getattr(self, name) for name in TABLES})

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
    return dict(zip(schemes, simulate_all(settings, [Scheme.from_mapping(scheme) for scheme in schemes.values()], warm)))


def simulate(settings: Settings, scheme: Scheme, warm: Warm, **agents: Any) -> Run:
    """One scheme from a finished warm-up; `agents` are `manager_classes` and `unit_class` of the model."""
    return simulate_all(settings, [scheme], warm, **agents)[0]


def simulate_all(settings: Settings, schemes: Sequence[Scheme], warm: Warm, **agents: Any) -> list[Run]:
    """Each scheme from the same finished warm-up, all in step: the same bytes as one after the other, and sooner."""
    markets = [open_market(settings, scheme, warm, **agents) for scheme in schemes]
    for _ in range(settings.horizon.years * QUARTERS):
        finish(abreast([market.agenda() for market in markets]))
    return [Run(market.firms[0], market) for market in markets]
