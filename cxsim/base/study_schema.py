"""Settings of a study: what is compared on which terms; and of a design: what is varied, from where to where, by which plan."""

from __future__ import annotations

from dataclasses import dataclass, field

from cxsim.base.engine_schema import ON_ERROR
from cxsim.base.fields import choice, choice_or, param, text
from cxsim.base.search_schema import SearchSettings

NONE = "none"
GRID, ZIP, LIST, CSV = "grid", "zip", "list", "csv"
LATIN_HYPERCUBE, SOBOL = SAMPLED = ("latin_hypercube", "sobol")
MORRIS, SOBOL_INDICES = BLOCKED = ("morris", "sobol_indices")  # points hang together in blocks: for sensitivity, not for maps


@dataclass
class Factor:
    """One setting that varies: a range for sampled designs, values for grid and zip; list and csv bring their own."""

    key: str = field(metadata={"unit": "text", "note": "dotted setting", "grade": "-"})
    label_en: str | None = field(default=None, metadata={"unit": "text", "grade": "-"})
    label_fi: str | None = field(default=None, metadata={"unit": "text", "grade": "-"})
    low: float | None = field(default=None, metadata={"unit": "unit of the setting", "grade": "-"})
    high: float | None = field(default=None, metadata={"unit": "unit of the setting", "grade": "-"})
    values: list[float] = field(default_factory=list, metadata={"unit": "values of the setting", "grade": "-"})


@dataclass
class DesignSettings:
    """Levers are what the firm decides, uncertainties what it does not know (the words of exploratory modelling, Bankes 1993)."""

    kind: str = choice_or(NONE, GRID, ZIP, LIST, CSV, *SAMPLED, *BLOCKED)
    points: int = field(default=0, metadata={"unit": "points of a sampled design", "low": 0, "high": 1_000_000, "grade": "-"})
    trajectories: int = field(default=0, metadata={"unit": "trajectories of kind morris", "low": 0, "high": 100_000, "grade": "-"})
    levels: int = field(default=4, metadata={"unit": "levels per factor of kind morris, even", "low": 2, "high": 100, "grade": "-"})
    base_sample: int = field(default=0, metadata={"unit": "base sample of kind sobol_indices, a power of two", "low": 0, "high": 1_048_576, "grade": "-"})
    outcomes: list[str] = field(default_factory=list, metadata={"unit": "outcomes looked at, none = the headline ones for drivers, the primary for a rule", "grade": "-"})
    levers: dict[str, Factor] = field(default_factory=dict, metadata={"unit": "group", "of": Factor, "grade": "-"})
    uncertainties: dict[str, Factor] = field(default_factory=dict, metadata={"unit": "group", "of": Factor, "grade": "-"})
    rows: list[dict[str, float]] = field(default_factory=list, metadata={"unit": "points of kind list, by name of factor", "grade": "-"})
    file: str | None = field(default=None, metadata={"unit": "text", "note": "table of kind csv: a column per factor", "grade": "-"})

    @property
    def factors(self) -> dict[str, Factor]:
        """Levers and uncertainties by name."""
        return {**self.levers, **self.uncertainties}


@dataclass
class StudySettings:
    """What is compared with what, and on which terms."""

    schemes: list[str] = field(metadata={"unit": "scheme names", "grade": "-"})
    baseline: str = text("name of the scheme differences are taken from")
    replications: int = param("seeds per scheme", 1, 100_000, grade="-")
    basis: str = choice("equal_cost", "equal_weight", "equal_power")
    readings: list[str] = field(metadata={"unit": "names of readings the verdict is checked under", "grade": "-"})
    reading_replications: int = param("seeds per scheme for the other readings", 0, 100_000, grade="-")
    handoff_costs: list[float] = field(metadata={"unit": "values of journeys.handoff_cost for the break-even line", "low": 0, "high": 5, "grade": "-"})
    handoff_replications: int = param("seeds per scheme and handoff cost", 0, 100_000, grade="-")
    primary: str = text("summary metric the verdict is about")
    on_error: str = field(default=ON_ERROR[0], metadata={"unit": "name", "choices": ON_ERROR, "source": "design", "grade": "-"}, kw_only=True)
    stop_width: float | None = field(default=None, metadata={"unit": "units of the primary metric: add seeds until its widest interval is no wider; absent = not asked", "low": 1e-9, "high": 1e12, "grade": "-"}, kw_only=True)
    most_replications: int = field(default=200, metadata={"unit": "seeds per scheme that stop_width may ask for", "low": 1, "high": 100_000, "grade": "-"}, kw_only=True)
    design: DesignSettings = field(default_factory=DesignSettings, metadata={}, kw_only=True)
    search: SearchSettings = field(default_factory=SearchSettings, metadata={}, kw_only=True)
    smallest_difference: float | None = field(metadata={"unit": "units of the primary metric, absent = not set", "low": 0, "high": 1e12, "grade": "-"})
