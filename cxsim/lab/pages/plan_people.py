"""Tabs of the plan page that simulate: what people would do, another plan beside it, a better plan, the board page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsim.lab import plan_duties
from cxsim.lab.pages.plan_shown import Tab, show
from cxsim.lab.parts import button, choice, folded, number_field, problem_lines, text
from cxsim.lab.plan_box import PlanBox
from cxsim.lab.plan_run import BOARD, COMPARE, IMPROVE
from cxsim.lab.work import CANCELLED, DONE, FAILED, GATHERING, PREPARING

if TYPE_CHECKING:
    from cxsim.desk.plan_file import PlanFile
    from cxsim.lab.frame import Visit

RUNS = {"quick": 10, "normal": 30, "careful": 60}
YEARS = (1, 3, 5, 8)


class People(Tab):
    """The plan simulated, for its own page or the board's: settings, progress, page."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._wanted: dict[int, dict[str, str]] = {}

    def key(self, visit: Visit, box: PlanBox) -> Any:
        run = box.runs.get(self.kind)
        return id(box.old and box.old.looked), visit.lang, None if run is None else (id(run), run.state, run.done, run.left and round(run.left))

    def build(self, visit: Visit, box: PlanBox) -> None:
        from cxsim.lab.pages.plan import file_field

        text(visit.w(f"plan_lab.{self.kind}.title"), "h2")
        text(visit.w(f"plan_lab.{self.kind}.lead"), "p", "hint")
        if self.kind in (BOARD, COMPARE):
            file_field(visit, visit.w(f"plan_lab.{self.kind}.old"), f"old-{self.kind}-file", lambda said: None, old=True)
            if box.old is not None and box.old.looked is not None and box.old.file is None:
                text(visit.w("plan_lab.other_bad", name=box.old.name), "p", "problem").props["role"] = "alert"
                problem_lines(box.old.looked.problems, visit.lang, "line")
            if box.old is not None and box.old.file is not None:
                text(visit.w("plan_lab.backtest.with", name=box.old.name), "p")
        if self.kind == COMPARE and (box.old is None or box.old.file is None):
            return
        if self.kind == IMPROVE:
            self._goal(visit, box)
        self._controls(visit, box)
        self._progress(visit, box)
        run = box.runs.get(self.kind)
        if run is not None and run.state == DONE and run.written is not None:
            if box.own is not None and box.own.file is not None and plan_duties.digest_of(box.own.file) != run.digest:
                text(visit.w("plan_lab.simulate.old"), "p", "problem")
            if run.written.plan is not None:
                found = run.written.plan
                button(visit.w("plan_lab.improve.use"), lambda: box.change(lambda copy: _become(copy, found), visit.lang), "main", "use-found")
            show(visit, box, run.written)

    def _goal(self, visit: Visit, box: PlanBox) -> None:
        from nicegui import ui

        w = visit.w
        wanted = self._words(box)
        with ui.element("div").classes("fields"):
            choice(w("plan_lab.improve.goal"), {key: w(f"plan_lab.improve.{key}") for key in ("cheapest", "best")}, wanted["goal"], lambda goal: wanted.update(goal=goal), "improve-goal")
            number_field(w("plan_lab.improve.reach"), float(wanted["reach"]), lambda value: wanted.update(reach=f"{value or 0:g}"), low=-20, high=20, step=0.5, name="improve-reach")
            number_field(w("plan_lab.improve.within"), float(wanted["within"]), lambda value: wanted.update(within=f"{value or 0:g}"), low=1, high=300, step=5, name="improve-within")

    def _words(self, box: PlanBox) -> dict[str, str]:
        return self._wanted.setdefault(id(box), {"company": "telecom", "years": "5", "runs": "quick", "names": "", "goal": "cheapest", "reach": "0", "within": "100"})

    def _controls(self, visit: Visit, box: PlanBox) -> None:
        from nicegui import ui

        from cxsim.lab.frame import company_name
        from cxsim.study.folders import choices

        w = visit.w
        wanted = self._words(box)
        companies = {name: company_name(name, visit.lang) for name in choices("company") if name != "null_company"}
        with ui.element("div").classes("fields"):
            choice(w("plan_lab.simulate.company"), companies, wanted["company"], lambda name: wanted.update(company=name), "people-company")
            choice(w("plan_lab.simulate.years"), {str(n): str(n) for n in YEARS}, wanted["years"], lambda n: wanted.update(years=n), "people-years")
            choice(w("plan_lab.simulate.runs"), {name: w(f"plan_lab.simulate.{name}") for name in RUNS}, wanted["runs"], lambda name: wanted.update(runs=name), "people-runs")
            button(w("plan_lab.simulate.go"), lambda: box.simulate([*_overrides(wanted), *(_goal_of(wanted) if self.kind == IMPROVE else [])], visit.lang, self.kind), "main", f"{self.kind}-go")
        with folded(w("plan_lab.simulate.names")) as names:
            if wanted["names"].strip():
                names.props["open"] = True
            text(w("plan_lab.simulate.names_hint"), "p", "hint")
            field = ui.element("textarea").on("change", lambda event: wanted.update(names=str(event.args)), js_handler="(event) => emit(event.target.value)")
            field.props["value"] = wanted["names"]
            field.props["rows"], field.props["aria-label"], field.props["data-name"] = 3, w("plan_lab.simulate.names_label"), "people-names"

    def _progress(self, visit: Visit, box: PlanBox) -> None:
        from nicegui import ui

        from cxsim.lab.frame import time_said

        w, run = visit.w, box.runs.get(self.kind)
        if run is None or run.state == DONE:
            return
        said = {PREPARING: w("plan_lab.simulate.preparing"), GATHERING: w("plan_lab.simulate.writing"), CANCELLED: w("plan_lab.simulate.cancelled", done=run.done, planned=run.planned), FAILED: w("plan_lab.failed")}
        line = said.get(run.state) or w("plan_lab.simulate.progress", done=run.done, planned=run.planned)
        line += f" · {w('plan_lab.simulate.left', time=time_said(run.left, w))}" if run.open and run.left else ""
        role = "alert" if run.state == FAILED else "status"
        with ui.element("div").classes(f"progress {run.state}").props(f'role="{role}"'):
            text(line, "p")
            if run.open:
                with ui.element("div").classes("track").props('aria-hidden="true"'):
                    ui.element("div").classes("done").style(f"width:{100 * run.done / max(1, run.planned):.0f}%")
                button(w("plan_lab.simulate.cancel"), box.stop, "small", "people-cancel")
            problem_lines(run.problem, visit.lang, "line")


def _overrides(wanted: dict[str, str]) -> list[str]:
    """What the controls ask for, in the words of the command line; only names of metrics and units are the user's own text."""
    names = [line.strip() for line in wanted["names"].splitlines() if line.strip().startswith(("map.", "unit."))]
    return [f"company={wanted['company']}", f"horizon.years={wanted['years']}", f"study.replications={RUNS[wanted['runs']]}", *names]


def _goal_of(wanted: dict[str, str]) -> list[str]:
    """The goal in the words of the command line: reach in points against the plan as it is, within in % of target bonuses."""
    if wanted["goal"] == "best":
        return ["goal=best", f"within={wanted['within']}%"]
    return ["goal=cheapest", f"reach={float(wanted['reach']):+g}"]


def _become(copy: PlanFile, found: PlanFile) -> None:
    copy.plan, copy.rows = dict(found.plan), {name: [dict(row) for row in rows] for name, rows in found.rows.items()}
