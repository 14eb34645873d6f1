"""The register of assumptions in the order of what should be measured next: influence on the verdict x weakness of evidence."""

from __future__ import annotations

from cxsim.report.description.settings import allowed, default_company, of_company
from cxsim.report.description.tables import code, number, table
from cxsim.study.folders import choices
from cxsim.study.leaves import Leaf, leaves
from cxsim.trust import register, stored
from cxsim.trust.leaves import CHOICE
from cxsim.trust.register import WEAKNESS, Entry

NOT_YET = "Not measured yet: `cxsim verify register --store`."
LEVELS = (("customers_kept_pct", "kept"), ("true_cx", "true CX"), ("revenue_eur", "revenue"), ("profit_after_bonus_eur", "profit"))
GAPS = (("diff_customers_kept_pct", "Δ kept"), ("diff_true_cx", "Δ true CX"), ("diff_profit_after_bonus_eur", "Δ profit"))


def rows() -> list[dict[str, str]]:
    """The stored table."""
    return register.read_csv(stored.table_file(register.NAME))


def verdicts() -> str:
    """How the verdicts stand, from the stored report."""
    report = stored.reports().get(register.NAME)
    if report is None:
        return NOT_YET
    told = [line for line in report.lines if line.topic.endswith("does the verdict stand")]
    head = f"Measured by `{report.command}`, cxsim {report.version}, model {report.basis}."
    cells = []
    for line in told:
        spread = f"{line.lo:.3g} to {line.hi:.3g}" if line.lo == line.lo else ""
        value = f"{line.value:.3g} {line.unit}" if line.value == line.value else "no clear difference to turn"
        cells.append((line.topic.partition(":")[0], line.name, value, spread, line.note))
    return "\n".join([head, "", table(("Company", "What", "Size", "95 %", "Note"), cells)])


def ordered() -> list[tuple[Leaf, Entry]]:
    """Assumptions by influence x weakness, the most worth measuring first."""
    facts = by_key()
    found = [(facts[key], entry) for key, entry in register.ranking(rows()).items() if key in facts]
    return sorted(found, key=lambda pair: (-pair[1].influence * WEAKNESS[pair[0].grade], pair[1].key))


def by_key() -> dict[str, Leaf]:
    """Leaves by the key they are moved under, over all companies."""
    found: dict[str, Leaf] = {}
    for company in [default_company(), *choices("company")]:
        for leaf in leaves(of_company(company)):
            key = f"company.units.*.{leaf.path[-1]}" if leaf.path[:2] == ("company", "units") else leaf.key
            if leaf.grade in WEAKNESS:
                found.setdefault(key, leaf)
    return found


def register_table() -> str:
    """Every screened assumption."""
    if not rows():
        return NOT_YET
    heads = ("", "Setting", "Grade", "Influence", "Turns", *(name for _, name in GAPS), *(name for _, name in LEVELS), "Value", "Range", "Source")
    cells = [_row(place, *pair) for place, pair in enumerate(ordered(), start=1)]
    return table(heads, cells)


def _row(place: int, leaf: Leaf, entry: Entry) -> tuple[object, ...]:
    sizes = [_size(entry.shifts[name]) for name, _ in (*GAPS, *LEVELS)]
    turns = f"{entry.flips} of {entry.verdicts}" if entry.verdicts else ""
    value = "by unit" if entry.key.startswith("company.units.*") else number(leaf.value)
    return place, code(entry.key), leaf.grade, f"{entry.influence:.2f}", turns, *sizes, value, allowed(leaf), leaf.source


def choices_table() -> str:
    """The same for other shipped choices."""
    found = [row for row in rows() if row["side"] == CHOICE]
    if not found:
        return NOT_YET
    names = [name for name, _ in GAPS]
    heads = ("Company", "Choice", *(f"{word} after" for _, word in GAPS), *(name for _, name in LEVELS))
    cells = [
        (row["company"], code(row["key"]), *(_spread(row, name) for name in names), *(_size(float(row[f"{name}_shift"] or 0)) for name, _ in LEVELS))
        for row in [*(row for row in rows() if not row["key"]), *found]
    ]
    return table(heads, [(company, key or "as it is", *more) for company, key, *more in cells])


def _spread(row: dict[str, str], name: str) -> str:
    after, half = float(row[f"{name}_after"] or 0), float(row[f"{name}_after_half"] or 0)
    return f"{after:+.2f} ± {half:.2f}"


def _size(value: float) -> str:
    return "0" if abs(value) < 0.005 else f"{value:+.2f}"
