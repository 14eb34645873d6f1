"""Numbers as people read them in English and in Finnish; data files never pass through here."""

from __future__ import annotations

import math
import re
from datetime import date

MINUS = "\u2212"
THIN = "\u202f"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
MAX_DECIMALS = 4


def number(value: float, decimals: int, lang: str, signed: bool = False) -> str:
    """Write a number: 12,345.6 in English, 12 345,6 in Finnish; a rounded zero never has a sign.

    `signed` puts a plus on positive numbers, which is for differences only.
    """
    if not math.isfinite(value):
        return "–"
    rounded = round(abs(value), decimals)
    body = f"{rounded:,.{decimals}f}"
    if lang == "fi":
        body = body.replace(",", THIN).replace(".", ",")
    return sign_of(value, decimals, signed) + body


def sign_of(value: float, decimals: int, signed: bool) -> str:
    """Minus for negative, plus for positive if asked, nothing for what rounds to zero."""
    if round(abs(value), decimals) == 0:
        return ""
    if value < 0:
        return MINUS
    return "+" if signed else ""


def percent(value: float, decimals: int, lang: str, signed: bool = False) -> str:
    """Write a percentage given in percent: 42% or, with a thin no-break space, 42 %."""
    text = number(value, decimals, lang, signed)
    return f"{text}{THIN}%" if lang == "fi" else f"{text}%"


def money(value: float, decimals: int, lang: str, currency: str = "EUR", signed: bool = False) -> str:
    """Write an amount: €21 or 21 €; from a million on in millions with one decimal."""
    symbol = SYMBOLS.get(currency, currency)
    if math.isfinite(value) and abs(value) >= 1e6:
        return _attach(value / 1e6, 1, lang, symbol, signed, million=True)
    return _attach(value, decimals, lang, symbol, signed, million=False)


def _attach(value: float, decimals: int, lang: str, symbol: str, signed: bool, million: bool) -> str:
    """Put the currency where the language wants it."""
    if lang == "fi":
        unit = f"milj. {symbol}" if million else symbol
        return f"{number(value, decimals, lang, signed)}{THIN}{unit}"
    text = number(abs(value), decimals, lang)
    space = THIN if len(symbol) > 1 else ""
    return f"{sign_of(value, decimals, signed)}{symbol}{space}{text}{'m' if million else ''}"


def interval(lo: float, hi: float, decimals: int, lang: str, signed: bool = False) -> str:
    """Write a range: 4.6 to 7.6 or 4,6…7,6."""
    a, b = number(lo, decimals, lang, signed), number(hi, decimals, lang, signed)
    return f"{a}…{b}" if lang == "fi" else f"{a} to {b}"


def span(first: int, last: int) -> str:
    """Write a range of unsigned whole numbers, such as years: 3–5."""
    return f"{first}" if first == last else f"{first}–{last}"


def calendar(day: date, lang: str) -> str:
    """Write a date: 22 Nov 2026 or 22.11.2026."""
    if lang == "fi":
        return f"{day.day}.{day.month}.{day.year}"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def decimals_for(half_width: float) -> int:
    """Decimals that give the half-width of an interval two significant digits."""
    if not math.isfinite(half_width) or half_width <= 0:
        return 1
    return min(MAX_DECIMALS, max(0, 1 - math.floor(math.log10(half_width))))


def decimals_of(mean: float, lo: float, hi: float, minimum: int | None = None) -> int:
    """Decimals for a mean with its interval.

    When the interval leaves zero out, a bound must not be shown as zero: digits are added until it is not.
    """
    decimals = decimals_for((hi - lo) / 2) if minimum is None else minimum
    if not (math.isfinite(lo) and math.isfinite(hi)):
        return decimals
    if lo > 0 or hi < 0:
        nearest = min(abs(lo), abs(hi))
        while decimals < MAX_DECIMALS and round(nearest, decimals) == 0:
            decimals += 1
    return decimals


def plain(text: str) -> str:
    """Turn typographic signs into ASCII for terminals; letters of the language stay."""
    swaps = {
        MINUS: "-",
        THIN: " ",
        "\u2009": " ",
        "\u00a0": " ",
        "…": "..",
        "–": "-",
        "€": "EUR",
        "’": "'",
        "“": '"',
        "”": '"',
        "±": "+/-",
    }
    text = re.sub(r"€(?=\d)", "EUR ", text)
    for old, new in swaps.items():
        text = text.replace(old, new)
    return text
