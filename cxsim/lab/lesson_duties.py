"""What worker processes do for a lesson: live a round, make the pages of a reveal, write what is kept. Plain values in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxsim.lessons.comparisons import Repeats
    from cxsim.lessons.gallery import Gallery
    from cxsim.lessons.game import Game
    from cxsim.report.lesson import Told

Place = tuple[str, str, tuple[str, ...], str | None]  # lesson, clock, overrides, folder of configuration
BIG = {"company": 2, "unseen": 3, "predictions": 4}  # pictures by step of the reveal


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
    gallery: Gallery | None = None

    def parts(self) -> tuple[Any, ...]:
        """In the order in which a debrief takes them."""
        return self.repeats, self.designs, self.flips, self.fixes, self.gallery


@dataclass
class Pages:
    """The reveal: for each language HTML by step, and for each seat its bonus by year, paid and under the other plans, in % of target."""

    html: dict[str, dict[int, str]]
    bonus: dict[str, list[tuple[int, float, float]]] = field(default_factory=dict)


def ready(place: Place, seed: int) -> None:
    """Have the world of a lesson warm in this process, so that rounds are quick."""
    from cxsim.lessons.comparisons import _world

    _world(*place).warm(seed)


def lived(place: Place, seed: int, plans: Sequence[str], moves: Sequence[Mapping[str, Any]], seats: Sequence[tuple[str, str, str]]) -> Shown:
    """Live a company's rounds; `seats` are (id, post, manager)."""
    from cxsim.lessons.comparisons import _world
    from cxsim.lessons.living import Cast, budget, live
    from cxsim.lessons.views import Place as Chair
    from cxsim.lessons.views import seen_by

    world, rounds = _world(*place), len(moves)
    life = live(world, seed, plans, Cast(moves), rounds)
    coins = {name: budget(life, name, rounds + 1) for name, terms in world.lesson.decisions.items() if terms.kind == "cards"}
    return Shown(life.run.digest, coins, {seat: seen_by(life, Chair(post, manager)) for seat, post, manager in seats})


def game_of(events: list[dict[str, Any]], config_dir: str | None) -> Game:
    """A game from the events of its record, to read from only."""
    from cxsim.lessons.comparisons import _world
    from cxsim.lessons.game import Game
    from cxsim.lessons.record import Record

    first = events[0]
    return Game(_world(first["lesson"], first["clock"], tuple(first["overrides"]), config_dir), Record(Path("nowhere"), events))


def aside(function: str, *args: Any) -> Any:
    """A function of comparisons by name; it gives way to what somebody waits for."""
    from cxsim.lab.duties import _give_way
    from cxsim.lessons import comparisons

    _give_way()
    return getattr(comparisons, function)(*args)


def repeats_of(seeds: list[int], rows: list[dict[str, dict[str, float]]], own: dict[str, dict[str, float]]) -> Repeats:
    """Rows of `other_lucks` put together."""
    import numpy as np

    from cxsim.lessons.comparisons import ARMS, Repeats

    values = {arm: {name: np.array([row[arm][name] for row in rows]) for name in own[arm]} for arm in ARMS}
    return Repeats(seeds, values, own)


# ---------------------------------------------------------------- pages of the reveal


def pages(events: list[dict[str, Any]], config_dir: str | None, lots: Lots) -> Pages:
    """All pages of the reveal in both languages; page 6 only with other lucks."""
    from cxsim.lessons.debrief import Debrief
    from cxsim.report.lesson import Told
    from cxsim.report.words import LANGUAGES

    debrief = Debrief(game_of(events, config_dir), *lots.parts())
    return Pages({lang: _pages(Told(debrief, lang)) for lang in LANGUAGES}, _bonuses(debrief))


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
    from cxsim.report import lesson_gallery, lesson_intervals
    from cxsim.report.lesson_page import pictures

    drawn, w, compared = pictures(told), told.w, lesson_gallery.said(told)
    found = {BIG[key]: _picture(drawn[key]) for key in BIG if key in drawn}
    found[2] = _said(line for company in told.companies for line in told.course(company)) + found[2]
    found[3] = _said([told.lesson.seats.hidden.of(told.lang), told.rough()]) + found.get(3, _said([w("lesson.handoffs.none")])) + _journey(told) + _channels(told)
    found[4] = _sealed(drawn, lesson_intervals.said(told)) + found.get(4, "" if "intervals" in drawn else _said([w("lesson.predictions.none")])) + _listed(f"{ask} {out}" for ask, out in told.foretold()) + _said([told.best()])
    head = [w("lesson.other_table.outcome"), *(told.arm(arm) for arm in ("class", "same", "other"))]
    lines = [*([told.bonus(0)["said"]] if told.plans_differ else []), *(told.robots_of_lesson() if told.policy else []), told.other_said()]
    found[5] = _said(lines) + _table(head, told.other_rows(), 1) + _small(w(f"lesson.other_table.note{told.policy}"))
    if compared:
        found[6] = "".join(_picture(drawn[key]) + _said(compared[key]) for key in ("gallery", "regret") if key in drawn)
    elif told.debrief.repeats:
        found[6] = "".join(_repeated(told, company, drawn) for company in told.debrief.repeats) + _designs(told) + "".join(_picture(drawn[key]) for key in ("fixes", "pairs") if key in drawn)
    head = [w("lesson.assumption.head"), w("lesson.assumption.value"), w("lesson.assumption.grade")]
    found[7] = _said([w("lesson.flip.lead", outcome=told.outcome(told.main))]) + _listed((f"{text} {tried}".strip() for text, tried in told.flips()), "ol") + _table(head, [[row[0], row[2], row[4]] for row in told.assumed()], 3)
    found[7] += _said(told.unexpected())
    return found


