"""Deferred pay inside a simulation: a tranche pays in full only if the person's bonus is at target or above in its year."""

from __future__ import annotations

from cxsim.pay.year import YearPay


class Vesting:
    """Tranches waiting, by person; forfeits are rounded down to cents, as in rule R17."""

    def __init__(self) -> None:
        self._waiting: list[dict[str, list[int]]] = []  # one entry per grant year: person -> cents by year to come

    def of_year(self, pay: YearPay) -> int:
        """Let the tranches due this year vest, grant this year's; returns the cents forfeited."""
        payout = {person.person_id: max(0.0, min(person.payout_pct, 100.0)) for person in pay.people}
        lost = 0
        for grant in self._waiting:
            for person, tranches in grant.items():
                if tranches:
                    due = tranches.pop(0)
                    lost += due * (10_000 - round(payout.get(person, 100.0) * 100)) // 10_000
        self._waiting.append({person.person_id: list(person.tranches_cents) for person in pay.people})
        return lost
