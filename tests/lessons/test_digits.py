"""One rule of digits for everything a debrief tells of an outcome, and better or worse by name."""

from __future__ import annotations

import pytest

from cxsim.report import lesson_digits, lesson_units
from cxsim.report.words import LANGUAGES, words
from cxsim.study.statistics import CLEAR, NO_INTERVAL, NOT_DISTINGUISHABLE, Estimate


def size(mean, lo, hi, state=None):
    nan = float("nan")
    told = state or (CLEAR if lo > 0 or hi < 0 else NOT_DISTINGUISHABLE)
    return Estimate(**{**dict.fromkeys(Estimate.__dataclass_fields__, nan), "mean": mean, "lo": lo, "hi": hi, "n": 9, "state": told})


@pytest.mark.parametrize(
    ("outcome", "sizes", "places"),
    [
        ("true_cx", [size(1.52, 1.1, 1.95)], 1),
        ("true_cx", [size(0.36, 0.33, 0.39)], 2),  # 0.4 (0.3 to 0.4) would not do
        ("true_cx", [size(1.52, 1.1, 1.95), size(0.36, 0.33, 0.39)], 2),  # side by side: the same
        ("true_cx", [size(0.9, 0.0004, 1.8)], 4),  # a clear one never begins at nought
        ("true_cx", [size(0.3, -0.02, 0.6)], 2),  # on which side a bound lies, as far as one digit more can show it
        ("true_cx", [size(0.3, -0.0002, 0.6)], 2),
        ("true_cx", [size(0.3, -0.2, 0.8)], 1),
        ("true_cx", [size(0.0, 0.0, 0.0)], 1),
        ("effort", [size(-0.04, -0.07, -0.01)], 2),
        ("effort", [size(0.006, 0.0002, 0.0118)], 4),
        ("effort@3", [size(0.21, 0.11, 0.31)], 2),
        ("true_cx", [size(0.02, float("nan"), float("nan"), NO_INTERVAL)], 2),
    ],
)
def test_digits(outcome, sizes, places):
    assert lesson_digits.of(outcome, *sizes) == places


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_run_is_better_where_it_is_known_which_way_better_is(lang):
    w, others = words(lang), [1.0, 2.0, 3.0, 4.0, 4.0]
    told = {name: lesson_units.placed(w, name, 4.0, others, "x") for name in ("true_cx", "effort@2", "measured_gap")}
    assert told["true_cx"] == w("lesson_told.luck.more", outcome="x", share="60", n=5)
    assert told["effort@2"] == w("lesson_told.luck.less", outcome="x", share="0", n=5), "those that ended alike are no worse"
    assert told["measured_gap"] == w("lesson.repeats.luck", outcome="x", share="60", n=5)
