"""How scores of touchpoints hold from year to year under an ordinary scheme, against hospital scores of 51 US states."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.customers import metrics
from cxsim.customers.ledger import MILLION
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import warm_up
from cxsim.simulation.model import QUARTERS, WEEKS, CxModel
from cxsim.study.configuration import load_scheme
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.real_data import lives
from cxsim.trust.real_data.facts import facts
from cxsim.trust.verdicts import BAND

SECTION = "real_data"
SCHEME, YEARS = "balanced_scorecard", 5
HCAHPS = "HCAHPS 2015-19 (CMS)"


def live(telecom: Settings, seed: int, people: int) -> dict[str, Any]:
    """True scores, 0 to 100, of touchpoints and units by year under a scorecard: (years, touchpoints) and (years, units)."""
    home = lives.sized(telecom, seed, people)
    model = CxModel(home, Scheme.from_mapping(load_scheme(SCHEME)), warm_up(home))
    for _ in range(YEARS * QUARTERS):
        model.step()
    ledger = model.history.ledger(model.population)
    years = [ledger.span(year * QUARTERS * WEEKS, (year + 1) * QUARTERS * WEEKS) for year in range(YEARS)]
    open_ = model.open_
    desks = [10.0 * one.moment_sum.sum(0)[open_] / one.moments.sum(0)[open_] / MILLION for one in years]
    return {"touchpoints": np.array(desks), "units": np.array([metrics.unit_true_scores(one) for one in years])}


def held(scores: np.ndarray) -> float:
    """Mean correlation over touchpoints of one year with the next; `scores` (years, touchpoints). The first year is left out."""
    return float(np.mean([np.corrcoef(one, two)[0, 1] for one, two in pairwise(scores[1:])]))


def moved(scores: np.ndarray) -> float:
    """Mean absolute change from year to year, points, the first year (when the scheme is new) left out."""
    return float(np.abs(np.diff(scores[1:], axis=0)).mean())


def lines(found: list[dict[str, Any]]) -> list[Line]:
    """Rank order and yearly change."""
    note, states = Notebook(SECTION, "scores hold over years"), facts("hospitals")
    told = "states of ten measures there, touchpoints of one telecom operator here; true scores, a balanced scorecard, years 2 to 5; the luck of few contacts counts as change, so small markets move more"
    low, high = states["score_correlation_span"]
    return [
        note.find("touchpoints: one year with the next", BAND, [held(one["touchpoints"]) for one in found], "r", "of true scores over touchpoints", low=low, high=high, source=HCAHPS, note=f"band: span of ten measures, mean {states['score_correlation']:.2f}; {told}"),
        note.find("touchpoints: yearly change", BAND, [moved(one["touchpoints"]) for one in found], "points", "mean absolute change of a true score, 0 to 100", low=0.0, high=1.0, source=HCAHPS, note=f"data {states['score_change']:.2f} (measures {states['score_change_span'][0]:.2f} to {states['score_change_span'][1]:.2f}), top answers {states['top_box_change']:.2f}; band: under a point"),
        note.find("units: yearly change", BAND, [moved(one["units"]) for one in found], "points", "the same for units", low=0.0, high=1.0, source=HCAHPS, note="band: under a point"),
    ]  # fmt: skip
