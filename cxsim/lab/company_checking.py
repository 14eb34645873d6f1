"""What stands in the way of a company built in the lab, in the reader's words: field, what is allowed, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsim.lab.company_draft import MOST_UNITS
from cxsim.lab.dials import BONUS, VALUES, Dial, unit_dials, value_at
from cxsim.report.numbers import number
from cxsim.report.words import Words

if TYPE_CHECKING:
    from cxsim.lab.draft import Draft

MOST_LETTERS = 40  # of a name


def company_reasons(draft: Draft, w: Words) -> list[str]:
    """Every reason; empty for a company as shipped."""
    from cxsim.lab.asking import plain_of

    if not draft.built:
        return []
    firm, plain = draft.firm, plain_of(draft)
    currency = str(plain["company"]["currency"])
    found = [] if len(firm.changes.get("label", "")) <= MOST_LETTERS else [w("lab_build.why_not.company_name", most=MOST_LETTERS)]
    found += _units(plain, w)
    for dial in VALUES:
        found += _value(dial, value_at(plain, dial.key), dial_name(dial, w), w, currency)
    for dial in BONUS:
        if dial.level in firm.bonus:
            found += _value(dial, firm.bonus[dial.level], dial_name(dial, w), w, currency)
    return found


def _units(plain: dict[str, Any], w: Words) -> list[str]:
    units, business = plain["company"]["units"], plain["business"]
    label, currency = f"label_{w.lang}", str(plain["company"]["currency"])
    found = [] if 1 <= len(units) <= MOST_UNITS else [w("lab_build.why_not.unit_count", n=len(units), most=MOST_UNITS)]
    seen: set[str] = set()
    for place, unit in enumerate(units.values(), 1):
        said = str(unit[label]).strip()
        if not 1 <= len(said) <= MOST_LETTERS:
            found.append(w("lab_build.why_not.unit_blank", n=place, most=MOST_LETTERS))
        elif said.casefold() in seen:
            found.append(w("lab_build.why_not.unit_same", unit=said))
        seen.add(said.casefold())
        if not unit["channels"]:
            found.append(w("lab_build.why_not.channels", unit=said))
        for dial in unit_dials(business):
            found += _value(dial, unit[dial.key], unit_dial_name(dial, said, w), w, currency)
    return found or _sums(list(units.values()), business, w)


def _sums(units: list[dict[str, Any]], business: dict[str, Any], w: Words) -> list[str]:
    """What all units have together."""
    found = []
    if not sum(unit["need_share"] for unit in units) > 0:
        found.append(w("lab_build.why_not.needs"))
    if business["subscription"] and not any(unit["holding_share"] > 0 for unit in units):
        found.append(w("lab_build.why_not.holding"))
    paid = [(business["subscription"] and unit["price_cents_week"] > 0) or (business["transaction"] and unit["basket_cents"] > 0) for unit in units]
    return found if any(paid) else [*found, w("lab_build.why_not.income")]


def _value(dial: Dial, value: Any, name: str, w: Words, currency: str) -> list[str]:
    said = {"field": name, "low": shown_as(dial.low, w), "high": shown_as(dial.high, w), "unit": dial_unit(dial, w, currency)}
    shown = dial.shown(value)
    if shown is None:
        return [w("lab_build.why_not.blank", **said)]
    if not dial.low <= shown <= dial.high:
        return [w("lab_build.why_not.range", x=shown_as(shown, w), **said)]
    if dial.whole and not isinstance(value, int):
        return [w("lab_build.why_not.whole", x=shown_as(shown, w), **said)]
    return []


def dial_name(dial: Dial, w: Words) -> str:
    return w(f"lab_build.dial.{dial.word}.name", level=w(f"level.{dial.level}").lower() if dial.level else "")


def unit_dial_name(dial: Dial, unit: str, w: Words) -> str:
    return w("lab_build.of_unit", dial=dial_name(dial, w), unit=unit)


def dial_unit(dial: Dial, w: Words, currency: str) -> str:
    return w(f"lab_build.dial.{dial.word}.unit", currency=currency)


def shown_as(value: float, w: Words) -> str:
    """A number with as many decimals as it has, at most three."""
    digits = next((d for d in (0, 1, 2) if abs(value - round(value, d)) < 1e-9), 3)
    return number(value, digits, w.lang)


def changes_said(draft: Draft, w: Words) -> list[str]:
    """What differs from the shipped company, one line each, for the settings of a result."""
    from cxsim.lab.asking import preset_of
    from cxsim.lab.company_draft import shipped_company

    firm, preset, lang = draft.firm, preset_of(draft), w.lang
    shipped, label = shipped_company(firm.base)["units"], f"label_{lang}"
    now: dict[str, Any] = firm.units
    found = [f"{w(f'lab_build.{part}')}: {w.name(f'lab_build.{part}_name', name)}" for part, name in firm.changes.get("choices", {}).items() if part in ("business", "market")]
    found += [w("lab_build.unit_gone", unit=unit[label]) for code, unit in shipped.items() if code not in now]
    for code, unit in now.items():
        if code not in shipped:
            found.append(w("lab_build.unit_added", unit=unit[label], like=shipped[firm.like(code)][label]))
        found += _unit_changes(unit, shipped[firm.like(code)], w)
    values = firm.changes.get("values", {})
    for dial in VALUES:
        if dial.key in values:
            found.append(_changed(dial_name(dial, w), dial, values[dial.key], value_at(preset, dial.key), w))
    rest = [key for key in values if key not in {dial.key for dial in VALUES}]
    found += [w("lab_build.value_changed", name=key, now=values[key], was=value_at(preset, key)) for key in rest]
    return found


def _unit_changes(unit: dict[str, Any], like: dict[str, Any], w: Words) -> list[str]:
    from cxsim.lab.dials import UNIT

    said, found = str(unit[f"label_{w.lang}"]), []
    for dial in UNIT:
        if unit[dial.key] != like[dial.key]:
            found.append(_changed(unit_dial_name(dial, said, w), dial, unit[dial.key], like[dial.key], w))
    if unit["channels"] != like["channels"]:
        found.append(w("lab_build.value_changed", name=f"{said}, {w('lab_build.unit_channels').lower()}", now=", ".join(unit["channels"]), was=", ".join(like["channels"])))
    if unit["led_by"] != like["led_by"]:
        name = f"{said}, {w('lab_build.led').lower()}"
        found.append(w("lab_build.value_changed", name=name, now=w.name("lab_build.led_by", unit["led_by"]), was=w.name("lab_build.led_by", like["led_by"])))
    return found


def _changed(name: str, dial: Dial, now: Any, was: Any, w: Words) -> str:
    return w("lab_build.value_changed", name=name, now=shown_as(dial.shown(now) or 0.0, w), was=shown_as(dial.shown(was) or 0.0, w))
