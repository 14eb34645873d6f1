"""What the wall holds while nobody decides: what is foretold and how many are still at it; after a round what was measured, and what comes next.

Committees see the figures of their whole company on their phones, so that the companies may stand beside each other here. Where people sit in
units or play for themselves nobody sees the whole before the reveal, and the wall does not show it either.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from cxsim.lab import lesson_cut
from cxsim.lab.lesson_html import table
from cxsim.lab.lesson_room import LOOK, PRACTISED, PREDICT
from cxsim.lab.lesson_rounds import APART, shown
from cxsim.lessons import intervals, minutes
from cxsim.lessons.form import BARE, COMMITTEE, DESIGNS
from cxsim.lessons.game import PERSON, REPEATED, ROBOT, TYPED
from cxsim.lessons.seating import COMPANY_LETTERS
from cxsim.report import numbers
from cxsim.report.lesson_notes import kind_of_round
from cxsim.report.numbers import number
from cxsim.report.words import Words, raised

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room
    from cxsim.lessons.game import Game

SCORE, COST = "company_score", "company_cost"  # views of the measured score and the cost of a company
STAGES = (PRACTISED, PREDICT, LOOK)


def page(room: Room, w: Words) -> str:
    """Below the count, as HTML; empty in other stages."""
    made = {PREDICT: _foretold, LOOK: _looked, PRACTISED: _practised}
    return made[room.stage](room, w) + _next(room, w) if room.stage in made else ""


def missing(room: Room) -> int:
    """People who are here and have not sealed their predictions yet: those the console asks about before the first round opens."""
    return room.people.unsealed()


def full(room: Room) -> bool:
    """Whether there is no room for the picture of the way in."""
    return room.stage == PREDICT or (room.stage == LOOK and room.game.lesson.seats.kind == COMMITTEE)


def _foretold(room: Room, w: Words) -> str:
    asked = "".join(f"<li>{escape(one.ask.of(w.lang))}</li>" for one in room.game.lesson.predictions.values())
    wide = dict.fromkeys(w("lesson_plan.interval.sure", sure=number(one.sure, 0, w.lang)) for one in intervals.asked_of(room.game.lesson).values())
    return f'<section class="between"><h2>{escape(w("lesson_between.foretold"))}</h2><ol>{asked}</ol>{"".join(_p(line, "small") for line in wide)}</section>'


def _practised(room: Room, w: Words) -> str:
    drafted = minutes.drafts(room.game.lesson, room.game.world.clock)
    return _p(w("lesson_between.drafted" if drafted else "lesson_between.practised"))


def _looked(room: Room, w: Words) -> str:
    game = room.game
    cut = lesson_cut.wall(game, w)
    if game.lesson.seats.kind != COMMITTEE:
        return _p(w("lesson_between.own_game" if game.lesson.play == BARE else "lesson_between.own")) + _p(_sources(game, w), "small")
    if not acted(game):
        return _p(w("lesson_between.bids"))
    return _p(w("lesson_between.read")) + board(room, w) + cut + "".join(map(_p, lesson_cut.whole(game, w)))


def _sources(game: Game, w: Words) -> str:
    """Whose the decisions of the last round were: counts, and nobody's own."""
    sources = [row["source"] for row in game.closed[-1]["rows"]]
    return w("lesson_between.sources", person=sources.count(PERSON) + sources.count(TYPED), repeated=sources.count(REPEATED), robot=sources.count(ROBOT))


def acted(game: Game) -> bool:
    """Whether anything decided so far acts on a company; bids alone do not."""
    return any(game.lesson.decisions[name].kind != "bids" for number in range(1, len(game.closed) + 1) for name in game.decisions_asked(number))


def board(room: Room, w: Words) -> str:
    """What was measured: of one company its figures by round, of several a row each, by letter and never in order of merit."""
    game = room.game
    seen = [_of(game, room, company) for company in range(game.companies)]
    if not seen or not all(seen):
        return ""
    names, first = list(seen[0]), next(iter(seen[0].values()))
    rounds = [raised(w("lesson.round.year" if game.lesson.play == DESIGNS else f"lesson.round.{kind_of_round(game.lesson)}", n=number)) for number in range(1, len(first["values"]) + 1)]
    if game.companies == 1:
        head, rows = ["", *rounds], [[raised(w(f"lesson.views.{name}")), *_cells(row, w)] for name, row in seen[0].items()]
    elif len(names) == 1:
        head, rows = [raised(w(f"lesson.views.{names[0]}")), *rounds], [[w("lesson.company", letter=COMPANY_LETTERS[company]), *_cells(own[names[0]], w)] for company, own in enumerate(seen)]
    else:
        head = [rounds[-1], *(raised(w(f"lesson.views.{name}")) for name in names)]
        rows = [[w("lesson.company", letter=COMPANY_LETTERS[company]), *(_cells(own[name], w)[-1] for name in names)] for company, own in enumerate(seen)]
    said = " ".join(line for line in (start(room, names, w), w("lesson_between.measured")) if line)
    return f'<section class="between">{table(head, rows, 1)}<p class="small">{escape(said)}</p></section>'


def start(room: Room, names: Iterable[str], w: Words) -> str:
    """What the survey measured and the company cost before the game, as far as they are shown; empty where neither is, or nothing is known yet."""
    known, said = room.today.start, []
    if SCORE in names and "measured" in known:
        said.append(w("lesson_between.start", x=numbers.number(known["measured"], 1, w.lang)))
    if COST in names and "cost" in known:
        said.append(w(f"lesson_told.start_cost{'_too' if said else ''}", x=numbers.money(known["cost"], 0, w.lang)))
    return " ".join(said)


def _of(game: Game, room: Room, company: int) -> dict[str, dict[str, object]]:
    seat = next((seat.id for seat in game.seats.values() if seat.decides and seat.company == company), "")
    return {name: row for name, row in room.game.seen(seat).items() if row["unit"] not in APART} if seat else {}


def _cells(row: dict[str, object], w: Words) -> list[str]:
    return [shown(value, str(row["unit"]), w.lang) for value in row["values"]]  # type: ignore[attr-defined]


def _next(room: Room, w: Words) -> str:
    game = room.game
    if game.over:
        return _p(w("lesson_between.next.reveal"), "next")
    if room.stage == PRACTISED:
        return _p(w("lesson_between.next.predict"), "next")
    kind = kind_of_round(game.lesson)
    said = w("lesson_between.next.round", round=w(f"lesson.round.{kind}", n=game.round), n=game.world.rounds) if game.world.rounds > 1 else w("lesson_between.next.only")
    return _p(said, "next") + (_p(w("lesson_between.next.kept"), "small") if room.stage == PREDICT else "")


def _p(said: str, kind: str = "story") -> str:
    return f'<p class="{kind}">{escape(said)}</p>'
