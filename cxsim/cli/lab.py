"""`cxsim lab`: the laboratory in a browser, served on this machine; shared only when asked to, and then with a token."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cxsim.base.errors import EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments

if TYPE_CHECKING:
    from cxsim.lab.server import Place

PORT = 8080
SHORTEST_TOKEN = 12
MOST_WORKERS = 1024
RESULTS = "outputs"


def command(arguments: Arguments) -> int:
    """Serve until Ctrl-C; returns 0."""
    from cxsim.lab.server import require_extra, require_free, serve

    place = place_of(arguments)
    workers, results = _settings(arguments)
    require_extra()
    require_free(place)
    lang = arguments.values.get("lang", "en")
    serve(place, workers, arguments.on("open"), lambda: _tell(place, lang), Path(results))
    from cxsim.report.words import words

    print(words(lang)("lab.command.ended"))
    return EXIT_GOOD


def place_of(arguments: Arguments) -> Place:
    """Where the command line wants the lab to be served. Raises InputError."""
    from cxsim.lab.server import Place, new_token

    port, host, token = arguments.values.get("port", str(PORT)), arguments.values.get("share"), arguments.values.get("token")
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise InputError(Problem("is not a port", key="--port", value=port, allowed="1 to 65535"))
    if host is None and token is not None:
        raise InputError(Problem("belongs to a shared lab", key="--token", fix="add --share HOST, for example --share 0.0.0.0"))
    if host is None:
        return Place(port=int(port))
    if token is not None and len(token) < SHORTEST_TOKEN:
        raise InputError(Problem("is too short to keep anybody out", key="--token", allowed=f"{SHORTEST_TOKEN} characters or more", fix="leave it out: the lab makes one"))
    return Place(host, int(port), token or new_token())


def _settings(arguments: Arguments) -> tuple[int, str]:
    """`workers=2` and `output.dir=outputs` (finished results to show) are all the command takes; the rest is chosen in the browser."""
    workers, results = 0, RESULTS
    for word in arguments.overrides:
        key, _, value = word.partition("=")
        if key == "output.dir" and value:
            results = value
        elif key == "workers" and value.isascii() and value.isdigit() and int(value) <= MOST_WORKERS:
            workers = int(value)
        else:
            raise InputError(Problem("is not taken by this command", key=word, allowed=f"workers=N, 0 to {MOST_WORKERS}; output.dir=FOLDER", fix="other settings are chosen in the browser"))
    return workers, results


def _tell(place: Place, lang: str) -> None:
    """Where it is; a shared address carries the token, which is told here and nowhere else."""
    from cxsim.report.words import words

    w = words(lang)
    print(w("lab.command.at" if place.token is None else "lab.command.shared", url=place.url))
    print(w("lab.command.stop"), flush=True)
