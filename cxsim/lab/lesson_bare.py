"""What the lab shows of a bare game: its pages of the reveal, each seat's own table, names where a round showed them, and its field of stars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from cxsim.lab.lesson_html import listed, picture, said, small, table
from cxsim.lab.lesson_steps import paged
from cxsim.lessons.form import BARE, SHORT, Decision, Lesson
from cxsim.report import lesson_other, numbers
from cxsim.report.lesson_notes import own_robots, pays_levels
from cxsim.report.words import Words, words

if TYPE_CHECKING:
    from cxsim.lessons.bare_debrief import BareDebrief
    from cxsim.report.lesson_bare import BareTold

SECTIONS = ("bonus", "company", "unseen", "predictions", "other", "repeats", "flips")


def section(lesson: Lesson, step: int, lang: str, count: int, clock: str = SHORT) -> str:
    """The title of a page of the reveal."""
    key = SECTIONS[step - 1]
    if lesson.play == BARE:
        return words(lang)(f"lesson_bare.section.{key}")
    w = words(lang)
    if key == "bonus" and pays_levels(lesson):
        return w("lesson_say.wall.paid")
    return w(f"lesson.section.{'others' if key == 'other' and own_robots(lesson) else key}", n=count, other=lesson_other.name(lesson, clock, w))


def rule(lesson: Lesson, lang: str) -> list[str]:
    """That it is a bare game, and what a star does; nothing in other lessons."""
    if lesson.bare is None:
        return []
    cost, adds = (numbers.money(lesson.game.numbers[name], 0, lang) for name in ("cost_eur", "adds_eur"))
    return [words(lang)("lesson_bare.rule", cost=cost, adds=adds), lesson.game.said.of(lang)]


def filling(lesson: Lesson, seated: int, seats: int, lang: str) -> list[str]:
    """How many chairs robots keep until somebody comes, and why there are more chairs than people; nothing in other lessons."""
    if lesson.bare is None or seated >= seats:
        return []
    return [words(lang)("lesson_bare.filling", robots=seats - seated, seats=seats, chairs=lesson.game.chairs, least=lesson.game.least)]


def stars(name: str, terms: Decision, value: Any, coins: float, w: Words) -> str:
    """A number to press, from none to all."""
    most = int(terms.numbers.get("most", 10))
    boxes = "".join(f'<label class="star"><input type="radio" name="{escape(name)}" value="{count}"{" checked" if count == value else ""}><span>{count}</span></label>' for count in range(most + 1))
    return f'<div class="stars">{boxes}</div>'


def named(row: Mapping[str, Any], names: Mapping[str, str], rounds: Sequence[str], w: Words) -> str:
    """Who gave how much in the rounds that showed names, the latest first."""
    found = ""
    for title, value in list(zip(rounds, row["values"]))[::-1]:
        if value:
            rows = [[names.get(seat, seat) + (f" ({w('lesson_bare.by_robot')})" if robot else ""), str(given)] for seat, given, robot in value]
            found += said([w("lesson_bare.names_title", round=title)], "h2") + table([w("lesson_bare.own.seat"), w("lesson_bare.stars_axis")], rows, 1)
    return found


# ---------------------------------------------------------------- pages of the reveal


def own(told: BareTold) -> dict[str, str]:
    """Each seat's own table of page 1."""
    found = {}
    for seat in (seat for seat in told.game.seats if told.game.seats[seat].decides):
        rows = told.bonus_of(seat)
        found[seat] = table(rows["head"], rows["rows"], 1)
    return found


def pages(told: BareTold) -> dict[int, str]:
    """Pages 2 to 7 as far as they are known."""
    from cxsim.report.lesson_bare_page import pictures

    drawn, w, back = pictures(told), told.w, told.back()
    means = {plain: table(own["head"], own["rows"], 1) for plain in (True, False) for own in [told.means(plain)]}
    found = {2: paged([picture(drawn["company"]), means[True] + said(told.room_said())])}
    found[3] = paged([means[False] + said(told.unseen_said()), said([back["title"]], "h3") + table(back["head"], back["rows"], 1) + small(back["note"]) + said([told.what_if(), *told.unexpected()])])
    guessed = picture(drawn["predictions"]) if "predictions" in drawn else said([w("lesson.predictions.none")]) if not told.game.guesses else ""
    found[4] = paged([guessed, listed(f"{ask} {out}" for ask, out in told.foretold()) + said([told.best()])])
    return {**found, **_model(told, drawn)}


def _model(told: BareTold, drawn: Mapping[str, Any]) -> dict[int, str]:
    """Pages 5 to 7; none before the model's half was computed."""
    w, model = told.w, told.model
    if model is None:
        return {}
    plans = [f"{told.deal(name)}: {told.lesson.plans[name].shown.of(told.lang)}" for name in model.plans()]
    halves = [said([model.half(other)], "h3") + said([f"{model.units_title(other)}."]) + listed(model.units_said(other)) for other in model.against]
    five = paged([said([w("lesson_bare.model.said", n=model.lucks)]) + listed(plans), picture(drawn["units"]), *halves])
    six = paged([picture(drawn["grid"]), "".join(said([" ".join(model.region(other))]) for other in model.against)])
    head = [w("lesson.assumption.head"), w("lesson.assumption.value"), w("lesson.assumption.grade")]
    tried = said([model.flip_lead()]) + listed((f"{text} {tried}".strip() for text, tried in told.flips()), "ol")
    seven = paged([tried, table(head, [[row[0], row[2], row[4]] for row in told.assumed()], 2) + small(w("page.grades")) + said([told.closing()])])
    return {5: five, 6: six, 7: seven}


def both(debrief: BareDebrief) -> tuple[dict[str, dict[int, str]], dict[str, dict[str, str]]]:
    """Pages and seats' own tables by language."""
    from cxsim.report.lesson_bare import BareTold
    from cxsim.report.words import LANGUAGES

    told = {lang: BareTold(debrief, lang) for lang in LANGUAGES}
    for one in told.values():
        one.cents = False  # phone and wall need no more than whole euros
        one.waiting = one.model is None and one.lesson.divided is not None
    return {lang: pages(one) for lang, one in told.items()}, {lang: own(one) for lang, one in told.items()}
