"""What a long command says while it works: a first line, that the model is compiled when it is, and a bar."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxsim.study.progress import ProgressBar

LAST_COMPILED = "weeks.live"  # the kernel every simulation needs


def bar(lang: str, head: str = "", keeps: bool = True) -> ProgressBar:
    """A progress bar in a language; `head` stands above it, `keeps` says that Ctrl-C loses nothing finished."""
    from cxsim.report.headlines import progress
    from cxsim.study.progress import ProgressBar

    return ProgressBar(keeps=keeps, line=partial(progress, lang=lang), head=first_lines(head, lang))


def tell(head: str, lang: str) -> None:
    """The first line of a command too short for a bar, on stderr."""
    print(first_lines(head, lang), file=sys.stderr, flush=True)


def first_lines(head: str, lang: str) -> str:
    """`head`, and on the first start of these sources on this computer that the model is being compiled: nothing moves meanwhile."""
    from cxsim.base.compiled import at_hand
    from cxsim.report.words import words

    note = "" if at_hand(LAST_COMPILED) else words(lang)("terminal.compiling")
    return "\n".join(line for line in (head, note) if line)
