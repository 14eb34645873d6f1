"""A reward plan designed in a lesson: what counts, what is too dear, how it is lived, foretold and compared."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest
from tiny_game import TINY

from cxsim.base.errors import InputError
from cxsim.base.reading import read_yaml
from cxsim.lessons import intervals, predictions, reading
from cxsim.lessons.comparisons import CLASS, Repeats
from cxsim.lessons.debrief import Debrief, debrief_of
from cxsim.lessons.gallery import Gallery, team
from cxsim.lessons.game import Game
from cxsim.lessons.kinds import kind_of
from cxsim.lessons.living import Cast, live
from cxsim.lessons.plan_cost import TooDear, cost_of
from cxsim.lessons.scheme_kind import mapping_of, ready_name
from cxsim.lessons.world import World
from cxsim.pay.scheme import Scheme
from cxsim.report import lesson_decided, lesson_pay
from cxsim.report.lesson import Told
from cxsim.report.lesson_gallery import Gallerist
from cxsim.report.lesson_intervals import said as intervals_said
from cxsim.study.configuration import load_scheme

TEAMS = [team(0), team(1), team(2)]


@pytest.fixture(scope="module")
def lesson():
    return reading.read("your_plan")


@pytest.fixture(scope="module")
def world(lesson) -> World:
    return World(lesson, "long", TINY)


def plan(lesson, name="by_level", **changed):
    return {**deepcopy(lesson.menu.ready[name].plan), **changed}


def all_on(lesson, measure):
    return {level: {measure: 100} for level in lesson.menu.levels}


# ---------------------------------------------------------------- the kind


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: p["weights"]["executive"].update(growth=30), "do not add to 100"),
        (lambda p: p["weights"]["executive"].update(growth=33, company_cx=67), "is no weight"),
        (lambda p: p["weights"]["executive"].update(own_customers=0), "has not"),
        (lambda p: p["weights"].pop("unit_head"), "every level"),
        (lambda p: p.update(weights={**p["weights"], "team_lead": {"growth": 20, "costs": 20, "own_customers": 20, "journeys": 20, "profit": 20}}), "too many measures"),
        (lambda p: p.update(curve="slop"), "not on the menu"),
        (lambda p: p.update(gate=None), "not on the menu"),
        (lambda p: p.update(deferral=60), "no deferral"),
        (lambda p: p.update(deferral=True), "no deferral"),
        (lambda p: p.pop("gate"), "every part"),
    ],
)
def test_a_plan_that_does_not_count_is_told_why(lesson, change, told):
    kind, value = kind_of(lesson.decisions["plan"]), plan(lesson)
    assert kind.fault(value) is None
    change(value)
    assert told in kind.fault(value).message


def test_the_short_clock_takes_ready_plans_only(lesson):
    changed = plan(lesson, deferral=10)
    assert kind_of(lesson.decisions["plan"]).fault(changed) is None
    assert "ready plans" in kind_of(lesson.decisions["ready"]).fault(changed).message
    padded = plan(lesson)
    padded["weights"]["team_lead"]["profit"] = 0  # a measure that weighs nothing changes nothing
    assert ready_name(lesson.menu, padded) == "by_level"


def test_each_clock_asks_its_own_decision(tmp_path):
    short, long = (Game.begin("your_plan", tmp_path / clock, 3, clock=clock, overrides=TINY) for clock in ("short", "long"))
    assert short.decisions_asked() == ["ready", "remedy"] and long.decisions_asked() == ["plan", "remedy"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c["menu"]["ready"]["growth"]["plan"].update(deferral=5), "deferral: is no deferral"),
        (lambda c: c["menu"]["measures"]["profit"].update(metric="proft"), "has no spread"),
        (lambda c: c["menu"]["measures"]["journeys"]["scopes"].update(executive="unit"), "journey has no scope"),
        (lambda c: c["reveal"]["gallery"].update(rivals=["unit_grwth"]), "did you mean: unit_growth"),
        (lambda c: c["reveal"]["gallery"].update(cost="bonus_eur"), "none of the outcomes"),
        (lambda c: c["decisions"]["plan"].update(clocks=["lng"]), "is not a known clock"),
    ],
)
def test_faults_of_a_menu_are_told(change, told):
    content = read_yaml(reading.path_of("your_plan"))
    change(content)
    with pytest.raises(InputError, match=told):
        reading.checked(content, "mine.yaml")


# ---------------------------------------------------------------- what it costs


def test_every_ready_plan_is_within_the_pool_and_some_plans_are_not(lesson):
    world = World(lesson, "long", ())
    for ready in lesson.menu.ready.values():
        assert cost_of(world, lesson.menu, ready.plan).p90_pct <= lesson.menu.pool_pct, ready.label.en
    together = cost_of(world, lesson.menu, plan(lesson, weights=all_on(lesson, "company_cx")))
    assert together.p90_pct > lesson.menu.pool_pct  # everybody is lucky in the same year
    gentle = cost_of(world, lesson.menu, plan(lesson, weights=all_on(lesson, "company_cx"), curve="gentle"))
    gated = cost_of(world, lesson.menu, plan(lesson, weights=all_on(lesson, "profit"), gate="cx"))
    free = cost_of(world, lesson.menu, plan(lesson, weights=all_on(lesson, "profit")))
    assert gentle.p90_pct < lesson.menu.pool_pct and gated.p90_pct < free.p90_pct and gated.p50_pct < free.p50_pct


def test_the_price_is_what_the_exact_rules_pay(lesson, world):
    """On target everybody gets the target bonus: a curve that pays 100 at every kink costs 100 % in every future that reaches them."""
    from cxsim.desk.static.futures import Choices
    from cxsim.desk.static.of_scheme import scheme_cost
    from cxsim.organisation.layout import lay_out
    from cxsim.organisation.payroll import payroll

    settings = world.settings
    people = payroll(settings.company, lay_out(settings), settings.customers.count * settings.business.start_share)
    cost = scheme_cost(mapping_of(lesson.menu, plan(lesson)), people, Choices(200, sd={"revenue": 0.0, "cx": 0.0}))
    usual = {"team_lead": 8.0, "middle_manager": 17.5, "unit_head": 35.0, "executive": 75.0}
    assert cost.targets_eur == pytest.approx(sum(p.base_pay_eur * p.count * usual[p.level] / 100 for p in people))
    assert cost.p50_pct == pytest.approx(100.0, abs=0.05) and cost.p90_pct == pytest.approx(100.0, abs=0.05)


def test_a_plan_that_is_too_dear_does_not_start(lesson, tmp_path):
    game = Game.begin("your_plan", tmp_path / "g", 3, clock="long")
    with pytest.raises(TooDear, match=r"nine years in ten cost up to 1\d\d % of all target bonuses, and the pool is 150 %"):
        game.decide("a.company.1", {"plan": plan(lesson, weights=all_on(lesson, "company_cx")), "remedy": "none"})
    assert not game.decided and len(game.record.events) == 1  # nothing of it stands on the record
    game.decide("a.company.1", {"plan": plan(lesson), "remedy": "none"})
    assert game.decided


# ---------------------------------------------------------------- how it is lived


def test_a_plan_is_an_ordinary_run_under_its_scheme(lesson, world):
    """Digest for digest, whatever the lesson's own plan was; gate, curve and deferral count."""
    from cxsim.simulation.run import simulate

    settings, warm = world.warm(4)
    digests = []
    for value in (plan(lesson), plan(lesson, curve="gentle"), plan(lesson, gate="cx"), plan(lesson, deferral=50)):
        life = live(world, 4, ["built"], Cast([{"company": [{"plan": value, "remedy": "none"}]}]), 1)
        assert life.run.digest == simulate(settings, Scheme.from_mapping(mapping_of(lesson.menu, value)), warm).digest
        digests.append(life.run.digest)
    assert len(set(digests)) == 4


