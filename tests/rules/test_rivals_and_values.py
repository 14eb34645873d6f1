"""Several firms in one market: nobody is two firms' customer, reputations pull, copying is paying alike; and sustainability."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from small_world import scheme

import cxsim
from cxsim.base.checks import check
from cxsim.base.errors import InputError
from cxsim.base.streams import stream_key
from cxsim.customers.columns import CUSTOMER
from cxsim.customers.rivalry import NOBODY, mean_loyalty, owners
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import US, in_contest, open_market, shares_of, warm_up
from cxsim.simulation.run import run_schemes
from cxsim.study.configuration import load

TWO, THREE = "rival=[neighbour]", "rival=[neighbour,newcomer]"


@cache
def small(*overrides):
    """Settings of 300 people, one year after one year of warm-up, composed whole: a rival's scheme is filled in then."""
    return load("experiment=tiny", "customers.count=300", *overrides)


@cache
def ran(*overrides):
    """A finished run, shared by tests."""
    return cxsim.run(small(*overrides))


def market(*overrides):
    """A market at the end of its warm-up, ours under unit growth pay."""
    settings = small(*overrides)
    return open_market(settings, Scheme.from_mapping(scheme("unit_growth")), warm_up(settings))


@pytest.mark.parametrize("rivals", [TWO, THREE])
def test_nobody_is_the_customer_of_two_firms(rivals):
    found = market(rivals)
    for _ in range(4):
        found.step()
        statuses = np.array([firm.population.columns.view("status") for firm in found.firms])
        assert ((statuses == CUSTOMER).sum(axis=0) <= 1).all()


def test_who_is_away_cannot_join_and_who_is_free_looks_at_one_firm():
    found = market(THREE)
    found.step()
    people = [firm.population for firm in found.firms]
    before = owners(people)
    found._meet()
    away = np.array([firm.columns.view("away") for firm in people])
    assert (away.sum(axis=0) == len(people) - 1).all(), "everybody is in reach of exactly one firm"
    here = np.argmin(away, axis=0)
    assert (here[before != NOBODY] == before[before != NOBODY]).all()
    for firm in found.firms:
        firm.step()
    after = owners(people)
    joined = (before == NOBODY) & (after != NOBODY)
    assert joined.any() and (after[joined] == here[joined]).all()


def test_customers_are_divided_at_birth_as_the_sizes_say():
    settings = small("rival=[newcomer]", "customers.count=20000", "rival.newcomer.size=0.25")
    ours, theirs = shares_of(settings)
    assert ours == pytest.approx(0.95 * 0.8) and theirs == pytest.approx(0.95 * 0.2)
    firms = market("rival=[newcomer]", "customers.count=20000", "horizon.warmup_years=1").firms
    share = firms[0].warm.start_customers / sum(firm.warm.start_customers for firm in firms)
    assert abs(share - 0.8) < 0.03


def test_joining_and_leaving_stay_in_balance_when_few_are_free():
    """In the market of a firm alone the free join at rate r; with less of them free they must join as much sooner."""
    settings = small(TWO)
    own, alone = in_contest(settings, 0), settings
    flow = [m.market.return_per_week * (1 - taken) / taken for m, taken in ((alone, alone.business.start_share), (own, 0.95))]
    assert flow[0] == pytest.approx(flow[1])


def test_the_same_person_has_the_same_temper_everywhere():
    firms = market(TWO).firms
    for name in ("prior", "frailty", "issue_prob", "talk"):
        one, other = (firm.population.columns.view(name) for firm in firms)
        assert (one == other).all(), name
    assert firms[0].settings.seed != firms[1].settings.seed, "but luck of managers and demand is each firm's own"
    assert firms[1].settings.seed == stream_key(firms[0].settings.seed, "rival", "neighbour") % 2**63


