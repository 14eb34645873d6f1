"""Managers' kernels compiled beside customers': the declared arguments are those of a run, and the second process works."""

import subprocess
import sys

import pytest

import cxsim
from cxsim.organisation import ahead


def test_declared_arguments_are_those_a_run_calls_with():
    for scheme in ("unit_growth", "cx_gate"):
        cxsim.run(cxsim.load("experiment=tiny", f"scheme={scheme}", "behaviour=adaptive"))
    for name, words in ahead.ARGUMENTS.items():
        declared = tuple(ahead._type_of(word) for word in words.split())
        assert ahead.kernel_of(name).signatures == [declared], name


def test_the_second_process_finds_and_keeps_what_it_compiles():
    done = subprocess.run([sys.executable, "-m", ahead.__name__], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert all(ahead.compiled.at_hand(name) for name in ahead.ARGUMENTS)


@pytest.fixture
def cold(tmp_path, monkeypatch):
    """A machine with a core to spare and nothing compiled; what would be started is noted instead."""
    started = []
    monkeypatch.setattr(ahead.os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(ahead.compiled, "folder", lambda: tmp_path)
    monkeypatch.setattr(ahead.compiled, "at_hand", lambda _: False)
    monkeypatch.setattr(ahead.subprocess, "Popen", lambda command, **_: started.append(command) or Waiting(started))
    return started


class Waiting:
    def __init__(self, log):
        self.log, self.hangs = log, False

    def wait(self, seconds=None):
        if self.hangs and seconds:
            raise subprocess.TimeoutExpired("helper", seconds)
        self.log.append("waited")

    def terminate(self):
        self.log.append("ended")

    def kill(self):
        self.log.append("killed")


def test_one_process_helps_and_is_waited_for(cold):
    for turn in range(2):  # a second worker on the same machine starts none
        with ahead.compiled_meanwhile():
            assert len(cold) == 1 + turn
    assert cold[1:] == ["waited"] and cold[0][1:] == ["-m", "cxsim.organisation.ahead"]


def test_what_is_interrupted_leaves_no_process_behind(cold):
    with pytest.raises(KeyboardInterrupt), ahead.compiled_meanwhile():
        raise KeyboardInterrupt
    assert cold[1:] == ["ended", "waited"]


def test_one_that_hangs_is_ended(cold, monkeypatch):
    stuck = Waiting(cold)
    stuck.hangs = True
    monkeypatch.setattr(ahead.subprocess, "Popen", lambda *_, **__: stuck)
    with ahead.compiled_meanwhile():
        pass
    assert cold == ["killed", "waited"]


@pytest.mark.parametrize("missing", ["core", "folder", "code"])
def test_nothing_is_started_where_it_would_not_help(cold, monkeypatch, missing):
    if missing == "core":
        monkeypatch.setattr(ahead.os, "sched_getaffinity", lambda _: {0}, raising=False)
    if missing == "folder":
        monkeypatch.setattr(ahead.compiled, "folder", lambda: None)
    if missing == "code":
        monkeypatch.setattr(ahead.compiled, "at_hand", lambda _: True)
    with ahead.compiled_meanwhile():
        pass
    assert cold == []
