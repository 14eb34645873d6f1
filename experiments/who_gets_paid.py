"""Question: if managers are paid by another scheme, what do customers, and the money they bring, do over five years?

All twelve built-in schemes on the same people and the same luck, at equal expected cost, against growth pay of the
own unit. Run it with

    python experiments/who_gets_paid.py --quick
    python experiments/who_gets_paid.py company=bank customers.reading=temper
"""

from __future__ import annotations

import sys
from typing import Sequence

from common import MAIN_BLOCK_ONLY, asked, save, verdicts

import cxsim
from cxsim.report.figures import schemes
from cxsim.report.view import View

QUESTION = "Who gets paid for what: which scheme keeps most customers, and what does that cost and earn?"


def study(*overrides: str) -> cxsim.Comparison:
    """The main comparison without its side studies (readings, cost of a handoff)."""
    return cxsim.compare(cxsim.load(*MAIN_BLOCK_ONLY, *overrides))


def main(argv: Sequence[str] | None = None) -> cxsim.Comparison:
    """Run the study, say what came out, draw it."""
    overrides, path = asked(argv, QUESTION, "who_gets_paid")
    comparison = study(*overrides)
    verdicts(comparison)
    # The basis is part of the answer: at equal cost, schemes differ in what the same money asks for.
    print(f"Basis: {comparison.settings.study.basis.replace('_', ' ')}.")
    save(schemes.draw(View(comparison, "en")), path)
    return comparison


if __name__ == "__main__":  # workers import this file
    main(sys.argv[1:])
