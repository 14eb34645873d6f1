"""The built-in schemes: complete, honest about weights, and paid by the same rules as a written case."""

import time
from fractions import Fraction as F
from pathlib import Path

import pytest
import yaml

from cxsim.base.errors import InputError
from cxsim.pay import Scheme, pay_case
from cxsim.pay.scheme_form import LEVELS, standard_practice
from cxsim.pay.words import explain
from cxsim.pay.year import Person, pay_people

FOLDER = Path(__file__).parents[2] / "conf" / "scheme"
NAMES = [
    "fixed_pay", "unit_growth", "unit_growth_cost", "unit_satisfaction", "balanced_scorecard", "company_cx",
    "seniority_gradient", "inverse_gradient", "company_profit", "journey_ownership", "cx_gate", "deferred_three_year",
]
PAY = {"team_lead": 47_500, "middle_manager": 72_000, "unit_head": 115_000, "executive": 195_000}


def scheme(name):
    return Scheme.from_yaml(FOLDER / f"{name}.yaml")


def scorecard(x=100.0):
    """Every measure at x % of target, two units of two touchpoints each."""
    card = {}
    for metric in standard_practice()["metrics"]:
        actual = 200 - x if metric == "cost" else x
        card[metric, "company", ""] = (actual, 100.0)
        for unit in ("mobile", "home"):
            card[metric, "unit", unit] = card[metric, "journey", unit] = (actual, 100.0)
            for channel in ("shop", "phone"):
                card[metric, "touchpoint", f"{unit}/{channel}"] = (actual, 100.0)
    return card


def staff():
    people = [Person("X1", "executive", "", "", PAY["executive"])]
    for unit in ("mobile", "home"):
        people.append(Person(f"H {unit}", "unit_head", unit, "", PAY["unit_head"]))
        for channel in ("shop", "phone"):
            for level in ("team_lead", "middle_manager"):
                people.append(Person(f"{level} {unit} {channel}", level, unit, f"{unit}/{channel}", PAY[level]))
    return people


def written(**changes):
    data = yaml.safe_load((FOLDER / "seniority_gradient.yaml").read_text("utf-8"))
    return data | changes


def test_the_twelve_schemes_are_there():
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_scheme_has_its_names_in_both_languages(name):
    one = scheme(name)
    assert one.name == name
    assert one.label("en") and one.label("fi") and one.label("en") != one.label("fi")
    assert one.short("fi") and set(one.forms_fi) == {"gen", "ade", "ela"}


@pytest.mark.parametrize("name", NAMES)
def test_weights_add_to_one_and_at_target_everybody_gets_the_target_bonus(name):
    one = scheme(name)
    for level in one.levels:
        assert sum(part.weight for part in one.components(level)) == pytest.approx(1)
    for person in pay_people(one, scorecard(), staff()).people:
        assert person.award_cents == person.target_cents
        assert person.payout_pct == (100 if person.target_cents else 0)


@pytest.mark.parametrize("name", NAMES)
def test_far_below_target_nobody_is_paid_and_far_above_all_are_at_the_cap(name):
    one = scheme(name)
    assert pay_people(one, scorecard(50), staff()).total_award_cents == 0
    high = pay_people(one, scorecard(150), staff())
    assert all(person.payout_pct == (200 if one.levels else 0) for person in high.people)
    assert not any(pool.scaled for pool in high.pools)


def test_the_gradient_rises_and_its_inverse_falls():
    def weights(name):
        return [sum(c.weight for c in scheme(name).components(level) if c.metric == "cx") for level in LEVELS]

    assert weights("seniority_gradient") == pytest.approx([0.10, 0.20, 0.35, 0.50])
    assert weights("inverse_gradient") == pytest.approx([0.50, 0.35, 0.20, 0.10])
    assert weights("company_cx") == pytest.approx([0.35] * 4)


def test_the_gate_halves_the_bonus_just_below_its_target():
    card = scorecard() | {("cx", "company", ""): (99.999999, 100.0)}
    assert {person.payout_pct for person in pay_people(scheme("cx_gate"), card, staff()).people} == {50}


def test_the_deferred_scheme_pays_two_thirds_later():
    for person in pay_people(scheme("deferred_three_year"), scorecard(104), staff()).people:
        assert person.deferred_cents == person.award_cents * 67 // 100
        assert sum(person.tranches_cents) == person.deferred_cents and len(person.tranches_cents) == 3
    assert scheme("deferred_three_year").deferral("executive").on_performance
    assert scheme("unit_growth").deferral("executive") is None


