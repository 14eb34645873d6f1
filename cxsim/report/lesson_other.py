"""The plan that a class's own is held against, by its name: which it is, and in which years both are one and the same."""

from __future__ import annotations

from collections.abc import Sequence

from cxsim.lessons.form import BARE, DESIGNS, Lesson
from cxsim.lessons.game import Game
from cxsim.lessons.world import lived_plans
from cxsim.report.lesson_notes import kind_of_round, spans
from cxsim.report.numbers import span
from cxsim.report.words import Words
from cxsim.simulation.model import QUARTERS


def quoted(label: str, lang: str) -> str:
    """A plan's name as it stands inside a sentence."""
    return f"”{label}”" if lang == "fi" else f"“{label}”"


def name(lesson: Lesson, clock: str, w: Words) -> str:
    """What the other plan is called; one after the other where it changes too."""
    labels = [quoted(lesson.plans[plan].label.of(w.lang), w.lang) for plan, _, _ in spans(lesson.clocks[clock].other)]
    return w("lesson_other.then").join(labels)


def robots(lesson: Lesson, w: Words) -> list[str]:
    """Names of the lesson's own robots where the reveal holds these against each other, in quotes; empty where it compares plans."""
    terms = lesson.robots
    if not {terms.same, terms.other} & set(terms.policies):
        return []
    return [quoted(terms.policies[key].label.of(w.lang) if key in terms.policies else key.replace("_", " "), w.lang) for key in (terms.same, terms.other)]


def versus(lesson: Lesson, clock: str, w: Words) -> str:
    """What the class is held against on page 5: the other plan from the start, or the decisions of two robots."""
    own = robots(lesson, w)
    return w("lesson_other.versus_robots", a=own[0], b=own[1]) if own else w("lesson_other.versus", other=name(lesson, clock, w))


def differ(game: Game) -> bool:
    """Whether the other plans are others at all."""
    return game.plans != game.lesson.clocks[game.world.clock].other


def played(game: Game, w: Words) -> str:
    """Which plans were played when, and which is held against them; empty where the plans are the same ones, or none."""
    if game.lesson.play == BARE or not differ(game):
        return ""
    kind = kind_of_round(game.lesson)
    own = [w("lesson_other.stretch", rounds=_rounds(w, kind, first, last), plan=quoted(game.lesson.plans[plan].label.of(w.lang), w.lang)) for plan, first, last in spans(game.plans)]
    return w("lesson_other.played", own=", ".join(own), other=name(game.lesson, game.world.clock, w))


def _rounds(w: Words, kind: str, first: int, last: int) -> str:
    return w(f"lesson.round.{kind}", n=first) if first == last else w(f"lesson.rounds_span.{kind}", a=first, b=last)


def by_year(game: Game, plans: Sequence[str]) -> list[str]:
    """The plan that pays each year: that of the round the year ends in, as bonuses are paid again."""
    lived, quarters = lived_plans(game.world, plans), game.lesson.quarters
    years = len(lived) * quarters // QUARTERS
    return [lived[min(((year + 1) * QUARTERS - 1) // quarters, len(lived) - 1)] for year in range(years)]


def alike(game: Game, w: Words) -> str:
    """In which years the class was paid by the other plan anyway, so that both columns show one figure; empty when in none."""
    if game.lesson.play in (BARE, DESIGNS) or not differ(game):
        return ""
    own, other = by_year(game, game.plans), by_year(game, game.lesson.clocks[game.world.clock].other)
    years = [year for year, (mine, theirs) in enumerate(zip(own, other), start=1) if mine == theirs]
    if not years:
        return ""
    said = quoted(game.lesson.plans[own[years[0] - 1]].label.of(w.lang), w.lang)
    if len(years) == 1:
        return w("lesson_other.alike_one", year=years[0], plan=said)
    run = span(years[0], years[-1]) if years == list(range(years[0], years[-1] + 1)) else w.listing([str(year) for year in years])
    return w("lesson_other.alike", years=run, plan=said)


def lived_on(game: Game, w: Words) -> str:
    """Which years nobody decided in any more; empty when a lesson ends with its last decision."""
    decided = game.world.rounds * game.lesson.quarters // QUARTERS
    last = game.world.all_rounds * game.lesson.quarters // QUARTERS
    if game.lesson.play in (BARE, DESIGNS) or last <= decided:
        return ""
    return w("lesson_other.lived_on_one", year=last) if last == decided + 1 else w("lesson_other.lived_on", years=span(decided + 1, last))


def turns(game: Game, w: Words) -> list[tuple[int, str]]:
    """Rounds in which something turned for everybody, and what: a new plan, a new rule, nobody decides any more. None between designs."""
    if game.lesson.play in (BARE, DESIGNS):
        return []
    plans, found = game.plans, []
    for number in range(2, len(plans) + 1):
        if plans[number - 1] != plans[number - 2]:
            found.append((number, w("lesson.plan_change")))
        lines, new = game.lesson.ruled(game.world.clock, number)
        if lines and new:
            found.append((number, w("lesson.rule_change")))
    return [*found, (len(plans) + 1, w("lesson.left"))] if game.world.all_rounds > len(plans) else found
