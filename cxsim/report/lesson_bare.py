"""What a debrief says of a bare game and of the model's half: every sentence computed from this session's numbers, whichever way they come out."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxsim.lessons.bare_debrief import PEOPLE, ROBOTS, BareDebrief, kind_of
from cxsim.lessons.divided import FLIP, Cells, Key
from cxsim.lessons.form import Deal
from cxsim.lessons.kinds import Stars, kind_of as kind_of_decision
from cxsim.report import numbers
from cxsim.report.figures import bare as draw
from cxsim.report.lesson import Told, _places
from cxsim.report.words import raised
from cxsim.study.statistics import CLEAR, Estimate, estimate_family

LISTED = 6  # places told by name at most


class BareTold(Told):
    """A debrief of a bare game in one language."""

    debrief: BareDebrief

    def __init__(self, debrief: BareDebrief, lang: str):
        super().__init__(debrief, lang)
        assert self.lesson.bare is not None  # reading refuses a bare game without its terms
        self.terms = self.lesson.bare

    def company(self, company: int) -> str:
        """Who a prediction was about."""
        return self.w("lesson_bare.room")

    def deal(self, plan: str) -> str:
        """What a deal, or a plan of the model's half, is called."""
        return self.lesson.plans[plan].label.of(self.lang)

    def money(self, value: float) -> str:
        """Euros to the cent."""
        return numbers.money(value, 2, self.lang)

    def facts(self) -> str:
        """Who played, and how much of it was people's."""
        sources = [row["source"] for event in self.game.closed for row in event["rows"]]
        count = {name: sources.count(name) for name in ("person", "typed", "repeated", "robot")}
        people = self.debrief.seats if self.debrief.who == PEOPLE else 0
        seats = sum(seat.decides for seat in self.game.seats.values())
        return self.w("lesson_bare.facts", seats=seats, people=people, rounds=len(self.debrief.played.rounds), seed=self.game.seed, person=count["person"] + count["typed"], repeated=count["repeated"], robot=count["robot"])

    # ---------------------------------------------------------------- 1 bonus

    def bonus_of(self, seat: str) -> dict[str, Any]:
        """A seat's own table: round, stars, how many shared, from the pot, bonus; with the sum."""
        rows, total = [], 0
        for one in self.debrief.played.rounds:
            if seat not in one.stars:
                continue
            stars, source = str(one.stars[seat]), one.source[seat]
            said = self.w(f"lesson_bare.own.{source}", stars=stars) if source in ("robot", "repeated") else stars
            rows.append([f"{one.number}. {self.deal(one.plan)}", said, str(len(one.group_of(seat))), self.money(one.share[seat] / 100), self.money(one.paid[seat] / 100)])
            total += one.paid[seat]
        rows.append([self.w("lesson_bare.own.total"), "", "", "", self.money(total / 100)])
        return {"head": [self.w(f"lesson_bare.own.{key}") for key in ("deal", "stars", "size", "share", "paid")], "rows": rows}

    def seats_of_people(self) -> list[str]:
        """Seats that anybody decided for; all where robots sat everywhere."""
        return list(dict.fromkeys(self.debrief.own["seat"]))

    # ---------------------------------------------------------------- 2 size, 3 names and noise

    def _plain(self, plan: str) -> bool:
        deal = self.lesson.plans[plan].deal or Deal()
        return not deal.names and deal.low == deal.high

    def means(self, plain: bool) -> list[str]:
        """Mean stars under each deal, those of plain rounds or the others."""
        plans = [plan for plan in dict.fromkeys(one.plan for one in self.debrief.played.rounds) if self._plain(plan) == plain]
        return [self._mean(plan) for plan in plans]

    @property
    def most(self) -> int:
        """Stars there are to give."""
        kind = kind_of_decision(next(iter(self.lesson.decisions.values())))
        assert isinstance(kind, Stars)
        return kind.most

    def _mean(self, plan: str) -> str:
        mean, low, high, n = self.debrief.mean(self.debrief.rounds_of(plan))
        if n == 0:
            return self.w("lesson_bare.mean.nobody", deal=self.deal(plan))
        key = "robots" if self.debrief.who == ROBOTS else "people" if np.isfinite(low) else "few"
        return self.w(f"lesson_bare.mean.{key}", deal=self.deal(plan), mean=self.number(mean), most=self.most, range=numbers.interval(low, high, 1, self.lang), n=n)

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
                said.append(self.w(f"lesson_bare.contrast.{self.kind(size)}", label=terms.label.of(self.lang), n=size.n, **self._sized(size, self.kind(size))))
        return said

    def _sized(self, size: Estimate, kind: str) -> dict[str, str]:
        """A difference and its interval, without a sign where the words carry the direction."""
        places, worded = _places(size) if np.isfinite(size.lo) else 1, kind in ("more", "fewer")
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
        return self.w(f"lesson_bare.repetition.{kind}", a=first, b=last, **self._sized(size, kind))

    def room_said(self) -> list[str]:
        """Page 2."""
        return [text for text in (self.terms.said.of(self.lang), self.anecdote(), *self.means(True), *self.contrasts(True), self.repeated_deal(), self.spread()) if text]

    def unseen_said(self) -> list[str]:
        """Page 3, before its table."""
        drawn = {one.number: sorted(set(one.times.values())) for one in self.debrief.played.rounds if one.deal.low != one.deal.high}
        noise = [self.w("lesson_bare.noise", times=" / ".join(self.number(float(value), 2) for value in values)) for values in drawn.values()]
        return [*self.means(False), *self.contrasts(False), *noise]

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
        return self.w(f"lesson_bare.titles.{kind}", n=n, **(self._sized(size, kind) if size is not None else {}))

    def stars_figure(self) -> Any:
        """Dots by round."""
        rows = [(f"{one.number}. {self.deal(one.plan)}", self.debrief.by_round()[one.number], *self._round_mean(one.number)) for one in self.debrief.played.rounds]
        return draw.stars(rows, self.most, self.w("lesson_bare.stars_axis"), self.lang)

    def _round_mean(self, number: int) -> tuple[float, float, float]:
        mean, low, high, _ = self.debrief.mean([number])
        return (mean, low, high) if self.debrief.who == PEOPLE else (mean, float("nan"), float("nan"))

    # ---------------------------------------------------------------- 4 predictions

    def known(self) -> dict[str, Any]:
        """Questions whose outcome is known: that of the model only once its half was computed, those on people only when people played."""
        outcomes = self.debrief.outcomes()
        return {name: asked for name, asked in self.lesson.predictions.items() if outcomes[name] == outcomes[name]}

    def _answer(self, name: str) -> str:
        return super()._answer(name) if name in self.known() else self.w("lesson_bare.not_known")

    # ---------------------------------------------------------------- 5 and 6, the model

    @property
    def cells(self) -> Cells | None:
        """The model's half, as far as it was computed."""
        return self.debrief.cells if self.debrief.cells is not None and self.debrief.cells.values else None

    def _pair(self, other: str) -> dict[str, str]:
        assert self.cells is not None
        return {"plan": self.deal(self.cells.terms.plan), "other": self.deal(other)}

    def model_plans(self) -> list[str]:
        """Plans of the model's half, the one it is about first."""
        assert self.cells is not None
        return [self.cells.terms.plan, *self.cells.terms.against]

    def half(self, other: str) -> str:
        """What a comparison is called."""
        return self.w("lesson_bare.model.half", **self._pair(other))

    def units_said(self, other: str) -> list[str]:
        """A sentence per number of units, and one on how the difference moves with it."""
        assert self.cells is not None
        said = []
        for units, size in self.cells.by_units(other, self.main).items():
            kind = kind_of(size)
            said.append(self.w(f"lesson_bare.model.by_units.{kind}", units=units, outcome=self.outcome_said(self.main), **self._pair(other), **self._sized(size, kind)))
        return [*said, self._trend(other)]

    def _trend(self, other: str) -> str:
        assert self.cells is not None
        first, last = self.cells.terms.units[0], self.cells.terms.units[-1]
        moved = self.cells.difference((self.cells.usual, last), other, self.main) - self.cells.difference((self.cells.usual, first), other, self.main)
        size = estimate_family(moved[:, None])[0]
        kind = kind_of(size)
        return self.w(f"lesson_bare.model.trend.{kind}", a=first, b=last, **self._pair(other), **self._sized(size, kind))

    def units_title(self, other: str) -> str:
        """The finding by number of units."""
        assert self.cells is not None
        kinds = [kind_of(size) for size in self.cells.by_units(other, self.main).values()]
        ahead, behind, n = kinds.count("more"), kinds.count("fewer"), len(kinds)
        key = "few" if "few" in kinds else "all_more" if ahead == n else "all_fewer" if behind == n else "none" if ahead == behind == 0 else "mixed"
        return self.w(f"lesson_bare.model.title.{key}", ahead=ahead, behind=behind, n=n, **self._pair(other))

    def units_figure(self) -> Any:
        """Difference by number of units, a panel per plan it is held against."""
        assert self.cells is not None
        panels = [(self.half(other), [(units, size.mean, size.lo, size.hi, size.state == CLEAR) for units, size in self.cells.by_units(other, self.main).items()]) for other in self.cells.terms.against]
        return draw.units(panels, (self.w("lesson_bare.model.axis"), raised(self.outcome(self.main))), self.lang)

    def outcome_table(self) -> dict[str, Any]:
        """Every outcome in the usual company: rows by comparison and outcome, a column per number of units."""
        assert self.cells is not None
        rows = []
        for other in self.cells.terms.against:
            rows.append([self.half(other), *[""] * len(self.cells.terms.units)])
            rows += [[raised(self.outcome(name)), *(self._cell(size) for size in self.cells.by_units(other, name).values())] for name in self.lesson.reveal.outcomes]
        return {"head": [self.w("lesson_bare.model.outcome"), *(self.w("lesson_bare.model.units", n=units) for units in self.cells.terms.units)], "rows": rows}

    def _cell(self, size: Estimate) -> str:
        if not np.isfinite(size.lo):
            return self.number(size.mean, 1, signed=True)
        sized = self._sized(size, "open")
        return f"{sized['d']} ({sized['range']})"

    def _place(self, key: Key) -> str:
        assert self.cells is not None
        return self.w("lesson_bare.model.place", case=self.cells.terms.cases[key[0]].label.of(self.lang), units=key[1])

    def region(self, other: str) -> list[str]:
        """Where the plan loses, over every case and number of units."""
        assert self.cells is not None
        grid = {key: kind_of(size) for key, size in self.cells.grid(other, self.main).items()}
        if "few" in grid.values():
            return [self.w("lesson_bare.model.grid_title_few", **self._pair(other))]
        behind, ahead, n = [key for key, kind in grid.items() if kind == "fewer"], [key for key, kind in grid.items() if kind == "more"], len(grid)
        if not behind:
            lost = self.w("lesson_bare.model.loses_none", n=n, **self._pair(other))
        elif len(behind) == n:
            lost = self.w("lesson_bare.model.loses_all", n=n, **self._pair(other))
        else:
            lost = self._lost(behind, n, other)
        return [lost, self.w("lesson_bare.model.gains", count=len(ahead), n=n)]

    def _lost(self, behind: list[Key], n: int, other: str) -> str:
        """Some places, by name: those lost, or those not lost where these are fewer."""
        assert self.cells is not None
        rest = [key for key in self.cells.grid(other, self.main) if key not in behind]
        key, named = ("loses", behind) if len(behind) <= len(rest) else ("loses_but", rest)
        places = "; ".join(self._place(place) for place in named[:LISTED]) + (" …" if len(named) > LISTED else "")
        return self.w(f"lesson_bare.model.{key}", count=len(behind), n=n, places=places, **self._pair(other))

    def grid_title(self, other: str) -> str:
        """The finding over all places."""
        assert self.cells is not None
        kinds = [kind_of(size) for size in self.cells.grid(other, self.main).values()]
        if "few" in kinds:
            return self.w("lesson_bare.model.grid_title_few", **self._pair(other))
        return self.w("lesson_bare.model.grid_title", behind=kinds.count("fewer"), ahead=kinds.count("more"), n=len(kinds), **self._pair(other))

    def grid_figure(self) -> Any:
        """Differences over cases and numbers of units, a panel per plan it is held against."""
        assert self.cells is not None
        terms, panels = self.cells.terms, []
        for other in terms.against:
            sizes = self.cells.grid(other, self.main)
            shape = (len(terms.cases), len(terms.units))
            panels.append((self.half(other), np.array([size.mean for size in sizes.values()]).reshape(shape), np.array([size.state == CLEAR for size in sizes.values()]).reshape(shape)))
        return draw.grid(panels, [case.label.of(self.lang) for case in terms.cases.values()], [self.w("lesson_bare.model.units", n=units) for units in terms.units], self.lang)

    # ---------------------------------------------------------------- 7 and the rest

    def flip_lead(self) -> str:
        """What the conditions are tried on."""
        assert self.lesson.divided is not None
        terms = self.lesson.divided
        return self.w("lesson_bare.model.flip_lead", units=terms.units[-1], plan=self.deal(terms.plan), other=self.deal(terms.against[0]), outcome=self.outcome(self.main))

    def flips(self) -> list[tuple[str, str]]:
        """Conditions with the most units, and what came out when they were tried."""
        found = [flip.text.of(self.lang) for flip in self.lesson.reveal.flips]
        if self.cells is None:
            return [(text, "") for text in found]
        other, units = self.cells.terms.against[0], self.cells.terms.units[-1]
        usual = kind_of(self.cells.by_units(other, self.main)[units])
        return [(text, self._flipped(self.cells.difference((f"{FLIP}{place}", units), other, self.main), usual)) for place, text in enumerate(found)]

    def _flipped(self, values: np.ndarray, usual: str) -> str:
        size = estimate_family(values[:, None])[0]
        kind = kind_of(size)
        told = {"few": "none", "more": "clear", "fewer": "clear"}.get(kind, kind)
        if told == "clear" and usual in ("more", "fewer"):
            told = "stays" if kind == usual else "turns"
        sized = self._sized(size, "open")
        return self.w(f"lesson.flip.{told}", n=size.n, **sized)

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
        if self.cells is None:
            return [*game, self.w("lesson_bare.model.none")]
        return [*game, *(f"{raised(self.units_title(other))}." for other in self.cells.terms.against)]
