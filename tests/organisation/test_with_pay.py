"""The shipped schemes, read by the pay layer, drive the managers and pay them."""

from __future__ import annotations

import numpy as np
import pytest
from stand_ins import CONF, answers, company, live, settings

from cxsim.organisation.payoff import score_at
from cxsim.pay.scheme import Scheme
from cxsim.pay.year import pay_people

SHIPPED = sorted((CONF / "scheme").glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_schemes_drive_and_pay_managers(path):
    scheme = Scheme.from_yaml(path)
    organisation = company(settings(), scheme)
    live(organisation, years=1, noise=0.02)
    board = organisation.board
    results = {key: 1.03 * board.target[place] for place, key in enumerate(board.keys)}
    x = np.where(board.lower_better, 97.0, 103.0)
    card = organisation.year_end(1, results)
    paid = pay_people(scheme, card, organisation.people(5000)).people
    assert len(paid) == len(organisation.managers)
    for manager, line in zip(organisation.managers, paid):
        expected = 0.0 if manager.deal is None else 100.0 * score_at(manager.deal, x[manager.deal.columns])
        assert line.score_pct == pytest.approx(expected, abs=0.01), manager.name


def test_empty_numbers_still_give_targets_that_pay_can_use():
    scheme = Scheme.from_yaml(CONF / "scheme" / "unit_satisfaction.yaml")
    organisation = company(settings(), scheme)
    organisation.decide(0)
    organisation.observe({key: float("nan") for key in answers(organisation)[0]})
    for year in range(2):
        nothing = {
            key: float("nan") if key[0] in ("satisfaction", "cx", "journey") else -1e6
            for key in organisation.board.keys
        }
        card = organisation.year_end(year, nothing)
        assert all(target > 0.0 and np.isfinite(actual) for actual, target in card.values())
        pay_people(scheme, card, organisation.people(5000))
    assert np.all(np.isfinite(organisation.decide(4)["quality"]))
