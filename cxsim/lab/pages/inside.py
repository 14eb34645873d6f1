"""Inside one run: a customer's issue replayed through units and channels, and what a manager saw, believed, was paid for and chose."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from cxsim.lab.draft import SHORT_ID
from cxsim.lab.inside import GROUPS
from cxsim.lab.parts import button, choice, problem_lines, table, text
from cxsim.report import numbers
from cxsim.report.words import raised
from cxsim.study.replay import same_in

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit
    from cxsim.simulation.trace import Decision
    from cxsim.study.replay import Issue, Step

COLOURS = ((-0.35, "#B8501A"), (-0.1, "#DE8F4E"), (0.15, "#E6DDD0"), (0.4, "#8FB7D6"), (9.0, "#1B5E8C"))  # of figures/journey: worst to best
DARK = ("#B8501A", "#1B5E8C")
MOST = 12  # steps that fit a page; longer issues say how many more there are


def build(visit: Visit) -> None:
    """Fill the page."""
    _Inside(visit).build()


class _Inside:
    """The page; it opens the run of what Compare shows, else of the controls."""

    def __init__(self, visit: Visit):
        self.visit, self.w, self.lang = visit, visit.w, visit.lang
        self.inside = visit.session.inside
        self._key: Any = None

    def build(self) -> None:
        from nicegui import ui

        text(self.w("inside.title"), "h1")
        text(self.w("inside.lead"), "p", "lead")
        self._box = ui.element("div")
        self._refresh()
        self.visit.on_news(self._refresh)

    def _draft(self) -> Any:
        session = self.visit.session
        return session.shown.draft if session.shown is not None else session.draft

    def _refresh(self) -> None:
        inside, draft = self.inside, self._draft()
        decisions = inside.decisions.get(inside.seat)
        key = (draft.digest, inside.draft and inside.draft.digest, id(inside.found), tuple(map(str, inside.problem)), inside.scheme, inside.group, inside.place, inside.seat, inside.quarter, bool(decisions))
        if key == self._key:
            return
        self._key = key
        self._box.clear()
        with self._box:
            self._fill(draft)

    def _fill(self, draft: Any) -> None:
        from nicegui import ui

        inside, w = self.inside, self.w
        if inside.draft is None or inside.draft.digest != draft.digest:
            text(w("inside.closed", id=draft.digest[:SHORT_ID]), "p")
            button(w("inside.open"), lambda: inside.open(draft), "main", "open-run")
            return
        if inside.problem:
            with ui.element("div").props('role="alert"'):
                problem_lines(inside.problem, self.visit.lang, "problem")
            return
        if inside.found is None:
            text(w("inside.opening"), "p", "hint").props('role="status"')
            return
        text(w("inside.shows", id=draft.digest[:SHORT_ID], seed=draft.seed), "p", "shows")
        with ui.element("section").classes("card"):
            self._journey()
        with ui.element("section").classes("card").props('id="manager"'):
            self._manager()

    def _names(self) -> dict[str, str]:
        mappings = self.inside.draft.mappings() if self.inside.draft is not None else {}
        return {name: str(mapping["label"][self.lang]) for name, mapping in mappings.items()}

    # ---- one customer

    def _journey(self) -> None:
        from nicegui import ui

        inside, w, issues = self.inside, self.w, self.inside.shown()
        text(w("inside.journey.title"), "h2")
        with ui.element("div").classes("fields"):
            choice(w("inside.scheme"), self._names(), inside.scheme, self._choose_scheme, "inside-scheme")
            choice(w("inside.journey.group"), {group: w(f"inside.journey.groups.{group}") for group in GROUPS}, inside.group, self._choose_group, "inside-group")
        if not issues:
            text(w("inside.journey.none"), "p")
            return
        inside.place = min(inside.place, len(issues) - 1)
        issue = issues[inside.place]
        with ui.element("div").classes("fields"):
            button(w("inside.journey.before"), lambda: self._move(-1), "small", "issue-before")
            text(w("inside.journey.place", n=inside.place + 1, total=len(issues), person=issue.person), classes="field-name")
            button(w("inside.journey.after"), lambda: self._move(1), "small", "issue-after")
        text(self._told(issue), "h3")
        self._timeline(issue)
        for name, other in self._others(issue):
            text(w("inside.journey.other", scheme=self._names()[name]), "h4")
            if other is None:
                text(w("inside.journey.spared"), "p", "hint")
            else:
                text(self._told(other), "p")
                self._timeline(other)
        text(w("inside.journey.note"), "p", "hint")

    def _others(self, issue: Issue) -> list[tuple[str, Issue | None]]:
        found = self.inside.found.issues if self.inside.found is not None else {}
        return [(name, same_in(issues, issue)) for name, issues in found.items() if name != self.inside.scheme]

    def _told(self, issue: Issue) -> str:
        weeks = issue.steps[-1].week - issue.steps[0].week
        end = self.w("inside.journey.solved" if issue.solved else "inside.journey.given_up")
        return self.w("inside.journey.told", steps=len(issue.steps), units=len({step.unit for step in issue.steps}), lost=issue.lost, weeks=weeks, end=end, memory=numbers.number(issue.remembered, 1, self.lang, signed=True))

    def _timeline(self, issue: Issue) -> None:
        from nicegui import ui

        with ui.element("ol").classes("timeline"):
            for step in issue.steps[:MOST]:
                with ui.element("li").classes("lost" if step.lost else ""):
                    self._step(step)
        if len(issue.steps) > MOST:
            text(self.w("inside.journey.more", n=len(issue.steps) - MOST), "p", "hint")

    def _step(self, step: Step) -> None:
        from nicegui import ui

        w = self.w
        colour = next(colour for edge, colour in COLOURS if step.experience <= edge)
        mark = ui.html(escape(numbers.number(step.experience, 1, self.lang, signed=True)), sanitize=False, tag="span").classes("dot")
        mark.style(f"background:{colour};color:{'#fff' if colour in DARK else '#1A1A1A'}")
        said = w(f"inside.journey.step.{'solved' if step.solved else step.activity}", unit=self._unit(step.unit), channel=self._channel(step.channel))
        text(said, "span", "what")
        text(w("inside.journey.week", n=step.week), "span", "hint")
        if step.lost:
            text(w("inside.journey.story_lost"), "span", "problem")
        button(w("inside.journey.why", id=f"Q{step.quarter}-{step.seat}"), lambda _, step=step: self._why(step), "small quiet", label=w("inside.journey.why_label", seat=self._seat(step.seat), n=step.quarter))

    def _why(self, step: Step) -> None:
        from nicegui import ui

        self.inside.seat, self.inside.quarter = step.seat, min(step.quarter, self.inside.found.quarters if self.inside.found else 1)
        with self._box.parent_slot:  # the button asking is about to be drawn anew
            self._changed()
            ui.run_javascript("setTimeout(() => document.getElementById('manager')?.scrollIntoView({block: 'start'}), 200)")

    # ---- one manager

    def _manager(self) -> None:
        from nicegui import ui

        inside, w = self.inside, self.w
        text(w("inside.manager.title"), "h2")
        text(w("inside.manager.lead"), "p", "hint")
        seats = inside.found.seats if inside.found is not None else {}
        with ui.element("div").classes("fields"):
            choice(w("inside.manager.seat"), {name: f"{self._seat(name)} ({w.name('level', level)})" for name, level in seats.items()}, inside.seat, self._choose_seat, "inside-seat")
            button(w("inside.manager.earlier"), lambda: self._quarter(-1), "small", "quarter-less")
            text(w("inside.manager.quarter", n=inside.quarter, year=(inside.quarter - 1) // 4 + 1), classes="field-name")
            button(w("inside.manager.later"), lambda: self._quarter(1), "small", "quarter-more")
        found = inside.want(inside.seat)
        if found is None:
            text(w("inside.manager.opening"), "p", "hint").props('role="status"')
            return
        names = self._names()
        order = [inside.scheme, *[name for name in found if name != inside.scheme]]
        with ui.element("div").classes("side-by-side"):
            for name in order:
                with ui.element("div").classes("decision"):
                    self._decision(names[name], found[name][inside.quarter - 1])

    def _decision(self, scheme: str, decision: Decision) -> None:
        w, lang = self.w, self.lang
        text(scheme, "h3")
        text(self._reason(decision), "p")
        rows = [[(raised(self._measure(one.metric, one.scope)), False), (numbers.number(one.weight_pct, 0, lang), True), (f"{numbers.number(one.forecast, 1, lang)} ±{numbers.number(one.error, 1, lang)}", True), (numbers.number(one.point_eur, 0, lang), True)] for one in decision.seen]
        if rows:
            text(w("inside.manager.saw"), "h4")
            table(w("inside.manager.saw"), [w(f"inside.manager.head.{key}") for key in ("measure", "weight", "forecast", "point")], rows)
        options = sorted(decision.options, key=lambda one: -one.worth_eur)
        text(w("inside.manager.chose"), "h4")
        lines = [[(self._activity(one.activity), False), (numbers.number(one.worth_eur, 0, lang), True), (numbers.number(one.duty_pct, 1, lang), True), (numbers.number(one.before_pct, 1, lang), True), (numbers.number(one.chosen_pct, 1, lang), True)] for one in options]
        table(w("inside.manager.chose"), [w(f"inside.manager.head.{key}") for key in ("activity", "worth", "asked", "before", "chosen")], lines)

    def _reason(self, decision: Decision) -> str:
        w, lang = self.w, self.lang
        if not decision.paid:
            return w("inside.manager.unpaid")
        best = max(decision.options, key=lambda one: one.worth_eur)
        if len(decision.options) == 1:
            return w("inside.manager.reason_one", activity=_lowered(self._activity(best.activity)), worth=numbers.money(best.worth_eur, 0, lang), before=numbers.number(best.before_pct, 1, lang), chosen=numbers.number(best.chosen_pct, 1, lang))
        connect = next((one for one in decision.options if one.activity == "connect"), min(decision.options, key=lambda one: one.worth_eur))
        return w(
            "inside.manager.reason", activity=_lowered(self._activity(best.activity)), worth=numbers.money(best.worth_eur, 0, lang), before=numbers.number(best.before_pct, 1, lang), chosen=numbers.number(best.chosen_pct, 1, lang),
            other=_lowered(self._activity(connect.activity)), other_worth=numbers.money(connect.worth_eur, 0, lang), bonus=numbers.money(decision.target_bonus_eur, 0, lang),
        )  # fmt: skip

    # ---- names

    def _seat(self, name: str) -> str:
        unit, _, channel = name.partition("/")
        if unit.startswith("executive"):
            return f"{self.w.name('level', 'executive')} {unit.partition(' ')[2]}"
        return f"{self._unit(unit)}, {self._channel(channel)}" if channel else self._unit(unit)

    def _unit(self, key: str) -> str:
        units = self._settings()["company"]["units"]
        return str(units[key][f"label_{self.lang}"]) if key in units else key

    def _channel(self, key: str) -> str:
        channels = self._settings()["channels"]
        return _lowered(str(channels[key][f"label_{self.lang}"])) if key in channels else key

    def _activity(self, key: str) -> str:
        activities = self._settings()["behaviour"]["activities"]
        return str(activities[key][f"label_{self.lang}"]) if key in activities else self.w.name("activity", key)

    def _settings(self) -> dict[str, Any]:
        from cxsim.lab.asking import plain_of

        return plain_of(self.inside.draft or self._draft())

    def _measure(self, metric: str, scope: str) -> str:
        name = self.w.name("lint.metric", metric)
        return str(self.w.get(f"lint.scope.{scope}", "{metric}")).format(metric=name)

    # ---- choices

    def _changed(self) -> None:
        self.visit.session.version += 1
        self._refresh()

    def _choose_scheme(self, name: str) -> None:
        self.inside.scheme = name
        self.inside.place = self.inside.start_of(self.inside.group)
        self._changed()

    def _choose_group(self, group: str) -> None:
        self.inside.group = group
        self.inside.place = self.inside.start_of(group)
        self._changed()

    def _move(self, by: int) -> None:
        self.inside.place = min(max(0, self.inside.place + by), len(self.inside.shown()) - 1)
        self._changed()

    def _choose_seat(self, name: str) -> None:
        self.inside.seat = name
        self._changed()

    def _quarter(self, by: int) -> None:
        last = self.inside.found.quarters if self.inside.found is not None else 1
        self.inside.quarter = min(max(1, self.inside.quarter + by), last)
        self._changed()


def _lowered(said: str) -> str:
    return said[:1].lower() + said[1:]


