"""What a debrief says of a bare game and of the model's half: every sentence computed from this session's numbers, whichever way they come out."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxsim.lessons.bare_debrief import PEOPLE, ROBOTS, BareDebrief, kind_of
from cxsim.lessons.kinds import Stars
from cxsim.lessons.outcomes import AT
from cxsim.report import numbers
from cxsim.report.figures import bare as draw
from cxsim.report.lesson import Told
from cxsim.report.lesson_divided import DividedTold
from cxsim.study.statistics import Estimate

ABOUT_PEOPLE = ("stars", "contrast")  # what outcomes of a bare game begin with, those of the model aside


class BareTold(Told):
    """A debrief of a bare game in one language."""

    debrief: BareDebrief
    cents = True  # whether sums are told to the cent
    waiting = False  # for the model's half, which is being computed

    def __init__(self, debrief: BareDebrief, lang: str):
        super().__init__(debrief, lang)
        self.terms, cells = self.lesson.game, debrief.cells
        self.model = DividedTold(self, cells) if cells is not None and cells.values else None

    def company(self, company: int) -> str:
        """Who a prediction was about."""
        return self.w("lesson_bare.room")

    def deal(self, plan: str) -> str:
        """What a deal, or a plan of the model's half, is called."""
        return self.lesson.plans[plan].label.of(self.lang)

    def money(self, value: float) -> str:
        """Euros, to the cent or whole."""
        return numbers.money(value, 2 if self.cents else 0, self.lang)

    def facts(self) -> str:
        """Who played, and how much of it was people's."""
        sources = [row["source"] for event in self.game.closed for row in event["rows"]]
        count = {name: sources.count(name) for name in ("person", "typed", "repeated", "robot")}
        people = self.debrief.seats if self.debrief.who == PEOPLE else 0
        seats = sum(seat.decides for seat in self.game.seats.values())
        return self.w("lesson_bare.facts", seats=seats, people=people, rounds=len(self.debrief.played.rounds), seed=self.game.seed, person=count["person"] + count["typed"], repeated=count["repeated"], robot=count["robot"])

    # ---------------------------------------------------------------- 1 bonus

    def bonus_of(self, seat: str) -> dict[str, Any]:
        """A seat's own table, narrow enough for a phone: round, stars, bonus; with the sum."""
        rows, total = [], 0
        for one in self.debrief.played.rounds:
            if seat not in one.stars:
                continue
            stars, source = str(one.stars[seat]), one.source[seat]
            said = self.w(f"lesson_bare.own.{source}", stars=stars) if source in ("robot", "repeated") else stars
            rows.append([self.round(one.number), said, self.money(one.paid[seat] / 100)])
            total += one.paid[seat]
        rows.append([self.w("lesson_bare.own.total"), "", self.money(total / 100)])
        return {"head": [self.w(f"lesson_bare.own.{key}") for key in ("deal", "stars", "paid")], "rows": rows}

    def bonuses(self) -> dict[str, Any]:
        """Lowest, mean and highest bonus of a chair by round; nobody's own, since most rounds were without names."""
        rows = []
        for one in self.debrief.played.rounds:
            paid = np.array(list(one.paid.values())) / 100
            rows.append([self.round(one.number), *(self.money(float(value)) for value in (paid.min(), paid.mean(), paid.max()))])
        return {"head": [self.w("lesson_bare.own.deal"), *(self.w(f"lesson_bare.bonuses.{key}") for key in ("least", "mean", "most"))], "rows": rows}

    # ---------------------------------------------------------------- 2 size, 3 names and noise

    def _plain(self, plan: str) -> bool:
        deal = self.lesson.deal(plan)
        return not deal.names and deal.low == deal.high

    def means(self, plain: bool) -> dict[str, Any]:
        """Mean stars in each round as the picture has them, those of plain deals or the others; below them rounds of one deal taken together."""
        own = {one.number: one.plan for one in self.debrief.played.rounds if self._plain(one.plan) == plain}
        rows = [self._mean_row(self.round(number), [number]) for number in own]
        for plan in dict.fromkeys(own.values()):
            rounds = self.debrief.rounds_of(plan)
            if len(rounds) > 1:
                rows.append(self._mean_row(self.w("lesson_bare.together", deal=self.deal(plan), rounds=self.w.listing([str(number) for number in rounds])), rounds))
        head = [self.w(f"lesson_bare.mean.{key}", most=self.most) for key in ("deal", "mean", "range", self.debrief.who)]
        return {"head": head, "rows": rows}

    def _mean_row(self, name: str, rounds: list[int]) -> list[str]:
        mean, low, high, n = self.debrief.mean(rounds)
        sure = np.isfinite(low) and self.debrief.who == PEOPLE
        return [name, self.number(mean), numbers.interval(low, high, 1, self.lang) if sure else "–", str(n)]

    def round(self, number: int) -> str:
        """A round by number and deal; one whose deal was played before says so."""
        plan = self.debrief.played.rounds[number - 1].plan
        again = self.debrief.rounds_of(plan)[0] < number
        return f"{number}. {self.w('lesson_bare.again', deal=self.deal(plan)) if again else self.deal(plan)}"

    @property
    def most(self) -> int:
        """Stars there are to give."""
        return Stars(next(iter(self.lesson.decisions.values()))).most

    def spread(self) -> str:
        """How many gave nothing and everything; empty when robots are looked at."""
        if self.debrief.who == ROBOTS:
            return self.w("lesson_bare.robots_only")
        stars = self.debrief.own["stars"]
        return self.w("lesson_bare.none_of", total=len(stars), zero=int((stars == 0).sum()), all=int((stars == self.most).sum()))

    def kind(self, size: Estimate) -> str:
        """How a difference of what was given is told."""
        return "robots" if self.debrief.who == ROBOTS else kind_of(size)

    def contrasts(self, plain: bool) -> list[str]:
        """Deals held against each other, those of plain deals or the others."""
        said = []
        for name, size in self.debrief.contrasts.items():
            terms = self.terms.contrasts[name]
            if (self._plain(terms.first) and self._plain(terms.second)) == plain:
                said.append(self.w(f"lesson_bare.contrast.{self.kind(size)}", label=terms.label.of(self.lang), n=size.n, **self.sized(size, self.kind(size))))
        return said

    def sized(self, size: Estimate, kind: str) -> dict[str, str]:
        """A difference and its interval, without a sign where the words carry the direction; no bound of a clear difference is shown as zero."""
        places, worded = numbers.decimals_of(size.mean, size.lo, size.hi, 1), kind in ("more", "fewer")
        return {"d": self.number(abs(size.mean) if worded else size.mean, places, not worded), "range": numbers.interval(size.lo, size.hi, places, self.lang, signed=True)}

    def anecdote(self) -> str:
        """That too few decided for a comparison; empty when enough did."""
        few = self.debrief.who == PEOPLE and (not self.debrief.contrasts or any(kind_of(size) == "few" for size in self.debrief.contrasts.values()))
        return self.w("lesson_bare.anecdote") if few else ""

    def repeated_deal(self) -> str:
        """What repetition alone did; empty when no deal came again."""
        if self.debrief.repetition is None:
            return ""
        first, last, size = self.debrief.repetition
        kind = self.kind(size)
        return self.w(f"lesson_bare.repetition.{kind}", a=first, b=last, **self.sized(size, kind))

    def room_said(self) -> list[str]:
        """Page 2."""
        return [text for text in (self.terms.said.of(self.lang), self.filled(), self.anecdote(), *self.contrasts(True), self.repeated_deal(), self.spread()) if text]

    def filled(self) -> str:
        """How many chairs were robots', and why; empty when people sat on all of them or on none."""
        seats = sum(seat.decides for seat in self.game.seats.values())
        if self.debrief.who == ROBOTS or self.debrief.seats == seats:
            return ""
        return self.w("lesson_bare.filled", seats=seats, people=self.debrief.seats, robots=seats - self.debrief.seats, chairs=self.terms.chairs, least=self.terms.least)

    def unseen_said(self) -> list[str]:
        """Page 3, before its table."""
        drawn = {one.number: sorted(set(one.times.values())) for one in self.debrief.played.rounds if one.deal.low != one.deal.high}
        noise = [self.w("lesson_bare.noise", times=" / ".join(self.number(float(value), 2) for value in values)) for values in drawn.values()]
        return [*self.contrasts(False), *noise]

    def back(self) -> dict[str, Any]:
        """What came back from one star by size of group."""
        cost, adds = (self.terms.numbers[name] for name in ("cost_eur", "adds_eur"))
        rows = [[str(size), self.money(value)] for size, value in self.debrief.back().items()]
        return {
            "title": self.w("lesson_bare.back.head", cost=numbers.money(cost, 0, self.lang)), "head": [self.w("lesson_bare.back.size"), self.w("lesson_bare.back.back")],
            "rows": rows, "note": self.w("lesson_bare.back.note", adds=numbers.money(adds, 0, self.lang)),
        }  # fmt: skip

    def what_if(self) -> str:
        """Mean bonus as it was, had nobody given, had everybody."""
        return self.w("lesson_bare.what_if", **dict(zip(("as_was", "nobody", "everybody"), (self.money(value) for value in self.debrief.what_if()))))

    def stars_title(self) -> str:
        """The finding of page 2: the first contrast."""
        size = next(iter(self.debrief.contrasts.values()), None)
        kind = ("robots" if self.debrief.who == ROBOTS else "few") if size is None else self.kind(size)
        n = self.debrief.seats
        if kind == "few" and n == 1:
            return self.w("lesson_bare.titles.few_one")
        return self.w(f"lesson_bare.titles.{kind}", n=n, **(self.sized(size, kind) if size is not None else {}))

    def stars_figure(self) -> Any:
        """Dots by round."""
        rows = [(self.round(one.number), self.debrief.by_round()[one.number], *self._round_mean(one.number)) for one in self.debrief.played.rounds]
        return draw.stars(rows, self.most, self.w("lesson_bare.stars_axis"), self.lang)

    def _round_mean(self, number: int) -> tuple[float, float, float]:
        mean, low, high, _ = self.debrief.mean([number])
        return (mean, low, high) if self.debrief.who == PEOPLE else (mean, float("nan"), float("nan"))

    # ---------------------------------------------------------------- 4 predictions

    def known(self) -> dict[str, Any]:
        """Questions whose outcome is known: that of the model only once its half was computed, those on people only when people played."""
        outcomes = self.debrief.outcomes()
        return {name: asked for name, asked in self.lesson.predictions.items() if outcomes[name] == outcomes[name]}

    def foretold(self) -> list[tuple[str, str]]:
        """Every question with what happened, or why that is not known."""
        known = self.known()
        return [(ask, out if name in known else self._not_known(name)) for name, (ask, out) in zip(self.lesson.predictions, super().foretold(), strict=True)]

    def _answer(self, name: str) -> str:
        return super()._answer(name) if name in self.known() else ""

    def _not_known(self, name: str) -> str:
        people = self.lesson.predictions[name].outcome.partition(AT)[0] in ABOUT_PEOPLE
        return self.w(f"lesson_bare.not_known.{'people' if people else 'computing' if self.waiting else 'model'}")

    # ---------------------------------------------------------------- 7 and the rest

    def closing(self) -> str:
        """What trying the conditions came to, in the model; empty without its half."""
        return self.model.closing() if self.model is not None else ""

    def flips(self) -> list[tuple[str, str]]:
        """Conditions, and what came out when they were tried; empty verdicts without the model's half."""
        return self.model.flips() if self.model is not None else [(flip.text.of(self.lang), self.w("lesson.flip.waiting")) for flip in self.lesson.reveal.flips]

    def unexpected(self, company: int = 0) -> list[str]:
        """What to say, as this room gave."""
        size = next(iter(self.debrief.contrasts.values()), None)
        kind = ("robots" if self.debrief.who == ROBOTS else "few") if size is None else self.kind(size)
        key = {"fewer": "came", "more": "opposite", "same": "open"}.get(kind, kind)
        return [self.w(f"lesson_bare.unexpected.{key}")]

    @property
    def as_expected(self) -> bool:
        """Whether this room clearly gave less all together than in pairs."""
        size = next(iter(self.debrief.contrasts.values()), None)
        return size is not None and self.kind(size) == "fewer"

    def answer(self) -> list[str]:
        """What the top of the page and the terminal say."""
        game = self.contrasts(True) or [self.spread()]
        if self.model is None:
            return [*game, self.w("lesson_bare.model.none")]
        return [*game, *(f"{self.model.units_title(other)}." for other in self.model.against)]
