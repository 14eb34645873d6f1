"""Pieces of the reveal's pages as HTML; every text is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any


def picture(one: Mapping[str, Any]) -> str:
    """A figure with its title and caption; the drawing is our own and its text escaped."""
    title = escape(one["title"])
    return f'<h3>{title}</h3><figure><div class="scroll" tabindex="0" role="region" aria-label="{title}">{one["svg"]}</div><figcaption>{escape(one["caption"])}</figcaption></figure>'


def said(lines: Iterable[str], tag: str = "p") -> str:
    """Lines that are not empty, each in a tag of its own."""
    return "".join(f"<{tag}>{escape(line)}</{tag}>" for line in lines if line)


def small(line: str) -> str:
    """A line in small type."""
    return f'<p class="small">{escape(line)}</p>'


def listed(lines: Iterable[str], tag: str = "ul") -> str:
    """A list."""
    return f"<{tag}>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + f"</{tag}>"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> str:
    """A table whose first `left` columns hold words and the others numbers."""
    top = "".join(f'<th scope="col"{"" if k < left else " class=n"}>{escape(name)}</th>' for k, name in enumerate(head))
    body = "".join("<tr>" + "".join(f"<td{'' if k < left else ' class=n'}>{escape(cell)}</td>" for k, cell in enumerate(row)) + "</tr>" for row in rows)
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(head[0])}"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def rounds_table(title: str, rounds: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """What a seat sees, a row per measure and a cell per round from the first to the latest; the page lays it out so that nothing is cut on a phone.

    Roles are given in full, since a table that is laid out otherwise is no table any more to some browsers.
    """
    head = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in ("", *rounds)).replace('<th scope="col" role="columnheader"></th>', '<td role="cell"></td>', 1)
    last = len(rounds) - 1
    body = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{escape(name)}</th>'
        + "".join(f'<td role="cell"{" class=now" if k == last and last else ""} data-round="{escape(rounds[k])}">{escape(value)}</td>' for k, value in enumerate(values))
        + "</tr>"
        for name, values in rows
    )
    wide = max((len(value) for _, values in rows for value in values), default=0) > 8  # too long for four beside each other on a phone
    return f'<table role="table" class="rounds{" wide" if wide else ""}"><caption>{escape(title)}</caption><thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
