"""A lesson as it is written: world, plans, seats, decisions, predictions, reveal and texts; data only, never run from here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cxsim.base.fields import choice, choice_or, param, text
from cxsim.lessons.menu_form import Menu
from cxsim.lessons.texts import Text, groups, optional

UNITS, COMMITTEE, EVERYBODY = "units", "committee", "everybody"  # a post per unit, one per company, or the same for all
YEARS, DESIGNS, BARE = "years", "designs", "bare"  # rounds of one life, whole lives of a design, or a game in which no company lives
SHORT, LONG = "short", "long"
NUMBER, YES_NO, CHOICE, INTERVAL = "number", "yes_no", "choice", "interval"
HUNTER = "hunter"


@dataclass(kw_only=True)
class Deal:
    """What a round of a bare game is like: who shares, whether names are shown, and how the pot is counted."""

    group: int = field(default=0, metadata={"unit": "people who share a pot, 0 = everybody", "low": 0, "high": 64, "grade": "-"})
    names: bool = False
    low: float = field(default=1.0, metadata={"unit": "least the pot is multiplied by", "low": 0.0, "high": 10.0, "grade": "-"})
    high: float = field(default=1.0, metadata={"unit": "most the pot is multiplied by", "low": 0.0, "high": 10.0, "grade": "-"})


@dataclass(kw_only=True)
class Plan:
    """A reward plan of the lesson: a scheme by name, or written out here; in a bare game the deal of a round."""

    label: Text
    shown: Text  # what the screen says of it, to those who are paid by it
    scheme: str | None = optional("name in conf/scheme")
    own: dict[str, Any] = optional("levels and components, as in a file of conf/scheme", {})
    deal: Deal | None = None


@dataclass(kw_only=True)
class Slider:
    """One slider: the activities of the model its hours go to."""

    label: Text
    activities: list[str]
    most: int = field(default=100, metadata={"unit": "points", "low": 10, "high": 100, "grade": "-"})


@dataclass(kw_only=True)
class Option:
    """One way to answer a choice, with what it does in the model."""

    label: Text
    attention: dict[str, float] = field(default_factory=dict, metadata={"unit": "share of working time, out of the hours divided", "low": 0.0, "high": 0.4, "grade": "D"})
    practices: dict[str, float] = field(default_factory=dict, metadata={"unit": "strength of a practice", "low": 0.0, "high": 2.0, "grade": "D"})
    line: Text | None = None


@dataclass(kw_only=True)
class Card:
    """A measure that coins buy for one round: one of the model's practices."""

    label: Text
    practice: str
    price: int = field(metadata={"unit": "coins", "low": 0, "high": 1000, "grade": "-"})
    sort: str | None = optional("a word robots choose by, such as quick")
    line: Text | None = None


@dataclass(kw_only=True)
class Decision:
    """Something every post decides in a round; `kind` says how."""

    kind: str = text("name of a kind of decision")
    ask: Text
    clocks: list[str] = optional("clocks in which it is asked, empty = both", [])
    menu: Menu | None = optional("of a reward plan; left out = the lesson's")
    rounds: list[int] = field(default_factory=list, metadata={"unit": "rounds in which it is asked, empty = all", "low": 1, "high": 20, "grade": "-"})
    sliders: dict[str, Slider] = optional("", {}, Slider)
    options: dict[str, Option] = optional("", {}, Option)
    cards: dict[str, Card] = optional("", {}, Card)
    numbers: dict[str, float] = field(default_factory=dict, metadata={"unit": "numbers of the kind", "low": -1e6, "high": 1e6, "grade": "-"})


@dataclass(kw_only=True)
class Seats:
    """Who decides, and what a seat is shown; everything not listed in `sees` stays hidden."""

    kind: str = choice(UNITS, COMMITTEE, EVERYBODY)
    sees: list[str] = text("names of views")
    hidden: Text  # what no seat sees, told in the teacher's notes
    roles: dict[str, Text] = optional("roles of a committee, in the order they are filled", {}, Text)
    cards: dict[str, Text] = optional("what only this role is told", {}, Text)


@dataclass(kw_only=True)
class Step:
    """A stretch of the timetable."""

    minutes: int = param("minutes", 0, 120, grade="-")
    what: Text


@dataclass(kw_only=True)
class Clock:
    """One length of the lesson: plans by round, the other plan, what the world does, the timetable."""

    minutes: int = param("minutes", 20, 240, grade="-")
    plans: list[str]
    other: list[str]
    after: int = field(default=0, metadata={"unit": "rounds lived on without decisions", "low": 0, "high": 12, "grade": "-"})
    practices: list[list[str]] = optional("practices in force, by round", [])
    decide: list[int] = field(default_factory=list, metadata={"unit": "seconds to decide, by round, the last one for all that follow; empty = worked out from the timetable", "low": 10, "high": 3600, "grade": "-"})
    steps: list[Step]


