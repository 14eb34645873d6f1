"""Several companies in one room: each page says whose it shows, phones keep what every design gave, and the wall has something to say between rounds."""

from __future__ import annotations

import re
import threading
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("nicegui")

from test_lesson_room import SELL, TINY, closed, joined, rooms, until  # noqa: F401  fixtures

from cxsim.base.errors import InputError, Problem
from cxsim.lab import lesson_between, lesson_card, lesson_cut, lesson_duties, lesson_refused
from cxsim.lab.lesson_doors import _take
from cxsim.lab.lesson_duties import Shown
from cxsim.lab.lesson_room import LOOK, PRACTISED, REVEAL
from cxsim.lab.lesson_rooms import Wanted
from cxsim.lab.lesson_screen import Screen
from cxsim.lab.lesson_script import moment
from cxsim.lab.lesson_steps import Steps
from cxsim.lab.lesson_wall import Wall
from cxsim.lab.pages.console_typed import row_name
from cxsim.lab.pages.console_typed import rows as typed_rows
from cxsim.lessons import reading
from cxsim.lessons.comparisons import Repeats
from cxsim.lessons.game import Game
from cxsim.lessons.reveal_room import UNSEEN, fitting
from cxsim.report.figures import lessons as draw
from cxsim.report.figures.company_lines import covered, look
from cxsim.report.lesson import Told
from cxsim.report.numbers import number
from cxsim.report.words import LANGUAGES, words

WEIGHTS = {"team_lead": 25, "middle_manager": 25, "unit_head": 25}
FLAT, STEEP = {"weights": WEIGHTS, "remedy": "none"}, {"weights": {"team_lead": 0, "middle_manager": 5, "unit_head": 25}, "remedy": "team"}


@pytest.fixture(scope="module")
def played(crew, tmp_path_factory):
    """A room of two companies that have lived both designs of the gradient, in turns."""
    from cxsim.lab.lesson_rooms import Rooms

    made = Rooms(crew, tmp_path_factory.mktemp("companies"), TINY, lucks=1)
    room = made.begin(Wanted("gradient", 8, seed=5))
    people = joined(room, 8)
    for own in ({0: FLAT, 1: STEEP}, {0: STEEP, 1: FLAT}):
        room.open_round()
        for _, person in people:
            room.decide(person, own[room.game.seats[person.seat].company])
        closed(room)
    yield room, [person for _, person in people], made
    made.end()


def test_page_three_shows_every_company_and_says_whose_it_is(played):
    room, _, _ = played
    pages = lesson_duties.pages(list(room.game.record.events), None, lesson_duties.Lots())
    for lang in LANGUAGES:
        w, parts = words(lang), pages.html[lang][3].split(lesson_duties.paged(["", "x", "y"])[1:-1])
        titles = [re.findall(r"<h3>(.*?)</h3>", part) for part in parts[1:]]
        assert len(parts) == 4 and [title[0][: len(w("lesson.company", letter="A"))] for title in titles] == [w("lesson.company", letter=letter) for letter in "AAB"]
        maps = [re.sub(r"<h3>.*?</h3>|<figcaption>.*?</figcaption>|<p>.*?</p>", "", parts[place]) for place in (1, 3)]
        assert len({tuple(re.findall(r"DejaVuSans-(\w+)", one)) for one in maps}) == 2 and all(len(re.findall(r"DejaVuSans-", one)) > 50 for one in maps), "each company's own map"
        like = w("lesson_alike.like", company=w("lesson.company", letter="B"), other=w("lesson.company", letter="A"))
        assert "<td" in parts[2] and like in parts[3], "one customer, who met the same in both, is shown once"


PLAYS = {
    "channels": [{"open": ["phone", "web", "store"], "joined": "nothing"}, {"open": ["phone", "web", "chat"], "joined": "history"}],
    "score": [{"hours": {"sell": 60, "serve": 30, "warmth": 10, "polish": 0}, "asked": "everyone", "wording": "neutral"}],
}
ABOUT = {"channels": ["lost", *2 * ["origins", "journey", "contacts"]], "score": ["", "scores", "journey"]}


@pytest.mark.parametrize("name", PLAYS)
def test_every_part_of_page_three_is_counted_and_has_its_own_line_to_say(name, tmp_path):
    game = Game.begin(name, tmp_path / "game", 8, seed=3, overrides=TINY)
    while not game.over:
        for seat in game.seats.values():
            game.decide(seat.id, PLAYS[name][seat.company])
        game.close_round()
    pages = lesson_duties.pages(list(game.record.events), None, lesson_duties.Lots())
    for lang in LANGUAGES:
        steps = Steps(SimpleNamespace(stage=REVEAL, step=3, lang=lang, lock=threading.RLock(), version=0, pages=pages))
        found = []
        for part in range(steps.count):
            steps._turn(part)
            found.append(steps.about)
        assert found == ABOUT[name] and all(words(lang)(f"lesson_told.part.{about}") for about in found if about)
        lead = 1 if game.companies > 1 else 0
        own = fitting(game.lesson, "short", game.companies) * (UNSEEN + 1)  # a table of scores or of contacts beside map and customer
        assert steps.main == lead + own, "as many parts as the minutes were counted for"


