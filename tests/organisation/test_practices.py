"""Practices act through what managers are asked, see and believe and through touchpoints and handoffs, never otherwise."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np
import pytest
import yaml

import cxsim
from cxsim.base.errors import InputError
from cxsim.base.levers import LEVERS
from cxsim.base.practice_schema import PracticeSettings
from cxsim.customers.service import ServiceState
from cxsim.organisation import capability, guidance, practice_rules
from cxsim.organisation.conditions import FLAT, PULLS, Conditions
from cxsim.organisation.layout import lay_out
from cxsim.organisation.practice_rules import RULES, Situation
from cxsim.organisation.programme import Practice, Programme

SMALL = ("experiment=tiny", "customers.count=300")


@pytest.fixture(scope="module")
def settings():
    return cxsim.load(*SMALL)


def practice(**changes) -> PracticeSettings:
    """A practice that is there at once and changes nothing, with other fields as named."""
    plain = dict(
        label_en="Trial", label_fi="Koe", kind="remedy", opposite="none", texts="-", acts_en="-", acts_fi="-", rule="levers",
        start_year=0.0, ramp_years=0.0, stop_year=None, build_speed=1.0, fade_speed=1.0, strength=1.0, cost_once_cents=0.0,
        cost_cents_week=0.0, changes={}, numbers={}, source="-", grade="D",
    )  # fmt: skip
    return PracticeSettings(**{**plain, **changes})


def under(settings, **practices):
    return replace(settings, practice=practices)


def service(settings, changes) -> ServiceState:
    """What customers meet in the first quarter of a practice, when everybody does the standing job."""
    layout = lay_out(settings)
    craft = capability.craft_of(settings, layout)
    programme = Programme(under(settings, trial=practice(changes=changes)), layout)
    stocks = capability.new_stocks(layout, craft)
    situation = Situation(1, 0, layout, craft, stocks, tuple(settings.behaviour.activities), 70.0, None)
    now = programme.quarter(0, situation)
    return ServiceState(**capability.service_state(stocks, craft, layout, now))


# ---------------------------------------------------------------- levers


def test_every_lever_has_a_way_to_pull_it():
    assert set(PULLS) == set(LEVERS)
    named = {entry for group in ("lead", "see", "care", "people", "cost", "values", "world") for entry in LEVERS[group].entries}
    assert named | {"money"} == set(FLAT)


MOVES = [
    ("touchpoint", "ease", lambda s: s.quality[:, :, 1].mean()),
    ("self_service", "emotion", lambda s: s.quality[:, :, 2].mean()),
    ("assisted", "effectiveness", lambda s: s.quality[:, :, 0].mean()),
    ("yield", "build", lambda s: s.quality[:, :, :2].mean()),
    ("yield", "empathise", lambda s: s.quality[:, :, 2].mean()),
    ("yield", "connect", lambda s: s.handoff.mean()),
    ("yield", "recover", lambda s: s.recover.mean()),
    ("handoff", "between", lambda s: s.handoff.sum() - np.trace(s.handoff)),
    ("handoff", "within", lambda s: np.trace(s.handoff)),
    ("care", "recover", lambda s: s.recover.mean()),
    ("care", "inflate", lambda s: s.inflate.mean()),
    ("care", "talk_good", lambda s: s.talk_good),
    ("care", "offer", lambda s: s.offer.mean()),
    ("care", "join", lambda s: s.join),
    ("people", "morale", lambda s: s.quality.mean()),
    ("cost", "contact", lambda s: s.cost_factor.mean()),
    ("see", "survey", lambda s: s.asked),
    ("steer", "chat", lambda s: s.steer.mean()),
    ("world", "promise", lambda s: s.standard),
    ("world", "standard", lambda s: s.standard),
    ("world", "loud", lambda s: s.loud_bad),
    ("world", "loud_good", lambda s: s.loud_good),
]


@pytest.mark.parametrize(("group", "entry", "told"), MOVES, ids=[f"{group}.{entry}" for group, entry, _ in MOVES])
def test_a_lever_moves_what_it_names(settings, group, entry, told):
    """More of it is more there, less is less, and none leaves the service as it was."""
    less = -0.05 if LEVERS[group].low < 0 and not entry.startswith("loud") else 0.0
    up, same, down = (told(service(settings, {group: {entry: amount}})) for amount in (0.05, 0.0, less))
    assert up > same
    assert down < same or less == 0.0


def test_work_that_yields_a_tenth_more_is_worth_a_tenth_of_the_standing_job(settings):
    """Hand computation: effect of all systematic work is 2 x reference x 0.8 quality; yield takes a tenth of it."""
    item = settings.behaviour.activities["build"]
    more = service(settings, {"yield": {"build": 0.1}}).quality - service(settings, {}).quality
    assert more[0, 0, 0] == pytest.approx(0.1 * 2 * item.reference * item.effectiveness, abs=1e-8)
    assert more[0, 0, 2] == pytest.approx(0.0, abs=1e-8)


def test_no_hour_is_free(settings):
    reference = np.array([item.reference for item in settings.behaviour.activities.values()])
    ask = np.zeros(reference.size)
    ask[5] = 0.04
    shift = guidance.hours(ask, reference)
    assert shift.sum() == pytest.approx(0.0, abs=1e-12)
    assert shift[5] == pytest.approx(0.04 * (1 - reference[5] / reference.sum()))
    assert np.all(reference + guidance.hours(np.full(reference.size, -0.3), reference) > 0)


def test_beliefs_are_coloured_only_while_a_practice_says_so(settings):
    neutral = Conditions.neutral(len(settings.behaviour.activities), lay_out(settings))
    assert guidance.tint(neutral) is None
    neutral.flat["money"] = 0.5
    assert np.unique(guidance.tint(neutral)).tolist() == [1.0, 1.5]


# ---------------------------------------------------------------- time


def course(terms: PracticeSettings, quarters: int, first: int = 0) -> list[float]:
    one = Practice("trial", terms)
    found = []
    for quarter in range(first, first + quarters):
        one.advance(quarter)
        found.append(one.effect)
    return found


def test_a_practice_starts_spreads_and_stops_when_told():
    at_once = course(practice(start_year=0.5, stop_year=1.0), 6)
    assert at_once == [0, 0, 1, 1, 0, 0]
    ramp = course(practice(ramp_years=1.0), 5)
    assert ramp == pytest.approx([0.25, 0.5, 0.75, 1, 1])


def test_effect_builds_and_fades_at_its_own_speeds():
    found = course(practice(build_speed=0.5, fade_speed=0.2, stop_year=0.5), 4)
    assert found == pytest.approx([0.5, 0.75, 0.6, 0.48])


def test_what_began_in_the_warm_up_goes_on_where_it_was(settings):
    early = practice(start_year=-1.0, build_speed=0.2, changes={"handoff": {"between": 0.1}, "ask": {"connect": 0.05}})
    run = cxsim.run(under(settings, early=early))
    first = run.practices["effect"].iloc[0]
    assert first > 0.5, "five quarters at a fifth of the gap each"
    late = cxsim.run(under(settings, early=replace(early, start_year=0.0)))
    assert late.practices["effect"].iloc[0] == pytest.approx(0.2)


def test_a_rising_standard_rises_year_by_year(settings):
    terms = practice(changes={"world": {"standard": 0.04, "promise": 0.1}})
    programme = Programme(under(settings, trial=terms), lay_out(settings))
    layout = lay_out(settings)
    craft = capability.craft_of(settings, layout)
    situation = Situation(1, 0, layout, craft, capability.new_stocks(layout, craft), (), 70.0, None)
    flats = [programme.quarter(quarter, situation).flat for quarter in range(8)]
    assert [flat["standard"] for flat in flats] == pytest.approx([0.01 * (1 + quarter) for quarter in range(8)])
    assert {flat["promise"] for flat in flats} == {0.1}


# ---------------------------------------------------------------- the one chain


def test_a_practice_of_strength_zero_changes_nothing(settings):
    """Not a bit of any customer or account: practices that do nothing cannot be told from none."""
    changes = {group: {("connect" if "<" in lever.entries[0] and group != "steer" else "web" if group == "steer" else lever.entries[0]): 0.1 if group != "lead" else 0.05}
               for group, lever in LEVERS.items()}  # fmt: skip
    idle = cxsim.run(under(settings, idle=practice(strength=0.0, changes=changes, cost_cents_week=5.0)))
    assert idle.digest == cxsim.run(settings).digest


def test_order_of_practices_changes_nothing(settings):
    one, two = practice(changes={"handoff": {"between": 0.07}}), practice(changes={"handoff": {"between": 0.013}, "ask": {"fix": 0.02}})
    assert cxsim.run(under(settings, a=one, b=two)).digest == cxsim.run(under(settings, b=two, a=one)).digest


def test_nobody_is_paid_for_a_practice_directly(settings):
    """With managers deaf to pay, all schemes meet the same customers under every practice at once."""
    names = cxsim.study.folders.choices("practice")
    runs = [cxsim.run(cxsim.load(*SMALL, f"practice=[{','.join(names)}]", "behaviour.pay_sensitivity=0", f"scheme={scheme}"))
            for scheme in ("unit_growth", "company_cx", "fixed_pay")]  # fmt: skip
    assert len({run.customers_digest for run in runs}) == 1
    assert runs[0].customers_digest != cxsim.run(cxsim.load(*SMALL, "behaviour.pay_sensitivity=0")).customers_digest


def test_practices_reach_customers_through_the_service_only():
    """What customers can meet has no field for loyalty, memory, leaving or money."""
    words = {word for item in fields(ServiceState) for word in item.name.split("_")}
    assert not words & {"loyalty", "attitude", "memory", "renew", "renewal", "leave", "churn", "price", "spend", "trust"}


# ---------------------------------------------------------------- rules


@pytest.fixture
def now(settings):
    layout = lay_out(settings)
    craft = capability.craft_of(settings, layout)
    return Situation(1, 0, layout, craft, capability.new_stocks(layout, craft), tuple(settings.behaviour.activities), 70.0, None)


def told(now, rule, size=1.0, **numbers) -> tuple[Conditions, Practice]:
    terms = practice(rule=rule, numbers=numbers)
    one = Practice("trial", terms, effect=size)
    conditions = Conditions.neutral(len(now.activities), now.layout)
    RULES.get(rule)(conditions, one, now)
    return conditions, one


def test_each_unit_keeps_one_part_of_experience_and_loses_on_the_others(now):
    conditions, _ = told(now, "own_definitions", narrowness=0.5)
    lost = conditions.quality[now.layout.unit_of, now.layout.channel_of]
    assert (lost <= 0).all() and np.count_nonzero(lost == 0, axis=1).tolist() == [1] * len(lost)
    kept = {int(unit): int(np.argmax(row)) for unit, row in zip(now.layout.unit_of, lost)}
    assert len(set(kept.values())) == min(3, now.layout.n_units), "neighbours mean the same"


def test_deviations_stray_without_moving_the_mean(now):
    draws = np.array([told(replace(now, quarter=quarter), "deviations", spread=0.04)[0].quality[now.layout.open_][:, 0] for quarter in range(200)])
    assert draws.std() == pytest.approx(0.04, rel=0.05)
    assert abs(draws.mean()) < 4 * 0.04 / np.sqrt(draws.size)


def test_a_team_repairs_where_most_was_lost(now):
    n = now.layout.n_units
    lost = np.zeros((n, n))
    lost[0, 1], lost[1, 0], lost[0, 0] = 50, 20, 900
    conditions, one = told(replace(now, lost=lost), "find_breaks", capacity=0.1, pairs=1)
    assert conditions.handoff[0, 1] == pytest.approx(0.1) and np.count_nonzero(conditions.handoff) == 1
    RULES.get("find_breaks")(again := Conditions.neutral(len(now.activities), now.layout), one, replace(now, lost=lost.T))
    assert again.handoff[1, 0] == pytest.approx(0.1) and again.handoff[0, 1] == 0.0, "what it leaves fades"


def test_concern_grows_with_what_is_believed_to_be_missing(now):
    asked = [told(replace(now, believed=belief), "concern", goal=80, response=0.004, once=0)[0].ask.sum() for belief in (60, 70, 85, float("nan"))]
    assert asked == pytest.approx([0.08, 0.04, 0.0, 0.0])
    terms = practice(rule="concern", numbers={"goal": 80, "response": 0.004, "once": 1})
    late = Practice("trial", terms, effect=1.0, lasted=0.5)
    conditions = Conditions.neutral(len(now.activities), now.layout)
    practice_rules.concern(conditions, late, now)
    assert conditions.ask.sum() == pytest.approx(0.02), "half forgotten after half a year"


# ---------------------------------------------------------------- money and beliefs


def test_a_practice_costs_what_its_file_says_to_the_cent(settings):
    terms = practice(cost_once_cents=400.0, cost_cents_week=3.0, start_year=0.25)
    run, free = cxsim.run(under(settings, paid=terms)), cxsim.run(settings)
    books = run.books
    by_quarter = books.groupby((books["week"] - 1) // 13)["practices_cents"].sum()
    before = [round(run.quarterly["customers"].iloc[-1] / (1 + run.summary["customers_change_pct"] / 100)), *run.quarterly["customers"]]
    expected = [0, *(round((100.0 + 13 * 3.0) * before[quarter]) for quarter in range(1, len(by_quarter)))]
    assert by_quarter.tolist() == expected
    assert run.customers_digest == free.customers_digest, "a cost of head office changed what managers did"
    assert run.units["cost_eur"].tolist() == free.units["cost_eur"].tolist(), "units do not answer for it"
    assert run.summary["profit_before_bonus_eur"] < free.summary["profit_before_bonus_eur"]
    assert run.practices["cost_eur"].sum() * 100 == pytest.approx(sum(expected))


def test_what_one_practice_saves_and_another_costs_is_told_apart(settings):
    dear, saving = practice(cost_cents_week=5.0), practice(cost_cents_week=-2.0)
    run = cxsim.run(under(settings, dear=dear, saving=saving))
    told = run.practices.pivot(index="quarter", columns="practice", values="cost_eur")
    assert (told["dear"] > 0).all() and (told["saving"] < 0).all()
    assert told["saving"].to_numpy() == pytest.approx(-0.4 * told["dear"].to_numpy(), abs=0.011)
    booked = run.books.groupby((run.books["week"] - 1) // 13 + 1)["practices_cents"].sum()
    assert (told.sum(axis=1) * 100).round().astype(int).tolist() == booked.tolist()


def test_levels_believe_what_they_see_through_rosy_glasses(settings):
    clear = replace(settings, behaviour=replace(settings.behaviour, rosy_view=dict.fromkeys(settings.behaviour.rosy_view, 0.0), view_speed=1.0))
    table = cxsim.run(clear).believed
    assert table["believed_cx"].to_numpy() == pytest.approx(table["measured_cx"].to_numpy(), nan_ok=True)
    rosy = cxsim.run(settings).believed
    assert set(rosy["level"]) == set(cxsim.run(settings).managers["level"])
    gap = rosy.groupby("level")["believed_gap"].mean() - table.groupby("level")["believed_gap"].mean()
    assert gap["executive"] > gap["unit_head"] > 0


def test_beliefs_change_nothing_by_themselves(settings):
    other = replace(settings, behaviour=replace(settings.behaviour, rosy_view=dict.fromkeys(settings.behaviour.rosy_view, 40.0)))
    assert cxsim.run(other).digest == cxsim.run(settings).digest


# ---------------------------------------------------------------- bad input

BAD = [
    ({"changes": {"handof": {"between": 0.1}}}, "did you mean: handoff"),
    ({"changes": {"handoff": {"betwen": 0.1}}}, "did you mean: between"),
    ({"changes": {"ask": {"connect": 0.9}}}, "-0.3 to 0.3"),
    ({"changes": {"ask": {"connect": float("nan")}}}, "finite"),
    ({"stop_year": -1}, "ends before it starts"),
    ({"rule": "find_brakes"}, "did you mean: find_breaks"),
    ({"rule": "find_breaks"}, "is missing"),
    ({"numbers": {"speed": 2}}, "not a number of this rule"),
    ({"build_speed": 0}, "out of range"),
    ({"kind": "cure"}, "is not one of the choices"),
]


def own_folder(folder: Path, **changes) -> Path:
    """A user's folder with a practice of their own, `mine`."""
    (folder / "practice").mkdir()
    (folder / "practice" / "mine.yaml").write_text(yaml.safe_dump({"mine": {**asdict(practice()), **changes}}), "utf-8")
    return folder


