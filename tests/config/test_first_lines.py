"""What a command says before it computes: its head, and on a first start that the model is being compiled."""

from __future__ import annotations

import pytest

from cxsim.base import compiled
from cxsim.cli.progress import bar, first_lines


@pytest.mark.parametrize(("lang", "said"), [("en", "compiling"), ("fi", "käännetään")])
def test_a_first_start_says_that_it_compiles_and_a_second_does_not(tmp_path, monkeypatch, lang, said):
    monkeypatch.setattr(compiled, "_FOLDER", tmp_path)
    assert first_lines("cxsim run", lang).startswith("cxsim run\n") and said in first_lines("cxsim run", lang)
    (tmp_path / "customers_1").mkdir()
    (tmp_path / "customers_1" / "talk.count_ties-80.py311.nbi").touch()
    assert said in first_lines("", lang), "another kernel is not the one that is waited for"
    (tmp_path / "customers_1" / "weeks.live-96.py311.nbi").touch()
    assert first_lines("cxsim run", lang) == "cxsim run" and bar(lang).head == ""
    monkeypatch.setattr(compiled, "_FOLDER", None)
    assert said in bar(lang).head, "nowhere to keep it: compiled each time"


def test_the_kernel_that_is_looked_for_is_one_that_numba_keeps():
    from cxsim.cli.progress import LAST_COMPILED
    from cxsim.customers.weeks import live

    assert f"{live.__module__.rpartition('.')[2]}.{live.__name__}" == LAST_COMPILED
