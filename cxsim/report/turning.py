"""Words and map of the rule of a designed study: where the recommendation changes, or that no rule was found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cxsim.report import numbers
from cxsim.report.figures import designs
from cxsim.report.words import raised
from cxsim.study.design.found import counts, drivers
from cxsim.study.design.rules import NO_RULE, RULE, Condition, Rule

if TYPE_CHECKING:
    import pandas as pd

    from cxsim.report.design import Told

MOST_MAPS = 4  # schemes with a panel of their own
TICKS = 100  # a boundary is told to a hundredth of the range of its factor


class Turning:
    """The rules of a study in one language, by outcome and scheme; `tables` are the differences by outcome."""

    def __init__(self, told: Told, tables: dict[str, pd.DataFrame], rules: dict[tuple[str, str], Rule]):
        self.told, self.tables, self.rules, self.w, self.lang = told, tables, rules, told.w, told.lang

    def value(self, factor: str, value: float) -> str:
        """A boundary, no finer than the range of its factor deserves."""
        column = self.told.table[factor]
        step = float(column.max() - column.min()) / TICKS
        return numbers.number(value, max(0, min(6, math.ceil(-math.log10(step)))) if step > 0 else 2, self.lang)

    def share(self, value: float) -> str:
        """A share as a percentage; one below half a percent keeps a decimal."""
        return numbers.percent(100 * value, 1 if 0 < value < 0.01 else 0, self.lang) if math.isfinite(value) else "–"

    def quoted(self, factor: str) -> str:
        """Label of a factor inside a sentence."""
        return self.w("sensitivity.quoted", text=self.told.factor(factor))

    def condition(self, one: Condition) -> str:
        """One side of the box in mid-sentence."""
        return self.w("turning.above" if one.above else "turning.up_to", factor=self.quoted(one.factor), value=self.value(one.factor, one.boundary))

    def conditions(self, rule: Rule) -> str:
        """All sides of the box."""
        return self.w.listing([self.condition(one) for one in rule.conditions])

    def sentences(self) -> list[dict[str, Any]]:
        """Per outcome and scheme its rule in one sentence, and what is said of its strength."""
        return [{"main": raised(self.main(outcome, scheme)), "more": self.more(rule), "found": rule.state == RULE} for (outcome, scheme), rule in self.rules.items()]

    def main(self, outcome: str, scheme: str) -> str:
        """The rule of a scheme in an outcome, or why there is none."""
        rule = self.rules[outcome, scheme]
        facts: dict[str, Any] = {"label": self.told.scheme(scheme), "base": self.told.scheme(self.told.study.baseline), "metric": self.told.metric(outcome),
                                 "behind": self._behind(outcome, scheme), "points": rule.points, "ahead": rule.ahead, "inside": rule.inside}  # fmt: skip
        if rule.state == RULE:
            facts |= {"conditions": self.conditions(rule), "density": self.share(rule.density), "coverage": self.share(rule.coverage)}
        return self.w(f"turning.{rule.state}", **facts)

    def more(self, rule: Rule) -> list[str]:
        """How well a rule holds on points left out, and how firm its boundaries are."""
        if rule.state != RULE:
            return []
        facts = {"density": rule.cv_density, "coverage": rule.cv_coverage, "base_rate": rule.base, "chance": rule.chance}
        said = [self.w("turning.left_out", **{name: self.share(value) for name, value in facts.items()})]
        for one in rule.conditions:
            ends = {"lo": self.value(one.factor, one.lo), "hi": self.value(one.factor, one.hi)}
            said.append(self.w("turning.boundary", factor=self.quoted(one.factor), kept=self.share(one.kept), **ends))
        return said

    def _behind(self, outcome: str, scheme: str) -> int:
        return next(count.behind for count in counts(self.tables[outcome]) if count.scheme == scheme)

    def mapped(self) -> list[tuple[str, str]]:
        """Outcomes and schemes whose map is drawn: those with points enough on both sides, rules first."""
        two_sided = [asked for asked, rule in self.rules.items() if rule.state in (RULE, NO_RULE)]
        return sorted(two_sided, key=lambda asked: self.rules[asked].state != RULE)[:MOST_MAPS]

    def title(self) -> str:
        """What the map shows."""
        shown = self.mapped()
        (outcome, scheme), rule = shown[0], self.rules[shown[0]]
        facts = {"label": self.told.scheme(scheme), "metric": self.told.metric(outcome)}
        if rule.state == RULE:
            return self.w("turning.map_title_rule", conditions=self.conditions(rule), **facts)
        return self.w("turning.map_title_none", **facts) if len(shown) == 1 else self.w("turning.map_title_no_rules", base=self.told.scheme(self.told.study.baseline))

    def figure(self) -> Any:
        """The map over the two most telling factors; None when all points are on one side or only one factor varies."""
        if not self.mapped() or len(self.told.study.design.factors) < 2:
            return None
        panels = []
        for outcome, scheme in self.mapped():
            rule, table = self.rules[outcome, scheme], self.tables[outcome]
            shown = list(rule.conditions) if rule.state == RULE else []
            share = self.w("turning.map_panel", ahead=rule.ahead, points=rule.points)
            title = f"{self.told.scheme(scheme)}, {self.w.name('metric', outcome)}: {share}"
            panels.append((title, table[table["scheme"] == scheme], self._two(outcome, scheme), shown))
        labels = {name: self.told.factor(name) for name in self.told.study.design.factors}
        sides = {name: self.w(f"turning.sides.{name}") for name in ("ahead", "behind", "open")}
        return designs.flip_map(panels, labels, sides, self.w("turning.box"), self.lang)

    def _two(self, outcome: str, scheme: str) -> list[str]:
        """Factors of the rule first, then those that go most with the difference."""
        ranked = drivers(self.told.lived, self.tables[outcome])
        rule = self.rules[outcome, scheme]
        known = list(rule.telling) if rule.state == RULE else []
        return list(dict.fromkeys([*known, *ranked.loc[ranked["scheme"] == scheme, "factor"]]))[:2]
