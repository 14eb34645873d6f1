"""What worker processes do for a lesson: live a round, make the pages of a reveal, write what is kept. Plain values in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.lab.lesson_html import listed, picture, said, small, table
from cxsim.lab.lesson_steps import OF, about, paged, split

if TYPE_CHECKING:
    from cxsim.lessons.comparisons import Repeats
    from cxsim.lessons.gallery import Gallery
    from cxsim.lessons.game import Game
    from cxsim.report.lesson import Told

Place = tuple[str, str, tuple[str, ...], str | None]  # lesson, clock, overrides, folder of configuration
BIG = {"company": 2, "predictions": 4}  # pictures by step of the reveal


@dataclass
class Shown:
    """One company after a round: digest of its run, coins of the next round, what each seat sees, what the wall may show."""

    digest: str
    coins: dict[str, float] = field(default_factory=dict)
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Lots:
    """What other lucks gave: `cxsim lesson` computes the same, seed for seed."""

    repeats: dict[int, Repeats] = field(default_factory=dict)  # by company
    designs: dict[tuple[int, int], Repeats] = field(default_factory=dict)  # by company and design before the last
    flips: list[Any] = field(default_factory=list)
    fixes: dict[tuple[str, ...], Any] = field(default_factory=dict)
    cells: Any = None  # the model's half of a bare game
    gallery: Gallery | None = None

    def parts(self) -> tuple[Any, ...]:
        """In the order in which a debrief takes them."""
        return self.repeats, self.designs, self.flips, self.fixes, self.gallery


@dataclass
class Pages:
    """The reveal: for each language HTML by step, and for each seat its bonus by year, paid and under the other plans, in % of target."""

    html: dict[str, dict[int, str]]
    bonus: dict[str, list[tuple[int, float, float]]] = field(default_factory=dict)
    sure: dict[str, str] = field(default_factory=dict)  # by language what the room's sealed intervals say of how sure it was
    own: dict[str, dict[str, str]] = field(default_factory=dict)  # where no seat has a bonus of the model: by language and seat, its own table as HTML


def ready(place: Place, seed: int) -> None:
    """Have the world of a lesson warm in this process, so that rounds are quick."""
    from cxsim.lessons.comparisons import world_of

    world_of(*place).warm(seed)


def lived(place: Place, seed: int, plans: Sequence[str], moves: Sequence[Mapping[str, Any]], seats: Sequence[tuple[str, str, str]]) -> Shown:
    """Live a company's rounds; `seats` are (id, post, manager)."""
    from cxsim.lessons.bare import played
    from cxsim.lessons.comparisons import world_of
    from cxsim.lessons.form import BARE
    from cxsim.lessons.living import Cast, budget, live
    from cxsim.lessons.views import Place as Chair
    from cxsim.lessons.views import seen_by

    world, rounds = world_of(*place), len(moves)
    if world.lesson.play == BARE:
        game = played(world, seed, plans, moves)  # type: ignore[arg-type]  # whole rows
        return Shown(game.digest, {}, {seat: seen_by(game, Chair(post, manager)) for seat, post, manager in seats})
    life = live(world, seed, plans, Cast(moves), rounds)
    coins = {name: budget(life, name, rounds + 1) for name, terms in world.lesson.decisions.items() if terms.kind == "cards"}
    return Shown(life.run.digest, coins, {seat: seen_by(life, Chair(post, manager)) for seat, post, manager in seats})


def game_of(events: list[dict[str, Any]], config_dir: str | None) -> Game:
    """A game from the events of its record, to read from only."""
    from cxsim.lessons.comparisons import world_of
    from cxsim.lessons.game import Game
    from cxsim.lessons.record import Record

    first = events[0]
    return Game(world_of(first["lesson"], first["clock"], tuple(first["overrides"]), config_dir), Record(Path("nowhere"), events))


def aside(function: str, *args: Any) -> Any:
    """Lives under another luck, or a cell of the model's half of a bare game, by name; it gives way to what somebody waits for."""
    from cxsim.lab.duties import _give_way
    from cxsim.lessons import divided, lucks

    _give_way()
    return getattr(divided if function == "lived" else lucks, function)(*args)


# ---------------------------------------------------------------- pages of the reveal


def pages(events: list[dict[str, Any]], config_dir: str | None, lots: Lots) -> Pages:
    """All pages of the reveal in both languages; those of other lucks only with these."""
    from cxsim.lab import lesson_bare
    from cxsim.lessons.bare_debrief import BareDebrief
    from cxsim.report import lesson_sure
    from cxsim.report.lesson import Told
    from cxsim.report.lesson_notes import pays_levels
    from cxsim.report.words import LANGUAGES

    debrief = debrief_of(events, config_dir, lots)
    if isinstance(debrief, BareDebrief):
        html, own = lesson_bare.both(debrief)
        return Pages(html, own=own)
    told = {lang: Told(debrief, lang) for lang in LANGUAGES}
    own = {lang: _levels(one) for lang, one in told.items()} if pays_levels(debrief.game.lesson) else {}
    return Pages({lang: _pages(one) for lang, one in told.items()}, _bonuses(debrief), {lang: lesson_sure.sealed(one) for lang, one in told.items()}, own)


