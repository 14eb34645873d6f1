"""Finished results in a folder of this machine: which there are, whether they are whole, and their files for the browser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MOST = 60  # results listed, the newest
PAGES = ("report.html", "board.html", "index.html")
DOOR = "/results"


@dataclass(frozen=True)
class Finished:
    """One sealed result: its folder, kind of study, sentence, language, command, page to open (empty without one), and damaged files."""

    name: str
    kind: str
    headline: str
    lang: str
    command: str
    page: str
    damaged: tuple[str, ...]


class Shelf:
    """Results below one folder, the only place files are served from; a file counts when the manifest of its folder lists it."""

    def __init__(self, root: Path):
        self.root = root

    def finished(self) -> list[Finished]:
        """The newest results, newest first; folders without a whole manifest are no results."""
        folders = sorted((path for path in self.root.glob("*/manifest.json")), key=lambda path: path.parent.name, reverse=True)
        found = (self._read(path.parent) for path in folders[:MOST])
        return [one for one in found if one is not None]

    def _read(self, folder: Path) -> Finished | None:
        from cxsim.study.saving import damaged_files, read_manifest

        manifest = read_manifest(folder)
        if not manifest:
            return None
        listed = manifest.get("files", {})
        page = next((name for name in PAGES if name in listed), "")
        return Finished(folder.name, str(manifest.get("kind") or "comparison"), str(manifest.get("headline", "")), str(manifest.get("lang", "")), str(manifest.get("command", "")), page, tuple(damaged_files(folder)))

    def inside(self, path: str) -> Path | None:
        """A listed file of a result by "folder/file"; None for anything else, outside the folder above all."""
        from cxsim.study.saving import read_manifest

        name, _, rest = path.partition("/")
        folder = self.root / name
        if not name or name in (".", "..") or not rest or not folder.is_dir():
            return None
        if rest not in read_manifest(folder).get("files", {}):
            return None
        found = (folder / rest).resolve()
        return found if found.is_file() and found.is_relative_to(folder.resolve()) else None


def install(shelf: Shelf) -> None:
    """Register the address of files of results."""
    from nicegui import app
    from starlette.requests import Request
    from starlette.responses import FileResponse, PlainTextResponse, Response

    def files(request: Request) -> Response:
        found = shelf.inside(str(request.path_params["path"]))
        return PlainTextResponse("", 404) if found is None else FileResponse(found, headers={"cache-control": "no-store"})

    app.add_route(DOOR + "/{path:path}", files)


def address(one: Finished, name: str) -> str:
    """Where a file of a result is served."""
    return f"{DOOR}/{one.name}/{name}"