def test_a_rival_whose_customers_are_happier_pulls_on_ours():
    found = market(TWO)
    rival = found.firms[1].population
    known = mean_loyalty(rival)[0]
    rival.columns.people["good_slow"] += 2.0
    found._meet()
    settings = found.firms[0].settings
    slope = settings.customers.readings[settings.customers.reading].loyalty_slope
    gain = mean_loyalty(rival)[0] - known
    assert gain > 0.1 and found.firms[0].rivals_pull == pytest.approx(settings.market.reputation_weight * slope * gain, abs=1e-8)
    assert found.firms[1].rivals_pull == 0.0, "ours has not changed"


def test_a_strong_pull_drives_customers_away():
    lost = {}
    for pull in (-1.0, 0.0, 1.0):
        settings = small("customers.count=3000")
        model = open_market(settings, Scheme.from_mapping(scheme("unit_growth")), warm_up(settings)).firms[0]
        model.rivals_pull = pull
        for _ in range(4):
            model.step()
        lost[pull] = sum(int(rows[:, 1].sum()) for rows in model.history.rows)
    assert lost[-1.0] < 0.8 * lost[0.0] and lost[1.0] > 1.3 * lost[0.0]


def test_a_rival_that_copies_from_the_start_pays_as_we_do():
    own = ran(TWO, "rival.neighbour.scheme=company_cx", "scheme=company_cx")
    copying = ran(TWO, "rival.neighbour.copies_after_years=0", "scheme=company_cx")
    assert own.digest == copying.digest and set(copying.firms["scheme"]) == {"company_cx"}


def test_a_rival_that_follows_changes_in_its_year():
    found = market(TWO, "rival.neighbour.copies_after_years=1", "rival.neighbour.scheme=company_cx", "horizon.years=2")
    names = []
    for _ in range(6):
        found.step()
        names.append(found.firms[1].scheme.name)
    assert names == ["company_cx"] * 4 + ["unit_growth"] * 2
    run = ran(TWO, "rival.neighbour.copies_after_years=1", "rival.neighbour.scheme=company_cx", "horizon.years=2", "scheme=unit_growth")
    theirs = run.firms[run.firms["firm"] == "neighbour"]
    assert list(theirs["scheme"]) == ["company_cx"] * 4 + ["unit_growth"] * 4


def test_a_rivals_pay_reaches_its_managers_and_not_ours():
    one, other = (ran(TWO, f"rival.neighbour.scheme={name}", "scheme=unit_growth") for name in ("unit_growth", "unit_satisfaction"))
    theirs = [run.rivals["neighbour"].managers["attention_win"].mean() for run in (one, other)]
    assert theirs[1] < theirs[0] - 0.01
    assert one.managers["attention_win"].iloc[0] == other.managers["attention_win"].iloc[0]


def test_the_table_of_firms_adds_up():
    run = ran(THREE, "scheme=unit_growth")
    firms = run.firms
    assert list(firms["firm"].unique()) == [US, "neighbour", "newcomer"]
    assert firms.groupby("quarter")["share_pct"].sum().to_numpy() == pytest.approx(100.0)
    assert (firms.groupby("quarter")["won"].sum() == firms.groupby("quarter")["lost"].sum()).all() and firms["won"].sum() > 0
    assert run.summary["market_share_pct"] == pytest.approx(firms[firms["firm"] == US]["share_pct"].iloc[-1])
    assert set(run.rivals) == {"neighbour", "newcomer"} and len(run.rivals["newcomer"].weekly) == len(run.weekly)


def test_without_rivals_there_is_no_contest():
    run = ran("scheme=unit_growth")
    assert run.firms.empty and run.rivals == {} and "market_share_pct" not in run.summary


def test_schemes_of_ours_meet_the_same_rival_at_the_start():
    runs = run_schemes(small(TWO), {name: scheme(name) for name in ("unit_growth", "company_cx")})
    first = [run.rivals["neighbour"].weekly["customers"].iloc[0] for run in runs.values()]
    assert first[0] == first[1]


def test_practices_of_ours_are_not_a_rivals_but_the_world_is_everybodys():
    theirs = in_contest(small(TWO, "practice=[closed_loop,rising_standards]"), 1)
    assert list(theirs.practice) == ["rising_standards"]


