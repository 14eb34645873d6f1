"""Invented comparisons with plausible numbers, for tests of the report only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

TWELVE = [
    "unit_growth",
    "fixed_pay",
    "unit_growth_cost",
    "unit_satisfaction",
    "balanced_scorecard",
    "company_cx",
    "seniority_gradient",
    "inverse_gradient",
    "company_profit",
    "journey_ownership",
    "cx_gate",
    "deferred_three_year",
]
FIVE = ["unit_growth", "fixed_pay", "unit_growth_cost", "company_cx", "seniority_gradient"]
KEPT = {
    "unit_growth": 0.0,
    "fixed_pay": -0.4,
    "unit_growth_cost": -2.8,
    "unit_satisfaction": 0.9,
    "balanced_scorecard": 2.2,
    "company_cx": 3.4,
    "seniority_gradient": 6.1,
    "inverse_gradient": 1.7,
    "company_profit": 0.1,
    "journey_ownership": 5.4,
    "cx_gate": 1.1,
    "deferred_three_year": 5.9,
}
METRICS = [
    "customers_kept_pct",
    "customers_change_pct",
    "profit_after_bonus_eur",
    "true_cx",
    "measured_cx",
    "journey_true",
    "fcr",
    "rough_share",
    "fragmentation",
    "revenue_eur",
    "bonus_eur",
    "service_cost_eur",
    "clv_eur",
    "nps",
]
FACTOR = {
    "customers_change_pct": 1.1,
    "profit_after_bonus_eur": 3.4,
    "true_cx": 0.53,
    "measured_cx": 0.8,
    "journey_true": 0.6,
    "fcr": 0.006,
    "rough_share": -0.01,
    "fragmentation": -0.004,
    "revenue_eur": 6.0,
    "bonus_eur": 0.4,
    "service_cost_eur": -2.0,
    "clv_eur": 12.0,
    "nps": 1.4,
}
HALF = {
    "customers_kept_pct": 1.4,
    "customers_change_pct": 1.2,
    "profit_after_bonus_eur": 10.5,
    "true_cx": 0.7,
    "measured_cx": 0.8,
    "journey_true": 0.7,
    "fcr": 0.006,
    "rough_share": 0.012,
    "fragmentation": 0.004,
    "revenue_eur": 14.0,
    "bonus_eur": 1.1,
    "service_cost_eur": 4.0,
    "clv_eur": 25.0,
    "nps": 2.0,
}
LEVEL = {
    "customers_kept_pct": 71.0,
    "customers_change_pct": 4.0,
    "profit_after_bonus_eur": 812.0,
    "true_cx": 58.0,
    "measured_cx": 66.0,
    "journey_true": 55.0,
    "fcr": 0.62,
    "rough_share": 0.31,
    "fragmentation": 0.4,
    "revenue_eur": 2400.0,
    "bonus_eur": 41.0,
    "service_cost_eur": 320.0,
    "clv_eur": 1500.0,
    "nps": 12.0,
}
UNITS = ["mobile", "broadband", "tv", "billing", "field_service"]
CHANNELS = ["web", "chat", "phone", "shop", "visit"]
LEVELS = ["executive", "unit_head", "middle_manager", "team_lead"]
ACTIVITIES = ["win", "cut", "fix", "build", "empathise", "connect", "recover", "develop", "polish"]


@dataclass
class FakeComparison:
    """Looks like a Comparison."""

    baseline: str
    schemes: list[str]
    settings: dict[str, Any]
    digest: str = "7c1e4a9d03b1ffee"
    n: int = 40
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    def __getattr__(self, name: str) -> pd.DataFrame:
        try:
            return self.__dict__["tables"][name]
        except KeyError:
            raise AttributeError(name) from None


def state_of(lo: float, hi: float, m: float | None, n: int) -> str:
    """The state as the contract defines it."""
    if n < 5:
        return "NO_INTERVAL"
    inside = m is not None and -m < lo and hi < m
    if lo > 0 or hi < 0:
        if inside:
            return "CLEAR_SMALL"
        holds = m is not None and (lo <= m <= hi or lo <= -m <= hi)
        return "CLEAR_SIZE_OPEN" if holds else "CLEAR"
    return "SAME_FOR_THE_PURPOSE" if inside else "NOT_DISTINGUISHABLE"


def settings(schemes: list[str], baseline: str, m: float | None, years: int) -> dict[str, Any]:
    """Nested settings, only what the report reads."""
    fi = {
        "mobile": "Matkapuhelin",
        "broadband": "Laajakaista",
        "tv": "Televisio",
        "billing": "Laskutus",
        "field_service": "Asennuspalvelu",
    }
    fi_channel = {"web": "Verkko", "chat": "Chat", "phone": "Puhelin", "shop": "Myymälä", "visit": "Käynti"}
    return {
        "company": {
            "name": "telecom",
            "label_en": "telecom",
            "label_fi": "teleoperaattori",
            "currency": "EUR",
            "units": {
                u: {"label_en": u.replace("_", " ").capitalize(), "label_fi": fi[u], "channels": CHANNELS[: 3 + i % 3]}
                for i, u in enumerate(UNITS)
            },
        },
        "channels": {c: {"label_en": c.capitalize(), "label_fi": fi_channel[c]} for c in CHANNELS},
        "customers": {"count": 5000, "reading": "mixed"},
        "horizon": {"years": years},
        "journeys": {"cross_unit_share": 0.34, "handoff_cost": 1.0},
        "behaviour": {"pay_sensitivity": 1.0, "integration_effect": 0.4, "horizon_years": 2},
        "market": {"return_per_week": 0.0004},
        "study": {
            "schemes": schemes,
            "baseline": baseline,
            "replications": 40,
            "basis": "equal_cost",
            "primary": "customers_kept_pct",
            "smallest_difference": m,
        },
        "seed": 1,
        "workers": 2,
    }


def make(
    schemes: list[str] | None = None,
    baseline: str = "unit_growth",
    sign: float = 1.0,
    m: float | None = 1.0,
    n: int = 40,
    width: float = 1.0,
    years: int = 5,
    empty: bool = False,
    ties: bool = False,
    failures: int = 0,
) -> FakeComparison:
    """Invent a comparison. `sign` = -1 turns every effect; `width` scales the intervals; `empty` leaves tables out."""
    names = schemes or FIVE
    rng = np.random.default_rng(7)
    out = FakeComparison(baseline, names, settings(names, baseline, m, years), n=n)
    effect = {s: sign * (2.0 if ties and s != baseline else KEPT.get(s, 1.3) - KEPT.get(baseline, 0.0)) for s in names}
    out.tables["differences"] = _differences(names, baseline, effect, m, n, width)
    out.tables["means"] = pd.DataFrame(
        [
            _interval(dict(scheme=s, metric=k, n=n), LEVEL[k] + effect[s] * FACTOR.get(k, 1.0), HALF[k])
            for s in names
            for k in METRICS
        ]
    )
    out.tables["failures"] = pd.DataFrame(
        [dict(scheme=baseline, seed=i, message="books do not balance") for i in range(failures)],
        columns=["scheme", "seed", "message"],
    )
    if empty:
        return out
    out.tables |= _over_time(names, baseline, effect, years, width)
    out.tables |= {
        "attention": _attention(names, effect),
        "handoffs": _handoffs(names, effect, rng),
        "payouts": _payouts(names),
        "money": _money(names, baseline, effect, width),
        "journey": _journey(),
    }
    out.tables |= _flips(names, baseline, effect, width)
    out.tables["basis"] = pd.DataFrame(
        [dict(scheme=s, factor=1.0 + 0.03 * i, expected_cost_eur=412_000.0) for i, s in enumerate(names)]
    )
    out.tables["crossing"] = pd.DataFrame(
        [
            dict(
                scheme=s,
                T1=2.0 if effect[s] > 2 else (float(years) if effect[s] < -2 else np.nan),
                T2=2.25 if effect[s] > 2 else np.nan,
            )
            for s in names
            if s != baseline
        ]
    )
    return out


def _interval(keys: dict[str, Any], mean: float, half: float) -> dict[str, Any]:
    return {**keys, "mean": mean, "lo": mean - half, "hi": mean + half}


def _differences(
    names: list[str], baseline: str, effect: dict[str, float], m: float | None, n: int, width: float
) -> pd.DataFrame:
    rows = []
    pairs = [(s, baseline) for s in names if s != baseline] + [
        (a, b) for a in names for b in names if a < b and baseline not in (a, b)
    ]
    for a, b in pairs:
        for k in METRICS:
            mean, half = (effect[a] - effect[b]) * FACTOR.get(k, 1.0), HALF[k] * width
            row = _interval(dict(scheme=a, baseline=b, metric=k, se=half / 2, n=n), mean, half if n >= 5 else np.nan)
            limit = m if k == "customers_kept_pct" else None
            row |= dict(
                state=state_of(row["lo"], row["hi"], limit, n), needed=n * (half / abs(mean)) ** 2 if mean else np.nan
            )
            rows.append(row)
    return pd.DataFrame(rows)


def _over_time(
    names: list[str], baseline: str, effect: dict[str, float], years: int, width: float
) -> dict[str, pd.DataFrame]:
    diff, mean = [], []
    quarters = years * 4
    for s in names:
        for q in range(1, quarters + 1):
            t = q / quarters
            d = effect[s] * (1.6 * t**2 - 0.6 * t) if effect[s] else 0.0
            if s != baseline:
                diff.append(
                    _interval(dict(scheme=s, quarter=q, metric="customers_kept_pct"), d, (0.15 + 1.3 * t) * width)
                )
            mean.append(_interval(dict(scheme=s, quarter=q, metric="customers_kept_pct"), 100 - 29 * t + d, 0.5 + t))
            mean.append(_interval(dict(scheme=s, quarter=q, metric="true_cx"), 58 + d * 0.6 - 2 * t, 0.8))
            mean.append(_interval(dict(scheme=s, quarter=q, metric="measured_cx"), 62 + d * 0.8 + 4 * t, 0.9))
            mean.append(_interval(dict(scheme=s, quarter=q, metric="nps"), 12 + d, 2))
    return {"quarterly_differences": pd.DataFrame(diff), "quarterly_means": pd.DataFrame(mean)}


def _attention(names: list[str], effect: dict[str, float]) -> pd.DataFrame:
    rows = []
    base = dict(
        win=0.22, cut=0.1, fix=0.13, build=0.12, empathise=0.08, connect=0.08, recover=0.08, develop=0.14, polish=0.05
    )
    for s in names:
        for i, level in enumerate(LEVELS):
            shift = 0.012 * effect[s] * (1.5 - 0.2 * i)
            share = {**base, "connect": base["connect"] + shift, "win": base["win"] - shift}
            share = {k: max(v, 0.01) for k, v in share.items()}
            total = sum(share.values())
            rows += [
                dict(scheme=s, level=level, activity=k, share=v / total, half_width=0.014) for k, v in share.items()
            ]
    return pd.DataFrame(rows)


def _handoffs(names: list[str], effect: dict[str, float], rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    flow = {(a, b): float(rng.gamma(1.1, 60)) for a in UNITS for b in UNITS if a != b}
    for s in names:
        for i, ((a, b), f) in enumerate(flow.items()):
            base = f * (0.2 + 0.5 * ((i * 7) % 10) / 10) * 0.6
            now = base * (1 - 0.05 * effect[s])
            half = 4 + 0.05 * base
            rows.append(
                dict(
                    scheme=s,
                    from_unit=a,
                    to_unit=b,
                    handoffs=f,
                    rough_share=now / f,
                    broken_per_1000=now,
                    lo=now - half,
                    hi=now + half,
                    baseline_per_1000=base,
                    state="CLEAR" if abs(now - base) > half else "NOT_DISTINGUISHABLE",
                )
            )
    return pd.DataFrame(rows)


def _payouts(names: list[str]) -> pd.DataFrame:
    rows = []
    for i, s in enumerate(names):
        for j, level in enumerate(LEVELS):
            if s == "fixed_pay":
                continue
            mid = 95 + 6 * j + 3 * i
            rows.append(
                dict(
                    scheme=s,
                    level=level,
                    n=[4, 5, 12, 60][j] * 40,
                    mean_pct=mid,
                    p05=max(0.0, mid - 70),
                    p25=mid - 28,
                    p50=mid - 2,
                    p75=mid + 30,
                    p95=min(200.0, mid + 72),
                    below_threshold_share=0.08,
                    at_max_share=0.04 + 0.01 * i,
                    own_work_share=0.2 + 0.05 * j,
                    others_share=0.45 - 0.05 * j,
                    luck_share=0.35,
                )
            )
    return pd.DataFrame(rows)


def _money(names: list[str], baseline: str, effect: dict[str, float], width: float) -> pd.DataFrame:
    rows = []
    for s in names:
        if s == baseline:
            continue
        e = effect[s]
        steps = dict(
            upsell=-1.9 * e,
            kept_customers=5.2 * e,
            referrals=0.8 * e,
            service_cost=0.6 * e,
            coordination=-0.4 * e,
            bonus=-0.9 * e,
        )
        steps["profit_after_bonus"] = sum(steps.values())
        for k, v in steps.items():
            half = (3 + abs(v) * 0.15) * width
            rows.append(
                dict(
                    scheme=s,
                    step=k,
                    mean=v,
                    lo=v - half,
                    hi=v + half,
                    state="CLEAR" if abs(v) > half else "NOT_DISTINGUISHABLE",
                )
            )
    return pd.DataFrame(rows)


def _flips(names: list[str], baseline: str, effect: dict[str, float], width: float) -> dict[str, pd.DataFrame]:
    readings, turn, grid = [], [], []
    for s in names:
        if s == baseline:
            continue
        for r, f in dict(cause=1.0, mixed=0.7, temper=0.25).items():
            d, half = effect[s] * f, 2.0 * width
            readings.append(
                _interval(
                    dict(
                        reading=r,
                        scheme=s,
                        metric="customers_kept_pct",
                        n=20,
                        state=state_of(d - half, d + half, None, 20),
                    ),
                    d,
                    half,
                )
            )
        for c in (0.0, 0.5, 1.0, 1.5, 2.0):
            d, half = effect[s] * (1.2 * c - 0.35), 1.6 * width
            grid.append(
                _interval(
                    dict(
                        scheme=s,
                        handoff_cost=c,
                        metric="customers_kept_pct",
                        n=20,
                        state=state_of(d - half, d + half, None, 20),
                    ),
                    d,
                    half,
                )
            )
        turn.append(
            dict(scheme=s, metric="customers_kept_pct", at=0.29 if effect[s] else np.nan, lo=0.1, hi=0.5, note="")
        )
    return {"readings": pd.DataFrame(readings), "break_even": pd.DataFrame(turn), "break_even_grid": pd.DataFrame(grid)}


def _journey() -> pd.DataFrame:
    steps = [
        ("broadband", "web", 0.2, 0, 0),
        ("broadband", "phone", -0.1, 0, 0),
        ("field_service", "visit", -0.8, 1, 0),
        ("broadband", "phone", -0.5, 1, 0),
        ("billing", "phone", -0.2, 0, 0),
        ("billing", "chat", 0.4, 0, 1),
    ]
    return pd.DataFrame(
        [
            dict(
                case=20417,
                person=311,
                contact=i + 1,
                week=40 + i // 2,
                unit=u,
                channel=c,
                experience=x,
                lost_info=bool(lost),
                solved=bool(done),
            )
            for i, (u, c, x, lost, done) in enumerate(steps)
        ]
    )
