"""Rule 5: what people live through and what a questionnaire says of it are two things, joined in one direction only."""

from __future__ import annotations

import ast
import inspect

import numpy as np
import pytest
from small_world import INSENSITIVE, MEASURED_ONLY, columns_that_differ, lived, lived_model, ran, scheme, small

from cxsim.customers import ledger as book
from cxsim.customers import surveys
from cxsim.customers.ledger import Ledger
from cxsim.customers.service import ServiceState

SURVEYS = {
    "fewer answer": ("survey.response_base=0.05",),
    "everybody answers": ("survey.response_base=1.0",),
    "noisy ratings": ("survey.rating_noise=6", "survey.score_noise=5"),
    "no noise": ("survey.rating_noise=0", "survey.score_noise=0"),
    "begging pays more": ("survey.inflated_points=6", "behaviour.polish_base=0.5"),
    "more are asked": ("survey.touchpoint_share=1.0", "survey.journey_share=1.0"),
    "answers come late": ("survey.delay_weeks=30",),
    "style of answering": ("customers.style_sd=3",),
}
MEASURED = {
    *("score_answers", "score_sum", "promoters", "detractors"),
    *("journey_answers", "journey_sum", "unit_score_answers", "unit_score_sum"),
    *("rating_invited", "rating_answers", "rating_sum", "rating_inflated", "box_top"),
}
EVERY_COUNT = (*book.WEEK, *book.UNIT, *book.TOUCH, *book.PAIR, *book.LADDER, *book.TOPBOX)
TRUE_OUTCOMES = ("customers_kept_pct", "true_cx", "touchpoint_true", "journey_true", "profit_before_bonus_eur", "rough_share", "fcr")
MEASURED_OUTCOMES = ("measured_cx", "csat", "journey_measured", "nps")


@pytest.mark.parametrize("words", SURVEYS.values(), ids=SURVEYS)
def test_surveys_change_what_is_measured_and_nobody(words):
    """With managers deaf to pay, another questionnaire moves measured numbers and not one byte of a customer."""
    plain, other = small(INSENSITIVE), small(INSENSITIVE, *words)
    models = [lived_model(settings, scheme("unit_satisfaction")) for settings in (plain, other)]
    assert columns_that_differ(*(model.population.columns.people for model in models)) <= {MEASURED_ONLY}
    runs = [ran(INSENSITIVE, "scheme=unit_satisfaction", *more) for more in ((), words)]
    for name in TRUE_OUTCOMES:
        assert runs[0].summary[name] == runs[1].summary[name], name
    if "delay" not in words[0]:
        assert any(runs[0].summary[name] != runs[1].summary[name] for name in MEASURED_OUTCOMES)
    for table in ("weekly", "books", "flows"):
        assert getattr(runs[0], table).equals(getattr(runs[1], table)), table


@pytest.mark.parametrize("words", SURVEYS.values(), ids=SURVEYS)
def test_the_digest_of_customers_is_deaf_to_surveys(words):
    """The digest of customers is of what they lived, so another questionnaire leaves it as it was."""
    assert ran(INSENSITIVE, *words).customers_digest == ran(INSENSITIVE).customers_digest


def test_another_scale_changes_nobody():
    """Level and slope of the questionnaires are no part of anybody's life.

    Staff are kept deaf to customers here: what they feel is told on the questionnaire's scale.
    """
    words = (INSENSITIVE, "behaviour.staff_tie=0")
    other = ran(*words, "survey.rating_level=5", "survey.score_level=4", "survey.rating_slope=1")
    assert other.customers_digest == ran(*words).customers_digest
    assert other.summary["csat"] != ran(*words).summary["csat"]


def test_being_asked_more_often_changes_nobody():
    """Whether a customer is asked once a year or every month leaves no trace but the answer."""
    asked = [lived(small(f"survey.relationship_rate={rate}"), 52) for rate in (0, 1, 10)]
    for population, _ in asked[1:]:
        assert columns_that_differ(population.columns.people, asked[0][0].columns.people) <= {MEASURED_ONLY}
    assert Ledger(asked[2][1], asked[2][0].layout).score_answers.sum() > 10


def test_begging_moves_only_the_columns_of_answers():
    """Every answer begged for, at touchpoints and in the company survey: true counts stay to the last digit."""
    settings = small()
    shape = ServiceState.reference(settings).inflate.shape
    plain, rows = lived(settings, 52)
    begged, more = lived(settings, 52, inflate=np.ones(shape), inflate_company=1.0)
    assert columns_that_differ(plain.columns.people, begged.columns.people) <= {MEASURED_ONLY}
    one, other = Ledger(rows, plain.layout), Ledger(more, plain.layout)
    moved = {name for name in EVERY_COUNT if not np.array_equal(getattr(one, name), getattr(other, name))}
    assert moved <= MEASURED
    assert {"rating_sum", "rating_inflated", "score_sum"} <= moved
    assert other.rating_sum.sum() / other.rating_answers.sum() > one.rating_sum.sum() / one.rating_answers.sum()


def test_polishing_pays_when_measured_and_helps_nobody():
    """Managers who beg for answers lift the measured scores above the true ones, and no customer is better off."""
    honest, polished = (ran(INSENSITIVE, f"behaviour.polish_base={share}", "survey.response_base=0.9") for share in (0.0, 0.9))
    assert polished.summary["satisfaction_gap"] > honest.summary["satisfaction_gap"] + 3
    assert polished.summary["touchpoint_true"] == honest.summary["touchpoint_true"]
    assert polished.summary["customers_kept_pct"] == honest.summary["customers_kept_pct"]


def test_true_experience_moves_loyalty():
    """The other half of the rule: with better encounters more people are kept, whatever is measured."""
    settings = small("customers.count=3000", "survey.response_base=0")
    reference = ServiceState.reference(settings)
    kept = []
    for change in (-0.2, 0.0, 0.2):
        population, _ = lived(settings, 104, quality=np.clip(reference.quality + change, 0, 1))
        kept.append(population.kept())
    assert kept[0] < kept[1] < kept[2]


def test_pay_follows_the_measured_score():
    """With ordinary managers the questionnaire does matter: it is what they are paid for."""
    plain, harder = (ran("scheme=unit_satisfaction", f"survey.rating_noise={noise}") for noise in (2.4, 6.0))
    assert not plain.payouts["award_cents"].equals(harder.payouts["award_cents"])
    assert plain.customers_digest != harder.customers_digest


def test_questionnaires_write_to_the_ledger_and_the_last_answer_only():
    """In the code of surveys a person is read, and only `last_answer` is ever written."""
    for node in ast.walk(ast.parse(inspect.getsource(surveys))):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        for target in targets:
            if isinstance(target, ast.Attribute):
                assert (target.value.id, target.attr) == ("person", MEASURED_ONLY)
