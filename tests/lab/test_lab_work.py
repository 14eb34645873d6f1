"""Runs in the lab: the same digest as a terminal gives, provisional pictures without verdict, cancelling, and answers dropped."""

from __future__ import annotations

import io
import os
import threading
import time
import zipfile
from dataclasses import replace

import pytest

pytest.importorskip("nicegui")

from cxsim.lab import duties
from cxsim.lab.asking import asked, overrides
from cxsim.lab.crew import Crew, WorkerLost
from cxsim.lab.draft import Draft, SchemeDraft
from cxsim.lab.session import Session, Sessions
from cxsim.lab.work import CANCELLED, DONE, FAILED, Work
from cxsim.study import configuration
from cxsim.study.comparison import compare

EDITED = SchemeDraft("unit_growth").with_weight("unit_head", "revenue/unit", 60).with_weight("unit_head", "cx/company", 40)
SMALL = replace(Draft(), customers=300, n=5, schemes=(SchemeDraft("unit_growth"), EDITED))


@pytest.fixture(scope="module")
def finished(crew):
    """A small run, finished, with one scheme edited; its horizon is that of the shipped settings."""
    session = Session(crew)
    session.change(SMALL)
    work = session.run("en")
    until(lambda: not work.open, 300)
    assert work.state == DONE, work.problem
    return session, work


def until(true, seconds=60.0):
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)


def test_the_lab_gives_the_digest_that_its_own_command_gives(finished, tmp_path):
    session, work = finished
    content = duties.config_file(work.asked, duties.command_of(work.asked))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(tmp_path)
    words = packed_words((tmp_path / "command.txt").read_text())
    assert words[:4] == ["cxsim", "compare", "--config-dir", "mine"]
    settings = configuration.load(*words[4:], "workers=1", config_dir=tmp_path / "mine")
    again = compare(settings, config_dir=tmp_path / "mine")
    assert again.digest == session.shown.comparison.digest
    assert content == duties.config_file(work.asked, duties.command_of(work.asked)), "the same result gives the same bytes"


def packed_words(line):
    import shlex

    return shlex.split(line)


@pytest.mark.parametrize(("lang", "title"), [("en", "Provisional: 2 of 5 replications, no verdict yet"), ("fi", "Alustava: toistoja 2, tavoite 5; ei vielä päätelmää")])
def test_a_picture_on_the_way_tells_how_far_and_no_verdict(finished, lang, title):
    _, work = finished
    some = dict(list(work._outcomes.items())[:2])
    passing = duties.passing_of(work.asked, some)
    assert len(passing.question.seeds) == 2 and duties.passing_of(work.asked, {}) is None
    picture = duties.draw_passing(passing, lang)
    assert picture.title == title
    said = picture.alt.removeprefix(f"{title}.")
    assert not any(mark in said for mark in (" kept ", " more ", " less ", "piti", "enemmän", "vähemmän", "±")), "a verdict before its time"
    assert "stroke-dasharray" in picture.wide and picture.rows


def test_the_finding_and_pictures_are_those_of_the_report(finished):
    session, _ = finished
    result = session.shown
    session.want_pictures(result, "en")
    until(lambda: len(result.pictures) == len(duties.FIGURES) and result.answers, 120)
    report = duties.report_file(result.asked, result.comparison, "en", duties.command_of(result.asked)).decode()
    import html

    page = html.unescape(report)
    assert result.answers["en"][0] in page
    for key in ("attention", "pay", "measured", "money"):
        picture = result.pictures["en", key]
        assert picture.title in page and picture.footer in page
        assert f'aria-label="{html.escape(picture.alt, quote=True)}"' in picture.wide and 'role="img"' in picture.narrow
    with zipfile.ZipFile(io.BytesIO(duties.data_file(result.comparison))) as tables:
        assert "differences.csv" in tables.namelist() and "dictionary.csv" in tables.namelist()


