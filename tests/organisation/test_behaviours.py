"""Decision mechanisms: all registered, all deaf without sensitivity, none chatters, luck keyed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from stand_ins import LEVELS, SCHEMES, company, growth, live, satisfaction, settings

from cxsim.base.errors import InputError
from cxsim.base.registry import MECHANISMS
from cxsim.customers.service import ServiceState
from cxsim.organisation import keyed

NAMES = ("best_response", "adaptive", "trial_and_error", "imitation", "norm")


def everything(organisation):
    return [manager.attention for manager in organisation.managers]


def test_every_mechanism_is_registered():
    assert set(NAMES) <= set(MECHANISMS.names())


def test_unknown_mechanism_names_the_nearest():
    made = settings({"mechanism": "best_respons"})
    with pytest.raises(InputError, match="best_response"):
        company(made, None)


@pytest.mark.parametrize("name", NAMES)
def test_without_sensitivity_every_scheme_gives_the_same_service_to_the_bit(name):
    made = settings(
        {
            "mechanism": name,
            "pay_sensitivity": 0.0,
            "norm": 0.5,
            "crowding_out": 0.15,
            "imitation": 0.3,
            "staff_tie": 0.0,
            "staff_leaving_luck": 0.0,
        }
    )
    reference = ServiceState.reference(made)
    for scheme in (None, *[build() for build in SCHEMES.values()]):
        organisation = company(made, scheme)
        services = live(organisation, years=2, noise=0.05)
        for manager in organisation.managers:
            assert np.array_equal(manager.attention, manager.standing_duty())
        for field, value in vars(ServiceState(**services[-1])).items():
            assert np.array_equal(value, getattr(reference, field)), field


def test_staff_follow_customers_alike_under_every_scheme_without_sensitivity():
    made = settings({"pay_sensitivity": 0.0})
    runs = [live(company(made, build()), years=2, noise=0.05) for build in SCHEMES.values()]
    for services in runs[1:]:
        for one, other in zip(runs[0], services):
            assert np.array_equal(one["quality"], other["quality"])


@pytest.mark.parametrize("name", NAMES)
def test_fixed_pay_keeps_the_reference_job(name):
    organisation = company(settings({"mechanism": name, "exploration": 0.05}), None)
    live(organisation, years=2, noise=0.05)
    assert all(np.array_equal(m.attention, m.standing_duty()) for m in organisation.managers)


@pytest.mark.parametrize("name", NAMES)
def test_every_mechanism_reacts_to_pay_and_stays_within_its_limits(name):
    organisation = company(settings({"mechanism": name, "exploration": 0.02, "imitation": 0.3, "norm": 0.5}), growth())
    live(organisation, years=3, noise=0.05)
    for manager in organisation.front:
        assert np.all(manager.attention >= manager.strain.low - 1e-12)
        assert np.all(np.isfinite(manager.attention))
    assert any(not np.array_equal(m.attention, m.standing_duty()) for m in organisation.front)


def test_growth_pay_moves_work_to_selling_and_touchpoint_pay_to_the_score():
    names = list(settings().behaviour.activities)
    grown, pleased = company(settings(), growth()), company(settings(), satisfaction())
    for organisation in (grown, pleased):
        live(organisation, years=3)
    win, fix, polish = (names.index(name) for name in ("win", "fix", "polish"))
    mean = lambda organisation: np.mean([m.attention for m in organisation.front], axis=0)  # noqa: E731
    assert mean(grown)[win] > 1.2 * 0.22
    assert mean(pleased)[fix] > 1.2 * 0.16
    assert mean(pleased)[polish] > 0.02


@pytest.mark.parametrize("level", LEVELS)
def test_with_one_level_sensitive_only_its_decisions_move(level):
    made = settings({"sensitivity_by_level": {name: float(name == level) for name in LEVELS}})
    organisation = company(made, growth() if level != "executive" else SCHEMES["company_cx"]())
    live(organisation, years=1)
    moved = {m.seat.level for m in organisation.managers if not np.array_equal(m.attention, m.standing_duty())}
    bound = {"unit_head": {"unit_head", "middle_manager", "team_lead"}}  # a head's direction binds the unit
    assert moved == bound.get(level, {level})


def test_choices_settle_without_chatter():
    """Quarterly changes of attention die out under steady numbers and do not alternate in sign."""
    organisation = company(settings({"mechanism": "best_response", "turnover_per_year": 0.0}), SCHEMES["gate"]())
    path = []
    for year in range(6):
        live(organisation, years=1, first=4 * year)
        path.append(np.array([m.attention for m in organisation.front]))
    steps = [np.abs(b - a).max() for a, b in pairwise(path)]
    assert steps[-1] < 0.5 * steps[0]
    assert steps[-1] < 0.05


def test_luck_depends_on_seat_and_time_only():
    one = keyed.generator(1, "trial", "mobile/phone", 3).standard_normal(4)
    keyed.generator(1, "trial", "mobile/web", 3).standard_normal(99)
    assert np.array_equal(one, keyed.generator(1, "trial", "mobile/phone", 3).standard_normal(4))
    assert not np.array_equal(one, keyed.generator(1, "trial", "mobile/phone", 4).standard_normal(4))


def test_mechanisms_draw_nothing_from_each_other():
    """One more unit leaves the tries of the others alone."""
    made = settings({"mechanism": "trial_and_error", "exploration": 0.05, "adherence": 0.0})
    whole = company(made, SCHEMES["satisfaction"]())
    whole.decide(0)
    kept = {m.name: m.attention for m in whole.front}
    del made.company.units["care"]
    fewer = company(made, SCHEMES["satisfaction"]())
    fewer.decide(0)
    for manager in fewer.front:
        assert np.array_equal(manager.attention, kept[manager.name])
