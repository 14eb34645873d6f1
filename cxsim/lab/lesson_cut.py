"""That a budget was cut, or was not: told on phone and wall as soon as the round is closed, from how much to how much, and why in the lesson's own words."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from cxsim.lessons.kinds import Cards, kind_of
from cxsim.lessons.seating import COMPANY_LETTERS
from cxsim.report.numbers import number
from cxsim.report.words import Words

if TYPE_CHECKING:
    from cxsim.lab.lesson_game import HostedGame

CUT = "cut"  # lines of a lesson for this


def cuts(game: HostedGame) -> dict[int, tuple[float, float]]:
    """Companies whose coins of the coming round were cut: what there would have been, and what there is."""
    return {company: pair for company, pair in coins_of(game).items() if pair[1] < pair[0]}


def coins_of(game: HostedGame) -> dict[int, tuple[float, float]]:
    """Full coins of the coming round and those there are, by company; empty before a round was closed and after the last."""
    if not game.closed or game.over or not game.shown:
        return {}
    kinds = {name: kind_of(game.lesson.decisions[name]) for name in game.decisions_asked()}
    full = {name: kind.coins for name, kind in kinds.items() if isinstance(kind, Cards)}
    found = {company: [(full[name], coins) for name, coins in game.budgets(company).items() if name in full] for company in range(game.companies)}
    return {company: min(pairs, key=lambda pair: pair[1] - pair[0]) for company, pairs in found.items() if pairs}


def told(game: HostedGame, company: int, w: Words) -> str:
    """To a phone, of its own company; empty where nothing was cut."""
    found = cuts(game).get(company)
    return _card(game, [w("lesson_between.cut.one", now=number(found[1], 0, w.lang), full=number(found[0], 0, w.lang))], w) if found else ""


def wall(game: HostedGame, w: Words) -> str:
    """To everybody; of several companies those it happened to."""
    found = cuts(game)
    if not found:
        return ""
    if game.companies == 1:
        return told(game, 0, w)
    alike: dict[tuple[float, float], list[str]] = {}  # one line for all that were cut alike
    for company, pair in found.items():
        alike.setdefault(pair, []).append(COMPANY_LETTERS[company])
    lines = [w(f"lesson_between.cut.{'of' if len(own) == 1 else 'of_many'}", letter=w.listing(own), now=number(now, 0, w.lang), full=number(full, 0, w.lang)) for (full, now), own in alike.items()]
    return _card(game, lines, w)


def whole(game: HostedGame, w: Words, company: int | None = None) -> list[str]:
    """That a budget was not cut, for the wall or for the phone of one company; nothing in lessons that cut none."""
    if not any(line.when == CUT for line in game.lesson.script):
        return []
    full = {one: pair[0] for one, pair in coins_of(game).items() if pair[1] >= pair[0]}
    if company is not None or game.companies == 1:
        return [w("lesson_between.whole.one", full=number(full[company or 0], 0, w.lang))] if (company or 0) in full else []
    own = [COMPANY_LETTERS[one] for one in full]
    return [w(f"lesson_between.whole.{'of' if len(own) == 1 else 'of_many'}", letter=w.listing(own), full=number(next(iter(full.values())), 0, w.lang))] if own else []


def said(game: HostedGame, lang: str) -> list[str]:
    """What the lesson says of it; nothing while no budget was cut."""
    return [line.say.of(lang) for line in game.lesson.script if line.when == CUT] if cuts(game) else []


def _card(game: HostedGame, lines: list[str], w: Words) -> str:
    inner = "".join(f"<p>{escape(line)}</p>" for line in [*said(game, w.lang), *lines])
    return f'<section class="news"><h2>{escape(w("lesson_between.cut.title"))}</h2>{inner}</section>'
