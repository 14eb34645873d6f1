"""The booklet of a bare game: exact arithmetic of its rule, by size of group, and the draws of its rounds for the teacher; nothing is simulated."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cxsim.lessons.bare import CENTS, NEEDS, PAYS, groups_of, robot_of, times_of
from cxsim.lessons.form import BARE
from cxsim.lessons.kinds import Stars
from cxsim.report.paper.pack import Pack
from cxsim.report.paper.sheet import MARGIN, PALE, Sheet, leading

TITLE, BODY, CELL, HEAD = 14.0, 9.5, 9.0, 8.5  # points
LISTED = 160  # sums of stars on a page at most; beyond that every second, third, ...
COLUMNS, ROW = 5, 5.0  # of the list of sums, and mm of a row
POT = "pot"


def has(pack: Pack) -> bool:
    """Whether the lesson is a bare game that pays out of a pot."""
    return pack.lesson.play == BARE and pack.lesson.game.pays == POT and POT in NEEDS


def pages(sheet: Sheet, pack: Pack) -> None:
    """The teacher's page of draws, then a page for every size of group that is played."""
    _draws(sheet, pack)
    seats = len(pack.people)
    for size in dict.fromkeys(len(group) for groups in _groups(pack) for group in groups):
        _size(sheet, pack, size, size == seats)


def most(pack: Pack) -> int:
    """Stars a seat has."""
    return Stars(next(iter(pack.lesson.decisions.values()))).most


def share(pack: Pack, size: int, stars: int) -> int:
    """Cents each of a group gets when `stars` lie in its pot, 0 to size times all; where cents are over, the first ones get one more."""
    each = most(pack)
    given = {str(seat): min(each, max(0, stars - each * seat)) for seat in range(size)}
    return PAYS.get(POT)(pack.lesson.game, given, Fraction(1))[str(size - 1)][0]


def bonus(pack: Pack, size: int, own: int, others: int) -> int:
    """Cents of a seat that gives `own` stars when each of the others gives `others`."""
    given = {str(seat): own if seat == size - 1 else others for seat in range(size)}
    return PAYS.get(POT)(pack.lesson.game, given, Fraction(1))[str(size - 1)][1]


def _groups(pack: Pack) -> list[tuple[tuple[str, ...], ...]]:
    """Groups by round, as a game begun with this seed draws them."""
    seats = [seat.id for seat in pack.people]
    return [groups_of(pack.seed, number, seats, pack.lesson.deal(plan).group) for number, plan in enumerate(pack.plans, start=1)]


def _euros(pack: Pack, cents: Sequence[int]) -> list[str]:
    """Amounts of one table, with cents where any has some."""
    places = 2 if any(value % CENTS for value in cents) else 0
    return [pack.number(value / CENTS, places) for value in cents]


