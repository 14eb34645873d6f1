"""What a quarter teaches: the compiled comparison with unit mates against a readable twin."""

from __future__ import annotations

import numpy as np
import pytest
from stand_ins import settings

from cxsim.organisation import lessons
from cxsim.organisation.choice import effect
from cxsim.organisation.layout import lay_out
from cxsim.organisation.scorecard import QUARTERS, open_board


def twin(results, baseline, places, skill, saving, attention, reference, cut, compare):
    """`comparisons` as arrays."""
    now, then = results[places], baseline[places]
    share = 100.0 * QUARTERS * now / np.where(then > 0.0, then, np.nan) - 100.0
    change = np.stack([share[0], share[1], now[2] - then[2]], axis=1)
    practice = np.zeros((*attention.shape[:1], 3, attention.shape[1]))
    practice[:, 0], practice[:, 2] = effect(attention, reference), skill
    if cut >= 0:
        practice[:, 1, cut] = saving
    return np.einsum("to,ojk->tjk", compare, practice), lessons.minus_mates(change, compare)


@pytest.mark.parametrize("company", ["telecom", "bank"])
@pytest.mark.parametrize("cut", [-1, 1])
@pytest.mark.parametrize("seed", range(4))
def test_the_compiled_comparison_is_the_readable_one(company, cut, seed):
    made = settings(company=company)
    layout = lay_out(made)
    board, luck = open_board(made, layout), np.random.default_rng(seed)
    touchpoints, activities = len(layout.touchpoints), len(made.behaviour.activities)
    results, baseline = luck.normal(60.0, 30.0, (2, len(board.keys)))  # some at or below nought
    results[luck.random(results.size) < 0.1] = np.nan  # and some that nobody measured
    asked = (
        results, baseline, lessons.places_of(board, layout), luck.normal(0.0, 0.1, (touchpoints, activities)), luck.normal(0.0, 0.1, touchpoints),
        luck.uniform(0.05, 0.4, (touchpoints, activities)), luck.uniform(0.05, 0.3, activities), cut, lessons.comparison(layout),
    )  # fmt: skip
    for found, expected in zip(lessons.comparisons(*asked), twin(*asked)):
        np.testing.assert_allclose(found, expected, rtol=0.0, atol=1e-9)
    assert np.isnan(lessons.comparisons(*asked)[1]).any() and np.isfinite(lessons.comparisons(*asked)[1]).any()
