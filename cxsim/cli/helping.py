"""`cxsim --help`: commands, flags, and the parts of the configuration with their choices."""

from __future__ import annotations

from cxsim.cli.arguments import VERBS, Arguments
from cxsim.cli.results import warn_of_files
from cxsim.study.folders import GROUPS, choices

_FLAGS = {
    "--json": "one JSON object as the last line of stdout",
    "--lang en|fi": "language of tables and reports",
    "--config-dir DIR, -cd": "a folder with your own choices, such as DIR/scheme/my_scheme.yaml",
    "--fresh": "compute again what an earlier study already holds",
    "--new": "begin anew, although the same command was stopped before its end and meant another study then",
    "--quick": "experiment, verify, bench, plan simulate, plan board: fewer people or seeds",
    "--store": "verify: keep the named parts as stored reports (in a checkout)",
    "--template FILE.csv": "calibrate: write example figures, made by the model with known settings",
    "--evidence": "calibrate: draw settings with a source to their published value",
    "--browser": "lesson: start the lab and open the console of this lesson; with --share HOST, --port N, --lang, people=, clock=, seed=",
    "--robots": "lesson: robots play every seat, and the debrief page is written",
    "--notes": "lesson: write the teacher's notes",
    "--paper": "lesson: write the print pack, a PDF for a room without screens, and the grid for its slips; people=16 for so many seats",
    "--slips FILE.csv": "lesson: play from slips typed into the grid; rounds left empty are still to come",
    "--clock short|long": "lesson: 45 or 90 minutes",
    "--empty": "plan template: no example figures",
    "--write FILE": "verify, bench: put the tables into FILE, between <!-- verify:begin --> and <!-- verify:end -->",
    "--xes FILE, --csv FILE": "log: write just this file; one that exists is never overwritten",
    "--port N, --open": "lab, lesson --browser: the port, 8080 unless told; open a browser",
    "--share HOST, --token TOKEN": "lab: serve beyond this machine, for example --share 0.0.0.0; a token is made when none is given",
    "--old FILE": "plan backtest, plan board: the plan to compare with",
    "--multirun, -m": "several runs: cxsim run -m scheme=fixed_pay,company_cx seed=1,2,3",
    "--cfg job, -c": "print the settings a command would use, and stop",
    "-sc install=bash": 'tab completion: eval "$(cxsim -sc install=bash)"',
    "--hydra-help": "more flags of the configuration library",
    "--help, -h; --version": "",
}
_KEYS = {
    "scheme=company_cx": "who is paid for what",
    "company=bank": "another company",
    "seed=7": "other people, other luck",
    "customers.count=2000": "people in the market",
    "horizon.years=3": "simulated years",
    "behaviour.pay_sensitivity=0": "0: managers ignore pay",
    "journeys.cross_unit_share=0.5": "share of journeys that need a second unit",
    "customers.reading=temper": "cause, mixed or temper: how much experience causes loyalty",
    "study.schemes=[fixed_pay,company_cx]": "what is compared",
    "study.basis=equal_weight": "equal_cost, equal_weight or equal_power",
}


def show_help(arguments: Arguments) -> int:
    """Print the help text; choices include those of --config-dir."""
    warn_of_files(arguments.config_dir)
    print("cxsim: what does a reward scheme do to managers, customers, loyalty and money?\n")
    print("cxsim [command] [flags] [part=choice ...] [key=value ...]\n")
    _block("Commands", VERBS)
    _block("Flags", _FLAGS)
    print("== Configuration groups ==\nChoose one per part (group=option)\n")
    for group in GROUPS:
        print(f"{group}: {', '.join(choices(group, arguments.config_dir))}")
    print()
    _block("Often changed", _KEYS)
    print("Every setting: cxsim --cfg job. Units, ranges and sources: cxsim/base/schema.py.")
    return 0


def _block(title: str, rows: dict[str, str]) -> None:
    width = max(len(name) for name in rows)
    print(f"== {title} ==")
    for name, note in rows.items():
        print(f"  {name:<{width}}  {note}".rstrip())
    print()
