"""A Mesa user's own manager and unit are seen in the model and change what managers do."""

from __future__ import annotations

import pytest
from pages import EXTENDING, TINY, blocks

import cxsim


@pytest.fixture(scope="module")
def lived():
    """What the page's example leaves behind."""
    (code,) = blocks(EXTENDING, "python")
    space = {}
    exec(
        compile(code.replace('"experiment=tiny"', ", ".join(repr(word) for word in TINY)), "extending.md", "exec"),
        space,
    )
    return space


def test_the_model_holds_the_users_agents(lived):
    model = lived["model"]
    assert len(lived["units"]) == len(model.units)
    assert {type(manager) for manager in model.organisation.front} == {lived["Craftsman"]}


def test_the_users_agents_change_what_is_done(lived):
    usual = cxsim.run(cxsim.load(*TINY, "scheme=unit_growth"))
    own, built_in = lived["run"].managers, usual.managers
    front = own["touchpoint"] != ""
    for column, sign in (("attention_win", -1), ("attention_empathise", 1), ("attention_connect", 1)):
        assert sign * (own.loc[front, column].mean() - built_in.loc[front, column].mean()) > 0.0
    assert lived["run"].customers_digest != usual.customers_digest
