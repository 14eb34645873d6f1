"""Bare games: cents by hand, groups and luck by draw, robots that know what they may, and sentences that follow the numbers."""

from __future__ import annotations

import io
import itertools
import json
import re
from copy import deepcopy
from fractions import Fraction

import numpy as np
import pytest
import yaml

from cxsim.base.errors import InputError
from cxsim.base.reading import read_yaml
from cxsim.cli.main import main
from cxsim.lessons import divided, reading
from cxsim.lessons.bare import PAYS, groups_of, played, times_of
from cxsim.lessons.bare_debrief import BareDebrief, debrief_of
from cxsim.lessons.divided import Cells
from cxsim.lessons.form import Deal
from cxsim.lessons.game import Game
from cxsim.report.lesson import told_of
from cxsim.report.lesson_page import write
from cxsim.study.configuration import load

TINY = ("customers.count=300", "horizon.warmup_years=1")
FACTS = {"command": "cxsim lesson", "version": "0", "count": 6}


def begun(folder, people, **more) -> Game:
    return Game.begin("free_rider", folder, people, seed=3, overrides=TINY, **more)


def play(game, stars, seats):
    """All rounds; `stars(place, round, plan)` says what people give."""
    while not game.over:
        plan, number = game.plans[game.round - 1], game.round
        for place in range(seats):
            game.decide(f"a.player.{place + 1}", {"stars": stars(place, number, plan)})
        game.close_round()
    return game


# ---------------------------------------------------------------- the rule


def paid(given, times=1):
    terms = reading.read("free_rider").game
    return PAYS.get("pot")(terms, dict(zip("abcdefghijklmnop", given)), Fraction(times))


def test_a_group_is_paid_to_the_cent_as_worked_out_by_hand():
    assert paid([10, 0]) == {"a": (150_000, 150_000), "b": (150_000, 250_000)}  # pot 3,000; a gave all, b nothing
    assert paid([1, 2, 3, 4])["d"] == (75_000, 135_000)  # pot 3,000 among four; 600 kept
    assert paid([0] * 8)["h"] == (0, 100_000)
    assert paid([10] * 16)["p"] == (300_000, 300_000)
    assert [share for share, _ in paid([1, 0, 0, 0, 0, 0, 0]).values()] == [4286] * 5 + [4285] * 2  # 300 euros among seven: every cent goes somewhere
    assert paid([5, 5], Fraction(83, 100))["a"] == (124_500, 174_500)


@pytest.mark.parametrize("size", [2, 3, 4, 7, 16])
def test_no_cent_is_lost_and_a_star_brings_back_its_part(size):
    """Sums over the group follow the rule exactly, whoever gave; one star more costs 100 and brings 300 / n."""
    for number in range(20):
        given = [(7 * place + number * (place + 1)) % 10 for place in range(size)]
        times = Fraction(50 + 5 * number, 100)
        found = paid(given, times)
        pot = 30_000 * sum(given) * times
        assert sum(share for share, _ in found.values()) == round(pot) == pot
        assert sum(whole for _, whole in found.values()) == 100_000 * size - 10_000 * sum(given) + pot
        more = paid([given[0] + 1, *given[1:]], 1)["a"][1] - paid(given, 1)["a"][1]
        assert abs(more - (30_000 / size - 10_000)) < 1.0


def test_groups_hold_everybody_once_are_drawn_anew_and_never_too_small():
    seats = [f"a.player.{place}" for place in range(1, 13)]
    for size, sizes in ((2, [2] * 6), (4, [4] * 3), (0, [12]), (5, [6, 6]), (7, [12])):
        found = groups_of(1, 1, seats, size)
        assert [len(group) for group in found] == sizes and sorted(sum(found, ())) == sorted(seats)
    assert groups_of(1, 1, seats[::-1], 2) == groups_of(1, 1, seats, 2), "whatever order they are named in"
    partners = {frozenset(group) for number in range(1, 30) for group in groups_of(1, number, seats, 2)}
    assert len(partners) > 55, "of 66 pairs that are possible"


