"""Addresses of a lesson beside the lab's own pages: joining by code, a phone's seat, the wall, and files for the teacher.

People come without the lab's token: what is served here leads nowhere else. A seat's address is a secret of its phone, the wall's one of
the console. Pages ask again and again for what is new; the answer waits a while when there is nothing.
"""

from __future__ import annotations

import asyncio
import json
import time
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError
from cxsim.lab import lesson_refused
from cxsim.lab.lesson_forms import script_words
from cxsim.lab.lesson_qr import door_of
from cxsim.lab.lesson_rooms import Rooms
from cxsim.lab.lesson_scheme_form import told_dear
from cxsim.lab.lesson_screen import Screen
from cxsim.lab.lesson_wall import Wall
from cxsim.lessons.plan_cost import TooDear
from cxsim.report.words import LANGUAGES, Words, words

if TYPE_CHECKING:
    from cxsim.lab.lesson_people import Person
    from cxsim.lab.lesson_room import Room

JOIN, SEAT, WALL, FILES, NOTES, PRINT = "/join", "/seat", "/wall", "/lesson-files", "/lesson-notes", "/lesson-print"
PATIENCE, LOOK = 5.0, 0.15  # seconds an answer waits for news at most, and between looks
LARGEST = 20_000  # bytes a phone may send
NAMES = {"en": "English", "fi": "Suomi"}
TAKEN = ("report.html", "game.jsonl", "decisions.csv", "rounds.csv", "bonuses.csv", "predictions.csv", "repeats.csv", "stars.csv", "model.csv", "model.csv.gz", "tickets.csv")


def install(rooms: Rooms) -> None:
    """Register the addresses."""
    from nicegui import app

    doors = _Doors(rooms)
    app.add_route(JOIN, doors.join, methods=["GET", "POST"])
    app.add_route(f"{SEAT}/{{token}}", doors.seat)
    app.add_route(f"{SEAT}/{{token}}/now", doors.seat_now)
    app.add_route(f"{SEAT}/{{token}}/do", doors.seat_does, methods=["POST"])
    app.add_route(f"{WALL}/{{secret}}", doors.wall)
    app.add_route(f"{WALL}/{{secret}}/now", doors.wall_now)
    app.add_route(f"{FILES}/{{secret}}/{{name}}", doors.files)
    app.add_route(f"{NOTES}/{{name}}", doors.notes)
    app.add_route(f"{PRINT}/{{secret}}/{{name}}", doors.printed)


