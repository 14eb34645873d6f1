"""The few dials of a company that the lab shows: which setting each moves, how it is shown, and what the schema says of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from cxsim.base import schema
from cxsim.lab.company_draft import PARTS

LEVELS = ("team_lead", "middle_manager", "unit_head", "executive")
BONUS_RANGE = (0.0, 300.0)  # % of base pay, the range of the pay rules (R11)
BONUS_GRADE = "C"  # a practitioner figure: conf/pay/standard.yaml names it


@dataclass(frozen=True)
class Dial:
    """One number. `scale` turns the setting's unit into the one shown, `step` is of what is shown; ranges and grade are the schema's."""

    key: str  # dotted, as on the command line; of a unit only the field
    word: str  # its name under lab_build.dial
    scale: float
    step: float
    low: float
    high: float
    grade: str
    whole: bool = False
    level: str = ""

    def shown(self, value: Any) -> float | None:
        """The setting as the page shows it; None when it is no number."""
        return None if value is None else round(float(value) * self.scale, 6)

    def meant(self, shown: float | None) -> float | int | None:
        """What somebody wrote, as the setting; a fraction where whole numbers belong stays one, for the check to tell."""
        if shown is None:
            return None
        value = round(shown / self.scale, 10)
        return int(value) if self.whole and value == int(value) else float(value)


def _dial(part: type[Any], name: str, key: str, word: str, scale: float, step: float, level: str = "") -> Dial:
    item = next(item for item in fields(part) if item.name == name)
    meta = item.metadata
    return Dial(key, word, scale, step, float(meta["low"]) * scale, float(meta["high"]) * scale, str(meta["grade"]), item.type == "int", level)


UNIT = tuple(
    _dial(schema.UnitSettings, name, name, f"unit_{name}", scale, step)
    for name, scale, step in (("need_share", 1.0, 0.05), ("holding_share", 100.0, 5.0), ("price_cents_week", 0.01, 0.5), ("basket_cents", 0.01, 5.0), ("quality", 100.0, 1.0))
)
_PEOPLE = (
    ("journeys", "cross_unit_share", 100.0, 5.0),
    ("journeys", "handoff_cost", 1.0, 0.1),
    ("company", "handoff_between", 100.0, 1.0),
    ("company", "handoff_within", 100.0, 1.0),
    ("company", "executives", 1.0, 1.0),
)
_MARKET = (("market", "improvement_per_year", 1.0, 0.05), ("market", "return_per_week", 100.0, 0.5))
COMPANY = tuple(_dial(PARTS[part], name, f"{part}.{name}", f"{part}_{name}", scale, step) for part, name, scale, step in _PEOPLE)
MARKET = tuple(_dial(PARTS[part], name, f"{part}.{name}", f"{part}_{name}", scale, step) for part, name, scale, step in _MARKET)
PAY = tuple(_dial(schema.CompanySettings, "base_pay_eur", f"company.base_pay_eur.{level}", "company_base_pay_eur", 1.0, 1000.0, level) for level in LEVELS)
BONUS = tuple(Dial(f"bonus.{level}", "bonus", 1.0, 1.0, *BONUS_RANGE, BONUS_GRADE, level=level) for level in LEVELS)
VALUES = (*COMPANY, *MARKET, *PAY)


def unit_dials(business: dict[str, Any]) -> list[Dial]:
    """Dials of a unit that mean something in this business: contracts have holders and a price, purchases a size."""
    hidden = {"holding_share": not business["subscription"], "price_cents_week": not business["subscription"], "basket_cents": not business["transaction"]}
    return [dial for dial in UNIT if not hidden.get(dial.key, False)]


def value_at(plain: dict[str, Any], key: str) -> Any:
    """A setting by its dotted key."""
    node: Any = plain
    for name in key.split("."):
        node = node[name]
    return node
