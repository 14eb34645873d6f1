"""Compiled look-ups of random numbers: abreast and one by one, and those at birth, agree to the last bit, tails included."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from cxsim.base.compiled import kernel
from cxsim.base.streams import CELLS, GUMBEL, LOGISTIC, NORMAL, place_of, quantile, quantile_tables, value_at
from cxsim.customers import birth


class Facts(NamedTuple):
    """What compiled quantiles read."""

    tables: np.ndarray


@kernel
def both(facts, kind, uniforms):
    out = np.empty((2, uniforms.size))
    for i in range(uniforms.size):
        place, further = place_of(uniforms[i])
        out[0, i], out[1, i] = quantile(facts, kind, uniforms[i]), value_at(facts, kind, place, further)
    return out


@pytest.mark.parametrize("kind", [LOGISTIC, NORMAL, GUMBEL])
def test_one_by_one_and_abreast_agree_to_the_last_bit(kind):
    edges = np.array([1, 2, CELLS - 2, CELLS - 1]) / CELLS
    tails = np.geomspace(2.0**-53, 1.0 / CELLS, 2_000)
    uniforms = np.concatenate([np.linspace(0.0, 1.0, 10_001)[1:-1], edges, np.nextafter(edges, 0.0), np.nextafter(edges, 1.0), tails, 1.0 - tails[1:]])
    one_by_one, abreast = both(Facts(quantile_tables()), kind, uniforms)
    assert np.array_equal(one_by_one, abreast)
    order = np.argsort(uniforms)
    assert np.all(np.diff(one_by_one[order]) >= 0.0) and np.isfinite(one_by_one).all(), "the parts of a table follow one another"


@pytest.mark.parametrize("table", [birth._normal_table(), birth._gamma_table(0.8), birth._gamma_table(2.5)])
def test_people_are_born_with_what_numpy_would_read_off_the_table(table):
    luck = np.random.default_rng(3)
    grid = table[0]
    uniforms = np.concatenate([luck.random(50_000), grid, np.nextafter(grid, 0.0), np.nextafter(grid, 1.0)])
    assert np.array_equal(birth.interpolated(uniforms, *table), np.interp(uniforms, *table))
