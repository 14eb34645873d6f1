"""Pages that grow with other lucks: whichever worker is fast, the same lucks are shown; nothing is lived twice; what fails is said and mended."""

from __future__ import annotations

import random
from concurrent.futures import Future
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("nicegui")

from cxsim.lab import lesson_duties, lesson_grown, lesson_script
from cxsim.lab.crew import Crew, WorkerLost
from cxsim.lab.lesson_duties import Lots, Pages, Shown
from cxsim.lab.lesson_lucks import CALM
from cxsim.lab.lesson_room import LOOK, REVEAL
from cxsim.lab.lesson_rooms import Rooms, Wanted
from cxsim.lab.lesson_wall import Wall
from cxsim.lessons import lucks as engine
from cxsim.lessons.comparisons import ARMS, CLASS
from cxsim.lessons.living import Cast, live
from cxsim.lessons.lucks import Life, Wishes, key_of, outcomes_of, states
from cxsim.report.words import LANGUAGES, words
from cxsim.study.canonical import content_digest
from cxsim.study.configuration import load_scheme

TINY = ("customers.count=400", "horizon.warmup_years=1")
COUNT = 90


class Idle:
    """A crew that does nothing by itself: the test answers."""

    count = 1

    def __init__(self):
        self.jobs = []

    def submit(self, owner, function, *args, urgent=False):
        job = SimpleNamespace(owner=owner, function=function, args=args, future=Future())
        self.jobs.append(job)
        return job

    def withdraw(self, owner):
        for job in [job for job in self.jobs if job.owner is owner and not job.future.done()]:
            job.future.cancel()

    cancel = withdraw

    def waiting(self, function):
        return [job for job in self.jobs if job.function is function and not job.future.done()]

    def lives(self):
        return self.waiting(lesson_duties.aside)


def outcome(seed, life, names=("customers_kept_pct", "bonus_pct", "true_cx", "profit_after_bonus_eur")):
    """Made up, but always the same for the same life and luck."""
    shared = np.random.default_rng(seed).normal(0, 5)
    own = np.random.default_rng([seed, int(content_digest(life)[:8], 16)]).normal(0, 1)
    return {name: 60.0 + place + shared + own for place, name in enumerate(names)}


def answer(job, error=None):
    if error is not None:
        job.future.set_exception(error)
    else:
        _, _, seed, lives = job.args
        job.future.set_result([outcome(seed, life) for life in lives])


@pytest.fixture
def crew():
    return Idle()


@pytest.fixture
def room(crew, tmp_path):
    made = Rooms(crew, tmp_path, TINY, lucks=COUNT).begin(Wanted("your_plan", 6, "short"))
    made.clock = 0.0
    made.lucks._now = lambda: made.clock
    return made


def locked(room, crew, ready=("growth", "own_customers")):
    """To the end of the last round, with two teams' plans."""
    menu = room.game.lesson.menu
    if room.stage != "open":
        room.open_round()
    for seat in room.game.seats.values():
        room.game.decide(seat.id, {"ready": menu.ready[ready[seat.company]].plan, "remedy": "none"})
    room.close_round()
    for job in crew.waiting(lesson_duties.lived):
        job.future.set_result(Shown("digest"))
    assert room.stage == LOOK and room.game.over
    for job in crew.waiting(lesson_duties.pages):
        job.future.set_result(Pages({lang: {2: "two", 7: "waits"} for lang in LANGUAGES}))


def drawn(crew):
    """Have what waits to be drawn drawn, as a worker does; how many lucks each stood on."""
    found = []
    for job in crew.waiting(lesson_grown.grown):
        job.future.set_result(lesson_grown.grown(*job.args))
        found.append(job.args[3])
    return found


def drained(room, crew, rng, found):
    """Answer everything in an order of chance, up to a few jobs apart, as workers do."""
    while waiting := crew.lives():
        answer(rng.choice(waiting[:12]))
        for job in crew.waiting(lesson_grown.grown):
            found.append((job.args[3], job.args[2]))
            job.future.set_result(lesson_grown.Grown({lang: {6: f"page of {job.args[3]}"} for lang in LANGUAGES}, job.args[3]))
        room.clock += CALM
    return found


