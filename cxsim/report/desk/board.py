"""The board page of a plan in words: nine parts, every sentence made from what was measured, whichever way it came out."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from cxsim.desk.board import CX, KEPT, MAIN, OLD, PLAN, PROFIT, STAYS, TURNS, Alternative, Board, Flip, sign
from cxsim.desk.dynamic.arms import FROZEN
from cxsim.desk.variants import company_cx_share, money_of
from cxsim.report import numbers
from cxsim.report.desk.board_page import Block, Boxes, Cell, Grid, Page, Part, Picture, Text
from cxsim.report.desk.board_risk import assumed, risks
from cxsim.report.desk.board_say import Say
from cxsim.report.desk.letter_say import clean
from cxsim.report.words import raised

QUARTERS = 4


def page(board: Board, lang: str, foot: dict[str, str]) -> Page:
    """The page. `foot` names command, version, plan and digest."""
    say = Say(board, lang)
    w, serious = say.w, len(board.serious)
    made = {
        "question": question(say), "who": who(say), "cost": cost(say), "effect": effect(say), "flips": flips(say),
        "risks": risks(say), "assumptions": assumed(say), "alternatives": alternatives(say), "decision": decision(say, foot["digest"]),
    }  # fmt: skip
    parts = tuple(Part(number, w(f"board.part.{key}"), tuple(blocks)) for number, (key, blocks) in enumerate(made.items(), 1))
    kicker = " · ".join(text for text in (w("board.kicker"), say.period()) if text)
    title = raised(w("board.title", name=say.name))
    return Page(lang, kicker, title, w("board.draft") if serious else "", w.plural("board.draft_note", serious) if serious else "", parts, w("board.foot", **foot))


# ---------------------------------------------------------------- 1 question and proposal


def question(say: Say) -> list[Block]:
    """The question, and a proposal that follows from open findings and the clear outcomes by a fixed rule."""
    board, w = say.board, say.w
    made = board.laid.mades[PLAN]
    money = {level: money_of(made, level) for level in made.levels}
    total = float(sum(money.values()))
    on_cx = float(sum(money[level] * company_cx_share(made, level) for level in money)) / 100
    filled = {"name": say.name, "old": say.old, "people": len(board.static.facts.people), "share": numbers.percent(100 * on_cx / total if total else 0.0, 0, say.lang)}
    target = w("board.question.hidden") if board.hidden_total else say.eur(total)
    return [Text(w(f"board.question.{'old' if board.base == OLD else 'new'}", target=target, **filled)), Text(proposal(say), "lead")]


def proposal(say: Say) -> str:
    """Serious findings first; else by which outcomes are clearly ahead of or behind the base."""
    board = say.board
    gains = [say.outcome(name) for name in MAIN if sign(board.main[name]) > 0]
    losses = [say.outcome(name) for name in MAIN if sign(board.main[name]) < 0]
    n = board.main[KEPT].difference.n
    kind = "mixed" if gains and losses else "gain" if gains else "loss" if losses else "open"
    kind = "none" if all(say.state(board.main[name]) == "none" for name in MAIN) else kind
    return say.w(f"board.proposal.{'serious' if board.serious else kind}", gains=say.w.listing(gains), losses=say.w.listing(losses), base=say.base, n=n)


# ---------------------------------------------------------------- 2 who is paid for what


def who(say: Say) -> list[Block]:
    """Levels by measures: paper weight, and below it what a company measure weighs on another unit."""
    rows, felt = say.board.static.tables["weights"], {row["level"]: row for row in say.board.static.tables["felt"]}
    measures = list(dict.fromkeys(row["measure"] for row in sorted(rows, key=lambda row: row["scope"] == "company")))
    top = max((row["weight_pct"] for row in rows), default=1.0) or 1.0
    weights: Counter[tuple[str, str]] = Counter()
    for row in rows:
        weights[row["level"], row["measure"]] += row["weight_pct"]
    w = say.w
    head = (w("board.who.head.level"), w("board.who.head.target"), *(_column(say, key) for key in measures), w("board.who.head.other"))
    grid = [_weights(say, level, measures, weights, felt.get(level), top) for level in dict.fromkeys(row["level"] for row in rows)]
    return [Text(_heaviest(say, felt)), Grid(head, tuple(grid), heat=True), Text(w("board.who.note"), "note")]


def _column(say: Say, key: str) -> str:
    metric, _, scope = key.partition("/")
    return clean(f"{raised(say.w.name('lint.metric', metric))}, {say.w.name('static.scope', scope)}")


def _weights(say: Say, level: str, measures: list[str], weights: Counter[tuple[str, str]], felt: dict[str, Any] | None, top: float) -> tuple[Cell, ...]:
    cells = []
    for key in measures:
        value, small = weights[level, key], ""
        if value and felt and key.endswith("/company"):
            small = say.w("board.who.felt", w=say.number(felt["formula_pct"] * value / felt["paper_pct"]))
        cells.append(Cell(say.number(value), small, value / top) if value else Cell(""))
    plan = say.board.static.facts.plan.levels[level]
    share = float(say.board.static.facts.company_weight(plan))
    last = say.w("board.who.pair", paper=say.number(felt["paper_pct"]), felt=say.number(felt["formula_pct"])) if felt else say.w("board.who.paper", paper=say.number(share))
    return (Cell(raised(say.level(level)), strong=True), Cell(numbers.percent(float(plan.target_bonus_pct), 0, say.lang)), *cells, Cell(last))


def _heaviest(say: Say, felt: dict[str, Any]) -> str:
    below = [row for level, row in felt.items() if not say.board.static.facts.is_executive(level)]
    if not below:
        return say.w("board.who.lead_none")
    row = max(below, key=lambda row: row["paper_pct"])
    return raised(say.w("board.who.lead", level=say.level(row["level"]), paper=say.number(row["paper_pct"]), felt=say.number(row["formula_pct"])))


# ---------------------------------------------------------------- 3 cost


def cost(say: Say) -> list[Block]:
    """A year's cost with behaviour as it is and simulated, the pool, and what people's reaction changes."""
    board, w = say.board, say.w
    if board.hidden_total:
        return [Text(w("board.cost.hidden")), Text(say.told.pool_said())]
    row = next(row for row in board.static.tables["cost"] if row["level"] == "all")
    rows = [(w("board.cost.static"), row)] + [(w(f"board.cost.{name}", old=say.old), board.year_cost[name]) for name in (FROZEN, PLAN, OLD) if name in board.year_cost]
    grid = tuple((Cell(label), *(Cell(say.eur(one[key])) for key in ("p10", "p50", "p90"))) for label, one in rows)
    head = tuple(w(f"board.cost.head.{key}") for key in ("what", "p10", "p50", "p90"))
    said = f"{w('board.cost.fixed', target=say.eur(row['at_target']), top=say.eur(row['at_maximum']))} {say.told.pool_said()}"
    markup = float(board.laid.file.value("employer_cost_pct") or 0)
    about = {"draws": numbers.number(board.static.futures.count, 0, say.lang), "years": board.view.years, "n": board.reaction_cost.difference.n}
    note = w("board.cost.note", pct=say.number(markup), **about) if markup else w("board.cost.note_plain", **about)
    return [Grid(head, grid), Text(said), Text(say.change(board.reaction_cost, w("board.cost.change"))), Text(note, "note")]


# ---------------------------------------------------------------- 4 effect


def effect(say: Say) -> list[Block]:
    """The figure, the difference of every main outcome, and when the lead changes."""
    board, w = say.board, say.w
    n = board.main[KEPT].difference.n
    lead = w("board.effect.lead_old" if board.base == OLD else "board.effect.lead", base=say.base, n=n)
    told = [say.change(board.main[name], say.outcome(name)) for name in MAIN]
    same = [w("board.effect.coordinated")] if _coordinated(board) else []
    crossing = [crossed(say, name) for name in (KEPT, PROFIT)]
    return [Text(lead), picture(say), Text(" ".join([*told, *crossing, *same]))]


def _coordinated(board: Board) -> bool:
    """Whether the old plan goes with another way of coordinating than the company simulated."""
    ways = {str(board.laid.mades[name].facts.file.value("coordination")) for name in (PLAN, OLD) if name in board.laid.mades}
    return len(ways) > 1


def title(say: Say) -> str:
    """What the figure shows, as its title."""
    kept, profit = (say.short(say.board.main[name]) for name in (KEPT, PROFIT))
    return raised(say.w("board.effect.title", kept=kept, profit=profit))


def picture(say: Say) -> Picture:
    """Words of the figure."""
    n = say.board.main[KEPT].difference.n
    caption = say.w("board.effect.caption", a=say.name, base=say.base, n=n, company=say.company)
    facts = [say.change(say.board.main[name], say.outcome(name)) for name in (KEPT, PROFIT)]
    return Picture(title(say), caption, " ".join([f"{title(say)}.", *facts, caption]))


def crossed(say: Say, name: str) -> str:
    """When a lasting lead began or ended."""
    found = say.board.crossings[name]
    start, until = found.first_ahead or found.first_behind, found.last_behind if found.first_ahead else found.last_ahead
    if start is None:
        return raised(say.w("board.effect.cross.none", what=say.outcome(name), years=say.years()))
    key = {(True, True): "both", (True, False): "ahead", (False, True): "both_down", (False, False): "behind"}[bool(found.first_ahead), bool(until)]
    # a quarter's end in years: quarter 5 ends 1.25 years after the start
    at = {"from": say.number(start / QUARTERS, 2), "to": say.number((until or 0) / QUARTERS, 2)}
    return raised(say.w(f"board.effect.cross.{key}", what=say.outcome(name), **at))


# ---------------------------------------------------------------- 5 when it flips


def flips(say: Say) -> list[Block]:
    """The main effect at both ends of two conditions, and what became of its sign."""
    board, w = say.board, say.w
    head = (w("board.flips.head.where"), w("board.flips.head.n"), raised(say.outcome(KEPT)), raised(say.outcome(CX)))
    home = (Cell(raised(w("board.flips.home"))), Cell(str(board.main[KEPT].difference.n)), *(Cell(_difference(say, board.main[name]), _word(say, board.main[name])) for name in (KEPT, CX)))
    rows = [_flip(say, one) for one in board.flips]
    counted = Counter(word for one in board.flips for word in one.verdicts.values())
    unsaid = sum(count for word, count in counted.items() if word not in (STAYS, TURNS, "appears"))
    summary = w("board.flips.summary", total=sum(counted.values()), conditions=len(board.flips), turns=counted[TURNS], stays=counted[STAYS], appears=counted["appears"], open=unsaid)
    turned = [f"{condition(say, one)}: {say.outcome(name)}" for one in board.flips for name, word in one.verdicts.items() if word == TURNS]
    turns = [Text(w("board.flips.where_turns", list="; ".join(turned)))] if turned else []
    return [Text(summary), *turns, Grid(head, (home, *rows))]


def _difference(say: Say, pair: Any) -> str:
    if say.state(pair) == "same":
        return say.w("board.flips.own.same")
    return say.w("board.flips.cell", d=say.bare(pair), range=say.range(pair, bare=True)) if math.isfinite(pair.difference.lo) else say.bare(pair)


def _word(say: Say, pair: Any) -> str:
    return "" if say.state(pair) in ("clear", "same") else say.w(f"board.flips.own.{say.state(pair)}")


def condition(say: Say, one: Flip) -> str:
    """A condition at one end, beside the company's own value."""
    name = say.w(f"board.condition.{one.world.key.replace('.', '_')}")
    return say.w("board.flips.at", name=name, value=say.number(one.world.value, 2), home=say.number(one.world.home, 2))


