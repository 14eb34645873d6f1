"""A plan letter as one self-contained page that prints to one sheet of A4."""

from __future__ import annotations

from math import ceil

from cxsim.report.desk.letter import Page

# letters to a line of the example's two text columns and of the lower columns; lines that fit in the usual size (measured in print)
WHAT, HOW, ITEM, FITS = 36, 76, 60, 55


def html_bytes(page: Page) -> bytes:
    """The page as UTF-8; everything of the user's is escaped. A plan with more rules than usual is set in smaller type."""
    from cxsim.report.html import environment

    return (environment().get_template("letter.html.j2").render(page=page, dense=lines(page) > FITS) + "\n").encode("utf-8")


def lines(page: Page) -> int:
    """How many lines the letter has, about."""
    rows = sum(max(ceil(len(step.what) / WHAT), ceil(len(step.how) / HOW), 1) for step in page.example)
    columns = [sum(2 + sum(ceil(len(text) / ITEM) for text in section.items) for section in column) for column in page.columns]
    notes = ceil(len(" ".join(page.measures_notes)) / 140)
    return 2 * len(page.measures) + rows + max(columns) + notes + bool(page.draft_note)
