"""The program's own code set to special cases for which theory has an exact answer, beside that answer.

Nothing is written anew for the check but the answer itself: choices come from the managers' kernels, payouts from
the pay engine, leavers from the customers' kernel. Tolerances were set before anything was measured.
"""

from __future__ import annotations

from typing import Hashable, Mapping

from cxsim.study.jobs import Job
from cxsim.trust.closed_forms import contracts, customers, limits, thresholds
from cxsim.trust.closed_forms.special import NAME
from cxsim.trust.lines import Line
from cxsim.trust.section import Ask, Outcomes, Section

PARTS = {"customers": customers.lines, "contracts": contracts.lines, "thresholds": thresholds.lines, "limits": limits.lines}
ORDER = ("contracts", "thresholds", "customers", "limits")


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """One process for each theme, the longest first."""
    return {name: (lines, (ask.settings, ask.size.quick)) for name, lines in PARTS.items()}


def read(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """The lines of every theme."""
    return [line for name in ORDER for line in outcomes[name]]


CLOSED_FORMS = Section(
    NAME,
    "Where theory has an exact answer",
    "Set to the special cases that textbooks solve, does the program give the textbooks' answers?",
    jobs,
    read,
)
