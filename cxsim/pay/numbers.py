"""Exact numbers from what a person wrote: rule R1, with no binary rounding on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from numbers import Integral
from typing import Any

HUNDRED = Fraction(100)
ZERO = Fraction(0)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST = 400  # characters; enough for any spreadsheet cell, too few to stall the reader
_TOO_LARGE = 10**18
_WIDE = Context(prec=60)
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


def exact(value: Any) -> Fraction:
    """The exact decimal behind a number or its text; a float counts as its shortest text (0.1 is one tenth).

    Raises
    ------
    ValueError
        For truth values, NaN, infinities, thousands separators, decimal commas, per cent signs and other text.
    """
    if isinstance(value, bool):
        raise ValueError("a number is needed, not yes or no")
    if isinstance(value, Integral):
        return Fraction(int(value))
    if isinstance(value, float):
        return _from_float(float(value))
    if isinstance(value, Fraction):
        return value
    if isinstance(value, (str, Decimal)):
        return _from_text(str(value).strip())
    raise ValueError(f"a number is needed, not a {type(value).__name__}")


def simulated(value: float) -> Fraction:
    """A figure of a simulation, rounded once to 6 decimals, half to even (R1).

    Raises
    ------
    ValueError
        For NaN and infinities.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    return _six_places(float(value))


@lru_cache(maxsize=4096)
def _six_places(value: float) -> Fraction:
    if value - value != 0:  # only NaN and infinities differ from themselves
        raise ValueError(f"a finite number is needed, not {value}")
    if abs(value) >= _TOO_LARGE:
        raise ValueError(f"{value} is too large")
    millionths = Decimal(repr(value)).scaleb(6, _WIDE).to_integral_value(ROUND_HALF_EVEN)
    return Fraction(int(millionths), 1_000_000)


@lru_cache(maxsize=4096)
def _from_float(value: float) -> Fraction:
    return _from_text(repr(value))


def _from_text(text: str) -> Fraction:
    if len(text) <= _LONGEST and _DECIMAL.fullmatch(text):
        value = Fraction(text)
        if abs(value) < _TOO_LARGE:
            return value
        raise ValueError(f"'{text[:40]}' is too large")
    raise ValueError(_why_not(text))


def _why_not(text: str) -> str:
    shown = text if len(text) <= 40 else text[:37] + "..."
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        return f"'{shown}' has a decimal comma; write {text.replace(',', '.')}"
    if text.endswith("%"):
        return f"'{shown}' has a per cent sign; write {text[:-1].strip()}"
    if re.fullmatch(r"[+-]?[0-9]{1,3}([ _'\u00a0\u202f][0-9]{3})+(\.[0-9]+)?", text):
        return f"'{shown}' has separators between thousands; write the digits together"
    if text.lower().strip("+-.") in ("nan", "inf", "infinity"):
        return f"'{shown}' is not a finite number"
    return f"'{shown}' is not a number"


def per_cent_of(percent: Fraction, whole: Fraction) -> Fraction:
    """`percent` % of `whole`, reduced once instead of twice."""
    part, parts = percent.as_integer_ratio()
    top, bottom = whole.as_integer_ratio()
    return Fraction(part * top, parts * bottom * 100)


def sum_of_shares(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Sum of `percent` % of `whole` over (percent, whole) pairs, reduced once at the end."""
    above, below = 0, 1
    for percent, whole in pairs:
        part, parts = percent.as_integer_ratio()
        top, bottom = whole.as_integer_ratio()
        above, below = above * parts * bottom + part * top * below, below * parts * bottom
    return Fraction(above, 100 * below)


def as_float(value: Fraction) -> float:
    """Nearest binary number; the plain division, without the detour of `float`."""
    above, below = value.as_integer_ratio()
    return above / below


def yes_no(value: Any) -> bool:
    """Yes or no, quoted or not. Raises ValueError for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _YES_NO:
        return _YES_NO[value.strip().lower()]
    raise ValueError(f"'{value}' is neither yes nor no")


def show(value: Fraction, places: int = 6) -> str:
    """Short decimal text of an exact number, for messages."""
    if value.denominator == 1:
        return str(value.numerator)
    text = f"{float(value):.{places}f}".rstrip("0").rstrip(".")
    return text or "0"
