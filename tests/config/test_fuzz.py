"""Whatever is typed or mailed, the answer is a value or an InputError."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.base.building import build
from cxsim.base.errors import CxsimError, InputError
from cxsim.base.reading import read_yaml_text
from cxsim.base.schema import Reading
from cxsim.cli.arguments import parse
from cxsim.study.configuration import check_overrides, load

PIECES = st.sampled_from(
    ["name", "levels", ":", ": ", "\n", "  ", "- ", "[", "]", "{", "}", "&a", "*a", "!!", "<<", "${", "}", "_target_", "hydra", "#", "'", '"', "1", ".5", "nan", "0x1", "|", ">", "?", "%", "@", "`", "\t", "ä", "---", "..."]
)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=25).map("".join)))
def test_text_becomes_plain_finite_values_or_is_refused(text):
    try:
        value = read_yaml_text(text, "a file")
    except InputError as error:
        assert 1 <= len(error.lines()) <= 6
    else:
        assert_plain(value)


def assert_plain(value):
    if isinstance(value, dict):
        assert not {"_target_", "hydra", "<<"} & set(value)
        for entry in value.values():
            assert_plain(entry)
    elif isinstance(value, list):
        for entry in value:
            assert_plain(entry)
    elif isinstance(value, str):
        assert "${" not in value
    else:
        assert value is None or isinstance(value, (bool, int)) or math.isfinite(value)


KEYS = st.sampled_from(["seed", "customers.count", "customers", "scheme", "company", "study.schemes", "output.dir", "a", "hydra.x", "", "~seed", "+x", "++seed", "journeys.cross_unit_share"])
VALUES = st.one_of(st.text(max_size=12), st.integers().map(str), st.floats().map(str), st.sampled_from(["[", "{}", "[a,b]", "null", "'", "choice(1,2)", "glob(*)", "${x}", "a,b", "{a:1}"]))
OVERRIDES = st.one_of(st.text(max_size=15), st.tuples(KEYS, VALUES).map("=".join))


@settings(max_examples=500, deadline=None)
@given(st.lists(st.one_of(OVERRIDES, st.sampled_from(["run", "--json", "-m", "--lang", "--cfg", "list", "-x"])), max_size=4))
def test_a_command_line_is_taken_apart_or_refused(argv):
    try:
        check_overrides(parse(argv).overrides)
    except CxsimError as error:
        assert str(error)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(OVERRIDES, min_size=1, max_size=2))
def test_overrides_give_settings_or_a_refusal(overrides):
    try:
        load(*overrides)
    except InputError as error:
        assert 1 <= len(error.lines()) <= 6


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just({}), st.just([]))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["prior_sd", "loyalty_slope", "prior_weight", "x", "prior_sdd"]), SCALARS))
def test_a_mapping_becomes_a_dataclass_within_its_ranges_or_is_refused(mapping):
    try:
        reading = build(Reading, mapping)
    except InputError as error:
        assert error.problems
    else:
        assert 0 <= reading.prior_sd <= 2
        assert 0.01 <= reading.prior_weight <= 100