@pytest.mark.parametrize("order", [1, 2])
def test_the_lucks_shown_are_the_first_ones_whichever_worker_is_fast(room, crew, order):
    locked(room, crew)
    assert room.lucks.progress.planned == len({key for job in crew.lives() for key in [(job.args[1], job.args[2], content_digest(life)) for life in job.args[3]]}), "every life once"
    found = drained(room, crew, random.Random(order), [])
    assert [n for n, _ in found] == states(COUNT) == [40, 80, 90]
    wishes, full = Wishes(room.game, COUNT), found[-1][1]
    for n, lots in found:
        for company, own in lots.repeats.items():
            assert own.seeds == wishes.seeds[:n]
            for arm in ARMS:
                expected = [outcome(seed, wishes.lives[wishes.arms[company, None][arm]]) for seed in wishes.seeds[:n]]
                assert all(np.array_equal(own.values[arm][name], [row[name] for row in expected]) for name in own.values[arm])
        assert lots.gallery.lucks() == n and all(np.array_equal(values, full.gallery.values[0][plan]["true_cx"][:n]) for plan, values in ((plan, own["true_cx"]) for plan, own in lots.gallery.values[0].items()))
    assert room.lucks.lots is full and len(full.gallery.values) == 3 and len(full.flips) == 2


def test_a_page_says_what_it_stands_on_and_nothing_is_kept_before_all_is_in(room, crew):
    locked(room, crew)
    room.stage, room.step = REVEAL, 6
    for lang, count in (("en", "Lucks that are in with every plan: 0"), ("fi", "jokainen järjestelmä on laskettu: 0")):
        w = words(lang)
        assert count in Wall(room, lang).html() and lesson_script.moment(room, lang).say[0].say == w("lesson_lucks.say.waiting")
    while not crew.waiting(lesson_grown.grown):
        answer(crew.lives()[0])
    before = Wall(room, "en").key()
    assert drawn(crew) == [40] and Wall(room, "en").key() != before
    assert room.lucks.lots == Lots() and not room.lucks.ready, "a debrief written now has none of it"
    for lang in LANGUAGES:
        w, wall = words(lang), Wall(room, lang).html()
        assert w("lesson_lucks.so_far", n=40, of=COUNT) in wall and w("lesson_lucks.title", title=w("lesson.section.repeats", n=COUNT), n=40) in wall
        assert lesson_script.moment(room, lang).say[0].say == w("lesson_lucks.say.gallery", n=40, of=COUNT)
        assert w("lesson_lucks.so_far", n=40, of=COUNT) in room.pages.html[lang][7]
    while crew.lives() and room.lucks.complete < 80:
        answer(crew.lives()[0])
    assert not crew.waiting(lesson_grown.grown), "calm: not twice in a moment"
    room.clock += CALM
    for job in list(crew.lives()):
        answer(job)
    assert drawn(crew) in ([80], [90]) and (room.lucks.shown == 90 or drawn(crew) == [90])
    assert room.lucks.ready and words("en")("lesson_lucks.whole", n=COUNT) in Wall(room, "en").html() and "so far" not in Wall(room, "en").html()


def test_what_needs_no_decision_and_drafts_are_lived_ahead_and_all_ahead_still_wakes_the_page(room, crew):
    room.practise()
    menu = room.game.lesson.menu
    for seat in room.game.seats.values():
        room.game.decide(seat.id, {"ready": menu.ready["by_level" if seat.company else "patient"].plan, "remedy": "none"})
    certain = len(crew.lives())
    wishes = Wishes(room.game, COUNT)
    assert certain and all(CLASS not in arms for arms in wishes.arms.values()), "no decision is known yet"
    room.close_round()
    room.predict()
    assert len(crew.lives()) > certain, "drafts come after what is certain"
    room.open_round()
    for job in list(crew.lives()):
        answer(job)
    found = len(room.lucks.found)
    locked(room, crew, ("patient", "by_level"))
    assert len(room.lucks.found) == found
    waiting = crew.lives()
    assert all(job.args[1] != room.game.place for job in waiting), "of the lesson's own world everything is in; only the teams' futures are left"
    for job in list(waiting):
        answer(job)
    assert drawn(crew)[-1:] == [COUNT] and room.lucks.shown == COUNT
    room.undo()
    assert not room.lucks.shown and len(room.lucks.found) >= found, "a round opened again forgets what was shown, not what was lived"
    locked(room, crew, ("patient", "by_level"))
    assert not crew.lives() and drawn(crew) == [COUNT], "nothing left to wait for, and the page comes all the same"