def _levels(told: Told) -> dict[str, str]:
    """What each level was paid in the company of a seat, for those who have no bonus of their own."""
    found = {}
    for company in told.companies:
        paid = told.bonus(company)
        heads = [told.w("lesson_say.paid.head"), *(str(year) for year in range(1, len(paid["head"])))] if paid["left"] == 1 else paid["head"]  # five years fit a phone
        made = said([told.w("lesson_say.paid.caption")]) + table(heads, paid["rows"], paid["left"])
        found |= {seat.id: made for seat in told.game.seats.values() if seat.decides and seat.company == company}
    return found


def debrief_of(events: list[dict[str, Any]], config_dir: str | None, lots: Lots) -> Any:
    """What the pages are made of: a Debrief, or a BareDebrief."""
    from cxsim.lessons.bare_debrief import BareDebrief
    from cxsim.lessons.debrief import Debrief
    from cxsim.lessons.form import BARE

    game = game_of(events, config_dir)
    if game.lesson.play == BARE:
        return BareDebrief(game, {}, cells=lots.cells)
    return Debrief(game, *lots.parts())


def _bonuses(debrief: Any) -> dict[str, list[tuple[int, float, float]]]:
    from cxsim.lessons.comparisons import repaid
    from cxsim.lessons.measures import bonuses

    game, found = debrief.game, {}
    for company, life in enumerate(debrief.classes):
        pay, other = bonuses(life), repaid(life, game.lesson.clocks[game.world.clock].other)
        for seat in (seat for seat in game.seats.values() if seat.decides and seat.company == company):
            own = pay[pay["manager"] == seat.manager]
            found[seat.id] = [(int(row.year), float(row.payout_pct), float(other[int(row.year) - 1].get(seat.manager, float("nan")))) for row in own.itertuples()]
    return found


def _pages(told: Told) -> dict[int, str]:
    from cxsim.report import lesson_alike, lesson_companies, lesson_intervals, lesson_seen
    from cxsim.report.lesson_page import pictures

    drawn, w = pictures(told), told.w
    found = {BIG[key]: picture(drawn[key]) for key in BIG if key in drawn}
    found[2] = paged([found[2], said([*lesson_alike.said(told), *(line for company in told.leads for line in told.course(company))])])
    lost, seen, timed = said([told.lesson.seats.hidden.of(told.lang), *lesson_companies.lost(told)]), _unseen(told, drawn), lesson_alike.main(told)
    if lesson_seen.MINDS in drawn:  # what this lesson promises, in place of handoffs
        lost = said([told.lesson.seats.hidden.of(told.lang)]) + picture(drawn[lesson_seen.MINDS])
    several = len(told.leads) > 1
    lead = [about("minds" if lesson_seen.MINDS in drawn else "lost", lost)] if several else []  # a line per company leaves no room for the picture
    own = [paged([about(first, part), *rest] if several else [lost + part, *rest]) for first, part, *rest in seen.values()]  # alone, a page begins with its own line
    found[3] = split([*lead, *(part for company, part in zip(seen, own, strict=True) if company in timed)], [part for company, part in zip(seen, own, strict=True) if company not in timed])
    guessed = found.get(4, "" if "intervals" in drawn else said([w("lesson.predictions.none")]))
    found[4] = paged([_sealed(drawn, lesson_intervals.said(told)), guessed, listed(f"{ask} {out}" for ask, out in told.foretold()) + said([*lesson_alike.close(told), told.best()])])
    lines, note = [*told.played(), *(told.robots_of_lesson() if told.policy else [])], small(w(f"lesson.other_table.note{told.policy}"))
    others = {one["company"]: (said([one["name"]], "h3") if one["name"] else "") + said([*lines, *one["said"]]) + table(one["head"], one["rows"], 1) + note for one in told.others()}
    found[5] = split([part for company, part in others.items() if company in timed or len(others) == 1], [part for company, part in others.items() if company not in timed and len(others) > 1])
    return found | late_pages(told, drawn)


ROOM = 4  # sentences that fit a projector below the table of assumptions


def late_pages(told: Told, drawn: Mapping[str, Any], count: int = 0) -> dict[int, str]:
    """Pages 6 and 7: what other lucks are needed for; page 6 only with some. With all its parts from the start when `count` lucks will be in."""
    from cxsim.lab import lesson_later
    from cxsim.report import lesson_alike, lesson_gallery

    w, compared, found = told.w, lesson_gallery.said(told), dict[int, str]()
    if compared:
        found[6] = paged([picture(drawn["gallery"]), said(compared["gallery"]), *lesson_later.futures(told, drawn, compared["regret"], count)])
    elif told.debrief.repeats:
        timed, repeats = lesson_alike.main(told), lesson_alike.repeated(told)
        once = [_designs(told), *lesson_later.fixes(told, drawn, count)]
        found[6] = split([*(_repeated(told, company, drawn) for company in repeats if company in timed), *once], [_repeated(told, company, drawn) for company in repeats if company not in timed])
    head = [w("lesson.assumption.head"), w("lesson.assumption.value"), w("lesson.assumption.grade")]
    tried = said([told.flip_lead()]) + listed((f"{text} {tried}".strip() for text, tried in told.flips()), "ol")
    lines = told.unexpected()
    assumed, came = table(head, [[row[0], row[2], row[4]] for row in told.assumed()], 3) + small(w("page.grades")), said(lines)
    found[7] = paged([tried, lesson_later.APART + assumed, came] if len(lines) > ROOM else [tried, assumed + came])  # a line per company leaves no room for the table
    return found


