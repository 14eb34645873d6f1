"""Cards and slips to cut apart: seats, decisions by round, predictions with the label of their envelope, votes, exit tickets."""

from __future__ import annotations

from collections.abc import Callable

from cxsim.lessons import booklet
from cxsim.lessons import slips as grid
from cxsim.lessons.form import BARE, COMMITTEE, EVERYBODY, INTERVAL, NUMBER, UNITS, YES_NO, Decision
from cxsim.lessons.scheme_kind import SCHEME
from cxsim.lessons.seating import Seat
from cxsim.report import lesson_pay, numbers
from cxsim.report.lesson_notes import kind_of_round
from cxsim.report.paper.blocks import Blank, Block, Entry, Gap, Panel, Tick, Words, cut_apart
from cxsim.report.paper.pack import Pack
from cxsim.report.paper.plans import fields
from cxsim.report.paper.sheet import Sheet
from cxsim.report.words import raised

SMALL, HEAD, LARGE = 8.5, 9.5, 15.0  # points


def seats(sheet: Sheet, pack: Pack) -> None:
    """A card for every seat."""
    cut_apart(sheet, [_seat(pack, seat) for seat in pack.people], pack.foot("seats"), least_down=2)


def _seat(pack: Pack, seat: Seat) -> Panel:
    w, lesson, lang = pack.w, pack.lesson, pack.lang
    decides = [lesson.decisions[name].ask.of(lang) for name in grid.asked(lesson, 1, pack.world.clock)] or [decision.ask.of(lang) for decision in lesson.decisions.values()]
    sees = w.listing([w(f"lesson.views.{name}") for name in lesson.seats.sees])
    paid = [*rule(pack), w("paper.card.deals")] if lesson.play == BARE else [lesson.plans[pack.plans[0]].shown.of(lang)]
    if lesson.seats.kind == UNITS:
        paid += lesson_pay.of_seat(pack.world, pack.plans[0], seat, w)
    parts = [(w("paper.card.paid"), paid), (w("paper.card.decide"), decides), (w("paper.card.see"), [sees])]
    if together := lesson_pay.together(pack.world, pack.people, seat, w):
        parts.insert(1, (w("lesson_role.unit"), [together]))
    if seat.card is not None:
        parts.append((w("paper.card.private"), [seat.card.of(lang)]))
    top = " · ".join(text for text in (pack.title, pack.company(seat)) if text)
    blocks: list[Block] = [Words(top, 8.0, before=0.0), Words(seat.name.of(lang), LARGE, bold=True), Words(raised(lesson_pay.role(pack.world, seat, w)), 10.0)]
    for head, texts in parts:
        blocks += [Words(head, HEAD, bold=True, before=3.0), *(Words(text, 9.0, before=0.8) for text in texts)]
    last = w({UNITS: "paper.card.keep", COMMITTEE: "paper.card.mine", EVERYBODY: "paper.card.alone"}[lesson.seats.kind])
    return [*blocks, Words(last, SMALL, before=4.0)]


def rule(pack: Pack) -> list[str]:
    """How a bare game pays, in euros; nothing in other lessons."""
    if pack.lesson.bare is None:
        return []
    terms = pack.lesson.game.numbers
    cost, adds = (numbers.money(terms[name], 0, pack.lang) for name in ("cost_eur", "adds_eur"))
    return [pack.w("lesson_bare.rule", cost=cost, adds=adds)]


def slips(sheet: Sheet, pack: Pack) -> None:
    """A slip for every seat (every table of a committee) and round; a round begins a page."""
    for number in range(1, pack.world.rounds + 1):
        panels = [_slip(pack, seat, number) for seat in grid.deciding(pack.lesson, pack.seats)]
        cut_apart(sheet, panels, f"{pack.foot('slips')}, {pack.w(f'lesson.round.{kind_of_round(pack.lesson)}', n=number)}")