def _draws(sheet: Sheet, pack: Pack) -> None:
    w = pack.w
    sheet.page(pack.foot("table"))
    y = sheet.set(w("pots.draws.title"), MARGIN, MARGIN, sheet.inner, TITLE, bold=True) + 1.0
    for line in (w("pots.draws.lead", seed=pack.seed), *(step.format(most=most(pack)) for step in w.get("pots.steps"))):
        y = sheet.set(line, MARGIN, y, sheet.inner, BODY) + 1.0
    names = {seat.id: seat.name.of(pack.lang) for seat in pack.people}
    for number, (plan, groups) in enumerate(zip(pack.plans, _groups(pack)), start=1):
        deal = pack.lesson.deal(plan)
        said = w("pots.draws.all") if len(groups) == 1 else "; ".join(" + ".join(names[seat] for seat in group) for group in groups)
        if deal.low != deal.high:
            said += " " + "; ".join(w("pots.draws.times", times=pack.number(float(times_of(pack.seed, number, group, deal)), 2)) for group in groups)
        y = _line(sheet, pack, f"{pack.round(number)}: {pack.lesson.plans[plan].label.of(pack.lang)}", said, y)
    policies = {name: (pack.lesson.robots.policies[name].does.of(pack.lang) if name in pack.lesson.robots.policies else w("pots.draws.conditional", half=most(pack) // 2)) for name in pack.lesson.game.robots}
    for name, does in policies.items():
        own = [names[seat.id] for place, seat in enumerate(pack.people) if robot_of(pack.lesson.game, place) == name]
        if own:
            y = _line(sheet, pack, w("pots.draws.empty"), f"{', '.join(own)}: {does}", y)


def _line(sheet: Sheet, pack: Pack, head: str, said: str, y: float) -> float:
    """A heading and what belongs to it, on a page with room for both."""
    tall = sheet.tall(head, sheet.inner, BODY, bold=True) + sheet.tall(said, sheet.inner, BODY) + 2.0
    if y + tall > sheet.bottom:
        sheet.page(pack.foot("table"))
        y = MARGIN
    y = sheet.set(head, MARGIN, y + 1.5, sheet.inner, BODY, bold=True)
    return sheet.set(said, MARGIN, y, sheet.inner, BODY) + 0.5


def _size(sheet: Sheet, pack: Pack, size: int, everybody: bool) -> None:
    """What each gets for every sum of stars, and the bonus by own stars and those of the others."""
    w, each = pack.w, most(pack)
    sheet.page(pack.foot("table"))
    y = sheet.set(w("pots.size.all" if everybody else "pots.size.some", n=size), MARGIN, MARGIN, sheet.inner, TITLE, bold=True) + 1.0
    y = sheet.set(w("pots.size.bonus", most=each), MARGIN, y, sheet.inner, BODY) + 2.0
    y = _grid(sheet, pack, size, y) + 4.0
    step = -(-each * size // LISTED)
    sums = list(range(0, each * size + 1, step))
    lead = w("pots.size.shares" if step == 1 else "pots.size.shares_by", n=size, step=step, adds=pack.number(pack.lesson.game.numbers["adds_eur"]))
    y = sheet.set(lead, MARGIN, y, sheet.inner, BODY) + 2.0
    _list(sheet, sums, _euros(pack, [share(pack, size, stars) for stars in sums]), y, (w("pots.size.stars"), w("pots.size.each")))


def _grid(sheet: Sheet, pack: Pack, size: int, y: float) -> float:
    """Own stars down, mean stars of the others across; returns where it ends."""
    stars = range(most(pack) + 1)
    cells = _euros(pack, [bonus(pack, size, own, others) for own in stars for others in stars])
    first = 21.0
    wide = (sheet.inner - first) / len(stars)
    y = sheet.set(pack.w("pots.size.others"), MARGIN + first, y, sheet.inner - first, HEAD, align="R") + 0.5
    sheet.set(pack.w("pots.size.own"), MARGIN, y, first, HEAD)
    for others in stars:
        sheet.set(str(others), MARGIN + first + others * wide, y, wide, CELL, bold=True, align="R")
    y += leading(CELL) + 0.8
    sheet.rule(MARGIN, y, sheet.width - MARGIN, y, thick=0.4)
    for own in stars:
        if own % 2 == 0:
            sheet.frame(MARGIN, y + 0.2, sheet.inner, ROW, shade=PALE)
        sheet.set(str(own), MARGIN + 2.0, y + 0.6, first - 4.0, CELL, bold=True)
        for others in stars:
            sheet.set(cells[own * len(stars) + others], MARGIN + first + others * wide, y + 0.6, wide, CELL - 1.5, align="R")
        y += ROW
    return y


def _list(sheet: Sheet, sums: Sequence[int], amounts: Sequence[str], y: float, head: tuple[str, str]) -> None:
    """Sums of stars and what each gets, read down the columns."""
    wide = sheet.inner / COLUMNS
    down = -(-len(sums) // COLUMNS)
    for place, (stars, amount) in enumerate(zip(sums, amounts, strict=True)):
        column, row = divmod(place, down)
        x = MARGIN + column * wide
        if row == 0:
            sheet.set(head[0], x, y, 10.0, HEAD - 1.0)
            sheet.set(head[1], x + 10.0, y, 16.0, HEAD - 1.0, align="R")
        top = y + 5.0 + row * min(ROW, (sheet.bottom - y - 5.0) / down)
        sheet.set(str(stars), x, top, 9.0, CELL, bold=True)
        sheet.set(amount, x + 10.0, top, 16.0, CELL, align="R")
