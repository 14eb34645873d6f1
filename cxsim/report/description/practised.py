"""Practices as a table: what each changes, after which text, at what price, how well founded, and what it was measured to do."""

from __future__ import annotations

from cxsim.base.levers import LEVERS
from cxsim.base.practice_schema import PracticeSettings
from cxsim.organisation.practice_rules import RULES
from cxsim.report.description.settings import default_company, of_company
from cxsim.report.description.source import first_sentence
from cxsim.report.description.tables import code, table
from cxsim.trust import practices as measured
from cxsim.trust import stored

NOT_YET = "not measured"
EFFECTS = (("true_cx", "True CX, points"), ("customers_kept_pct", "Customers kept, % points"), ("profit_after_bonus_eur", "Profit, EUR"))


def levers() -> str:
    """The closed list of what a practice file may change."""
    rows = [
        (code(group), ", ".join(lever.entries), lever.unit, f"{lever.low:g} to {lever.high:g}", lever.meaning)
        for group, lever in LEVERS.items()
    ]
    return table(("Lever", "Entries", "Unit", "Range", "Meaning"), rows)


def rules() -> str:
    """Functions a practice may use beside levers."""
    rows = [(code(name), ", ".join(RULES.get(name).numbers), first_sentence(RULES.get(name).__doc__ or "")) for name in RULES]
    return table(("`rule`", "Numbers", "What it does"), rows)


def practised(kind: str) -> str:
    """Every shipped practice of a kind with its measured effect."""
    found = measured.shipped(of_company(default_company()))
    rows = [_row(name, item) for name, item in sorted(found.items()) if item.kind == kind]
    heads = ("Practice", "Text", "What changes at full effect", "Builds, fades", "Cost", "Source", "Grade", *(head for _, head in EFFECTS))
    return table(heads, rows)


def together() -> str:
    """All mistakes and all remedies at once, and how the numbers were measured."""
    report, effects = stored.reports().get(measured.NAME), _effects()
    if report is None:
        return f"Not measured yet: `cxsim verify {measured.NAME} --store`."
    head = (
        f"Measured by `{report.command}`, cxsim {report.version}, model {report.basis}: each beside the same company without it under "
        f"{measured.SCHEME.replace('_', ' ')} pay, {measured.SEEDS} paired seeds, {measured.PEOPLE:,} people, {measured.YEARS} years; mean and 95 % interval, each for itself."
    )
    rows = [(name, *(effects.get((name, outcome), NOT_YET) for outcome, _ in EFFECTS)) for name in (measured.MISTAKES, measured.REMEDIES)]
    return "\n".join([head, "", table(("Together", *(head for _, head in EFFECTS)), rows)])


def _row(name: str, item: PracticeSettings) -> tuple[str, ...]:
    effects = _effects()
    price = f"{item.cost_once_cents:g} + {item.cost_cents_week:g} a week"
    speeds = f"{item.build_speed:g}, {item.fade_speed:g} a quarter; spreads over {item.ramp_years:g} years"
    what = f"{code(name)} {item.label_en}. {item.acts_en}"
    return (what, item.texts, _changes(item), speeds, price, item.source, item.grade, *(effects.get((name, outcome), NOT_YET) for outcome, _ in EFFECTS))


def _changes(item: PracticeSettings) -> str:
    parts = [f"{group}.{entry} {amount:+g}" for group, amounts in item.changes.items() for entry, amount in amounts.items()]
    if item.rule != "levers":
        parts.append(f"rule {item.rule} ({', '.join(f'{name} {value:g}' for name, value in item.numbers.items())})")
    return "; ".join(parts)


def _effects() -> dict[tuple[str, str], str]:
    path = stored.table_file(measured.NAME)
    if not path.is_file():
        return {}
    rows = measured.read_table(path.read_text("utf-8"))
    return {(row["practice"], row["outcome"]): f"{row['mean']:+.2f} ({row['lo']:+.2f} to {row['hi']:+.2f})" for row in rows}