@pytest.mark.parametrize(("changes", "message"), BAD, ids=[f"{change}" for change, _ in BAD])
def test_a_wrong_practice_is_named(tmp_path, changes, message):
    with pytest.raises(InputError) as found:
        cxsim.run(cxsim.load(*SMALL, "practice=[mine]", config_dir=own_folder(tmp_path, **changes)))
    assert message in str(found.value) and "mine" in str(found.value)
    assert len(str(found.value).splitlines()) <= 6


def test_a_practice_of_ones_own_needs_one_file(tmp_path):
    folder = own_folder(tmp_path, changes={"handoff": {"between": 0.2}})
    run = cxsim.run(cxsim.load(*SMALL, "practice=[mine]", "practice.mine.start_year=0.25", config_dir=folder))
    assert run.practices["effect"].tolist()[:2] == [0.0, 1.0]


def test_an_unknown_practice_is_named_with_its_nearest():
    with pytest.raises(InputError, match="closed_loop"):
        cxsim.load(*SMALL, "practice=[closed_lop]")


def test_a_registered_rule_says_its_numbers():
    assert {name: RULES.get(name).numbers for name in RULES} == {
        "concern": ("goal", "response", "once"), "deviations": ("spread",), "find_breaks": ("capacity", "pairs"), "own_definitions": ("narrowness",),
    }  # fmt: skip


def test_what_has_risen_stays_when_the_rise_stops(settings):
    terms = practice(stop_year=1.0, strength=2.0, changes={"world": {"standard": 0.04}})
    layout = lay_out(settings)
    craft = capability.craft_of(settings, layout)
    programme = Programme(under(settings, trial=terms), layout)
    situation = Situation(1, 0, layout, craft, capability.new_stocks(layout, craft), (), 70.0, None)
    risen = [programme.quarter(quarter, situation).flat["standard"] for quarter in range(6)]
    assert risen == pytest.approx([0.02, 0.04, 0.06, 0.08, 0.08, 0.08])


def test_a_practice_may_stray_in_the_warm_up_too(settings):
    early = practice(rule="deviations", numbers={"spread": 0.04}, start_year=-1.0)
    assert cxsim.run(under(settings, early=early)).practices["effect"].iloc[0] == 1.0
