"""`python -m cxsim.report.description --write docs`: renew the tables in the pages; `--check docs`: say which are stale."""

from __future__ import annotations

import sys
from pathlib import Path

from cxsim.base.errors import InputError
from cxsim.report.description.pages import stale, write


def main(argv: list[str]) -> int:
    """0 when all is well, 1 when a checked page is stale, 2 for a misuse."""
    if len(argv) != 2 or argv[0] not in ("--write", "--check"):
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(argv[1])
    try:
        found = write(folder) if argv[0] == "--write" else stale(folder)
    except (InputError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for name in found:
        print(f"{'renewed' if argv[0] == '--write' else 'no longer true'}: {folder / name}")
    return int(argv[0] == "--check" and bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
