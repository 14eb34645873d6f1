"""What the teacher does with single seats: another name, empty it, a robot, a language, a slip read out; each can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.lab.lesson_committee import together
from cxsim.lab.lesson_people import Person
from cxsim.lab.lesson_undo import Undos
from cxsim.lessons.form import Text
from cxsim.lessons.game import TYPED
from cxsim.lessons.seating import ANIMALS, COMPANY
from cxsim.report.words import LANGUAGES

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room

TABLES = 16
DECIDING = ("practice", "open")


class Seats:
    """Single seats of a room."""

    def __init__(self, room: Room):
        self.room, self.game, self.people = room, room.game, room.people

    @property
    def _undos(self) -> Undos:
        return self.room.undos

    # ------------------------------------------------------------ names

    def names_for(self, seat: str) -> dict[str, Text]:
        """Names a seat can take, by key: animals no seat of its company has, and tables. None of them is a person's."""
        own = self.game.seats[seat]
        stem = own.role if own.post == COMPANY else self._unit(own.post)
        joint = {"en": ", " if own.post == COMPANY else " ", "fi": ", " if own.post == COMPANY else "-"}
        made = {en: (en, fi) for en, fi in ANIMALS} | {f"table_{n}": (f"table {n}", f"pöytä {n}") for n in range(1, TABLES + 1)}
        names = {key: Text(en=f"{stem.en}{joint['en']}{en}", fi=f"{stem.fi}{', ' if key.startswith('table_') else joint['fi']}{fi}") for key, (en, fi) in made.items()}
        taken = {other.name.en for other in self.game.seats.values() if other.id != seat and other.company == own.company}
        return {key: name for key, name in names.items() if name.en not in taken}

    def _unit(self, post: str) -> Text:
        terms = self.game.world.settings.company.units[post]
        return Text(en=terms.label_en, fi=terms.label_fi)

    def rename(self, seat: str, key: str) -> None:
        """Another name from those there are. Raises InputError."""
        with self.room.lock:
            names, before = self.names_for(seat), self.game.seats[seat].name
            if key not in names:
                raise InputError(Problem("is not a name for this seat", key="name", value=key, fix=nearest(key, names)))
            if names[key].en != before.en:
                self.game.rename(seat, names[key])
                self._done("name", lambda: self.game.rename(seat, before))

    # ------------------------------------------------------------ who sits there

    def empty(self, seat: str) -> None:
        """Nobody sits there any more: its phones are asked for the code again, and whoever comes next may take it."""
        with self.room.lock:
            left = self.people.leave(seat)
            if left:
                self._done("empty", lambda: self.people.sit_again(left))

    def robot(self, seat: str) -> None:
        """Let a robot play a chair, or no longer."""
        with self.room.lock:
            if seat in self.game.seats:
                on = seat not in self.game.robots
                self.game.give_to_robot(seat, on)
                self._done("robot" if on else "person", lambda: self.game.give_to_robot(seat, not on))

    def language(self, seat: str, lang: str) -> None:
        """The language of a seat's phones from now on."""
        if lang not in LANGUAGES:
            raise InputError(Problem("is not a language", key="lang", value=lang, allowed=", ".join(LANGUAGES)))
        with self.room.lock:
            before = {person.key: person.lang for person in self.people.on(seat)}
            if any(was != lang for was in before.values()):
                self._speak(dict.fromkeys(before, lang))
                self._done("language", lambda: self._speak(before))

    def _speak(self, langs: dict[str, str]) -> None:
        for key, lang in langs.items():
            if key in self.people.by_key:
                self.people.by_key[key].lang = lang

    def speak(self, person: Person, lang: str) -> None:
        """A phone chose a language itself; that is no step of the teacher."""
        with self.room.lock:
            person.lang = lang
            self.room.version += 1

    def hints(self) -> None:
        """Hints on the phones, or no longer."""
        with self.room.lock:
            on = not self.game.hints
            self.game.give_hints(on)
            self._done("hints_on" if on else "hints_off", lambda: self.game.give_hints(not on))

    # ------------------------------------------------------------ slips read out

    def typed(self, seat: str, play: dict[str, Any]) -> None:
        """A decision of a slip, typed at the console; the last one given counts, whoever gave it. Raises InputError."""
        with self.room.lock:
            if self.room.stage not in DECIDING or seat in self.game.robots:
                raise InputError(Problem("nothing can be decided now", key="decide", value=self.room.stage))
            for one in together(self.game, seat):
                self.game.decide(one, play, source=TYPED)
            self.room.version += 1

    def guessed(self, seat: str, guesses: dict[str, Any]) -> None:
        """Predictions of a slip, sealed as a phone seals them: once. Raises InputError."""
        with self.room.lock:
            if self.room.stage != "predict" or seat in self.game.robots:
                raise InputError(Problem("predictions are not taken now", key="predict", value=self.room.stage))
            self.game.predict(seat, guesses)
            self.room.version += 1

    def _done(self, what: str, back: Any) -> None:
        self._undos.add(what, back)
        self.room.version += 1
