"""A picture on a page: finding, what is shown, drawing in two widths, and a button to the numbers behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsim.lab.duties import Picture
from cxsim.lab.parts import button, table, text

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit


def chart(visit: Visit, picture: Picture, open_tables: set[str], provisional: bool = False) -> None:
    """Build it; `open_tables` remembers which pictures are shown as tables."""
    from nicegui import ui

    with ui.element("figure").classes("chart provisional" if provisional else "chart"):
        text(picture.title, "h4", "chart-title")
        if picture.empty:
            return
        text(picture.subtitle, "p", "hint")
        drawing = ui.element("div").classes("drawing")
        with drawing:
            ui.html(picture.wide, sanitize=False).classes("wide")
            ui.html(picture.narrow, sanitize=False).classes("narrow")
        numbers = ui.element("div").classes("numbers")
        text(picture.footer, "figcaption", "hint")

        def show(as_table: bool) -> None:
            drawing.set_visibility(not as_table)
            numbers.set_visibility(as_table)
            if as_table and not numbers.default_slot.children:
                with numbers:
                    table(picture.title, picture.head, picture.rows)
            pressed.set_content(visit.w("lab.compare.picture" if as_table else "lab.compare.table"))

        def turn() -> None:
            open_tables.symmetric_difference_update({picture.key})
            show(picture.key in open_tables)

        if picture.rows:
            said = f"{visit.w('lab.compare.table')}: {picture.title}"
            pressed = button(visit.w("lab.compare.table"), turn, "small", f"table-{picture.key}", said)
            show(picture.key in open_tables)


def placeholder() -> None:
    """A frame of the height a picture will have, so that nothing jumps when it comes."""
    from nicegui import ui

    ui.element("div").classes("placeholder").props('aria-hidden="true"')
