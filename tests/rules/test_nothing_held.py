"""A finished model is let go: thousands of runs in one process must not pile up."""

from __future__ import annotations

import gc
import weakref

from small_world import small

from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import warm_up
from cxsim.simulation.model import CxModel
from cxsim.study.configuration import load_scheme


def test_a_finished_model_leaves_memory():
    """Mesa's own numbering of agents would keep every model, its market and its ledger for ever."""
    settings = small()
    warm = warm_up(settings)
    model = CxModel(settings, Scheme.from_mapping(load_scheme("company_cx")), warm)
    model.step()
    told = weakref.ref(model)
    del model
    gc.collect()
    assert told() is None


def test_agents_are_numbered_from_one_in_every_model():
    """Units and managers of a model share one row of numbers; a second model starts again."""
    rows = [sorted(agent.unique_id for agent in CxModel(small()).agents) for _ in range(2)]
    assert rows[0] == rows[1] == list(range(1, len(rows[0]) + 1))
