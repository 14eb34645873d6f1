"""What a debrief says of all teams' plans: told apart or not, beside silent rivals, and what each falls short of the best by in several futures."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxsim.lessons.gallery import Gallery, team
from cxsim.lessons.scheme_kind import SCHEME, ready_name
from cxsim.lessons.seating import COMPANY_LETTERS
from cxsim.lessons.world import COMPANY
from cxsim.pay.scheme import Scheme
from cxsim.report import lesson_digits, lesson_pay, lesson_units, numbers, theme
from cxsim.report.figures import galleries as draw
from cxsim.report.figures import narrow_rows as narrow
from cxsim.report.words import raised
from cxsim.study.configuration import load_scheme
from cxsim.study.statistics import CLEAR, FEWEST, NO_INTERVAL, Estimate

OPEN = "open"


class Gallerist:
    """The comparison of all teams in the language of a debrief."""

    def __init__(self, told: Any):
        self.told, self.w, self.lang = told, told.w, told.lang
        self.lead = alike(told.debrief.gallery)  # a plan that several teams chose is one plan: by team, the first that chose it
        self.gallery = once(told.debrief.gallery, self.lead)
        self.asked, self.main = told.lesson.reveal.gallery, told.main
        self.full = self.names = self._names()  # by plan, never shortened

    def _names(self) -> dict[str, str]:
        game, found = self.told.game, {}
        for company in range(game.companies):
            plan = plan_name(game, company, self.w)
            key = "team" if game.companies > 1 else "team_alone"
            letters = [COMPANY_LETTERS[other] for other in range(game.companies) if self.lead[team(other)] == team(company)]
            found[team(company)] = self.w(f"lesson_plan.{key}", letter=", ".join(letters), plan=plan)
        return found | {name: Scheme.from_mapping(load_scheme(name, game.world.config_dir)).label(self.lang) for name in self.asked.rivals}

    @property
    def whole(self) -> Gallery:
        """The numbers; only asked for where there are any."""
        gallery: Gallery = self.gallery
        return gallery

    # ---------------------------------------------------------------- told apart

    def pairs(self) -> dict[tuple[str, str], str]:
        """Every two teams' plans that are not one: clear or open."""
        return {two: CLEAR if size.state == CLEAR else OPEN for two, size in self.whole.pairs(self.main).items()}

    @property
    def shared(self) -> list[str]:
        """Plans that more than one team chose."""
        return [plan for plan in self.whole.teams if list(self.lead.values()).count(plan) > 1]

    def apart(self, plan: str) -> bool:
        """Whether a team's plan can be told from every other plan of a team; of one team alone from any rival."""
        plan = self.lead.get(plan, plan)
        if len(self.whole.teams) > 1:
            own = [state for two, state in self.pairs().items() if plan in two]
            return bool(own) and all(state == CLEAR for state in own)
        return any(size.state == CLEAR for size in self.whole.against_rivals(plan, self.main).values())

    def counts(self, plan: str) -> dict[str, int]:
        """Silent rivals below, above, and not told apart from a plan."""
        sizes = list(self.whole.against_rivals(plan, self.main).values())
        over, under = (sum(size.state == CLEAR and sign * size.mean > 0 for size in sizes) for sign in (1, -1))
        return {"a": over, "b": under, "c": len(sizes) - over - under, "of": len(sizes)}

    def title(self) -> str:
        """The finding of the gallery."""
        outcome, n = self.told.outcome_said(self.main), self.whole.lucks()
        if n < FEWEST:
            return self.w("lesson_plan.gallery.title.few", n=n)
        if len(self.whole.teams) == 1 and self.shared:
            return self.w("lesson_plan.gallery.title.same")
        if len(self.whole.teams) == 1:
            return self.w("lesson_plan.gallery.title.one", outcome=outcome, **self.counts(self.whole.teams[0]))
        states = list(self.pairs().values())
        clear = states.count(CLEAR)
        key = ("different" if self.shared else "all") if clear == len(states) else "some" if clear else "none"
        return self.w(f"lesson_plan.gallery.title.{key}", outcome=outcome, n=clear, of=len(states))

    def said(self) -> list[str]:
        """How many lucks, what cannot be told apart, and a sentence per team."""
        n = self.whole.lucks()
        lines = [self.w("lesson_plan.gallery.lead", n=n)]
        if any(besides(self.told.game, company) for company in self.told.companies):
            lines[0] += " " + self.w("lesson_plan.gallery.besides")
        if self.shared:
            lines.append(self.w("lesson_plan.gallery.same", plans="; ".join(self.full[plan] for plan in self.shared)))
        two = [self.w("lesson_plan.gallery.pair", a=self.full[a], b=self.full[b]) for (a, b), found in self.pairs().items() if found == OPEN] if n >= FEWEST else []
        if two:
            lines.append(self.w("lesson_plan.gallery.open", pairs="; ".join(two), outcome=self.told.outcome_said(self.main), n=n))
        return [*lines, *(self._team(plan) for plan in self.whole.teams)]

    def _team(self, plan: str) -> str:
        outcome, cost = self.whole.level(plan, self.main), self.whole.level(plan, self.asked.cost)
        filled = {"plan": self.full[plan], "outcome": self.told.outcome_said(self.main), "x": self._level(outcome), "y": self._number(cost, self.asked.cost)}
        if outcome.state == NO_INTERVAL:
            return self.w("lesson_plan.gallery.team_few", **filled)
        return self.w("lesson_plan.gallery.team", **filled, xr=self._range(outcome, self.main), yr=self._range(cost, self.asked.cost), **self.counts(plan))

    def _level(self, size: Estimate) -> str:
        """A mean of the outcome plans are compared in, with its unit where one is known."""
        text = self.w.get(f"lesson_plan.level.{self.main}")
        return text.format(x=self._number(size, self.main)) if isinstance(text, str) else self._number(size, self.main)

    def _number(self, size: Estimate, outcome: str) -> str:
        return numbers.number(size.mean, lesson_digits.usual(outcome), self.lang)

    def _range(self, size: Estimate, outcome: str) -> str:
        return numbers.interval(size.lo, size.hi, lesson_digits.usual(outcome), self.lang)

    def figure(self) -> Any:
        """All plans on outcome against cost."""
        marks = [draw.Mark(self.names[plan], _range_of(self.whole.level(plan, self.asked.cost)), _range_of(self.whole.within(plan, self.main)), plan in self.whole.teams, plan in self.whole.teams and self.apart(plan)) for plan in self.whole.plans]
        return draw.gallery(marks, (self.w("lesson_plan.outcome.cost"), raised(self.told.outcome(self.main))), self.lang)

    def narrow(self) -> Any:
        """The same for a narrow page: a row per plan, best first, cost beside its name."""
        sizes = {plan: self.whole.level(plan, self.main) for plan in self.whole.plans}
        rows = [
            narrow.Row(self.names[plan], self.w("lesson_told.narrow.cost", x=self._number(self.whole.level(plan, self.asked.cost), self.asked.cost)), _range_of(self.whole.within(plan, self.main)), self._ink(plan), plan in self.whole.teams, plan in self.whole.teams)
            for plan in sorted(sizes, key=lambda plan: -sizes[plan].mean)
        ]  # fmt: skip
        return narrow.rows([(raised(self.told.outcome(self.main)), rows)], self.w("lesson_told.narrow.axis"), self.lang)

    def _ink(self, plan: str) -> str:
        return theme.CONTEXT if plan not in self.whole.teams else draw.INK if self.apart(plan) else theme.SECONDARY

    # ---------------------------------------------------------------- regret

    def regret_title(self) -> str:
        """How far teams fall short in their worst future."""
        futures = range(len(self.asked.futures))
        found = {plan: [self.whole.regrets(self.main, future)[plan].mean for future in futures] for plan in self.whole.teams}
        worst = {plan: max(values) for plan, values in found.items()}
        least, most = min(worst, key=lambda plan: worst[plan]), max(worst, key=lambda plan: worst[plan])
        if len(worst) > 1 and self._points(worst[least]) == self._points(worst[most]):
            return self.w("lesson_plan.regret.alike", a=self._difference(worst[most]))

        if len(worst) > 1:
            return self.w("lesson_plan.regret.title.many", a=self._points(worst[least]), b=self._difference(worst[most]), plan=self.names[least], other=self.names[most])
        low, high = min(found[least]), worst[least]
        same = self._points(low) == self._points(high)
        return self.w(f"lesson_plan.regret.title.{'one_same' if same else 'one'}", a=self._difference(low) if same else self._points(low), b=self._difference(high))

    def _points(self, value: float) -> str:
        return numbers.number(value, 1, self.lang)

    def _difference(self, value: float) -> str:
        """A shortfall with its unit."""
        return lesson_units.said(self.w, self.main, self._points(value))

    def futures(self) -> list[str]:
        """What each future is, which plan has the highest mean there, and which cannot be told from it."""
        lines = []
        for number, future in enumerate(self.asked.futures):
            best, sizes = self.whole.best(self.main, number), self.whole.regrets(self.main, number)
            others = [self.full[plan] for plan, size in sizes.items() if plan != best and size.state != CLEAR]
            filled = {"label": future.label.of(self.lang), "text": future.text.of(self.lang), "plan": self.full[best]}
            lines.append(self.w("lesson_plan.regret.future_open", **filled, others=self.w.listing(others)) if others else self.w("lesson_plan.regret.future", **filled))
        highest = dict.fromkeys(self.whole.best(self.main, number) for number in range(len(self.asked.futures)))
        return [*lines, *(self._rival(plan) for plan in highest if plan in self.asked.rivals)]

    def _rival(self, plan: str) -> str:
        """What a silent rival pays for and costs: nobody in the room has read its card."""
        scheme = Scheme.from_mapping(load_scheme(plan, self.told.game.world.config_dir))
        cost = self._number(self.whole.level(plan, self.asked.cost), self.asked.cost)
        levels = lesson_pay.of_scheme(scheme, self.w)
        return self.w("lesson_plan.regret.rival" if levels else "lesson_plan.regret.rival_none", plan=self.full[plan], levels="; ".join(levels), y=cost)

    def regret_figure(self) -> Any:
        """A row per plan, a panel per future."""
        sizes = [self.whole.regrets(self.main, future) for future in range(len(self.asked.futures))]
        rows = [(self.names[plan], plan in self.whole.teams, [(_range_of(own[plan]), own[plan].state == CLEAR) for own in sizes]) for plan in self.whole.plans]
        axis = self.w("lesson_plan.regret.axis", outcome=self.told.difference(self.main))
        return draw.regret(rows, [future.label.of(self.lang) for future in self.asked.futures], axis, self.lang)


    def regret_narrow(self) -> Any:
        """The same for a narrow page: a panel per future, one below the other."""
        panels = []
        for number, future in enumerate(self.asked.futures):
            sizes = self.whole.regrets(self.main, number)
            rows = [narrow.Row(self.names[plan], "", _range_of(size), draw.INK if plan in self.whole.teams else theme.SECONDARY, plan in self.whole.teams, size.state == CLEAR) for plan, size in sizes.items()]
            panels.append((future.label.of(self.lang), rows))
        return narrow.rows(panels, self.w("lesson_plan.regret.axis", outcome=self.told.difference(self.main)), self.lang, zero=True)


