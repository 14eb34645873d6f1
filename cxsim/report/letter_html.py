"""A plan letter as one self-contained page that prints to one sheet of A4."""

from __future__ import annotations

from cxsim.report.letter import Page


def html_bytes(page: Page) -> bytes:
    """The page as UTF-8; everything of the user's is escaped."""
    from cxsim.report.html import environment

    return (environment().get_template("letter.html.j2").render(page=page) + "\n").encode("utf-8")
