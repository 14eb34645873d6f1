"""Lives of the oracle's small scenarios in uncompiled code: do they end as they should?

The compiled core and the plain twin agree on these scenarios to the bit (tests/oracle). A fault planted in the core
that changes any final column, count, cent or event of one of them would therefore fail the oracle. Running
uncompiled, such faults are found in seconds instead of one compilation each.

    python tests/strength/lives.py --keep FILE   # write what the code as it is makes of the scenarios
    python tests/strength/lives.py --hold FILE   # exit 1 at the first scenario that ends otherwise
"""

from __future__ import annotations

import hashlib
import os
import sys
import warnings
from pathlib import Path

os.environ["NUMBA_DISABLE_JIT"] = "1"
warnings.simplefilter("ignore", RuntimeWarning)  # keys wrap around on purpose, as they do in compiled code
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent / "oracle")]

import numpy as np  # noqa: E402
from test_oracle import COMPANIES, company, scenario, some_service  # noqa: E402

from cxsim.base.hints import ROW  # noqa: E402
from cxsim.customers import population, weeks  # noqa: E402
from cxsim.customers.columns import Columns  # noqa: E402
from cxsim.customers.service import ServiceState  # noqa: E402

SCENARIOS = 12


def uncompiled() -> None:
    """Records whose fields are attributes, as compiled code has them, and no hints to the processor."""
    empty, pack, filled = Columns.empty, population.packed, population.Sheet.filled

    def with_attributes(count: int) -> Columns:
        columns = empty(count)
        columns.people = columns.people.view(np.recarray)
        return columns

    Columns.empty = staticmethod(with_attributes)  # type: ignore[method-assign]
    population.packed = lambda thing: pack(thing).view(np.recarray)
    population.Sheet.filled = lambda sheet, thing: filled(sheet, thing).view(np.recarray)  # type: ignore[method-assign]
    weeks.fetch = lambda people, index: None
    plain = {"either": lambda condition, yes, no: yes if condition else no, "real_row": lambda: [0.0] * ROW, "whole_row": lambda: [0] * ROW}
    for module in [module for name, module in sys.modules.items() if name.startswith(("cxsim.customers.", "cxsim.base.streams"))]:
        for name in plain.keys() & vars(module).keys():
            setattr(module, name, plain[name])


def lived(number: int) -> str:
    """Digest of everything scenario `number` leaves behind; the last four are the built-in companies."""
    if number < SCENARIOS:
        settings, dice = scenario(number)
        services = [(dice.randint(9, 22), some_service(settings, dice)) for _ in range(2)]
    else:
        from dataclasses import replace

        settings = company(COMPANIES[number - SCENARIOS])
        settings = replace(settings, customers=replace(settings.customers, count=60))
        services = [(60, ServiceState.reference(settings))]
    core = population.Population(settings)
    whole = hashlib.sha256()
    for span, service in services:
        whole.update(core.live(span, service).tobytes())
    columns = core.columns
    for part in (columns.people, columns.heard, columns.wake, *core.log_rows):
        whole.update(np.ascontiguousarray(part).tobytes())
    whole.update(repr(core.stock()).encode())
    return whole.hexdigest()


def main(argv: list[str]) -> int:
    """Keep or hold; see above."""
    uncompiled()
    numbers = [*range(SCENARIOS, SCENARIOS + len(COMPANIES)), *range(SCENARIOS)]
    if argv[0] == "--keep":
        Path(argv[1]).write_text("\n".join(lived(number) for number in numbers), "utf-8")
        return 0
    kept = Path(argv[1]).read_text("utf-8").split()
    return int(any(lived(number) != digest for number, digest in zip(numbers, kept, strict=True)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
