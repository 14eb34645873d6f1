"""The screening of assumptions: steps as stated, the same luck on both sides, flips found, rankings as defined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxsim.study.configuration import load
from cxsim.study.leaves import Leaf, leaves
from cxsim.trust import register, screening
from cxsim.trust.leaves import CHOICE, DOWN, UP, Move, moved, moves, used
from cxsim.trust.lines import Line


def leaf(value, low=-10.0, high=10.0, unit="share"):
    return Leaf(("a", "b"), value, "A.b", unit, low, high, "assumption", "D")


@pytest.mark.parametrize(
    ("item", "side", "has_kin", "wanted"),
    [
        (leaf(1.0), UP, False, 1.2),  # a fifth
        (leaf(1.0), DOWN, False, 0.8),
        (leaf(0.9, 0, 1), UP, False, 0.925),  # a quarter of the way to the limit
        (leaf(1.0, 0, 1), UP, False, 1.0),  # at its limit: no step
        (leaf(-2.0), UP, False, -1.6),
        (leaf(0.1, unit="log-odds"), UP, False, 0.3),  # zero of a log-odds means nothing
        (leaf(0.0), UP, True, 0.0),  # no such effect
        (leaf(0.0), UP, False, 0.1),
        (leaf(0.0), DOWN, False, 0.0),
        (leaf(3, 1, 10, "years"), UP, False, 4),
        (leaf(8, 0, 16, "people, even"), UP, False, 10),
        (leaf(4000, 0, 100_000, "cents"), DOWN, False, 3200),
    ],
)
def test_steps_are_as_stated(item, side, has_kin, wanted):
    assert moved(item, side, has_kin) == pytest.approx(wanted)


def test_every_graded_number_in_use_has_a_move_and_stays_allowed():
    settings = screening.sized(load("company=telecom"), quick=True)
    every = moves(settings)
    keys = {move.key for move in every}
    for item in used(settings):
        key = f"company.units.*.{item.path[-1]}" if item.path[:2] == ("company", "units") else item.key
        assert key in keys or item.value == 0, item.key
    for move in every[::9]:
        screening._changed(screening.asdict(settings), move)  # raises when a step leaves its range
    assert "count" not in {item.path[-1] for item in used(settings)}


def test_leaves_cover_every_number_of_the_mapping():
    settings = load()

    def numbers(node):
        if isinstance(node, dict):
            return sum(numbers(value) for value in node.values())
        if isinstance(node, (list, tuple)):
            return sum(numbers(value) for value in node)
        return int(isinstance(node, (int, float)) and not isinstance(node, bool))

    mapping = screening.asdict(settings)
    del mapping["scheme"]
    assert sum(item.numeric for item in leaves(settings)) == numbers(mapping)


def small():
    settings = screening.sized(load("company=telecom"), quick=True)
    return replace(settings, customers=replace(settings.customers, count=300))


def test_the_same_call_gives_the_same_bytes_and_an_unused_number_moves_nothing():
    unused = Move("business.dropout_base", UP, ((("business", "dropout_base"), -2.0),))
    one = np.array(screening.lived(small(), (screening.AS_IT_IS, unused)))
    two = np.array(screening.lived(small(), (screening.AS_IT_IS, unused)))
    assert one.tobytes() == two.tobytes()
    assert np.array_equal(one[0], one[1])


def test_pay_nobody_hears_leaves_no_difference():
    deaf = Move("behaviour.pay_sensitivity", DOWN, ((("behaviour", "pay_sensitivity"), 0.0),))
    found = np.array(screening.lived(small(), (deaf,)))[None]
    assert not register.differences(found, 0)["true_cx"].any()


# ---------------------------------------------------------------- reading what was found


def made_up(flip=False, seeds=4):
    """One company, base and two moves: difference in true experience of 1, moved by +0.5 and, with `flip`, to -1."""
    rng = np.random.default_rng(1)
    found = np.zeros((seeds, 3, 3, 4)) + 50.0 + 0.01 * rng.standard_normal((seeds, 1, 1, 1))
    cx, place = register.SCHEMES.index("company_cx"), register.OUTCOMES.index("true_cx")
    found[:, 0, cx, place] += 1.0 + 0.01 * rng.standard_normal(seeds)
    found[:, 1, cx, place] += 1.5
    found[:, 2, cx, place] += -1.0 if flip else 1.0
    every = [screening.AS_IT_IS, Move("a.strong", UP, ((("a",), 1.2),)), Move("a.turning", DOWN, ((("b",), 0.8),))]
    return {"somewhere": every}, {"somewhere": found}


def line(rows: list[Line], name: str) -> Line:
    return next(row for row in rows if row.name == name)


def test_a_step_that_turns_a_verdict_is_counted_and_named():
    calm, turning = (line(register.lines(*made_up(flip)), "steps that turn it: true experience") for flip in (False, True))
    assert calm.value == 0.0 and "turned by none" in calm.note
    assert turning.value == 50.0 and "a.turning" in turning.note


def test_a_planted_sign_error_is_noticed(monkeypatch):
    monkeypatch.setattr(register, "turned", lambda before, after: before * after > 0.0)
    assert line(register.lines(*made_up()), "steps that turn it: true experience").value != 0.0


def test_without_a_clear_difference_nothing_can_turn():
    row = line(register.lines(*made_up()), "steps that turn it: customers kept")
    assert np.isnan(row.value) and row.holds == "not distinguishable"


def test_the_table_is_read_back_and_ranks_what_moves_the_verdict(tmp_path):
    file = tmp_path / "register.csv"
    file.write_text(register.csv_of(*made_up(flip=True)), "utf-8")
    ranked = register.ranking(register.read_csv(file))
    assert ranked["a.turning"].influence > ranked["a.strong"].influence > 0.0
    assert (ranked["a.turning"].flips, ranked["a.strong"].flips) == (1, 0)
    assert ranked["a.turning"].shifts["diff_true_cx"] == pytest.approx(2.0, abs=0.1)  # lost by a step down
    assert register.read_csv(tmp_path / "nothing.csv") == []


def test_luck_alone_is_no_influence():
    assert register.signal(np.array([1.0, -1.0, 1.0, -1.0])) == 0.0
    assert register.signal(np.array([1.0, 1.01, 0.99, 1.0])) == pytest.approx(1.0, abs=0.01)


def test_other_choices_are_other():
    found = screening.other_choices(small())
    assert {move.side for move in found} == {CHOICE}
    assert "behaviour=adaptive" not in {move.key for move in found} and "customers.reading=temper" in {move.key for move in found}


def test_a_report_names_the_model_it_was_measured_on(monkeypatch, tmp_path):
    """Configuration that changes during a long measurement must not be stamped on its result."""
    from cxsim.trust import stored

    monkeypatch.setattr(stored, "FOLDER", tmp_path)
    stored.store("register", [], "cxsim verify register", "0", measured_on="before")
    assert stored.reports()["register"].basis == "before" and stored.reports()["register"].stale
