"""What is designed in the lab: changes to shipped schemes, their sums, and the reasons why something cannot be run."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("nicegui")

from cxsim.base.errors import InputError
from cxsim.lab import link
from cxsim.lab.asking import MOST_WORK, asked, fitting_customers, work_of
from cxsim.lab.checking import reasons
from cxsim.lab.draft import LEVELS, SCOPES, Draft, SchemeDraft, all_measures, shipped
from cxsim.pay import Scheme
from cxsim.report.words import LANGUAGES, words
from cxsim.study.folders import choices

GROWTH = SchemeDraft("unit_growth")


@pytest.mark.parametrize("name", choices("scheme"))
def test_a_shipped_scheme_is_not_changed_by_being_opened(name):
    draft = SchemeDraft(name)
    assert draft.mapping("A") == shipped(name)
    assert set(draft.sums().values()) <= {0, 100}
    changed = draft.with_weight("executive", "cx/company", 12.5)
    before = draft.weights["executive"].get("cx/company", 0.0)
    assert changed.edited and not changed.with_weight("executive", "cx/company", before).edited, "taking a change back is no change"
    assert shipped(name) == SchemeDraft(name).mapping("A"), "the shipped mapping itself was written to"


def test_weights_stay_where_they_are_until_spread_is_asked_for():
    changed = GROWTH.with_weight("team_lead", "cx/company", 35)
    assert changed.weights["team_lead"] == {"revenue/touchpoint": 60, "revenue/unit": 40, "cx/company": 35}
    assert changed.sums() == {"team_lead": 135, "middle_manager": 100, "unit_head": 100, "executive": 100}
    spread = changed.spread("team_lead")
    assert spread.sums()["team_lead"] == 100
    assert spread.weights["team_lead"]["revenue/touchpoint"] == pytest.approx(60 / 1.35, abs=0.02)
    Scheme.from_mapping(spread.mapping("A"))
    assert SchemeDraft("fixed_pay").with_weight("unit_head", "cx/company", 30).spread("unit_head").weights["unit_head"] == {"cx/company": 100}


def test_an_edited_scheme_is_a_scheme_of_its_own_with_names_in_both_languages():
    edited = GROWTH.with_weight("unit_head", "revenue/unit", 70).with_weight("unit_head", "cx/company", 30)
    edited = edited.with_curve("revenue", [85, 40, 115, 180]).with_pool(100).with_deferral(67, 3)
    plan = Scheme.from_mapping(edited.mapping("B"))
    assert plan.name == "unit_growth_b" and plan.label("fi") == "Yksikön kasvu, muokattu (B)" and plan.short("en") == "Unit growth (B)"
    assert [(part.metric, part.weight_pct) for part in plan.components("unit_head")] == [("revenue", 70), ("cx", 30)]
    assert plan.components("unit_head")[0].curve.kinks == ((85, 40), (100, 100), (115, 180))
    assert plan.plan.pools[0].rate_pct == 100
    assert {level: (plan.deferral(level).share_pct, plan.deferral(level).years) for level in LEVELS} == dict.fromkeys(LEVELS, (67, 3))


@pytest.mark.parametrize("level", LEVELS)
def test_every_measure_the_table_offers_can_be_paid_at_that_level(level):
    for measure in all_measures():
        if measure.split("/")[1] in SCOPES[level]:
            draft = SchemeDraft("fixed_pay").with_weight(level, measure, 100)
            asked(replace(Draft(), customers=100, n=5, schemes=(GROWTH, draft)))


def test_every_reason_names_what_is_wrong_and_what_is_allowed():
    bad = replace(Draft(), customers=5, seed=-1, schemes=(GROWTH.with_weight("team_lead", "revenue/unit", 35), SchemeDraft("company_cx").with_curve("score", [104, 50, 103, 20])))
    for lang in LANGUAGES:
        found = reasons(bad, words(lang))
        assert len(found) == 4
        assert all(any(digit in line for digit in "0123456789") for line in found)
    assert reasons(bad, words("en"))[2] == "A: the weights of Team leads sum to 95%. Allowed: 100. Change them or press Spread."
    assert reasons(replace(Draft(), schemes=(GROWTH, GROWTH)), words("en")) == ["A and B are the same scheme. Change one of them."]
    assert reasons(Draft(), words("fi")) == []


def test_a_run_that_is_too_large_is_refused_with_a_size_that_fits():
    large = replace(Draft(), customers=900_000, n=40)
    assert work_of(large) > MOST_WORK
    fits = fitting_customers(large)
    assert reasons(large, words("en")) == [f"This is more than one run in the lab may take. With these schemes and replications at most {fits:,} customers fit."]
    assert reasons(replace(large, customers=fits), words("en")) == []
    assert work_of(replace(large, customers=fits + 500)) > MOST_WORK


def test_what_only_the_configuration_layer_sees_is_told_in_its_words():
    """The pool of a draft that came by a link may be anything; the pay rules refuse it."""
    found = reasons(replace(Draft(), schemes=(GROWTH, GROWTH.with_pool(-5))), words("en"))
    assert found[0] == "The settings are refused:" and any("rate_pct" in line for line in found[1:])


# ---------------------------------------------------------------- links


def test_a_link_brings_back_exactly_what_it_was_made_of():
    schemes = (GROWTH, SchemeDraft("company_cx").with_weight("team_lead", "cx/company", 40).with_curve("score", [95, 40, 105, 150]).with_deferral(33, 2))
    draft = Draft("bank", 1234, 77, 40, ("closed_loop", "silo_optimisation"), schemes)
    text = link.written(draft)
    back, made_by = link.read(text)
    assert back == draft and back.digest == draft.digest and made_by
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), "it must stand in an address as it is"
    assert back.mappings() == draft.mappings()


def _linked(**changes):
    return link.packed({**link.unpacked(link.written(Draft())), **changes})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not a link!", "damaged"),
        ("W10", "damaged"),
        ("A" * 9000, "too long"),
        (_linked(format=7), "format"),
        (_linked(company="telecmo"), "did you mean: telecom"),
        (_linked(customers="5000; import os"), "customers"),
        (_linked(practices=["no_such"]), "practices"),
        (_linked(extra=1), "extra"),
        (_linked(schemes=[{"base": "unit_growth", "changes": {}}]), "2 to 4"),
        (_linked(schemes=[{"base": "unit_growth", "changes": {"weights": {"boss": {"cx/company": 1}}}}] * 2), "schemes.0.weights"),
        (_linked(schemes=[{"base": "unit_growth", "changes": {"curves": {"revenue": [1, 2]}}}, {"base": "company_cx", "changes": {}}]), "four numbers"),
        (_linked(built={"units": {"mobile": {"like": "nobody"}}}), "built.units.mobile.like"),
        (_linked(built={"values": {"customers.count": 1}}), "built.values.customers.count"),
        (_linked(built={"values": {"company.units.mobile.quality": 1}}), "built.values.company.units"),
        (_linked(built={"choices": {"market": "../x"}}), "built.choices.market"),
        (_linked(then={"facts": {"<b>": 1}, "marks": {}}), "then"),
        (_linked(schemes=[{"base": "cx_gate", "changes": {"gates": {"g": {"metric": "cx", "scope": "company", "required": 1}}}}] * 2), "exactly one"),
        (_linked(schemes=[{"base": "cx_gate", "changes": {"modifiers": {"m": {"metric": "cx", "scope": "moon", "curve": [1, 2, 3, 4]}}}}] * 2), "modifiers.m"),
        (_linked(schemes=[{"base": "../secret", "changes": {}}] * 2), "schemes.0.base"),
        (_linked(schemes=[{"base": "unit_growth", "changes": {"pool": True}}] * 2), "pool"),
    ],
)
def test_a_link_that_cannot_be_used_is_refused_by_name(text, said):
    with pytest.raises(InputError) as caught:
        link.read(text)
    assert said in "\n".join(caught.value.lines(20)), str(caught.value)


def test_a_link_of_the_first_format_still_opens_and_a_bomb_does_not():
    import base64
    import json
    import zlib

    plain = {key: value for key, value in link.unpacked(link.written(Draft())).items() if key not in ("built", "then")}
    first = base64.urlsafe_b64encode(json.dumps({**plain, "format": 1}).encode()).decode().rstrip("=")
    assert link.opened(first).draft == Draft() and link.opened(first).then is None
    bomb = base64.urlsafe_b64encode(zlib.compress(b" " * 3_000_000)).decode()
    assert len(bomb) < link.LONGEST
    with pytest.raises(InputError, match="damaged"):
        link.read(bomb)


def test_a_link_tells_what_a_changed_preset_changes_in_what_it_would_run(monkeypatch):
    """A shipped weight and a market number are changed after the link was made."""
    from cxsim.lab import asking, then
    from cxsim.lab import draft as drafts

    made = link.opened(link.written(Draft()))
    assert then.differences(made.then, made.draft) == []
    composed, shipped_then = asking.composed, shipped("unit_growth")
    other = {**shipped_then, "levels": {**shipped_then["levels"], "executive": {"components": {"company_cx": {"metric": "cx", "scope": "company", "weight_pct": 100}}}}}
    monkeypatch.setattr(drafts, "shipped", lambda base: other if base == "unit_growth" else shipped(base))

    def changed(*words):
        plain = composed(*words)
        plain["market"]["unit_shock"], plain["journeys"]["cross_unit_share"] = 0.07, 0.4
        return plain

    monkeypatch.setattr(asking, "composed", changed)
    found = {one.key: (one.then, one.now, one.part) for one in then.differences(made.then, made.draft)}
    assert found == {
        "journeys.cross_unit_share": (0.3, 0.4, False),
        "scheme.A.executive.revenue/company": (100.0, None, False),
        "scheme.A.executive.cx/company": (None, 100.0, False),
        "market": (None, None, True),
    }


# ---------------------------------------------------------------- conditions and multipliers


def test_what_the_terms_say_is_what_is_paid():
    gate = {"metric": "cx", "scope": "company", "required": 98, "cap_pct": 40}
    part = {"metric": "cx", "scope": "company", "required": 105, "factor": 0.25, "on": "component", "component": "revenue/unit"}
    times = {"metric": "profit", "scope": "company", "curve": [90, 50, 110, 150], "levels": ["unit_head"]}
    results = {("revenue", "unit", "mobile"): (100, 100), ("cx", "company", ""): (100, 100), ("profit", "company", ""): (105, 100)}

    def paid(draft, **changed):
        plan = Scheme.from_mapping(draft.mapping("B"))
        return float(plan.payout({**results, **changed.get("results", {})}, "unit_head", "mobile")["unit_head"].score_pct)

    assert paid(GROWTH) == 100
    assert paid(GROWTH.with_terms("modifiers", {"m": times})) == 125, "half way from 100 to 150 %"
    assert paid(GROWTH.with_terms("gates", {"part": part})) == 25
    low = {"results": {("cx", "company", ""): (97, 100)}}
    assert paid(GROWTH.with_terms("gates", {"gate": gate}), **low) == 40 and paid(GROWTH.with_terms("gates", {"gate": gate})) == 100
    gated = SchemeDraft("cx_gate")
    assert not gated.with_terms("gates", {}).with_terms("gates", shipped("cx_gate")["gates"]).edited
    assert "company_cx" not in gated.with_terms("gates", {}).mapping("A")["gates"]


def test_terms_that_cannot_be_paid_say_why_and_gates_come_back_by_link():
    rows = {
        "a": {"metric": "cx", "scope": "company", "required": -1, "factor": 2},
        "b": {"metric": "cx", "scope": "company", "required": 100, "factor": 0.5, "on": "component", "component": "cost/unit"},
        "c": {"metric": "revenue", "scope": "unit", "required": 100, "cap_pct": 50},
        "d": {"metric": "cx", "scope": "company", "required": None, "cap_pct": 50, "levels": []},
    }
    bad = GROWTH.with_terms("gates", rows).with_terms("modifiers", {"m": {"metric": "cx", "scope": "company", "curve": [101, 50, 110, 150]}})
    for lang in LANGUAGES:
        found = reasons(replace(Draft(), schemes=(bad, SchemeDraft("company_cx"))), words(lang))
        assert len(found) == 7 and all(line.startswith("A, ") for line in found)
    assert "A, Condition 3: Executives has no result Revenue of the own unit. Untick the level, or choose another result." in reasons(replace(Draft(), schemes=(bad, GROWTH)), words("en"))
    good = GROWTH.with_terms("gates", {"b": {**rows["b"], "component": "revenue/unit"}}).with_terms("modifiers", {"m": {"metric": "cx", "scope": "company", "curve": [96.0, 80.0, 104.0, 120.0]}})
    draft = replace(Draft(), schemes=(good, SchemeDraft("cx_gate").with_terms("gates", {})))
    assert reasons(draft, words("fi")) == [] and link.read(link.written(draft))[0] == draft
    asked(draft)
