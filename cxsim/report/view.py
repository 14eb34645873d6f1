"""A comparison as the report reads it: missing tables become empty ones, verdicts are never stronger than their interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from cxsim.report import adapt, theme
from cxsim.report.names import SchemeNames, labelled, scheme_keys, scheme_objects
from cxsim.report.words import words

LEVELS = ("executive", "unit_head", "middle_manager", "team_lead")
CLEAR_STATES = ("CLEAR", "CLEAR_SMALL", "CLEAR_SIZE_OPEN")
SMALLEST_N = 5
COLUMNS: dict[str, tuple[str, ...]] = {
    "differences": ("scheme", "baseline", "metric", "mean", "lo", "hi", "se", "n", "state", "needed"),
    "means": ("scheme", "metric", "mean", "lo", "hi", "n"),
    "quarterly_differences": ("scheme", "quarter", "metric", "mean", "lo", "hi"),
    "quarterly_means": ("scheme", "quarter", "metric", "mean", "lo", "hi"),
    "attention": ("scheme", "level", "activity", "share", "half_width"),
    "handoffs": (
        "scheme",
        "from_unit",
        "to_unit",
        "handoffs",
        "rough_share",
        "broken_per_1000",
        "lo",
        "hi",
        "baseline_per_1000",
        "state",
    ),
    "payouts": (
        "scheme",
        "level",
        "n",
        "mean_pct",
        "p05",
        "p25",
        "p50",
        "p75",
        "p95",
        "below_threshold_share",
        "at_max_share",
    ),
    "money": ("scheme", "step", "mean", "lo", "hi", "state"),
    "readings": ("reading", "scheme", "metric", "mean", "lo", "hi", "n", "state"),
    "break_even": ("scheme", "metric", "at", "lo", "hi", "note"),
    "break_even_grid": ("scheme", "handoff_cost", "metric", "mean", "lo", "hi", "n", "state"),
    "basis": ("scheme", "factor", "expected_cost_eur"),
    "failures": ("scheme", "seed", "message"),
    "crossing": ("scheme", "T1", "T2"),
    "runs": ("scheme", "seed"),
}


@dataclass(frozen=True)
class Difference:
    """One paired difference from the baseline with its 95 % interval; `needed` = replications that would settle it, or NaN."""

    scheme: str
    baseline: str
    metric: str
    mean: float
    lo: float
    hi: float
    n: int
    state: str
    needed: float

    @property
    def clear(self) -> bool:
        """True if the interval leaves zero out."""
        return self.state in CLEAR_STATES


def safe_state(state: str, lo: float, hi: float, n: float) -> str:
    """The state as given, weakened where the interval or n would not carry it."""
    if state == "NO_INTERVAL" or not (math.isfinite(lo) and math.isfinite(hi)) or n < SMALLEST_N:
        return "NO_INTERVAL"
    if state in CLEAR_STATES and lo <= 0 <= hi:
        return "NOT_DISTINGUISHABLE"
    return state


class View:
    """What the figures, the page and the terminal need of a comparison, in one language."""

    def __init__(self, comparison: Any, lang: str = "en", focus: str | None = None):
        self.comparison = comparison
        self.lang = lang
        self.w = words(lang)
        self.settings = _nested(getattr(comparison, "settings", {}) or {})
        self.baseline = str(comparison.baseline)
        self.keys = scheme_keys(comparison.schemes)
        self.names = SchemeNames(self.w, scheme_objects(comparison.schemes), [*self.keys, self.baseline])
        self.inks = theme.inks([*self.keys, self.baseline])
        self._focus = focus

    # ---- settings

    def setting(self, path: str, default: Any = None) -> Any:
        """Value under a dotted path of the settings, or `default`."""
        node: Any = self.settings
        for part in path.split("."):
            if not isinstance(node, Mapping) or part not in node:
                return default
            node = node[part]
        return default if node is None else node

    @property
    def years(self) -> int:
        """Years of the horizon."""
        return int(self.setting("horizon.years", 5))

    @property
    def n(self) -> int:
        """Replications per scheme."""
        seeds = getattr(getattr(self.comparison, "question", None), "seeds", ())
        return int(getattr(self.comparison, "n", 0) or len(seeds))

    @property
    def digest(self) -> str:
        """Short digest for headers and footers."""
        return str(getattr(self.comparison, "digest", "") or "")[:7]

    @property
    def company(self) -> str:
        """Label of the company."""
        return labelled(self.settings, ("company",), self.lang, str(self.setting("company.name", "company")))

    @property
    def currency(self) -> str:
        """Currency code of the company."""
        return str(self.setting("company.currency", "EUR"))

    @property
    def primary(self) -> str:
        """The metric the verdict is about."""
        return str(self.setting("study.primary", "customers_kept_pct"))

    @property
    def smallest(self) -> float | None:
        """The least difference worth acting on, in units of the primary metric, or None if not set."""
        return self.setting("study.smallest_difference")

    def unit(self, key: str) -> str:
        """Label of a unit."""
        return labelled(self.settings, ("company", "units", key), self.lang, key)

    def channel(self, key: str) -> str:
        """Label of a channel."""
        return labelled(self.settings, ("channels", key), self.lang, key)

    # ---- tables

    def table(self, name: str) -> pd.DataFrame:
        """A table of the comparison; an empty one with the right columns if it is missing or empty."""
        found = adapt.table(self.comparison, name)
        if not isinstance(found, pd.DataFrame) or found.empty:
            return pd.DataFrame(columns=list(COLUMNS.get(name, ())))
        return found

    def where(self, name: str, **equal: object) -> pd.DataFrame:
        """Rows of a table where the columns have the given values; a column that is missing matches nothing."""
        rows = self.table(name)
        for column, value in equal.items():
            rows = rows[rows[column] == value] if column in rows else rows.iloc[0:0]
        return rows

    @cached_property
    def others(self) -> list[str]:
        """Schemes other than the baseline, in the order given."""
        return [name for name in self.keys if name != self.baseline]

    @cached_property
    def _differences(self) -> dict[tuple[str, str, str], Difference]:
        """All differences by scheme, baseline and metric; the first row of a key counts."""
        found: dict[tuple[str, str, str], Difference] = {}
        for row in self.table("differences").to_dict("records"):
            item = _difference(row, str(row.get("baseline", self.baseline)))
            found.setdefault((item.scheme, item.baseline, item.metric), item)
        return found

    def difference(self, scheme: str, metric: str, baseline: str | None = None) -> Difference | None:
        """The difference of a scheme from the baseline (or from another scheme, if that pair was computed)."""
        return self._differences.get((scheme, baseline or self.baseline, metric))

    def ranked(self, metric: str) -> list[Difference]:
        """Differences from the baseline, highest first; ties by name."""
        found = [self.difference(scheme, metric) for scheme in self.others]
        known = [item for item in found if item is not None and math.isfinite(item.mean)]
        return sorted(known, key=lambda item: (-item.mean, self.names.short(item.scheme)))

    @cached_property
    def focus(self) -> str:
        """The scheme the story is about: the highest clear gain, else the largest clear loss, else the highest mean."""
        if self._focus:
            return self._focus
        ranked = self.ranked(self.primary)
        gains = [item for item in ranked if item.clear and item.mean > 0]
        losses = [item for item in ranked if item.clear and item.mean < 0]
        chosen = gains[:1] or losses[-1:] or ranked[:1]
        return chosen[0].scheme if chosen else next(iter(self.others), self.baseline)

    @property
    def pair(self) -> list[str]:
        """Focus and baseline, the two schemes that small figures compare."""
        return [self.focus] if self.focus == self.baseline else [self.focus, self.baseline]

    def crossing(self, scheme: str) -> tuple[float, float]:
        """Years up to which it clearly trailed and from which it clearly led to the end; NaN if never."""
        rows = self.where("crossing", scheme=scheme)
        if rows.empty:
            return math.nan, math.nan
        return float(rows.iloc[0]["T1"]), float(rows.iloc[0]["T2"])


def _difference(row: Mapping[Any, Any], baseline: str) -> Difference:
    """Read one row of `differences`; without n the state is taken as given."""
    mean, lo, hi = (float(row[key]) for key in ("mean", "lo", "hi"))
    n = row.get("n")
    count = SMALLEST_N if n is None or pd.isna(n) else int(n)
    needed = row.get("needed")
    wanted = math.nan if needed is None or pd.isna(needed) else float(needed)
    state = safe_state(str(row["state"]), lo, hi, count)
    return Difference(str(row["scheme"]), baseline, str(row["metric"]), mean, lo, hi, count, state, wanted)


def _nested(settings: Any) -> dict[str, Any]:
    """Settings as nested plain mappings."""
    if is_dataclass(settings) and not isinstance(settings, type):
        return asdict(settings)
    return dict(settings) if isinstance(settings, Mapping) else {}
