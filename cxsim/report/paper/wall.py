"""Pages for the wall or a projector, wide and in large type: the story, the plan, its change, the reveal step by step."""

from __future__ import annotations

from collections.abc import Sequence

from cxsim.lessons import booklet
from cxsim.lessons.form import BARE, UNITS
from cxsim.report import lesson_other, lesson_pay
from cxsim.report.lesson_notes import spans
from cxsim.report.paper import plans
from cxsim.report.paper.cards import played, rule
from cxsim.report.paper.pack import Pack
from cxsim.report.paper.sheet import MARGIN, DoesNotFit, Sheet, leading

TITLE, BODY, KICKER = 36.0, 38.0, 16.0  # points
READABLE = 16.0  # the smallest type on a wall


def pages(sheet: Sheet, pack: Pack) -> None:
    """All of them."""
    w, lesson, lang, foot = pack.w, pack.lesson, pack.lang, pack.foot("wall")
    _page(sheet, foot, pack.title, [" ".join(lesson.story.of(lang).split())])
    changes = spans(pack.plans)
    if lesson.play == BARE:
        _page(sheet, foot, w("paper.wall.paid"), rule(pack))
    for place, (plan, first, _) in enumerate(changes):
        head = pack.round(first) if lesson.play == BARE else w("paper.wall.change" if place else "paper.wall.paid")
        said = [line.say.of(lang) for line in lesson.script if line.when == "change"] if place else []
        _page(sheet, foot, head, [lesson.plans[plan].shown.of(lang), *_levels(pack, plan), *said], pack.round(first) if place and lesson.play != BARE else "")
    for number in range(1, pack.world.rounds + 1):
        lines, new = lesson.ruled(pack.world.clock, number)
        if lines and new:
            _page(sheet, foot, w("paper.wall.rules"), [line.say.of(lang) for line in lines], pack.round(number))
    for head, texts in plans.shown(pack):
        _page(sheet, foot, head, texts)
    if pack.table is not None and pack.table.kind == booklet.VOTES and lesson.booklet is not None:
        terms = lesson.booklet
        shown = [f"{key}  {profile.label.of(lang)}: {played(pack, profile.play)}" for key, profile in terms.profiles.items()]
        _page(sheet, foot, w("paper.wall.profiles"), [*shown, w("paper.wall.kept", held=terms.held, rounds=terms.rounds)])
    if lesson.predictions:
        _page(sheet, foot, w("paper.wall.guess"), [f"{k}  {asked.ask.of(lang)}" for k, asked in enumerate(lesson.predictions.values(), start=1)])
    steps, versus = pack.steps("wall"), lesson_other.versus(lesson, pack.world.clock, w)
    for number, step in enumerate(steps, start=1):
        _page(sheet, foot, step["head"], [step["line"].format(versus=versus)], w("paper.wall.reveal", n=number, total=len(steps)))
    _page(sheet, foot, w("paper.wall.debrief"), [f"{k}  {question.of(lang)}" for k, question in enumerate(lesson.debrief, start=1)])


def _levels(pack: Pack, plan: str) -> list[str]:
    """What each level is paid for, where seats of more than one decide."""
    return lesson_pay.by_level(pack.world, plan, pack.people, pack.w) if pack.lesson.seats.kind == UNITS else []


def _page(sheet: Sheet, foot: str, title: str, texts: Sequence[str], kicker: str = "") -> None:
    """One page, its type as large as all of it allows. Raises DoesNotFit below what can be read from the back."""
    sheet.page(foot, wide=True)
    y = MARGIN
    if kicker:
        y = sheet.set(kicker, MARGIN, y, sheet.inner, KICKER)
    y = sheet.set(title, MARGIN, y, sheet.inner, TITLE, bold=True) + 3.0
    sheet.rule(MARGIN, y, sheet.width - MARGIN, y, thick=0.8)
    y += 6.0
    size = BODY
    while size >= READABLE:
        gap = 0.6 * leading(size)
        if sum(sheet.tall(text, sheet.inner, size) + gap for text in texts) - gap <= sheet.bottom - y:
            break
        size -= 1.0
    else:
        raise DoesNotFit(title)
    for text in texts:
        y = sheet.set(text, MARGIN, y, sheet.inner, size) + 0.6 * leading(size)