def _flip(say: Say, one: Flip) -> tuple[Cell, ...]:
    cells = (Cell(_difference(say, one.pairs[name]), say.w(f"board.flips.verdict.{one.verdicts[name]}"), strong=one.verdicts[name] == TURNS) for name in (KEPT, CX))
    return (Cell(condition(say, one)), Cell(str(one.pairs[KEPT].difference.n)), *cells)


# ---------------------------------------------------------------- 8 alternatives


def alternatives(say: Say) -> list[Block]:
    """Other plans against this one, and the cheapest that did not keep clearly fewer customers."""
    board, w = say.board, say.w
    if not board.alternatives:
        return [Text(w("board.alternatives.unpassed"))]
    head = tuple(w(f"board.alternatives.head.{key}") for key in ("what", "cost", "kept", "profit", "cx"))
    outcomes = ("bonus_cost", KEPT, PROFIT, CX)
    rows = tuple((Cell(alternative(say, one), _moved(say, one)), *(_against(say, one, name) for name in outcomes)) for one in board.alternatives)
    blocks: list[Block] = [Grid(head, rows), Text(cheapest(say)), Text(w("board.alternatives.note", n=board.alternatives[0].pairs[KEPT].difference.n), "note")]
    unpassed = not board.laid.variants
    return [*blocks, Text(w("board.alternatives.unpassed"), "note")] if unpassed else blocks