def as_case(one, card, people):
    """The same scheme, results and people in the form of a written case."""
    def kinks(curve):
        return {"kinks": [[str(x), str(p)] for x, p in curve.kinks]}

    plan = one.plan
    return {
        "period": {"days": 365},
        "plan": {
            "curves": {name: kinks(curve) for name, curve in plan.curves.items()},
            "levels": [{
                "level": level.name, "target_bonus_pct": level.target_bonus_pct,
                "components": [{
                    "metric": c.metric, "scope": c.scope, "weight_pct": c.weight_pct, "better": c.better,
                    "curve": c.curve_name} for c in level.components],
            } for level in plan.levels.values()],
            "pools": [{"pool": p.name, "funding": p.funding, "rate_pct": p.rate_pct} for p in plan.pools],
            "deferral": [{"level": d.level, "share_pct": d.share_pct, "vest_years": d.years}
                         for d in plan.deferral.values()],
        },
        "scorecard": [{"metric": m, "scope": s, "unit": code or None, "actual": repr(a), "target": repr(t)}
                      for (m, s, code), (a, t) in card.items()],
        "people": [{"person_id": p.person_id, "segments": [{
            "level": p.level, "unit": p.unit, "touchpoint": p.touchpoint, "base_pay_eur": repr(p.base_pay_eur),
            "days": p.days, "fte_pct": repr(p.fte)}]} for p in people],
    }


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("fixed_pay", "cx_gate")])
@pytest.mark.parametrize("rate", [200, 90])
def test_the_fast_path_pays_what_a_written_case_pays(name, rate):
    data = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    one = Scheme.from_mapping(data | {"pool": {"rate_pct": rate}})
    card = {key: (round(100 + 7 * ((31 * i) % 17 - 8) / 8, 6), 100.3) for i, key in enumerate(scorecard())}
    people = [Person(p.person_id, p.level, p.unit, p.touchpoint, p.base_pay_eur + i / 7, 365 - i)
              for i, p in enumerate(staff())]
    slow = pay_case(as_case(one, card, people))
    fast = pay_people(one, card, people)
    assert fast.total_award_cents == slow["total_award_cents"]
    for person in fast.people:
        row = slow["people"][person.person_id]
        assert (person.award_cents, person.cash_cents) == (row["award_cents"], row["cash_cents"])
        assert list(person.tranches_cents) == row["tranches_cents"]
    assert fast.pools[0].pool_cents == slow["pools"]["all"]["pool_cents"]


@pytest.mark.parametrize("rate", [200, 80])
def test_a_row_of_many_heads_is_paid_as_that_many_people(rate):
    data = written(pool={"rate_pct": rate}, deferral={"unit_head": {"share_pct": 33, "vest_years": 3}})
    one, card = Scheme.from_mapping(data), scorecard(101.7)
    rows = [Person("A", "unit_head", "mobile", "", 100_001.37, count=3), Person("B", "unit_head", "home", "", 90_000)]
    heads = [Person(f"A{i}", "unit_head", "mobile", "", 100_001.37) for i in range(3)] + rows[1:]
    together, apart = pay_people(one, card, rows), pay_people(one, card, heads)
    assert together.total_award_cents == apart.total_award_cents
    assert together.people[0].deferred_cents == sum(person.deferred_cents for person in apart.people[:3])
    assert together.people[0].cash_cents == sum(person.cash_cents for person in apart.people[:3])


def test_paying_a_year_is_fast():
    one, card = scheme("seniority_gradient"), scorecard(101.234567)
    people = [Person(f"{p.person_id}-{k}", p.level, p.unit, p.touchpoint, p.base_pay_eur) for p in staff()
              for k in range(40)]
    pay_people(one, card, people)
    spent = []
    for _ in range(5):
        start = time.process_time()
        pay_people(one, card, people)
        spent.append((time.process_time() - start) / len(people))
    assert min(spent) < 40e-6


def test_a_missing_result_names_the_measure_and_the_rule():
    card = scorecard()
    del card["cx", "company", ""]
    with pytest.raises(InputError, match=r"no cx/company.*\[R1\]"):
        pay_people(scheme("company_cx"), card, staff())
    with pytest.raises(InputError, match=r"R11"):
        pay_people(scheme("company_cx"), scorecard(), [Person("A", "unit_head", "home", "", 1.0, days=400)])


