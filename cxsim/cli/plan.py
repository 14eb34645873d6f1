"""`cxsim plan pay --case FILE`: the pay arithmetic of one written case, to the cent."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.reading import read_yaml, read_yaml_text
from cxsim.cli.arguments import Arguments
from cxsim.cli.results import print_json

MAX_BYTES = 20_000_000
MAX_DEPTH = 20
WORDS = {"letter": ("plan_letter", "letter"), "forget": ("plan_forget", "forget")}  # word -> (module of cxsim.cli, function)


def command(arguments: Arguments) -> int:
    """Pay a case; `-` as FILE reads standard input. Raises InputError with every fault of the case."""
    if arguments.words and arguments.words[0] in WORDS:
        module, function = WORDS[arguments.words[0]]
        return int(getattr(import_module(f"cxsim.cli.{module}"), function)(arguments))
    if arguments.words[:1] != ["pay"] or len(arguments.words) > 1:
        word = " ".join(arguments.words)
        known = ["pay", *WORDS]
        raise InputError(Problem("is not a kind of plan", key="cxsim plan", value=word or None, allowed=", ".join(known), fix=nearest(word, known)))
    if "case" not in arguments.values:
        raise InputError(Problem("needs a case", key="cxsim plan pay", fix="cxsim plan pay --case FILE --json"))
    from cxsim.pay.case import pay_case

    try:
        paid = pay_case(read_case_file(arguments.values["case"]))
    except InputError as error:
        if arguments.on("json"):
            print_json({"error_rule": _lowest_rule(error), "error": error.lines()})
        raise
    if arguments.on("json"):
        print_json(paid)
    else:
        _print_table(paid)
    return 0


def _lowest_rule(error: InputError) -> str | None:
    """The rule with the lowest number among those broken."""
    rules = [problem.rule for problem in error.problems if problem.rule]
    return min(rules, key=lambda rule: int(rule.lstrip("R") or 0), default=None)


def read_case_file(name: str) -> Any:
    """A case from JSON or YAML as plain values. Raises InputError."""
    if name == "-":
        text = sys.stdin.read(MAX_BYTES)
        return _from_json(text, "standard input") if text.lstrip()[:1] == "{" else read_yaml_text(text, "standard input", yes_no=True)
    if Path(name).suffix.lower() != ".json":
        return read_yaml(name, yes_no=True)
    try:
        if Path(name).stat().st_size > MAX_BYTES:
            raise InputError(Problem("the file is too large", name, allowed=f"up to {MAX_BYTES} bytes"))
        return _from_json(Path(name).read_text("utf-8-sig"), name)
    except UnicodeDecodeError:
        raise InputError(Problem("is not UTF-8 text", name, fix="save it as UTF-8")) from None
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", name)) from None


def _from_json(text: str, where: str) -> Any:
    """Strict JSON: no key twice, no NaN, limited depth, decimals kept as written."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse_constant, parse_float=str)
    except json.JSONDecodeError as error:
        raise InputError(Problem(f"is not valid JSON: {error.msg}", f"{where}, line {error.lineno}")) from None
    except InputError as error:
        raise InputError(Problem(error.problems[0].message, where, error.problems[0].key)) from None
    except (RecursionError, ValueError):
        raise InputError(Problem("nested too deeply, or a number too long", where)) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InputError(Problem("the same key twice", key=key))
        found[key] = value
    return found


def _refuse_constant(word: str) -> Any:
    raise InputError(Problem("is not a finite number", key=word))


def _print_table(paid: dict[str, Any]) -> None:
    print(f"{'person':<20} {'award EUR':>14} {'cash EUR':>14} {'deferred EUR':>14}")
    for person, row in paid["people"].items():
        cells = " ".join(f"{row[name] / 100:>14,.2f}" for name in ("award_cents", "cash_cents", "deferred_cents"))
        print(f"{person:<20} {cells}")
    print(f"{'total':<20} {paid['total_award_cents'] / 100:>14,.2f}")
