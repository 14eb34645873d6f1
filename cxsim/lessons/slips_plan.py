"""A reward plan in a grid of slips: a ready plan by its number, and a cell for each level and part that differs from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from cxsim.lessons.form import Decision
from cxsim.lessons.scheme_kind import SchemeKind
from cxsim.lessons.scheme_typed import CURVE, DEFERRAL, GATE, READY, entries, weights_of

if TYPE_CHECKING:
    from cxsim.lessons.slips import Column, _Row

Part = tuple[str, str, tuple[float, ...], tuple[str, ...]]  # part of a column's name, rule, limits, numbered keys


def parts(terms: Decision) -> Iterator[Part]:
    """Columns of a plan; one without a part where only ready plans count."""
    kind = SchemeKind(terms)
    menu = kind.menu
    yield "" if kind.ready_only else READY, "numbered", (), tuple(menu.ready)
    if kind.ready_only:
        return
    for level in menu.levels:
        yield level, "measures", (menu.step,), tuple(menu.measures)
    for part in (CURVE, GATE):
        yield part, "numbered", (), tuple(entries(menu, part))
    yield DEFERRAL, DEFERRAL, (menu.deferral_most, menu.deferral_step), ()


def read(row: _Row, own: Sequence[Column]) -> dict[str, Any] | None:
    """The plan of a row: its ready plan with every filled cell in place of that part; a plan without a ready one has every cell."""
    kind = SchemeKind(row.lesson.decisions[own[0].decision])
    menu, first = kind.menu, own[0]
    plan: dict[str, Any] = {"weights": {}}
    if row.given(first) or kind.ready_only or not any(row.given(column) for column in own):
        name = row.key(first, menu.ready)
        if name is None:
            return None
        plan = deepcopy(menu.ready[name].plan)
    for column in own[1:]:
        held = plan["weights"] if column.rule == "measures" else plan
        if not row.given(column) and column.part in held:
            continue
        held[column.part] = _part(row, column, kind)
    return plan


def _part(row: _Row, column: Column, kind: SchemeKind) -> Any:
    """One cell; None with a fault told when it cannot be understood."""
    if column.rule == "numbered":
        return row.key(column, entries(kind.menu, column.part))
    if column.rule == DEFERRAL:
        return row.percent(column)
    weights = weights_of(kind.menu, row.given(column))
    if weights is None:
        row.told("is no list of weights" if row.given(column) else "is missing", column)
    return weights
