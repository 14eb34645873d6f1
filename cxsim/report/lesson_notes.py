"""The teacher's notes of a lesson as one printable page: aim, script, timetables, what may be heard, what to say when it comes out otherwise."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from typing import Any

from cxsim.lessons.form import BARE, DESIGNS, LONG, SHORT, UNITS, Lesson
from cxsim.report.html import environment
from cxsim.report.words import words


class Notes:
    """Notes in one language; `config_dir` is where a lesson of one's own keeps its schemes."""

    def __init__(self, lesson: Lesson, lang: str, config_dir: str | None = None):
        self.lesson, self.lang, self.w, self.config_dir = lesson, lang, words(lang), config_dir

    def timetable(self, clock: str) -> list[tuple[str, str]]:
        """Minutes and what happens in them."""
        steps = self.lesson.clocks[clock].steps
        ends = list(accumulate(step.minutes for step in steps))
        return [(f"{end - step.minutes}–{end}", step.what.of(self.lang)) for step, end in zip(steps, ends)]

    def clocks(self) -> list[tuple[str, list[tuple[str, str]], list[str]]]:
        """Heading, timetable and plans by round of both clocks."""
        kind = kind_of_round(self.lesson)
        found = []
        for name in (SHORT, LONG):
            clock = self.lesson.clocks[name]
            plans = [f"{self._rounds(kind, first, last)}: {self.lesson.plans[plan].label.of(self.lang)}" for plan, first, last in spans(clock.plans)]
            found.append((self.w("lesson.notes.clock", n=clock.minutes), self.timetable(name), plans))
        return found

    def _rounds(self, kind: str, first: int, last: int) -> str:
        return self.w(f"lesson.round.{kind}", n=first) if first == last else self.w(f"lesson.rounds_span.{kind}", a=first, b=last)

    def sees(self) -> str:
        """Views of a seat."""
        return self.w.listing([self.w(f"lesson.views.{name}") for name in self.lesson.seats.sees])

    def reveal_steps(self) -> list[str]:
        """What each page of the reveal shows."""
        return reveal_steps(self.lesson, self.lang)

    def rounds_text(self) -> list[str]:
        """What is said in every round."""
        return rounds_text(self.lesson, self.lang)

    def showed(self) -> str:
        """What the numbers of a class show, and what they do not."""
        return self.w("lesson_bare.showed_text" if self.lesson.play == BARE else "lesson.notes.showed_text")

    def console(self) -> list[str]:
        """How the console is used, with its buttons as they are called there."""
        w, keys = self.w, ("wall", "plus_half", "plus_one", "pause", "say", "more", "swap", "finish", "reset", "export")
        labels = {key: w(f"lesson_lab.console.{key}") for key in keys}
        labels |= {"begin": w("lesson_lab.list.begin"), "change": w("lesson_console.seat.change"), "timetable": w("lesson_console.clock.title"), "typed": w("lesson_console.typed.title"), "undo": w("lesson_notes.undo")}
        quoted = {key: w("lesson_notes.button", text=label) for key, label in labels.items()}
        return [step.format(**quoted) for step in w.get("lesson_notes.steps")]

    def worlds(self) -> list[tuple[str, str]]:
        """Other worlds to play in, and what to type for them: conditions the reveal tries, and those of the variants."""
        return [(world.text.of(self.lang), " ".join(world.overrides)) for world in (*self.lesson.reveal.flips, *self.lesson.worlds)]

    def worlds_lead(self) -> str:
        """Where it is typed."""
        more, field = (self.w("lesson_notes.button", text=self.w(key)) for key in ("lesson_lab.list.more", "lesson_notes.field"))
        return self.w("lesson_notes.worlds_lead", more=more, field=field)

    def paid(self) -> list[tuple[str, list[str]]]:
        """What each level is paid for under every plan, where seats of more than one level decide."""
        from cxsim.lessons.seating import IN_ONE, seat_people
        from cxsim.lessons.world import World
        from cxsim.report import lesson_pay

        if self.lesson.seats.kind != UNITS:
            return []
        world = World(self.lesson, SHORT, config_dir=self.config_dir)
        seats = seat_people(world, IN_ONE).values()
        return [(plan.label.of(self.lang), lesson_pay.by_level(world, name, seats, self.w)) for name, plan in self.lesson.plans.items()]

    def script(self) -> list[tuple[str, str]]:
        """Lines with when they are said."""
        kind = kind_of_round(self.lesson)
        rows = []
        for line in self.lesson.script:
            when = self.w(f"lesson.notes.when.{line.when}")
            rows.append((f"{when}, {self.w(f'lesson.round.{kind}', n=line.round)}" if line.round else when, line.say.of(self.lang)))
        return rows


def reveal_steps(lesson: Lesson, lang: str) -> list[str]:
    """What each page of the reveal shows, with the name of the other plan, or those of the lesson's own robots."""
    from cxsim.report import lesson_other

    w, own = words(lang), lesson_other.robots(lesson, words(lang))
    if lesson.play == BARE:
        return list(w.get("lesson_bare.reveal_steps"))
    steps = [step.format(other=lesson_other.name(lesson, SHORT, w)) for step in w.get("lesson.notes.reveal_steps")]
    if own:
        steps[4:6] = [step.format(a=own[0], b=own[1]) for step in w.get("lesson.notes.reveal_policy")]
    return steps


def rounds_text(lesson: Lesson, lang: str) -> list[str]:
    """What is said in every round: before, with 30 seconds left, after, and what is not said."""
    return list(words(lang).get("lesson_bare.round_lines" if lesson.play == BARE else "lesson.notes.rounds_text"))


def kind_of_round(lesson: Lesson) -> str:
    """What a round of a lesson is: year, half, design, or just a turn in a bare game and where some rounds are bids."""
    if lesson.play == BARE or any(decision.kind == "bids" for decision in lesson.decisions.values()):
        return "turn"
    return "design" if lesson.play == DESIGNS else "year" if lesson.quarters == 4 else "half"


def spans(plans: list[str]) -> list[tuple[str, int, int]]:
    """Stretches of rounds under one plan: plan, first and last round."""
    found: list[tuple[str, int, int]] = []
    for number, plan in enumerate(plans, start=1):
        if found and found[-1][0] == plan:
            found[-1] = (plan, found[-1][1], number)
        else:
            found.append((plan, number, number))
    return found


def write(notes: Notes, folder: Path, facts: dict[str, Any], digest: str) -> None:
    """The page into `folder`."""
    page = environment().get_template("lesson_notes.html.j2").render(notes=notes, lesson=notes.lesson, w=notes.w, lang=notes.lang, facts=facts, digest=digest)
    (folder / "notes.html").write_text(page, "utf-8")
