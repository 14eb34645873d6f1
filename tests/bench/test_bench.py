"""The bench gives every figure, refuses ratios between worlds that differ, and never asserts a time."""

from __future__ import annotations

import json

import numpy as np
import pytest

import cxsim
from cxsim.bench import main, measures
from cxsim.bench.kernels import look_around_core, look_around_numpy
from cxsim.customers.ledger import Layout, Ledger
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState


@pytest.fixture(scope="module")
def found():
    """The smallest bench."""
    told: list[str] = []
    return main.measure(cxsim.load(), measures.TINY, told.append)


def test_every_figure_is_there_and_finite(found):
    for name in ("core", "stage", "twin", "threads", "growth", "sweep", "mechanisms", "targets", "machine"):
        assert name in found
    assert found["core"]["ratio_to_floor"] > 0
    assert found["sweep"]["shared_warm_up_per_minute"] >= found["sweep"]["shared_warm_up_per_minute_median"] > 0
    assert all(np.isfinite(row["value"]) and row["met"] in (True, False, None) for row in found["targets"])
    json.dumps(found, allow_nan=False)


def test_every_practice_and_a_rival_are_timed(found):
    from cxsim.study.configuration import choices

    ratios = found["mechanisms"]["ratios"]
    assert set(ratios) == {*choices("practice"), "all practices", "one rival"}
    assert all(ratio > 0 for ratio in ratios.values()) and found["mechanisms"]["slowest"] in choices("practice")


def test_what_is_compared_does_the_same(found):
    assert found["threads"]["same_bytes"]
    assert found["hydra"]["same_digests"]
    assert found["stage"]["same_result"]
    assert found["twin"]["available"] and found["twin"]["agree"]


def test_the_text_fits_a_terminal_and_the_page_a_table(found):
    busy = [{**row, "met": None} for row in found["targets"]]  # the longest words there are
    for rows in (found["targets"], busy):
        assert max(len(line) for line in main.text({**found, "targets": rows}).splitlines()) <= 110
    assert "| figure | measured |" in main.markdown(found, "cxsim bench")


def test_worlds_that_differ_get_no_ratio():
    """A plain world in which a tenth of the routine episodes is missing is noticed."""
    settings = measures.sized(cxsim.load(), 6_000)
    population, service = Population(settings), ServiceState.reference(settings)
    ledger = Ledger(population.live(26, service), population.layout)
    same = measures.fingerprint(ledger, 6_000, ledger, 6_000)
    wounded = Ledger(ledger.rows.copy(), Layout(population.layout.units, population.layout.channels))
    wounded.routines[:] = ledger.routines * 8 // 10
    assert same["agree"]
    assert not measures.fingerprint(wounded, 6_000, ledger, 6_000)["agree"]


def test_the_list_of_visits_has_no_gap():
    """Both stages list who is due by dice, by date and by talk."""
    chance, wake, told = np.zeros(50), np.full(50, 99, np.int32), np.zeros(50, np.uint8)
    chance[3], wake[7], told[9] = 1.0, 2, 1
    key, visits = np.uint64(5), np.empty(51, np.int32)
    count = look_around_core(key, 0, chance, wake, told, 2, np.empty(50), np.empty(50, np.bool_), visits)
    assert visits[:count].tolist() == [3, 7, 9] == look_around_numpy(key, 0, chance, wake, told, 2).tolist()


def test_a_target_missed_on_a_busy_machine_is_not_called_missed():
    row = ("x", 40.0, 30.0, 4.0, "below")
    assert main._row(*row, True, 5.0)["met"] is None
    assert main._row(*row, True, None)["met"] is False
    assert main._row("x", 10.0, 30.0, 4.0, "below", True, 5.0)["met"] is True
