"""How many decimals an interval is told with: no bound is shown as zero that is not, as far as one digit more can show it."""

from __future__ import annotations

import pytest

from cxsim.report.lesson import places_of
from cxsim.study.statistics import estimate_family


@pytest.mark.parametrize(("mean", "lo", "hi", "places"), [(0.10, -0.02, 0.22, 2), (0.10, 0.02, 0.18, 2), (0.10, -0.20, 0.40, 1), (0.1, -0.0002, 0.2, 2), (0.1, 0.0002, 0.2, 4)])
def test_a_bound_near_zero_shows_on_which_side_it_lies(mean, lo, hi, places):
    from dataclasses import replace

    import numpy as np

    size = replace(estimate_family(np.arange(6.0)[:, None])[0], mean=mean, lo=lo, hi=hi)
    assert places_of(size) == places
