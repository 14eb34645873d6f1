"""Line of sight measured: the nudge moves ten points, the own result answers to the own activity, more people share less."""

from __future__ import annotations

import numpy as np
import pytest
from plans import example

from cxsim.desk.dynamic.nudge import POINTS, people_per_seat, shifted, sights
from cxsim.desk.dynamic.simulate import asked, translated

SMALL = ["customers.count=500", "horizon.warmup_years=1", "study.replications=3", "workers=1"]


@pytest.mark.parametrize("place", [0, 3])
def test_a_nudge_moves_ten_points_and_no_more(place):
    attention = np.array([0.3, 0.2, 0.1, 0.25])
    moved = shifted(attention, place)
    assert moved.sum() == pytest.approx(attention.sum())
    assert moved[place] - attention[place] == pytest.approx(POINTS)
    assert (np.delete(moved, place) < np.delete(attention, place)).all()


def test_someone_alone_with_an_activity_gains_it():
    assert shifted(np.array([0.05]), 0) == pytest.approx([0.15])


def test_own_results_answer_to_own_work_and_company_results_hardly():
    request = asked({"plan": example()}, SMALL)
    found = {(one.level, one.measure): one for one in sights(translated(request)["plan"], request.settings)}
    assert found["unit_head", "cost/unit"].activity == "cut"
    assert found["middle_manager", "revenue/unit"].activity == "win"
    assert found["middle_manager", "csat/touchpoint"].sight > 3 * abs(found["middle_manager", "cx/company"].sight)


def test_what_a_seat_moves_is_shared_by_its_people():
    """Eight team leads of U1 share its four touchpoints; two heads share the seat of one; four of five executives have one each."""
    crowded = example()
    heads = [row for row in crowded.rows["staff"] if row["level"] == "unit_head"]
    crowded.rows["staff"] += [{**row, "person_id": f"{row['person_id']}-twin"} for row in heads]
    made = translated(asked({"plan": crowded}, SMALL))["plan"]
    assert people_per_seat(made, "team_lead", "mobile") == 2
    assert people_per_seat(made, "unit_head", "mobile") == 2
    assert people_per_seat(made, "executive", "") == 1