def test_the_pot_is_counted_by_a_draw_within_its_limits_and_once_where_there_is_none():
    deal = Deal(low=0.5, high=1.5)
    found = [times_of(seed, 5, ("a", "b"), deal) for seed in range(2000)]
    assert min(found) >= Fraction(1, 2) and max(found) <= Fraction(3, 2) and all((100 * one).denominator == 1 for one in found)
    assert abs(float(np.mean([float(one) for one in found])) - 1.0) < 0.02 and len(set(found)) == 101
    assert times_of(3, 5, ("a", "b"), Deal()) == 1
    assert times_of(3, 5, ("b", "a"), deal) == times_of(3, 5, ("a", "b"), deal)


# ---------------------------------------------------------------- the game


def test_robots_sit_in_turn_and_the_conditional_one_knows_only_its_share(tmp_path):
    game = play(begun(tmp_path / "g", 3), lambda place, number, plan: 8, 3)
    rounds = game.lives[0].rounds
    robots = [f"a.player.{place}" for place in range(4, 9)]  # zero, conditional, ten, zero, conditional
    assert [[one.stars[seat] for one in rounds] for seat in (robots[0], robots[2], robots[3])] == [[0] * 6, [10] * 6, [0] * 6]
    for seat in (robots[1], robots[4]):
        assert rounds[0].stars[seat] == 5
        for before, now in itertools.pairwise(rounds):
            assert now.stars[seat] == min(10, max(0, round(before.share[seat] / 30_000) - 1)), "the share it saw, luck and all, less one"
    assert {source for one in rounds for seat, source in one.source.items() if seat in robots} == {"robot"}


def test_a_round_depends_on_nothing_but_its_rows_and_the_record_gives_it_back(tmp_path):
    game = play(begun(tmp_path / "g", 8), lambda place, number, plan: (3 * place + number) % 11, 8)
    again = Game.resume(tmp_path / "g")
    assert again.lives[0].digest == game.closed[-1]["digests"][0] == game.lives[0].digest
    rows = [event["rows"] for event in game.closed]
    turned = played(game.world, game.seed, game.plans, [row[::-1] for row in rows])
    assert [one.paid for one in turned.rounds] == [one.paid for one in game.lives[0].rounds]
    game.reopen()
    assert game.decided["a.player.2"]["play"] == {"stars": 9} and len(game.lives[0].rounds) == 5


def test_a_seat_sees_its_own_and_names_only_where_they_are_shown(tmp_path):
    game = play(begun(tmp_path / "g", 8), lambda place, number, plan: place, 8)
    seen = game.view("a.player.3")["seen"]
    assert list(seen) == game.lesson.seats.sees and seen["own_stars"]["values"] == [2] * 6 and seen["group_size"]["values"] == [2, 4, 8, 8, 8, 8]
    assert [value is not None for value in seen["names_given"]["values"]] == [False, False, False, True, False, False]
    assert seen["names_given"]["values"][3][0] == ["a.player.8", 7, False]
    assert seen["own_pay"]["values"] == [one.paid["a.player.3"] for one in game.lives[0].rounds]
    with pytest.raises(InputError, match="0 to 10"):
        begun(tmp_path / "h", 3).decide("a.player.1", {"stars": 10.5})


@pytest.mark.parametrize(("clock", "rounds"), [("short", 6), ("long", 9)])
def test_robots_play_every_chair_on_both_clocks(clock, rounds, tmp_path):
    told = told_of(debrief_of(begun(tmp_path / "g", 5, clock=clock), 0), "en")
    assert len(told.debrief.played.rounds) == rounds and told.debrief.who == "robots"
    assert told.spread() == told.w("lesson_bare.robots_only") and "by the rules of robots" in told.answer()[0]
    assert not told.known(), "nothing is foretold of robots"


# ---------------------------------------------------------------- what is said


def less_together(place, number, plan):
    return {"pairs": 8, "fours": 6, "all": 3, "names": 5, "noise": 3}[plan] + place % 2 - (number == 6)


def cells_of(own: float, spread: float = 0.1, n: int = 8) -> Cells:
    """The model's half with `own` points between the plan and both others."""
    lesson = reading.read("free_rider")
    cells, wave = Cells(lesson.model, list(range(n))), spread * np.sin(2.4 * np.arange(n))
    for key in divided.keys(lesson):
        cells.values[key] = {plan: {name: 50.0 + (own + wave if plan == "company" else 0.0) + 0.2 * np.cos(np.arange(n)) for name in lesson.reveal.outcomes} for plan in ("company", "own_score", "growth")}
    return cells


