"""What one phone shows: the part of the page that changes, as HTML, cut from what its seat may see and from nothing else."""

from __future__ import annotations

from html import escape
from typing import Any

from cxsim.lab import (
    lesson_bare,
    lesson_beside,
    lesson_between,
    lesson_brief,
    lesson_card,
    lesson_committee,
    lesson_cut,
    lesson_hand,
    lesson_news,
    lesson_rounds,
    lesson_start,
)
from cxsim.lab import lesson_forms as forms
from cxsim.lab.lesson_people import Person
from cxsim.lab.lesson_room import (
    BRIEF,
    DECIDING,
    ENDED,
    LIVING,
    LOBBY,
    LOOK,
    OPEN,
    PRACTICE,
    PRACTISED,
    PREDICT,
    REVEAL,
    TICKET,
    Room,
)
from cxsim.lab.lesson_scheme_form import told_cost
from cxsim.lessons import minutes
from cxsim.lessons.form import BARE, DESIGNS, INTERVAL
from cxsim.report import lesson_other, lesson_pay, numbers
from cxsim.report.lesson_notes import kind_of_round, kind_of_seat
from cxsim.report.words import raised, words
from cxsim.study.canonical import content_digest

HINT_AT = 30  # seconds left


class Screen:
    """The screen of one person in one language."""

    def __init__(self, room: Room, person: Person, lang: str):
        self.room, self.person, self.lang = room, person, lang
        self.game, self.w = room.game, words(lang)
        self.lesson = room.game.lesson
        self.seat = None if person.observes else room.game.seats[person.seat]

    def key(self) -> str:
        """Changes whenever the screen must be drawn anew; a countdown or another seat's decision does not change it."""
        room, own = self.room, self.person.seat
        decided = self.game.decided.get(own, {}).get("play")
        parts = [room.stage, room.step, self.game.round, self.game.plans, decided, self.game.hashes.get(own), own in self.game.tickets, own in self.game.robots, self.lang]
        parts += [self.person.lang, self.game.hints, self.name(), self._new, [mate.name.en for mate in lesson_pay.mates(self.game.seats.values(), self.seat)] if self.seat else []]
        if self.seat is not None and room.stage in (*DECIDING, BRIEF, PREDICT):
            parts += [lesson_committee.shares(room, own) and lesson_committee.speaker(room, own).id, bool(room.today.start), bool(room.today.costs)]
        parts.append(room.stage == PREDICT and not lesson_between.missing(room))
        return content_digest([*parts, room.stage == REVEAL and room.can_show(room.step), len(self.game.shown), room.game.seed])[:12]

    def _mark(self) -> str:
        """Of a form: what is half entered stays while this stays, whatever else of the screen changes."""
        return content_digest([self.room.stage, self.game.round, self.game.decided.get(self.person.seat, {}).get("play"), self.game.seed])[:12]

    def html(self) -> str:
        """The screen."""
        return {
            LOBBY: self._lobby, BRIEF: self._lobby, PRACTICE: self._decide, PRACTISED: self._seen, PREDICT: self._predict, OPEN: self._decide, LIVING: self._living, LOOK: self._seen,
            REVEAL: self._reveal, TICKET: self._ticket, ENDED: self._ended,
        }[self.room.stage]()  # fmt: skip

    def said(self) -> str:
        """What a screen reader is told when the screen changes."""
        if self.room.stage in DECIDING and self.person.seat in self.game.decided:
            return self.w("lesson_lab.script.decided")
        return lesson_rounds.stage(self.room, self.w)

    def name(self) -> str:
        """Who sits here."""
        return self.seat.name.of(self.lang) if self.seat else self.w("lesson_lab.observer")

    def round_name(self, number: int | None = None) -> str:
        """A round as the lesson calls it."""
        return self.w(f"lesson.round.{self._kind()}", n=min(number or self.game.round, self.game.world.rounds))

    def row_name(self, number: int) -> str:
        """A row of what a seat sees: a round, or a year of a design."""
        return self.w("lesson.round.year", n=number) if self.lesson.play == DESIGNS else self.round_name(number)

    # ------------------------------------------------------------ stages

    def _lobby(self) -> str:
        if self.room.stage == BRIEF:
            return f"<h1>{escape(self.lesson.title.of(self.lang))}</h1>{self._brief()}{self._card()}{_p(self.w('lesson_lab.wait.lobby'), 'wait')}"
        return f"<h1>{escape(self.lesson.title.of(self.lang))}</h1>{self._card()}<p>{escape(self.lesson.story.of(self.lang))}</p>{_p(self.w('lesson_lab.wait.lobby'), 'wait')}"

    def _brief(self) -> str:
        """What there is to choose from."""
        return lesson_brief.pages(self.game, self.room.today, self.w)

    def _card(self) -> str:
        """Role, pay, and what this seat sees and does not see."""
        return lesson_card.card(self)

    def plan_said(self) -> str:
        """What is said of the plan of the coming round."""
        return self.lesson.plans[lesson_card.plan_of(self.game)].shown.of(self.lang)

    @property
    def _new(self) -> bool:
        """Whether somebody sits here who decides from a coming round on, and has seen no card yet."""
        return self.seat is not None and not self.game.over and self.person.from_round > 1 and self.person.from_round >= self.game.round

    def _decide(self) -> str:
        w, practice = self.w, self.room.stage == PRACTICE
        title = w("lesson_lab.practice_title") if practice else lesson_rounds.title(self)
        head = f"<h1>{escape(title)}</h1>"
        if practice:
            head += _p(w("lesson_plan.practice" if self._drafts() else "lesson_lab.practice_note"), "small")
        news = lesson_news.announced(self.game, self.lang)
        head += self._cut() + news + ("" if practice else lesson_news.ruled(self.game, self.lang)) + (_p(self.plan_said(), "pay") if not news or self.lesson.play == BARE else "")
        head += lesson_card.round_lines(self) + "".join(_p(line, "small") for line in lesson_bare.rule(self.lesson, self.lang))
        if not self.room.decides(self.person):
            return head + _p(w("lesson_lab.wait.observer" if self.seat is None else "lesson_lab.wait.robot" if self.person.seat in self.game.robots else "lesson_lab.wait.late"), "wait") + self._newcomer() + self._looked()
        return head + self._hint() + ("" if practice else lesson_beside.before(self)) + self._decision() + (self._folded() if self.game.seen(self.person.seat) else "") + self._reminder()

    def _newcomer(self) -> str:
        """The role card of somebody who came late, at once; others have it folded below the form."""
        return self._card() if self._new else ""

    def _hint(self) -> str:
        """The question asked when half a minute is left, unless the teacher has switched hints off."""
        w = self.w
        return f'<p class="hint" data-at="{HINT_AT}" hidden><strong>{escape(w("lesson_console.hint"))}:</strong> {escape(w(f"lesson_say.soon.{kind_of_seat(self.lesson)}"))}</p>' if self.game.hints else ""

    def _reminder(self) -> str:
        """The role card again, folded."""
        return f"<details><summary>{escape(self.w('lesson_console.hint_role'))}</summary>{self._card()}</details>" if self.game.hints and self.seat else ""

    def _form(self) -> str:
        w, own = self.w, self.person.seat
        asked, decided, last = self.game.decisions_asked(), self.game.decided.get(own, {}).get("play"), self.game.last_play(own)
        coins = self.game.budgets(self.game.seats[own].company)
        won = self.game.won(self.game.seats[own].company)
        before = decided or self.game.drafts.get(own) or {}
        parts = "".join(forms.decision(name, self.lesson.decisions[name], before.get(name), coins.get(name, 0.0), w, won, place if len(asked) > 1 else 0) for place, name in enumerate(asked, start=1))
        again = ""
        if last is not None and set(last) == set(asked) and all(self.lesson.decisions[name].kind in forms.REPEATABLE for name in asked):
            again = f'<button type="button" class="again" data-last="{escape(_json(last))}">{escape(w(f"lesson_lab.form.same_{self._kind()}"))}</button>'
        done = f'<p class="good">{escape(w("lesson_lab.decided"))}</p>' if decided is not None else ""
        if decided is not None and (cost := told_cost(self.game.world, decided, w)):
            done += _p(cost)
        label = w("lesson_lab.form.change" if decided else "lesson_lab.form.decide")
        return f'<form class="play" data-do="decide" data-mark="{self._mark()}">{done}{again}{parts}{forms.send(label, decided is not None)}</form>'

    def _decision(self) -> str:
        """The form; in a committee that of the seat that enters what all agree on, and what was entered on the others."""
        own = self.person.seat
        if not lesson_committee.shares(self.room, own):
            return self._form() + self._brief_fold()
        if lesson_committee.speaker(self.room, own).id == own:
            return _p(self.w("lesson_say.committee.self"), "small") + self._form() + self._brief_fold()
        return lesson_committee.watching(self.room, own, self.game.decided.get(own, {}).get("play"), self._form(), self.w) + self._brief_fold(self.game.decided.get(own) is None)

    def _brief_fold(self, open_: bool = False) -> str:
        """What there is to choose from once more, with what it costs; empty where nothing was shown."""
        if not lesson_brief.briefed(self.game):
            return ""
        return f'<details{" open" if open_ else ""}><summary>{escape(self.w("lesson_say.brief_page.fold"))}</summary>{self._brief()}</details>'

    def _drafts(self) -> bool:
        return minutes.drafts(self.lesson, self.game.world.clock)

    def _kind(self) -> str:
        return kind_of_round(self.lesson)

    def _predict(self) -> str:
        w, sealed = self.w, self.game.hashes.get(self.person.seat)
        head = f"<h1>{escape(w('lesson_lab.predict.title'))}</h1>"
        if self.seat is None:
            return head + _p(w("lesson_lab.wait.observer"), "wait")
        if sealed:
            return head + f'<p class="good">{escape(w("lesson_lab.predict.sealed"))}</p><p class="small">{escape(w("lesson_lab.predict.hash"))}</p><p class="hash">{escape(sealed[:16])}</p>' + _p(w("lesson_lab.wait.predict" if lesson_between.missing(self.room) else "lesson_told.all_sealed"), "wait")
        parts = "".join(forms.prediction(name, asked, w, lesson_start.told(self.room, self.person.seat, name, w), place) for place, (name, asked) in enumerate(self.lesson.predictions.items(), start=1))
        return f'{head}{_p(w("lesson_lab.predict.lead"))}<form class="play" data-do="predict" data-mark="{self._mark()}">{parts}{forms.send(w("lesson_lab.predict.seal"))}{_p(w("lesson_lab.predict.once"), "small")}</form>'

    def _moment(self) -> str:
        """What is said while something is computed; in a bare game nobody lives anything."""
        return self.w("lesson_bare.moment" if self.lesson.play == BARE else "lesson_lab.wait.living")

    def _living(self) -> str:
        return f"<h1>{escape(raised(self.round_name()))}</h1>{_p(self._moment(), 'wait')}{self._newcomer() if self.person.from_round > self.game.round else ''}"

    def _seen(self) -> str:
        w, practice = self.w, self.room.stage == PRACTISED
        title = w("lesson_lab.practice_seen") if practice else lesson_rounds.over(self)
        if practice and self._drafts():
            return f"<h1>{escape(title)}</h1>{self._drafted()}"
        if self._new and not practice:
            return f"<h1>{escape(title)}</h1>{_p(w('lesson_lab.wait.late'), 'wait')}{self._newcomer()}{self._looked()}"
        counted = (lesson_card.untried if practice else lesson_card.undecided)(self.game, self.seat, w)
        return f"<h1>{escape(title)}</h1>{_p(counted, 'news') if counted else ''}{_p(w('lesson_lab.silence'), 'wait')}{self._hand()}{self._looked()}{self._cut()}{'' if practice else self._whole()}"

    def _cut(self) -> str:
        """That the coins of the coming round were cut."""
        return lesson_cut.told(self.game, self.seat.company, self.w) if self.seat is not None and self.seat.decides else ""

    def _whole(self) -> str:
        """That they were not cut, in lessons in which they may be."""
        return "".join(map(_p, lesson_cut.whole(self.game, self.w, self.seat.company))) if self.seat is not None and self.seat.decides else ""

    def _hand(self) -> str:
        """What this team's bids have brought it, in rounds that count."""
        return lesson_hand.told(self.game, self.seat.company, self.w) if self.seat is not None and self.room.stage != PRACTISED else ""

    def _drafted(self) -> str:
        """What was designed in practice; what it brings is foretold first."""
        play = self.game.decided.get(self.person.seat, {}).get("play")
        if play is None:
            return _p(self.w("lesson_say.committee.none"), "wait")
        return f'<section class="card"><h2>{escape(self.w("lesson_plan.kept"))}</h2>{lesson_committee.entered(self.game, play, self.w)}</section>' + _p(told_cost(self.game.world, play, self.w)) + _p(self.w("lesson_told.drafted_next"), "wait")

    def _folded(self) -> str:
        return f"<details><summary>{escape(self.w('lesson_lab.before'))}</summary>{self._looked()}</details>"

    def _looked(self) -> str:
        """What this seat sees of closed rounds, or of practice."""
        if self.seat is None:
            return _p(self.w("lesson_lab.wait.observer"))
        seen, w = self.game.seen(self.person.seat), self.w
        if not seen:
            return ""
        title = w("lesson_lab.gave", round=raised(self.round_name(len(self.game.closed)))) if lesson_rounds.earlier(self) else w("lesson_lab.you_see")
        begun = lesson_between.start(self.room, seen, w)
        told = lesson_rounds.latest(self) + lesson_rounds.table(self, seen, title) + (_p(begun, "small") if begun else "") + lesson_rounds.earlier(self)
        return told + "".join(self._reasons(name, row) for name, row in seen.items() if row["unit"] == "reasons") + "".join(self._names(row) for row in seen.values() if row["unit"] == "names")

    def _names(self, row: dict[str, Any]) -> str:
        names = {seat.id: seat.name.of(self.lang) for seat in self.game.seats.values()}
        return lesson_bare.named(row, names, [self.round_name(number) for number in range(1, len(row["values"]) + 1)], self.w)

    def _reasons(self, name: str, row: dict[str, Any]) -> str:
        last = row["values"][-1]
        if not last:
            return ""
        w = self.w
        of = lesson_pay.channel(self.game.world, self.seat, w) if self.seat else ""
        lines = [lesson_pay.reason(item, of, w) for item in last]
        return f"<h2>{escape(raised(w(f'lesson.views.{name}')))}</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"

    def _reveal(self) -> str:
        w, step = self.w, self.room.step
        title = lesson_bare.section(self.lesson, step, self.lang, self.room.lucks.count, self.game.world.clock)
        head = f'<p class="small">{escape(w("lesson_lab.step", n=step))}</p><h1>{escape(title)}</h1>'
        if step == 1 and self.seat is not None:
            return head + self._bonus()
        return head + _p(w("lesson_lab.wait.front"), "wait") + (self._guessed() if step == 4 else "")

    def _bonus(self) -> str:
        w, pages = self.w, self.room.pages
        if pages is None:
            return _p(self._moment(), "wait")
        if pages.own:
            return pages.own[self.lang].get(self.person.seat, "")
        differ, other = lesson_other.differ(self.game), lesson_other.name(self.lesson, self.game.world.clock, w)
        heads = [w("lesson.bonus.year"), w("lesson_lab.bonus_paid"), *([w("lesson_other.column", other=other)] if differ else [])]
        rows = [[str(year), numbers.percent(paid, 0, self.lang), *([numbers.percent(other, 0, self.lang)] if differ else [])] for year, paid, other in pages.bonus.get(self.person.seat, [])]
        top = "".join(f'<th scope="col" class="n">{escape(text)}</th>' for text in heads)
        body = "".join("<tr>" + "".join(f'<td class="n">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows)
        lines = [w("lesson_lab.bonus_note", other=other) if differ else w("lesson_lab.bonus_note_one"), lesson_other.alike(self.game, w), lesson_other.lived_on(self.game, w)]
        note = "".join(_p(line, "small") for line in lines if line)
        return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(w("lesson.section.bonus"))}"><table class="big"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>{note}'

    def _guessed(self) -> str:
        guesses = self.game.guesses.get(self.person.seat)
        if not guesses:
            return ""
        w, rows = self.w, []
        for name, asked in ((name, asked) for name, asked in self.lesson.predictions.items() if name in guesses):
            guess, value = guesses[name], guesses[name]["value"]
            said = w("lesson_plan.interval.said", low=numbers.number(value[0], 0, self.lang), high=numbers.number(value[1], 0, self.lang)) if asked.kind == INTERVAL else numbers.number(value, _places(value), self.lang) if asked.kind == "number" else w(f"lesson_lab.predict.{'right' if value == 'yes' else 'wrong'}") if asked.kind == "yes_no" else asked.options[value].of(self.lang)
            rows.append(f"<li>{escape(asked.ask.of(self.lang))} <strong>{escape(said)}</strong>, {escape(w('lesson_lab.predict.was_sure', n=numbers.percent(guess['confidence'], 0, self.lang)))}</li>")
        return f"<h2>{escape(w('lesson_lab.predict.own'))}</h2><ul>{''.join(rows)}</ul><p class=\"hash\">{escape(self.game.hashes[self.person.seat][:16])}</p>"

    def _ticket(self) -> str:
        w = self.w
        head = f"<h1>{escape(w('lesson.section.ticket'))}</h1>"
        if self.seat is None:
            return head + _p(w("lesson_lab.wait.observer"), "wait")
        if self.person.seat in self.game.tickets:
            return head + f'<p class="good">{escape(w("lesson_lab.ticket.thanks"))}</p>'
        items = w.get("lesson.ticket_items")
        parts = "".join(f'<label class="item"><span>{escape(text)}</span><textarea name="item{place}" rows="3" maxlength="1000"></textarea></label>' for place, text in enumerate(items))
        return f'{head}{_p(w("lesson_lab.ticket.lead"))}<form class="play" data-do="ticket" data-mark="{self._mark()}">{parts}{forms.send(w("lesson_lab.ticket.give"))}</form>'

    def _ended(self) -> str:
        return f"<h1>{escape(self.w('lesson_lab.ended_title'))}</h1>{_p(self.w('lesson_lab.ended'))}"


def _places(value: float) -> int:
    """Decimals that show a sealed number as it was typed, two at most."""
    return next((places for places in range(2) if round(value, places) == value), 2)


def _p(said: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(said)}</p>' if kind else f"<p>{escape(said)}</p>"


def _json(value: Any) -> str:
    import json

    return json.dumps(value)
