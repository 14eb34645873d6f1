"""Addresses of the plan page beside the page itself: a file coming in, templates and made files going out, each session its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from cxsim.base.errors import InputError
from cxsim.lab import plan_duties
from cxsim.lab.gate import STATE
from cxsim.lab.plan_box import BIGGEST, PlanBox
from cxsim.report.problems import error_lines

if TYPE_CHECKING:
    from cxsim.lab.session import Sessions

UPLOAD, TEMPLATE, OWN, FILES = "/plan-upload", "/plan-template", "/plan-own", "/plan-files"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
QUIET = {"cache-control": "no-store"}


def install(sessions: Sessions) -> None:
    """Register the addresses."""
    from nicegui import app
    from starlette.requests import Request
    from starlette.responses import FileResponse, PlainTextResponse, Response

    def box_of(request: Request) -> PlanBox:
        return sessions.of(request.scope[STATE]).plan

    async def upload(request: Request) -> Response:
        if int(request.headers.get("content-length", BIGGEST + 1)) > BIGGEST:
            return PlainTextResponse(f"> {BIGGEST // 1_000_000} MB", 413)
        try:
            box_of(request).open(unquote(request.headers.get("x-name", "")), await request.body(), _lang(request), request.headers.get("x-old") == "1")
        except InputError as error:
            return PlainTextResponse("\n".join(line.text for line in error_lines(error, _lang(request))), 422)
        return PlainTextResponse("")

    def template(request: Request) -> Response:
        kind, lang = request.path_params["kind"], _lang(request)
        name = {"fi": "palkkiosuunnitelma.xlsx"}.get(lang, "my_plan.xlsx")
        return Response(plan_duties.template(lang, kind == "empty"), media_type=SHEET, headers=_as_file(name))

    def own(request: Request) -> Response:
        opened = box_of(request).own
        if opened is None:
            return PlainTextResponse("", 404)
        return Response(opened.path.read_bytes(), media_type=SHEET, headers=_as_file(opened.name))

    def files(request: Request) -> Response:
        found = box_of(request).inside(request.path_params["path"])
        return PlainTextResponse("", 404) if found is None else FileResponse(found, headers=QUIET)

    app.add_route(UPLOAD, upload, methods=["POST"])
    app.add_route(TEMPLATE + "/{kind}", template)
    app.add_route(OWN, own)
    app.add_route(FILES + "/{path:path}", files)


def _lang(request: Any) -> str:
    said = request.headers.get("x-lang") or request.query_params.get("lang", "en")
    return "fi" if said == "fi" else "en"


def _as_file(name: str) -> dict[str, str]:
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", **QUIET}
