"""The plan letter of a level in words: one neutral page that HTML and Word are both made from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cxsim.desk.letter import LetterFacts, MeasureRow, Point
from cxsim.pay.plan import Measure
from cxsim.report.desk.letter_example import Step, steps_of
from cxsim.report.desk.letter_rules import change, doubt, paid
from cxsim.report.desk.letter_say import Say
from cxsim.report.words import raised


@dataclass(frozen=True)
class Cell:
    """A cell with small print below its text."""

    text: str
    small: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading with its sentences, each an item of a list."""

    title: str
    items: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Page:
    """One letter; all texts are ready to print."""

    lang: str
    level: str
    kicker: str
    title: str
    draft: str  # the watermark, empty when the letter is no draft
    draft_note: str
    lead: str
    lead_note: str
    measures_title: str
    measures_head: tuple[str, ...]
    measures: tuple[tuple[Cell, ...], ...]
    measures_notes: tuple[str, ...]
    example_title: str
    example_head: tuple[str, ...]
    example: tuple[Step, ...]
    example_note: str
    columns: tuple[tuple[Section, ...], ...]  # two, read one after the other
    contact: str
    foot: str


def page(facts: LetterFacts, lang: str, foot: dict[str, str], open_count: int = 0) -> Page:
    """The letter of one level. `foot` names version and digest; with open points in the plan it is a draft."""
    say = Say(facts, lang)
    w, level = say.w, say(facts.names.get(f"name_{lang}") or facts.level.name.replace("_", " "))
    year, unit = facts.file.plan.get("year"), say.unit()
    plan = say(facts.file.plan.get("name", ""))
    head = tuple(w(f"letter.measures.head.{key}") for key in ("measure", "weight", "threshold", "target", "maximum", "by"))
    return Page(
        lang, facts.level.name, " · ".join(text for text in (plan, say.period()) if text),
        w("letter.title", year=say(year), level=level) if year else w("letter.title_no_year", level=level),
        w("letter.draft") if open_count else "", w("letter.draft_note", n=open_count) if open_count else "",
        *_lead(say), w("letter.measures.title"), head, tuple(_row(say, row) for row in facts.measures), tuple(_notes(say)),
        w("letter.example.title", unit=unit) if unit else w("letter.example.title_no_unit"),
        tuple(w(f"letter.example.head.{key}") for key in ("what", "how", "result", "rule")), tuple(steps_of(say)), w("letter.example.note"),
        (
            (Section(w("letter.change.title"), tuple(change(say))), Section(w("letter.influence.title"), tuple(_influence(say)), w("letter.influence.note"))),
            (Section(w("letter.paid.title"), tuple(paid(say))), Section(w("letter.doubt.title"), tuple(doubt(say)))),
        ),
        w("letter.contact"), w("letter.foot", plan=plan, **foot),
    )  # fmt: skip


def _lead(say: Say) -> tuple[str, str]:
    facts = say.facts
    at = say.percent(facts.level.target_bonus_pct)
    if facts.top_own_pct is None:
        return say.w("letter.lead_open", at=at), ""
    top = say.percent(facts.top_own_pct)
    if facts.top_pct in (None, facts.top_own_pct):
        return say.w("letter.lead", at=at, top=top), ""
    plain, high = say.percent(facts.top_pct or Fraction(0)), say.percent(facts.plan.individual_high)
    return say.w("letter.lead", at=at, top=top), say.w("letter.lead_own", plain=plain, high=high, top=top)


def _row(say: Say, row: MeasureRow) -> tuple[Cell, ...]:
    part = row.component
    by = say.w("letter.by." + part.measured_by) if part.measured_by else say.w("letter.none")
    last = Cell(say.w("letter.measures.endless")) if row.maximum is None else _point(say, row.maximum)
    return (
        Cell(raised(say.metric(part.metric)), (say.scope(part.scope),)), Cell(say.percent(part.weight_pct)), _point(say, row.threshold),
        Cell(say.w("letter.none")) if row.target is None else _point(say, row.target), last, Cell(by),
    )  # fmt: skip


def _point(say: Say, point: Point) -> Cell:
    pays = say.w("letter.measures.pays", n=say.percent(point.payout_pct))
    if point.of_target is None:
        return Cell(say.number(point.actual or Fraction(0)), (pays,))
    return Cell(say.percent(point.of_target), (pays if point.actual is None else f"{say.number(point.actual)} · {pays}",))


def _notes(say: Say) -> list[str]:
    w, rows = say.w, say.facts.measures
    found = [w("letter.measures.note")]
    shapes = {row.component.curve.shape for row in rows if len(row.component.curve.kinks) > 1}
    if "linear" in shapes:
        found.append(w("letter.measures.note_linear"))
    steps = [_short(say, row.component) for row in rows if row.component.curve.shape == "step"]
    if steps:
        found.append(w("letter.measures.note_step", list="; ".join(steps)))
    if say.unit() and any(row.component.scope != "company" and row.threshold.of_target is not None and row.threshold.actual is not None for row in rows):
        found.append(w("letter.measures.note_own", unit=say.unit()))
    for row in rows:
        if row.between:
            points = [w("letter.measures.between", at=_at(say, point), payout=say.percent(point.payout_pct)) for point in row.between]
            found.append(w("letter.measures.note_between", measure=raised(_short(say, row.component)), list="; ".join(points)))
    return found


def _at(say: Say, point: Point) -> str:
    return say.number(point.actual or Fraction(0)) if point.of_target is None else say.percent(point.of_target)


def _short(say: Say, part: Measure) -> str:
    return f"{say.metric(part.metric)}, {say.scope(part.scope)}"


def _influence(say: Say) -> list[str]:
    """Measures under their word, strongest first."""
    found = []
    for word in ("strong", "weak", "none"):
        names = [_short(say, row.component) for row in say.facts.measures if row.sight == word]
        found += [say.w(f"letter.influence.{word}", list="; ".join(names))] if names else []
    return found


