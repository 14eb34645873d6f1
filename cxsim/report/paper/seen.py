"""What seats see after a round of a game played from slips: lines for the terminal, a table, and cards to hand out."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxsim.lessons.form import DESIGNS
from cxsim.lessons.game import Game
from cxsim.lessons.seating import COMPANY_LETTERS, Seat
from cxsim.report import lesson_pay, numbers
from cxsim.report.lesson_notes import kind_of_round
from cxsim.report.paper.blocks import Block, Words, cut_apart
from cxsim.report.paper.sheet import Sheet
from cxsim.report.words import raised, words

LAST = 6  # values of one row on a card


def shown(row: dict[str, Any], value: Any, lang: str, seats: Mapping[str, Seat]) -> str:
    """One value of a view, with its unit; `seats` gives seats their names."""
    w = words(lang)
    if value is None:
        return "–"
    if row["unit"] == "reasons":
        return "; ".join(f"{lesson_pay.measure(item['metric'], item['scope'], w, '')} {numbers.percent(item['weight_pct'], 0, lang)}: {numbers.percent(item['payout_pct'], 0, lang)}" for item in value)
    if row["unit"] == "names":
        return "; ".join(f"{seats[seat].name.of(lang)} {stars}{' (' + w('lesson_bare.by_robot') + ')' if robot else ''}" for seat, stars, robot in value)
    if row["unit"] == "cents":
        return numbers.money(value / 100, 2, lang)
    if row["unit"] == "eur":
        return numbers.money(value, 0, lang)
    return numbers.percent(value, 0, lang) if row["unit"] == "percent" else numbers.number(value, 1 if row["unit"] == "points" else 0, lang)


def rows_of(game: Game, lang: str) -> pd.DataFrame:
    """Tidy: seat, name, view, place of the value (round; of designs year), value as it is shown."""
    w, rows = words(lang), []
    for seat in game.seats.values():
        for view, row in (game.view(seat.id)["seen"] if seat.decides else {}).items():
            rows += [{"seat": seat.id, "name": seat.name.of(lang), "view": w(f"lesson.views.{view}"), "place": k, "value": numbers.plain(shown(row, value, lang, game.seats))} for k, value in enumerate(row["values"], start=1)]
    return pd.DataFrame(rows, columns=["seat", "name", "view", "place", "value"])


def said(game: Game, seats: Sequence[Seat], lang: str) -> list[str]:
    """Lines for the terminal: the newest values of each seat, and what bids have won."""
    w = words(lang)
    found = [w("paper.room.head", round=_round(game, lang))]
    for seat in seats:
        seen = game.view(seat.id)["seen"]
        parts = [f"{w(f'lesson.views.{view}')} {numbers.plain(shown(row, row['values'][-1], lang, game.seats))}" for view, row in seen.items() if row['values'][-1] is not None]
        found.append(f"  {_called(game, seat, lang)}: {', '.join(parts)}")
        if (won := _won(game, seat, lang)) is not None:
            found.append(f"    {won}")
    return found


def _round(game: Game, lang: str) -> str:
    return words(lang)(f"lesson.round.{kind_of_round(game.lesson)}", n=len(game.closed))


def _called(game: Game, seat: Seat, lang: str) -> str:
    if game.companies < 2:
        return seat.name.of(lang)
    return f"{seat.name.of(lang)} ({words(lang)('paper.card.company', letter=COMPANY_LETTERS[seat.company])})"


def _won(game: Game, seat: Seat, lang: str) -> str | None:
    """What a table's bids have won, with the numbers to write on the next slip; None in lessons without bids."""
    bids = next((decision for decision in game.lesson.decisions.values() if decision.kind == "bids"), None)
    if bids is None:
        return None
    numbered = {key: k for k, key in enumerate(bids.cards, start=1)}
    cards = [f"{numbered[key]} {bids.cards[key].label.of(lang)} ({coins})" for key, coins in game.won(seat.company).items()]
    return words(lang)("paper.room.won", name=_called(game, seat, lang), cards="; ".join(cards) or words(lang)("paper.room.nothing"))


def printed(game: Game, lang: str) -> bytes | None:
    """A card for every seat with its own numbers; None when the library for PDF is not installed."""
    if importlib.util.find_spec("fpdf") is None:
        return None
    head = words(lang)("paper.room.head", round=_round(game, lang))
    sheet = Sheet(head, lang)
    cut_apart(sheet, [_card(game, seat, lang) for seat in game.seats.values() if seat.decides], f"{game.lesson.title.of(lang)} · {_round(game, lang)}", least_down=2)
    return sheet.bytes()


def _card(game: Game, seat: Seat, lang: str) -> list[Block]:
    w, kind = words(lang), kind_of_round(game.lesson)
    step = "year" if game.lesson.play == DESIGNS else kind
    blocks: list[Block] = [Words(f"{game.lesson.title.of(lang)}, {_round(game, lang)}", 8.0, before=0.0), Words(_called(game, seat, lang), 14.0, bold=True)]
    for view, row in game.view(seat.id)["seen"].items():
        blocks.append(Words(raised(w(f"lesson.views.{view}")), 9.0, bold=True, before=2.5))
        values = list(enumerate(row["values"], start=1))[-LAST:]
        blocks += [Words(f"{raised(w(f'lesson.round.{step}', n=k))}: {shown(row, value, lang, game.seats)}", 9.0, before=0.5) for k, value in values if value is not None]
    if (won := _won(game, seat, lang)) is not None:
        blocks.append(Words(won, 9.0, before=2.5))
    return blocks