def _slip(pack: Pack, seat: Seat, number: int) -> Panel:
    rules = [line.say.of(pack.lang) for line in pack.lesson.ruled(pack.world.clock, number)[0][:1]]  # the rule; what follows from it is on the wall
    top = Words(" · ".join([pack.title, *rules]), 7.0 if rules else 8.0, before=0.0)  # beside the title, so that four slips still fit a page
    blocks: list[Block] = [top, Words(pack.w("paper.slip.title", round=pack.round(number), name=pack.called(seat)), 12.0, bold=True)]
    blocks.append(Words(pack.lesson.plans[pack.plans[number - 1]].shown.of(pack.lang), 8.0))
    for name in grid.asked(pack.lesson, number, pack.world.clock):
        terms = pack.lesson.decisions[name]
        blocks.append(Words(terms.ask.of(pack.lang), SMALL, bold=True, before=3.0))
        blocks += [Gap(1.5), *FIELDS.get(terms.kind, _ticks)(pack, terms)]
    return [*blocks, Words(seat.id, 7.0, before=2.5)]


def _split(pack: Pack, terms: Decision) -> list[Block]:
    return [*(Entry(slider.label.of(pack.lang), 18.0) for slider in terms.sliders.values()), Words(pack.w("paper.slip.sum", n=100), SMALL, before=0.5)]


def _weights(pack: Pack, terms: Decision) -> list[Block]:
    low, high = (pack.number(terms.numbers.get(name, default)) for name, default in (("least", 0.0), ("most", 60.0)))
    return [*(Entry(slider.label.of(pack.lang), 18.0, "%") for slider in terms.sliders.values()), Words(pack.w("paper.slip.top", low=low, high=high), SMALL, before=0.5)]


def _choice(pack: Pack, terms: Decision) -> list[Block]:
    return [Tick(str(k), option.label.of(pack.lang)) for k, option in enumerate(terms.options.values(), start=1)]


def _ticks(pack: Pack, terms: Decision) -> list[Block]:
    """Cards to buy, or things that stay open."""
    if terms.kind == "cards":
        labels = [pack.w("paper.slip.price", label=card.label.of(pack.lang), n=card.price) for card in terms.cards.values()]
        last = pack.w("paper.slip.coins", n=pack.number(terms.numbers.get("coins", 100.0)))
    else:
        labels = [card.label.of(pack.lang) for card in terms.cards.values()]
        last = pack.w("paper.slip.open", n=pack.number(terms.numbers.get("least", 1.0)))
    return [Words(last, SMALL, before=0.5), *(Tick("", label, 8.5) for label in labels)]


def _bids(pack: Pack, terms: Decision) -> list[Block]:
    last = pack.w("paper.slip.coins_each", n=pack.number(terms.numbers.get("coins", 100.0)))
    return [Words(last, SMALL, before=0.5), *(Entry(card.label.of(pack.lang), 16.0, size=8.5) for card in terms.cards.values())]


def _order(pack: Pack, terms: Decision) -> list[Block]:
    places = [Entry(pack.w("paper.slip.place", n=k), 18.0) for k in range(1, int(terms.numbers.get("each", 3)) + 1)]
    listed = [Words(f"{k}  {card.label.of(pack.lang)}", 8.0, before=0.4) for k, card in enumerate(terms.cards.values(), start=1)]
    return [*places, Words(pack.w("paper.slip.cards"), SMALL, before=1.5), *listed]


def _stars(pack: Pack, terms: Decision) -> list[Block]:
    return [Entry(pack.w("paper.slip.stars", n=pack.number(terms.numbers.get("most", 10.0))), 18.0), *(Words(text, 8.0) for text in rule(pack))]


FIELDS: dict[str, Callable[[Pack, Decision], list[Block]]] = {"split": _split, "weights": _weights, "choice": _choice, "bids": _bids, "order": _order, "stars": _stars, SCHEME: fields}


def guesses(sheet: Sheet, pack: Pack) -> None:
    """A slip of predictions for every seat."""
    if pack.lesson.predictions:
        cut_apart(sheet, [_guess(pack, seat) for seat in pack.people], pack.foot("guesses"))


