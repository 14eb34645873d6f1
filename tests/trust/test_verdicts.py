"""How an interval is read: both signs, nothing at all, and too little to say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cxsim.trust.lines import Notebook
from cxsim.trust.verdicts import LESS, MORE, NIL, NO, OPEN, REVERSED, UNSURE, YES, interval, verdict

UP, DOWN = [1.0, 1.1, 0.9], [-1.0, -1.1, -0.9]
WIDE, NOTHING = [1.0, -1.2, 0.3], [0.0, 0.0, 0.0]


def appeared(expected, values, **more):
    return Notebook("made up", "synthetic").find("size", expected, values, "points", "made up", **more).holds


@pytest.mark.parametrize(
    ("expected", "up", "down"), [(MORE, YES, REVERSED), (LESS, REVERSED, YES), (OPEN, YES, YES), (NIL, NO, NO)]
)
def test_both_signs(expected, up, down):
    assert appeared(expected, UP) == up
    assert appeared(expected, DOWN) == down


@pytest.mark.parametrize("expected", [MORE, LESS, OPEN])
def test_a_direction_is_unsure_when_zero_is_inside_and_no_when_nothing_ever_happened(expected):
    assert appeared(expected, WIDE) == UNSURE
    assert appeared(expected, NOTHING) == NO


def test_nil_needs_an_interval_inside_the_tolerance():
    assert appeared(NIL, NOTHING) == YES
    assert appeared(NIL, WIDE) == NO, "without tolerance only exactly nothing is nil"
    assert appeared(NIL, WIDE, tolerance=0.5) == UNSURE
    assert appeared(NIL, [0.1, -0.1, 0.05], tolerance=0.5) == YES
    assert appeared(NIL, [0.1, 0.11, 0.09], tolerance=0.5) == YES, "small enough is nil, however certain"
    assert appeared(NIL, UP, tolerance=0.5) == NO


@pytest.mark.parametrize("expected", [MORE, LESS, NIL, OPEN])
def test_one_seed_or_none_says_nothing(expected):
    assert appeared(expected, [3.0]) == UNSURE
    assert appeared(expected, [math.nan, math.nan]) == UNSURE


def test_only_a_failed_identity_breaks():
    note = Notebook("made up", "synthetic")
    assert note.find("pair", NIL, [0.0, 1e-12], "points", "made up", identity=True).broken
    assert not note.find("pair", NIL, NOTHING, "points", "made up", identity=True).broken
    assert not note.find("pair", MORE, DOWN, "points", "made up").broken


def test_the_interval_is_students():
    """Student 1908, sleep data: mean difference 1.58, 95 % from 0.70 to 2.46."""
    sleep = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    assert np.round(interval(sleep)[:3], 2).tolist() == [1.58, 0.70, 2.46]


def test_last_bits_are_no_spread_but_never_turn_something_into_nothing():
    mean, lo, hi, _ = interval([0.8, 0.8 + 1e-16, 0.8 - 1e-16])
    assert mean == lo == hi
    assert appeared(MORE, [1e-13, 1e-13]) == YES


def test_missing_seeds_are_left_out():
    assert interval([1.0, math.nan, 3.0])[0] == 2.0
    assert interval([1.0, math.nan, 3.0])[3] == 2


def test_a_verdict_never_raises():
    for numbers in np.random.default_rng(1).normal(size=(200, 3)):
        mean, half = numbers[0], abs(numbers[1])
        for expected in (MORE, LESS, NIL, OPEN):
            assert verdict(expected, mean, mean - half, mean + half, abs(numbers[2])) in (YES, NO, REVERSED, UNSURE)