def test_lines_of_companies_are_told_apart_and_a_hidden_one_says_so():
    assert len({(one.ink, str(one.dash)) for one in map(look, range(12))}) == len({look(company).marker for company in range(12)}) == 12
    lives = {"class": [[1.0, 2.0], [1.0, 3.0], [1.0, 2.0]], "same": [[1.0, 3.0]], "other": [[0.0, 0.0]]}
    panels = {"true_cx": lives, "profit": {**lives, "class": [[5.0, 5.0], [6.0, 6.0], [5.0, 5.0]], "same": [[6.0, 6.0]]}}
    assert covered(panels, draw.ORDER) == {("same", 0): ("class", 1), ("class", 0): ("class", 2)}
    nearly = {**panels, "profit": {**panels["profit"], "same": [[6.0, 6.5]]}}
    assert ("same", 0) not in covered(nearly, draw.ORDER), "alike in one panel only"
    names = {"class": ["A", "B", "C"], "same": ["robots"], "other": ["others"]}
    figure = draw.path(panels, {}, {"true_cx": "x", "profit": "y"}, names, "year", (), "en", "ABC", "{} = {}".format)
    said = [text.get_text() for text in figure.legends[0].get_texts()]
    assert said == ["A = C", "B", "C", "others", "robots = B"]


def test_a_phone_keeps_what_each_design_gave_also_after_a_crash(played):
    room, people, _ = played
    game, b = room.game, next(person for person in people if room.game.seats[person.seat].company == 1)
    first, second = game.seen_in(b.seat, 1), game.seen(b.seat)
    assert first and second and first["company_score"]["values"] != second["company_score"]["values"], "two designs, two lives"

    def told(lang, room=room):
        page = Screen(room, b, lang).html()
        return [number(row["company_score"]["values"][-1], 1, lang) in page for row in (first, second)], page

    for lang in LANGUAGES:
        both, page = told(lang)
        w = words(lang)
        heads = [w("lesson_lab.gave", round=w("lesson.round.design", n=place)) for place in (2, 1)]
        assert both == [True, True] and [page.lower().index(head.lower()) for head in heads] == sorted(page.lower().index(head.lower()) for head in heads), "the latest first"
        assert w("lesson_lab.seen_design", round="").strip() in page
    kept = {key: [one.seen for one in shown] for key, shown in game.past.items()}
    room.game.past, room.game.shown = {}, []
    room._again()
    until(room, LOOK)
    assert {key: [one.seen for one in shown] for key, shown in room.game.past.items()} == kept and told("en")[0] == [True, True]


def test_the_wall_shows_committees_their_measured_figures_and_units_nothing(played, rooms):  # noqa: F811
    room, people, _ = played
    board = lesson_between.board(room, words("en"))
    for company in range(2):
        seat = next(person.seat for person in people if room.game.seats[person.seat].company == company)
        own = room.game.seen(seat)["company_score"]["values"]
        assert number(own[-1], 1, "en") in board and f"Company {'AB'[company]}" in board
    truth = {words(lang)("metric.true_cx") for lang in LANGUAGES}
    assert not any(name and name in board for name in truth)
    units = rooms.begin(Wanted("silo_trap", 4, seed=5))
    ((_, person),) = joined(units)
    units.predict()
    for lang in LANGUAGES:
        w, page = words(lang), Wall(units, lang).html()
        assert all(one.ask.of(lang) in page for one in units.game.lesson.predictions.values()), "the room reads what is asked"
        assert w.plural("lesson_between.missing", 1) in page and w("lesson_between.next.kept") in page
    units.seal(person, {"customers": {"value": 90, "confidence": 60}, "lost": {"value": 50, "confidence": 70}, "my_bonus": {"value": "yes", "confidence": 80}, "back": {"value": "no", "confidence": 50}})
    assert words("en")("lesson_between.missing.none") in Wall(units, "en").html()
    units.open_round()
    units.decide(person, SELL)
    closed(units)
    seen = units.game.seen(person.seat)
    page = Wall(units, "en").html()
    assert words("en")("lesson_between.own") in page and "<table" not in page
    assert not any(f"{row['values'][-1]:,.0f}" in page for row in seen.values() if row["unit"] == "eur"), "nobody's own figures on the wall"
    rooms.drop(units)


