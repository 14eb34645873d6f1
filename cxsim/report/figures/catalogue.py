"""The figures of a report in reading order, and their bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib

from cxsim.report import theme
from cxsim.report.figures import attention, breaks, flips, journey, measured, money, pay, schemes, when
from cxsim.report.figures.frame import Chart
from cxsim.report.view import View

FIGURES: dict[str, Callable[..., Chart]] = {
    "schemes": schemes.draw,
    "when": when.draw,
    "money": money.draw,
    "attention": attention.draw,
    "breaks": breaks.draw,
    "measured": measured.draw,
    "pay": pay.draw,
    "flips": flips.draw,
    "journey": journey.draw,
}
DPI = 144


def svg(chart: Chart, salt: str = "cxsim") -> str:
    """The figure as SVG text without dates; the same numbers give the same bytes."""
    out = io.BytesIO()
    with matplotlib.rc_context({**theme.RC, "svg.hashsalt": f"{salt}-{chart.key}"}):
        chart.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue().decode("utf-8")


def png(chart: Chart) -> bytes:
    """The figure as PNG without software tags."""
    out = io.BytesIO()
    with matplotlib.rc_context(theme.RC):
        chart.figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
    return out.getvalue()


def inline(chart: Chart, prefix: str, label: str) -> str:
    """The figure as an SVG element for a page: named for screen readers, ids made unique, no addresses in it."""
    text = svg(chart, prefix)
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    # Groups are numbered by matplotlib; only glyphs and clip paths are referred to.
    text = re.sub(r'<g id="[^"]*"', "<g", text)
    text = re.sub(r'\bid="([^"]*)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r'xlink:href="#', f'href="#{prefix}-', text)
    text = re.sub(r"url\(#", f"url(#{prefix}-", text)
    box = re.search(r'viewBox="([^"]*)"', text)
    size = box.group(1) if box else "0 0 100 100"
    body = text[text.index(">") + 1 :]
    return f'<svg viewBox="{size}" role="img" aria-label="{label}" preserveAspectRatio="xMidYMin meet">{body}'


def save_figures(comparison: Any, folder: Path | str, lang: str = "en") -> list[Path]:
    """Write every figure that has data: PNG for the projector and SVG for paper. Returns the files written."""
    view = View(comparison, lang)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for number, (key, draw) in enumerate(FIGURES.items(), start=1):
        chart = draw(view, "report")
        if chart.empty:
            continue
        stem = target / f"f{number}_{key}"
        stem.with_suffix(".svg").write_text(svg(chart), encoding="utf-8")
        stem.with_suffix(".png").write_bytes(png(draw(view, "projector")))
        written += [stem.with_suffix(".svg"), stem.with_suffix(".png")]
    return written