def _repeated(told: Told, company: int, drawn: Mapping[str, Any]) -> str:
    name = _said([told.company(company)], "h3") if told.game.companies > 1 else ""
    return name + _picture(drawn[f"repeats{company}"]) + _said(told.repeated(company)[0]) + _table(told.repeats_head(), told.repeats_rows(company), 1)


def _sealed(drawn: Mapping[str, Any], said: Sequence[str]) -> str:
    return _picture(drawn["intervals"]) + _said(said) if "intervals" in drawn else ""


def _designs(told: Told) -> str:
    rows, w = told.designs(), told.w
    if not rows:
        return ""
    head = [w("lesson.designs.company"), w("lesson.rounds.design"), w("lesson.designs.difference", a=told.arm("same"), outcome=told.outcome(told.main)), w("lesson.designs.range")]
    return _said([w("lesson.section.designs")], "h3") + _table(head, rows, 2)


def _journey(told: Told) -> str:
    w, steps = told.w, told.journey()
    head = [w(f"lesson.journey.{key}") for key in ("week", "step", "where", "felt", "lost")]
    title = _said([w("lesson.journey.head")], "h3")
    return title + (_table(head, steps, 3) + _small(w("lesson.journey.note")) if steps else _said([w("lesson.journey.none")]))


def _channels(told: Told) -> str:
    rows, w = told.channels(), told.w
    head = [w(f"lesson.channel_table.{key}") for key in ("channel", "first", "last", "change")]
    return _said([w("lesson.section.channels")], "h3") + _table(head, rows, 1) if rows else ""


def _picture(one: Mapping[str, Any]) -> str:
    title = escape(one["title"])
    return f'<h3>{title}</h3><figure><div class="scroll" tabindex="0" role="region" aria-label="{title}">{one["svg"]}</div><figcaption>{escape(one["caption"])}</figcaption></figure>'


def _said(lines: Any, tag: str = "p") -> str:
    return "".join(f"<{tag}>{escape(line)}</{tag}>" for line in lines if line)


def _small(line: str) -> str:
    return f'<p class="small">{escape(line)}</p>'


def _listed(lines: Any, tag: str = "ul") -> str:
    return f"<{tag}>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + f"</{tag}>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> str:
    top = "".join(f'<th scope="col"{"" if k < left else " class=n"}>{escape(name)}</th>' for k, name in enumerate(head))
    body = "".join("<tr>" + "".join(f"<td{'' if k < left else ' class=n'}>{escape(cell)}</td>" for k, cell in enumerate(row)) + "</tr>" for row in rows)
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(head[0])}"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


# ---------------------------------------------------------------- what is kept


def written(events: list[dict[str, Any]], config_dir: str | None, lots: Lots, lang: str, folder: str, count: int) -> str:
    """The debrief page, its tables and the exit tickets beside the record; the digest of it all."""
    import pandas as pd

    from cxsim import __version__
    from cxsim.lessons.debrief import Debrief
    from cxsim.report import lesson_page
    from cxsim.report.lesson import Told
    from cxsim.study.saving import write_csv

    told = Told(Debrief(game_of(events, config_dir), *lots.parts()), lang)
    lesson_page.write(told, Path(folder), {"command": "cxsim lab", "version": __version__, "count": count})
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
