"""Every way a value can be of the wrong kind, or two settings disagree, is told with its key and what is allowed."""

from __future__ import annotations

import copy

import pytest
import yaml

import cxsim
from cxsim.base.building import build
from cxsim.base.checks import check
from cxsim.base.errors import InputError
from cxsim.base.money import split
from cxsim.base.reading import line_of, read_yaml
from cxsim.base.registry import Registry
from cxsim.base.schema import Settings
from cxsim.study.configuration import as_mapping


@pytest.fixture(scope="module")
def plain():
    return as_mapping(cxsim.load("practice=[closed_loop]"))


def changed(plain, path: str, value):
    whole = copy.deepcopy(plain)
    *way, last = path.split("/")
    node = whole
    for part in way:
        node = node[part]
    node[last] = value
    return whole


WRONG = [
    ("company", None, "needs a group of keys"),
    ("company", 7, "needs a group of keys"),
    ("channels", [1], "needs a group of named entries"),
    ("company/base_pay_eur", 5, "'name: value' lines"),
    ("company/units/mobile/channels", "web", "write [web]"),
    ("business/subscription", "maybe", "must be true or false"),
    ("company/name", "  ", "must be text"),
    ("company/name", None, "must be text"),
    ("practice/closed_loop/kind", "cure", "mistake, remedy, world"),
    ("customers/prior_sd", 1, "is not a known key"),
    ("seed", "7", "must be a number"),
    ("seed", True, "must be a number"),
    ("seed", None, "nothing"),
    ("seed", 1.5, "must be a whole number"),
    ("survey/response_base", "20 %", "write a share: 20 % is 0.20"),
    ("survey/response_base", "0,2", "0.2"),
    ("survey/response_base", "lots", "must be a number"),
    ("survey/response_base", float("inf"), "not a finite number"),
    ("survey/response_base", 3, "0 to 1"),
    ("practice/closed_loop/changes", {"ask": 3}, "'name: value' lines"),
    ("practice/closed_loop/stop_year", "soon", "must be a number"),
]


@pytest.mark.parametrize(("path", "value", "message"), WRONG, ids=[f"{path}={value!r}" for path, value, _ in WRONG])
def test_a_value_of_the_wrong_kind_is_told(plain, path, value, message):
    with pytest.raises(InputError) as fault:
        build(Settings, changed(plain, path, value), "settings")
    assert message in str(fault.value) and path.rpartition("/")[2] in str(fault.value)


def test_a_missing_value_is_told_with_its_range(plain):
    whole = copy.deepcopy(plain)
    del whole["survey"]["response_base"]
    with pytest.raises(InputError, match=r"(?s)response_base.*is missing.*0 to 1"):
        build(Settings, whole, "settings")


DISAGREE = [
    ("company/units", {}, "at least one unit"),
    ("company/currency", "euro", "three capital letters"),
    ("company/base_pay_eur/chief", 5.0, "is not a known key"),
    ("company/units/mobile/channels", [], "at least one channel"),
    ("company/units/mobile/channels", ["web", "web"], "names a channel twice"),
    ("company/units/mobile/channels", ["wbe"], "did you mean: web"),
    ("company/units/mobile/label_en", "Broadband", "has the same label"),
    ("customers/reading", "temper_", "did you mean: temper"),
    ("customers/network_neighbours", 5, "must be even"),
    ("business/start_share", 0.0, "nobody is a customer"),
    ("study/schemes", [], "at least one scheme"),
    ("study/schemes", ["unit_growth", "unit_growth"], "names a scheme twice"),
    ("study/schemes", ["unit_grwth", "unit_growth"], "did you mean: unit_growth"),
    ("study/baseline", "nobody", "is not among study.schemes"),
    ("study/readings", ["causes"], "did you mean: cause"),
    ("behaviour/sensitivity_by_level", {"executive": 1.0}, "is missing"),
    ("practice/closed_loop/stop_year", -1.0, "ends before it starts"),
]


@pytest.mark.parametrize(("path", "value", "message"), DISAGREE, ids=[f"{path}={value!r}" for path, value, _ in DISAGREE])
def test_settings_that_disagree_are_told(plain, path, value, message):
    settings = build(Settings, changed(plain, path, value), "settings")
    with pytest.raises(InputError) as fault:
        check(settings, "settings", ["unit_growth", "company_cx", *plain["study"]["schemes"]])
    assert message in str(fault.value)


def several(plain, *changes):
    whole = plain
    for path, value in changes:
        whole = changed(whole, path, value)
    return build(Settings, whole, "settings")


def test_sums_that_cannot_be_shared_are_told(plain):
    units = plain["company"]["units"]
    nobody = [(f"company/units/{name}/need_share", 0.0) for name in units] + [(f"company/units/{name}/holding_share", 0.0) for name in units]
    odd = [(f"customers/weight_{part}", 0.0) for part in ("effectiveness", "ease", "emotion")]
    neither = [("business/subscription", False), ("business/transaction", False)]
    with pytest.raises(InputError) as fault:
        check(several(plain, *nobody, *odd), "settings")
    for words in ("the shares of needs add to zero", "whose contracts customers hold", "three weights of experience"):
        assert words in str(fault.value)
    with pytest.raises(InputError, match="nobody could ever pay"):
        check(several(plain, *neither), "settings")
    with pytest.raises(InputError, match="more than all attention"):
        check(several(plain, *((f"behaviour/activities/{name}/reference", 0.2) for name in plain["behaviour"]["activities"])), "settings")


def test_names_that_cannot_be_columns_are_told(plain):
    units = plain["company"]["units"]
    with pytest.raises(InputError, match="is not a usable name"):
        check(several(plain, ("company/units", {**units, "Mobile 2": {**units["mobile"], "label_en": "A", "label_fi": "B"}})), "settings")


def test_the_line_of_a_key_is_found_or_nought(tmp_path):
    path = tmp_path / "some.yaml"
    path.write_text("a:\n  b: 1\n  c: [1, 2]\n", "utf-8")
    assert line_of(path, ["a", "b"]) == 2 and line_of(path, ["a", "c[1]"]) == 3
    assert line_of(path, ["a", "x"]) == 1 and line_of(path, ["a", "b", "deeper"]) == 2
    assert line_of(tmp_path / "absent.yaml", ["a"]) == 0
    path.write_text("a: [", "utf-8")
    assert line_of(path, ["a"]) == 0


def test_yes_and_no_are_words_where_asked_for_as_such(tmp_path):
    path = tmp_path / "some.yaml"
    path.write_text(yaml.safe_dump({"a": [True, [], {}]}) + "b: []\n", "utf-8")
    assert read_yaml(path) == {"a": [True, [], {}], "b": []}


def test_a_name_is_registered_once():
    registry = Registry("thing")
    registry.register("one")(len)
    registry.register("one")(len)
    with pytest.raises(InputError, match="exists already"):
        registry.register("one")(sum)


def test_a_sum_cannot_be_split_by_negative_shares():
    for shares in ([], [1, -1]):
        with pytest.raises(ValueError, match="non-negative"):
            split(10, shares)
    assert split(-7, [0, 0, 0]) == [-3, -2, -2]
