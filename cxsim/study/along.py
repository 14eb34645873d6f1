"""A company file of a user's own may bring more than its units: under `also`, values of other parts of the configuration.

A company is also how often its journeys cross units, what a handoff costs, how its customers pay. One file holds it all:

    also:
      journeys: {cross_unit_share: 0.15, handoff_cost: 1.2}

What is said on the command line wins: `journeys.cross_unit_share=0.4` takes that value, `journeys=tangled` the whole part.
"""

from __future__ import annotations

import math
from dataclasses import Field, fields
from typing import Any, Iterator, Sequence

from cxsim.base import schema
from cxsim.base.errors import InputError, Problem, nearest

KEY = "also"
PARTS: dict[str, type[Any]] = {"business": schema.BusinessSettings, "journeys": schema.JourneySettings, "market": schema.MarketSettings}


def with_along(plain: dict[str, Any], overrides: Sequence[str], where: str = "settings") -> dict[str, Any]:
    """The composed mapping with what its company brings along put in its place; itself when it brings nothing.

    Raises InputError with every unknown part, unknown key and value out of range.
    """
    company = plain.get("company")
    if not isinstance(company, dict) or KEY not in company:
        return plain
    brought = company[KEY]
    if problems := list(_problems(brought, where)):
        raise InputError(problems)
    said = {text.lstrip("+").partition("=")[0] for text in overrides}
    found = {**plain, "company": {name: value for name, value in company.items() if name != KEY}}
    for part, values in brought.items():
        if part not in said:
            found[part] = {**plain[part], **{key: value for key, value in values.items() if f"{part}.{key}" not in said}}
    return found


def _problems(brought: Any, where: str) -> Iterator[Problem]:
    key = f"company.{KEY}"
    if not isinstance(brought, dict):
        yield Problem("needs a group of keys", where, key, value="nothing" if brought is None else brought)
        return
    for part, values in brought.items():
        if part not in PARTS:
            yield Problem("is not a known key", where, f"{key}.{part}", fix=nearest(str(part), PARTS))
        elif not isinstance(values, dict):
            yield Problem("needs a group of keys", where, f"{key}.{part}", value="nothing" if values is None else values)
        else:
            known = {item.name: item for item in fields(PARTS[part])}
            for name, value in values.items():
                if name not in known:
                    yield Problem("is not a known key", where, f"{key}.{part}.{name}", fix=nearest(str(name), known))
                else:
                    yield from _value(known[name], value, where, f"{key}.{part}.{name}")


def _value(item: Field[Any], value: Any, where: str, key: str) -> Iterator[Problem]:
    """Ranges are the schema's; it is told here, so that the place is the company file and not the part's own."""
    if "low" not in item.metadata:
        if not isinstance(value, bool):
            yield Problem("must be true or false", where, key, value=value)
        return
    low, high = float(item.metadata["low"]), float(item.metadata["high"])
    allowed = f"{low:g} to {high:g} ({item.metadata['unit']})"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        yield Problem("must be a number", where, key, value="nothing" if value is None else repr(value), allowed=allowed)
    elif not math.isfinite(value):
        yield Problem("is not a finite number", where, key, value=value, allowed=allowed)
    elif not low <= value <= high:
        yield Problem("is out of range", where, key, value=value, allowed=allowed)