@pytest.mark.parametrize(("changes", "message"), [
    ({"lable": "x"}, "unknown key 'lable'; did you mean: label"),
    ({"levels": {"midle_manager": {"components": {}}}}, "unknown level 'midle_manager'; did you mean: middle_manager"),
    ({"levels": {"executive": {"components": {"a": {"metric": "revenu", "scope": "company", "weight_pct": 100}}}}},
     "unknown metric 'revenu'; did you mean: revenue"),
    ({"levels": {"executive": {"components": {"a": {"metric": "cx", "scope": "journey", "weight_pct": 100}}}}},
     "cx has no scope 'journey'"),
    ({"levels": {"executive": {"components": {"a": {"metric": "cx", "scope": "company", "weight": 100}}}}},
     "unknown key 'weight'; did you mean: weight_pct"),
    ({"levels": {"executive": {"components": {"a": {"metric": "cx", "scope": "company", "weight_pct": 90}}}}},
     r"add to 90, not 100.*\[R6\]"),
    ({"levels": {"executive": {"components": {"a": {"metric": "cx", "scope": "company", "weight_pct": -100}}}}},
     r"weight_pct is -100.*\[R6\]"),
    ({"levels": ["executive"]}, "levels must be a mapping"),
    ({"deferral": {"executive": {"share_pct": 120, "vest_years": 3}}}, r"share_pct is 120.*\[R15\]"),
])
def test_a_faulty_scheme_is_refused_with_advice(changes, message):
    with pytest.raises(InputError, match=message):
        Scheme.from_mapping(written(**{"deferral": {}} | changes))


def test_an_unknown_level_is_never_taken_for_an_unpaid_one():
    with pytest.raises(InputError, match="did you mean: executive"):
        scheme("fixed_pay").components("exectuive")
    assert scheme("fixed_pay").components("executive") == []
    assert scheme("fixed_pay").target_bonus("executive") == 0


def test_scaling_changes_target_bonuses_only():
    one = scheme("unit_growth")
    half = one.scaled({"executive": 0.5})
    assert half.target_bonus("executive") == pytest.approx(0.375)
    assert half.target_bonus("unit_head") == one.target_bonus("unit_head")
    assert half.components("executive") == one.components("executive")
    with pytest.raises(InputError, match="negative"):
        one.scaled({"executive": -1})


def test_a_payout_is_itemised_and_reads_well():
    result = scheme("seniority_gradient").payout(scorecard(102), base_pay_eur=PAY)
    head = result["unit_head"]
    assert head.score_pct == pytest.approx(0.65 * 120 + 0.35 * 150)
    assert head.award_eur == pytest.approx(115_000 * 0.35 * 1.305)
    assert sum(line.points for line in head.lines) == pytest.approx(head.score_pct)
    assert "company_cx" in repr(result) and "<table>" in result._repr_html_()
    assert len([entry for entry in result.levels if entry.level == "team_lead"]) == 4


def test_a_scheme_prints_what_it_pays_for():
    assert "35% cx (company)" in repr(scheme("company_cx"))
    assert "no bonus" in repr(scheme("fixed_pay"))


@pytest.mark.parametrize("lang", ["en", "fi"])
@pytest.mark.parametrize("name", NAMES)
def test_every_scheme_can_be_explained(name, lang):
    lines = explain(scheme(name), lang, PAY, units=4, touchpoints=4)
    assert len(lines) >= 2
    assert not any("{" in line or "_" in line or "  %" in line for line in lines)


def test_an_explanation_gives_the_worth_of_a_point_on_both_sides():
    text = "\n".join(explain(scheme("seniority_gradient"), "en", PAY, 4, 4))
    # middle manager: 72 000 x 17.5 % x 20 % = 2 520; CX pays 25 points above and 12.5 points below target
    assert "EUR 2,520: measured CX of the whole company" in text
    assert "worth EUR 630; one less costs EUR 315" in text
    assert "On paper 20 %" in text and "really 5.9 %" in text
    finnish = "\n".join(explain(scheme("deferred_three_year"), "fi", PAY, 4, 4))
    assert "yksi prosenttiyksikkö lisää on 630 €" in finnish and "lykätään" in finnish
    with pytest.raises(InputError, match="no words"):
        explain(scheme("unit_growth"), "sv", PAY, 4, 4)


def test_component_gates_refer_to_metric_and_scope():
    one = Scheme.from_mapping(written(deferral={}, gates={"g": {
        "metric": "profit", "scope": "company", "required": 100, "factor": 0, "on": "component",
        "component": "cx/company"}}))
    card = scorecard() | {("profit", "company", ""): (99.0, 100.0)}
    assert one.payout(card)["executive"].score_pct == 50
    assert one.gates("executive")[0].factor == F(0)
