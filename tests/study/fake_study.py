"""A stand-in for the simulation: quick, deterministic, and able to fail, crash or dawdle on request."""

from __future__ import annotations

import os
import time
from dataclasses import fields
from types import SimpleNamespace
from typing import Any, Mapping

import numpy as np
import pandas as pd

from cxsim.base import schema
from cxsim.base.engine_schema import EngineSettings
from cxsim.study.basis import Basis
from cxsim.study.cells import design_study

SCHEMES = {
    "unit_growth": {"name": "unit_growth", "effect": 0.0},
    "company_cx": {"name": "company_cx", "effect": 3.0},
    "fixed_pay": {"name": "fixed_pay", "effect": 0.05},
}
QUARTERS, UNITS, START = 8, ("mobile", "billing"), 1000


def blank(kind: type, **values: Any) -> Any:
    """A settings dataclass with only the fields a test needs."""
    return kind(**{item.name: values.get(item.name) for item in fields(kind)})


def settings(**study: Any) -> schema.Settings:
    """Settings of a small study."""
    asked = {
        "schemes": list(SCHEMES), "baseline": "unit_growth", "replications": 6, "basis": "equal_weight", "readings": ["cause", "mixed"],
        "reading_replications": 5, "handoff_costs": [0.0, 1.0, 2.0], "handoff_replications": 5, "primary": "customers_kept_pct",
        "smallest_difference": None, "on_error": "continue", **study,
    }  # fmt: skip
    units = {name: blank(schema.UnitSettings, channels=["web", "phone"], led_by="middle_manager") for name in UNITS}
    pay = {"middle_manager": 50_000.0, "unit_head": 90_000.0, "executive": 200_000.0}
    company = blank(
        schema.CompanySettings,
        name="telecom",
        units=units,
        executives=2,
        base_pay_eur=pay,
        people_per_touchpoint_manager=100,
    )
    readings = {name: blank(schema.Reading, prior_sd=0.5) for name in ("cause", "mixed")}
    behaviour = blank(
        schema.BehaviourSettings, stay=0.9, activities={"win": blank(schema.ActivitySettings, group="own_numbers")},
        forecast_error={"revenue/unit": 0.5, "cx/company": 0.5}, metric_range={"revenue": 10.0, "score": 4.0},
    )  # fmt: skip
    return blank(
        schema.Settings, company=company, channels={}, seed=100, threads=2, workers=1, behaviour=behaviour,
        customers=blank(schema.CustomerSettings, count=2000, reading="mixed", readings=readings),
        business=blank(schema.BusinessSettings, start_share=0.5),
        journeys=blank(schema.JourneySettings, handoff_cost=1.0), horizon=blank(schema.HorizonSettings, years=2),
        study=blank(schema.StudySettings, **asked), engine=blank(EngineSettings, name="local"), output=blank(schema.OutputSettings, dir="outputs", lang="en"),
    )  # fmt: skip


def plain_basis(schemes: Mapping[str, Mapping[str, Any]] = SCHEMES) -> Basis:
    """Schemes as written."""
    return Basis("equal_weight", {name: dict(scheme) for name, scheme in schemes.items()}, {}, {})


def design(told: schema.Settings, schemes: Mapping[str, Mapping[str, Any]] = SCHEMES):
    """The design of a fake study."""
    return design_study(told, plain_basis(schemes).schemes, code="fake")


def run_schemes(told: schema.Settings, schemes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Fake runs; a scheme may carry `sleep`, or `fault` with the seed it strikes at."""
    for scheme in schemes.values():
        time.sleep(scheme.get("sleep", 0.0))
        if scheme.get("at") == told.seed:
            _fail(scheme["fault"])
    return {name: _run(told, name, scheme["effect"]) for name, scheme in schemes.items()}


def _fail(fault: str) -> None:
    if fault == "raise":
        raise ValueError("a customer went missing\nsecond line")
    if fault == "exit":
        os._exit(9)
    if fault == "hog":
        bytearray(1_000_000_000)
        return
    time.sleep(60)


def _run(told: schema.Settings, name: str, effect: float) -> Any:
    luck = np.random.Generator(np.random.Philox(key=told.seed))
    own = np.random.Generator(np.random.Philox(key=told.seed * 1000 + sum(name.encode())))
    effect = effect * (1.5 - told.journeys.handoff_cost) if name == "company_cx" else effect
    kept = 60 + 5 * luck.standard_normal() + effect + 0.3 * own.standard_normal()
    quarter = np.arange(1, QUARTERS + 1)
    customers = np.round(START * (1 - quarter / 40) + effect * quarter + 3 * own.standard_normal(QUARTERS)).astype(int)
    revenue = customers * 30.0
    bonus = 500.0 + 100 * effect
    quarterly = pd.DataFrame({"quarter": quarter, "year": (quarter + 3) // 4, "customers": customers, "revenue_eur": revenue,
                              "profit_eur": revenue * 0.3, "bonus_eur": bonus, "kept_share": kept - quarter})  # fmt: skip
    summary = {"customers_kept_pct": kept, "true_cx": 50 + effect, "revenue_eur": revenue.sum() / START, "bonus_eur": bonus * QUARTERS / START,
               "service_cost_eur": 10.0 - effect, "profit_after_bonus_eur": (revenue.sum() * 0.3 - bonus * QUARTERS) / START}  # fmt: skip
    return SimpleNamespace(digest=f"{told.seed:x}", summary=summary, quarterly=quarterly, **_details(own, effect))


def _details(own: np.random.Generator, effect: float) -> dict[str, pd.DataFrame]:
    pairs = [(a, b) for a in UNITS for b in UNITS]
    levels = ["middle_manager"] * 4 + ["executive"] * 2
    pct = np.clip(100 + 40 * own.standard_normal(6) + effect, 0, 200)
    return {
        "weekly": pd.DataFrame({"customers": [START - 5, START], "joined": [5, 7], "left": [10, 2], "journeys": [400, 600]}),
        "managers": pd.DataFrame({"quarter": [1, 2], "level": ["executive", "middle_manager"], "attention_win": [0.3, 0.4 + effect / 100],
                                  "attention_fix": [0.2, 0.1], "integration": [0.05, np.nan]}),
        "flows": pd.DataFrame([(1, a, b, 50, own.poisson(20)) for a, b in pairs], columns=["year", "from_unit", "to_unit", "handoffs", "rough"]),
        "payouts": pd.DataFrame({"year": 1, "level": levels, "target_eur": 5000.0, "payout_pct": pct, "award_cents": np.round(5000 * pct).astype(int)}),
        "payout_items": pd.DataFrame({"year": 1, "manager": range(6), "metric": "revenue", "scope": "unit", "weight_pct": 100, "x": pct, "payout_pct": pct}),
        "units": pd.DataFrame({"quarter": [1, 1], "year": [1, 1], "unit": UNITS, "customers": [600, 700], "revenue_eur": [1e4, 2e4], "true_score": [60.0, 61.0]}),
    }  # fmt: skip


def run_named(told: schema.Settings, schemes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Fake runs of real scheme mappings: only the name decides the effect."""
    return {name: _run(told, name, SCHEMES.get(name, {"effect": 1.0})["effect"]) for name in schemes}
