"""Who sits where, what a seat may see, and predictions that nobody can change."""

from __future__ import annotations

import pytest
from tiny_game import HELP, SELL, TINY, begun

from cxsim.base.errors import InputError
from cxsim.lessons import predictions, reading
from cxsim.lessons.form import Prediction, Text
from cxsim.lessons.seating import companies_for, seat_people
from cxsim.lessons.world import World

GUESSES = {
    "customers": {"value": 90, "confidence": 60}, "lost": {"value": 40, "confidence": 80}, "my_bonus": {"value": "yes", "confidence": 90},
    "back": {"value": "no", "confidence": 70},
}  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    return World(reading.read("silo_trap"), "short", TINY)


@pytest.mark.parametrize(
    ("people", "sizes"),
    [(1, [1]), (3, [3]), (4, [4]), (16, [16]), (17, [9, 8]), (40, [14, 13, 13]), (60, [15, 15, 15, 15]), (64, [16, 16, 16, 16])],
)
def test_people_are_seated_in_companies_of_eight_to_sixteen(world, people, sizes):
    seats = list(seat_people(world, people).values())
    assert companies_for(people) == sizes
    assert [sum(seat.company == k for seat in seats) for k in range(len(sizes))] == sizes
    for lang in ("en", "fi"):
        assert len({seat.name.of(lang) for seat in seats}) == people
    for company in range(len(sizes)):
        own = [seat for seat in seats if seat.company == company]
        by_unit = {unit: [seat for seat in own if seat.post == unit] for unit in world.units}
        filled = [len(found) for found in by_unit.values()]
        assert max(filled) - min(filled) <= 1 and max(filled) <= 4
        for unit, found in by_unit.items():  # a head first, then managers of the unit's own touchpoints
            assert [seat.manager for seat in found][:1] == [unit][: len(found)]
            assert all(seat.manager.startswith(f"{unit}/") for seat in found[1:])


def test_too_many_or_no_people_are_refused(world):
    for people in (0, 65):
        with pytest.raises(InputError, match="1 to 64"):
            seat_people(world, people)


def test_an_auditor_watches_and_does_not_decide(tmp_path):
    game = begun(tmp_path / "g", people=5, auditor=True)
    assert sum(seat.decides for seat in game.seats.values()) == 4
    with pytest.raises(InputError, match="watches"):
        game.decide("auditor", SELL)


def test_a_late_joiner_takes_a_left_chair_then_a_robots_then_shares(tmp_path):
    game = begun(tmp_path / "g", people=3)
    before = set(game.seats)
    game.drop("a.home.1")
    assert game.late() == "a.home.1" and not game.away
    new = game.late()
    assert new == "a.service.1" and before < set(game.seats)  # the fourth unit had a robot
    assert type(game).resume(tmp_path / "g").seats == game.seats
    full = begun(tmp_path / "full", people=16)
    assert full.late() in full.seats and len(full.seats) == 16


def test_nothing_but_the_lessons_list_is_in_a_seats_view(tmp_path):
    """Every number in a view belongs to the own unit or the own bonus: other units, true experience, handoffs and company figures are absent."""
    game = begun(tmp_path / "g", people=4)
    for seat, play in zip(game.seats, (SELL, HELP, SELL, HELP)):
        game.decide(seat, play)
    game.close_round()
    view = game.view("a.home.1")
    assert list(view["seen"]) == game.lesson.seats.sees
    shown = _numbers(view["seen"])
    run = game.lives[0].run
    units, quarterly = run.units, run.quarterly
    own = units[units["unit"] == "home"]
    assert pytest.approx(own["revenue_eur"].sum()) in shown
    hidden = [units.loc[units["unit"] == other, column].sum() for other in ("mobile", "shops", "service") for column in ("revenue_eur", "cost_eur")]
    hidden += [own["true_score"].mean(), quarterly["true_cx"].mean(), quarterly["measured_cx"].mean(), quarterly["customers"].iloc[-1]]
    hidden += [own["handoffs_out"].sum(), own["rough_out"].sum(), run.flows["handoffs"].sum(), run.weekly["left"].sum(), quarterly["profit_eur"].sum()]
    for secret in hidden:
        assert not any(value == pytest.approx(secret, rel=1e-9) for value in shown), secret
    text = repr({key: value for key, value in view.items() if key != "plan_shown"})
    assert not any(word in text for word in ("mobile", "shops", "service", "true", "handoff"))
    others = {seat: game.view(seat)["seen"] for seat in game.seats}
    assert others["a.mobile.1"]["own_revenue"] != others["a.home.1"]["own_revenue"]


def _numbers(node) -> list[float]:
    if isinstance(node, dict):
        return [value for part in node.values() for value in _numbers(part)]
    if isinstance(node, list):
        return [value for part in node for value in _numbers(part)]
    return [float(node)] if isinstance(node, (int, float)) and not isinstance(node, bool) else []


def test_predictions_are_sealed_once_and_before_the_first_round_closes(tmp_path):
    game = begun(tmp_path / "g")
    sealed = game.predict("a.mobile.1", GUESSES)
    assert game.view("a.mobile.1")["hash"] == sealed == predictions.seal(game.id, "a.mobile.1", GUESSES)
    changed = {**GUESSES, "back": {"value": "no", "confidence": 71}}
    assert predictions.seal(game.id, "a.mobile.1", changed) != sealed != predictions.seal(game.id, "a.home.1", GUESSES)
    with pytest.raises(InputError, match="has sealed"):
        game.predict("a.mobile.1", changed)
    assert "90" not in repr(game.status()) and game.status()["predicted"] == 1
    game.close_round()
    with pytest.raises(InputError, match="locked"):
        game.predict("a.home.1", GUESSES)


def test_faults_of_predictions():
    lesson = reading.read("silo_trap")
    for guesses, told in (
        ({"customers": {"value": 200, "confidence": 60}}, "60 to 110"),
        ({"customers": {"value": 80, "confidence": 40}}, "50 to 100"),
        ({"back": {"value": "maybe", "confidence": 60}}, "yes, no"),
        ({"weather": {"value": 1, "confidence": 60}}, "customers, lost"),
    ):
        with pytest.raises(InputError, match=told):
            predictions.check(lesson, guesses)


def test_scores():
    """Distance in shares of the range; Brier for answers."""
    number = reading.read("silo_trap").predictions["customers"]
    assert predictions.score(number, {"value": 90, "confidence": 60}, 100.0) == pytest.approx(10 / 50)
    yes_no = reading.read("silo_trap").predictions["back"]
    assert predictions.score(yes_no, {"value": "no", "confidence": 70}, "yes") == pytest.approx(0.49)
    assert predictions.score(yes_no, {"value": "yes", "confidence": 100}, "yes") == 0.0
    words = Text(en="a", fi="a")
    three = Prediction(ask=words, kind="choice", outcome="gap", options={"a": words, "b": words, "c": words})
    assert predictions.score(three, {"value": "a", "confidence": 60}, "a") == pytest.approx(0.16 + 2 * 0.04)
    assert predictions.truth(yes_no, 0.1) == "yes" and predictions.truth(yes_no, 0.0) == "no" and predictions.truth(three, 1.0) == "b"
