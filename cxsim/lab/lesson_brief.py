"""What there is to choose from, shown before anybody decides: on the wall to be read aloud, and on every phone."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from cxsim.lessons.form import COMMITTEE
from cxsim.lessons.minutes import DRAFTED
from cxsim.lessons.scheme_kind import SchemeKind
from cxsim.report.numbers import percent
from cxsim.report.words import Words

if TYPE_CHECKING:
    from cxsim.lab.lesson_today import Today
    from cxsim.lessons.form import Decision
    from cxsim.lessons.game import Game


def briefed(game: Game) -> list[str]:
    """Decisions of the first round whose choices are shown before; empty in lessons without any."""
    return [name for name in game.decisions_asked(1) if name in game.lesson.brief]


def pages(game: Game, today: Today, w: Words, big: bool = False) -> str:
    """The choices as HTML; `big` for the wall."""
    return "".join(_page(game.lesson.decisions[name], today, w, big) for name in briefed(game))


def kept(game: Game, today: Today, w: Words) -> str:
    """The same in short, for the wall while it is decided: what was read aloud is not taken away, and the rule stands above it; where nothing was, what is asked of a committee."""
    asked = {name: game.lesson.decisions[name] for name in game.decisions_asked()}
    read = [terms for name, terms in asked.items() if name in game.lesson.brief]
    if read:
        rest = [terms for name, terms in asked.items() if name not in game.lesson.brief] if game.lesson.seats.kind == COMMITTEE else []
        return "".join(_short(terms, today, w) for terms in read) + "".join(_besides(terms, w) for terms in rest)
    if game.lesson.seats.kind != COMMITTEE:
        return ""
    return f'<ol class="asked">{"".join(f"<li>{escape(terms.ask.of(w.lang))}</li>" for terms in asked.values())}</ol>'


def _short(terms: Decision, today: Today, w: Words) -> str:
    if terms.kind not in DRAFTED or terms.menu is None:
        return f"<p>{escape(terms.ask.of(w.lang))}</p>" + _cards(terms.cards, w, big=True, lines=False)
    pool = w("lesson_say.brief_page.pool", pool=percent(terms.menu.pool_pct, 0, w.lang))
    return f'{_plans(terms.menu.ready, today, w, lines=False)}<p class="small">{escape(pool)}</p>'


def _besides(terms: Decision, w: Words) -> str:
    """A further decision of a committee with its options: those without the pen see no form, and talk about it all the same."""
    options = " · ".join(option.label.of(w.lang) for option in terms.options.values())
    return f"<p>{escape(f'{terms.ask.of(w.lang)} {options}'.strip())}</p>"


def _page(terms: Decision, today: Today, w: Words, big: bool) -> str:
    title = f'<h2>{escape(w(f"lesson_say.brief_page.title.{terms.kind}"))}</h2>'
    if terms.kind not in DRAFTED or terms.menu is None:
        return title + _cards(terms.cards, w, big)
    pool = percent(terms.menu.pool_pct, 0, w.lang)
    note = w("lesson_say.brief_page.caption" if SchemeKind(terms).ready_only else "lesson_say.brief_page.caption_own", pool=pool)
    waiting = "" if today.costs else f'<p class="small">{escape(w("lesson_say.brief_page.waiting"))}</p>'
    rows = _plans(terms.menu.ready, today, w) if big else _listed(terms.menu.ready, today, w)
    return f'{title}{rows}<p class="small">{escape(note)}</p>{waiting}'


def _plans(ready: Mapping[str, Any], today: Today, w: Words, lines: bool = True) -> str:
    """A row per plan: its number, what it pays for if `lines`, and what it costs."""
    heads = [w(f"lesson_say.brief_page.head.{key}") for key in ("plan", "usual", "nine")]
    top = "".join(f'<th scope="col"{" class=n" if place else ""}>{escape(head)}</th>' for place, head in enumerate(heads))
    rows = ""
    for number, (name, plan) in enumerate(ready.items(), start=1):
        cells = "".join(f'<td class="n">{escape(percent(cost, 0, w.lang))}</td>' for cost in today.costs[name]) if name in today.costs else '<td class="n">–</td>' * 2
        rows += f'<tr><th scope="row"><strong>{number} {escape(plan.label.of(w.lang))}</strong>{f"<span>{escape(plan.line.of(w.lang))}</span>" if lines else ""}</th>{cells}</tr>'
    return f'<table class="brief"><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>'


def _listed(ready: Mapping[str, Any], today: Today, w: Words) -> str:
    """The same for a phone, one below the other."""
    rows = ""
    for name, plan in ready.items():
        cost = [percent(each, 0, w.lang) for each in today.costs.get(name, ())]
        told = f'<span class="cost">{escape(w("lesson_say.brief_page.cost", x=cost[0], y=cost[1]))}</span>' if cost else ""
        rows += f"<li><strong>{escape(plan.label.of(w.lang))}</strong><span>{escape(plan.line.of(w.lang))}</span>{told}</li>"
    return f'<ol class="brief">{rows}</ol>'


def _cards(cards: Mapping[str, Any], w: Words, big: bool, lines: bool = True) -> str:
    rows = "".join(f'<li><strong>{escape(card.label.of(w.lang))}</strong>{f"<span>{escape(card.line.of(w.lang))}</span>" if card.line and lines else ""}</li>' for card in cards.values())
    return f'<ol class="brief{" two" if big else ""}">{rows}</ol>'
