"""The measure of the tests' strength: shares are read rightly, a planted fault is noticed, and a missing checkout is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cxsim.base.errors import InputError
from cxsim.study.configuration import load
from cxsim.trust import tested
from cxsim.trust.section import QUICK, Ask
from cxsim.trust.verdicts import share_interval

ROOT = Path(tested.__file__).resolve().parent.parent.parent
LIVES = ROOT / "tests" / "strength" / "lives.py"
LIFE = 6  # a scenario soon lived, in which people talk


def outcomes(noticed: int, branches: float):
    planted = {"faults": 100, "noticed": noticed, "missed": ["here: a -> b"] * (100 - noticed)}
    return {"pay": planted, "journeys": planted, "coverage": {"layers": {"pay": {"lines": 99.0, "branches": branches}}}}


@pytest.mark.parametrize(("noticed", "branches", "holds"), [(90, 96.0, "yes"), (80, 90.0, "no")])
def test_shares_are_read_against_their_limits(noticed, branches, holds):
    lines = tested.read(Ask(load(), QUICK), outcomes(noticed, branches))
    assert [line.holds for line in lines] == [holds] * 3
    assert lines[0].lo < noticed < lines[0].hi
    assert "here: a -> b" in lines[0].note


def test_the_interval_of_a_share_is_wilsons():
    """Wilson 1927: 8 of 10 is 49.0 to 94.3 %."""
    assert share_interval(8, 10) == pytest.approx((49.02, 94.33), abs=0.01)
    assert share_interval(0, 10)[0] == 0.0


def test_outside_a_checkout_the_reason_is_told(monkeypatch):
    monkeypatch.setattr(tested.cxsim.base, "__file__", "/nowhere/cxsim/base/__init__.py")
    with pytest.raises(InputError, match="installed package"):
        tested.script("mutation", "pay")


def test_a_fault_in_a_rule_of_journeys_ends_another_life():
    """The uncompiled lives are the same in two processes and differ once a rule is changed."""
    plain = f"import sys; sys.path.insert(0, {str(LIVES.parent)!r}); import lives; lives.uncompiled(); print(lives.lived({LIFE}))\n"
    fault = f"from cxsim.customers import journeys; journeys.speaks_up = lambda *given: True; print(lives.lived({LIFE}))\n"  # nobody is silent
    (first,), (again, other) = ended(plain), ended(plain + fault)
    assert first == again != other


def ended(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    return done.stdout.split()