def test_drafts_nobody_stood_by_are_withdrawn(room, crew):
    room.practise()
    for seat in room.game.seats.values():
        room.game.decide(seat.id, {"ready": room.game.lesson.menu.ready["patient"].plan, "remedy": "none"})
    room.close_round()
    room.predict()
    locked(room, crew)
    wanted = {content_digest(life) for life in Wishes(room.game, COUNT).lives.values()}
    assert {content_digest(life) for job in crew.lives() for life in job.args[3]} <= wanted


def test_a_lost_process_is_tried_again_and_a_fault_is_said_until_it_is_mended(room, crew):
    locked(room, crew)
    room.stage, room.step = REVEAL, 6
    first = crew.lives()[0]
    answer(first, WorkerLost("gone"))
    assert not room.lucks.fault and crew.lives()[-1].args == first.args, "given again"
    answer(crew.lives()[0], ValueError("planted"))
    assert not crew.lives() and "planted" in str(room.lucks.fault[0])
    room._move(REVEAL)  # whatever the teacher does meanwhile, it stays said
    for lang in LANGUAGES:
        assert words(lang)("lesson_lucks.failed") in Wall(room, lang).html() and words(lang)("lesson_lucks.know.failed") in lesson_script.moment(room, lang).know
    room.again()
    assert crew.lives() and not room.lucks.fault
    drained(room, crew, random.Random(3), [])
    assert room.lucks.shown == COUNT


def test_a_fault_after_the_last_simulation_is_said_too(room, crew):
    locked(room, crew)
    room.stage, room.step = REVEAL, 6
    for job in list(crew.lives()):
        answer(job)
    while waiting := crew.waiting(lesson_grown.grown):
        assert words("en")("lesson_lucks.drawing") in Wall(room, "en").html() or room.lucks.shown
        if waiting[0].args[3] == COUNT:
            break
        drawn(crew)
    waiting[0].future.set_exception(RuntimeError("planted in drawing"))
    assert not room.lucks.shown or words("en")("lesson_lucks.stopped", n=room.lucks.shown, of=COUNT) in Wall(room, "en").html()
    assert room.lucks.done == room.lucks.planned and "planted in drawing" in str(room.lucks.fault[0])
    room.again()
    assert drawn(crew) == [COUNT] and not room.lucks.fault
    room.pages = None
    room.lucks.stop([])
    assert not room.can_show(2)


def test_equal_plans_are_one_life_and_live_alike(room):
    """A team's plan, a robot's and a scheme under another name are one life when the same is in force; the numbers say so too."""
    world = engine._world(room.game.place)
    ready = room.game.lesson.menu.ready
    team = Life(("built",), Cast([{"company": [{"ready": ready["growth"].plan, "remedy": "none"}]}]))
    robot = Life(("built",), Cast(robot="growth"))
    other = Life(("built",), Cast([{"company": [{"ready": ready["growth"].plan, "remedy": "team"}]}]))
    rival = load_scheme("company_cx")
    named, renamed = (Life(("built",), Cast(fixed={}, paid={**rival, "name": name})) for name in ("company_cx", "another"))
    keys = [key_of(world, life) for life in (team, robot, other, named, renamed)]
    assert keys[0] == keys[1] and keys[3] == keys[4] and len(set(keys)) == 3
    one, two, three, four, five = engine.under(room.game.place, 11, [team, robot, other, named, renamed])
    assert one == two != three and four == five
    loud = room.game.world
    assert outcomes_of(live(loud, 11, ["built"], team.cast, loud.all_rounds)) == one, "journeys recorded or not: the same outcomes"


def test_what_is_withdrawn_is_only_the_owners_and_only_what_waits():
    crew = Crew(1)  # never started: nothing is taken
    mine, other = [crew.submit("mine", len, ()) for _ in range(2)], crew.submit("other", len, ())
    taken = crew.next_job(False)
    crew.withdraw("mine")
    assert [job.future.cancelled() for job in mine] == [job is not taken for job in mine] and taken in mine and not other.future.cancelled()
    assert crew.next_job(False) is other


def test_parts_with_a_number_of_lucks_of_their_own_do_not_bear_that_of_the_others():
    page = lesson_grown.paged(["dots", "table", f"{lesson_grown.APART}fixes", f"{lesson_grown.APART}pairs"])
    for lucks, line in ((40, words("en")("lesson_lucks.so_far", n=40, of=200)), (200, words("en")("lesson_lucks.whole", n=200))):
        parts = lesson_grown._counted(page, words("en"), lucks, 200).split(lesson_grown.PART)
        assert [line in part for part in parts] == [True, True, False, False]
