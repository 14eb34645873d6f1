"""A lesson as it is written: world, plans, seats, decisions, predictions, reveal and texts; data only, never run from here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cxsim.base.fields import choice, choice_or, param, text

UNITS, COMMITTEE = "units", "committee"  # a post per unit, or one per company
YEARS, DESIGNS = "years", "designs"  # rounds of one life, or whole lives of a design
SHORT, LONG = "short", "long"
NUMBER, YES_NO, CHOICE = "number", "yes_no", "choice"
HUNTER = "hunter"


def optional(note: str = "", default: Any = None, kind: type | None = None) -> Any:
    """A part that may be left out."""
    more = {"of": kind} if kind is not None else {}
    made = {"default_factory": type(default)} if isinstance(default, (list, dict)) else {"default": default}
    return field(metadata={"unit": "text", "note": note, "grade": "-", **more}, **made)


@dataclass(kw_only=True)
class Text:
    """A text in both languages."""

    en: str = text()
    fi: str = text()

    def of(self, lang: str) -> str:
        """The text in a language."""
        return str(getattr(self, lang)).strip()


def groups(kind: type, note: str = "") -> Any:
    """Named entries of one dataclass."""
    return field(metadata={"unit": "group", "of": kind, "note": note, "grade": "-"})


@dataclass(kw_only=True)
class Plan:
    """A reward plan of the lesson: a scheme by name, or written out here."""

    label: Text
    shown: Text  # what the screen says of it, to those who are paid by it
    scheme: str | None = optional("name in conf/scheme")
    own: dict[str, Any] = optional("levels and components, as in a file of conf/scheme", {})


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
    rounds: list[int] = field(default_factory=list, metadata={"unit": "rounds in which it is asked, empty = all", "low": 1, "high": 20, "grade": "-"})
    sliders: dict[str, Slider] = optional("", {}, Slider)
    options: dict[str, Option] = optional("", {}, Option)
    cards: dict[str, Card] = optional("", {}, Card)
    numbers: dict[str, float] = field(default_factory=dict, metadata={"unit": "numbers of the kind", "low": -1e6, "high": 1e6, "grade": "-"})


@dataclass(kw_only=True)
class Seats:
    """Who decides, and what a seat is shown; everything not listed in `sees` stays hidden."""

    kind: str = choice(UNITS, COMMITTEE)
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
    kind: str = choice(NUMBER, YES_NO, CHOICE)
    outcome: str = text("name of an outcome")
    round: int = field(default=0, metadata={"unit": "round it is about, 0 = the last", "low": 0, "high": 20, "grade": "-"})
    low: float = field(default=0.0, metadata={"unit": "least answer", "grade": "-"})
    high: float = field(default=100.0, metadata={"unit": "largest answer", "grade": "-"})
    than: float = field(default=0.0, metadata={"unit": "yes when the outcome is above this", "grade": "-"})
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


@dataclass(kw_only=True)
class Line:
    """One thing the teacher says."""

    when: str = choice("before", "during", "after", "change", "end")
    round: int = field(default=0, metadata={"unit": "round, 0 = every", "low": 0, "high": 20, "grade": "-"})
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
class Reveal:
    """What the reveal shows beyond the common pages."""

    outcomes: list[str]  # of a run's summary; the first is the one the 200 runs are about
    expected: str = choice("more", "less", "none")  # what many expect of the first outcome under the other plans
    flips: list[Flip]  # two conditions that are tried
    assumptions: list[str]  # settings to argue about
    channels: bool = False  # whether page 3 also tells contacts by channel


@dataclass(kw_only=True)
class Lesson:
    """A whole lesson."""

    name: str = text()
    version: int = param("version", 1, 1000, grade="-")
    number: int = param("place in the list", 1, 99, grade="-")
    title: Text
    aim: Text
    story: Text
    play: str = choice_or(YEARS, DESIGNS)
    quarters: int = field(default=4, metadata={"unit": "quarters per round", "low": 1, "high": 40, "grade": "-"})
    world: list[str]
    practices: dict[str, Any] = optional("practices of this lesson, as in conf/practice", {})
    before: list[str] = optional("practices in force before the game, until something ends them", [])
    plans: dict[str, Plan] = groups(Plan)
    seats: Seats
    decisions: dict[str, Decision] = groups(Decision)
    robots: Robots
    clocks: dict[str, Clock] = groups(Clock)
    predictions: dict[str, Prediction] = groups(Prediction)
    reveal: Reveal
    booklet: Booklet | None = None
    script: list[Line]
    debrief: list[Text]
    hear: list[Heard]
    unexpected: list[Text]
    variants: list[Text]
    sources: list[Source]
    assess: Text

    def rounds(self, clock: str) -> int:
        """Rounds in which people decide."""
        return len(self.clocks[clock].plans)