def _guess(pack: Pack, seat: Seat) -> Panel:
    w, lang = pack.w, pack.lang
    blocks: list[Block] = [Words(pack.title, 8.0, before=0.0), Words(w("paper.guess.title", name=pack.called(seat)), 11.0, bold=True), Words(w("paper.guess.lead"), 8.0)]
    for asked in pack.lesson.predictions.values():
        blocks += [Words(asked.ask.of(lang), SMALL, before=3.0), Gap(1.5)]
        if asked.kind == INTERVAL:  # how sure it shall be is given
            blocks.append(Words(w("lesson_plan.interval.sure", sure=asked.sure), 8.0, before=0.0))
            blocks.append(Gap(1.0))
            blocks += [Entry(f"{w(f'lesson_plan.interval.{end}')} ({w('paper.guess.range', low=pack.number(asked.low), high=pack.number(asked.high))})", 20.0, size=8.5) for end in ("low", "high")]
            continue
        if asked.kind == NUMBER:
            blocks.append(Entry(w("paper.guess.range", low=pack.number(asked.low), high=pack.number(asked.high)), 20.0, size=8.5))
        else:
            labels = [w("paper.guess.yes"), w("paper.guess.no")] if asked.kind == YES_NO else [option.of(lang) for option in asked.options.values()]
            blocks += [Tick(str(k), label, 8.5) for k, label in enumerate(labels, start=1)]
        blocks.append(Entry(w("paper.guess.sure"), 20.0, "%", size=8.5))
    return [*blocks, Words(seat.id, 7.0, before=2.0)]


def labels(sheet: Sheet, pack: Pack) -> None:
    """A label for the envelope of every company."""
    if not pack.lesson.predictions:
        return
    w, companies = pack.w, {seat.company: seat for seat in reversed(pack.people)}
    panels = []
    for _, seat in sorted(companies.items()):
        head = " · ".join(text for text in (pack.title, pack.company(seat)) if text)
        panels.append([
            Words(head, 10.0, before=0.0), Words(w("paper.label.title"), 20.0, bold=True, before=3.0), Words(w("paper.label.lead"), 11.0, before=3.0),
            Gap(3.0), *(Entry(w(f"paper.label.{name}"), 50.0, size=10.0) for name in ("seats", "time", "by")),
        ])  # fmt: skip
    cut_apart(sheet, panels, pack.foot("labels"), across=1, least_down=3)


def votes(sheet: Sheet, pack: Pack) -> None:
    """A voting slip for every post of every company, where there is a booklet of votes."""
    terms = pack.lesson.booklet
    if terms is None or pack.table is None or pack.table.kind != booklet.VOTES:
        return
    panels = []
    for seat in {one.company: one for one in reversed(pack.people)}.values():
        for post in pack.table.posts:
            head = " · ".join(text for text in (pack.title, pack.company(seat)) if text)
            blocks: list[Block] = [Words(head, 8.0, before=0.0), Words(pack.w("paper.vote.title", name=pack.post(post)), 13.0, bold=True), Words(pack.w("paper.vote.lead"), SMALL)]
            for key, profile in terms.profiles.items():
                blocks += [Tick(key, profile.label.of(pack.lang), 11.0), Words(played(pack, profile.play), 8.0, before=0.0)]
            panels.append(blocks)
    cut_apart(sheet, panels, pack.foot("votes"), least_down=3)


def played(pack: Pack, play: dict[str, object]) -> str:
    """A play in words: points, and options."""
    parts = []
    for name, value in play.items():
        terms = pack.lesson.decisions[name]
        if isinstance(value, dict):
            own = {**terms.sliders, **terms.cards}
            parts += [f"{own[key].label.of(pack.lang)} {points}" for key, points in value.items() if key in own]
        elif isinstance(value, list):
            parts += [terms.cards[key].label.of(pack.lang) for key in value]
        else:
            question, mark, _ = terms.ask.of(pack.lang).partition("?")
            parts.append(f"{question}{mark} {terms.options[str(value)].label.of(pack.lang)}")
    return "; ".join(parts)


def tickets(sheet: Sheet, pack: Pack) -> None:
    """An exit ticket for everybody."""
    items = pack.w.get("lesson.ticket_items")
    blocks: list[Block] = [Words(f"{pack.w('paper.ticket.title')}: {pack.title}", 11.0, bold=True, before=0.0)]
    for number, item in enumerate(items, start=1):
        blocks += [Words(f"{number}  {item}", 9.0, before=3.0), Blank(3)]
    cut_apart(sheet, [blocks] * 4, pack.foot("ticket"), least_down=2)
