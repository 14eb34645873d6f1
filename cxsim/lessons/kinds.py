"""Kinds of decision: what a player may give, how a fault is told, and what it does in the model. A new kind is registered here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from cxsim.base.errors import Problem, nearest
from cxsim.base.registry import Registry
from cxsim.lessons.effects import Effect
from cxsim.lessons.form import Decision, Lesson

KINDS = Registry("kind of decision")
HUNDRED = 100
STEP = 10


class Kind(Protocol):
    """One kind of decision with its terms; values are plain JSON."""

    def __init__(self, terms: Decision): ...

    def check(self, lesson: Lesson, where: str, key: str) -> Iterator[Problem]:
        """Faults of the terms in a lesson's file."""

    def fault(self, value: Any) -> Problem | None:
        """What is wrong with a player's value, None when it counts."""

    def effect(self, value: Any) -> Effect:
        """What a value without fault does for one round."""


def kind_of(terms: Decision) -> Kind:
    """The kind behind a decision. Raises InputError for an unknown one."""
    made: Kind = KINDS.get(terms.kind, "decisions")(terms)
    return made


@KINDS.register("split")
class Split:
    """A hundred points in steps of ten over sliders; hours of a slider go to its activities evenly, or as `numbers.part_ACTIVITY` say."""

    def __init__(self, terms: Decision):
        self.terms = terms

    def check(self, lesson: Lesson, where: str, key: str) -> Iterator[Problem]:
        """Sliders, each activity once, and room for a hundred points."""
        from cxsim.base.checks import ACTIVITIES

        seen: list[str] = []
        if len(self.terms.sliders) < 2:
            yield Problem("a split needs two sliders or more", where, f"{key}.sliders")
        for name, slider in self.terms.sliders.items():
            for activity in slider.activities:
                place = f"{key}.sliders.{name}.activities"
                if activity not in ACTIVITIES:
                    yield Problem("is not a known activity", where, place, activity, ", ".join(ACTIVITIES), nearest(activity, ACTIVITIES))
                elif activity in seen:
                    yield Problem("belongs to two sliders", where, place, activity)
                seen.append(activity)
        if sum(slider.most for slider in self.terms.sliders.values()) < HUNDRED:
            yield Problem("the sliders have no room for 100 points", where, f"{key}.sliders", sum(slider.most for slider in self.terms.sliders.values()))

    def fault(self, value: Any) -> Problem | None:
        """Every slider a multiple of ten, a hundred in all."""
        names = list(self.terms.sliders)
        if not isinstance(value, dict) or set(value) != set(names):
            return Problem("needs points for every slider", key="split", value=value, allowed=", ".join(names))
        for name, points in value.items():
            most = self.terms.sliders[name].most
            if not isinstance(points, int) or isinstance(points, bool) or points % STEP or not 0 <= points <= most:
                return Problem("is no number of points", key=name, value=points, allowed=f"0 to {most} in steps of {STEP}")
        if sum(value.values()) != HUNDRED:
            return Problem("points do not add to 100", key="split", value=sum(value.values()), fix=f"place {HUNDRED - sum(value.values())} points more")
        return None

    def effect(self, value: Any) -> Effect:
        """Shares by activity."""
        shares = {}
        for name, slider in self.terms.sliders.items():
            for activity in slider.activities:
                shares[activity] = value[name] / HUNDRED * self._part(slider.activities, activity)
        return Effect(shares=shares)

    def _part(self, activities: list[str], activity: str) -> float:
        own = {name: float(self.terms.numbers.get(f"part_{name}", 1.0)) for name in activities}
        return own[activity] / sum(own.values())


@KINDS.register("choice")
class Choice:
    """One of a few options; an option may ask for hours or use practices."""

    def __init__(self, terms: Decision):
        self.terms = terms

    def check(self, lesson: Lesson, where: str, key: str) -> Iterator[Problem]:
        """Options, and activities that exist."""
        from cxsim.base.checks import ACTIVITIES

        if len(self.terms.options) < 2:
            yield Problem("a choice needs two options or more", where, f"{key}.options")
        for name, option in self.terms.options.items():
            for activity in option.attention:
                if activity not in ACTIVITIES:
                    place = f"{key}.options.{name}.attention"
                    yield Problem("is not a known activity", where, place, activity, ", ".join(ACTIVITIES), nearest(activity, ACTIVITIES))

    def fault(self, value: Any) -> Problem | None:
        """One of the options."""
        if value in list(self.terms.options):
            return None
        return Problem("is not one of the options", key="choice", value=value, allowed=", ".join(self.terms.options))

    def effect(self, value: Any) -> Effect:
        """What the option does."""
        option = self.terms.options[value]
        return Effect(attention=dict(option.attention), practices=dict(option.practices))


