"""What can be looked at of an open plan, one class each: what makes it be drawn anew, and how it is drawn."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from cxsim.lab import plan_duties
from cxsim.lab.pages.plan_people import People
from cxsim.lab.pages.plan_shown import Tab, framed, outside, ready, show
from cxsim.lab.parts import button, choice, folded, link, problem_lines, stepper, table, text
from cxsim.lab.plan_box import PlanBox
from cxsim.lab.plan_duties import ZIP
from cxsim.lab.plan_run import BOARD, COMPARE, IMPROVE, SIMULATE
from cxsim.report import numbers
from cxsim.report.words import raised

if TYPE_CHECKING:
    from cxsim.desk.plan_file import PlanFile
    from cxsim.lab.frame import Visit


MOST_SAID = 90  # letters of a finding in a list to choose from


class Findings(Tab):
    """Findings of the linter; each can be accepted with a reason, which makes a new version."""

    def build(self, visit: Visit, box: PlanBox) -> None:
        from nicegui import ui

        w, looked = visit.w, box.own.looked if box.own else None
        text(w("plan_lab.findings.title"), "h2")
        if looked is None or not looked.findings:
            text(w("plan_lab.findings.none"), "p")
            return
        head = "".join(f'<th scope="col">{escape(w(f"plan_lab.findings.{key}"))}</th>' for key in ("rule", "severity", "finding"))
        head += f'<th scope="col">{escape(w("plan_lab.cell"))}</th>'
        rows = [f'<tr><td>{escape(row["rule"])}</td><td class="sev {escape(row["key"])}">{escape(row["severity"])}</td><td>{escape(row["what"])}</td><td>{escape(row["where"])}</td></tr>' for row in looked.findings]
        ui.html(f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>", sanitize=False).classes("scroll").props(f'tabindex="0" role="region" aria-label="{w("plan_lab.findings.title")}"')
        self._accept(visit, box)

    def _accept(self, visit: Visit, box: PlanBox) -> None:
        from nicegui import ui

        w = visit.w
        rows = [row for row in box.own.looked.findings if not row["silenced"] and row["key"] != "open"] if box.own and box.own.looked else []
        said = {row["rule"]: f"{row['rule']}: {row['what']}"[:MOST_SAID] for row in reversed(rows)}
        open_rules = list(dict.fromkeys(row["rule"] for row in rows))
        if not open_rules:
            return
        with folded(w("plan_lab.findings.accept")):
            text(w("plan_lab.findings.hint"), "p", "hint")
            wanted = {"rule": open_rules[0], "reason": ""}
            with ui.element("div").classes("fields"):
                choice(w("plan_lab.findings.rule"), {rule: said[rule] for rule in open_rules}, open_rules[0], lambda rule: wanted.update(rule=rule), "accept-rule")
                with ui.element("label").classes("field"):
                    text(w("plan_lab.findings.reason"), classes="field-name")
                    field = ui.element("input").on("change", lambda event: wanted.update(reason=str(event.args)), js_handler="(event) => emit(event.target.value)")
                    field.props["type"], field.props["maxlength"], field.props["data-name"] = "text", 300, "accept-reason"
                button(w("plan_lab.findings.save"), lambda: self._save(visit, box, wanted), "small", "accept")
            self._missing = ui.element("div").props('role="alert"')

    def _save(self, visit: Visit, box: PlanBox, wanted: dict[str, str]) -> None:
        if wanted["reason"].strip():
            box.change(lambda file: _silence(file, **wanted), visit.lang)
            return
        self._missing.clear()
        with self._missing:
            text(visit.w("plan_lab.findings.no_reason"), "p", "problem")


def _silence(file: PlanFile, rule: str, reason: str) -> None:
    silenced = list(file.plan.get("silenced") or [])
    file.plan["silenced"] = [*silenced, rule]
    before, told = str(file.plan.get("silence_reason") or ""), f"{rule}: {reason.strip()}"
    file.plan["silence_reason"] = f"{before}; {told}" if before else told


class Weights(Tab):
    """Weights and target bonuses on a copy; a new version when they are used."""

    def build(self, visit: Visit, box: PlanBox) -> None:
        from nicegui import ui

        from cxsim.report.desk.findings import Speaker

        w, file = visit.w, box.own.file if box.own else None
        if file is None:
            return
        say, parts = Speaker(file, visit.lang), file.sheet("components")
        self._weights = {number: float(row.get("weight_pct") or 0) for number, row in enumerate(parts)}
        self._targets = {number: float(row.get("target_bonus_pct") or 0) for number, row in enumerate(file.sheet("levels"))}
        self._sums: dict[str, Any] = {}
        text(w("plan_lab.weights.title"), "h2")
        text(w("plan_lab.weights.lead"), "p", "hint")
        for number, row in enumerate(file.sheet("levels")):
            level = str(row["level"])
            with ui.element("section").classes("group"):
                text(say.level(level), "h3")
                for place, part in enumerate(parts):
                    if str(part.get("level")) == level:
                        self._line(visit, file, place, say.measure(f"{part['metric']}/{part['scope']}"), say.level(level))
                self._sums[level] = text(self._sum_said(visit, file, level), "p", "hint")
                self._sums[level].props["role"] = "status"
                self._target(visit, number, say.level(level))
        self._problem = ui.element("div").props('role="alert"')
        button(w("plan_lab.weights.apply"), lambda: self._apply(visit, box, say), "main", "weights-apply")

    def _total(self, file: PlanFile, level: str) -> float:
        return sum(self._weights[place] for place, part in enumerate(file.sheet("components")) if str(part.get("level")) == level)

    def _sum_said(self, visit: Visit, file: PlanFile, level: str) -> str:
        return f"{visit.w('plan_lab.weights.sum')}: {numbers.percent(self._total(file, level), 1, visit.lang)}"

    def _weigh(self, visit: Visit, file: PlanFile, place: int, value: float | None) -> None:
        self._weights[place] = value or 0.0
        level = str(file.sheet("components")[place].get("level"))
        self._sums[level].set_content(escape(self._sum_said(visit, file, level)))

    def _line(self, visit: Visit, file: PlanFile, place: int, measure: str, level: str) -> None:
        from nicegui import ui

        w = visit.w
        with ui.element("div").classes("line-of"):
            text(raised(measure), classes="field-name")
            named = {"measure": measure, "level": level}
            stepper(w("plan_lab.weights.field", **named), w("plan_lab.weights.less", **named), w("plan_lab.weights.more", **named), self._weights[place], lambda value: self._weigh(visit, file, place, value), f"weight-{place}")

    def _target(self, visit: Visit, number: int, level: str) -> None:
        from nicegui import ui

        w, said = visit.w, visit.w("plan_lab.weights.target")
        with ui.element("div").classes("line-of"):
            text(said, classes="field-name")
            stepper(w("plan_lab.weights.target_field", level=level), w("plan_lab.weights.less", measure=said, level=level), w("plan_lab.weights.more", measure=said, level=level), self._targets[number], lambda value: self._targets.update({number: value or 0.0}), f"target-{number}")

    def _apply(self, visit: Visit, box: PlanBox, say: Any) -> None:
        file = box.own.file if box.own else None
        if file is None:
            return
        lines = []
        for row in file.sheet("levels"):
            level = str(row["level"])
            total = self._total(file, level)
            if file.components_of(level) and str(file.value("normalise_weights")) == "no" and abs(total - 100) > 1e-9:
                lines.append(visit.w("plan_lab.weights.unsound", level=say.level(level), sum=numbers.number(total, 1, visit.lang)))
        self._problem.clear()
        with self._problem:
            for line in lines:
                text(line, "p", "problem")
        if not lines:
            weights, targets = dict(self._weights), dict(self._targets)
            box.change(lambda copy: _weigh(copy, weights, targets), visit.lang)


def _weigh(file: PlanFile, weights: dict[int, float], targets: dict[int, float]) -> None:
    for sheet, column, values in (("components", "weight_pct", weights), ("levels", "target_bonus_pct", targets)):
        for number, row in enumerate(file.sheet(sheet)):
            row[column] = int(values[number]) if values[number] == int(values[number]) else values[number]


class Pay(Tab):
    """What it pays for the scorecard: by level, by code, and a worked example step by step."""

    def __init__(self) -> None:
        self._level: dict[int, str] = {}

    def key(self, visit: Visit, box: PlanBox) -> Any:
        level = self._of(box)
        made = [box.made.get((kind, visit.lang)) for kind in ("pay", f"stairs {level}")]
        return visit.lang, level, [one.state if one else None for one in made]

    def build(self, visit: Visit, box: PlanBox) -> None:
        w, lang, file = visit.w, visit.lang, box.own.file if box.own else None
        if file is None:
            return
        text(w("plan_lab.pay.title"), "h2")
        made = box.want("pay", lang, plan_duties.pay, file)
        if not ready(visit, made):
            return
        from cxsim.report.desk.findings import Speaker

        say = Speaker(file, lang)
        rows = [[(say.level(level), False), (str(people), True), (_eur(target, lang), True), (_eur(award, lang), True), ("–" if share is None else numbers.number(share, 1, lang), True)] for level, people, target, award, share in made.written.levels]
        table(w("plan_lab.pay.title"), [w(f"plan_lab.pay.{key}") for key in ("level", "people", "target", "award", "payout")], rows)
        with folded(w("plan_lab.pay.by_code")):
            text(w("plan_lab.pay.by_code_hint"), "p", "hint")
            people = [[(code, False), (say.level(level), False), (_eur(award, lang), True), (_eur(cash, lang), True)] for code, level, award, cash in made.written.people]
            table(w("plan_lab.pay.by_code"), [w(f"plan_lab.pay.{key}") for key in ("code", "level", "award", "cash")], people)
        self._stairs(visit, box, say)

    def _of(self, box: PlanBox) -> str:
        """The level whose example is shown: the one chosen, else the first of the plan."""
        names = box.own.file.level_names if box.own is not None and box.own.file is not None else []
        chosen = self._level.get(id(box), "")
        return chosen if chosen in names else names[0] if names else ""

    def _stairs(self, visit: Visit, box: PlanBox, say: Any) -> None:
        from nicegui import ui

        w, lang, file = visit.w, visit.lang, box.own.file if box.own else None
        if file is None:
            return
        level = self._of(box)
        with ui.element("section").classes("card"):
            text(w("plan_lab.pay.example"), "h3")

            def choose(name: str) -> None:
                self._level[id(box)] = name
                visit.session.version += 1

            choice(w("plan_lab.pay.choose"), {name: say.level(name) for name in file.level_names}, level, choose, "stairs-level")
            made = box.want(f"stairs {level}", lang, plan_duties.staircase, file, level, lang)
            if ready(visit, made):
                rows = [[(what, False), (how, False), (result, True), (rule, False)] for what, how, result, rule in made.written]
                table(w("plan_lab.pay.example"), [w(f"plan_lab.pay.{key}") for key in ("what", "how", "result", "rule")], rows)


class Framed(Tab):
    """A page written by a worker, shown inside this one."""

    def __init__(self, kind: str):
        self.kind = kind

    def key(self, visit: Visit, box: PlanBox) -> Any:
        made = box.made.get((self.kind, visit.lang))
        return visit.lang, made.state if made else None, id(box.old)

    def build(self, visit: Visit, box: PlanBox) -> None:
        made = box.want(self.kind, visit.lang)
        if ready(visit, made):
            show(visit, box, made.written)


class Backtest(Framed):
    """Earlier years, under an older plan too when one is opened."""

    def build(self, visit: Visit, box: PlanBox) -> None:
        from cxsim.lab.pages.plan import file_field

        w, file = visit.w, box.own.file if box.own else None
        text(w("plan_lab.backtest.title"), "h2")
        if file is None or not file.sheet("history"):
            text(w("plan_lab.backtest.none"), "p")
            return
        text(w("plan_lab.backtest.lead"), "p", "hint")
        file_field(visit, w("plan_lab.backtest.old"), "old-file", lambda said: None, old=True)
        if box.old is not None:
            if box.old.file is None:
                for problem in box.old.looked.problems if box.old.looked else []:
                    problem_lines([problem], visit.lang, "problem")
                return
            text(w("plan_lab.backtest.with", name=box.old.name), "p")
            super().build(visit, box)

    def key(self, visit: Visit, box: PlanBox) -> Any:
        looked = id(box.old.looked) if box.old is not None else None
        return super().key(visit, box), looked


class Letters(Framed):
    """Letters by level, HTML to look at and Word to edit."""

    def build(self, visit: Visit, box: PlanBox) -> None:
        from nicegui import ui

        w = visit.w
        text(w("plan_lab.letters.title"), "h2")
        text(w("plan_lab.letters.hint"), "p", "hint")
        made = box.want(self.kind, visit.lang)
        if not ready(visit, made):
            return
        with ui.element("ul"):
            for title, name in made.written.pages:
                with ui.element("li"):
                    outside(link(title, box.address(made.written, name)))
                    text(" · ")
                    link(w("plan_lab.letters.word"), box.address(made.written, name.replace(".html", ".docx"))).props["download"] = True
        link(w("plan_lab.download"), box.address(made.written, ZIP), "button small").props["download"] = True
        framed(visit, made.written.pages[0][0], box.address(made.written, made.written.pages[0][1]))


def _eur(value: float, lang: str) -> str:
    return numbers.number(value, 2, lang)


TABS: dict[str, Tab] = {
    "findings": Findings(), "weights": Weights(), "pay": Pay(), "cost": Framed(plan_duties.COST), "backtest": Backtest(plan_duties.BACKTEST),
    "people": People(SIMULATE), "compare": People(COMPARE), "improve": People(IMPROVE), "letters": Letters(plan_duties.LETTERS), "board": People(BOARD),
}  # fmt: skip
