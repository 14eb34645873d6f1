"""A payout taken apart: what was reached, what each measure paid, and what gates and caps did to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from cxsim.base.errors import InputError, Problem
from cxsim.pay.fields import Problems
from cxsim.pay.numbers import HUNDRED, as_float, exact, simulated
from cxsim.pay.plan import Gate, Plan
from cxsim.pay.results import Codes, Key, Scorecard
from cxsim.pay.score import Score, individual_score, score_level

if TYPE_CHECKING:
    from cxsim.pay.scheme import Scheme

Results = Mapping[Key, "tuple[float | None, float | None]"]


def scorecard_of(results: Results, problems: Problems, plan: Plan) -> Scorecard:
    """What a plan reads of simulated figures, each rounded once to 6 decimals (R1); None is a missing result."""
    rows = {}
    wanted = plan.read_results
    for key, pair in results.items():
        if key[:2] not in wanted:
            continue
        try:
            actual, target = (None if figure is None else simulated(figure) for figure in pair)
        except (TypeError, ValueError) as error:
            problems.add("R1", "scorecard " + "/".join(str(part) for part in key), str(error))
            continue
        rows[(key[0], key[1], key[2])] = (actual, target)
    return Scorecard(rows)


class PayoutLine(NamedTuple):
    """One measure of one level: x on the scale of its curve (None = missing), payout and points in % of target."""

    component: str
    metric: str
    scope: str
    weight_pct: float
    x: float | None
    payout_pct: float
    points: float


@dataclass(frozen=True)
class LevelPayout:
    """What one level gets in one unit (and touchpoint), in % of target bonus; EUR when base pay is known."""

    level: str
    unit: str
    touchpoint: str
    lines: tuple[PayoutLine, ...]
    steps: tuple[str, ...]
    score_pct: float
    target_eur: float | None = None
    award_eur: float | None = None

    def text(self) -> str:
        """A few lines of plain text."""
        place = " ".join(part for part in (self.unit, self.touchpoint) if part)
        money = f" = {self.award_eur:,.2f} EUR of {self.target_eur:,.2f}" if self.award_eur is not None else ""
        rows = [f"{self.level}{' ' + place if place else ''}: {self.score_pct:.2f} % of target bonus{money}"]
        for line in self.lines:
            x = "missing" if line.x is None else f"{line.x:8.2f}"
            rows.append(
                f"  {line.component:<26} weight {line.weight_pct:5.1f}  x {x}  pays {line.payout_pct:6.2f} %"
                f"  -> {line.points:6.2f}"
            )
        return "\n".join(rows + [f"  {step}" for step in self.steps])


@dataclass(frozen=True)
class Payout:
    """What a scheme pays for one scorecard, level by level, before any pool. Prints as text, shows as a table."""

    scheme: str
    levels: tuple[LevelPayout, ...]

    def __getitem__(self, level: str) -> LevelPayout:
        """The first entry of a level."""
        for entry in self.levels:
            if entry.level == level:
                return entry
        raise KeyError(level)

    def __repr__(self) -> str:
        body = [entry.text() for entry in self.levels] or ["no bonus"]
        return "\n".join([f"Payout of {self.scheme}", *body])

    def _repr_html_(self) -> str:
        heads = ("Level", "Unit", "Measure", "Weight", "x", "Payout %", "Points")
        head = "".join(f"<th>{text}</th>" for text in heads)
        rows = [row for entry in self.levels for row in _html_rows(entry)]
        title = f"<caption>Payout of {escape(self.scheme)}, % of target bonus</caption>"
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _html_rows(entry: LevelPayout) -> list[str]:
    place = entry.touchpoint or entry.unit
    rows = [
        _cells(entry.level, place, line.component, f"{line.weight_pct:.1f}",
               "missing" if line.x is None else f"{line.x:.2f}", f"{line.payout_pct:.2f}", f"{line.points:.2f}")
        for line in entry.lines
    ]
    rows += [_cells(entry.level, place, step, "", "", "", "") for step in entry.steps]
    return [*rows, _cells(entry.level, place, "score", "", "", "", f"{entry.score_pct:.2f}")]


def _cells(*texts: str) -> str:
    return "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>"


def lines_of(score: Score) -> tuple[PayoutLine, ...]:
    """The components of a score as plain figures."""
    return tuple(
        PayoutLine(
            item.component.name, item.component.metric, item.component.scope, as_float(item.weight_pct),
            None if item.x is None else as_float(item.x), as_float(item.payout_pct), as_float(points),
        )
        for item, points in zip(score.items, score.points, strict=True)
    )


def itemise(
    scheme: Scheme, results: Results, level: str | None, unit: str, touchpoint: str,
    base_pay_eur: Mapping[str, float] | None,
) -> Payout:
    """Payout of a scheme for results given as (metric, scope, code) -> (actual, target).

    Raises
    ------
    InputError
        When a level is unknown or a result that the scheme pays for is not in the scorecard.
    """
    problems = Problems()
    card = scorecard_of(results, problems, scheme.plan)
    wanted = scheme.levels if level is None else [level] if scheme.components(level) else []
    entries = []
    for name in wanted:
        places = [Codes(unit, touchpoint)] if unit or touchpoint or level is not None else _places(scheme, name, card)
        entries += [_level_payout(scheme, name, codes, card, base_pay_eur or {}, problems) for codes in places]
    problems.raise_any()
    return Payout(scheme.label(), tuple(entries))


def _places(scheme: Scheme, level: str, card: Scorecard) -> list[Codes]:
    """Every unit or touchpoint of the scorecard, as far as the level is paid for one."""
    scopes = {component.scope for component in scheme.components(level)}
    if scopes == {"company"}:
        return [Codes()]
    if "touchpoint" in scopes:
        codes = dict.fromkeys(key[2] for key in card.rows if key[1] == "touchpoint")
        found = [Codes(code.split("/")[0], code) for code in codes]
    else:
        found = [Codes(code) for code in dict.fromkeys(key[2] for key in card.rows if key[1] in ("unit", "journey"))]
    return found or [Codes()]


def _level_payout(
    scheme: Scheme, level: str, codes: Codes, card: Scorecard, base_pay: Mapping[str, float], problems: Problems
) -> LevelPayout:
    x_of = card.reader(codes, scheme.plan.missing_metric, problems, f"{scheme.name}, {level} {codes.unit}".strip())
    score = score_level(scheme.plan, scheme.plan.levels[level], x_of)
    total = individual_score(scheme.plan, score.value_pct, HUNDRED)
    target = award = None
    if level in base_pay:
        bonus = _pay(level, base_pay[level]) * scheme.plan.levels[level].target_bonus_pct / HUNDRED
        target, award = float(bonus), float(bonus * total / HUNDRED)
    return LevelPayout(
        level, codes.unit, codes.touchpoint, lines_of(score), _steps(score), float(total), target, award
    )


def _pay(level: str, value: float) -> Fraction:
    try:
        return exact(value)
    except ValueError as error:
        raise InputError(Problem(f"base pay of {level}: {error}", rule="R1")) from None


def _steps(score: Score) -> tuple[str, ...]:
    steps = [f"gate {gate.name} is closed: {_effect(gate)}" for gate in score.closed]
    return tuple(steps + [f"modifier {modifier.name}: x {float(factor):.3f}" for modifier, factor in score.factors])


def _effect(gate: Gate) -> str:
    if gate.factor is not None:
        return f"score x {float(gate.factor):g}"
    return f"score at most {float(gate.cap_pct or 0):g} %"
