"""Where in a week's row of the ledger the counts of a touchpoint, a unit or a pair of units begin."""

from __future__ import annotations

from cxsim.base.compiled import lean
from cxsim.base.hints import natural
from cxsim.customers import ledger as book


@lean
def touch(rules, unit, channel):
    """First ledger column of a touchpoint."""
    return natural(rules.at_touch + (unit * rules.channels + channel) * len(book.TOUCH))


@lean
def account(rules, unit):
    """First ledger column of a unit."""
    return natural(rules.at_unit + unit * len(book.UNIT))


@lean
def crossing(rules, sender, receiver):
    """First ledger column of handoffs from one unit to another."""
    return natural(rules.at_pair + (sender * rules.units + receiver) * len(book.PAIR))
