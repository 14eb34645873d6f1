"""Where nothing may come of anything: the null company, managers who do not hear pay, and a scheme's copy."""

from __future__ import annotations

import numpy as np

from cxsim.trust.lines import Line, Notebook
from cxsim.trust.patterns.bench import SECTION, Bench
from cxsim.trust.patterns.worlds import Case, Lived, Seen, World, outcome
from cxsim.trust.verdicts import NIL

REFERENCE = "fixed_pay"
OUTCOMES = ("revenue_eur", "true_cx", "customers_kept_pct", "service_cost_eur")


def worlds(bench: Bench) -> list[World]:
    """All shipped schemes in the null company and before deaf managers; one scheme beside its copy."""
    cases = tuple(bench.case(name) for name in bench.schemes)
    twin = Case("twin", {**bench.schemes["company_cx"], "name": "twin"})
    return [World("null", bench.null, cases), bench.deaf(*cases), bench.home(bench.case("company_cx"), twin)]


def nothing(seen: Seen) -> list[Line]:
    """Customers of all schemes must be the same to the last bit."""
    note = Notebook(SECTION, "nothing from nothing")
    pairs = [
        ("null company", "null", "one unit, one channel, nobody hears pay: any scheme against fixed pay"),
        ("pay not heard", "deaf", "behaviour.pay_sensitivity=0: any scheme against fixed pay"),
    ]
    found = [
        note.find(name, NIL, _largest(seen, world), "difference", f"{what}; revenue, cost, true CX, customers, and every column of every person", identity=True)
        for name, world, what in pairs
    ]  # fmt: skip
    same = np.array([_apart(a, b) for a, b in zip(seen.of("home", "company_cx"), seen.of("home", "twin"))])
    return [
        *found,
        note.find(
            "null pair", NIL, same, "difference", "a scheme against its copy under another name", identity=True
        ),
    ]


def _largest(seen: Seen, world: str) -> np.ndarray:
    """Largest difference of any scheme from fixed pay, per seed."""
    first = next(iter(seen.seeds))
    names = [name for name in seen.outcomes[world, first] if name != REFERENCE]
    base = seen.of(world, REFERENCE)
    return np.max([[_apart(a, b) for a, b in zip(seen.of(world, name), base)] for name in names], axis=0)


def _apart(one: Lived, other: Lived) -> float:
    """Largest difference of two runs; 1 when people differ though no outcome does."""
    gaps = [abs(outcome(name)(one) - outcome(name)(other)) for name in OUTCOMES]
    largest = float(np.max(gaps))
    return largest if one.digest == other.digest else max(largest, 1.0)