class _Doors:
    """The handlers."""

    def __init__(self, rooms: Rooms):
        self.rooms = rooms

    # ------------------------------------------------------------ joining

    async def join(self, request: Any) -> Any:
        """A form for the code; with a good one on to a seat of one's own."""
        lang = _lang(request)
        if request.method == "POST":
            code = await _code(request)
        else:
            code = request.query_params.get("code", "")
            return _page(lang, words(lang)("lesson_lab.join.title"), _join_form(lang, code, ""), JOIN)
        said = "wrong"
        try:
            room = self.rooms.by_code(code, request.client.host if request.client else "")
        except InputError:
            room, said = None, "too_many"
        if room is not None:
            with room.lock:
                token = room.people.join(room.started, lang)
                room.version += 1
            if token:
                return _redirect(f"{SEAT}/{token}?lang={lang}")
            said = "full"
        return _page(lang, words(lang)("lesson_lab.join.title"), _join_form(lang, code, words(lang)(f"lesson_lab.join.{said}")), JOIN, 403)

    # ------------------------------------------------------------ a phone

    async def seat(self, request: Any) -> Any:
        """The page of a seat."""
        found, token, lang = self.rooms.by_token(request.path_params["token"]), request.path_params["token"], _lang(request)
        w = words(lang)
        if found is None:
            return _page(lang, w("lesson_lab.join.title"), _join_form(lang, "", w("lesson_lab.join.gone")), JOIN, 404)
        if not found[1].lang or "own" in request.query_params:
            found[0].seats.speak(found[1], lang)
        with found[0].lock:
            screen = Screen(*found, lang)
            title = f"{screen.name()} · {screen.lesson.title.of(lang)}"
            bar = f'<header class="top"><span class="who">{escape(screen.name())}</span><span id="clock" role="timer" aria-live="off"></span></header>'
        shell = f'{bar}<p id="said" class="said" role="status"></p><p id="lost" class="lost" role="alert" hidden></p>{_pause(w)}<main id="screen" tabindex="-1"></main>'
        return _page(lang, title, shell + _script(f"{SEAT}/{token}", lang), f"{SEAT}/{token}", more="&own=1")

    async def seat_now(self, request: Any) -> Any:
        """What a seat shows now; waits for news when the phone has it all."""
        from starlette.responses import JSONResponse

        lang, known, token = _lang(request), request.query_params.get("key", ""), request.path_params["token"]
        end, version = time.monotonic() + PATIENCE, -1
        while True:
            found = self.rooms.by_token(token)
            if found is None:
                return JSONResponse({"gone": True}, 404)
            room, person = found
            if room.version != version:
                version = room.version
                answer = _seat_answer(room, person, lang, known)
                if answer["key"] != known or answer["clock"] != request.query_params.get("clock", ""):
                    return JSONResponse(answer)
            if time.monotonic() >= end or self.rooms.closing() or await request.is_disconnected():
                return JSONResponse(_seat_answer(room, person, lang, known))
            await asyncio.sleep(LOOK)

    async def seat_does(self, request: Any) -> Any:
        """A decision, sealed predictions or an exit ticket."""
        from starlette.responses import JSONResponse

        found = self.rooms.by_token(request.path_params["token"])
        if found is None:
            return JSONResponse({"gone": True}, 404)
        room, person = found
        try:
            asked = json.loads(await _body(request))
            _take(room, person, asked)
        except TooDear as error:
            return JSONResponse({"fault": [told_dear(error, words(_lang(request)))]}, 422)
        except InputError as error:
            return JSONResponse({"fault": lesson_refused.lines(error, room.game.lesson, words(_lang(request)))}, 422)
        except (ValueError, KeyError, TypeError, RecursionError):
            return JSONResponse({"fault": [words(_lang(request))("lesson_lab.script.failed")]}, 400)
        return JSONResponse(_seat_answer(room, person, _lang(request), ""))

    # ------------------------------------------------------------ the projector

    async def wall(self, request: Any) -> Any:
        """The projector's page."""
        secret, lang = request.path_params["secret"], _lang(request)
        room = self.rooms.by_wall(secret)
        if room is None:
            return _page(lang, words(lang)("lesson_lab.join.title"), f"<main><h1>{escape(words(lang)('lesson_lab.join.gone'))}</h1></main>", f"{WALL}/{secret}", 404)
        shell = f'<header class="top"><span></span><span id="clock" role="timer" aria-live="off"></span></header><p id="lost" class="lost" role="alert" hidden></p>{_pause(words(lang))}<main id="screen" tabindex="-1"></main>'
        return _page(lang, room.game.lesson.title.of(lang), shell + _script(f"{WALL}/{secret}", lang), f"{WALL}/{secret}", big=True)

    async def wall_now(self, request: Any) -> Any:
        """What the projector shows now."""
        from starlette.responses import JSONResponse

        lang, known, address = _lang(request), request.query_params.get("key", ""), request.headers.get("host", "")
        end = time.monotonic() + PATIENCE
        while True:
            room = self.rooms.by_wall(request.path_params["secret"])
            if room is None:
                return JSONResponse({"gone": True}, 404)
            with room.lock:
                page = Wall(room, lang, door_of(room, self.rooms.shared, address))
                key, clock = page.key(), f"{_clock(room)}-{room.steps.down}"
                news = key != known or clock != request.query_params.get("clock", "")
                answer = {"key": key, "clock": clock, "left": room.countdown.left, "paused": room.countdown.paused, "down": room.steps.down, "said": "", **({"html": page.html()} if key != known else {})}
            if news or time.monotonic() >= end or self.rooms.closing() or await request.is_disconnected():
                return JSONResponse(answer)
            await asyncio.sleep(LOOK)

    # ------------------------------------------------------------ the teacher

    def files(self, request: Any) -> Any:
        """A file kept of a lesson, by the secret of its console."""
        from starlette.responses import FileResponse, PlainTextResponse

        room, name = self.rooms.by_secret(request.path_params["secret"]), request.path_params["name"]
        path = room.game.record.folder / name if room is not None and name in TAKEN else None
        if path is None or not path.is_file():
            return PlainTextResponse("", 404)
        return FileResponse(path.resolve(), headers={"cache-control": "no-store"}, filename=None if name.endswith(".html") else name)

    def printed(self, request: Any) -> Any:
        """A file of the print pack, by the secret of its console."""
        from starlette.responses import PlainTextResponse, Response

        room, name = self.rooms.by_secret(request.path_params["secret"]), request.path_params["name"]
        found = room.print.find(_lang(request), name) if room is not None else None
        if found is None:
            return PlainTextResponse("", 404)
        kind = "application/pdf" if name.endswith(".pdf") else "text/csv"
        return Response(found, media_type=kind, headers={"cache-control": "no-store", "content-disposition": f'{"inline" if kind.endswith("pdf") else "attachment"}; filename="{name}"'})

    def notes(self, request: Any) -> Any:
        """The teacher's notes of a lesson, to read or print."""
        from starlette.responses import HTMLResponse, PlainTextResponse

        from cxsim.lab.lesson_duties import notes
        from cxsim.lessons import reading

        if request.path_params["name"] not in reading.names():
            return PlainTextResponse("", 404)
        return HTMLResponse(notes(request.path_params["name"], _lang(request)))