@KINDS.register("cards")
class Cards:
    """Cards bought with coins for one round: practices in force for that round. `numbers.coins` is what there is to spend."""

    def __init__(self, terms: Decision):
        self.terms = terms

    @property
    def coins(self) -> float:
        """Coins of a round, before any cut."""
        return float(self.terms.numbers.get("coins", HUNDRED))

    def check(self, lesson: Lesson, where: str, key: str) -> Iterator[Problem]:
        """Cards, and at least one that can be paid."""
        if not self.terms.cards:
            yield Problem("needs cards", where, f"{key}.cards")
        for name, card in self.terms.cards.items():
            if card.price > self.coins:
                yield Problem("costs more than there is to spend", where, f"{key}.cards.{name}.price", card.price, f"0 to {self.coins:g} coins")

    def price(self, value: list[str]) -> int:
        """Coins a hand costs."""
        return sum(self.terms.cards[name].price for name in value)

    def fault(self, value: Any) -> Problem | None:
        """Known cards, each once, within the coins; a cut of the budget is told by the game."""
        if not isinstance(value, list) or len(set(map(str, value))) != len(value):
            return Problem("needs a list of different cards", key="cards", value=value, allowed=", ".join(self.terms.cards))
        for name in value:
            if name not in self.terms.cards:
                return Problem("is not a known card", key="cards", value=name, allowed=", ".join(self.terms.cards), fix=nearest(str(name), self.terms.cards))
        if self.price(value) > self.coins:
            return Problem("costs more coins than there are", key="cards", value=self.price(value), allowed=f"0 to {self.coins:g} coins")
        return None

    def effect(self, value: Any) -> Effect:
        """Practices of the cards, in force."""
        return Effect(practices={self.terms.cards[name].practice: 1.0 for name in value})


@KINDS.register("portfolio")
class Portfolio:
    """What stays open of several things, such as channels: the practice of every card left out is in force, and closes it."""

    def __init__(self, terms: Decision):
        self.terms = terms

    @property
    def least(self) -> int:
        """How many stay open at least."""
        return int(self.terms.numbers.get("least", 1))

    def check(self, lesson: Lesson, where: str, key: str) -> Iterator[Problem]:
        """Enough cards to choose among."""
        if len(self.terms.cards) <= self.least:
            yield Problem("needs more cards than stay open at least", where, f"{key}.cards", len(self.terms.cards), f"more than {self.least}")

    def fault(self, value: Any) -> Problem | None:
        """Known cards, each once, enough of them."""
        if not isinstance(value, list) or len(set(map(str, value))) != len(value):
            return Problem("needs a list of different entries", key="portfolio", value=value, allowed=", ".join(self.terms.cards))
        for name in value:
            if name not in self.terms.cards:
                return Problem("is not known here", key="portfolio", value=name, allowed=", ".join(self.terms.cards), fix=nearest(str(name), self.terms.cards))
        if len(value) < self.least:
            return Problem("leaves too few open", key="portfolio", value=len(value), allowed=f"{self.least} to {len(self.terms.cards)}")
        return None

    def effect(self, value: Any) -> Effect:
        """What closes everything that was not chosen."""
        return Effect(practices={card.practice: 1.0 for name, card in self.terms.cards.items() if name not in value})


@KINDS.register("weights")
class Weights:
    """Per cent of the bonus on company CX by level, with the same money on it in all; the top level's follows from the others.

    `numbers.share_LEVEL` is each level's part of all target bonuses in per cent, `total` the weight over all money.
    """

    TOP = "executive"

    def __init__(self, terms: Decision):
        self.terms = terms
        self.shares = {name.removeprefix("share_"): value for name, value in terms.numbers.items() if name.startswith("share_")}

    @property
    def levels(self) -> list[str]:
        """Levels a player sets, lowest first."""
        return [level for level in self.shares if level != self.TOP]

    def check(self, lesson: Lesson, where: str, key: str) -> Iterator[Problem]:
        """Shares of money for every level, 100 in all."""
        from cxsim.base.checks import LEVELS

        if unknown := [level for level in self.shares if level not in LEVELS]:
            yield Problem("is not a level", where, f"{key}.numbers", ", ".join(unknown), ", ".join(LEVELS))
        if self.TOP not in self.shares or abs(sum(self.shares.values()) - HUNDRED) > 1.0:
            yield Problem("the parts of all target bonuses do not add to 100", where, f"{key}.numbers", sum(self.shares.values()))
        if set(self.terms.sliders) and set(self.terms.sliders) != set(self.levels):
            yield Problem("needs a slider per level but the top", where, f"{key}.sliders", ", ".join(self.terms.sliders), ", ".join(self.levels))

    def top(self, value: dict[str, int]) -> float:
        """Per cent of the top level that keeps the money the same."""
        spent = sum(self.shares[level] * value[level] for level in self.levels)
        return round((HUNDRED * self.terms.numbers["total"] - spent) / self.shares[self.TOP], 1)

    def fault(self, value: Any) -> Problem | None:
        """Every level in steps, and a top level within the limits."""
        low, high, step = (int(self.terms.numbers.get(name, default)) for name, default in (("least", 0), ("most", 60), ("step", 5)))
        if not isinstance(value, dict) or set(value) != set(self.levels):
            return Problem("needs a weight for every level but the top", key="weights", value=value, allowed=", ".join(self.levels))
        for level, weight in value.items():
            if not isinstance(weight, int) or isinstance(weight, bool) or weight % step or not low <= weight <= high:
                return Problem("is no weight", key=level, value=weight, allowed=f"{low} to {high} in steps of {step}")
        if not low <= (top := self.top(value)) <= high:
            return Problem("leaves the top level outside its limits", key=self.TOP, value=top, allowed=f"{low} to {high}", fix="move the other levels towards it")
        return None

    def effect(self, value: Any) -> Effect:
        """Weights of all levels."""
        return Effect(weights={**{level: float(weight) for level, weight in value.items()}, self.TOP: self.top(value)})


