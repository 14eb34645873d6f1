"""Signed pay cases, paid to the cent; a case that expects a refusal must be refused for its rule."""

from pathlib import Path

import pytest
import yaml

from cxsim.base.errors import InputError
from cxsim.pay import pay_case
from cxsim.pay.fields import error_rule

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))


def differences(expected, given, path=""):
    """Every place where `given` departs from what was expected; keys not named in `expected` are free."""
    if not isinstance(expected, dict):
        return [] if expected == given else [f"{path}: expected {expected}, paid {given}"]
    missing = [f"{path}/{key}: missing" for key in expected if key not in given]
    return missing + [
        line for key in expected if key in given for line in differences(expected[key], given[key], f"{path}/{key}")
    ]


def paid_or_refused(case):
    try:
        return pay_case(case)
    except InputError as error:
        return {"error_rule": error_rule(error)}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_signed_case_is_paid_as_signed(path):
    case = yaml.safe_load(path.read_text("utf-8"))
    assert differences(case["expected"], paid_or_refused(case)) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_signed_case_says_what_it_is_for(path):
    case = yaml.safe_load(path.read_text("utf-8"))
    assert case["title"] and case["note"] and case["rules"] and case["expected"]


def test_there_are_enough_signed_cases():
    assert len(CASES) >= 25


def test_a_wrong_cent_would_be_noticed():
    case = yaml.safe_load(CASES[0].read_text("utf-8"))
    case["expected"]["people"]["P01"]["award_cents"] += 1
    assert differences(case["expected"], pay_case(case)) != []
