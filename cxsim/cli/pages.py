"""Generated tables inside a page somebody else wrote: only what stands between two markers is replaced."""

from __future__ import annotations

import os
from pathlib import Path

from cxsim.base.errors import InputError, Problem


def filled(page: str, text: str, mark: str) -> str:
    """The page with `text` between `<!-- mark:begin -->` and `<!-- mark:end -->`.

    Raises InputError when the page cannot be read or the markers are not there once, in order.
    """
    begin, end = f"<!-- {mark}:begin -->", f"<!-- {mark}:end -->"
    content = _content(page)
    if content.count(begin) != 1 or content.count(end) != 1 or content.index(begin) > content.index(end):
        fix = f"put {begin} and {end} into it, each once, each on a line of its own"
        raise InputError(Problem("has no place marked for the tables", where=page, fix=fix))
    return f"{content.split(begin)[0]}{begin}\n{text}\n{end}{content.split(end)[1]}"


def write_page(page: str, content: str) -> None:
    """Replace the file in one step."""
    part = Path(f"{page}.part")
    part.write_text(content, "utf-8")
    os.replace(part, page)


def _content(page: str) -> str:
    try:
        return Path(page).read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is not text in UTF-8"
        raise InputError(Problem(f"cannot be read: {reason}", where=page, key="--write")) from None
