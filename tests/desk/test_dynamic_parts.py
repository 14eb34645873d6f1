"""Why bonuses differ and whether results bunch, on made-up runs whose answer is known."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from cxsim.desk.dynamic import bunching
from cxsim.desk.dynamic.pairs import pairs, tail
from cxsim.desk.dynamic.spread import PARTS, spreads
from cxsim.study.payload import packed

SEATS, SEEDS = 8, 60


def _arm(values):
    """Payloads with one year of payouts by seed and seat."""
    import pandas as pd

    table = [pd.DataFrame({"year": 1, "manager": range(SEATS), "level": "unit_head", "unit": "u", "payout_pct": row, "target_eur": 1.0}) for row in values]
    return [{"kept": {"seats": packed(one)}} for one in table]


def _shares(still, moved):
    (found,) = spreads(_arm(still), _arm(moved), 1)
    return {name: found.shares[name][0] for name in PARTS}


def _made_up(common=0.0, own=0.0, place=0.0, choice=0.0, seed=3):
    """Frozen and reacting payouts (seeds, seats) with given standard deviations of their parts."""
    rng = np.random.default_rng(seed)
    luck = 100 + common * rng.standard_normal((SEEDS, 1)) + own * rng.standard_normal((SEEDS, SEATS))
    where = place * np.linspace(-1.5, 1.5, SEATS) / 1.0
    step = choice * np.resize([1.0, -1.0, -1.0, 1.0], SEATS)
    return luck + where, luck + where + step


@pytest.mark.parametrize("name", ["common", "own", "place", "choice"])
def test_each_source_is_told_when_it_is_alone(name):
    part = {"common": "common_luck", "own": "own_luck", "place": "place", "choice": "effort"}[name]
    sizes = {"own": 0.01} | {name: 10.0}
    shares = _shares(*_made_up(**sizes))
    assert shares[part] > 90, shares
    assert sum(shares.values()) == pytest.approx(100)


def test_luck_is_not_passed_off_as_place_when_seeds_are_few():
    """Only luck: the mean of twelve seeds still differs between seats; a naive variance of means would call a twelfth of it place."""
    found = [_few(seed) for seed in range(40)]
    assert np.mean([shares["place"] + shares["together"] for shares in found]) < 4.0


def _few(seed):
    rng = np.random.default_rng(seed)
    moved = 100 + 10 * rng.standard_normal((12, SEATS))
    return _shares(moved, moved)


def test_seats_that_are_paid_alike_are_left_out():
    alike = 100 + 10 * np.random.default_rng(1).standard_normal((SEEDS, 1)) + np.zeros((SEEDS, SEATS))
    assert spreads(_arm(alike), _arm(alike), 1) == []


def test_results_above_and_below_a_step_are_counted_seed_by_seed(monkeypatch):
    x = np.array([[79.0, 80.0, 81.9], [78.1, 82.1, 77.9]])  # two seeds of three years; step at 80
    part = SimpleNamespace(key="revenue/unit", metric="revenue", scope="unit", basis="percent_of_target", better="higher", curve=SimpleNamespace(kinks=[(80, 50)]))
    futures = SimpleNamespace(actual={("revenue", "unit", "U1"): x.ravel()}, target={("revenue", "unit", "U1"): 100.0})
    monkeypatch.setattr(bunching, "_distinct", lambda made: [part])
    found = bunching.windows(SimpleNamespace(scales={}), SimpleNamespace(payer=SimpleNamespace(futures=futures), seeds=2, years=3))["revenue/unit"]
    assert found.results == 4  # 82.1 and 77.9 are out of reach
    assert found.share.tolist() == [pytest.approx(200 / 3), 0.0]


def test_intervals_of_a_table_hold_together_and_failed_sides_have_none():
    rng = np.random.default_rng(2)
    one, step = rng.standard_normal(40), rng.standard_normal(40)
    found = pairs({("a", "", 0): ("eur", one, one + 1 + 0.1 * step), ("b", "", 0): ("eur", one, one + 0.1 * step)})
    alone = pairs({("a", "", 0): ("eur", one, one + 1 + 0.1 * step)})
    assert [pair.difference.state for pair in found] == ["CLEAR", "NOT_DISTINGUISHABLE"]
    assert found[0].difference.hi - found[0].difference.lo > alone[0].difference.hi - alone[0].difference.lo


def test_tails_are_values_that_occurred():
    values = np.array([5.0, 1.0, 4.0, 2.0, 3.0])
    assert (tail(values, 0.1), tail(values, 0.5), tail(values, 0.9)) == (1.0, 3.0, 5.0)