BAD = [
    (["rival=[neighbor]"], "did you mean: neighbour"),
    ([TWO, "rival.neighbour.scheme=unit_grwth"], "did you mean: unit_growth"),
    ([TWO, "rival.neighbour.size=0"], "out of range"),
    ([TWO, "rival.neighbour.copies_after_years=-1"], "out of range"),
    ([TWO, "business.start_share=1"], "leaves no balance for rivals"),
    (["+rival.us.scheme=unit_growth"], "rival.us"),
]


@pytest.mark.parametrize(("overrides", "message"), BAD, ids=[" ".join(words) for words, _ in BAD])
def test_a_wrong_rival_is_named(overrides, message):
    with pytest.raises(InputError) as fault:
        load(*overrides)
    assert message in str(fault.value)


# ---------------------------------------------------------------- sustainability


def test_sustainability_counts_for_those_who_care_and_for_nobody_else():
    words = ("practice=[sustainability]", "practice.sustainability.ramp_years=0", "practice.sustainability.build_speed=1")
    plain = ran("scheme=unit_growth")
    nobody = ran(*words, "customers.sustainability_share=0", "scheme=unit_growth")
    assert nobody.customers_digest == plain.customers_digest
    everybody = ran(*words, "customers.sustainability_share=1", "customers.sustainability_weight=0.3", "scheme=unit_growth")
    assert everybody.summary["true_cx"] > plain.summary["true_cx"] + 1.0


def test_the_practice_and_its_opposite_cancel():
    together = ran("practice=[sustainability,sustainability_expected]", *(
        f"practice.{name}.{field}=1" for name in ("sustainability", "sustainability_expected") for field in ("ramp_years", "build_speed")
    ), "scheme=unit_growth")  # fmt: skip
    assert together.customers_digest == ran("scheme=unit_growth").customers_digest


@pytest.mark.parametrize("theirs", ["unit_growth", "company_cx"])
def test_where_pay_is_ignored_no_scheme_of_any_firm_reaches_a_customer(theirs):
    """The one chain holds between firms too: reputations come from customers, and customers from what managers do."""
    deaf = small(TWO, "behaviour=insensitive", f"rival.neighbour.scheme={theirs}")
    runs = run_schemes(deaf, {name: scheme(name) for name in ("fixed_pay", "unit_growth", "unit_satisfaction")})
    digests = {(run.customers_digest, run.rivals["neighbour"].customers_digest) for run in runs.values()}
    reference = ran(TWO, "behaviour=insensitive", "scheme=unit_growth")
    assert digests == {(reference.customers_digest, reference.rivals["neighbour"].customers_digest)}


def test_threads_cannot_be_seen_beside_a_rival():
    words = (TWO, "customers.count=5000", "scheme=unit_growth")
    assert ran(*words).digest == ran(*words, "threads=3").digest


def test_more_units_than_a_record_holds_are_refused():
    settings = load()
    units = {f"part_{k}": replace(settings.company.units["mobile"], label_en=f"P{k}", label_fi=f"O{k}") for k in range(9)}
    with pytest.raises(InputError, match="has too many entries"):
        check(replace(settings, company=replace(settings.company, units=units)))


def test_settings_of_one_firm_alone_are_left_as_they_are():
    settings = small()
    assert in_contest(settings, 0) is settings
    assert replace(settings, rival={}) == settings


def test_who_leaves_us_looks_around_before_coming_back():
    """Otherwise half of those who leave early in a quarter would be back before any rival had a word."""
    found = market(TWO, "customers.count=3000")
    ours = found.firms[0].population
    before = ours.columns.view("status") == CUSTOMER
    found.step()
    gone = before & (ours.columns.view("left") < 2**30) & (ours.columns.view("status") != CUSTOMER)
    assert gone.sum() > 20 and (ours.columns.view("away")[gone] == 1).all()
    assert not (before & (ours.columns.view("joined") >= ours.week - 13)).any(), "nobody left and came back within the quarter"