@dataclass(kw_only=True)
class Policy:
    """A robot of this lesson: the decisions it repeats in turn, each as a player would make it."""

    label: Text
    does: Text
    plays: list[dict[str, Any]]


@dataclass(kw_only=True)
class Robots:
    """Who sits where nobody sits, and who plays the two comparisons of the reveal."""

    default: str = text("hunter, habit, keeper, bridge, copycat, or a policy of this lesson")
    same: str = text("robot under the class's plans")
    other: str = text("robot under the other plans")
    policies: dict[str, Policy] = optional("", {}, Policy)


@dataclass(kw_only=True)
class Prediction:
    """A question answered before the first scored round; `outcome` is what the game is then asked."""

    ask: Text
    kind: str = choice(NUMBER, YES_NO, CHOICE, INTERVAL)
    outcome: str = text("name of an outcome")
    round: int = field(default=0, metadata={"unit": "round it is about, 0 = the last", "low": 0, "high": 20, "grade": "-"})
    low: float = field(default=0.0, metadata={"unit": "least answer", "grade": "-"})
    high: float = field(default=100.0, metadata={"unit": "largest answer", "grade": "-"})
    than: float = field(default=0.0, metadata={"unit": "yes when the outcome is above this", "grade": "-"})
    sure: int = field(default=80, metadata={"unit": "% of outcomes that an interval shall hold", "low": 50, "high": 99, "grade": "-"})
    options: dict[str, Text] = optional("", {}, Text)


@dataclass(kw_only=True)
class Profile:
    """A way to play a post that a room without a computer can vote for: the decisions, as a player would make them."""

    label: Text
    play: dict[str, Any]


@dataclass(kw_only=True)
class Booklet:
    """The table for a room without a computer: every post votes a profile, and every row of votes is lived under every plan."""

    rounds: int = field(metadata={"unit": "rounds lived", "low": 1, "high": 12, "grade": "-"})
    held: int = field(metadata={"unit": "first rounds in which the votes are kept; then every post follows the model", "low": 1, "high": 12, "grade": "-"})
    lucks: int = field(metadata={"unit": "seeds each row is lived under", "low": 5, "high": 200, "grade": "-"})
    plans: list[str]  # the plan the votes are cast under, then the others
    profiles: dict[str, Profile] = groups(Profile)


ALWAYS, DOWN, UP, MIXED = "always", "down", "up", "mixed"


@dataclass(kw_only=True)
class Line:
    """One thing the teacher says."""

    when: str = choice("paper", "practice", "before", "during", "after", "change", "rules", "cut", "end", "talk", "challenge")
    round: int = field(default=0, metadata={"unit": "round, 0 = every", "low": 0, "high": 20, "grade": "-"})
    came: str = choice_or(ALWAYS, DOWN, UP, MIXED)
    view: str | None = optional("after a round: what must have moved as `came` says in the companies, against the round before, for this to be said")
    say: Text


@dataclass(kw_only=True)
class Heard:
    """What a class may say, and what to ask back."""

    say: Text
    answer: Text


@dataclass(kw_only=True)
class Source:
    """What the lesson rests on."""

    claim: Text
    source: str = text("author, year")


@dataclass(kw_only=True)
class Flip:
    """A condition under which the answer may turn; the debrief tries it and says what came out."""

    text: Text
    overrides: list[str]


@dataclass(kw_only=True)
class Future:
    """A world in which all plans are tried."""

    label: Text
    text: Text
    overrides: list[str]


@dataclass(kw_only=True)
class Gallery:
    """All teams' plans beside each other and beside silent rivals: the main outcome against a cost, and regret in several futures.

    The first future is the lesson's own world, with all lucks; the others are lived under `lucks` of them.
    """

    cost: str  # an outcome, one of `outcomes`
    rivals: list[str]  # names in conf/scheme
    futures: list[Future]
    lucks: int = param("lucks of each other future at most", 1, 1000, grade="-")


@dataclass(kw_only=True)
class Reveal:
    """What the reveal shows beyond the common pages."""

    outcomes: list[str]  # of a run's summary; the first is the one the 200 runs are about
    expected: str = choice("more", "less", "none")  # what many expect of the first outcome under the other plans
    flips: list[Flip]  # two conditions that are tried
    assumptions: list[str]  # settings to argue about
    channels: bool = False  # whether page 3 also tells where issues began, what they cost, and contacts by channel
    minds: bool = False  # whether page 3 also shows what customers remember and expect, and their open problems
    gallery: Gallery | None = optional("whether page 6 compares all teams")


