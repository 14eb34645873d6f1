"""The blocks a board page is made of; HTML and Word are both written from them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A paragraph; `kind` is lead, text, item, note or warn."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Cell:
    """A cell with small print below; `shade` 0-1 colours it, None leaves it white."""

    text: str
    small: str = ""
    shade: float | None = None
    strong: bool = False


@dataclass(frozen=True)
class Grid:
    """A table; the first `left` columns hold words, the others figures."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left: int = 1
    heat: bool = False


@dataclass(frozen=True)
class Picture:
    """The place of the figure."""

    title: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Boxes:
    """Boxes to tick and lines to fill in by hand."""

    labels: tuple[str, ...]
    lines: tuple[str, ...]


Block = Text | Grid | Picture | Boxes


@dataclass(frozen=True)
class Part:
    """One numbered part."""

    number: int
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """The page; all texts are ready to print. `draft` is the watermark, empty when the page is no draft."""

    lang: str
    kicker: str
    title: str
    draft: str
    draft_note: str
    parts: tuple[Part, ...]
    foot: str


_SHADES = ((0xF4, 0xF1, 0xEB), (0x8F, 0xB7, 0xD6), (0x2F, 0x73, 0xAB))


def colours(shade: float) -> tuple[str, str]:
    """Ground and ink (RRGGBB) of a heat table's cell, `shade` 0-1."""
    place = min(max(shade, 0.0), 1.0) * (len(_SHADES) - 1)
    low = min(int(place), len(_SHADES) - 2)
    mixed = (round(a + (b - a) * (place - low)) for a, b in zip(_SHADES[low], _SHADES[low + 1], strict=True))
    return "".join(f"{part:02X}" for part in mixed), "FFFFFF" if shade > 0.85 else "1A1A1A"
