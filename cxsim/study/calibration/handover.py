"""What leaves a calibration: draws and a study over them that `cxsim study` runs, and an example file of figures made by the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Sequence

import numpy as np
import pandas as pd

from cxsim.study.calibration.found import draw_of
from cxsim.study.calibration.parameters import Parameter
from cxsim.study.calibration.quantities import COMPANY, MONEY, QUARTERS, YEARLY, Raw
from cxsim.study.calibration.simulate import Runner, World
from cxsim.study.store import write_whole

STUDY = "calibrated"  # name of the study a calibration writes
POINTS, REPLICATIONS = 32, 6  # draws and seeds of that study
EXAMPLE_QUARTERS, EXAMPLE_SEED, FIRST_YEAR = 8, 1_000_003, 2024
EXAMPLE = ("customers", "joined", "left", "contacts_web", "contacts_phone", "nps", "csat", "fcr_pct", "rough_pct", "revenue_eur", "bonus_paid_eur")
EXAMPLE_UNIT = ("contacts_web", "contacts_phone", "csat", "revenue_eur")


def study_of(world: World, parameters: Sequence[Parameter], draws: np.ndarray) -> dict[str, Any]:
    """A design over draws (n, p) of the posterior: the scheme in force as baseline, beside the schemes of the study."""
    study = world.home.study
    schemes = [world.scheme, *(name for name in study.schemes if name != world.scheme)]
    if len(schemes) == 1:
        schemes.append("company_cx" if world.scheme != "company_cx" else "unit_growth")
    factors = {
        item.name: {"key": item.key, "low": item.low, "high": item.high, "label_en": item.factor.label_en, "label_fi": item.factor.label_fi}
        for item in parameters
    }  # fmt: skip
    return {
        "defaults": ["standard", "_self_"], "schemes": schemes, "baseline": world.scheme, "basis": study.basis, "primary": study.primary,
        "replications": REPLICATIONS, "reading_replications": 0, "handoff_replications": 0,
        "design": {"kind": "list", "uncertainties": factors, "rows": [draw_of(list(parameters), row) for row in draws[:POINTS]]},
    }  # fmt: skip


def write_study(folder: Path, world: World, parameters: Sequence[Parameter], draws: np.ndarray) -> Path:
    """The study as a file of a settings folder: `cxsim study calibrated --config-dir FOLDER` finds it."""
    import yaml

    path = folder / "study" / f"{STUDY}.yaml"
    head = "# Draws from the posterior of a calibration, each a firm that could have had the figures. Replace or add schemes as you like.\n"
    write_whole(path, (head + yaml.safe_dump(study_of(world, parameters, draws), sort_keys=False, allow_unicode=True)).encode("utf-8"))
    return path


def command_of(folder: str, overrides: Sequence[str]) -> str:
    """The command that runs the comparison over the posterior, with the words that made the firm what it is."""
    kept = [word for word in overrides if not word.lstrip("+~").startswith(("study.", "study=", "scheme", "output", "horizon.years"))]
    quoted = [f"'{word}'" if any(sign in word for sign in "[]{} *?") else word for word in kept]
    return " ".join(["cxsim study", STUDY, f"--config-dir '{folder}'" if " " in folder else f"--config-dir {folder}", *quoted])


# ---------------------------------------------------------------- example


def truth(parameters: Sequence[Parameter]) -> np.ndarray:
    """Places (p,) of the example: off the middle of the ranges, to and fro."""
    return np.array([0.65 if place % 2 else 0.35 for place in range(len(parameters))])


def example(runner: Runner, parameters: Sequence[Parameter]) -> pd.DataFrame:
    """Figures the model itself makes at `truth`, as a firm would write them: rows of the company, then rows of its units."""
    world = runner.world
    (raw,) = runner.live([world.cell(parameters, truth(parameters), world.home.seed + EXAMPLE_SEED)])
    if raw is None:
        raise RuntimeError("a run that succeeded has figures")
    names = [name for name in EXAMPLE if (name, COMPANY) in raw and np.isfinite(raw[name, COMPANY]).any()]
    rows = [_row(world, raw, COMPANY, names, names, quarter) for quarter in range(world.quarters)]
    rows += [_row(world, raw, unit, [name for name in EXAMPLE_UNIT if name in names], names, quarter) for unit in world.units for quarter in range(world.quarters)]
    return pd.DataFrame(rows, columns=["quarter", "unit", *names])


def _row(world: World, raw: Raw, unit: str, known: Sequence[str], names: Sequence[str], quarter: int) -> dict[str, Any]:
    """One row; cells of figures that a unit does not have are empty, bonus stands where a year ends."""
    row: dict[str, Any] = {"quarter": f"{FIRST_YEAR + quarter // QUARTERS}Q{quarter % QUARTERS + 1}", "unit": unit}
    for name in names:
        value = float(raw[name, unit][quarter]) if name in known and (name, unit) in raw else float("nan")
        if world.columns[name].kind == YEARLY and quarter % QUARTERS != QUARTERS - 1:
            value = float("nan")
        money = world.columns[name].kind in (MONEY, YEARLY)
        row[name] = round(value) if money and np.isfinite(value) else round(value, 1)
    return row
