"""What managers expect of a year: the compiled forecast against a readable twin, and late scores."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import cxsim
from cxsim.organisation import scorecard
from cxsim.organisation.layout import lay_out


@pytest.fixture(scope="module")
def board():
    settings = cxsim.load("experiment=tiny")
    return scorecard.open_board(settings, lay_out(settings))


def twin(board):
    """`expected_results`, quarter by quarter: the mean of what was seen, over a year, or last year's where nothing was."""

    def past(at):
        found = board.quarters[at] if at >= 0 else board.before
        return board.last_year if found is None else np.where(np.isfinite(found), found, board.last_year)

    def seen(at):
        if board.delay <= 0.0:
            return board.quarters[at]
        whole, part = math.floor(board.delay), board.delay % 1.0
        return np.where(board.flow, board.quarters[at], (1.0 - part) * past(at - whole) + part * past(at - whole - 1))

    rate = np.mean([seen(at) for at in range(len(board.quarters))], axis=0)
    year = np.where(board.flow, scorecard.QUARTERS * rate, rate)
    return np.where(np.isfinite(year), year, board.last_year)


@pytest.mark.parametrize("delay", [0.0, 0.25, 1.0, 1.75, 3.0])
@pytest.mark.parametrize("quarters", [1, 2, 3, 4])
@pytest.mark.parametrize("first_year", [True, False])
def test_the_compiled_forecast_is_the_readable_one_to_the_last_bit(board, delay, quarters, first_year):
    luck = np.random.default_rng(quarters)
    values = luck.normal(70.0, 20.0, (6, len(board.keys)))
    values[luck.random(values.shape) < 0.2] = np.nan
    last_year = np.where(np.isfinite(values[5]), values[5], 60.0)
    now = replace(board, delay=delay, quarters=list(values[:quarters]), before=None if first_year else values[4], last_year=last_year)
    assert scorecard.expected_results(now).tobytes() == twin(now).tobytes()


def test_prompt_scores_are_seen_at_once_and_late_ones_late(board):
    n, euros = len(board.keys), board.flow
    now = replace(board, quarters=[np.full(n, 70.0), np.full(n, 80.0)], before=None, last_year=np.full(n, 60.0))
    late, prompt = (scorecard.expected_results(replace(now, delay=delay)) for delay in (1.0, 0.0))
    assert np.all(prompt[~euros] == 75.0) and np.all(prompt[euros] == 300.0)
    assert np.all(late[~euros] == 65.0), "before anything else, last year is all one knows"
    assert np.all(late[euros] == 300.0), "euros are seen at once"


def test_before_the_first_quarter_last_year_is_expected(board):
    last_year = np.arange(1.0, len(board.keys) + 1.0)
    assert scorecard.expected_results(replace(board, quarters=[], last_year=last_year)) is last_year
