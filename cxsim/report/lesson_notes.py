"""The teacher's notes of a lesson as one printable page: aim, script, timetables, what may be heard, what to say when it comes out otherwise."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from typing import Any

from cxsim.lessons.form import BARE, DESIGNS, LONG, SHORT, Lesson
from cxsim.report.html import environment
from cxsim.report.words import words


class Notes:
    """Notes in one language."""

    def __init__(self, lesson: Lesson, lang: str):
        self.lesson, self.lang, self.w = lesson, lang, words(lang)

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

    def decides(self) -> str:
        """What a seat is asked, each question with what it may choose from."""
        lines = []
        for decision in self.lesson.decisions.values():
            parts = [part.label.of(self.lang) for part in (*decision.sliders.values(), *decision.options.values())]
            parts += [f"{card.label.of(self.lang)} ({card.price})" if card.price else card.label.of(self.lang) for card in decision.cards.values()]
            parts += [] if decision.menu is None else [plan.label.of(self.lang) for plan in decision.menu.ready.values()]
            ask = decision.ask.of(self.lang)
            lines.append(f"{ask} {'; '.join(parts)}." if parts else ask)
        return " ".join(lines)

    def ask(self) -> str:
        """What to ask when it came out otherwise, with the pages that answer it."""
        return ask_text(self.lesson, self.lang)

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

    def script(self) -> list[tuple[str, str]]:
        """Lines with when they are said."""
        kind = kind_of_round(self.lesson)
        rows = []
        for line in self.lesson.script:
            when = self.w(f"lesson.notes.when.{line.when}")
            rows.append((f"{when}, {self.w(f'lesson.round.{kind}', n=line.round)}" if line.round else when, line.say.of(self.lang)))
        return rows


def reveal_steps(lesson: Lesson, lang: str) -> list[str]:
    """What each page of the reveal shows."""
    return list(words(lang).get("lesson_bare.reveal_steps" if lesson.play == BARE else "lesson.notes.reveal_steps"))


def rounds_text(lesson: Lesson, lang: str) -> list[str]:
    """What is said in every round: before, with 30 seconds left, after, and what is not said."""
    return list(words(lang).get("lesson_bare.round_lines" if lesson.play == BARE else "lesson.notes.rounds_text"))


def ask_text(lesson: Lesson, lang: str) -> str:
    """What to ask when it came out otherwise: luck, a condition missing, or other decisions than were thought."""
    return words(lang)("lesson_bare.unexpected.ask" if lesson.play == BARE else "lesson.unexpected.ask")


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
