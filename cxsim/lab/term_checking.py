"""What stands in the way of a scheme's conditions and multipliers, in the reader's words."""

from __future__ import annotations

from typing import Any

from cxsim.lab.draft import LEVELS, SCOPES, SchemeDraft
from cxsim.lab.wording import level_said, measure_said, plain
from cxsim.report.words import Words

MOST = 300  # % of target, and of the target bonus


def term_reasons(letter: str, scheme: SchemeDraft, w: Words) -> list[str]:
    """Every reason; empty when all can be paid."""
    found: list[str] = []
    paid = {measure for parts in scheme.weights.values() for measure, pct in parts.items() if pct}
    for place, row in enumerate(scheme.gates.values(), 1):
        said = {"letter": letter, "name": w("lab_build.terms.gate", n=place)}
        found += _gate(row, paid, said, w) + _levels(row, said, w)
    for place, row in enumerate(scheme.modifiers.values(), 1):
        said = {"letter": letter, "name": w("lab_build.terms.modifier", n=place)}
        found += _curve(row["curve"], said, w) + _levels(row, said, w)
    return found


def _gate(row: dict[str, Any], paid: set[str], said: dict[str, str], w: Words) -> list[str]:
    found = []
    effect = "factor" if "factor" in row else "cap_pct"
    amount = row[effect] if effect == "cap_pct" or row[effect] is None else 100 * row[effect]
    numbers = [("required", row["required"], MOST), (f"amount.{effect}", amount, MOST if effect == "cap_pct" else 100)]
    for field, value, most in numbers:
        if row.get("basis") == "value" and field == "required":
            continue
        if value is None or not 0 <= value <= most:
            x = "–" if value is None else plain(value, w)
            found.append(w("lab_build.terms.why_not.number", field=w(f"lab_build.terms.{field}"), x=x, low="0", high=plain(most, w), **said))
    if row.get("component", "") and row["component"] not in paid:
        found.append(w("lab_build.terms.why_not.component", measure=measure_said(row["component"], w), **said))
    return found


def _levels(row: dict[str, Any], said: dict[str, str], w: Words) -> list[str]:
    levels = row.get("levels", LEVELS)
    if not levels:
        return [w("lab_build.terms.why_not.levels", **said)]
    wrong = [level for level in levels if row["scope"] not in SCOPES[level]]
    measure = measure_said(f"{row['metric']}/{row['scope']}", w)
    return [w("lab_build.terms.why_not.scope", level=level_said(level, w), measure=measure, **said) for level in wrong]


def _curve(curve: Any, said: dict[str, str], w: Words) -> list[str]:
    if not isinstance(curve, list):
        return []
    if None in curve:
        return [w("lab_build.terms.why_not.curve", **said)]
    x0, p0, x1, p1 = curve
    return [] if 0 <= x0 < 100 < x1 and 0 <= p0 <= 100 <= p1 <= MOST else [w("lab_build.terms.why_not.curve", **said)]
