"""That the reward plan changes with this round: told on the wall and on every phone, old plan and new one in the lesson's own words."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from cxsim.lessons.form import BARE, Line, Plan
from cxsim.report.words import words

if TYPE_CHECKING:
    from cxsim.lessons.game import Game


def change(game: Game) -> tuple[Plan, Plan] | None:
    """The plan until now and the one of the coming round; None when it stays, and before the first round."""
    plans, number = game.plans, game.round
    if not 1 < number <= len(plans) or plans[number - 1] == plans[number - 2]:
        return None
    return game.lesson.plans[plans[number - 2]], game.lesson.plans[plans[number - 1]]


def announced(game: Game, lang: str) -> str:
    """The announcement as HTML; empty when nothing changes. Rounds of a bare game are each their own: there only that is said."""
    found, w = change(game), words(lang)
    if found is None:
        return ""
    if game.lesson.play == BARE:
        return f'<p class="news">{escape(w("lesson_bare.changed"))}</p>'
    rows = "".join(f'<div class="{key}"><dt>{escape(w(f"lesson_say.change.{key}"))}</dt><dd>{escape(plan.shown.of(lang))}</dd></div>' for key, plan in zip(("old", "new"), found))
    return f'<section class="news"><h2>{escape(w("lesson_say.change.title"))}</h2><dl>{rows}</dl></section>'


def rules(game: Game) -> list[Line]:
    """What the lesson says of rules that the clock puts in force with the coming round; nothing when they stay as they were."""
    lines, new = game.lesson.ruled(game.world.clock, game.round)
    return lines if new else []


def ruled(game: Game, lang: str) -> str:
    """Rules in force as HTML: what the teacher says of new ones stands on the wall and on every phone too, and on one line for as long as they last."""
    w, (lines, new) = words(lang), game.lesson.ruled(game.world.clock, game.round)
    if not new:
        still = " ".join(line.say.of(lang) for line in lines)
        return f'<p class="news">{escape(w("lesson_say.change.still", rule=still))}</p>' if still else ""
    said = "".join(f"<p>{escape(line.say.of(lang))}</p>" for line in lines)
    return f'<section class="news"><h2>{escape(w("lesson_say.change.rules"))}</h2>{said}</section>' if said else ""
