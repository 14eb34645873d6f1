"""`cxsim plan pay FILE` and `cxsim plan pay --case FILE`: pay to the cent, behaviour frozen."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError, Problem
from cxsim.base.reading import read_yaml, read_yaml_text
from cxsim.cli.arguments import Arguments
from cxsim.cli.plan import files
from cxsim.cli.results import print_json

if TYPE_CHECKING:
    from cxsim.desk.pricing import LevelPay

MAX_BYTES = 20_000_000
USAGE = "cxsim plan pay my_plan.xlsx, or cxsim plan pay --case FILE --json"


def pay(arguments: Arguments) -> int:
    """Pay the staff of a plan file, or a case; `-` as case reads standard input. Raises InputError with every fault."""
    names = files(arguments, USAGE, 0, 1)
    if ("case" in arguments.values) == bool(names):
        raise InputError(Problem("needs a plan file or a case", key="cxsim plan pay", fix=USAGE))
    try:
        paid, levels = _pay_file(names[0]) if names else (_pay_case(arguments.values["case"]), [])
    except InputError as error:
        if arguments.on("json"):
            print_json({"error_rule": _lowest_rule(error), "error": error.lines()})
        raise
    if arguments.on("json"):
        print_json(paid)
        return 0
    _print_table(paid)
    if levels:
        _print_levels(levels)
    return 0


def _pay_case(name: str) -> dict[str, Any]:
    from cxsim.pay.case import pay_case

    return pay_case(read_case_file(name))


def _pay_file(name: str) -> tuple[dict[str, Any], list[LevelPay]]:
    from cxsim.desk.opening import open_plan
    from cxsim.desk.pricing import pay_plan

    paid, levels = pay_plan(open_plan(name))
    return {**paid, "levels": {level.level: level.row() for level in levels}}, levels


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
    width = max([20, *(len(name) for name in paid["people"])])
    print(f"{'person':<{width}} {'award EUR':>14} {'cash EUR':>14} {'deferred EUR':>14}")
    for person, row in paid["people"].items():
        cells = " ".join(f"{row[name] / 100:>14,.2f}" for name in ("award_cents", "cash_cents", "deferred_cents"))
        print(f"{person:<{width}} {cells}")
    print(f"{'total':<{width}} {paid['total_award_cents'] / 100:>14,.2f}")


def _print_levels(levels: list[LevelPay]) -> None:
    """One line per level, and how the award compares with the target bonus for the time worked."""
    width = max(20, *(len(level.level) for level in levels))
    print(f"\n{'level':<{width}} {'people':>7} {'target EUR':>14} {'award EUR':>14} {'% of target':>12} {'cash EUR':>14} {'deferred EUR':>14}")
    for level in levels:
        share = "" if level.payout_pct is None else f"{level.payout_pct:.1f}"
        print(f"{level.level:<{width}} {level.people:>7} {level.target_cents / 100:>14,.2f} {level.award_cents / 100:>14,.2f} {share:>12} {level.cash_cents / 100:>14,.2f} {level.deferred_cents / 100:>14,.2f}")