def test_a_cut_budget_is_told_with_its_reason_on_phone_wall_and_console(rooms):  # noqa: F811
    room = rooms.begin(Wanted("quick_wins", 6, seed=5))
    people = [person for _, person in joined(room, 6)]
    room.open_round()
    name = room.game.decisions_asked()[0]
    room.game.close_with([Shown("x", {name: coins}) for coins in [80.0, *[100.0] * (room.game.companies - 1)]])
    room._move(LOOK)
    assert lesson_cut.cuts(room.game) == {0: (100.0, 80.0)}
    for lang in LANGUAGES:
        why = next(line.say.of(lang) for line in room.game.lesson.script if line.when == "cut")
        first = next(person for person in people if room.game.seats[person.seat].company == 0)
        phone, wall = Screen(room, first, lang).html(), Wall(room, lang).html()
        assert all(why in page and "80" in page and "100" in page for page in (phone, wall))
        assert why in [cue.say for cue in moment(room, lang).say]
        others = [person for person in people if room.game.seats[person.seat].company != 0]
        assert not any(why in Screen(room, person, lang).html() for person in others), "only those it happened to"
    w, kept = words("en"), [key for key in ("A", "B") if words("en")("lesson_between.whole.of", letter=key, full="100") in Wall(room, "en").html()]
    assert kept in ([], ["B"]), "never that of A, whose budget was cut"
    assert w("lesson_between.whole.one", full="100") in Screen(room, next(person for person in people if room.game.seats[person.seat].company != 0), "en").html()
    told = [cue.say for cue in moment(room, "en").say]
    assert told.index(next(line.say.en for line in room.game.lesson.script if line.when == "cut")) == 1, "before one team is asked"
    room.game.shown = [Shown("x", {name: 100.0}) for _ in room.game.shown]
    assert not lesson_cut.cuts(room.game) and words("en")("lesson_between.cut.title") not in Wall(room, "en").html()
    rooms.drop(room)


def test_who_did_not_decide_in_practice_is_told_what_counted(rooms):  # noqa: F811
    room = rooms.begin(Wanted("silo_trap", 8, seed=5))
    people = [person for _, person in joined(room, 8)]
    room.practise()
    by_unit = {}
    for person in people:
        by_unit.setdefault(room.game.seats[person.seat].post, []).append(person)
    pair = next(own for own in by_unit.values() if len(own) > 1)
    room.decide(pair[0], SELL)
    room.close_round()
    until(room, PRACTISED)
    w = words("fi")
    assert w("lesson_role.robot_mates") in Screen(room, pair[1], "fi").html(), "somebody else of the unit decided"
    assert lesson_card.untried(room.game, room.game.seats[pair[0].seat], w) == ""
    alone = next(person for own in by_unit.values() if own is not pair for person in own)
    assert w("lesson_role.robot_unit") in Screen(room, alone, "fi").html()
    rooms.drop(room)


def test_a_refusal_names_the_field_as_the_form_does(rooms):  # noqa: F811
    room = rooms.begin(Wanted("silo_trap", 4, seed=5))
    ((_, person),) = joined(room)
    room.open_round()
    with pytest.raises(InputError) as caught:
        _take(room, person, {"do": "decide", "play": {"hours": {**SELL["hours"], "sell": 75}, "takeover": "some of it"}})
    for lang, field in (("en", "Sell more: "), ("fi", "Myy lisää: ")):
        said = lesson_refused.lines(caught.value, room.game.lesson, words(lang))
        codes = [*room.game.lesson.decisions, *(name for decision in room.game.lesson.decisions.values() for name in decision.sliders), "choice", "split"]
        assert any(field in line for line in said) and not any(line.startswith(f"{code}:") for line in said for code in codes)
    stars = InputError(Problem("is no number of stars", key="stars", value=11, allowed="0 to 10"))
    lesson = reading.read("free_rider")
    for lang in LANGUAGES:
        ask = next(iter(lesson.decisions.values())).ask.of(lang)
        assert lesson_refused.lines(stars, lesson, words(lang))[0].startswith(re.split(r"(?<=[.?])\s", ask)[0].rstrip(".?"))
    rooms.drop(room)


def test_a_committee_has_one_row_of_slips_and_it_counts_for_all(rooms):  # noqa: F811
    room = rooms.begin(Wanted("gradient", 8, seed=5))
    own = typed_rows(room.game)
    assert [seat.company for seat in own] == [0, 1] and [row_name(room.game, seat, words("fi")) for seat in own] == ["Yritys A", "Yritys B"]
    room.open_round()
    room.seats.typed(own[1].id, FLAT)
    assert {room.game.seats[seat].company for seat in room.game.decided} == {1}
    assert set(room.game.decided) == {seat.id for seat in room.game.seats.values() if seat.decides and seat.company == 1}
    room.game.give_to_robot(own[0].id, True)
    assert typed_rows(room.game)[0].id != own[0].id, "a robot's chair holds no slip while another of the committee is free"
    units = rooms.begin(Wanted("silo_trap", 4, seed=5))
    assert len(typed_rows(units.game)) == 4
    for one in (room, units):
        rooms.drop(one)