@dataclass(kw_only=True)
class Contrast:
    """Two deals held against each other, by what the same people gave."""

    label: Text
    first: str
    second: str


@dataclass(kw_only=True)
class Bare:
    """A bare game: how it pays, its chairs, the robots on them in turn, and what its reveal holds against each other."""

    pays: str = text("name of a way to pay out")
    numbers: dict[str, float] = field(metadata={"unit": "numbers of that way", "low": 0.0, "high": 1e6, "grade": "-"})
    chairs: int = param("chairs come in multiples of this, so that groups are full", 1, 16, grade="-")
    least: int = param("fewest chairs", 2, 64, grade="-")
    robots: list[str]
    contrasts: dict[str, Contrast] = groups(Contrast)
    said: Text  # that this is a game and not the model


@dataclass(kw_only=True)
class Case:
    """A setting of the model's half, in words and as overrides."""

    label: Text
    overrides: list[str]


@dataclass(kw_only=True)
class Divided:
    """The model's half: the same company divided into more and more units, one plan against others."""

    units: list[int]
    years: int = param("years lived", 1, 20, grade="-")
    most: int = param("lucks at most", 5, 400, grade="-")
    plan: str
    against: list[str]
    cases: dict[str, Case] = groups(Case)  # the first is the usual one
    limits: Text  # what this half leaves out


@dataclass(kw_only=True)
class Lesson:
    """A whole lesson."""

    name: str = text()
    version: int = param("version", 1, 1000, grade="-")
    number: int = param("place in the list", 1, 99, grade="-")
    title: Text
    aim: Text
    story: Text
    play: str = choice_or(YEARS, DESIGNS, BARE)
    quarters: int = field(default=4, metadata={"unit": "quarters per round", "low": 1, "high": 40, "grade": "-"})
    world: list[str]
    practices: dict[str, Any] = optional("practices of this lesson, as in conf/practice", {})
    before: list[str] = optional("practices in force before the game, until something ends them", [])
    plans: dict[str, Plan] = groups(Plan)
    menu: Menu | None = optional("what a reward plan may be made of, for decisions of that kind")
    seats: Seats
    decisions: dict[str, Decision] = groups(Decision)
    brief: list[str] = optional("decisions whose choices are shown and read aloud before anything is decided", [])
    robots: Robots
    clocks: dict[str, Clock] = groups(Clock)
    parts: dict[str, list[str]] = optional("what each step of a clock's timetable is, see lessons.parts", {})
    predictions: dict[str, Prediction] = groups(Prediction)
    reveal: Reveal
    bare: Bare | None = None
    divided: Divided | None = None
    booklet: Booklet | None = None
    script: list[Line]
    debrief: list[Text]
    hear: list[Heard]
    unexpected: list[Text]
    variants: list[Text]
    worlds: list[Flip] = optional("other worlds to play in, told in the notes with what to type", [])
    sources: list[Source]
    assess: Text

    def rounds(self, clock: str) -> int:
        """Rounds in which people decide."""
        return len(self.clocks[clock].plans)

    def ruled(self, clock: str, number: int) -> tuple[list[Line], bool]:
        """What is said of rules that the clock has in force in a round, and whether they are new in it; nothing while there are none."""
        rows = self.clocks[clock].practices
        now, before = (set(rows[place]) if 0 <= place < len(rows) else set() for place in (number - 1, number - 2))
        return [line for line in self.script if now and line.when == "rules" and line.round in (0, number)], bool(now - before)

    @property
    def rules(self) -> list[str]:
        """Plans a round may be played under: deals in a bare game, schemes elsewhere."""
        return [name for name, plan in self.plans.items() if (plan.deal is not None) == (self.play == BARE)]

    @property
    def game(self) -> Bare:
        """Terms of a bare game. Raises ValueError in other lessons, which reading keeps apart."""
        if self.bare is None:
            raise ValueError(f"{self.name} is no bare game")
        return self.bare

    @property
    def model(self) -> Divided:
        """Terms of the model's half. Raises ValueError where a lesson has none."""
        if self.divided is None:
            raise ValueError(f"{self.name} has no half in the model")
        return self.divided

    def deal(self, plan: str) -> Deal:
        """The deal of a round of a bare game. Raises ValueError for a plan that is none."""
        found = self.plans[plan].deal
        if found is None:
            raise ValueError(f"{plan} is no deal of {self.name}")
        return found
