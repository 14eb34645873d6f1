"""`cxsim plan WORD ...`: the HR desk; each word has a module of its own."""

from __future__ import annotations

from importlib import import_module

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.cli.arguments import Arguments

# word -> (module of cxsim.cli, function); imported only when it is asked for
WORDS = {
    "template": ("plan_book", "template"),
    "check": ("plan_book", "check"),
    "convert": ("plan_book", "convert"),
    "pay": ("plan_pay", "pay"),
    "lint": ("plan_static", "lint"),
    "cost": ("plan_static", "cost"),
    "backtest": ("plan_static", "backtest"),
    "simulate": ("plan_simulate", "simulate"),
    "compare": ("plan_compare", "compare"),
    "improve": ("plan_improve", "improve"),
    "letter": ("plan_letter", "letter"),
    "board": ("plan_board", "board"),
    "forget": ("plan_forget", "forget"),
}


def command(arguments: Arguments) -> int:
    """Hand over to the function of the first word. Raises InputError for a word that is none."""
    word = arguments.words[0] if arguments.words else None
    if word not in WORDS:
        fix = nearest(word, WORDS) if word else "such as: cxsim plan template my_plan.xlsx"
        raise InputError(Problem("is not a kind of plan" if word else "needs a word", key="cxsim plan", value=word, allowed=", ".join(WORDS), fix=fix))
    module, function = WORDS[word]
    return int(getattr(import_module(f"cxsim.cli.{module}"), function)(arguments))


def files(arguments: Arguments, usage: str, least: int, most: int) -> list[str]:
    """The file names after the word; overrides have no meaning here. Raises InputError for too few or too many."""
    names = [*arguments.words[1:], *arguments.overrides]
    if not least <= len(names) <= most:
        raise InputError(Problem("needs other files", key=f"cxsim plan {arguments.words[0]}", value=" ".join(names) or None, fix=usage))
    return names