@pytest.fixture(scope="module")
def game(tmp_path_factory):
    game = begun(tmp_path_factory.mktemp("bare") / "g", 8)
    game.predict("a.player.1", {"pairs": {"value": 8, "confidence": 90}, "all": {"value": 3, "confidence": 60}, "names": {"value": 2, "confidence": 60}, "eight": {"value": "no", "confidence": 80}})
    return play(game, less_together, 8)


def test_what_people_gave_is_held_against_what_the_same_people_gave(game):
    debrief = BareDebrief(game, {})
    assert debrief.mean(debrief.rounds_of("pairs"))[0] == 8.5 and debrief.mean([3, 6])[0] == 3.0
    assert {name: size.mean for name, size in debrief.contrasts.items()} == {"size": -5.5, "names": 2.5, "noise": 0.5}
    first, last, size = debrief.repetition
    assert (first, last, size.mean) == (3, 6, -1.0)
    assert debrief.back() == {2: 150.0, 4: 75.0, 8: 37.5}
    assert debrief.what_if()[1:] == (1000.0, 3000.0)
    assert debrief.what_if()[0] == pytest.approx(debrief.table["paid_eur"].mean())
    known = {name: value for name, value in debrief.outcomes().items() if value == value}
    assert known == {"pairs": 8.5, "all": 3.0, "names": 2.5}
    assert debrief.forecasters() == {"a.player.1": pytest.approx(np.mean([0.05, 0.0, 0.05]))}


def test_repeated_decisions_and_late_chairs_are_left_out_of_comparisons(tmp_path):
    game = begun(tmp_path / "g", 8)
    for number in range(1, 7):
        for place in range(6 if number != 3 else 5):
            game.decide(f"a.player.{place + 1}", {"stars": 4 + place})
        game.close_round()
    debrief = BareDebrief(game, {})
    assert debrief.by_round()[3] == [4, 5, 6, 7, 8], "the sixth was repeated"
    assert debrief.contrasts["size"].n == 6 and debrief.mean([3])[3] == 5


@pytest.mark.parametrize(
    ("stars", "people", "said"),
    [
        (less_together, 8, ("stars fewer on average", "gave 5.5 stars fewer than in pairs", "did come")),
        (lambda place, number, plan: 9 - less_together(0, number, plan) + place % 3, 8, ("stars more on average", "stars more than in pairs", "a result, not an error")),
        (lambda place, number, plan: (3 * place + 5 * number) % 11, 8, ("not to be told apart", "cannot be told apart", "leaves open")),
        (lambda place, number, plan: 5, 8, ("exactly the same", "gave the same", "leaves open")),
        (less_together, 3, ("over the same people in both. So few of them (3) are an anecdote", "An anecdote: what 3 people gave", "too small to say")),
        (less_together, 1, ("over the same people in both. So few of them (1) are an anecdote", "An anecdote: what one person gave", "too small to say")),
    ],
)
def test_sentences_follow_what_was_given(stars, people, said, tmp_path):
    told = told_of(BareDebrief(play(begun(tmp_path / "g", people), stars, people), {}), "en")
    assert said[0] in told.contrasts(True)[0] and said[1] in told.stars_title() and said[2] in told.unexpected()[0]
    assert bool(told.anecdote()) == (people < 5)
    assert told.as_expected == ("did come" in told.unexpected()[0])


@pytest.mark.parametrize(
    ("cells", "title", "region"),
    [
        (cells_of(2.0), "is ahead of", "in none of the 16"),
        (cells_of(-2.0), "is behind", "in all 16 places"),
        (cells_of(0.01, spread=3.0), "cannot be told apart at any", "in none of the 16"),
        (cells_of(2.0, n=3), "Too few lucks", "Too few lucks"),
    ],
)
def test_sentences_of_the_model_follow_its_numbers(game, cells, title, region):
    told = told_of(BareDebrief(game, {}, cells=cells), "en")
    assert title in told.model.units_title("own_score") and region in told.model.region("growth")[0]
    trend = told.model.units_said("own_score")[-1]
    assert not ("lead" in trend and "behind" in title), "nothing leads that is behind"
    right = told.debrief.outcomes()["eight"]
    assert (right > 0) == ("ahead" in title) or np.isnan(right)


