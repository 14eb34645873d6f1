"""Firms that share a warm-up may live in threads of one process: what they share must not depend on who asks first."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

import cxsim
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import warm_up
from cxsim.simulation.run import simulate
from cxsim.simulation.shocks import Shocks

SETTINGS = cxsim.load("customers.count=200", "horizon.years=1", "horizon.warmup_years=1")


@pytest.fixture
def hasty():
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_demand_is_the_same_whoever_asks_first(hasty):
    plain = Shocks(SETTINGS)
    wanted = [plain.of_quarter(quarter) for quarter in range(30)]
    for _ in range(5):
        shared = Shocks(SETTINGS)
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(shared.of_quarter, [quarter for quarter in range(30) for _ in range(8)]))
        for place, one in enumerate(told):
            assert all((a == b).all() for a, b in zip(one, wanted[place // 8]))


def test_firms_of_one_warm_up_in_threads_live_as_they_would_alone(hasty):
    scheme, alone = Scheme.from_mapping(SETTINGS.scheme), simulate(SETTINGS, Scheme.from_mapping(SETTINGS.scheme), warm_up(SETTINGS)).digest
    for _ in range(4):
        warm = warm_up(SETTINGS)
        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(lambda _, warm=warm: simulate(SETTINGS, scheme, warm).digest, range(4))) == {alone}
