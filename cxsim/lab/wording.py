"""Measures, levels and numbers as the pages of the lab say them."""

from __future__ import annotations

from cxsim.pay.words import measure_name
from cxsim.report.numbers import number
from cxsim.report.words import Words, raised


def measure_said(measure: str, w: Words) -> str:
    """A metric/scope in words, such as Revenue of the own unit."""
    metric, scope = measure.split("/")
    return raised(measure_name(metric, scope, w.lang))


def level_said(level: str, w: Words) -> str:
    """A level of the organisation."""
    return w(f"level.{level}")


def plain(value: float, w: Words) -> str:
    """A number with as many decimals as it has, at most two."""
    digits = next((d for d in (0, 1) if abs(value - round(value, d)) < 1e-9), 2)
    return number(value, digits, w.lang)
