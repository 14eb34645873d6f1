"""Figures of a desk page: the place of each on the page, and each alone as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup

from cxsim.report.figures.catalogue import inline, png, svg
from cxsim.report.figures.experiments import titled
from cxsim.report.figures.frame import Chart


@dataclass(frozen=True)
class Picture:
    """A figure with its finding."""

    name: str
    title: str
    caption: str
    figure: Any = field(repr=False)


def drawn(pictures: Iterable[Picture], folder: Path) -> list[dict[str, Any]]:
    """Figures for the page, and each alone as PNG and SVG in `folder`."""
    made = []
    for number, one in enumerate(pictures, 1):
        chart = Chart(one.name, one.figure, one.title, one.caption, "")
        made.append({"name": one.name, "title": one.title, "caption": one.caption, "svg": Markup(inline(chart, f"p{number}", escape(chart.alt, quote=True)))})  # noqa: S704  our own drawing; its only text is escaped
        alone = Chart(one.name, titled(one.figure, one.title), one.title, one.caption, "")
        (folder / f"{one.name}.png").write_bytes(png(alone))
        (folder / f"{one.name}.svg").write_text(svg(alone), "utf-8")
    return made