def test_a_rival_is_its_scheme_alone(lesson, world):
    from cxsim.simulation.run import simulate

    settings, warm = world.warm(4)
    life = live(world, 4, ["built"], Cast(fixed={}, paid=load_scheme("company_cx")), 1)
    assert life.run.digest == simulate(settings, Scheme.from_mapping(load_scheme("company_cx")), warm).digest


# ---------------------------------------------------------------- intervals


def test_intervals_are_checked_scored_and_told(lesson):
    asked = lesson.predictions["customers"]
    good = {"customers": {"value": [90, 110], "confidence": 80}}
    predictions.check(lesson, good)
    for value, sure in (([110, 90], 80), ([90], 80), (100, 80), ([90, 1000], 80), ([True, 100], 80), ([90, 110], 70)):
        with pytest.raises(InputError):
            predictions.check(lesson, {"customers": {"value": value, "confidence": sure}})
    inside, below, wide = (predictions.score(asked, {"value": value, "confidence": 80}, 100.0) for value in ([90, 110], [101, 121], [70, 130]))
    assert inside == pytest.approx(20 / 100) and wide == pytest.approx(60 / 100)
    assert below == pytest.approx((20 + 2 / 0.2 * 1) / 100)  # a point short costs ten points of width at 80 %
    assert intervals.hit([90, 100], 100.0) and not intervals.hit([90, 99.9], 100.0)


