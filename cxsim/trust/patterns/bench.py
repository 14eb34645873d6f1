"""What every pattern starts from: settings of the checks' size, shipped schemes, and the worlds made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from cxsim.base.schema import Settings
from cxsim.trust.patterns.worlds import Case, World, with_behaviour

SECTION = "patterns"


@dataclass(frozen=True)
class Bench:
    """`settings` of the company under test, `null` of the null company, `schemes` shipped by name."""

    settings: Settings
    null: Settings
    schemes: dict[str, dict[str, Any]]

    def case(self, scheme: str, name: str = "", **behaviour: Any) -> Case:
        """A shipped scheme as a case, under another name when behaviour differs."""
        return Case(name or scheme, self.schemes[scheme], behaviour)

    def home(self, *cases: Case) -> World:
        """The company as it is."""
        return World("home", self.settings, cases)

    def long(self, years: int, *cases: Case) -> World:
        """The company as it is, for longer."""
        horizon = replace(self.settings.horizon, years=max(years, self.settings.horizon.years))
        return World("long", replace(self.settings, horizon=horizon), cases)

    def crossing(self, share: float, *cases: Case) -> World:
        """The company with another share of journeys that cross units."""
        journeys = replace(self.settings.journeys, cross_unit_share=share)
        return World(f"crossing {share:g}", replace(self.settings, journeys=journeys), cases)

    def split(self, units: int, *cases: Case) -> World:
        """The first unit's business divided evenly among so many units: same people, same needs, same money."""
        return World(f"{units} units", split_company(self.settings, units), cases)

    def small_survey(self, share: float, *cases: Case) -> World:
        """The company asking only a share of the people it asks now."""
        survey = self.settings.survey
        fewer = replace(
            survey,
            touchpoint_share=survey.touchpoint_share * share,
            journey_share=survey.journey_share * share,
            relationship_rate=survey.relationship_rate * share,
        )
        return World("small survey", replace(self.settings, survey=fewer), cases)

    def deaf(self, *cases: Case) -> World:
        """The company with managers who do not hear pay."""
        return World("deaf", with_behaviour(self.settings, pay_sensitivity=0.0), cases)


def split_company(settings: Settings, units: int) -> Settings:
    """Everybody holds every line; lines share needs, prices and fixed costs evenly, so totals do not depend on `units`."""
    first = next(iter(settings.company.units.values()))
    weekly = sum(unit.price_cents_week * unit.holding_share for unit in settings.company.units.values())
    fixed = sum(unit.fixed_cost_cents_week for unit in settings.company.units.values())
    part = replace(
        first,
        need_share=1.0 / units,
        holding_share=1.0,
        price_cents_week=round(weekly / units),
        fixed_cost_cents_week=round(fixed / units),
    )
    company = replace(settings.company, units={f"unit_{k + 1}": part for k in range(units)})
    return replace(settings, company=company)
