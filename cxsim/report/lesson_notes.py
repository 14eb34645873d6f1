"""The teacher's notes of a lesson as one printable page: aim, script, timetables, what may be heard, what to say when it comes out otherwise."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from typing import Any

from cxsim.lessons import minutes, parts
from cxsim.lessons.form import ALWAYS, BARE, COMMITTEE, DESIGNS, EVERYBODY, LONG, SHORT, UNITS, Lesson
from cxsim.lessons.reveal_room import shown_unseen
from cxsim.report.html import environment
from cxsim.report.lesson_time import told_rounds, told_time
from cxsim.report.words import words

LUCKS = 200  # that a class is shown


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

    def decides(self) -> str:
        """What a seat is asked, each question with what it may choose from."""
        lines = []
        for decision in self.lesson.decisions.values():
            parts = [_named(part, self.lang) for part in (*decision.sliders.values(), *decision.options.values())]
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

    def reveal_pages(self) -> list[tuple[str, str]]:
        """What each page of the reveal shows, and what is said at it."""
        return list(zip(reveal_steps(self.lesson, self.lang), reveal_said(self.lesson, self.lang, LUCKS)))

    def doubts(self) -> list[tuple[str, str]]:
        """What to answer when somebody doubts an interval; nothing in a bare game, whose pages hold none of these."""
        from cxsim.report import lesson_sure

        return [] if self.lesson.play == BARE else lesson_sure.doubts(self.lesson, self.w)

    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What is read aloud before anything is decided: a heading, and label and line of each."""
        found = {}
        for decision in (self.lesson.decisions[name] for name in self.lesson.brief):
            known = decision.menu.ready if decision.menu is not None else decision.cards
            found[self.w(f"lesson_say.brief_page.title.{decision.kind}")] = [(one.label.of(self.lang), one.line.of(self.lang) if one.line else "") for one in known.values()]
        return list(found.items())

    def rounds_text(self) -> list[tuple[str, str]]:
        """What is said in every round, each with when; the times are those of the countdown."""
        w, kind, round_ = self.w, kind_of_seat(self.lesson), kind_of_round(self.lesson)
        times = [w("lesson_say.by_round", rounds=w("lesson.notes.clock", n=self.lesson.clocks[name].minutes), time=told_rounds(self.lesson, name, round_, w)) for name in (SHORT, LONG)]
        look = w(f"lesson_say.look.{'committee' if kind == COMMITTEE else 'units'}")
        return [
            (w("lesson.notes.when.before"), w(f"lesson_say.open.{kind}", time=w("lesson_say.time.blank"))), (w("lesson.notes.time_is"), "; ".join(times)),
            (w("lesson_say.cue.soon"), w(f"lesson_say.soon.{kind}")), (w("lesson.notes.when.after"), look), (w(f"lesson_say.cue.{'one_team' if kind == COMMITTEE else 'one'}"), w(f"lesson_say.look.one.{kind}")),
        ]  # fmt: skip

    def rounds_know(self) -> list[str]:
        """What is for the teacher alone in every round."""
        return [self.w("lesson_say.open.know"), self.w("lesson_say.look.know")]

    def other_times(self) -> list[str]:
        """Time for practice and predictions, by length."""
        found = []
        for part, key in ((parts.PRACTICE, "practice"), (parts.PREDICT, "predict")):
            told = [self.w("lesson_say.by_round", rounds=self.w("lesson.notes.clock", n=self.lesson.clocks[name].minutes), time=told_time(minutes.seconds(self.lesson, name, part), self.w)) for name in (SHORT, LONG) if minutes.stretch(self.lesson, name, part)]
            found += [self.w(f"lesson.notes.time_{key}", times="; ".join(told))] if told else []
        return found

    def showed(self) -> str:
        """What the numbers of a class show, and what they do not."""
        return self.w("lesson_bare.showed_text" if self.lesson.play == BARE else "lesson.notes.showed_text")

    def console(self) -> list[str]:
        """How the console is used, with its buttons as they are called there."""
        w, keys = self.w, ("wall", "plus_half", "plus_one", "pause", "more", "swap", "finish", "reset", "export")
        labels = {key: w(f"lesson_lab.console.{key}") for key in keys}
        labels |= {"say": w("lesson_say.say"), "know": w("lesson_say.know"), "begin": w("lesson_lab.list.begin"), "change": w("lesson_console.seat.change"), "timetable": w("lesson_console.clock.title"), "typed": w("lesson_console.typed.title"), "undo": w("lesson_notes.undo")}
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
            when = f"{when}, {self.w(f'lesson.round.{kind}', n=line.round)}" if line.round else when
            rows.append((when if line.came == ALWAYS else self.w(f"lesson_told.came.{line.came}", when=when, what=self.w(f"lesson.views.{line.view}")), line.say.of(self.lang)))
        return rows


def kind_of_seat(lesson: Lesson) -> str:
    """Who decides, as far as it changes what is said: each for a unit, a committee together, or everybody alike."""
    return {UNITS: UNITS, COMMITTEE: COMMITTEE, EVERYBODY: EVERYBODY}[lesson.seats.kind]


def pays_levels(lesson: Lesson) -> bool:
    """Whether people design pay for others, and have no bonus of their own."""
    return lesson.play == DESIGNS


def _named(part: Any, lang: str) -> str:
    """What may be chosen, with what it does where the lesson says so."""
    line = getattr(part, "line", None)
    return f"{part.label.of(lang)} ({line.of(lang).rstrip('.')})" if line else str(part.label.of(lang))


def own_robots(lesson: Lesson) -> bool:
    """Whether page 5 compares other decisions, by robots of the lesson, and not another plan."""
    return bool({lesson.robots.same, lesson.robots.other} & set(lesson.robots.policies))


def reveal_steps(lesson: Lesson, lang: str) -> list[str]:
    """What each page of the reveal shows, with the name of the other plan, or those of the lesson's own robots."""
    from cxsim.report import lesson_other

    w, own = words(lang), lesson_other.robots(lesson, words(lang))
    if lesson.play == BARE:
        return list(w.get("lesson_bare.reveal_steps"))
    steps = [step.format(other=lesson_other.name(lesson, SHORT, w)) for step in w.get("lesson.notes.reveal_steps")]
    if pays_levels(lesson):
        steps[0] = w("lesson_say.reveal_know.paid")
    if shown := shown_unseen(lesson):
        steps[2] = w(f"lesson_told.shows.{shown}")
    if own:
        steps[4:6] = [step.format(a=own[0], b=own[1]) for step in w.get("lesson.notes.reveal_policy")]
    if lesson.reveal.gallery is not None:
        steps[5] = w("lesson_say.reveal_know.gallery")
    return steps


def reveal_said(lesson: Lesson, lang: str, count: int) -> list[str]:
    """What is said at each page of the reveal; `count` other lucks."""
    w = words(lang)
    if lesson.play == BARE:
        return list(w.get("lesson_say.reveal.bare"))
    keys = ["paid" if pays_levels(lesson) else "own", "company", "unseen", "predictions", "others" if own_robots(lesson) else "other", "gallery" if lesson.reveal.gallery is not None else "repeats", "flips"]
    said = [w(f"lesson_say.reveal.{key}", n=count) for key in keys]
    if shown := shown_unseen(lesson):
        said[2] = w(f"lesson_told.say.{shown}")
    return said


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