def test_the_hit_rate_is_held_against_each_teams_own_company(lesson, tmp_path):
    game = Game.begin("your_plan", tmp_path / "g", 6, seed=2, clock="short", overrides=TINY)
    game.decide("a.company.1", {"ready": lesson.menu.ready["growth"].plan, "remedy": "none"})
    game.decide("b.company.1", {"ready": lesson.menu.ready["own_customers"].plan, "remedy": "none"})
    probe = Game.resume(tmp_path / "g")
    probe.record.folder = tmp_path / "probe"
    probe.record.folder.mkdir()
    probe.close_round()
    first, second = (Debrief(probe, {}).outcomes(company)["cost"] for company in (0, 1))
    assert abs(first - second) > 1.0
    for seat in ("a.company.1", "b.company.1"):
        game.predict(seat, {"cost": {"value": [first - 0.5, first + 0.5], "confidence": 80}})
    game.close_round()
    told = intervals_said(Told(Debrief(game, {}), "en"))
    assert len(told) == 1 and "Of 2 intervals 1 held" in told[0] and "about 1.6" in told[0]


# ---------------------------------------------------------------- the gallery


def gallery_with(levels: dict[str, float], spread: float = 0.1, n: int = 12) -> Gallery:
    """Made-up lucks: a level by plan, luck shared by all, and a wobble of each one's own."""
    shared, values = 5.0 * np.sin(np.arange(n)), {}
    for place, (name, level) in enumerate(levels.items()):
        wobble = spread * np.sin((place + 2.0) * np.arange(n) + place)
        values[name] = {"customers_kept_pct": level + shared + wobble, "bonus_pct": 100.0 + wobble, "true_cx": level + shared, "profit_after_bonus_eur": level + shared}
    teams = [name for name in levels if name.startswith("team")]
    return Gallery(teams, [name for name in levels if name not in teams], [values, values, values])


@pytest.fixture(scope="module")
def game(lesson, tmp_path_factory) -> Game:
    game = Game.begin("your_plan", tmp_path_factory.mktemp("gallery") / "g", 15, seed=2, clock="short", overrides=TINY)
    for letter, ready in zip("abc", ("growth", "by_level", "by_level")):
        game.decide(f"{letter}.company.1", {"ready": lesson.menu.ready[ready].plan, "remedy": "none"})
    game.close_round()
    return game