def alike(gallery: Gallery | None) -> dict[str, str]:
    """By team, the first team whose plan gave the same in every luck of every future: two teams with one plan."""
    found: dict[str, str] = {}
    for plan in gallery.teams if gallery is not None else ():
        found[plan] = next((lead for lead in found.values() if _same(gallery, lead, plan)), plan)  # type: ignore[arg-type]
    return found


def _same(gallery: Gallery, first: str, second: str) -> bool:
    return all(np.array_equal(own[first][name], own[second][name]) for own in gallery.values for name in own[first])


def once(gallery: Gallery | None, lead: dict[str, str]) -> Gallery | None:
    """The comparison with every plan in it once."""
    if gallery is None:
        return None
    teams = list(dict.fromkeys(lead.values()))
    return Gallery(teams, gallery.rivals, [{plan: own[plan] for plan in (*teams, *gallery.rivals)} for own in gallery.values])


def _range_of(size: Estimate) -> draw.Range:
    return size.mean, size.lo, size.hi


def _play(game: Any, company: int) -> dict[str, Any]:
    """What counted for a company: its first seat's play, else the robot's."""
    plays = game.whole(company)[-1].get(COMPANY) if game.closed else None
    robot = game.lesson.robots.policies.get(game.lesson.robots.default)
    return dict(plays[0]) if plays else dict(robot.plays[0]) if robot else {}


