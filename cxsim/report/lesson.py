"""What a debrief says of a game: every sentence and table computed from that game's numbers, whichever way they come out."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from cxsim.lessons.comparisons import ARMS, CLASS, OTHER, SAME
from cxsim.lessons.debrief import Debrief
from cxsim.lessons.form import BARE, DESIGNS, INTERVAL, NUMBER, YES_NO
from cxsim.lessons.game import ROBOT
from cxsim.lessons.outcomes import AT, measured
from cxsim.lessons.predictions import NO, YES
from cxsim.lessons.seating import COMPANY_LETTERS
from cxsim.lessons.telling import of_change
from cxsim.lessons.twins import Group, twins
from cxsim.report import (
    assumptions,
    lesson_alike,
    lesson_decided,
    lesson_digits,
    lesson_other,
    lesson_pay,
    lesson_units,
    lesson_unseen,
    lesson_verdict,
    numbers,
)
from cxsim.report.figures import lessons as draw
from cxsim.report.lesson_companies import answer, letters, line_names, marks, others, title, way
from cxsim.report.lesson_gallery import Gallerist
from cxsim.report.lesson_notes import kind_of_round
from cxsim.report.words import raised, words
from cxsim.study.canonical import plain
from cxsim.study.configuration import as_mapping
from cxsim.study.statistics import CLEAR, NO_INTERVAL, Estimate, estimate_family

PATH = {"per_100": 1.0, "true_cx": 1.0, "profit": 1e-3}
COLUMNS = {"per_100": "per_100", "true_cx": "true_cx", "profit": "profit_after_bonus_eur"}
MOST_BARS = 10


class Told:
    """A debrief in one language."""

    def __init__(self, debrief: Debrief, lang: str):
        self.debrief, self.lang, self.w = debrief, lang, words(lang)
        self.game, self.lesson = debrief.game, debrief.game.lesson
        self.main = self.lesson.reveal.outcomes[0]
        self.companies = range(self.game.companies)

    @cached_property
    def groups(self) -> list[Group]:
        """Companies that did the same, in the order in which they are told."""
        return twins(self.game)

    @property
    def leads(self) -> list[int]:
        """A company of each group."""
        return lesson_alike.leads(self)

    def number(self, value: float, places: int = 1, signed: bool = False) -> str:
        """A number as this language writes it."""
        return numbers.number(value, places, self.lang, signed)

    def company(self, company: int) -> str:
        """What a company is called."""
        return self.w("lesson.company", letter=COMPANY_LETTERS[company]) if self.game.companies > 1 else self.game.world.settings.company.label_en

    def unit(self, name: str) -> str:
        """What a unit is called."""
        return str(getattr(self.game.world.settings.company.units[name], f"label_{self.lang}"))

    def outcome(self, name: str) -> str:
        """An outcome with its unit."""
        base, _, number = name.partition(AT)
        said = self.w.get(f"lesson.outcome.{base}") or self.w.name("metric", base)
        return f"{said}, {self.w(f'lesson.round.{self.round_kind}', n=number)}" if number else said

    def outcome_said(self, name: str) -> str:
        """An outcome without its unit, inside a sentence."""
        base, _, number = name.partition(AT)
        said = self.w.get(f"lesson.said.{base}") or self.w.name("metric_said", base)
        return f"{said}, {self.w(f'lesson.round.{self.round_kind}', n=number)}" if number else said

    def difference(self, name: str) -> str:
        """A difference of an outcome with its unit."""
        return lesson_units.difference(self.w, name, self.outcome(name)) if AT not in name else self.outcome(name)

    @property
    def round_kind(self) -> str:
        """year, half or design."""
        return kind_of_round(self.lesson)

    def facts(self) -> str:
        """Who played, and how much of it was people's."""
        sources = lesson_decided.sources(self.game)
        count = {name: sources.count(name) for name in ("person", "typed", "repeated", "robot")}
        key = "lesson.facts_one" if self.game.companies == 1 else "lesson.facts"
        return self.w(key, people=self.game.people, companies=self.game.companies, rounds=self.game.world.rounds, seed=self.game.seed, person=count["person"] + count["typed"], repeated=count["repeated"], robot=count["robot"])

    # ---------------------------------------------------------------- 1 bonus, 2 company

    def bonus(self, company: int) -> dict[str, Any]:
        """Sentence and table of bonuses, paid and as the other plan would have paid the same decisions."""
        table = lesson_pay.by_rank(self.debrief.bonus(company))
        own = table[table["level"] == "middle_manager"] if (table["level"] == "middle_manager").any() else table
        paid, other = float(own["paid"].mean()), float(own["other"].mean())
        kind = "same" if np.allclose(table["paid"], table["other"]) else "even" if self.number(paid, 0) == self.number(other, 0) else "more" if other > paid else "less"
        said = self.w.sentence(f"lesson.bonus.{kind}", a=self.number(paid, 0), b=self.number(other, 0), other=self.other)
        if not self.plans_differ:
            wide = table.pivot(index="level", columns="year", values="paid").reindex(table["level"].unique())
            head = [self.w("lesson.bonus.level"), *(self.w("lesson.round.year", n=year) for year in wide.columns)]
            return {"said": said, "rows": [[self.w.name("level", level), *(self.number(value, 0) for value in values)] for level, values in zip(wide.index, wide.to_numpy())], "head": head, "left": 1}
        rows = [[str(row.year), self.w.name("level", row.level), self.number(row.paid, 0), self.number(row.other, 0)] for row in table.itertuples()]
        return {"said": said, "rows": rows, "head": [*(self.w(f"lesson.bonus.{key}") for key in ("year", "level", "paid")), self.w("lesson_other.column", other=self.other)], "left": 2}

    def course(self, company: int) -> list[str]:
        """What became of customers and their experience."""
        table = self.debrief.path(company)
        first, last = self.debrief.start(company), float(table["true_cx"].iloc[-1])
        return [
            self.w("lesson.path.customers", company=lesson_alike.name(self, company), x=self.number(float(table["per_100"].iloc[-1])), kept=self.number(float(table["kept_pct"].iloc[-1]))),
            self.w(f"lesson.path.cx.{way(last - first, of_change(self.debrief, company).size)}", company=lesson_alike.name(self, company), a=self.number(first), b=self.number(last)),
        ]

    def path_title(self) -> str:
        """The finding: of the one company, or of each."""
        return title(self)

    def path(self) -> Any:
        """The figure of the company's course."""
        panels = {name: {arm: [(self.debrief.path(company, arm)[column] * PATH[name]).tolist() for company in (self.leads if arm == CLASS else (0,))] for arm in ARMS} for name, column in COLUMNS.items()}
        legend = line_names(self)
        span = "half" if self.round_kind == "half" else "year"
        axes = {name: self.w(f"lesson.axis.profit.{span}" if name == "profit" else f"lesson.axis.{name}") for name in PATH}
        return draw.path(panels, {"per_100": 100.0, "true_cx": self.debrief.start(0)}, axes, legend, self.w(f"lesson.rounds.{span}"), lesson_other.turns(self.game, self.w), self.lang, lesson_alike.ends(self), lambda line, above: self.w("lesson.arm.under", line=line, above=above))

    def arm(self, arm: str) -> str:
        """What a life is called; robots of the lesson's own by their names."""
        policies, terms = self.lesson.robots.policies, self.lesson.robots
        name = {SAME: terms.same, OTHER: terms.other}.get(arm, "")
        return policies[name].label.of(self.lang) if name in policies else self.w(f"lesson.arm.{arm}", other=self.other)

    @property
    def other(self) -> str:
        """The plan that the class's own is held against, by its name in quotes."""
        return lesson_other.name(self.lesson, self.game.world.clock, self.w)

    def other_title(self) -> str:
        """The title of page 5."""
        return self.w("lesson.section.others") if self.policy else self.w("lesson.section.other", other=self.other)

    def played(self) -> list[str]:
        """Which plans were played and which is held against them."""
        return [line for line in [lesson_other.played(self.game, self.w)] if line]

    def years_said(self) -> list[str]:
        """In which years both plans are one, and which were lived on."""
        return [line for line in (lesson_other.alike(self.game, self.w), lesson_other.lived_on(self.game, self.w)) if line]

    # ---------------------------------------------------------------- 3 what no seat saw

    def designs(self) -> list[list[str]]:
        """Every design of every company against the first robot: company, design, difference of the main outcome with its interval. Empty in other lessons."""
        numbered, last = self.game.design_rounds(), self.game.world.rounds
        if self.lesson.play != DESIGNS or not self.debrief.repeats or len(numbered) < 2:
            return []
        found = {(company, number): self.debrief.repeats[company] if number == last else self.debrief.designs[company, number] for company in self.companies for number in numbered}
        sizes = {key: own.estimate(self.main, SAME, CLASS) for key, own in found.items()}
        places, rows = lesson_digits.of(self.main, *sizes.values()), dict[int, list[list[str]]]()
        for (company, number), size in sizes.items():
            alike = not np.any(found[company, number].difference(self.main, SAME, CLASS))
            text = numbers.number(size.mean, places, self.lang, signed=True)
            range_ = "–" if size.state == NO_INTERVAL else numbers.interval(size.lo, size.hi, places, self.lang, signed=True)
            rows.setdefault(company, []).append([self.w("lesson.round.design", n=number), self.w("lesson.designs.same") if alike else text, "" if alike else range_])
        return [[name, *row] for name, own in lesson_alike.merged(self, rows) for row in own]

    def rough(self, company: int = 0) -> str:
        """How often information was lost, first and last round."""
        table = self.debrief.path(company)
        first, last = float(table["rough_pct"].iloc[0]), float(table["rough_pct"].iloc[-1])
        span = self.w(f"lesson.path.span.{'half' if self.round_kind == 'half' else 'year'}")
        return self.w(f"lesson.path.rough.{way(round(last) - round(first))}", span=span, a=self.number(first, 0), b=self.number(last, 0))

    # ---------------------------------------------------------------- 4 predictions

    def predictions(self) -> Any:
        """Histogram of everything sealed with what happened in each company; None without predictions."""
        if not any(self._histograms(guesses) for guesses in self.game.guesses.values()):
            return None
        panels = []
        for name, asked in self._histograms(self.known()).items():
            values = [guesses[name]["value"] for guesses in self.game.guesses.values() if name in guesses]
            outcome = marks(self, name)
            if asked.kind == NUMBER:
                bars = min(MOST_BARS, max(4, len(values)))
                seats = np.histogram(values, bars, (asked.low, asked.high))[0].tolist()
                panels.append((asked.ask.of(self.lang), [], seats, asked.low, asked.high, outcome))
                continue
            options = [YES, NO] if asked.kind == YES_NO else list(asked.options)
            labels = [self.w(f"lesson.predictions.{key}") if asked.kind == YES_NO else asked.options[key].of(self.lang) for key in options]
            panels.append((asked.ask.of(self.lang), labels, [values.count(key) for key in options], 0.0, float(len(options)), outcome))
        return draw.predictions(panels, self.w("lesson.predictions.axis"), self.w("lesson.predictions.number"), self.lang) if panels else None

    def known(self) -> dict[str, Any]:
        """Questions whose outcome is known: all of them where everything was lived."""
        return dict(self.lesson.predictions)

    def _histograms(self, named: dict[str, Any]) -> dict[str, Any]:
        """Predictions that are drawn as bars: all but intervals."""
        return {name: one for name, one in named.items() if self.lesson.predictions[name].kind != INTERVAL}

    def foretold(self) -> list[tuple[str, str]]:
        """Every question with what happened in each company."""
        sealed = {name for guesses in self.game.guesses.values() for name in guesses}  # intervals that were sealed are told with their hits
        told = [name for name, asked in self.lesson.predictions.items() if asked.kind != INTERVAL or name not in sealed]
        return [(self.lesson.predictions[name].ask.of(self.lang), self.w("lesson.predictions.outcome", x=answer(self, name))) for name in told]

    def best(self) -> str:
        """Who was nearest, by seat; empty without complete predictions. The worst is never named."""
        found = self.debrief.forecasters()
        return self.w("lesson.predictions.best", seat=self.game.seats[next(iter(found))].name.of(self.lang)) if found else ""

    # ---------------------------------------------------------------- 5 and 6

    @property
    def policy(self) -> str:
        """Suffix of words where robots of the lesson's own are compared, not plans."""
        return "_policy" if {self.lesson.robots.same, self.lesson.robots.other} & set(self.lesson.robots.policies) else ""

    @property
    def names(self) -> dict[str, str]:
        """What the two comparisons are called."""
        return {"a": self.arm(SAME), "b": self.arm(OTHER), "other": self.other}

    @property
    def plans_differ(self) -> bool:
        """Whether the other plans are others at all."""
        return lesson_other.differ(self.game)

    def others(self) -> list[dict[str, Any]]:
        """The parts of page 5: name of a company where it matters, sentences, head and rows."""
        return others(self)

    def other_said(self, company: int = 0) -> str:
        """Both comparisons on this luck."""
        last = {arm: self.debrief.arms[company][arm] for arm in ARMS}
        if last[SAME].run.digest == last[OTHER].run.digest:
            return self.w(f"lesson.other_table.same{self.policy}", other=self.other)
        found = {arm: self.number(measured(last[arm], "true_cx")) for arm in ARMS}
        return self.w(f"lesson.other_table.differ{self.policy}", a=found[SAME], b=found[OTHER], c=found[CLASS], an=self.arm(SAME), bn=self.arm(OTHER), other=self.other)

    def other_rows(self, company: int = 0) -> list[list[str]]:
        """Outcomes of the three lives on this luck."""
        names = self.lesson.reveal.outcomes
        return [[raised(self.outcome(name)), *(self.number(measured(self.debrief.arms[company][arm], name), lesson_digits.usual(name)) for arm in ARMS)] for name in names]

    def repeated(self, company: int, name: str | None = None) -> tuple[list[str], str]:
        """Sentences about the lucks, and the kind of the first: more, fewer, open, none or same."""
        found, outcome = self.debrief.repeats[company], name or self.main
        said, kinds, places = [], [], self.places(company, outcome)
        for key, first in (("policy" if self.policy else "pay", SAME), (f"you{self.policy}", CLASS)):
            size, kind = self.kind_of(company, outcome, first)
            share = found.same_sign(outcome, first, OTHER)
            signed = kind in ("open", "none")
            value = lesson_units.said(self.w, outcome, self.number(size.mean if signed else abs(size.mean), places, signed))
            range_ = numbers.interval(size.lo, size.hi, places, self.lang, signed=True)
            said.append(self.w(f"lesson.repeats.{key}.{kind}", n=size.n, outcome=self.outcome_said(outcome), d=value, range=range_, share=self.number(100 * share, 0), **self.names))
            if kind in ("more", "fewer"):
                said[-1] += lesson_units.tied(self.w, found.difference(outcome, first, OTHER))
            kinds.append(kind)
        said.append(lesson_units.placed(self.w, outcome, found.own[CLASS][outcome], found.values[CLASS][outcome].tolist(), self.outcome_said(outcome)))
        return said, kinds[0]

    def kind_of(self, company: int, outcome: str, first: str) -> tuple[Estimate, str]:
        """The difference other less first, and how it is told."""
        found = self.debrief.repeats[company]
        size = found.estimate(outcome, first, OTHER)
        if not np.any(found.difference(outcome, first, OTHER)):
            return size, "same"
        if size.state == NO_INTERVAL:
            return size, "none"
        return size, ("more" if size.mean > 0 else "fewer") if size.state == CLEAR else "open"

    def places(self, company: int, outcome: str) -> int:
        """Decimals of everything that a company's lucks tell of an outcome."""
        return lesson_digits.of(outcome, *(self.kind_of(company, outcome, first)[0] for first in (SAME, CLASS)))

    @property
    def titled(self) -> str:
        """What the figure's title holds the other robots against: those of the lesson's own fare alike in every company, and so a company's own decisions are the finding there."""
        return CLASS if self.policy and letters(self) else SAME

    def repeats_title(self, company: int) -> str:
        """The finding of the figure."""
        size, kind = self.kind_of(company, self.main, self.titled)
        title = self.w(f"lesson.repeats.title{'_own' if self.titled == CLASS else self.policy}.{kind}", **self.names, d=lesson_units.said(self.w, self.main, self.number(abs(size.mean), self.places(company, self.main))))
        return title if self.policy or self.main == "true_cx" else f"{raised(self.outcome_said(self.main))}: {title[:1].lower()}{title[1:]}"  # points of what, where it is not experience

    def repeats_figure(self, company: int) -> Any:
        """Dots by luck."""
        found = self.debrief.repeats[company]
        rows = {arm: found.values[arm][self.main] for arm in ARMS}
        return draw.repeats(rows, {arm: found.own[arm][self.main] for arm in ARMS}, {arm: self.arm(arm) for arm in ARMS}, raised(self.outcome(self.main)), self.lang)

    def repeats_rows(self, company: int) -> list[list[str]]:
        """Every outcome: both differences with their intervals."""
        rows = []
        for name in self.lesson.reveal.outcomes:
            cells, places = [raised(self.difference(name))], self.places(company, name)
            for first in (SAME, CLASS):
                size, kind = self.kind_of(company, name, first)
                text = self.number(size.mean, places, signed=True)
                cells.append(text if kind in ("same", "none") else f"{text} ({numbers.interval(size.lo, size.hi, places, self.lang, signed=True)})")
            rows.append(cells)
        return rows

    def robots_of_lesson(self) -> list[str]:
        """What the lesson's own robots do, those that are compared."""
        policies, terms = self.lesson.robots.policies, self.lesson.robots
        own = [policies[name] for name in dict.fromkeys((terms.same, terms.other)) if name in policies]
        said = [self.w("lesson.robots_of_lesson", label=policy.label.of(self.lang), does=policy.does.of(self.lang)) for policy in own]
        played = any(row["source"] == ROBOT for round_ in self.game.closed for row in round_["rows"])
        if played and terms.default in policies and terms.default not in (terms.same, terms.other):
            said.append(self.w("lesson.robots_in_chairs", does=policies[terms.default].does.of(self.lang)))
        return said

    def repeats_head(self) -> list[str]:
        """Head of the table of outcomes."""
        keys = ("policy_head", "you_policy_head") if self.policy else ("pay_head", "you_head")
        return [self.w("lesson.repeats.outcome"), *(self.w(f"lesson.repeats.{key}", **self.names) for key in keys)]

    # ---------------------------------------------------------------- 7 and the rest

    def flips(self) -> list[tuple[str, str]]:
        """Conditions, and what came out when they were tried; empty verdicts without runs."""
        found = [flip.text.of(self.lang) for flip in self.lesson.reveal.flips]
        return [(text, self._tried(values)) for text, values in zip(found, self.debrief.flips)] or [(text, self.w("lesson.flip.waiting")) for text in found]

    def flip_lead(self) -> str:
        """What the conditions are tried on, or that nothing is known of them yet."""
        key = "lead" if self.debrief.flips else "untried"
        return self.w(f"lesson.flip.{key}{self.policy}", outcome=self.difference(self.main), **self.names)

    def _tried(self, values: np.ndarray) -> str:
        size, usual = estimate_family(values[:, None])[0], self.kind_of(0, self.main, SAME)[1]
        kind = "same" if not np.any(values) else "none" if size.state == NO_INTERVAL else "open" if size.state != CLEAR else "more" if size.mean > 0 else "fewer"
        told = kind if kind in ("same", "none", "open") else "stays" if kind == usual else "turns" if usual in ("more", "fewer") else "clear"
        places = lesson_digits.of(self.main, size)
        range_ = numbers.interval(size.lo, size.hi, places, self.lang, signed=True)
        return self.w(f"lesson.flip.{told}", d=self.number(size.mean, places, signed=True), range=range_, n=size.n)

    def assumed(self) -> list[list[str]]:
        """Three assumptions to argue about, with value, source and grade."""
        items = {item.key: item for item in assumptions.register(plain(as_mapping(self.game.world.settings)))}
        rows = []
        for key in self.lesson.reveal.assumptions:
            item = items.get(key)
            short = key.replace(".", "_")
            name = self.w.get(f"assumption.{short}") or self.w.get(f"lesson.assumed.{short}") or key
            if item is not None:
                rows.append([name, key, lesson_units.assumed(self.w, key, item.value), assumptions.rests_on(item, self.lang), item.grade])
        return rows

    def unexpected(self, company: int = 0) -> list[str]:
        """What to say, as the runs of this game came out."""
        return lesson_verdict.said(self, company)

    @property
    def as_expected(self) -> bool:
        """Whether the runs came out as many expect, so that no reasons for the contrary are needed."""
        return lesson_verdict.as_expected(self)

    def answer(self) -> list[str]:
        """What the top of the page and the terminal say."""
        several = len(self.companies) > 1
        said = [self.path_title(), *(" ".join(self.course(company)) for company in self.leads)] if several else self.course(0)[::-1]  # experience first, as there
        if several and self.debrief.gallery is not None:
            return [*said, Gallerist(self).title()]
        first = self.leads[0]
        if first in self.debrief.repeats:
            line = self.repeated(first)[0][0]  # robots that begin with a company's habits are told with its name
            return [*said, line if self.policy else lesson_unseen.of_company(self, first, line)]
        return [*said, self.others()[0]["said"][-1] if several else self.other_said()]

    def log(self, company: int) -> dict[str, Any]:
        """What was decided, by round."""
        return lesson_decided.table(self, company)


def told_of(debrief: Debrief, lang: str) -> Told:
    """What fits the lesson: a bare game has words of its own."""
    if debrief.game.lesson.play == BARE:
        from cxsim.report.lesson_bare import BareTold

        return BareTold(debrief, lang)  # type: ignore[arg-type]
    return Told(debrief, lang)
