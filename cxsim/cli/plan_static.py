"""`cxsim plan lint FILE`, `cxsim plan cost FILE` and `cxsim plan backtest NEW --old OLD`: a plan file looked at with behaviour as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_GOOD, InputError, Problem, nearest
from cxsim.cli.arguments import Arguments
from cxsim.cli.results import close, finished, prepare, print_json, save_whole

if TYPE_CHECKING:
    from cxsim.desk.plan_file import PlanFile
    from cxsim.desk.static.futures import Choices
    from cxsim.desk.static.view import StaticView

_OUTPUT = ("output.dir", "output.lang")
_CHOICES = {"futures": int, "seed": int, "correlation": float}


def lint(arguments: Arguments) -> int:
    """Print the findings of a plan file, most serious first."""
    from cxsim.desk.static.view import finding_table, lint_file
    from cxsim.report.desk.findings import Speaker

    file, given = _lintable(_name(arguments)), _given(arguments)
    findings = lint_file(file, _choices(given))
    if arguments.on("json"):
        print_json({"findings": finding_table(findings)})
    else:
        print("\n".join(Speaker(file, _lang(given)).lines(findings)))
    return EXIT_GOOD


def _lintable(name: str) -> PlanFile:
    """A plan file that is sound, though its period may be other than a year: the linter has a rule about that. Raises InputError."""
    from cxsim.desk.opening import check_plan

    checked = check_plan(name)
    spared = {checked.file.place("plan", 0, key) for key in ("period_start", "period_end")}
    serious = [problem for problem in checked.problems if problem.where not in spared or "days" not in problem.message]
    if serious:
        raise InputError(serious)
    return checked.file


def cost(arguments: Arguments) -> int:
    """The static view of a plan: page, figures and tables in a new sealed folder."""
    from cxsim.desk.static.view import look
    from cxsim.report.desk import cost as plan_cost

    file, given = _file(arguments), _given(arguments)
    root, lang = prepare(given.get("output.dir", "outputs")), _lang(given)
    view = look(file, _choices(given))
    digest = _digest("plan cost", [file], view.futures.choices, [found.place for found in view.findings])
    told = plan_cost.Told(view, lang)
    folder = finished(root, digest, lang) or save_whole(root, digest, lambda part: _write_cost(told, part, digest, arguments))
    for line in told.spoken():
        print(line)
    print(f"{told.w('experiment.report')}: {folder / 'report.html'}")
    close(folder, digest, {"cost": view.tables["cost"], "pools": view.tables["pools"], "findings": view.tables["findings"]} if arguments.on("json") else None, lang)
    return EXIT_GOOD


def backtest(arguments: Arguments) -> int:
    """Earlier periods under an old and a new plan: a page and a table in a new sealed folder."""
    from cxsim.desk.backtest import back_test
    from cxsim.report.desk import backtest as plan_backtest

    if "old" not in arguments.values:
        raise InputError(Problem("needs the plan to compare with", key="cxsim plan backtest", fix="cxsim plan backtest NEW --old OLD"))
    new, given = _file(arguments), _given(arguments)
    old = read_file(arguments.values["old"])
    root, lang = prepare(given.get("output.dir", "outputs")), _lang(given)
    told = plan_backtest.Told(back_test(new, old), new, old, lang)
    digest = _digest("plan backtest", [new, old], None, [gap.where for gap in told.test.gaps])
    folder = finished(root, digest, lang) or save_whole(root, digest, lambda part: _write_backtest(told, part, digest, arguments))
    for line in told.spoken():
        print(line)
    print(f"{told.w('experiment.report')}: {folder / 'report.html'}")
    close(folder, digest, {"rows": told.test.rows} if arguments.on("json") else None, lang)
    return EXIT_GOOD


def read_file(name: str) -> PlanFile:
    """A plan file by its name. Raises InputError."""
    from cxsim.desk.opening import open_plan

    return open_plan(name)


def _file(arguments: Arguments) -> PlanFile:
    return read_file(_name(arguments))


def _name(arguments: Arguments) -> str:
    if len(arguments.words) != 2:
        word = arguments.words[0]
        raise InputError(Problem("needs one plan file", key=f"cxsim plan {word}", value=" ".join(arguments.words[1:]) or None, fix=f"cxsim plan {word} FILE"))
    return arguments.words[1]


def _given(arguments: Arguments) -> dict[str, str]:
    """Overrides by key. Raises InputError for what these commands do not know."""
    given = dict(text.partition("=")[::2] for text in arguments.all_overrides)
    known = [*_OUTPUT, *_CHOICES]
    problems = [Problem("is not a setting of this command", key=key, allowed=", ".join([*known, "sd.METRIC"]), fix=nearest(key, known)) for key in given if key not in known and not key.startswith("sd.")]
    if problems:
        raise InputError(problems)
    return given


def _lang(given: dict[str, str]) -> str:
    lang = given.get("output.lang", "en")
    if lang not in ("en", "fi"):
        raise InputError(Problem("is not a language", key="output.lang", value=lang, allowed="en, fi"))
    return lang


def _choices(given: dict[str, str]) -> Choices:
    """How futures are drawn: futures=10000 seed=1 correlation=0.3 sd.METRIC=2."""
    from cxsim.desk.static.futures import Choices

    problems, found, spreads = [], {}, {}
    for key, text in given.items():
        if key in _OUTPUT:
            continue
        try:
            value = _CHOICES.get(key, float)(text)
        except ValueError:
            problems.append(Problem("is not a number", key=key, value=text))
            continue
        if key.startswith("sd."):
            spreads[key.removeprefix("sd.")] = float(value)
        else:
            found[key.replace("futures", "count")] = value
    if problems:
        raise InputError(problems)
    return Choices(sd=spreads, **found)


def _digest(kind: str, files: list[PlanFile], choices: Any, places: list[str]) -> str:
    """Of everything the result follows from: version, sheets, choices, and the cells it names (a column may have moved)."""
    from cxsim import __version__
    from cxsim.study.canonical import content_digest

    sheets = [{"plan": _text(file.plan), "rows": _text(file.rows)} for file in files]
    return content_digest({"kind": kind, "version": __version__, "files": sheets, "choices": choices, "places": places})


def _text(value: Any) -> Any:
    """Dates and other scalars as text, so that they have a JSON form."""
    if isinstance(value, dict):
        return {str(key): _text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_text(item) for item in value]
    return value if isinstance(value, (bool, int, float, str)) or value is None else str(value)


def _facts(arguments: Arguments) -> dict[str, Any]:
    from cxsim import __version__

    names = [Path(name).name for name in [arguments.words[1], *([arguments.values["old"]] if "old" in arguments.values else [])]]
    return {"command": f"cxsim plan {arguments.words[0]} {' --old '.join(names)}", "version": __version__, "files_read": names}


def _write_cost(told: Any, folder: Path, digest: str, arguments: Arguments) -> None:
    from cxsim.report.desk import cost as plan_cost
    from cxsim.study.canonical import plain
    from cxsim.study.saving import seal

    view: StaticView = told.view
    facts = _facts(arguments)
    plan_cost.write(told, folder, {**facts, "digest": digest})
    rows = {"pools": view.tables["pools"], "scaled": view.cost.scaled, "findings": view.tables["findings"], "spreads": view.tables["spreads"]}
    seal(folder, {**facts, "kind": "plan cost", "digest": digest, "lang": told.lang, "headline": told.headline(), "choices": plain(view.futures.choices), "settings": plain(rows)})


def _write_backtest(told: Any, folder: Path, digest: str, arguments: Arguments) -> None:
    from cxsim.report.desk import backtest as plan_backtest
    from cxsim.study.saving import seal

    facts = _facts(arguments)
    plan_backtest.write(told, folder, {**facts, "digest": digest})
    seal(folder, {**facts, "kind": "plan backtest", "digest": digest, "lang": told.lang, "headline": told.headline(), "periods": told.test.periods})
