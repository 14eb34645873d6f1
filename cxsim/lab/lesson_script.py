"""What the teacher says at this moment of a lesson, and what is for the teacher alone; from the lesson's own script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from cxsim.lab import lesson_doubts, lesson_growing_said
from cxsim.lab.lesson_brief import briefed
from cxsim.lab.lesson_came import fits
from cxsim.lab.lesson_cut import said as cut
from cxsim.lab.lesson_news import change, rules
from cxsim.lab.lesson_room import (
    BRIEF,
    ENDED,
    LIVING,
    LOBBY,
    LOOK,
    OPEN,
    PRACTICE,
    PRACTISED,
    PREDICT,
    REVEAL,
    STEPS,
    TICKET,
    Room,
)
from cxsim.lessons import minutes, parts
from cxsim.lessons.form import BARE, COMMITTEE
from cxsim.report.lesson_notes import kind_of_seat, reveal_said, reveal_steps
from cxsim.report.lesson_time import told_time
from cxsim.report.words import words

SILENCE, FORETOLD = 2, 4  # pages of the reveal that ask something of the teacher


@dataclass(frozen=True)
class Cue:
    """One thing to say aloud; `when` is said to the teacher, empty for at once."""

    say: str
    when: str = ""


@dataclass
class Moment:
    """What is said now, first said first, and what only the teacher needs to know."""

    say: list[Cue]
    know: list[str]


def moment(room: Room, lang: str) -> Moment:
    """What a room calls for now."""
    return MOMENTS[room.stage](_Script(room, lang))


class _Script:
    """The lines of a room in one language, stage by stage."""

    def __init__(self, room: Room, lang: str):
        self.room, self.lang, self.w, self.game = room, lang, words(lang), room.game
        self.lesson, self.clock, self.kind = room.game.lesson, room.game.world.clock, kind_of_seat(room.game.lesson)
        self.drafts = minutes.drafts(self.lesson, self.clock)

    def _time(self, part: str) -> str:
        return told_time(minutes.seconds(self.lesson, self.clock, part, self.game.round), self.w)

    def _own(self, when: str, number: int, cue: str = "") -> list[Cue]:
        """Lines of the lesson itself."""
        return [Cue(line.say.of(self.lang), cue) for line in self.lesson.script if line.when == when and line.round in (0, number) and fits(self.game, line)]

    def _part(self, part: str) -> list[Cue]:
        """Lines for a stretch of the timetable that has no stage of its own; nothing where this length leaves it out."""
        return self._own(part, 0, self.w(f"lesson.notes.when.{part}")) if part in self.lesson.parts.get(self.clock, []) else []

    def lobby(self) -> Moment:
        w = self.w
        know = [w("lesson_say.lobby.know"), *([w("lesson_say.lobby.next_brief")] if briefed(self.game) else [])]
        return Moment([Cue(w("lesson.notes.say_first_text")), Cue(w("lesson.notes.room")), Cue(self.lesson.story.of(self.lang)), *self._part(parts.PAPER)], know)

    def brief(self) -> Moment:
        w, priced = self.w, self.lesson.menu is not None
        return Moment([Cue(w("lesson_say.brief.say")), *([Cue(w("lesson_say.brief.cost"))] if priced else [])], [w("lesson_say.brief.know")])

    def practice(self) -> Moment:
        w = self.w
        if self.drafts:
            return Moment([*self._own("practice", 1), Cue(w("lesson_say.practice.drafted", time=self._time(parts.PRACTICE)))], [w("lesson_say.practice.drafted_know")])
        return Moment([*self._own("practice", 1), Cue(w("lesson_say.practice.say", time=self._time(parts.PRACTICE)))], [w("lesson_say.practice.know")])

    def practised(self) -> Moment:
        drafted = self.drafts
        return Moment([Cue(self.w("lesson_say.practised.drafted" if drafted else "lesson_say.practised.say"))], [self.w("lesson_say.practised.drafted_know" if drafted else "lesson_say.practised.know")])

    def predict(self) -> Moment:
        return Moment([Cue(self.w("lesson_say.predict.say", time=self._time(parts.PREDICT)))], [self.w("lesson_say.predict.know")])

    def open(self) -> Moment:
        w, number, found = self.w, self.game.round, change(self.game)
        key = "drafted" if self.drafts and self.game.decided else self.kind
        say = [*self._own("before", number), Cue(w(f"lesson_say.open.{key}", time=self._time(parts.ROUNDS)))]
        know = [w("lesson_say.open.know")]
        if found is not None and self.lesson.play != BARE:
            say = [Cue(w("lesson_say.change.say", new=found[1].shown.of(self.lang))), *self._own("change", number), *say]
            know = [w("lesson_say.change.know"), *know]
        say = [*(Cue(line.say.of(self.lang)) for line in rules(self.game)), *say]
        return Moment([*say, *self._own("during", number, w("lesson_say.cue.while")), Cue(w(f"lesson_say.soon.{self.kind}"), w("lesson_say.cue.soon"))], know)

    def living(self) -> Moment:
        return Moment([], [self.w("lesson_say.living.know")])

    def look(self) -> Moment:
        w, closed, team = self.w, len(self.game.closed), self.kind == COMMITTEE
        say = [Cue(w(f"lesson_say.look.{'committee' if team else 'units'}")), Cue(w(f"lesson_say.look.one.{self.kind}"), w(f"lesson_say.cue.{'one_team' if team else 'one'}"))]
        say[1:1] = [Cue(line) for line in cut(self.game, self.lang)]  # to all, before one team is asked
        say += [*self._own("after", closed, w("lesson_say.cue.all")), *(self._own("end", closed, w("lesson.notes.when.end")) if self.game.over else [])]
        know = [w("lesson_say.look.know")]
        if self.game.over:
            know.append(w("lesson_say.look.over"))
        elif (found := change(self.game)) is not None and self.lesson.play != BARE:
            know.append(w("lesson_say.change.ahead", old=found[0].label.of(self.lang), new=found[1].label.of(self.lang)))
        return Moment(say, know)

    def reveal(self) -> Moment:
        w, step = self.w, self.room.step
        know = [w("lesson_say.reveal.shown", what=reveal_steps(self.lesson, self.lang)[step - 1])]
        know += [w(f"lesson_say.reveal.{key}") for number, key in ((SILENCE, "quiet"), (FORETOLD, "name"), (STEPS, "unexpected")) if number == step]
        asked = [Cue(question.of(self.lang), w("lesson_say.cue.questions") if place == 0 else "") for place, question in enumerate(self.lesson.debrief)]
        if step == STEPS:
            asked = [*self._part(parts.TALK), *asked, *self._part(parts.CHALLENGE)]
        about = self.room.steps.about
        said = w(f"lesson_told.part.{about}") if about else lesson_growing_said.said(self.room, self.lang) or reveal_said(self.lesson, self.lang, self.room.lucks.count)[step - 1]
        say = [Cue(said), *(Cue(line, when) for when, line in lesson_doubts.said(self.room, self.lang)), *(asked if step == STEPS else [])]
        return Moment(say, [*know, *lesson_doubts.know(self.room, self.lang), *lesson_growing_said.know(self.room, self.lang)])

    def ticket(self) -> Moment:
        return Moment([Cue(self.w("lesson_say.ticket.say"))], [self.w("lesson.notes.rubric")])

    def ended(self) -> Moment:
        return Moment([Cue(self.w("lesson_say.ended.say"))], [self.w("lesson_say.ended.know"), self.w("lesson.notes.rubric")])


MOMENTS: dict[str, Callable[[_Script], Moment]] = {
    LOBBY: _Script.lobby, BRIEF: _Script.brief, PRACTICE: _Script.practice, PRACTISED: _Script.practised, PREDICT: _Script.predict, OPEN: _Script.open, LIVING: _Script.living, LOOK: _Script.look,
    REVEAL: _Script.reveal, TICKET: _Script.ticket, ENDED: _Script.ended,
}  # fmt: skip


def timetable(room: Room, lang: str) -> list[tuple[int, int, str]]:
    """Steps of the clock: first minute, last minute, what."""
    steps = room.game.lesson.clocks[room.game.world.clock].steps
    ends = list(accumulate(step.minutes for step in steps))
    return [(end - step.minutes, end, step.what.of(lang)) for step, end in zip(steps, ends)]