def test_a_region_is_told_by_the_places_it_holds(game):
    cells = cells_of(1.0)
    for units in cells.terms.units:
        own = cells.values["survey", units]["company"]
        own["true_cx"] = own["true_cx"] - 3.0
    told = told_of(BareDebrief(game, {}, cells=cells), "en")
    assert told.model.region("growth")[0].endswith(" in 4 of 16 places tried: A tenth of the survey, 2 units; A tenth of the survey, 4 units; A tenth of the survey, 6 units; A tenth of the survey, 8 units.")


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_the_page_holds_its_seven_pages_in_order_and_nobodys_own_stars(game, lang, tmp_path):
    told = told_of(BareDebrief(game, {}, cells=cells_of(-1.0)), lang)
    write(told, tmp_path, FACTS)
    page = (tmp_path / "report.html").read_text("utf-8")
    places = [page.index(f"</span>{told.w(f'lesson_bare.section.{key}')}</h2>") for key in ("bonus", "company", "unseen", "predictions", "other", "repeats", "flips")]
    assert places == sorted(places) and page.count("<svg") == 4
    assert told.lesson.game.said.of(lang) in page and told.lesson.model.limits.of(lang) in page
    named = [seat.name.of(lang) for seat in game.seats.values() if seat.name.of(lang) in page]
    assert named == [game.seats["a.player.1"].name.of(lang)], "only the best forecaster"
    for name in ("stars", "decisions", "predictions", "model"):
        assert (tmp_path / f"{name}.csv").stat().st_size > 100


def test_without_the_models_half_the_page_says_so(game, tmp_path):
    told = told_of(BareDebrief(game, {}), "en")
    write(told, tmp_path, FACTS)
    assert (tmp_path / "report.html").read_text("utf-8").count(told.w("lesson_bare.model.none")) >= 3
    assert dict(told.foretold())[told.lesson.predictions["eight"].ask.en] == told.w("lesson_bare.not_known.model")


# ---------------------------------------------------------------- the model's half


def test_a_divided_company_has_the_same_business_however_many_its_parts():
    settings = load("company=six_units")
    sums = [(sum(unit.price_cents_week for unit in parts), sum(unit.fixed_cost_cents_week for unit in parts), sum(unit.need_share for unit in parts), len(parts)) for units in (2, 4, 6, 8) for parts in [divided.divided(settings, units).company.units.values()]]
    assert [row[3] for row in sums] == [2, 4, 6, 8]
    assert all(abs(price - 1080) <= 4 and abs(fixed - 420) <= 4 and needs == pytest.approx(1.0) for price, fixed, needs, _ in sums)


def test_cells_are_paired_by_luck_and_the_same_for_any_number_of_workers(tmp_path):
    content = deepcopy(read_yaml(reading.path_of("free_rider")))
    content["divided"].update(units=[2], years=1)
    content["predictions"].pop("eight")
    content["plans"]["growth"] = {**content["plans"]["growth"], "scheme": "company_cx"}  # the same plan under another name
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    game = Game.begin(str(tmp_path / "mine.yaml"), tmp_path / "h", 3, seed=3, overrides=TINY)
    cells = divided.compute(game, 5, workers=1)
    assert list(cells.values) == [("usual", 2), ("few", 2), ("many", 2), ("survey", 2), ("flip 0", 2), ("flip 1", 2)]
    assert not any(np.any(cells.difference(key, "growth", name)) for key in cells.values for name in game.lesson.reveal.outcomes), "two names of one plan: no difference at all"
    assert all(np.any(cells.difference(key, "own_score", "true_cx")) for key in cells.values)
    told = told_of(BareDebrief(play(game, less_together, 3), {}, cells=cells), "en")
    assert "no difference at all" in told.model.units_said("growth")[0] and "in none of the 4" in told.model.region("growth")[0]
    again = divided.compute(game, 5, workers=2)
    assert BareDebrief(game, {}, cells=again).digest == BareDebrief(game, {}, cells=cells).digest


