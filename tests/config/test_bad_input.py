"""Every mistake a person makes is answered with code 2 and a sentence that helps."""

from __future__ import annotations

import os

import pytest

from cxsim.cli.main import main

MISTAKES = {
    "typo in a key": (["run", "customers.cuont=5"], ["customers.cuont", "given: 5", "did you mean: customers.count?"]),
    "typo in a part": (["run", "custmers.count=5"], ["did you mean: customers.count?"]),
    "typo in a scheme": (["run", "scheme=seniority_gradiant"], ["scheme", "did you mean: seniority_gradient?"]),
    "typo in a company": (["run", "company=telcom"], ["allowed: bank, null_company", "did you mean: telecom?"]),
    "null means none to the composer": (["run", "company=null"], ["did you mean: null_company?"]),
    "typo in a verb": (["rnu"], ["is not a command", "did you mean: run?"]),
    "typo in a flag": (["run", "--jsn"], ["did you mean: --json?"]),
    "flag without value": (["run", "--config-dir"], ["needs a value"]),
    "unknown language": (["run", "--lang", "sv"], ["allowed: en, fi"]),
    "missing folder": (["run", "--config-dir", "absent"], ["absent", "is not a folder"]),
    "not an override": (["run", "customers.count"], ["key=value"]),
    "not a number": (["run", "customers.count=nan"], ["customers.count", "not a finite number", "1 to 1e+08"]),
    "infinite": (["run", "customers.prior_mean=inf"], ["customers.prior_mean", "not a finite number"]),
    "text for a number": (["run", "customers.count=many"], ["must be a number", "'many'"]),
    "percent": (["run", "market.join_per_week=5%"], ["write a share"]),
    "half a person": (["run", "customers.count=10.5"], ["whole number"]),
    "zero customers": (["run", "customers.count=0"], ["customers.count", "given: 0", "allowed: 1 to"]),
    "nobody at the start": (["run", "customers.count=10", "business.start_share=0"], ["nobody is a customer"]),
    "too many customers": (["run", "customers.count=1000000000000"], ["allowed: 1 to 1e+08"]),
    "zero units": (["run", "company.units={}"], ["company.units", "at least one"]),
    "units removed": (["run", "~company.units"], ["company.units", "missing"]),
    "zero years": (["run", "horizon.years=0"], ["horizon.years", "1 to 30"]),
    "negative weight": (["run", "customers.weight_emotion=-0.1"], ["customers.weight_emotion", "0 to 1"]),
    "weights that add to zero": (
        ["run", "customers.weight_emotion=0", "customers.weight_ease=0", "customers.weight_effectiveness=0"],
        ["add to zero"],
    ),
    "negative sensitivity": (["run", "behaviour.pay_sensitivity=-1"], ["0 to 10"]),
    "dial out of range": (["run", "journeys.cross_unit_share=1.2"], ["0 to 1"]),
    "unknown reading": (["run", "customers.reading=tempre"], ["did you mean: temper?"]),
    "unknown basis": (["compare", "study.basis=equal_pay"], ["equal_cost, equal_weight, equal_power"]),
    "unknown channel": (["run", "company.units.mobile.channels=[webb]"], ["webb", "did you mean: web?"]),
    "no channel": (["run", "company.units.mobile.channels=[]"], ["at least one channel"]),
    "channel twice": (["run", "company.units.mobile.channels=[web,web]"], ["twice"]),
    "unknown scheme in a study": (["compare", "study.schemes=[unit_growht,fixed_pay]"], ["did you mean: unit_growth?"]),
    "no scheme in a study": (["compare", "study.schemes=[]"], ["at least one scheme"]),
    "scheme twice in a study": (["compare", "study.schemes=[fixed_pay,fixed_pay]"], ["twice"]),
    "baseline not compared": (["compare", "study.baseline=absent"], ["study.baseline", "absent"]),
    "several values without -m": (["run", "seed=1,2"], ["seed=[1,2]", "-m seed=1,2"]),
    "open bracket": (["run", "study.schemes=[a"], ["cannot be read"]),
    "added key": (["run", "+customers.foo=1"], ["customers.foo", "not a known key"]),
    "group replaced by a number": (["run", "customers=1"], ["customers", "evidence"]),
    "odd neighbours": (["run", "customers.network_neighbours=3"], ["even"]),
    "attention above one": (["run", "behaviour.activities.win.reference=0.9"], ["more than all attention"]),
    "nothing to list": (["list"], ["schemes"]),
    "typo in a list": (["list", "shcemes"], ["did you mean: schemes?"]),
    "plan without a case": (["plan", "pay"], ["--case FILE"]),
    "plan with a missing case": (["plan", "pay", "--case", "absent.yaml"], ["absent.yaml", "No such file"]),
    "sweep of another verb": (["explain", "-m", "seed=1,2"], ["run only"]),
    "typo inside a sweep": (["run", "-m", "seed=1,2", "customers.cuont=5"], ["did you mean: customers.count?"]),
    "bad last job of a sweep": (["run", "-m", "customers.count=10,20,0"], ["given: 0"]),
    "typo before --cfg": (["--cfg", "job", "custo=1"], ["custo"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_key_value_and_remedy(name, refused):
    argv, parts = MISTAKES[name]
    message = refused(*argv)
    for part in parts:
        assert part in message, message


def test_all_mistakes_are_told_at_once(refused):
    message = refused("run", "customers.count=0", "horizon.years=0", "journeys.cross_unit_share=2")
    assert all(key in message for key in ("customers.count", "horizon.years", "journeys.cross_unit_share"))


def test_twenty_mistakes_still_fit_six_lines(refused):
    names = ("severe_share", "urgent_share", "give_up", "retry", "tell_good", "tell_bad", "web_goes_on", "habit_step")
    assert "more problems" in refused("run", *(f"customers.{name}=7" for name in names))


def test_a_mistake_in_a_users_file_is_told_with_its_line(mine, refused):
    folder = mine("market", "my_market", "defaults: [steady, _self_]\n\njoin_per_week: 7\n")
    message = refused("run", "--config-dir", folder, "market=my_market")
    assert "my_market.yaml, line 3" in message
    assert "market.join_per_week" in message


def test_a_scheme_beside_its_folder_is_sent_into_it(tmp_path, mine, refused):
    folder = mine("scheme", "other", "name: other\n")
    (tmp_path / "mine" / "my_scheme.yaml").write_text("name: my_scheme\n")
    assert "move my_scheme.yaml into" in refused("run", "--config-dir", folder, "scheme=my_scheme")


@pytest.mark.skipif(os.name == "nt", reason="needs Unix paths")
def test_an_output_folder_that_cannot_be_written_is_told_before_simulating(tmp_path, refused):
    (tmp_path / "a_file").write_text("")
    message = refused("run", f"output.dir={tmp_path}/a_file/results")
    assert "output.dir" in message
    assert "choose another folder" in message


def test_pay_case_refusals_name_the_rule(tmp_path, refused):
    (tmp_path / "case.json").write_text('{"plan": {}, "plan": {}}')
    assert "twice" in refused("plan", "pay", "--case", str(tmp_path / "case.json"), "--json")
    (tmp_path / "case.json").write_text('{"x": NaN}')
    assert "finite" in refused("plan", "pay", "--case", str(tmp_path / "case.json"), "--json")
    (tmp_path / "case.json").write_text('{"x": ' + "[" * 100_000)
    refused("plan", "pay", "--case", str(tmp_path / "case.json"), "--json")


def test_weights_that_do_not_add_up_are_told_with_file_line_and_rule(mine, refused):
    text = """name: my_scheme
label: {en: My scheme, fi: Oma malli}
short: {en: Mine, fi: Oma}
levels:
  middle_manager:
    components:
      unit_revenue: {metric: revenue, scope: unit, weight_pct: 60}
      company_cx: {metric: cx, scope: company, weight_pct: 35}
"""
    folder = mine("scheme", "my_scheme", text)
    message = refused("explain", "--config-dir", folder, "scheme=my_scheme")
    assert "my_scheme.yaml, line 5, scheme.levels.middle_manager" in message
    assert "95" in message
    assert message.strip().endswith("[R6]")
    assert "my_scheme.yaml, line 5" in refused("compare", "--config-dir", folder, "study.schemes=[my_scheme,fixed_pay]")


def test_a_bare_choice_is_answered_with_its_key(capsys):
    """`cxsim run company_cx` forgets the key; the message gives it back."""
    assert main(["run", "company_cx"]) == 2
    assert "did you mean: scheme=company_cx" in capsys.readouterr().err
