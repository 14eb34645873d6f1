"""The way in for phones: the address people type, whether a phone can reach it, and its picture for a camera."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cxsim.lab.gate import LOOPBACK
from cxsim.lab.lesson_rooms import join_address

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room

QUIET = 4  # modules of white around it (ISO/IEC 18004)


@dataclass(frozen=True)
class Door:
    """`url` leads to the form with the code filled in. It carries the code of the lesson, never the token of the lab."""

    address: str  # as people type it
    url: str
    reachable: bool  # False: no phone can come there, so no picture is shown

    def svg(self, title: str) -> str:
        """The picture, empty when it would lead nowhere."""
        return drawn(self.url, title) if self.reachable else ""


def door_of(room: Room, shared: bool, host: str) -> Door:
    """The door of a room: of the address that others know this machine by when the lab is `shared`, else of the one asked for, `host`."""
    address = join_address(room, host) if shared else f"http://{host}/join"
    name = address.removeprefix("http://").partition("/")[0].rpartition(":")[0]
    return Door(address.removeprefix("http://"), f"{address}?code={room.code}", shared and name.strip("[]") not in LOOPBACK)


@lru_cache(maxsize=64)
def drawn(url: str, title: str) -> str:
    """A QR code as SVG, dark on white with its quiet zone; about a seventh of it may be covered (level M)."""
    import segno

    found: str = segno.make(url, micro=False, error="m").svg_inline(border=QUIET, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None, title=title)
    return found.replace("<svg ", '<svg role="img" shape-rendering="crispEdges" ', 1)
