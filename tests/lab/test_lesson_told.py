"""What phones and the wall say of new rules, of bids that won, and of numbers that were sealed or divided."""

from types import SimpleNamespace

import pytest

pytest.importorskip("nicegui")

from cxsim.lab import lesson_committee, lesson_hand, lesson_news
from cxsim.lab.lesson_screen import _places
from cxsim.lessons import reading
from cxsim.report.words import words


@pytest.mark.parametrize(("clock", "first"), [("short", 4), ("long", 5)])
def test_new_rules_are_told_in_the_round_in_which_the_clock_puts_them_in_force_and_stay_told_while_they_last(clock, first):
    lesson = reading.read("score")
    said = {number: lesson_news.ruled(SimpleNamespace(lesson=lesson, round=number, world=SimpleNamespace(clock=clock)), "fi") for number in range(1, 8)}
    lasts = [number for number, text in said.items() if text]
    assert lasts == list(range(first, lesson.rounds(clock) + 1)) and all("satunnaisotokselta" in said[number] for number in lasts)
    assert [number for number in lasts if words("fi")("lesson_say.change.rules") in said[number]] == [first]


def test_bids_that_won_are_told_and_figures_of_before_say_so_until_something_is_mended():
    lesson = reading.read("auction")
    asked = {number: [name for name, decision in lesson.decisions.items() if number in decision.rounds] for number in (1, 2, 3)}
    game = SimpleNamespace(lesson=lesson, closed=[{"rows": []}], companies=1, won=lambda company: {"silo": 40, "maps": 0}, decisions_asked=asked.__getitem__)
    w = words("fi")
    early = lesson_hand.told(game, 0, w)
    assert w("lesson_lab.form.won", n=40) in early and w("lesson_lab.hand.free") in early and w("lesson_lab.hand.before") in early
    game.closed = [{"rows": []}] * 3
    assert w("lesson_lab.hand.before") not in lesson_hand.told(game, 0, w)
    game.closed = []
    assert lesson_hand.told(game, 0, w) == ""


def test_a_committee_reads_divided_numbers_beside_their_levels_in_the_order_they_were_asked():
    lesson = reading.read("gradient")
    told = lesson_committee.entered(SimpleNamespace(lesson=lesson), {"remedy": "team", "weights": {"team_lead": 0, "middle_manager": 10, "unit_head": 30}}, words("en"))
    assert "Team leads 0% · Middle managers 10% · Unit heads 30% · Executives 28.8%" in told and told.index("Unit heads") < told.index("Coordinating team<")


@pytest.mark.parametrize(("sealed", "places"), [(6.0, 0), (6.5, 1), (-0.5, 1), (2.25, 2)])
def test_a_sealed_number_is_shown_as_it_was_typed(sealed, places):
    assert _places(sealed) == places
