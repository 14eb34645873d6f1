"""`compare`: the main job. Schemes x seeds on one basis, told as paired differences that say how sure they are."""

from __future__ import annotations

import html
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

import pandas as pd

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import Settings
from cxsim.study import contrasts, tables
from cxsim.study.basis import Basis, put_on_basis
from cxsim.study.begun import Begun
from cxsim.study.canonical import content_digest
from cxsim.study.cells import Design, World, design_study
from cxsim.study.chosen import resolve_schemes
from cxsim.study.execution import plan_of
from cxsim.study.money import money_table
from cxsim.study.outcome import FAILURE_COLUMNS, RunSchemes
from cxsim.study.precision import Stopped, next_size, widest
from cxsim.study.progress import Progress
from cxsim.study.runner import Harvest, run_cells
from cxsim.study.store import Store


@dataclass
class Comparison:
    """What a study found. Every table is a pandas frame, described column by column in `dictionary`.

    `digest` depends on the results alone: not on workers, order, interruptions, machine load or the clock.
    `study_id` names what was asked; `cells_reused` says how much of it was already stored.
    """

    settings: Settings
    question: contrasts.Question
    digest: str
    study_id: str
    schemes: dict[str, dict[str, Any]]
    runs: pd.DataFrame
    means: pd.DataFrame
    differences: pd.DataFrame
    pairs: pd.DataFrame
    quarterly: pd.DataFrame
    quarterly_differences: pd.DataFrame
    crossings: pd.DataFrame
    money: pd.DataFrame
    attention: pd.DataFrame
    handoffs: pd.DataFrame
    payouts: pd.DataFrame
    components: pd.DataFrame
    units: pd.DataFrame
    readings: pd.DataFrame
    handoff_costs: pd.DataFrame
    break_even: pd.DataFrame
    basis: pd.DataFrame
    failures: pd.DataFrame
    notes: list[str] = field(default_factory=list)
    cells: int = 0
    cells_reused: int = 0
    stopped: Stopped | None = None  # where sequential stopping is, when `study.stop_width` asks for it
    journey: dict[str, Any] | None = None  # one customer's journey, see `example.median_journey`

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, in the order of the fields."""
        return {
            item.name: table for item in fields(self) if isinstance(table := getattr(self, item.name), pd.DataFrame)
        }

    @property
    def baseline(self) -> str:
        """Name of the scheme differences are taken from."""
        return self.question.baseline

    @property
    def failed(self) -> int:
        """Runs that failed; the rest of the study stands."""
        return len(self.failures)

    def verdict(self, scheme: str, metric: str | None = None) -> pd.Series:
        """The row of `differences` for one scheme, by default on the primary metric.

        Raises
        ------
        KeyError
            no such scheme or metric in this study.
        """
        rows = self.differences
        hit = rows[(rows["scheme"] == scheme) & (rows["metric"] == (metric or self.question.primary))]
        if hit.empty:
            raise KeyError(f"no difference of {scheme!r} on {metric or self.question.primary!r}")
        return hit.iloc[0]

    def dictionary(self) -> pd.DataFrame:
        """The data dictionary: table, column, unit, meaning."""
        from cxsim.study.dictionary import describe

        return describe(self.tables)

    def save(self, folder: str | Path, also: Callable[[Path], None] | None = None, **provenance: Any) -> Path:
        """Write tables, dictionary and manifest to a new folder, whole or not at all; see `saving.save`."""
        from cxsim.study.saving import save

        return save(self, Path(folder), also, provenance)

    def _repr_html_(self) -> str:
        ask, rows = self.question, self.differences
        title = f"{ask.primary}: difference from {ask.baseline}, {len(ask.seeds)} paired seeds"
        shown = (
            rows.loc[rows["metric"] == ask.primary, ["scheme", "mean", "lo", "hi", "n", "state"]] if len(rows) else rows
        )
        lost = f" &middot; {self.failed} runs failed" if self.failed else ""
        return f"<p><b>{html.escape(title)}</b>{lost}</p>{shown.to_html(index=False, float_format='{:+.3g}'.format)}"

    def __repr__(self) -> str:
        return f"Comparison({len(self.question.schemes)} schemes x {len(self.question.seeds)} seeds, digest {self.digest[:12]})"


def compare(
    settings: Settings,
    schemes: Sequence[Any] | Mapping[str, Mapping[str, Any]] | None = None,
    seeds: Sequence[int] | None = None,
    progress: Progress | None = None,
    *,
    cells: str | Path | None = None,
    fresh: bool = False,
    config_dir: str | Path | None = None,
    run_schemes: RunSchemes | None = None,
    begun: Begun | None = None,
) -> Comparison:
    """Compare reward schemes on common random numbers.

    Parameters
    ----------
    schemes
        names, `Scheme` objects, or name -> mapping; absent = `settings.study.schemes`. The baseline joins them
        when it is missing.
    seeds
        absent = `settings.study.replications` seeds from `settings.seed` on.
    progress
        called with (runs done, runs in all, seconds left or None); see `study.progress.ProgressBar`.
    cells
        folder of finished cells, shared by studies; the same call again takes up from it. Absent = in memory only.
    fresh
        compute every cell again even if stored.
    config_dir
        folder of the user's own schemes.
    begun
        record of the command, so that a stopped study is not begun as another one; absent = nobody typed one.
    run_schemes
        replaces the simulation; must be importable by name.

    Raises
    ------
    InputError
        unknown scheme, no scheme besides the baseline, repeated seed, a disk that refuses.
    CellsFailed
        a run failed and `settings.study.on_error` is fail_fast or fail_end.
    KeyboardInterrupt
        Ctrl-C; with `cells`, everything finished is kept.
    """
    basis = on_basis(settings, schemes, config_dir)
    design = design_study(settings, basis.schemes, seeds)
    store = Store(Path(cells), fresh) if cells is not None else None
    plan = plan_of(settings, run_schemes or _simulation(), store, progress, begun=begun)
    found = assemble(settings, design, basis, harvest := run_cells(design.cells, plan), store)
    while (size := _next_size(found)) > len(found.question.seeds):
        seeds = [*found.question.seeds, *range(max(found.question.seeds) + 1, max(found.question.seeds) + 1 + size - len(found.question.seeds))]
        design = design_study(settings, basis.schemes, seeds)
        harvest = run_cells(design.cells, replace(plan, begun=None), harvest)
        found = assemble(settings, design, basis, harvest, store)
    return found


def laid_out(settings: Settings, config_dir: str | Path | None = None) -> Design:
    """The cells `compare` would live, for a look before. Raises InputError as `compare` does."""
    return design_study(settings, on_basis(settings, None, config_dir).schemes)


def on_basis(settings: Settings, schemes: Sequence[Any] | Mapping[str, Mapping[str, Any]] | None = None, config_dir: str | Path | None = None) -> Basis:
    """The schemes of a study on the terms it compares them on. Raises InputError as `compare` does."""
    mappings, plans = resolve_schemes(settings, schemes, config_dir)
    if len(mappings) < 2:
        fix = "name another, for example study.schemes=[unit_growth,company_cx]"
        raise InputError(Problem("needs at least one scheme besides the baseline", key="study.schemes", value=list(mappings), fix=fix))
    return put_on_basis(settings, mappings, plans)


def _next_size(found: Comparison) -> int:
    """Seeds to have next; those there are when no width is asked for, or it is reached."""
    stop = found.stopped
    return next_size(stop.seeds, stop.width, stop.wanted, found.settings.study.most_replications) if stop else len(found.question.seeds)


def assemble(
    settings: Settings, design: Design, basis: Basis, harvest: Harvest, store: Store | None = None
) -> Comparison:
    """Build the comparison from finished cells; pure, so it can be repeated from a store."""
    runs = tables.harvested(design, harvest.outcomes, basis)
    main = set(design.blocks["main"])
    home_runs = [run for run in runs if run.cell.id in main]
    seeds = tuple(cell.seed for cell in design.cells if cell.id in main)
    study = settings.study
    ask = contrasts.Question(tuple(basis.schemes), study.baseline, study.primary, study.smallest_difference, seeds)
    found = {"basis": basis.table, "failures": pd.DataFrame(harvest.failures, columns=FAILURE_COLUMNS)}
    found |= _run_tables(settings, ask, runs, home_runs)
    notes = [
        f"stored cell {path} was unusable ({reason}) and was computed again"
        for path, reason in (store.damaged if store else [])
    ]
    digest = results_digest(design, harvest, basis, ask.baseline)
    identity = content_digest({"design": design.id, "study": settings.study})
    counts = {"cells": len(design.cells), "cells_reused": harvest.reused}
    return Comparison(settings, ask, digest, identity, basis.schemes, **found, notes=notes, stopped=_stopped(ask, study.stop_width, found["differences"]), **counts)


def _stopped(ask: contrasts.Question, wanted: float | None, differences: pd.DataFrame) -> Stopped | None:
    if wanted is None or differences.empty:
        return None
    rows = differences[differences["metric"] == ask.primary]
    return Stopped(len(ask.seeds), widest(zip(rows["lo"], rows["hi"])), wanted)


def _simulation() -> RunSchemes:
    from cxsim.simulation.run import run_schemes

    return run_schemes


def _run_tables(
    settings: Settings, ask: contrasts.Question, runs: list[tables.Harvested], home_runs: list[tables.Harvested]
) -> dict[str, pd.DataFrame]:
    study = settings.study
    home = World(settings.customers.reading, float(settings.journeys.handoff_cost))
    place = (home.reading, home.handoff_cost)
    everything, main = tables.runs_table(runs), tables.runs_table(home_runs)
    quarterly = tables.quarterly_table(home_runs)
    by_quarter = contrasts.quarterly_differences_table(quarterly, ask)
    few = ask.seeds[: study.handoff_replications]
    return {
        "runs": everything,
        "means": contrasts.means_table(main, ask),
        "differences": contrasts.differences_table(main, ask),
        "pairs": contrasts.pairs_table(main, ask),
        "quarterly": quarterly,
        "quarterly_differences": by_quarter,
        "crossings": contrasts.crossings_table(by_quarter),
        "money": money_table(main, quarterly, ask),
        "readings": contrasts.readings_table(
            everything, ask, place, study.readings, ask.seeds[: study.reading_replications]
        ),
        "handoff_costs": contrasts.handoff_table(everything, ask, place, few),
        "break_even": contrasts.break_even_table(everything, ask, place, few),
        **_organisation_tables(settings, ask, home_runs),
    }


def _organisation_tables(
    settings: Settings, ask: contrasts.Question, runs: list[tables.Harvested]
) -> dict[str, pd.DataFrame]:
    attention = contrasts.levels_with_change(tables.attention_table(runs), ["level", "activity"], "share", ask)
    if len(attention):
        groups = {name: item.group for name, item in settings.behaviour.activities.items()}
        attention.insert(3, "group", attention["activity"].map(lambda name: groups.get(name, name)))
    flows = tables.flows_table(runs)
    handoffs = contrasts.levels_with_change(flows, ["from_unit", "to_unit"], "per_1000", ask, fill=0.0)
    if len(handoffs):
        counts = flows.groupby(["scheme", "from_unit", "to_unit"], observed=True)[["handoffs", "rough"]].sum() / len(
            ask.seeds
        )
        handoffs = handoffs.merge(counts.reset_index(), on=["scheme", "from_unit", "to_unit"], how="left")
    return {
        "attention": attention,
        "handoffs": handoffs,
        "payouts": tables.payouts_table(runs),
        "components": tables.components_table(runs),
        "units": tables.units_table(runs),
    }


def results_digest(design: Design, harvest: Harvest, basis: Basis, baseline: str) -> str:
    """The digest of a study: what was asked and what every run gave, 64 hexadecimal digits."""
    good, bad = (
        [],
        [
            [*_key(row["seed"], row["reading"], row["handoff_cost"]), row["scheme"], "failed"]
            for row in harvest.failures
        ],
    )
    for cell in design.cells:
        for scheme, payload in harvest.outcomes[cell.id].schemes.items():
            good.append([*_key(cell.seed, cell.world.reading, cell.world.handoff_cost), scheme, payload["content"]])
    return content_digest(
        {"runs": sorted(good + bad), "baseline": baseline, "basis": basis.name, "schemes": basis.schemes}
    )


def _key(seed: int, reading: str, handoff_cost: float) -> list[Any]:
    return [seed, reading, handoff_cost]
