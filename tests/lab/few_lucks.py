"""The program as it is, but that a lesson is lived under few other lucks: browsers look at the pages, not at how narrow an interval is."""

from __future__ import annotations

import sys
from functools import partial

FEW = 5  # the least that gives intervals


def main() -> int:
    from cxsim.cli.main import main as program
    from cxsim.lab import session

    session.Rooms = partial(session.Rooms, lucks=FEW)
    return program()


if __name__ == "__main__":
    sys.exit(main())
