"""What cards and slips are made of: blocks that know how tall they are, panels of blocks, and pages of panels to cut apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cxsim.report.paper.sheet import GREY, LEAST, MARGIN, DoesNotFit, Sheet, columns

PAD = 5.0  # mm inside a panel
BOX = 5.0  # mm, a square to tick
LARGER = (1.4, 1.3, 1.2, 1.1)  # tried where there is room for it on as many pages
SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6)


class Block(Protocol):
    """A piece of a panel; `scale` makes its type and its boxes smaller together."""

    def tall(self, sheet: Sheet, width: float, scale: float) -> float:
        """Height it takes, mm."""

    def draw(self, sheet: Sheet, x: float, y: float, width: float, scale: float) -> None:
        """Set it with its top at y."""


@dataclass(frozen=True)
class Words:
    """A paragraph; `before` is empty room above it."""

    text: str
    size: float = 9.0
    bold: bool = False
    before: float = 1.5

    def tall(self, sheet: Sheet, width: float, scale: float) -> float:
        """Height."""
        return self.before * scale + sheet.tall(self.text, width, typed(self.size, scale), self.bold)

    def draw(self, sheet: Sheet, x: float, y: float, width: float, scale: float) -> None:
        """Draw."""
        sheet.set(self.text, x, y + self.before * scale, width, typed(self.size, scale), self.bold)


@dataclass(frozen=True)
class Entry:
    """A label with a field to write in at its right, `field` mm wide, and what belongs behind it, such as a unit."""

    label: str
    field: float = 22.0
    after: str = ""
    size: float = 9.0

    def _parts(self, sheet: Sheet, width: float, scale: float) -> tuple[float, float, float]:
        behind = sheet.measure(self.after, typed(self.size, scale)) + 1.5 if self.after else 0.0
        field = min(self.field, width * 0.5)
        return width - field - behind - 2.0, field, behind

    def tall(self, sheet: Sheet, width: float, scale: float) -> float:
        """Height."""
        room, _, _ = self._parts(sheet, width, scale)
        return max(sheet.tall(self.label, room, typed(self.size, scale)), 7.0 * scale) + 1.5 * scale

    def draw(self, sheet: Sheet, x: float, y: float, width: float, scale: float) -> None:
        """Draw."""
        room, field, _ = self._parts(sheet, width, scale)
        tall = self.tall(sheet, width, scale) - 1.5 * scale
        text = sheet.tall(self.label, room, typed(self.size, scale))
        sheet.set(self.label, x, y + (tall - text) / 2.0, room, typed(self.size, scale))
        box = 7.0 * scale
        sheet.frame(x + room + 2.0, y + (tall - box) / 2.0, field, box)
        if self.after:
            sheet.set(self.after, x + room + 2.0 + field + 1.5, y + (tall - sheet.tall(self.after, 60.0, typed(self.size, scale))) / 2.0, 60.0, typed(self.size, scale))


@dataclass(frozen=True)
class Tick:
    """A square to tick, the sign it is typed by, and what it stands for."""

    sign: str
    label: str
    size: float = 9.0

    def tall(self, sheet: Sheet, width: float, scale: float) -> float:
        """Height."""
        return max(sheet.tall(self.label, self._room(width, scale), typed(self.size, scale)), BOX * scale) + 1.2 * scale

    @staticmethod
    def _room(width: float, scale: float) -> float:
        return width - (BOX + 9.0) * scale

    def draw(self, sheet: Sheet, x: float, y: float, width: float, scale: float) -> None:
        """Draw."""
        sheet.frame(x, y + 0.3, BOX * scale, BOX * scale)
        sheet.set(self.sign, x + (BOX + 1.5) * scale, y + 0.5, 7.0 * scale, typed(self.size, scale), bold=True)
        sheet.set(self.label, x + (BOX + 9.0) * scale, y + 0.5, self._room(width, scale), typed(self.size, scale))


@dataclass(frozen=True)
class Blank:
    """Lines to write on."""

    lines: int = 1

    def tall(self, sheet: Sheet, width: float, scale: float) -> float:
        """Height."""
        return 8.0 * self.lines * scale

    def draw(self, sheet: Sheet, x: float, y: float, width: float, scale: float) -> None:
        """Draw."""
        for k in range(1, self.lines + 1):
            sheet.rule(x, y + 8.0 * k * scale, x + width, y + 8.0 * k * scale, grey=GREY)


@dataclass(frozen=True)
class Gap:
    """Empty room, mm."""

    room: float

    def tall(self, sheet: Sheet, width: float, scale: float) -> float:
        """Height."""
        return self.room * scale

    def draw(self, sheet: Sheet, x: float, y: float, width: float, scale: float) -> None:
        """Nothing."""


Panel = Sequence[Block]


def typed(size: float, scale: float) -> float:
    """Scaled type, never below what can be read."""
    return max(size * scale, LEAST)


def height(sheet: Sheet, panel: Panel, width: float, scale: float) -> float:
    """Height of a panel with its padding."""
    return 2 * PAD + sum(block.tall(sheet, width - 2 * PAD, scale) for block in panel)


def draw(sheet: Sheet, panel: Panel, x: float, y: float, width: float, scale: float) -> None:
    """Set a panel."""
    y += PAD
    for block in panel:
        block.draw(sheet, x + PAD, y, width - 2 * PAD, scale)
        y += block.tall(sheet, width - 2 * PAD, scale)


def cut_apart(sheet: Sheet, panels: Sequence[Panel], foot: str, across: int = 2, least_down: int = 1) -> None:
    """Pages of panels of one size, dashed where one cuts; smaller type when fewer than `least_down` would stand one under another.

    Raises DoesNotFit when a panel is taller than a page even with the smallest type.
    """
    if not panels:
        return
    sheet.page(foot)
    top, room = MARGIN, sheet.bottom - MARGIN
    wide, places = columns(sheet.inner, across, 0.0)
    for scale in SCALES:
        try:
            tall = max(height(sheet, panel, wide, scale) for panel in panels)
        except DoesNotFit:
            continue
        if tall * least_down <= room:
            break
    else:
        raise DoesNotFit(foot)
    down = int(room // tall)
    scale = next((one for one in LARGER if scale == 1.0 and _fits(sheet, panels, wide, one, room / down)), scale)
    each = room / down
    for number, panel in enumerate(panels):
        place = number % (across * down)
        if number and not place:
            sheet.page(foot)
        row, column = divmod(place, across)
        if not place:
            _cuts(sheet, top, each, down, places, wide)
        draw(sheet, panel, MARGIN + places[column], top + row * each, wide, scale)


def _fits(sheet: Sheet, panels: Sequence[Panel], wide: float, scale: float, room: float) -> bool:
    try:
        return all(height(sheet, panel, wide, scale) <= room for panel in panels)
    except DoesNotFit:
        return False


def _cuts(sheet: Sheet, top: float, each: float, down: int, places: Sequence[float], wide: float) -> None:
    for row in range(down + 1):
        sheet.rule(MARGIN, top + row * each, sheet.width - MARGIN, top + row * each, dashed=True, grey=GREY)
    for left in [*places, places[-1] + wide]:
        sheet.rule(MARGIN + left, top, MARGIN + left, top + down * each, dashed=True, grey=GREY)
