"""The compiled core against its plain twin: the same luck must give the same people, counts, cents and journeys."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from twin_book import Book
from twin_luck import FreeLuck
from twin_market import Market

import cxsim
from cxsim.base.schema import Settings
from cxsim.customers.columns import CUSTOMER
from cxsim.customers.eventlog import FIELDS
from cxsim.customers.ledger import Layout
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState

COMPANIES = ("telecom", "retailer", "bank", "null_company")
SCENARIOS = 24

# Drawn uniformly between these ends, part by part of the settings; rates are high, so that much happens in little time.
WIDE = {
    "customers": {
        "sustainability_share": (0.0, 1.0), "sustainability_weight": (0.0, 0.5),
        "bad_weight": (1.0, 3.0), "fast_half_life": (1.0, 20.0),
        "bad_fade_ratio": (0.2, 1.5), "tell_good": (0.1, 1.0), "tell_bad": (0.1, 1.0), "heard_weight": (0.0, 1.5),
        "talk_threshold": (0.0, 0.8), "join_talk_slope": (0.0, 1.0), "network_rewired": (0.0, 0.5), "severe_share": (0.1, 0.9),
        "urgent_share": (0.0, 0.6), "give_up": (0.02, 0.6), "give_up_if_urgent": (0.2, 2.0), "web_goes_on": (0.0, 1.0),
        "retry": (0.2, 1.0), "offer_regret": (0.1, 1.0), "offer_accept_base": (-2.0, 2.0), "voice_base": (-1.0, 3.0),
        "memory_end_share": (0.0, 1.0), "solve_assisted": (-2.0, 2.0), "solve_self_service": (-2.0, 1.0), "habit_step": (0.0, 0.5),
        "self_service_repeat": (-2.0, 2.0), "smooth_handoff_share": (0.0, 0.6), "routine_works": (0.0, 4.0), "memory_noise": (0.0, 0.5),
    },
    "business": {
        "start_share": (0.3, 0.9), "issue_rate": (2.0, 14.0), "routine_rate": (3.0, 20.0), "outside_leave": (0.0, 0.3), "renewal_base": (-1.0, 2.0),
        "choose_base": (-1.0, 2.0), "dropout_base": (-5.0, -1.0), "basket_sigma": (0.0, 1.0),
    },
    "journeys": {"cross_unit_share": (0.0, 1.0), "issue_factor": (0.2, 2.0), "routine_factor": (0.2, 2.0), "handoff_cost": (0.0, 2.0)},
    "survey": {
        "touchpoint_share": (0.2, 1.0), "journey_share": (0.2, 1.0), "relationship_rate": (1.0, 8.0), "response_base": (0.2, 1.0),
    },
    "market": {
        "join_per_week": (0.0, 0.05), "return_per_week": (0.0, 0.05), "join_bundle": (0.0, 1.0), "outside_offer": (-0.5, 0.5),
        "improvement_per_year": (-0.5, 0.5),
    },
}  # fmt: skip


@cache
def company(name: str) -> Settings:
    """The settings of a built-in company; read only."""
    return cxsim.load(f"company={name}")


def varied(part: object, ends: dict, dice: random.Random) -> object:
    """A settings group with some of its numbers drawn anew."""
    chosen = {name: dice.uniform(*pair) for name, pair in ends.items() if dice.random() < 0.7}
    return replace(part, **chosen)


def scenario(number: int) -> tuple[Settings, random.Random]:
    """Settings of a small market that nobody would want to live in, and the dice for what follows."""
    dice = random.Random(number)
    settings = company(COMPANIES[number % len(COMPANIES)])
    parts = {name: varied(getattr(settings, name), ends, dice) for name, ends in WIDE.items()}
    parts["customers"] = replace(
        parts["customers"], count=dice.randint(60, 300), network_neighbours=dice.choice([0, 2, 6, 16]),
        reading=dice.choice(list(settings.customers.readings)),
    )  # fmt: skip
    if dice.random() < 0.3:
        parts["business"] = replace(parts["business"], subscription=True, transaction=True)
    if dice.random() < 0.4:
        parts["rival"] = cxsim.load("rival=[neighbour]").rival
    parts["output"] = replace(settings.output, journeys_logged=dice.choice([0, 40, 1000]))
    return replace(settings, **parts, seed=dice.randrange(2**60)), dice


def some_service(settings: Settings, dice: random.Random) -> ServiceState:
    """Any service at all: every number of the reference drawn anew."""
    numbers = np.random.default_rng(dice.randrange(2**32))
    reference = ServiceState.reference(settings)
    drawn = {item.name: np.round(numbers.random(getattr(reference, item.name).shape), 3)
             for item in fields(reference) if isinstance(getattr(reference, item.name), np.ndarray)}  # fmt: skip
    drawn["deflect"] = 2.0 * drawn["deflect"] - 1.0
    drawn["steer"] = 4.0 * drawn["steer"] - 2.0
    values = dict(sustainability=dice.choice([0.0, dice.uniform(-1.0, 1.0)]))
    times = dict(values, standard=dice.uniform(-0.1, 0.2), loud_bad=dice.choice([0.0, dice.random()]), loud_good=dice.choice([0.0, dice.random()]))
    scalars = dict(times, asked=dice.uniform(0.0, 3.0), join=dice.uniform(0.5, 2.0), talk_good=dice.uniform(0.5, 2.0), inflate_company=dice.random())
    return replace(reference, **drawn, **scalars)


def both(
    settings: Settings, services: list[tuple[int, ServiceState]], away: float = 0.0, rivals: float = 0.0, **how: bool
) -> tuple[Population, np.ndarray, Market]:
    """The core and the twin after the same weeks: (core, its ledger rows, twin).

    `away` is the share of outsiders who are with a rival, `rivals` what rivals draw with.
    """
    core = Population(settings)
    outside = core.columns.view("status") != CUSTOMER
    core.columns.view("away")[:] = outside & (np.arange(outside.size) % 100 < 100 * away)
    twin = Market(settings, core.columns.copy(), **how)
    rows = [core.live(weeks, service, rivals) for weeks, service in services]
    for weeks, service in services:
        twin.live(weeks, service, rivals)
    return core, np.concatenate(rows), twin


def assert_same_rows(core: np.ndarray, twin: Book) -> None:
    """Every count and cent of every week."""
    other = twin.rows()
    wrong = [(int(week), twin.columns[column], int(core[week, column]), int(other[week, column]))
             for week, column in np.argwhere(core != other)]  # fmt: skip
    assert not wrong, f"(week, count, core, twin): {wrong[:8]}"


def assert_same_people(core: Population, twin: Market) -> None:
    """Every column of everybody, to the bit."""
    people, others = core.columns.people, twin.records()
    for name in people.dtype.names:
        one, other = people[name], others[name]
        wrong = sorted({int(place[0]) for place in np.argwhere(one != other)})
        assert one.tobytes() == other.tobytes(), (name, wrong[:5], one[wrong[:5]], other[wrong[:5]])
    assert np.array_equal(core.columns.heard, twin.heard())
    assert np.array_equal(core.columns.wake, others["wake"])
    assert core.stock() == twin.true_index()


def assert_same_journeys(core: Population, twin: Market) -> None:
    """Every event of the recorded people, in the same order within a person."""
    assert not core.log_full
    events = np.concatenate(core.log_rows) if core.log_rows else np.zeros((0, len(FIELDS)))
    assert np.array_equal(by_person(events), by_person(twin.book.events()))


def by_person(events: np.ndarray) -> np.ndarray:
    """Events person by person; those of a person stay in order."""
    return events[np.argsort(events[:, 0], kind="stable")]


def assert_same(core: Population, rows: np.ndarray, twin: Market) -> None:
    """All that can be compared."""
    assert_same_rows(rows, twin.book)
    assert_same_people(core, twin)
    assert_same_journeys(core, twin)


@pytest.mark.parametrize("number", range(SCENARIOS))
def test_core_and_twin_agree_to_the_bit(number):
    """Two or three stretches of weeks, each under a service of its own."""
    settings, dice = scenario(number)
    services = [(dice.randint(9, 22), some_service(settings, dice)) for _ in range(dice.randint(2, 3))]
    assert_same(*both(settings, services, away=dice.choice([0.0, 0.6]), rivals=dice.choice([0.0, dice.uniform(-1.0, 1.0)])))


@pytest.mark.parametrize("name", COMPANIES)
def test_core_and_twin_agree_on_the_companies_as_they_are(name):
    """Settings untouched, reference service, more than a year so that everybody has renewed."""
    settings = replace(company(name), customers=replace(company(name).customers, count=150), seed=11)
    assert_same(*both(settings, [(60, ServiceState.reference(settings))]))


def test_core_and_twin_agree_at_the_edge_of_a_town():
    """A second town of forty people, whose ties lead to people who do not exist."""
    settings, dice = scenario(0)
    settings = replace(
        settings,
        customers=replace(settings.customers, count=2048 + 40, network_neighbours=6),
        business=replace(settings.business, start_share=0.5),
    )
    assert_same(*both(settings, [(6, some_service(settings, dice))]))


def test_the_order_of_visits_does_not_matter():
    """Shuffled within every week, the twin comes to the same numbers."""
    settings, dice = scenario(4)
    assert_same(*both(settings, [(26, some_service(settings, dice))], shuffled=True))


def test_bad_talk_keeps_people_away_and_good_talk_draws_them():
    """Items heard count with their sign: once a difference of unsigned bytes made one warning twelve recommendations."""
    settings, _ = scenario(0)
    settings = replace(
        settings,
        customers=replace(settings.customers, count=2000, join_talk_slope=1.0),
        business=replace(settings.business, start_share=0.0),
        market=replace(settings.market, join_per_week=0.05),
    )
    joined = {}
    for mood, heard in {"good": (1, 0), "none": (0, 0), "bad": (0, 1)}.items():
        core = Population(settings)
        core.columns.heard[:] = np.array(heard)[:, None]
        joined[mood] = core.live(1, ServiceState.reference(settings))[0, 0]
    assert joined["bad"] < 0.6 * joined["none"]
    assert joined["good"] > 1.8 * joined["none"]


def test_a_unit_nobody_needs_is_crossed_to_by_nobody():
    """One unit with needs and one without: no handoffs, however tangled the journeys are."""
    settings, dice = scenario(0)
    units = {
        name: replace(unit, need_share=float(place == 1))
        for place, (name, unit) in enumerate(settings.company.units.items())
    }
    tangled = replace(settings.journeys, cross_unit_share=1.0)
    settings = replace(settings, company=replace(settings.company, units=units), journeys=tangled)
    core, rows, twin = both(settings, [(13, some_service(settings, dice))])
    assert_same(core, rows, twin)
    layout = Layout(len(units), len(settings.channels))
    assert (rows[:, layout.touch : layout.pair] != 0).any()
    assert rows[:, layout.pair : layout.ladder].sum() == 0


def test_the_scenarios_reach_every_count():
    """Agreement means something only where something happened: no kind of count stays at zero throughout."""
    seen: set[str] = set()
    for number in range(4):
        settings, dice = scenario(number)
        market = Market(settings, Population(settings).columns)
        market.live(26, some_service(settings, dice))
        seen |= {entry[0] for week in market.book.weeks for entry, amount in week.items() if amount}
    assert {column[0] for column in market.book.columns} == seen


def test_free_luck_gives_the_same_kind_of_world():
    """The twin on an ordinary generator, for comparisons of speed, is the same model with other luck."""
    settings, dice = scenario(0)
    settings = replace(settings, customers=replace(settings.customers, count=600))
    service = some_service(settings, dice)
    core = Population(settings)
    twin = Market(settings, core.columns.copy(), FreeLuck(5), stored=float)
    issues = core.live(26, service)[:, twin.book.columns.index(("issues",))].sum()
    twin.live(26, service)
    assert twin.book.rows()[:, twin.book.columns.index(("issues",))].sum() == pytest.approx(issues, rel=0.15)
