"""First lines and progress of a command, in the reader's language."""

from __future__ import annotations

from cxsim.report.headlines import compare_head, progress, run_head
from cxsim.study.configuration import load
from cxsim.study.progress import bar_line


def test_a_run_says_what_it_is_about_to_do() -> None:
    assert run_head(load("experiment=tiny")) == "cxsim run | Telecom operator | 400 people | 1 year | Company CX, by seniority"
    finnish = run_head(load("customers.count=12000", "practice=[closed_loop]", "output.lang=fi"))
    assert finnish.startswith("cxsim run | Teleoperaattori | ihmisiä 12 000 | 5 vuotta | Yritystason CX, porrastettu | käytännöt: ")


def test_a_comparison_says_its_size() -> None:
    settings = load("customers.count=20000", "study.schemes=[fixed_pay,company_cx]", "study.replications=7", "output.lang=fi")
    assert compare_head(settings) == "cxsim compare | Teleoperaattori | ihmisiä 20 000 | 5 vuotta | järjestelmiä 2, toistoja 7"


def test_progress_speaks_both_languages() -> None:
    for done, left in ((0, None), (141, 13.0), (200, None)):
        for keeps in (True, False):
            assert progress(done, 200, 31, left, keeps, "en") == bar_line(done, 200, 31, left, keeps)
    line = progress(1400, 2000, 31, 13, True, "fi")
    assert line == "ajot  [##############------]  1 400/2 000   70 %   kulunut 0:31, jäljellä noin 0:13   (Ctrl-C säilyttää 1 400)"
