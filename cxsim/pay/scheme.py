"""A reward scheme as people compare them: who is paid for what, at which level, by which curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.pay.fields import Problems
from cxsim.pay.numbers import HUNDRED, exact
from cxsim.pay.plan import Component, Deferral, Gate, Level, Plan
from cxsim.pay.plan_form import read_plan
from cxsim.pay.scheme_form import LEVELS, plan_mapping, read_text, standard_practice

if TYPE_CHECKING:
    from cxsim.pay.payout import Payout, Results


@dataclass(frozen=True)
class Scheme:
    """A named pay plan with texts in English and Finnish. Read it with `from_yaml` or `from_mapping`.

    `plan` holds the exact rules; the methods give what the simulation and the reports ask for.
    """

    name: str
    labels: dict[str, str]
    shorts: dict[str, str]
    forms_fi: dict[str, str]
    plan: Plan
    mapping: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # the plain form it was read from

    @classmethod
    def from_yaml(cls, path: str | Path) -> Scheme:
        """Read one scheme file.

        Raises
        ------
        InputError
            For a file that cannot be read, unknown keys, metrics or levels, and weights that do not add to 100.
        """
        from cxsim.base.reading import read_yaml

        data = read_yaml(path)
        return cls.from_mapping({"name": Path(path).stem, **data} if isinstance(data, Mapping) else data)

    @classmethod
    def from_mapping(cls, data: Any, standard: Mapping[str, Any] | None = None) -> Scheme:
        """Build a scheme from plain dicts; what it leaves out comes from `standard`, or from usual practice.

        Raises
        ------
        InputError
            As `from_yaml`, with every fault found.
        """
        problems = Problems()
        form, names = plan_mapping(data, standard or standard_practice(), problems)
        plan = read_plan(form, problems, "scheme")
        problems.raise_any()
        name = str(data.get("name", "scheme"))
        label = read_text(data, "label", name.replace("_", " ").capitalize())
        plan = replace(plan, name=name, levels={n: _with_names(plan.levels[n], names[n]) for n in plan.levels})
        given = data.get("forms_fi")
        forms = {str(case): str(form) for case, form in given.items()} if isinstance(given, Mapping) else {}
        return cls(name, label, read_text(data, "short", label["en"]) if "short" in data else label, forms, plan, dict(data))

    def label(self, lang: str = "en") -> str:
        """Full name in `en` or `fi`."""
        return self.labels.get(lang, self.labels["en"])

    def short(self, lang: str = "en") -> str:
        """Short name for figures and tables."""
        return self.shorts.get(lang, self.shorts["en"])

    @property
    def levels(self) -> list[str]:
        """Levels that can earn a bonus, lowest first."""
        return [level for level in LEVELS if level in self.plan.levels]

    def components(self, level: str) -> list[Component]:
        """What a level is paid for, in the order written; empty for a level without bonus."""
        return list(self.plan.levels[level].components) if self._pays(level) else []

    def gates(self, level: str) -> list[Gate]:
        """Conditions that apply to a level, on single components and on the whole score."""
        found = self.plan.levels.get(level)
        return [*found.component_gates, *found.score_gates] if found else []

    def target_bonus(self, level: str) -> float:
        """Target bonus as a share of base pay; 0 for a level without bonus."""
        return float(self.plan.levels[level].target_bonus_pct / HUNDRED) if self._pays(level) else 0.0

    def deferral(self, level: str) -> Deferral | None:
        """How a level's award waits; None when all is paid at once."""
        return self.plan.deferral.get(level)

    def scaled(self, factor_by_level: Mapping[str, float]) -> Scheme:
        """The same scheme with target bonuses multiplied by level, for comparisons at equal cost or equal power.

        Raises
        ------
        InputError
            For an unknown level or a factor that is negative or no number.
        """
        factors = {level: _factor(level, factor) for level, factor in factor_by_level.items()}
        levels = {
            name: replace(level, target_bonus_pct=level.target_bonus_pct * factors.get(name, 1))
            for name, level in self.plan.levels.items()
        }
        plain = {name: {**dict(self.mapping["levels"][name]), "target_bonus_pct": float(level.target_bonus_pct)} for name, level in levels.items()}
        return replace(self, plan=replace(self.plan, levels=levels), mapping={**self.mapping, "levels": plain})

    def payout(
        self, scorecard: Results, level: str | None = None, unit: str = "", touchpoint: str = "",
        base_pay_eur: Mapping[str, float] | None = None,
    ) -> Payout:
        """What the scheme pays for given results, item by item, before any pool.

        `scorecard` maps (metric, scope, code) to (actual, target); code is "" for the company. Without `level`,
        every paid level is shown for every unit and touchpoint that the scorecard names.
        """
        from cxsim.pay.payout import itemise

        return itemise(self, scorecard, level, unit, touchpoint, base_pay_eur)

    def _pays(self, level: str) -> bool:
        if level not in LEVELS:
            raise InputError(Problem(f"unknown level '{level}'", fix=nearest(level, LEVELS), rule="R1"))
        return level in self.plan.levels

    def __repr__(self) -> str:
        lines = [f"Scheme {self.name}: {self.label()}"]
        for level in self.levels:
            parts = ", ".join(f"{c.weight:.0%} {c.metric} ({c.scope})" for c in self.components(level))
            lines.append(f"  {level}: target bonus {self.target_bonus(level):.1%} of base pay; {parts}")
        return "\n".join(lines if self.levels else [*lines, "  no bonus"])


def _with_names(level: Level, names: list[str]) -> Level:
    parts = tuple(replace(part, name=name) for part, name in zip(level.components, names, strict=True))
    return replace(level, components=parts)


def _factor(level: str, factor: float) -> Fraction:
    if level not in LEVELS:
        raise InputError(Problem(f"unknown level '{level}'", fix=nearest(level, LEVELS), rule="R1"))
    try:
        value = exact(factor)
    except ValueError as error:
        raise InputError(Problem(f"factor of {level}: {error}", rule="R1")) from None
    if value < 0:
        raise InputError(Problem(f"factor of {level} is negative", value=factor, rule="R11"))
    return value