def test_start_values_stand_beside_the_questions_about_the_score(rooms):  # noqa: F811
    from test_lesson_plan import until_known

    from cxsim.customers.ledger import Ledger
    from cxsim.customers.metrics import unit_scores, unit_true_scores
    from cxsim.lessons.world import World

    room = rooms.begin(Wanted("score", 4, seed=5))
    ((_, person),) = joined(room)
    room.predict()
    until_known(room)
    warm = World(room.game.lesson, "short", TINY).warm(5)[1]
    quarters = [Ledger(rows, warm.population.layout) for rows in warm.tail]
    gap = np.mean([np.nanmean(unit_scores(one)) - np.nanmean(unit_true_scores(one)) for one in quarters])
    page = Screen(room, person, "fi").html()
    assert page.count('class="today"') == 3 and number(float(gap), 1, "fi", signed=True) in page
    rooms.drop(room)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_room_without_a_computer_is_told_the_plans_by_name(lang):
    from types import SimpleNamespace

    from cxsim.report.paper import guide

    lesson = reading.read("silo_trap")
    pack = SimpleNamespace(table=SimpleNamespace(plans=lesson.booklet.plans), lesson=lesson, lang=lang)
    steps = [step.format(other=guide._second(pack)) for step in words(lang).get("paper.guide.bare.votes")]
    first, second = (lesson.plans[plan].label.of(lang) for plan in lesson.booklet.plans)
    assert sum(second in step for step in steps) == 1 and not any("{" in step for step in steps)
    said = [words(lang)("paper.table.lead.votes_other", years=5, first=first), words(lang)("paper.table.less", outcome="x", first=first)]
    assert all(first in line for line in said)


def test_letters_of_outcomes_that_lie_near_each_other_stand_together_and_every_line_stays():
    found = draw._together([(-8.3, "A"), (-10.2, "B"), (-8.31, "C"), (4.0, "D")], 1.4)
    assert found == [(-10.2, "B"), (-8.31, "C, A"), (-8.3, ""), (4.0, "D")]
    assert draw._together([(0.5, "")], 0.1) == [(0.5, "")]


def test_the_picture_marks_every_turn_of_a_lesson_and_where_nobody_decides_any_more():
    from types import SimpleNamespace

    from cxsim.lessons import reading
    from cxsim.report import lesson_other
    from cxsim.report.words import words

    def turns(name, extra):
        lesson = reading.read(name)
        plans = lesson.clocks["long"].plans
        game = SimpleNamespace(lesson=lesson, plans=plans, world=SimpleNamespace(clock="long", all_rounds=len(plans) + extra))
        return lesson_other.turns(game, words("en"))

    assert turns("score", 0) == [(2, "new plan"), (3, "new plan"), (5, "new rule")]
    assert turns("quick_wins", 4) == [(7, "you have left")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_debrief_page_answers_for_every_company_and_counts_a_committee_once(played, lang):
    room, _, _ = played
    told = Told(lesson_duties.debrief_of(list(room.game.record.events), None, lesson_duties.Lots()), lang)
    w, said = words(lang), " ".join(told.answer())
    assert all(w("lesson.company", letter=letter) in said for letter in "AB")
    labels = {option.label.of(lang) for option in told.lesson.decisions["remedy"].options.values()}
    logs = [told.log(company)["rows"] for company in told.companies]
    remedies = [under[1:] for rows in logs for row, under in pairwise(rows) if row[0] == told.lesson.decisions["remedy"].ask.of(lang)]
    assert len(remedies) == 2 and all(len(set(row)) == 2 and set(row) <= labels for row in remedies), "each company's own remedy of each design, once"


def test_the_title_under_other_lucks_is_that_of_the_company(played):
    room, _, _ = played
    told = Told(lesson_duties.debrief_of(list(room.game.record.events), None, lesson_duties.Lots()), "en")
    robots = {name: np.linspace(60.0, 61.0, 9) for name in told.lesson.reveal.outcomes}
    for company, change in enumerate((-2.0, 3.0)):
        people = {name: values + change for name, values in robots.items()}
        told.debrief.repeats[company] = Repeats(list(range(9)), {"class": people, "same": robots, "other": robots}, {arm: dict.fromkeys(robots, 60.0) for arm in ("class", "same", "other")})
    low, high = (told.repeats_title(company) for company in told.companies)
    assert "higher than your decisions" in low and "2.0" in low and "lower than your decisions" in high and "3.0" in high, "not the same comparison of robots twice"
