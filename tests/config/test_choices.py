"""Every choice composes, every number is checked, and the door behaves as Hydra users expect."""

from __future__ import annotations

import copy
import json
import math
import subprocess
import sys

import pytest

import cxsim as package
from cxsim.base.building import build
from cxsim.base.errors import InputError
from cxsim.base.schema import Settings
from cxsim.study.configuration import as_mapping, compose, load, nearest_key, settings_from
from cxsim.study.folders import GROUPS, choices

PLAIN = compose([])
ALL = [(group, name) for group in GROUPS for name in choices(group)]


@pytest.mark.parametrize(("group", "name"), ALL, ids=lambda part: part)
def test_every_choice_composes(group, name):
    assert isinstance(load(f"{group}={name}"), Settings)


def test_composing_again_gives_the_same(composed_once):
    """Nothing is left over from the time before, and what tests keep is what is composed."""
    words = ["company=bank", "seed=7", "practice=[closed_loop]"]
    first, again = (composed_once(words, None) for _ in range(2))
    assert first == again
    assert compose(words) == first[0]


def test_the_names_of_the_contract_exist():
    assert {"telecom", "retailer", "bank", "null_company"} <= set(choices("company"))
    assert {"cause", "mixed", "temper"} == set(load().customers.readings)


def test_a_company_brings_its_business_and_an_override_still_wins():
    assert load("company=retailer").business.transaction
    assert not load("company=retailer").business.subscription
    assert load("company=retailer", "business=mixed").business.subscription
    null = load("company=null_company")
    assert (null.journeys.cross_unit_share, null.behaviour.pay_sensitivity, len(null.company.units)) == (0, 0, 1)


def test_own_schemes_without_a_baseline_are_compared_with_the_first():
    first, second = load().study.schemes[1:3]
    study = load(f"study.schemes=[{first},{second}]").study
    assert study.baseline == first


def test_settings_survive_the_manifest():
    settings = load("company=bank", "seed=7")
    assert settings_from(json.loads(json.dumps(as_mapping(settings)))) == settings


def leaves(value, path=()):
    """Paths of all numbers in nested settings, schemes aside."""
    if isinstance(value, dict):
        return [leaf for key, entry in value.items() if path or key != "scheme" for leaf in leaves(entry, (*path, key))]
    if isinstance(value, list):
        return [leaf for key, entry in enumerate(value) for leaf in leaves(entry, (*path, key))]
    return [path] if isinstance(value, (int, float)) and not isinstance(value, bool) else []


def changed(path, value):
    """The plain settings with another value there, copied along the way to it."""
    plain = place = dict(PLAIN)
    for key in path[:-1]:
        place[key] = copy.copy(place[key])
        place = place[key]
    place[path[-1]] = value
    return plain


@pytest.mark.parametrize("poison", [math.nan, math.inf, "abc", True, None])
def test_no_number_may_be_anything_else(poison):
    for path in leaves(PLAIN):
        if poison is None and path[-1] in ("smallest_difference", "stop_width", "limit_seconds", "limit_memory_mb"):  # absent = not set
            continue
        with pytest.raises(InputError) as caught:
            build(Settings, changed(path, poison))
        assert ".".join(str(part) for part in path if isinstance(part, str)) in str(caught.value)


def test_a_single_slip_in_a_key_is_put_right():
    """One letter left out of each key: the right key is the first suggestion in at least 95 of 100."""
    keys = [".".join(map(str, path)) for path in leaves(PLAIN) if all(isinstance(part, str) for part in path)]
    keys = [key for key in keys if key.count(".") == 1]
    hits = [nearest_key(key[:-3] + key[-2:], keys) == f"did you mean: {key}?" for key in keys]
    assert sum(hits) >= 0.95 * len(hits)


def test_labels_that_read_the_same_are_refused():
    plain = changed(("company", "units", "broadband", "label_en"), "MOBILE ")
    with pytest.raises(InputError, match="same label"):
        settings_from(plain)


def test_missing_and_unknown_keys_are_both_told():
    plain = copy.deepcopy(PLAIN)
    plain["market"]["joins_per_week"] = plain["market"].pop("join_per_week")
    with pytest.raises(InputError) as caught:
        settings_from(plain)
    assert "did you mean: join_per_week?" in str(caught.value)
    assert "is missing" in str(caught.value)


def test_help_lists_groups_and_choices(cxsim):
    shown = cxsim("--help")
    assert shown.code == 0
    assert "== Configuration groups ==" in shown.out
    for group in GROUPS:
        assert f"{group}: {', '.join(choices(group))}" in shown.out


def test_help_lists_a_users_own_choices(cxsim, mine):
    assert "my_market" in cxsim("--help", "--config-dir", mine("market", "my_market", "defaults: [steady]\n")).out


def test_list_gives_json_as_the_last_line(cxsim):
    shown = cxsim("list", "companies", "--json")
    assert json.loads(shown.out.splitlines()[-1])["companies"] == choices("company")
    for kind in ("schemes", "behaviours", "practices", "experiments", "metrics"):
        assert json.loads(cxsim("list", kind, "--json").out.splitlines()[-1])["kind"] == kind


def test_version(cxsim):
    assert cxsim("--version").out.strip() == f"cxsim {package.__version__}"


def test_cfg_job_prints_the_settings():
    """In a process of its own, as the shell starts it."""
    command = [sys.executable, "-m", "cxsim.cli.main", "--cfg", "job", "company=bank", "seed=9"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert shown.returncode == 0
    assert "seed: 9" in shown.stdout
    assert "name: bank" in shown.stdout


def test_tab_completion_knows_verbs_groups_and_a_users_choices(cxsim, mine, monkeypatch):
    assert "complete -o nospace" in cxsim("-sc", "install=bash").out
    folder = mine("market", "my_market", "defaults: [steady]\n")
    asked = {"ru": "run", "run company=te": "company=telecom", f"run --config-dir {folder} market=my": "market=my_market"}
    for typed, wanted in asked.items():
        monkeypatch.setenv("COMP_LINE", f"cxsim {typed}")
        assert wanted in cxsim("-sc", "query=bash").out.split()


def test_import_is_light():
    """`import cxsim` pulls in no numeric, plotting or configuration library."""
    code = "import sys, cxsim, cxsim.cli.main, cxsim.cli.helping; print([m for m in ('numpy', 'pandas', 'hydra', 'mesa', 'matplotlib') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert shown.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a Unix pipe")
def test_a_reader_that_leaves_early_gets_no_traceback():
    code = "import sys; from cxsim.cli.main import main; sys.exit(main(['--help']))"
    shown = subprocess.run(
        ["bash", "-c", '"$0" -c "$1" | true; exit ${PIPESTATUS[0]}', sys.executable, code], capture_output=True, text=True, timeout=60
    )
    assert "Traceback" not in shown.stderr
