"""Serve the lab: on this machine unless told otherwise, until Ctrl-C; pages, door and workers put together."""

from __future__ import annotations

import importlib.util
import os
import secrets
import socket
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable

from cxsim.base.errors import InputError, Problem
from cxsim.lab.gate import LOOPBACK, PARAMETER, STATE, Gate

LOOPBACK_HOST = "127.0.0.1"
LOOK = 0.02  # seconds between looks whether the port is open
PATIENCE = 2  # seconds open connections get at the end


@dataclass(frozen=True)
class Place:
    """Where the lab is served. `token` None on the loopback address, where nobody else can come."""

    host: str = LOOPBACK_HOST
    port: int = 8080
    token: str | None = None

    @property
    def url(self) -> str:
        """The address to open; a shared one carries the token."""
        name = socket.gethostname() if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104  asked for with --share
        base = f"http://{f'[{name}]' if ':' in name else name}:{self.port}/"
        return f"{base}?{PARAMETER}={self.token}" if self.token else base


def require_extra() -> None:
    """Raises InputError when the extra `lab` is not installed."""
    if importlib.util.find_spec("nicegui") is None:
        raise InputError(Problem("the lab needs the package nicegui", fix="pip install 'cxsim[lab]'"))


def require_free(place: Place) -> None:
    """Raises InputError when the port is taken or the address is not one of this machine."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as error:
            fix = f"take another: --port {place.port + 1 if place.port < 65535 else 8080}"
            raise InputError(Problem(f"cannot be served at {place.host}: {error.strerror or error}", key="--port", value=place.port, fix=fix)) from None


def new_token() -> str:
    """A token nobody can guess."""
    return secrets.token_urlsafe(18)


class Lab:
    """The workers and sessions of one server, and its pages."""

    def __init__(self, workers: int = 0, warm: bool = True, results: Path | None = None):
        from cxsim.lab import duties
        from cxsim.lab.crew import Crew
        from cxsim.lab.session import Sessions
        from cxsim.lab.shelf import Shelf

        self.crew = Crew(workers, duties.warm if warm else None)
        self.sessions = Sessions(self.crew)
        self.shelf = Shelf(results) if results is not None else None
        self.rooms = self.sessions.rooms

    def install(self, token: str | None = None, hosts: tuple[str, ...] | None = LOOPBACK) -> None:
        """Register pages and door with the framework."""
        from nicegui import app, ui

        from cxsim.lab import lesson_doors, plan_doors, shelf
        from cxsim.lab.frame import REGIONS
        from cxsim.lab.pages import PAGES
        from cxsim.lab.pages.lessons import CONSOLE
        from cxsim.report.words import LANGUAGES

        _say_in_our_words()
        app.add_middleware(Gate, token=token, hosts=hosts, refused=_refusals())
        for lang in LANGUAGES:
            for page in PAGES:
                ui.page(f"/{lang}/{page.path}".rstrip("/") if page.path else f"/{lang}/", language=REGIONS[lang], response_timeout=20)(self._handler(lang, page))  # type: ignore[arg-type]

        for lang in LANGUAGES:
            ui.page(f"/{lang}/{CONSOLE}/{{secret}}", language=REGIONS[lang], response_timeout=20)(self._console(lang))  # type: ignore[arg-type]
        app.add_route("/", _home)
        plan_doors.install(self.sessions)
        if self.shelf is not None:
            shelf.install(self.shelf)
        self.rooms.shared = token is not None
        self.rooms.closing = _closing
        lesson_doors.install(self.rooms)

    def start(self) -> None:
        """Start the workers, and compose what the first page will ask for; all in the background."""
        self.crew.start()
        threading.Thread(target=_prepare, name="lab-prepare", daemon=True).start()

    def close(self) -> None:
        """End the workers."""
        self.sessions.end()
        self.crew.close()

    def _handler(self, lang: str, page: Any) -> Callable[..., None]:
        from starlette.requests import Request

        from cxsim.lab.frame import Visit, framed

        def handler(request: Request) -> None:
            session = self.sessions.of(request.scope[STATE])
            framed(Visit(session, self.crew, lang, page, request.query_params.get("s", ""), self.shelf))

        handler.__annotations__["request"] = Request
        return handler

    def _console(self, lang: str) -> Callable[..., None]:
        from starlette.requests import Request

        from cxsim.lab.pages.console import opened

        def handler(request: Request, secret: str) -> None:
            opened(self.sessions.of(request.scope[STATE]), self.crew, lang, secret, request.headers.get("host", ""))

        handler.__annotations__["request"] = Request
        return handler


def serve(
    place: Place, workers: int = 0, show: bool = False, ready: Callable[[], None] | None = None, results: Path | None = None, prepare: Callable[[Lab], None] | None = None,
) -> None:  # fmt: skip
    """Serve until Ctrl-C or SIGTERM; `prepare` is called with the lab before, `ready` once the door is open.

    `results` are shown on this machine only.
    """
    os.environ.setdefault("NICEGUI_STORAGE_PATH", os.devnull + "/none")  # nothing of a session is ever written to disk
    from nicegui import app, ui

    lab = Lab(workers, results=results if place.token is None else None)
    lab.install(place.token, LOOPBACK if place.token is None else None)
    if prepare is not None:
        prepare(lab)
    app.on_startup(lab.start)
    if ready is not None:
        app.on_startup(lambda: threading.Thread(target=_when_open, args=(ready,), name="lab-open", daemon=True).start())
    app.on_shutdown(lab.close)
    try:
        ui.run(
            host=place.host,
            port=place.port,
            title="cxsim lab",
            favicon=_favicon(),
            show=show,
            reload=False,
            tailwind=False,
            show_welcome_message=False,
            uvicorn_logging_level="error",
            reconnect_timeout=30.0,
            timeout_graceful_shutdown=PATIENCE,
        )
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a lab ends
    finally:
        lab.close()


def _closing() -> bool:
    """Whether the server was told to end."""
    from nicegui.server import Server

    return bool(getattr(getattr(Server, "instance", None), "should_exit", False))


def _when_open(ready: Callable[[], None]) -> None:
    """The framework says it starts before its port is open; wait until somebody who is told can come."""
    from nicegui.server import Server

    while not Server.instance.started:
        if Server.instance.should_exit:
            return
        time.sleep(LOOK)
    ready()


def _prepare() -> None:
    """What would else be done when somebody presses Run: imports, and the configuration of every company."""
    from cxsim.lab.asking import asked, composed
    from cxsim.lab.draft import Draft
    from cxsim.study.folders import choices

    asked(replace(Draft(), n=1))
    for company in choices("company"):
        composed(company, ())


def _home(request: Any) -> Any:
    """The first page in the language the browser asks for; settings in the address go along."""
    from starlette.responses import RedirectResponse

    lang = "fi" if request.headers.get("accept-language", "").lower().startswith("fi") else "en"
    rest = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{lang}/{rest}")


def _say_in_our_words() -> None:
    """The framework's own few texts, such as a lost connection, in the words of the lab and in every language."""
    from nicegui.translations import translations

    from cxsim.lab.frame import REGIONS
    from cxsim.report.words import words

    for lang, region in REGIONS.items():
        translations[region] = dict(words(lang).get("lab.socket"))  # type: ignore[index]


def _refusals() -> dict[str, str]:
    """Both languages, since nobody knows yet who asks."""
    from cxsim.report.words import LANGUAGES, words

    return {key: "\n".join(words(lang)(f"lab.gate.{key}") for lang in LANGUAGES) for key in ("token", "host")}


def _favicon() -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1F3B78"/>'
        '<path d="M6 22 L13 18 L19 19 L26 9" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