def _repeated(told: Told, company: int, drawn: Mapping[str, Any]) -> str:
    from cxsim.report import lesson_alike

    name = said([lesson_alike.name(told, company)], "h3") if told.game.companies > 1 else ""
    mark = OF.format(company)
    return paged([mark + name + picture(drawn[f"repeats{company}"]), mark + name + said(told.repeated(company)[0]) + table(told.repeats_head(), told.repeats_rows(company), 1)])


def _sealed(drawn: Mapping[str, Any], lines: Sequence[str]) -> str:
    return paged([picture(drawn["intervals"]), said(lines)]) if "intervals" in drawn else ""


def _designs(told: Told) -> str:
    rows, w = told.designs(), told.w
    if not rows:
        return ""
    head = [w("lesson.designs.company"), w("lesson.rounds.design"), w("lesson.designs.difference", a=told.arm("same"), outcome=told.difference(told.main)), w("lesson.designs.range")]
    return said([w("lesson.section.designs")], "h3") + table(head, rows, 2)


def _unseen(told: Told, drawn: Mapping[str, Any]) -> dict[int, list[str]]:
    """By company what its first part is about, and its parts: its map, its scores, its customer, and its channels."""
    from cxsim.report import lesson_unseen

    return {one["company"]: _of_company(told, one, drawn) for one in lesson_unseen.parts(told)}


def _of_company(told: Told, one: Mapping[str, Any], drawn: Mapping[str, Any]) -> list[str]:
    from cxsim.report import lesson_seen

    w, key, began = told.w, f"unseen{one['company']}", lesson_seen.origins_key(one["company"])
    key = began if began in drawn else key
    flows = "" if lesson_seen.MINDS in drawn else picture(drawn[key]) if key in drawn else said([one["name"]] if told.game.companies > 1 else [], "h3") + said([w("lesson.handoffs.none")])
    head = [w(f"lesson.journey.{name}") for name in ("week", "step", "where", "felt", "lost")]
    steps = table(head, one["journey"], 3) + small(w("lesson.journey.note")) if one["journey"] else said([w("lesson.journey.none")])
    columns = [w(f"lesson.channel_table.{name}") for name in ("channel", "first", "last", "change")]
    contacts = said([one["channels_title"]], "h3") + table(columns, one["channels"], 1) if one["channels"] else ""
    compared = [w(f"lesson.scores.{name}") for name in ("round", "plan", "measured", "lived", "gap", "answers")]
    score = said([one["scores_title"]], "h3") + table(compared, one["scores"], 2) + small(w("lesson.scores.note")) if one["scores"] else ""
    customer = said([one["journey_title"]], "h3") + steps
    first = "origins" if began in drawn else "map" if key in drawn else ""
    return [first, flows + said([one["like"]]), about("scores", score), "" if one["like"] else about("journey", customer) if one["journey"] else customer, about("contacts", contacts)]


# ---------------------------------------------------------------- what is kept


def written(events: list[dict[str, Any]], config_dir: str | None, lots: Lots, lang: str, folder: str, count: int) -> str:
    """The debrief page, its tables and the exit tickets beside the record; the digest of it all."""
    import pandas as pd

    from cxsim import __version__
    from cxsim.report import lesson_page
    from cxsim.report.lesson import told_of
    from cxsim.study.saving import write_csv

    told = told_of(debrief_of(events, config_dir, lots), lang)
    lesson_page.write(told, Path(folder), {"command": f"cxsim lesson {told.lesson.name} --browser", "version": __version__, "count": count})
    rows = [{"seat": seat, "item": place, "answer": answer} for seat, answers in told.game.tickets.items() for place, answer in enumerate(answers, start=1)]
    if rows:
        write_csv(pd.DataFrame(rows), Path(folder) / "tickets.csv")
    return told.debrief.digest


def notes(name: str, lang: str) -> bytes:
    """The teacher's notes as a page."""
    import tempfile

    from cxsim import __version__
    from cxsim.lessons import reading
    from cxsim.report.lesson_notes import Notes, write
    from cxsim.study.canonical import content_digest

    lesson = reading.read(name)
    with tempfile.TemporaryDirectory() as folder:
        write(Notes(lesson, lang), Path(folder), {"command": f"cxsim lesson {name} --notes", "version": __version__}, content_digest(lesson))
        return (Path(folder) / "notes.html").read_bytes()
