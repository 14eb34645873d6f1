"""Parts of page 6 that come later than the page: each has its place from the start, and says what comes there and on how many lucks it will stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxsim.lab.lesson_html import listed, picture, said
from cxsim.lessons.lucks import PAIRED
from cxsim.study.statistics import FEWEST

APART = '<span class="apart"></span>'  # begins a part that says itself how many lucks it stands on


def futures(told: Any, drawn: Mapping[str, Any], lines: list[str], count: int) -> list[str]:
    """Picture and sentences of the futures; none where too few lucks are lived for intervals."""
    if "regret" in drawn:
        return [APART + picture(drawn["regret"]), APART + said(lines)]
    asked, w = told.lesson.reveal.gallery, told.w
    if count < FEWEST or asked is None:
        return []
    lucks = min(count, asked.lucks)
    worlds = listed(f"{future.label.of(told.lang)}. {future.text.of(told.lang)}" for future in asked.futures)
    come = said([w("lesson_alike.later.futures", n=lucks)])
    return [APART + said([w("lesson_alike.later.futures_title")], "h3") + worlds + come, APART + said([w("lesson_alike.later.futures_said", n=lucks)])]


def fixes(told: Any, drawn: Mapping[str, Any], count: int) -> list[str]:
    """Pictures of single fixes and of pairs, in lessons that have them."""
    if not any(decision.kind == "order" for decision in told.lesson.decisions.values()):
        return []
    names = [name for name in ("fixes", "pairs") if name in drawn]
    if names or not count:
        return [APART + picture(drawn[name]) for name in names]
    return [APART + said([told.w(f"lesson_alike.later.{name}", n=min(count, PAIRED))]) for name in ("fixes", "pairs")]
