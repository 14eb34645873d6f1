"""Who is on the payroll, one line per seat, scaled to the number of customers simulated."""

from __future__ import annotations

from dataclasses import dataclass

from cxsim.base.schema import CompanySettings
from cxsim.organisation.layout import TOUCHPOINT, Layout


@dataclass(frozen=True)
class PayrollLine:
    """One seat as the pay engine takes it; `count` people with this base pay each."""

    person_id: str
    level: str
    unit: str
    touchpoint: str
    base_pay_eur: float
    days: int = 365
    fte: int = 100
    count: int = 1


def payroll(company: CompanySettings, layout: Layout, customers: float) -> list[PayrollLine]:
    """Lines of all seats for a company of `customers` people.

    A seat stands for customers / (people per touchpoint manager x touchpoints) persons: the whole number is the
    `count`, the rest scales base pay, so that pay per customer does not depend on how many are simulated.
    """
    seats = max(1, len(layout.of_kind(TOUCHPOINT)))
    size = customers / (company.people_per_touchpoint_manager * seats) if company.people_per_touchpoint_manager else 1.0
    count = max(1, round(size))
    scale = size / count
    return [
        PayrollLine(
            seat.name,
            seat.level,
            seat.unit,
            seat.touchpoint,
            round(company.base_pay_eur[seat.level] * scale, 2),
            count=count,
        )
        for seat in layout.seats
    ]
