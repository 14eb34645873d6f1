"""Question: at which level is a slice of company CX worth most: the same everywhere, rising, or falling with seniority?

The seed texts propose weights that rise with seniority; the opposite gradient is the fair rival. Run it with

    python experiments/where_in_the_hierarchy.py --quick
    python experiments/where_in_the_hierarchy.py study.basis=equal_power
"""

from __future__ import annotations

import sys
from typing import Sequence

from common import MAIN_BLOCK_ONLY, asked, save, verdicts

import cxsim
from cxsim.report.figures import attention
from cxsim.report.view import View

QUESTION = "Where in the hierarchy should company CX be paid: flat, rising or falling with seniority?"


def study(*overrides: str) -> cxsim.Comparison:
    """Four schemes of conf/experiment/where_in_the_hierarchy.yaml; the flat one is the baseline."""
    return cxsim.compare(cxsim.load("experiment=where_in_the_hierarchy", *MAIN_BLOCK_ONLY, *overrides))


def gradients(comparison: cxsim.Comparison) -> str:
    """The one pair the question is about: rising against falling."""
    pairs, both = comparison.pairs, {"seniority_gradient", "inverse_gradient"}
    chosen = pairs["first"].isin(both) & pairs["second"].isin(both) & (pairs["metric"] == comparison.question.primary)
    row = pairs[chosen].iloc[0]
    size = f"{row['mean']:+.2f} points"
    if row["state"] == "NO_INTERVAL":
        return f"{row['first']} minus {row['second']}: {size}; too few replications for an interval."
    told = "cannot be told apart" if row["lo"] <= 0.0 <= row["hi"] else "differ"
    return f"{row['first']} minus {row['second']}: {size} ({row['lo']:+.2f} to {row['hi']:+.2f}); the two {told}."


def main(argv: Sequence[str] | None = None) -> cxsim.Comparison:
    """Run the study, say what came out, draw where attention went."""
    overrides, path = asked(argv, QUESTION, "where_in_the_hierarchy")
    comparison = study(*overrides)
    verdicts(comparison)
    print(gradients(comparison))
    save(attention.draw(View(comparison, "en")), path)
    return comparison


if __name__ == "__main__":  # workers import this file
    main(sys.argv[1:])
