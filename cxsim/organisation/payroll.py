"""Who is on the payroll, one line per seat, scaled to the number of customers simulated."""

from __future__ import annotations

from cxsim.base.schema import CompanySettings
from cxsim.organisation.layout import TOUCHPOINT, Layout
from cxsim.pay.year import Person


def payroll(company: CompanySettings, layout: Layout, customers: float) -> list[Person]:
    """Lines of all seats for a company of `customers` people.

    A seat stands for customers / (people per touchpoint manager x touchpoints) persons: the whole number is the
    `count`, the rest scales base pay (whole cents), so that pay per customer does not depend on how many are simulated.
    """
    seats = max(1, len(layout.of_kind(TOUCHPOINT)))
    size = customers / (company.people_per_touchpoint_manager * seats) if company.people_per_touchpoint_manager else 1.0
    count = max(1, round(size))
    pay = {level: round(amount * size / count, 2) for level, amount in company.base_pay_eur.items()}
    return [
        Person(seat.name, seat.level, seat.unit, seat.touchpoint, pay[seat.level], count=count) for seat in layout.seats
    ]
