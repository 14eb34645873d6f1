"""Reads the command line: a verb, flags, and overrides in Hydra's words, in any order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Sequence

from cxsim.base.errors import InputError, Problem, nearest

if TYPE_CHECKING:
    from cxsim.base.schema import Settings

VERBS = {
    "compare": "compare schemes over many seeds: tables, figures, report.html (the command when none is given)",
    "run": "one simulation",
    "experiment": "a ready-made question and its answer on one page; alone: the list of questions",
    "study": "a designed study: many points of a plan, where the answer turns; dry_run=true shows the plan first",
    "log": "recorded journeys as an event log for process mining, XES and CSV: log FOLDER, or log scheme=company_cx",
    "journeys": "process maps of two companies side by side; alone: silos beside a coordinated company",
    "search": "plans worth a closer look: many objectives, a front judged on seeds the search never saw; alone: the list of searches",
    "calibrate": "which settings could have made your own quarterly figures: calibrate FIGURES.csv; --template FILE.csv writes an example",
    "explain": "who is paid for what, at which level, in plain words",
    "list": "what there is: schemes, companies, behaviours, practices, experiments, metrics",
    "plan": "the HR desk: plan template, plan check FILE, plan convert FILE FILE, plan pay FILE (or --case FILE), plan lint FILE, plan cost FILE, plan backtest NEW --old OLD, plan simulate FILE, plan compare FILE FILE, plan improve FILE, plan board FILE, plan letter FILE, plan forget FOLDER",
    "lab": "the laboratory in a browser, on this machine: lab --port 8080 --open; --share HOST lets others in, with a token",
    "lesson": "games for a room of people in the managers' places: lesson NAME plays it here, --browser opens its console in the lab, --robots plays every seat and writes the debrief, --notes the teacher's notes, --paper the print pack, --slips FILE.csv plays from paper slips; alone: the list",
    "verify": "why believe it: published figures, patterns, theory, other models, real data; parts by name",
    "verify-store": "are stored cells and results what they were when written: verify-store FOLDER",
    "query": "SQL over the tables of results: query outputs \"select scheme, avg(true_cx) from runs group by scheme\"",
    "bench": "speed, as ratios",
}
# verbs whose further words are names, not overrides
_WORDED = ("list", "plan", "verify", "experiment", "study", "verify-store", "query", "log", "journeys", "search", "calibrate", "lesson")
_VERBATIM = ("query",)  # whose words may hold an equals sign
_SWITCHES = {
    "--json": "json", "--fresh": "fresh", "--new": "new", "--quick": "quick", "--store": "store", "--empty": "empty", "--help": "help", "-h": "help", "--version": "version",
    "--multirun": "multirun", "-m": "multirun", "--resolve": "resolve", "-r": "resolve",
    "--evidence": "evidence", "--shell-completion": "completion", "-sc": "completion", "--hydra-help": "hydra_help", "--info": "info", "--open": "open",
    "--robots": "robots", "--notes": "notes", "--paper": "paper", "--browser": "browser",
}
_VALUED = {
    "--lang": "lang", "--config-dir": "config_dir", "-cd": "config_dir", "--cfg": "cfg", "-c": "cfg",
    "--package": "package", "-p": "package", "--case": "case", "--folder": "folder", "--write": "write", "--xes": "xes", "--csv": "csv",
    "--template": "template", "--old": "old", "--port": "port", "--share": "share", "--token": "token",
    "--clock": "clock", "--slips": "slips",
}
_LANGUAGES = ("en", "fi")


@dataclass
class Arguments:
    """A command line taken apart. Empty text means: not given."""

    verb: str = "compare"
    words: list[str] = field(default_factory=list)
    overrides: list[str] = field(default_factory=list)
    switches: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    verb_given: bool = False

    def on(self, switch: str) -> bool:
        return switch in self.switches

    @property
    def config_dir(self) -> str | None:
        return self.values.get("config_dir")

    @property
    def all_overrides(self) -> list[str]:
        """Overrides with those that flags stand for; what is typed last wins."""
        language = [f"output.lang={self.values['lang']}"] if "lang" in self.values else []
        return language + self.overrides

    @property
    def lang(self) -> str:
        """Language asked for, by --lang or output.lang=..., the last one; en when none is."""
        return next((text.partition("=")[2] for text in reversed(self.all_overrides) if text.startswith("output.lang=")), "en")

    def settings(self, study: bool = False) -> Settings:
        """The checked settings of this command line, once bad files it leaves alone were told.

        With `study` the schemes to be compared count as used. Raises InputError.
        """
        from cxsim.cli.results import warn_of_files
        from cxsim.study.configuration import load
        from cxsim.study.folders import refuse_unusable

        settings = load(*self.all_overrides, config_dir=self.config_dir)
        if study:
            refuse_unusable("scheme", [settings.study.baseline, *settings.study.schemes], self.config_dir)
        warn_of_files(self.config_dir)
        return settings


def parse(argv: Sequence[str]) -> Arguments:
    """Take a command line apart. Raises InputError for what it does not know."""
    arguments, rest = Arguments(), list(argv)
    while rest:
        token = rest.pop(0)
        if token.startswith("-") and len(token) > 1:
            _flag(arguments, token, rest)
        else:
            _word(arguments, token)
    if arguments.values.get("lang", "en") not in _LANGUAGES:
        raise InputError(Problem("is not a language", key="--lang", value=arguments.values["lang"], allowed="en, fi"))
    return arguments


def _flag(arguments: Arguments, token: str, rest: list[str]) -> None:
    name, given, value = token.partition("=")
    if name in _SWITCHES and not given:
        arguments.switches.add(_SWITCHES[name])
    elif name in _VALUED:
        if not given and not rest:
            raise InputError(Problem("needs a value", key=name))
        arguments.values[_VALUED[name]] = value if given else rest.pop(0)
    else:
        raise InputError(Problem("is not a known flag", key=token, fix=nearest(name, [*_SWITCHES, *_VALUED])))


def _word(arguments: Arguments, token: str) -> None:
    if arguments.verb_given and arguments.verb in _VERBATIM:
        arguments.words.append(token)
    elif "=" in token or token.startswith("~"):
        arguments.overrides.append(token)
    elif not arguments.verb_given and token in VERBS:
        arguments.verb, arguments.verb_given = token, True
    elif arguments.verb in _WORDED:
        arguments.words.append(token)
    elif arguments.verb_given:
        raise InputError(Problem("is not an override", key=token, allowed="key=value, for example customers.count=2000", fix=_choice_of(token)))
    else:
        raise InputError(Problem("is not a command", key=token, allowed=", ".join(VERBS), fix=nearest(token, VERBS)))


def _choice_of(token: str) -> str:
    """`scheme=company_cx` for a bare company_cx; empty when no part of the settings has such a choice."""
    from cxsim.study.folders import GROUPS, choices

    return next((f"did you mean: {group}={token}" for group in GROUPS if token in choices(group)), "")
