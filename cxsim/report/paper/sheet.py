"""Pages of paper on which every text is measured before it is set: nothing is clipped, no word is cut."""

from __future__ import annotations

import importlib.util
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem

POINT = 25.4 / 72.0  # mm
LEADING = 1.28  # line height, times the size of the type
ASCENT = 0.93  # of DejaVu Sans, times the size of the type
MARGIN, FOOT = 14.0, 9.0  # mm
LEAST = 5.5  # points: type is never set smaller
SHORT, LONG = 210.0, 297.0  # A4, mm
MADE = datetime(2000, 1, 1, tzinfo=UTC)  # in the file in place of the day it was made: same input, same bytes
STYLES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
GREY, PALE = 150, 232  # of lines and of shaded rows: legible on a copier in black and white


def require_extra() -> None:
    """Raises InputError when the extra `paper` is not installed."""
    if importlib.util.find_spec("fpdf") is None:
        raise InputError(Problem("printing a lesson needs the package fpdf2", key="--paper", fix="pip install 'cxsim[paper]'"))


@dataclass(frozen=True)
class Box:
    """A text set on a page: page from 1, left, top, width and height in mm."""

    page: int
    x: float
    y: float
    width: float
    height: float
    text: str


class DoesNotFit(ValueError):
    """A text has no room on its page: the layout is at fault, never the reader's to mend."""


class Sheet:
    """A PDF that grows page by page; `boxes` keeps where every line of text stands. Lengths in mm, type in points."""

    def __init__(self, title: str, lang: str):
        from fpdf import FPDF

        self.pdf: Any = FPDF(unit="mm", format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_creation_date(MADE)
        self.pdf.set_title(title)
        self.pdf.set_lang(lang)
        self.pdf.set_creator("cxsim")
        for style, file in STYLES.items():
            self.pdf.add_font("text", style, str(_fonts() / file))
        self.pdf.c_margin = 0.0
        weakref.finalize(self, _close, [font.ttfont for font in self.pdf.fonts.values()])  # the library leaves its font files open
        self._widths: dict[tuple[bool, str], float] = {}  # of letters, for type of a hundred points
        self.boxes: list[Box] = []
        self.sizes: list[tuple[float, float]] = []
        self.foots: list[str] = []

    # ------------------------------------------------------------ pages

    def page(self, foot: str, wide: bool = False) -> None:
        """A new page, upright or wide; `foot` stands at its lower edge, before the number."""
        self.pdf.add_page(orientation="landscape" if wide else "portrait")
        self.sizes.append((LONG, SHORT) if wide else (SHORT, LONG))
        self.foots.append(foot)
        self.set(f"{foot} · {self.number}", MARGIN, self.height - FOOT - 3.0, self.width - 2 * MARGIN, 7.0)

    @property
    def number(self) -> int:
        """Pages so far."""
        return len(self.sizes)

    @property
    def width(self) -> float:
        """Of the page now being set."""
        return self.sizes[-1][0]

    @property
    def height(self) -> float:
        """Of the page now being set."""
        return self.sizes[-1][1]

    @property
    def bottom(self) -> float:
        """Where the content of a page ends, above its foot."""
        return self.height - FOOT - 5.0

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - 2 * MARGIN

    def bytes(self) -> bytes:
        """The file."""
        return bytes(self.pdf.output())

    # ------------------------------------------------------------ text

    def measure(self, text: str, size: float, bold: bool = False) -> float:
        """Width of a text on one line."""
        return sum(self._letter(letter, bold) for letter in text) * size / 100.0

    def _letter(self, letter: str, bold: bool) -> float:
        """Width of one letter; letters are set side by side without kerning, so widths add up."""
        if (bold, letter) not in self._widths:
            self.pdf.set_font("text", "B" if bold else "", 100.0)
            self._widths[bold, letter] = float(self.pdf.get_string_width(letter))
        return self._widths[bold, letter]

    def lines(self, text: str, width: float, size: float, bold: bool = False) -> list[str]:
        """A text in lines no wider than `width`, broken at spaces only. Raises DoesNotFit for a word that is wider."""
        found: list[str] = []
        for part in text.split("\n"):
            line = ""
            for word in part.split(" "):
                longer = f"{line} {word}" if line else word
                if self.measure(longer, size, bold) <= width:
                    line = longer
                    continue
                if self.measure(word, size, bold) > width:
                    raise DoesNotFit(word)
                found.append(line)
                line = word
            found.append(line)
        return found

    def fitting(self, text: str, width: float, size: float, bold: bool = False, height: float | None = None) -> float:
        """The largest type up to `size` with which the text fits its width, and its height when one is given."""
        while size >= LEAST:
            try:
                if height is None or len(self.lines(text, width, size, bold)) * leading(size) <= height:
                    self.lines(text, width, size, bold)
                    return size
            except DoesNotFit:
                pass
            size -= 0.5
        raise DoesNotFit(text)

    def tall(self, text: str, width: float, size: float, bold: bool = False) -> float:
        """Height of a text set in `width`, with the type that `set` would take."""
        size = self.fitting(text, width, size, bold)
        return len(self.lines(text, width, size, bold)) * leading(size)

    def set(self, text: str, x: float, y: float, width: float, size: float, bold: bool = False, align: str = "L", height: float | None = None) -> float:
        """Set a text with its top at `y`, smaller when a word or `height` asks for it; returns where it ends. Raises DoesNotFit off the page."""
        size = self.fitting(text, width, size, bold, height)
        for line in self.lines(text, width, size, bold):
            wide = self.measure(line, size, bold)
            left = x + {"L": 0.0, "C": (width - wide) / 2.0, "R": width - wide}[align]
            if left < 0.0 or left + wide > self.width + 0.01 or y < 0.0 or y + leading(size) > self.height:
                raise DoesNotFit(line)
            self.pdf.set_font("text", "B" if bold else "", size)
            self.pdf.text(left, y + (leading(size) - size * POINT) / 2.0 + ASCENT * size * POINT, line)
            if line:
                self.boxes.append(Box(self.number, left, y, wide, leading(size), line))
            y += leading(size)
        return y

    # ------------------------------------------------------------ lines and boxes

    def rule(self, x: float, y: float, right: float, down: float, dashed: bool = False, thick: float = 0.2, grey: int = 0) -> None:
        """A straight line; dashed where one cuts."""
        self.pdf.set_draw_color(grey)
        self.pdf.set_line_width(thick)
        self.pdf.set_dash_pattern(**({"dash": 1.6, "gap": 1.6} if dashed else {}))
        self.pdf.line(x, y, right, down)
        self.pdf.set_dash_pattern()

    def frame(self, x: float, y: float, width: float, height: float, thick: float = 0.25, shade: int | None = None) -> None:
        """A rectangle, shaded instead of drawn when `shade` (0 black to 255 white) is given."""
        if shade is not None:
            self.pdf.set_fill_color(shade)
            self.pdf.rect(x, y, width, height, style="F")
            return
        self.pdf.set_draw_color(0)
        self.pdf.set_line_width(thick)
        self.pdf.rect(x, y, width, height)


def leading(size: float) -> float:
    """Height of a line, mm."""
    return size * POINT * LEADING


def _close(fonts: Sequence[Any]) -> None:
    for font in fonts:
        font.close()


def _fonts() -> Path:
    """DejaVu Sans as it comes with matplotlib; the file carries the letters it uses."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def columns(width: float, count: int, gap: float) -> tuple[float, Sequence[float]]:
    """Width of each of `count` columns, and where each begins."""
    each = (width - gap * (count - 1)) / count
    return each, [k * (each + gap) for k in range(count)]