def plan_of(game: Any, company: int) -> tuple[str, Any] | None:
    """The decision and the value of a company's plan; None where no plan is decided."""
    return next(((name, value) for name, value in _play(game, company).items() if game.lesson.decisions[name].kind == SCHEME), None)


def besides(game: Any, company: int) -> bool:
    """Whether a company chose something beside pay."""
    return any(decision.options[value].practices for name, value in _play(game, company).items() if (decision := game.lesson.decisions[name]).options)


def plan_name(game: Any, company: int, w: Any) -> str:
    """What a company's plan is called: a ready one by its name."""
    found = plan_of(game, company)
    if found is None:
        return str(w("lesson_plan.own"))
    menu = game.lesson.decisions[found[0]].menu
    ready = ready_name(menu, found[1])
    said = str(menu.ready[ready].label.of(w.lang)) if ready else str(w("lesson_plan.own"))
    return str(w("lesson_plan.besides", plan=said)) if besides(game, company) else said


def found(told: Any) -> dict[str, tuple[str, Any, str]]:
    """Title, figure and caption of gallery and regret; empty in lessons that compare no teams, or without other lucks."""
    if told.debrief.gallery is None:
        return {}
    one, w, gallery = Gallerist(told), told.w, told.debrief.gallery
    pictures = {"gallery": (one.title(), one.figure(), w("lesson_plan.gallery.caption", n=gallery.lucks()))}
    if _futures_known(gallery, one.asked):
        pictures["regret"] = (one.regret_title(), one.regret_figure(), w("lesson_plan.regret.caption", n=gallery.lucks(), m=gallery.lucks(len(gallery.values) - 1)))
    return pictures


def narrow_pictures(told: Any) -> dict[str, Any]:
    """Figures of `found` as a narrow page has them, by the same keys."""
    if told.debrief.gallery is None:
        return {}
    one = Gallerist(told)
    return {"gallery": one.narrow()} | ({"regret": one.regret_narrow()} if _futures_known(told.debrief.gallery, one.asked) else {})


def said(told: Any) -> dict[str, list[str]]:
    """Sentences under both pictures."""
    if told.debrief.gallery is None:
        return {}
    one = Gallerist(told)
    return {"gallery": one.said(), "regret": one.futures() if _futures_known(told.debrief.gallery, one.asked) else []}


def _futures_known(gallery: Gallery, asked: Any) -> bool:
    """Whether every future was lived, under enough lucks for intervals."""
    return gallery.lucks() >= FEWEST and len(gallery.values) == len(asked.futures)