def gallerist(game, gallery, lang="en") -> Gallerist:
    return Gallerist(Told(Debrief(game, {}, gallery=gallery), lang))


def test_the_finding_of_the_gallery_follows_the_numbers(game):
    apart = gallerist(game, gallery_with({TEAMS[0]: 10.0, TEAMS[1]: 12.0, TEAMS[2]: 14.0, "fixed_pay": 11.0, "company_cx": 14.0}))
    assert "Every team’s plan can be told from every other" in apart.title() and all(apart.apart(name) for name in TEAMS)
    assert apart.counts(TEAMS[1]) == {"a": 1, "b": 1, "c": 0, "of": 2} and apart.counts(TEAMS[2])["c"] == 1
    assert not any("cannot be told apart" in line for line in apart.said())
    some = gallerist(game, gallery_with({TEAMS[0]: 10.0, TEAMS[1]: 12.0, TEAMS[2]: 12.0, "fixed_pay": 11.0}, spread=0.6))
    assert "Of 3 pairs of teams’ plans 2 can be told apart" in some.title()
    assert [some.apart(name) for name in TEAMS] == [True, False, False]
    assert any("Drawn in grey" in line and "B · More higher up and C · More higher up" in line for line in some.said())
    none = gallerist(game, gallery_with(dict.fromkeys([*TEAMS, "fixed_pay"], 10.0), spread=2.0))
    assert "that is the finding" in none.title() and not any(none.apart(name) for name in TEAMS)
    few = gallerist(game, gallery_with({TEAMS[0]: 10.0, TEAMS[1]: 12.0, TEAMS[2]: 14.0, "fixed_pay": 11.0}, n=3))
    assert "too few" in few.title() and not any(few.apart(name) for name in TEAMS)


def test_equal_plans_are_said_to_be_the_same(game):
    gallery = gallery_with({TEAMS[0]: 10.0, TEAMS[1]: 12.0, "fixed_pay": 11.0})
    for future in gallery.values:
        future[TEAMS[2]] = future[TEAMS[1]]
    gallery.teams = TEAMS
    one = gallerist(game, gallery)
    said = one.said()
    assert "that differ can be told apart" in one.title() and all(one.apart(name) for name in TEAMS)  # a plan two teams chose is no pair to tell apart
    assert any("told once: B, C" in line for line in said) and not any("Drawn in grey" in line for line in said)
    assert sum("Above" in line for line in said) == 2, "a plan of two teams is told in one sentence, under both letters"


def test_a_committee_decides_once(game):
    """However many chairs it has, its decision is one, and one person's or one robot's."""
    assert lesson_decided.sources(game) == ["person"] * 3 and "Decisions: 3 by people" in Told(Debrief(game, {}), "en").facts()


def test_regret_is_measured_from_the_best_of_each_future(game):
    gallery = gallery_with({TEAMS[0]: 10.0, TEAMS[1]: 12.0, TEAMS[2]: 12.05, "fixed_pay": 11.0}, spread=0.4)
    gallery.values[1] = gallery_with({TEAMS[0]: 10.0, TEAMS[1]: 6.0, TEAMS[2]: 8.0, "fixed_pay": 13.0}).values[0]
    told = gallerist(game, gallery)
    regrets = gallery.regrets("customers_kept_pct", 1)
    assert gallery.best("customers_kept_pct", 1) == "fixed_pay" and regrets["fixed_pay"].mean == 0.0
    assert regrets[TEAMS[1]].mean == pytest.approx(7.0, abs=0.1) and regrets[TEAMS[1]].state == "CLEAR"
    assert "from 3.0 (A · Growth and cost) to 7.0 percentage points (B · More higher up)" in told.regret_title()
    futures = told.futures()
    assert "not told apart from it" in futures[0] and futures[1].endswith("Highest mean there: Fixed pay only.")
    assert futures[-1] == "Fixed pay only is a silent rival without any bonus.", "what nobody in the room has read is told where it comes first"
    paid = lesson_pay.of_scheme(Scheme.from_mapping(load_scheme("unit_satisfaction", None)), told.w)
    assert len(paid) == 3 and "60%" in paid[0] and "team leads and middle managers" in paid[0].lower() and "100%" in paid[-1]