def alternative(say: Say, one: Alternative) -> str:
    """Name of an alternative."""
    return clean(one.label) or raised(say.w(f"board.alternatives.{one.name}", old=say.old))


def _moved(say: Say, one: Alternative) -> str:
    moved = [say.w("board.alternatives.weight", level=say.level(level), before=say.number(a), after=say.number(b)) for level, (a, b) in one.weights.items() if a != b]
    return "; ".join(moved)


def _against(say: Say, one: Alternative, name: str) -> Cell:
    pair = one.pairs[name]
    if name == "bonus_cost" and say.board.hidden_total:
        return Cell(say.w("board.none"))
    state = say.state(pair)
    if state == "none":
        return Cell(say.bare(pair))
    key = "cell" if state == "clear" else state
    told = "" if key == "same" else f"({say.range(pair, bare=True)})"
    return Cell(say.w(f"board.alternatives.{key}", d=say.bare(pair)), told, strong=key == "cell")


def cheapest(say: Say) -> str:
    """The cheapest clearly cheaper alternative that did not keep clearly fewer customers."""
    found = say.board.cheapest
    if found is None or say.board.hidden_total:
        return say.w("board.alternatives.cheapest_none") if found is None else say.w("board.cost.hidden")
    pair = found.pairs["bonus_cost"]
    return say.w("board.alternatives.cheapest", name=alternative(say, found), cost=say.amount(pair), range=say.range(pair))


# ---------------------------------------------------------------- 9 decision


def decision(say: Say, digest: str) -> list[Block]:
    """What is asked, with room to answer by hand."""
    w, period = say.w, say.period()
    asked = w("board.decision.asked", name=say.name, period=period) if period else w("board.decision.asked_open", name=say.name)
    boxes = Boxes(tuple(w.get("board.decision.boxes")), (w("board.decision.date"), w("board.decision.sign")))
    return [Text(f"{asked} {w('board.decision.digest', digest=digest)}"), boxes]
