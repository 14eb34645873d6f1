"""The framework's own test browser, leaving the package as it was: it takes modules of pages out of Python's table, parents included."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from pathlib import Path

SERVED = Path(__file__).parent / "lab_served.py"


@asynccontextmanager
async def simulated():
    """A user of the lab that `lab_served` serves."""
    from nicegui.testing.user_simulation import user_simulation

    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "cxsim"}
    try:
        async with user_simulation(main_file=SERVED) as user:
            yield user
    finally:
        sys.modules.update(kept)