def _take(room: Room, person: Person, asked: dict[str, Any]) -> None:
    """Do what a phone asks. Raises InputError, or KeyError for something else altogether."""
    if asked["do"] == "decide":
        room.decide(person, dict(asked["play"]))
    elif asked["do"] == "predict":
        room.seal(person, dict(asked["guesses"]))
    elif asked["do"] == "ticket":
        room.ticket(person, [str(answer) for answer in list(asked["answers"])[:5]])
    else:
        raise KeyError(asked["do"])


def _seat_answer(room: Room, person: Person, lang: str, known: str) -> dict[str, Any]:
    with room.lock:
        screen = Screen(room, person, lang)
        key = screen.key()
        fresh = {"html": screen.html(), "said": screen.said(), "who": screen.name()} if key != known else {}
        return {"key": key, "lang": person.lang, "clock": _clock(room), "left": room.countdown.left, "paused": room.countdown.paused, **fresh}


def _clock(room: Room) -> str:
    """Changes when the countdown was started, extended or paused, not as it runs."""
    return room.countdown.mark


# ---------------------------------------------------------------- the shell


def _pause(w: Words) -> str:
    """What stands above everything else while the teacher has paused."""
    return f'<section id="pause" class="pause" role="status" hidden><strong>{escape(w("lesson_console.pause"))}</strong> {escape(w("lesson_console.pause_text"))}</section>'


def _page(lang: str, title: str, inner: str, path: str, status: int = 200, big: bool = False, more: str = "") -> Any:
    from starlette.responses import HTMLResponse

    style = (resources.files("cxsim.lab") / "lesson.css").read_text(encoding="utf-8")
    others = "".join(f'<a lang="{other}" href="{escape(path)}?lang={other}{escape(more)}"{" aria-current=true" if other == lang else ""}>{NAMES[other]}</a>' for other in LANGUAGES)
    foot = f'<footer><nav aria-label="{escape(words(lang)("lab.language"))}">{others}</nav><p>{escape(words(lang)("lesson_lab.foot"))}</p></footer>'
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title><link rel="icon" href="data:,"><style>{style}</style>'
    return HTMLResponse(f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body{" class=big" if big else ""}>{inner}{foot}</body></html>', status)


def _script(path: str, lang: str) -> str:
    source = "".join((resources.files("cxsim.lab") / name).read_text(encoding="utf-8") for name in ("lesson_scheme.js", "lesson.js"))
    terms = json.dumps({"path": path, "lang": lang, "words": script_words(words(lang))}).replace("<", "\\u003c")
    return f"<script>const TERMS = {terms};\n{source}</script>"


def _join_form(lang: str, code: str, fault: str) -> str:
    w = words(lang)
    said = f'<p class="fault" role="alert">{escape(fault)}</p>' if fault else ""
    return (
        f'<main><h1>{escape(w("lesson_lab.join.title"))}</h1><form method="post" action="{JOIN}?lang={lang}"><label class="item"><span>{escape(w("lesson_lab.join.code"))}</span>'
        f'<input type="text" name="code" value="{escape(code[:20])}" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" required></label>{said}'
        f'<button type="submit" class="main">{escape(w("lesson_lab.join.go"))}</button></form><p>{escape(w("lesson_lab.join.lead"))}</p></main>'
    )


def _redirect(target: str) -> Any:
    from starlette.responses import RedirectResponse

    return RedirectResponse(target, 303)


def _lang(request: Any) -> str:
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return str(asked)
    return "fi" if request.headers.get("accept-language", "").lower().startswith("fi") else "en"


async def _body(request: Any) -> bytes:
    """What was sent, up to a limit. Raises ValueError when it is more."""
    found = b""
    async for chunk in request.stream():
        found += chunk
        if len(found) > LARGEST:
            raise ValueError("too long")
    return found


async def _code(request: Any) -> str:
    try:
        return _form(await _body(request)).get("code", "")
    except ValueError:
        return ""


def _form(body: bytes) -> dict[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(body.decode("utf-8", "replace")))
