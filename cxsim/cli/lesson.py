"""`cxsim lesson`: the list of lessons, one played here, by robots with its debrief page or from the lab, and the teacher's notes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import bar
from cxsim.cli.results import close, finished, prepare, save_whole, warn_of_files

if TYPE_CHECKING:
    from cxsim.lessons.game import Game
    from cxsim.report.lesson import Told

ASKED = {"people": 8, "seed": 1, "repeats": 40, "workers": 0}  # whole numbers a lesson is started with
CLOCK, FOLDER = "clock", "output.dir"
ENDED = Problem("the input ended before the lesson did", key="cxsim lesson", fix="play with --robots, or answer every question")


def command(arguments: Arguments) -> int:
    """List lessons, write notes, or play one."""
    from cxsim.lessons import reading

    lang = arguments.values.get("lang", "en")
    warn_of_files(arguments.config_dir)
    if not arguments.words:
        return _list(arguments, lang)
    if len(arguments.words) > 1:
        raise InputError(Problem("one lesson at a time", key="cxsim lesson", value=" ".join(arguments.words)))
    reading.read(arguments.words[0], arguments.config_dir)
    terms, world = _terms(arguments)
    if arguments.on("browser"):
        from cxsim.cli.lesson_browser import lead

        return lead(arguments, terms, world, lang)
    root = prepare(terms[FOLDER])
    if arguments.on("notes"):
        return _notes(arguments, root, lang)
    if arguments.on("paper"):
        from cxsim.cli.lesson_paper import paper

        return paper(arguments, terms, world, root, lang)
    if "slips" in arguments.values:
        from cxsim.cli.lesson_slips import slips

        return slips(arguments, terms, world, root, lang)
    return _play(arguments, terms, world, root, lang)


def _list(arguments: Arguments, lang: str) -> int:
    from cxsim.lessons import reading
    from cxsim.report.words import words

    w, rows = words(lang), []
    for name in reading.names(arguments.config_dir):
        lesson = reading.read(name, arguments.config_dir)
        rows.append((name, lesson.title.of(lang), " ".join(lesson.aim.of(lang).split())))
    print(w("lesson.list.head"))
    for name, title, aim in rows:
        print(f"  {name:<14} {title}\n  {'':<14} {aim}")
    print(w("lesson.list.play"))
    if arguments.on("json"):
        from cxsim.cli.results import print_json

        print_json({"lessons": [{"name": name, "title": title} for name, title, _ in rows]})
    return EXIT_GOOD


def _terms(arguments: Arguments) -> tuple[dict[str, Any], list[str]]:
    """What the command is told of the game, and words that change its world. Raises InputError."""
    terms: dict[str, Any] = {**ASKED, CLOCK: "short", FOLDER: "outputs"}
    world, problems = [], []
    for text in arguments.overrides:
        key, _, value = text.partition("=")
        if key in ASKED:
            least = 0 if key in ("repeats", "workers") else 1
            if not value.isdigit() or int(value) < least:
                problems.append(Problem("is not a whole number", key=key, value=value, allowed=f"{least} or more"))
            else:
                terms[key] = int(value)
        elif key in (CLOCK, FOLDER):
            terms[key] = value
        else:
            world.append(text)
    if problems:
        raise InputError(problems)
    if CLOCK in arguments.values:
        terms[CLOCK] = arguments.values[CLOCK]
    return terms, world


def _notes(arguments: Arguments, root: Path, lang: str) -> int:
    from cxsim.lessons import reading
    from cxsim.report.lesson_notes import Notes, write
    from cxsim.report.words import words
    from cxsim.study.canonical import content_digest
    from cxsim.study.saving import seal

    lesson = reading.read(arguments.words[0], arguments.config_dir)
    digest, facts = content_digest(lesson), facts_of(arguments)

    def fill(part: Path) -> None:
        write(Notes(lesson, lang, arguments.config_dir), part, facts, digest)
        seal(part, {"kind": "lesson notes", **facts, "digest": digest, "lang": lang, "headline": lesson.title.of(lang)})

    folder = (None if arguments.on("fresh") else finished(root, digest, lang)) or save_whole(root, digest, fill)
    print(f"{words(lang)('lesson.notes_kicker')}: {folder / 'notes.html'}")
    close(folder, digest, {"lesson": lesson.name} if arguments.on("json") else None, lang)
    return EXIT_GOOD


def _play(arguments: Arguments, terms: dict[str, Any], world: list[str], root: Path, lang: str) -> int:
    """Play into a folder of its own; the record of the game stays beside its page."""
    import tempfile

    from cxsim.lessons.game import Game

    with tempfile.TemporaryDirectory(dir=root, prefix=".unfinished-") as place:
        game = Game.begin(
            arguments.words[0], Path(place) / "game", terms["people"], seed=terms["seed"], clock=terms[CLOCK], lang=lang, overrides=world,
            config_dir=arguments.config_dir,
        )  # fmt: skip
        if not arguments.on("robots"):
            _alone(game, lang)
        told = debriefed(game, terms, lang)
        folder = kept(told, root, arguments, terms)
    tell(told, folder, arguments)
    return EXIT_GOOD


def debriefed(game: Game, terms: dict[str, Any], lang: str) -> Told:
    """The game to its end with everything its debrief page says, a bar on the way."""
    from cxsim.lessons.debrief import debrief_of
    from cxsim.report.lesson import told_of

    return told_of(debrief_of(game, terms["repeats"], terms["workers"], bar(lang, keeps=False)), lang)


def kept(told: Told, root: Path, arguments: Arguments, terms: dict[str, Any]) -> Path:
    """The folder of a debrief, written unless it is there already."""
    digest = told.debrief.digest
    folder = None if arguments.on("fresh") else finished(root, digest, told.lang)
    return folder or save_whole(root, digest, lambda part: _write(told, part, arguments, terms))


def tell(told: Told, folder: Path, arguments: Arguments) -> None:
    """The answer and where the page is; the closing lines."""
    for text in told.answer():
        print(text)
    for text in told.unexpected():
        print(text)
    print(f"{told.w('experiment.report')}: {folder / 'report.html'}")
    payload = {"lesson": told.lesson.name, "answer": told.answer(), "outcomes": [told.debrief.outcomes(company) for company in told.companies]}
    close(folder, told.debrief.digest, payload if arguments.on("json") else None, told.lang)


def _write(told: Told, folder: Path, arguments: Arguments, terms: dict[str, Any]) -> None:
    from cxsim.report import lesson_page
    from cxsim.study.canonical import plain
    from cxsim.study.cells import code_fingerprint
    from cxsim.study.configuration import as_mapping
    from cxsim.study.manifest import versions
    from cxsim.study.saving import seal

    facts = facts_of(arguments)
    lesson_page.write(told, folder, {**facts, "count": terms["repeats"]})
    (folder / "game.jsonl").write_bytes(told.game.record.path.read_bytes())
    seal(folder, {
        "kind": "lesson", **facts, "lesson": told.lesson.name, "digest": told.debrief.digest, "lang": told.lang, "headline": told.answer()[-1], "seeds": [told.game.seed],
        "settings": plain(as_mapping(told.game.world.settings)), "code": code_fingerprint(), "versions": versions(),
    })  # fmt: skip


def facts_of(arguments: Arguments) -> dict[str, Any]:
    """The command and the version, for the foot of a page and its manifest."""
    from cxsim import __version__

    flags = [f"--{name}" for name in ("robots", "notes", "paper") if arguments.on(name)]
    flags += [f"--{name} {Path(arguments.values[name]).name}" for name in ("slips", "clock") if name in arguments.values]
    name = Path(arguments.words[0]).name
    words = [text for text in arguments.overrides if not text.startswith("output.")]
    return {"command": " ".join(["cxsim lesson", name, *flags, *words]), "version": __version__}


# ---------------------------------------------------------------- alone at a terminal


def _alone(game: Game, lang: str) -> None:
    """One person in the first seat, asked on the terminal round by round. Raises InputError when the input ends."""
    from cxsim.report import lesson_pay
    from cxsim.report.lesson_notes import kind_of_round
    from cxsim.report.numbers import plain
    from cxsim.report.paper.seen import shown
    from cxsim.report.words import words

    w, seat = words(lang), next(iter(game.seats.values()))
    print(" ".join(game.lesson.story.of(lang).split()))
    if game.lesson.bare is not None:
        print(" ".join(game.lesson.bare.said.of(lang).split()))
    print(w("lesson.solo.seat", name=seat.name.of(lang), role=lesson_pay.role(game.world, seat, w)))
    kind = kind_of_round(game.lesson)
    while not game.over:
        number = game.round
        print(f"\n{w(f'lesson.round.{kind}', n=number).capitalize()}. {w('lesson.solo.plan', plan=game.lesson.plans[game.plans[number - 1]].shown.of(lang))}")
        for line in lesson_pay.of_seat(game.world, game.plans[number - 1], seat, w):
            print(plain(f"  {line}"))
        _decide(game, seat.id, lang)
        game.close_round()
        print(w("lesson.solo.seen", round=w(f"lesson.round.{kind}", n=number)))
        for name, row in game.view(seat.id)["seen"].items():
            last = plain(shown(row, row["values"][-1], lang, game.seats))
            print(f"  {w(f'lesson.views.{name}')}: {last}")
    print()


def _decide(game: Game, seat: str, lang: str) -> None:
    """Ask until the decisions of a round count together, such as cards within a budget that was cut."""
    from cxsim.cli import lesson_scheme

    while True:
        play = {name: _ask(game, name, lang) for name in game.decisions_asked()}
        try:
            return game.decide(seat, play, source="typed")
        except InputError as error:
            print(lesson_scheme.refused(error, lang), file=sys.stderr)


def _ask(game: Game, name: str, lang: str) -> Any:
    from cxsim.lessons.kinds import kind_of
    from cxsim.report.problems import one_line
    from cxsim.report.words import words

    w, decision = words(lang), game.lesson.decisions[name]
    if decision.menu is not None:
        return _ask_plan(decision, lang)
    won = game.won(0) if decision.kind == "order" else {}
    names = list(won or decision.sliders or decision.options or decision.cards)
    labels: dict[str, Any] = {**decision.sliders, **decision.options, **decision.cards}
    print("\n  ".join([decision.ask.of(lang), *(f"{key}: {labels[key].label.of(lang)}" for key in names)]))
    coins = int(decision.numbers.get("coins", 0))
    while True:
        try:
            given = input(w(f"lesson.solo.ask_{decision.kind}", names=", ".join(names), coins=coins)).split()
        except EOFError:
            raise InputError(ENDED) from None
        value = _read(decision.kind, names, given)
        fault = kind_of(decision).fault(value)
        if fault is None:
            return value
        print(w("lesson.solo.again", fault=one_line(fault, lang).text), file=sys.stderr)


def _ask_plan(decision: Any, lang: str) -> Any:
    from cxsim.cli import lesson_scheme

    try:
        return lesson_scheme.ask(decision, lang)
    except EOFError:
        raise InputError(ENDED) from None


def _read(kind: str, names: list[str], given: list[str]) -> Any:
    if kind == "stars":
        return int(given[0]) if len(given) == 1 and given[0].isdigit() else None
    if kind in ("split", "weights"):
        return {key: int(text) for key, text in zip(names, given) if text.isdigit()} if len(given) == len(names) else None
    if kind == "bids":
        pairs = [text.partition("=") for text in given]
        return {key: int(coins) if coins.isdigit() else 0 for key, _, coins in pairs}
    return given if kind in ("cards", "portfolio", "order") else " ".join(given)
