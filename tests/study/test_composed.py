"""What was composed before is taken only when nothing it depends on has changed; what cannot be kept is composed anew."""

from __future__ import annotations

import gc
import json

import pytest

from cxsim.base.caches import cache_folder
from cxsim.base.collector import paused
from cxsim.study import configuration
from cxsim.study.composed import composed
from cxsim.study.folders import builtin_folder


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CXSIM_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "a.yaml").write_text("x: 1\n", "utf-8")
    return tmp_path / "conf"


class Composer:
    """Counts how often it is asked; gives another number each time."""

    def __init__(self, value=None):
        self.asked, self.value = 0, value

    def __call__(self):
        self.asked += 1
        return {"n": self.value or self.asked, "deep": {"a": [1, 2.5, True, None, "ä"]}}, {"scheme": ["s"]}


def test_same_words_and_files_are_composed_once(folder):
    ask = Composer()
    assert composed(["a=1"], folder, ask) == composed(["a=1"], folder, ask) == ({"n": 1, "deep": {"a": [1, 2.5, True, None, "ä"]}}, {"scheme": ["s"]})
    assert ask.asked == 1


@pytest.mark.parametrize("change", ["word", "content", "new file", "name"])
def test_a_change_of_anything_composes_anew(folder, change):
    ask, words = Composer(), ["a=1"]
    composed(words, folder, ask)
    if change == "word":
        words = ["a=2"]
    elif change == "content":
        (folder / "a.yaml").write_text("x: 2\n", "utf-8")
    elif change == "new file":
        (folder / "b.yaml").write_text("", "utf-8")
    else:
        (folder / "a.yaml").rename(folder / "c.yaml")
    assert composed(words, folder, ask)[0]["n"] == ask.asked == 2


def test_a_spoilt_file_and_what_is_not_plain_data_are_not_taken(folder):
    ask = Composer()
    composed(["a=1"], folder, ask)
    (kept,) = (cache_folder() / "composed").glob("*.json")
    kept.write_text(kept.read_text("utf-8")[:-5], "utf-8")
    assert composed(["a=1"], folder, ask)[0]["n"] == 2
    odd = Composer({1: "a number as a name"})
    assert [composed(["b=1"], folder, odd)[0]["n"] for _ in range(2)] == [{1: "a number as a name"}] * 2 and odd.asked == 2


def test_where_nothing_can_be_written_composing_goes_on(folder, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("CXSIM_CACHE_DIR", str(tmp_path / "file"))
    ask = Composer()
    assert [composed(["a=1"], folder, ask)[0]["n"] for _ in range(2)] == [1, 2]


@pytest.mark.parametrize("words", [(), ("company=bank", "scheme=cx_gate", "customers.count=350"), ("experiment=tiny", "practice=[closed_loop]", "rival=[neighbour]")])
def test_kept_settings_are_those_of_the_composing_library(words, monkeypatch, tmp_path):
    monkeypatch.setenv("CXSIM_CACHE_DIR", str(tmp_path))
    first, again = configuration.load(*words), configuration.load(*words)
    assert first == again == configuration.settings_from(configuration._hydra_compose(list(words), None)[0], words)
    (kept,) = tmp_path.rglob("*.json")
    assert json.loads(kept.read_text("utf-8").splitlines()[0])[0] == configuration.compose(words) and builtin_folder().is_dir()


def test_the_collector_rests_and_comes_back_also_after_a_failure():
    with pytest.raises(ZeroDivisionError), paused():
        assert not gc.isenabled()
        _ = 1 / 0
    assert gc.isenabled() and gc.get_freeze_count() == 0


def test_a_kept_file_whose_numbers_were_changed_is_not_taken(folder):
    ask = Composer()
    composed(["a=1"], folder, ask)
    (kept,) = (cache_folder() / "composed").glob("*.json")
    kept.write_text(kept.read_text("utf-8").replace('"n": 1', '"n": 7'), "utf-8")
    assert composed(["a=1"], folder, ask)[0]["n"] == 2


def test_pay_of_a_plan_file_is_kept_nowhere(folder):
    ask = Composer()
    words = ["company=telecom", "company.base_pay_eur.executive=195123"]
    assert composed(words, folder, ask)[0]["n"] == 1 and composed(words, folder, ask)[0]["n"] == 2
    assert not cache_folder().exists()