@KINDS.register("bids")
class Bids:
    """Sealed bids of a team, whole coins by card, within `numbers.coins`; what they win is decided between teams, see `auction`."""

    def __init__(self, terms: Decision):
        self.terms = terms

    def check(self, lesson: Lesson, where: str, key: str) -> Iterator[Problem]:
        """Cards to bid for."""
        if len(self.terms.cards) < int(self.terms.numbers.get("each", 3)):
            yield Problem("has fewer cards than everybody ends with", where, f"{key}.cards", len(self.terms.cards))

    def fault(self, value: Any) -> Problem | None:
        """Known cards, whole coins above zero, within what there is."""
        if not isinstance(value, dict):
            return Problem("needs coins by card", key="bids", value=value, allowed=", ".join(self.terms.cards))
        for name, coins in value.items():
            if name not in self.terms.cards:
                return Problem("is not a known card", key="bids", value=name, allowed=", ".join(self.terms.cards), fix=nearest(str(name), self.terms.cards))
            if not isinstance(coins, int) or isinstance(coins, bool) or coins < 1:
                return Problem("is no bid", key=name, value=coins, allowed="whole coins, 1 or more")
        most = int(self.terms.numbers.get("coins", HUNDRED))
        return Problem("bids more coins than there are", key="bids", value=sum(value.values()), allowed=f"0 to {most} coins") if sum(value.values()) > most else None

    def effect(self, value: Any) -> Effect:
        """A bid alone does nothing."""
        return Effect()


@KINDS.register("order")
class Order:
    """Practices from before the game ended one a year, in the order given: `numbers.each` different cards."""

    def __init__(self, terms: Decision):
        self.terms = terms

    @property
    def each(self) -> int:
        """Cards in an order."""
        return int(self.terms.numbers.get("each", 3))

    def check(self, lesson: Lesson, where: str, key: str) -> Iterator[Problem]:
        """Every card ends a practice that is in force before the game."""
        for name, card in self.terms.cards.items():
            if card.practice not in lesson.before:
                yield Problem("ends a practice that is not in force before the game", where, f"{key}.cards.{name}.practice", card.practice, ", ".join(lesson.before))

    def fault(self, value: Any) -> Problem | None:
        """Known cards, each once, as many as there must be."""
        if not isinstance(value, list) or len(set(map(str, value))) != len(value) or len(value) != self.each:
            return Problem(f"needs {self.each} different cards in their order", key="order", value=value, allowed=", ".join(self.terms.cards))
        unknown = [name for name in value if name not in self.terms.cards]
        return Problem("is not a known card", key="order", value=unknown[0], allowed=", ".join(self.terms.cards)) if unknown else None

    def effect(self, value: Any) -> Effect:
        """When each practice ends."""
        return Effect(ends={self.terms.cards[name].practice: float(year) for year, name in enumerate(value)})


@KINDS.register("stars")
class Stars:
    """Whole stars given away, 0 to `numbers.most`; what they cost and bring is the business of a bare game."""

    def __init__(self, terms: Decision):
        self.terms = terms

    @property
    def most(self) -> int:
        """Stars there are to give."""
        return int(self.terms.numbers.get("most", STEP))

    def check(self, lesson: Lesson, where: str, key: str) -> Iterator[Problem]:
        """Something to give, in a game that pays for it."""
        if self.most < 1:
            yield Problem("leaves nothing to give", where, f"{key}.numbers.most", self.most, "1 or more")
        if lesson.bare is None:
            yield Problem("is for bare games", where, f"{key}.kind", "stars", fix="add `bare`, with the way the game pays out")

    def fault(self, value: Any) -> Problem | None:
        """A whole number within what there is."""
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= self.most:
            return None
        return Problem("is no number of stars", key="stars", value=value, allowed=f"0 to {self.most}")

    def effect(self, value: Any) -> Effect:
        """Nothing in the model."""
        return Effect()
