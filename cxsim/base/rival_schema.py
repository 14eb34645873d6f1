"""Settings of a rival: a firm like ours in the same market, with managers and a scheme of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cxsim.base.fields import param, text


@dataclass
class RivalSettings:
    """Whom customers may go to instead. Units, channels, prices and costs are ours; what differs is how people are paid."""

    label_en: str = text()
    label_fi: str = text()
    scheme: str = text("name of the reward scheme the rival starts with")
    copies_after_years: int | None = field(
        metadata={"unit": "years after which it takes over our scheme, 0 = from the start, null = never", "low": 0, "high": 30, "grade": "-"}
    )
    size: float = param("customers at the start, relative to ours", 0.01, 100, grade="D")
    plan: dict[str, Any] = field(metadata={"unit": "scheme", "note": "filled in from the name", "grade": "-"})
