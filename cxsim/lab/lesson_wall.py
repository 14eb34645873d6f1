"""What the projector shows: code, round and counts, and the pages of the reveal in big type; no seat by name, no pay by person."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from cxsim.lab import lesson_between, lesson_brief, lesson_cut, lesson_news, lesson_rounds, lesson_waiting, lesson_where
from cxsim.lab.lesson_bare import filling, rule, section
from cxsim.lab.lesson_qr import Door
from cxsim.lab.lesson_room import BRIEF, DECIDING, ENDED, LIVING, LOBBY, OPEN, PREDICT, REVEAL, TICKET, Room
from cxsim.lab.lesson_steps import PART
from cxsim.lessons.form import BARE, COMMITTEE, UNITS
from cxsim.report import lesson_other, lesson_pay
from cxsim.report.lesson_notes import pays_levels
from cxsim.report.words import Words, raised, words
from cxsim.study.canonical import content_digest

PREDICTED = 4  # the page of what was foretold
LAST_COMPUTED = 6  # the page of other lucks; with it come what earlier and later pages waited for


def decided(counts: Mapping[str, int], w: Words) -> str:
    """How many have decided: seats, or committees of so many."""
    return w("lesson_lab.wall.decided_teams", n=counts["done"], of=counts["teams"]) if counts["teams"] else w("lesson_lab.wall.decided", n=counts["done"])


class Wall:
    """The projector's page of a room in one language."""

    def __init__(self, room: Room, lang: str, door: Door | None = None):
        self.room, self.lang, self.door, self.w = room, lang, door, words(lang)

    def counts(self) -> dict[str, int]:
        """Who is in, who has decided or sealed (committees as one each), how many chairs there are, and how many committees people sit in."""
        game, seated = self.room.game, self.room.people.seated()
        done = len(game.hashes) if self.room.stage == PREDICT else len(game.tickets) if self.room.stage == TICKET else self._decided(set(seated))
        return {"in": sum(seated.values()), "done": done, "seats": len(game.seats), "observers": self.room.people.observers, "teams": len(self._teams(set(seated)))}

    def _decided(self, seated: set[str]) -> int:
        """Seats that have decided; committees instead, since one decision stands for all their chairs."""
        game = self.room.game
        teams = self._teams(seated)
        return len({game.seats[seat].company for seat in game.decided} & teams) if teams else len(game.decided)

    def _teams(self, seated: set[str]) -> set[int]:
        """Committees with somebody in them, or all where slips decide for everybody; none where seats decide for themselves."""
        game = self.room.game
        if game.lesson.seats.kind != COMMITTEE:
            return set()
        return {game.seats[seat].company for seat in seated if seat in game.seats} or set(range(game.companies))

    def key(self) -> str:
        """Changes whenever the wall must be drawn anew."""
        room = self.room
        parts = [room.stage, room.step, room.steps.part, room.steps.count, room.game.round, room.game.plans, self.counts(), self.lang, len(room.game.shown), room.can_show(room.step), room.can_show(LAST_COMPUTED)]
        waiting = room.lucks.progress.done if self._unfinished() else lesson_waiting.key(room)
        return content_digest([*parts, waiting, room.lucks.shown, bool(room.lucks.fault), bool(room.today.costs) and room.stage in (BRIEF, *DECIDING)])[:12]

    def html(self) -> str:
        """The page."""
        stage = self.room.stage
        if stage in lesson_between.STAGES:
            return self._between()
        if stage in DECIDING:
            return self._deciding()
        made = {LOBBY: self._lobby, BRIEF: self._brief, LIVING: self._living, REVEAL: self._reveal, TICKET: self._ticket, ENDED: self._head}
        return made[stage]()

    def _head(self) -> str:
        """Which lesson, and what the room is doing."""
        return f'{self._title()}<p class="stage">{escape(lesson_rounds.stage(self.room, self.w))}</p>'

    def _title(self) -> str:
        return f"<h1>{escape(self.room.game.lesson.title.of(self.lang))}</h1>"

    def _lobby(self) -> str:
        lesson, counts = self.room.game.lesson, self.counts()
        filled = "".join(f"<p>{escape(line)}</p>" for line in filling(lesson, counts["in"], counts["seats"], self.lang))
        return f'<h1>{escape(lesson.title.of(self.lang))}</h1>{self._door()}{self._count()}{filled}<p class="story">{escape(lesson.story.of(self.lang))}</p>'

    def _brief(self) -> str:
        game = self.room.game
        brief = lesson_brief.pages(game, self.room.today, self.w, True).replace("h2>", "h1>")
        return f'<p class="small">{escape(game.lesson.title.of(self.lang))}</p>{brief}{self._line()}'

    def _living(self) -> str:
        return self._head() + lesson_waiting.living(self.room, self.w) + self._count()

    def _between(self) -> str:
        way_in = self._line() if lesson_between.full(self.room) else self._door(small=True)
        return self._head() + self._count() + lesson_between.page(self.room, self.w) + way_in

    def _ticket(self) -> str:
        items = "".join(f"<li>{escape(text)}</li>" for text in self.w.get("lesson.ticket_items"))
        return f"{self._head()}{self._count()}<ol>{items}</ol>{self._door(small=True)}"

    def _deciding(self) -> str:
        """The plan in force and what is new about it, and what is chosen from; the picture of the way in only where there is room for it."""
        game, opened = self.room.game, self.room.stage == OPEN
        plan, paid = self._plan(), self._paid()
        ruled = lesson_cut.wall(game, self.w) + lesson_news.ruled(game, self.lang) if opened else ""
        news = lesson_news.announced(game, self.lang) if opened else ""
        if news:
            return self._title() + self._count(lesson_rounds.stage(self.room, self.w)) + news + ruled + (plan if game.lesson.bare is not None else "") + paid  # what is new must fit: the way in stands there again when the round is over
        read = lesson_brief.kept(game, self.room.today, self.w)
        return self._head() + self._count() + ruled + plan + paid + read + (self._line() if ruled or read else self._door(small=True))

    def _in_force(self) -> str:
        game = self.room.game
        return game.plans[min(game.round, len(game.plans)) - 1]

    def _plan(self) -> str:
        """What the wall says of the plan in force, and the rule of a bare game."""
        lesson = self.room.game.lesson
        lines = [lesson.plans[self._in_force()].shown.of(self.lang), *rule(lesson, self.lang)]
        return "".join(f'<p class="story">{escape(line)}</p>' for line in lines)

    def _paid(self) -> str:
        """Who is paid for what, level by level, where people sit in units."""
        game = self.room.game
        levels = lesson_pay.by_level(game.world, self._in_force(), game.seats.values(), self.w) if game.lesson.seats.kind == UNITS else []
        return f'<ul class="paid">{"".join(f"<li>{escape(line)}</li>" for line in levels)}</ul>' if levels else ""

    def _door(self, small: bool = False) -> str:
        w = self.w
        if self.door is None:
            return ""
        kind = ' class="door small"' if small else ' class="door"'
        picture = self.door.svg(w("lesson_console.qr", address=self.door.address))
        go = w("lesson_console.qr_do" if picture else "lesson_lab.wall.go")
        note = "" if self.door.reachable else f'<p class="small">{escape(w("lesson_console.alone_wall"))}</p>'
        typed = f'<p>{escape(go)} <strong>{escape(self.door.address)}</strong></p><p>{escape(w("lesson_lab.wall.code"))} <strong class="code">{escape(self.room.code)}</strong></p>{note}'
        return f"<div{kind}>{picture}<div>{typed}</div></div>"

    def _line(self) -> str:
        """The way in on one line, where the page is full."""
        w = self.w
        return "" if self.door is None else f'<p class="small">{escape(w("lesson_lab.wall.go"))} <strong>{escape(self.door.address)}</strong> · {escape(w("lesson_lab.wall.code"))} <strong>{escape(self.room.code)}</strong></p>'

    def _count(self, first: str = "") -> str:
        w, stage, counts = self.w, self.room.stage, self.counts()
        said = [*([first] if first else []), w("lesson_lab.wall.in", n=counts["in"], of=counts["seats"])]
        if stage in DECIDING:
            said.append(decided(counts, w))
        elif stage == PREDICT:
            left = lesson_between.missing(self.room)
            said += [w("lesson_lab.wall.sealed", n=counts["done"]), *([w.plural("lesson_between.missing", left) if left else w("lesson_between.missing.none")] if counts["in"] else [])]
        elif stage == TICKET:
            said.append(w("lesson_lab.wall.tickets", n=counts["done"]))
        return f'<p class="counts">{escape(" · ".join(said))}</p>'

    def _columns(self) -> str:
        """What the columns on the phones are, with the other plan by its name."""
        w, game = self.w, self.room.game
        if game.lesson.play == BARE:
            return ""
        other = lesson_other.name(game.lesson, game.world.clock, w)
        lines = [lesson_other.played(game, w), w("lesson_other.wall_bonus", other=other), lesson_other.alike(game, w)] if lesson_other.differ(game) else [w("lesson_other.wall_bonus_one")]
        return "".join(f'<p class="story">{escape(line)}</p>' for line in (*lines, lesson_other.lived_on(game, w)) if line)

    def _reveal(self) -> str:
        w, room = self.w, self.room
        title = lesson_waiting.titled(room, section(room.game.lesson, room.step, self.lang, room.lucks.count, room.game.world.clock), w)
        part, where = room.steps.part, lesson_where.said(room, w)
        head = f'<p class="small">{escape(where)}</p><h1>{escape(raised(title))}</h1>'
        if room.step == 1:
            if pays_levels(room.game.lesson):
                return head + f'<p class="stage">{escape(w("lesson_say.wall.team"))}</p>'
            return head + f'<p class="stage">{escape(w("lesson_lab.wall.own"))}</p>' + self._columns()
        pages = room.pages
        if pages is None or room.step not in pages.html[self.lang]:
            return head + lesson_waiting.page(room, w)
        under = lesson_waiting.page(room, w) if self._unfinished() else lesson_waiting.stopped(room, w)
        return f'{head}<div class="revealed">{pages.html[self.lang][room.step].split(PART)[part]}</div>{under}'

    def _unfinished(self) -> bool:
        """Whether the page of predictions waits for one whose answer is still being computed."""
        room = self.room
        return room.stage == REVEAL and room.step == PREDICTED and room.game.lesson.divided is not None and not room.lucks.ready