# ---------------------------------------------------------------- file and command


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c["bare"].update(pays="pott"), r"bare\.pays.*did you mean: pot"),
        (lambda c: c["bare"]["numbers"].pop("adds_eur"), r"bare\.numbers\.adds_eur"),
        (lambda c: c["bare"].update(robots=["zero", "condtional"]), r"bare\.robots.*did you mean: conditional"),
        (lambda c: c["bare"]["contrasts"]["size"].update(first="growth"), r"contrasts\.size\.first.*growth.*pairs"),
        (lambda c: c["clocks"]["short"].update(plans=["pairs"] * 5 + ["company"]), r"clocks\.short\.plans.*company"),
        (lambda c: c["divided"].update(units=[2, 16]), r"divided\.units.*16.*1 to 8"),
        (lambda c: c["divided"].update(plan="pairs"), r"divided\.plan.*pairs"),
        (lambda c: c["plans"]["pairs"].update(scheme="unit_growth"), r"plans\.pairs.*keep one of"),
        (lambda c: c["predictions"]["eight"].update(outcome="units@16"), r"predictions\.eight\.outcome.*units@8"),
        (lambda c: c.pop("bare"), r"goes with `play: bare`"),
    ],
)
def test_faults_of_a_bare_game_name_key_value_and_remedy(change, told):
    content = deepcopy(read_yaml(reading.path_of("free_rider")))
    change(content)
    with pytest.raises(InputError) as caught:
        reading.checked(content, "mine.yaml")
    assert re.search(told, " ".join(" ".join(caught.value.lines()).split()))


def test_the_command_plays_it_with_robots_and_with_a_person(capsys, monkeypatch, tmp_path):
    words = ["lesson", "free_rider", *TINY, "workers=1", "people=3", "repeats=0"]
    assert main([*words, "--robots", "--json", f"output.dir={tmp_path / 'a'}"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["lesson"] == "free_rider" and len(told["answer"]) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(["11", "ten", "7", "6", "5", "4", "3", "2"]) + "\n"))
    assert main([*words, "--lang", "fi", f"output.dir={tmp_path / 'b'}"]) == 0
    out, err = capsys.readouterr()
    assert err.count("Tämä ei kelpaa") == 2 and out.count("Mitä näet") == 6 and "Sininen hirvi" in out and "Näin pieni joukko (1)" in out
    record = next((tmp_path / "b").glob("*/game.jsonl")).read_text("ascii")
    assert record.count('"source":"typed"') >= 6 and '"stars":7' in record


@pytest.mark.parametrize(("first", "last", "said"), [(3.0, 1.0, "shrank by 2.0"), (1.0, 3.0, "grew by 2.0"), (-1.0, -3.0, "fell further behind"), (-3.0, -1.0, "came closer"), (-1.0, 1.0, "rose by 2.0"), (1.0, -1.0, "fell by 2.0")])
def test_a_trend_is_told_by_where_it_lies_and_how_it_moved(game, first, last, said):
    cells = cells_of(0.0)
    for place, units in enumerate(cells.terms.units):
        cells.values["usual", units]["company"]["true_cx"] += first + (last - first) * place / (len(cells.terms.units) - 1)
    assert said in told_of(BareDebrief(game, {}, cells=cells), "en").model.units_said("own_score")[-1]


@pytest.mark.parametrize(("usual", "tried", "said"), [(2.0, (2.0, 1.0), "stays ahead of"), (-2.0, (-1.0, -2.0), "stays behind"), (2.0, (2.0, -2.0), "1 of 2 conditions tried turned"), (2.0, (0.0, 1.0), "under 1 of 2"), (0.0, (1.0, 1.0), "no answer to turn")])
def test_the_last_page_closes_with_the_model(game, usual, tried, said):
    cells = cells_of(0.0)
    for units in cells.terms.units:
        cells.values["usual", units]["company"]["true_cx"] += usual
    for place, moved in enumerate(tried):
        cells.values[f"flip {place}", cells.terms.units[-1]]["company"]["true_cx"] += moved
    assert said in told_of(BareDebrief(game, {}, cells=cells), "en").closing()


def test_rounds_are_told_one_by_one_within_what_can_be_given(tmp_path):
    told = told_of(BareDebrief(play(begun(tmp_path / "g", 6), lambda place, number, plan: 10 * (place == 0), 6), {}), "en")
    rows = told.means(True)["rows"]
    assert [row[0] for row in rows] == ["1. In pairs", "2. In fours", "3. All together", "6. All together, again", "All together: rounds 3 and 6 together"]
    assert rows[0][2].startswith("0.0 to ") and "6, robots on 2" in told.filled()
    everybody = told_of(BareDebrief(play(begun(tmp_path / "h", 8), less_together, 8), {}), "en")
    assert everybody.filled() == ""