def test_customers_revenue_and_bonuses_over_time_end_where_the_runs_end(finished):
    """The last quarter of what is worked out from quarters is what the summaries of the runs say."""
    from cxsim.report.figures import course
    from cxsim.report.view import View

    comparison = finished[0].shown.comparison
    table = course._worked_out(View(comparison, "en"))
    last = table[table["quarter"] == table["quarter"].max()].set_index(["scheme", "metric"])["mean"]
    runs = comparison.runs[comparison.runs["seed"].isin(comparison.question.seeds)]
    for metric, column in (("customers_pct", "customers_change_pct"), ("revenue_to_date_eur", "revenue_eur"), ("bonus_to_date_eur", "bonus_eur")):
        wide = runs.pivot_table(index="seed", columns="scheme", values=column)
        for scheme in comparison.question.others:
            assert last[scheme, metric] == pytest.approx((wide[scheme] - wide[comparison.baseline]).mean(), abs=1e-6), (scheme, metric)
    chart = course.further(View(comparison, "fi"))
    assert len(chart.figure.axes) == len(course.MORE) and not chart.empty


def test_an_answer_to_settings_no_longer_asked_for_is_dropped(finished, crew):
    session, _ = finished
    shown, version = session.shown, session.version
    other = Work(replace(SMALL, seed=9), crew, "en", session.deliver)
    other.state, other.result = DONE, "an answer nobody asked for any more"
    session.deliver(other)
    assert session.shown is shown and session.version == version
    session.change(replace(SMALL, seed=2))
    assert session.outdated and session.shown.draft == SMALL, "the picture keeps the settings it was made with"
    session.undo()
    assert not session.outdated


def test_cancelling_takes_under_a_second_and_says_how_far_it_was(crew):
    session = Session(crew)
    session.change(replace(SMALL, customers=20_000, n=40))
    work = session.run("en")
    until(lambda: work.done >= 1, 120)
    before = set(crew.processes())
    started = time.monotonic()
    session.cancel()
    assert work.state == CANCELLED and time.monotonic() - started < 1.0
    assert 1 <= work.done < 40 and session.shown is None
    done = work.done
    quiet = crew.submit("somebody else", os.getpid)
    assert quiet.future.result(timeout=60) not in (None, os.getpid()), "the next one is served"
    time.sleep(0.3)
    assert work.state == CANCELLED and work.done == done and before


def test_a_worker_that_dies_is_replaced_and_the_job_told(crew):
    job = crew.submit("x", os._exit, 3)
    with pytest.raises(WorkerLost):
        job.future.result(timeout=60)
    assert crew.submit("x", os.getpid).future.result(timeout=60)


def test_owners_take_turns_and_urgent_jobs_need_not_wait():
    order, crew = [], Crew(1, None)
    a = [crew.submit("a", time.sleep, 0) for _ in range(3)]
    b = crew.submit("b", time.sleep, 0)
    urgent = crew.submit("c", time.sleep, 0, urgent=True)
    for _ in range(5):
        order.append(crew.next_job(urgent_only=False))
    assert order[0] is urgent and order.index(b) < order.index(a[1]), "who came second waits for one job, not for all of the first"
    assert crew._take(urgent_only=True) is None


def test_what_the_configuration_refuses_is_told_not_raised(crew):
    session = Session(crew)
    session.change(replace(SMALL, schemes=(SchemeDraft("unit_growth"), SchemeDraft("unit_growth").with_pool(-5))))
    work = session.run("en")
    until(lambda: not work.open)
    assert work.state == FAILED and "rate_pct" in "\n".join(work.problem)


def test_sessions_share_nothing_but_workers(crew):
    sessions = Sessions(crew)
    one, two = sessions.of("one"), sessions.of("two")
    one.change(replace(Draft(), seed=5))
    assert two.draft == Draft() and two.version == 0 and sessions.of("one") is one
    for number in range(150):
        sessions.of(f"more {number}")
    assert len(sessions) <= 100 and sessions.of("more 149").draft == Draft()


def test_closing_ends_every_process():
    crew = Crew(1, None)
    crew.start()
    crew.submit("x", os.getpid).future.result(timeout=60)
    pids = crew.processes()
    assert pids
    crew.close()
    until(lambda: not any(_alive(pid) for pid in pids), 10)
    assert not [thread for thread in threading.enumerate() if thread.name == "lab-slot" and thread.is_alive() and crew.next_job(False)]


def _alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_overrides_are_those_of_the_command_line():
    draft = replace(Draft(), practices=("closed_loop",), seed=4)
    settings = configuration.load(*overrides(draft))
    mine = asked(draft).settings
    assert (settings.seed, settings.practice, settings.customers, settings.company) == (mine.seed, mine.practice, mine.customers, mine.company)