def test_teams_rivals_and_futures_are_lived_whatever_the_workers(game):
    """Real lives, small: teams' own repeats are the first future, equal plans are equal, and another world is another."""
    whole = debrief_of(game, 2, workers=1)
    gallery = whole.gallery
    assert gallery.plans == [*TEAMS, *game.lesson.reveal.gallery.rivals] and [gallery.lucks(k) for k in range(3)] == [2, 2, 2]
    for future in gallery.values:
        assert set(future) == set(gallery.plans)
        assert np.array_equal(future[TEAMS[1]]["true_cx"], future[TEAMS[2]]["true_cx"]) and not np.array_equal(future[TEAMS[0]]["true_cx"], future[TEAMS[1]]["true_cx"])
    assert gallery.values[0][TEAMS[0]] is whole.repeats[0].values[CLASS]
    kept = [float(future[TEAMS[0]]["customers_kept_pct"].mean()) for future in gallery.values]
    assert kept[0] > kept[2] > kept[1]  # calm, staff shortage, price war
    assert gallery.values[0]["fixed_pay"]["bonus_pct"].tolist() == [0.0, 0.0]
    again = debrief_of(game, 2, workers=2).gallery
    for one, other in zip(gallery.values, again.values):
        for name in gallery.plans:
            assert all(np.array_equal(one[name][outcome], other[name][outcome]) for outcome in one[name])


def test_robots_beside_a_company_are_lived_once_and_the_same(game):
    """Robots that wait for nobody are one life for all companies, and it gives what a life of its own gives."""
    from cxsim.lessons.comparisons import SAME, arms
    from cxsim.lessons.lucks import Wishes, outcomes_of

    wishes = Wishes(game, 1)
    assert wishes.arms[0, None][SAME] == wishes.arms[1, None][SAME] and wishes.arms[0, None][CLASS] != wishes.arms[1, None][CLASS]
    whole = debrief_of(game, 1, workers=1)
    alone = arms(game.world, whole.repeats[0].seeds[0], game.whole(0), game.plans)
    assert {arm: {name: values[0] for name, values in table.items()} for arm, table in whole.repeats[0].values.items()} == {arm: outcomes_of(life) for arm, life in alone.items()}


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_the_page_of_the_lesson_tells_the_gallery(game, lang, tmp_path):
    from cxsim.report.lesson_page import write

    gallery = gallery_with({TEAMS[0]: 10.0, TEAMS[1]: 12.0, TEAMS[2]: 12.0, **dict.fromkeys(game.lesson.reveal.gallery.rivals, 11.0)}, spread=0.5)
    names = game.lesson.reveal.outcomes
    arms = {arm: {name: gallery.values[0][TEAMS[0]][name] for name in names} for arm in ("class", "same", "other")}
    repeats = {company: Repeats(list(range(12)), arms, {arm: dict.fromkeys(names, 10.0) for arm in arms}) for company in range(3)}
    told = Told(Debrief(game, repeats, gallery=gallery), lang)
    write(told, tmp_path, {"command": "cxsim lesson", "version": "0", "count": 12})
    page = (tmp_path / "report.html").read_text("utf-8")
    assert gallerist(game, gallery, lang).title() in page and "{" not in page.split("<main>")[1].split("<svg")[0]
    for line in gallerist(game, gallery, lang).said():
        assert line in page
    assert (tmp_path / "gallery.csv").read_text("utf-8").count("\n") == 1 + 3 * len(gallery.plans) * len(names) * 12
