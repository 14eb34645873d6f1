"""A person of the twin, customer or not, as a Mesa agent; one step is one week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
from twin_everyday import live_episode
from twin_journey import Journey
from twin_luck import Lot
from twin_memory import Memory
from twin_surveys import ask_recommendation, honest_rating
from twin_world import HEARD_CAP, WEEKS_PER_YEAR, Channel, Unit

from cxsim.customers import slots
from cxsim.customers.columns import CUSTOMER, FORMER, NEVER, STRANGER

if TYPE_CHECKING:
    from twin_market import Market


class Person(mesa.Agent):
    """Somebody in the market. `born` holds the columns of her record by name."""

    def __init__(self, market: Market, born: dict[str, Any]):
        super().__init__(market)
        self.world, self.stored, self.book = market.world, market.stored, market.book
        self.number: int = born["id"]
        for name in ("frailty", "issue_prob", "routine_prob", "event_prob", "talk"):
            setattr(self, name, born[name])
        for name in (
            "status",
            "kept",
            "holdings",
            "joined",
            "left",
            "renewal",
            "wake",
            "spend_cents",
            "contacts",
            "last_answer",
            "away",
        ):
            setattr(self, name, born[name])
        for name in ("taste", "habit", "liking"):
            setattr(self, name, list(born[name]))
        self.memory = Memory(self.world, self.stored, born["prior"], born["expectation"], born)
        self.regret, self.regret_unit = NEVER, self.world.units[0]
        self.journey = Journey(self)
        self.ties: list[Person | None] = []
        self.heard = {"good": 0, "bad": 0}
        self.told = {"good": 0, "bad": 0}
        own_luck = market.luck.person.lot(self.number)
        self.answer_style = self.world.customers.style_sd * own_luck.normal(slots.STYLE)
        self.cares = own_luck.uniform(slots.CARES) < self.world.customers.sustainability_share
        self.line_luck = [own_luck.uniform(unit.line_slot) for unit in self.world.units]

    @property
    def service(self) -> Any:
        """What the company offers this quarter."""
        return self.model.service

    def felt(self, quality: float) -> float:
        """How a quality feels, by the standard of the times and by what the firm stands for."""
        c, level = self.world.customers, self.service.sustainability
        pleased = c.sustainability_weight * level if self.cares and level != 0.0 else 0.0
        return self.memory.felt(quality, self.service.standard - pleased)

    def leaning(self, base: float) -> float:
        """Log-odds of staying: those of everybody, loyalty and frailty."""
        return base + self.world.reading.loyalty_slope * self.memory.attitude + self.frailty

    def held_units(self) -> list[Unit]:
        """Units whose line the person holds."""
        return [unit for unit in self.world.units if self.holdings & unit.bit]

    def step(self) -> None:
        """One week. In most weeks nothing happens."""
        luck = self.model.luck.week.lot(self.model.week).lot(self.number)
        dice = luck.dice()
        if self.status == CUSTOMER:
            if dice < self.event_prob or self.wake <= self.model.week or any(self.heard.values()):
                self.live(luck, dice)
        else:
            self.look_around(luck, dice)

    def receive(self) -> None:
        """What was told this week is heard in the next."""
        self.heard, self.told = self.told, {"good": 0, "bad": 0}

    def listen(self) -> None:
        """Take in what friends told last week."""
        if any(self.heard.values()):
            self.fade()
            self.memory.hear(**self.heard)

    def fade(self) -> None:
        """Let traces fade up to now."""
        self.memory.fade(self.model.week, rehearsing=self.journey.open)

    # ------------------------------------------------------------ outside

    def look_around(self, luck: Lot, dice: float) -> None:
        """A week of somebody who is no customer."""
        self.listen()
        market = self.world.market
        rate = market.join_per_week if self.status == STRANGER else market.return_per_week
        net = min(max(self.heard["good"] - self.heard["bad"], -HEARD_CAP), HEARD_CAP)
        if not self.away and dice < rate * self.service.join * self.world.join_factor[net]:
            self.fade()
            self.join(luck, recommended=net > 0)
            self.plan()

    def join(self, luck: Lot, recommended: bool) -> None:
        """Take one line, and others one likes."""
        week = self.model.week
        first = self.world.unit_by_share(luck.uniform(slots.JOIN_UNIT), lambda unit: unit.holding_share)
        lines = [unit for unit in self.world.units if unit is first or self.likes(unit)]
        self.status, self.kept = CUSTOMER, 0
        self.holdings = sum(unit.bit for unit in lines)
        self.joined, self.left = week, NEVER
        self.renewal = week + WEEKS_PER_YEAR if self.world.business.subscription else NEVER
        self.regret = NEVER
        self.book.count("joined")
        self.book.add(recommended, "referred")
        for unit in lines:
            self.book.count("took", unit.number)
        self.note(-1, "join", first, None, 0, 0.0, 0.0, False)

    def likes(self, unit: Unit) -> bool:
        """Whether the line is among those a newcomer takes at once; the same liking as at birth."""
        return self.line_luck[unit.number] < unit.settings.holding_share * self.world.market.join_bundle

    # ------------------------------------------------------------ as a customer

    def live(self, luck: Lot, dice: float) -> None:
        """A week of a customer: hear, live through needs, answer, renew, perhaps leave."""
        week, c = self.model.week, self.world.customers
        event = self.event_of(dice)
        if event not in ("survey", "nothing") or self.wake <= week:  # a question alone leaves memory untouched
            self.fade()
        self.listen()
        had_issue = self.journey.open
        leaves = event == "outside reason"
        if event == "issue" and not had_issue:
            self.start_issue(slots.ISSUE, None)
        elif event == "routine":
            leaves = live_episode(self, week * slots.KINDS + slots.ROUTINE)
        if had_issue and luck.uniform(slots.RETRY) < c.retry:
            self.journey.pursue()
        if self.regret <= week and not self.journey.open:
            self.regret = NEVER
            self.start_issue(slots.REGRET, self.regret_unit)
        if event == "survey":
            ask_recommendation(self, luck)
        if self.renewal <= week:
            self.renewal = week + WEEKS_PER_YEAR
            leaves = leaves or not self.renews(luck)
        if leaves:
            self.leave()
        self.plan()

    def event_of(self, dice: float) -> str:
        """What the dice say; at most one of four things."""
        chances = (
            ("issue", self.issue_prob), ("routine", self.routine_prob),
            ("outside reason", self.world.leaves_per_week), ("survey", self.world.asked_per_week * min(self.service.asked, 1.0)),
        )  # fmt: skip
        edge = 0.0
        for name, share in chances:
            edge += share
            if dice < edge:
                return name
        return "nothing"

    def townsman(self, place: int) -> Person | None:
        """Whoever lives at `place` of the same town, if anybody."""
        return self.model.townsman(self, place)

    def start_issue(self, kind: int, unit: Unit | None) -> None:
        """Something is wrong; speak up or stay silent."""
        self.fade()
        self.journey = Journey(self)
        self.journey.begin(self.model.week * slots.KINDS + kind, unit)
        if self.journey.is_voiced():
            self.journey.pursue()
        else:
            self.journey.stay_silent()

    def renews(self, luck: Lot) -> bool:
        """A subscriber's yearly decision."""
        odds = self.leaning(self.world.business.renewal_base)
        return luck.logistic(slots.RENEW) < odds - self.model.outside_pull

    def leave(self) -> None:
        """Be a customer no more."""
        for unit in self.held_units():
            self.book.count("dropped", unit.number)
        self.book.add(self.journey.open, "abandoned")
        self.journey.need = -1
        self.status, self.kept, self.holdings = FORMER, 0, 0
        self.left, self.renewal, self.regret = self.model.week, NEVER, NEVER
        self.away = 1 if self.world.contested else 0
        self.book.count("left")
        self.note(-1, "leave", None, None, 0, 0.0, 0.0, False)

    def plan(self) -> None:
        """When the next thing is due, whatever the dice say."""
        soonest = self.model.week + 1
        self.wake = soonest if self.journey.open else max(soonest, min(self.renewal, self.regret))

    # ------------------------------------------------------------ for the book

    def count_unit_journey(self, unit: Unit, crosses: bool, memory: float) -> None:
        """A journey or episode belongs to the unit where it started."""
        self.book.count("unit_journeys", unit.number)
        self.book.add(crosses, "crossing_journeys", unit.number)
        self.book.add(int(honest_rating(self, memory) * 1_000_000), "journey_memory", unit.number)

    def note(self, need: int, name: str, unit: Unit | None, channel: Channel | None, *rest: Any) -> None:
        """A line in the diary, if the person is among those recorded."""
        if self.number < self.world.settings.output.journeys_logged:
            places = (-1 if place is None else place.number for place in (unit, channel))
            self.book.note(self.number, need, self.model.week, name, *places, *rest)
