"""The addresses of a lesson: joined by code alone, each phone its own seat, nothing else of the lab behind them."""

from __future__ import annotations

import asyncio
import gc
import re
import socket
from contextlib import asynccontextmanager

import pytest

pytest.importorskip("nicegui")

import httpx
from simulated import simulated

from cxsim.lab.gate import OPEN, SESSION, Gate, opened
from cxsim.lab.lesson_doors import LARGEST, NOTES
from cxsim.lab.lesson_rooms import Rooms, Wanted, join_address
from cxsim.report.words import words

SELL = {"hours": {"sell": 70, "cut": 30, "serve": 0, "connect": 0}, "takeover": "none"}


@asynccontextmanager
async def served(tmp_path):
    """The lab, a room in it, and a client that keeps no cookies."""
    from nicegui import core

    async with simulated() as user:
        await user.open("/en/lessons")
        gc.collect()  # puts everything in one list by age; labs of earlier tests may still be in it, this one is the last
        rooms = [item for item in gc.get_objects() if isinstance(item, Rooms) and item.closing.__name__ == "_closing" and item.root == Rooms.__init__.__defaults__[0]][-1]
        rooms.root = tmp_path
        room = rooms.begin(Wanted("silo_trap", 4, world=("customers.count=400",)))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(core.app), base_url="http://test") as client:
            yield user, room, client
        rooms.end()  # its folder stays another: the next test looks for rooms as they are made


async def join(client, code, lang="en"):
    """The path of a new seat."""
    answer = await client.post(f"/join?lang={lang}", data={"code": code})
    client.cookies.clear()
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def run(story):
    asyncio.run(story())


def test_a_phone_joins_by_code_decides_and_is_told_what_is_new(tmp_path):
    async def story():
        async with served(tmp_path) as (_, room, client):
            wrong = await client.post("/join?lang=fi", data={"code": "AAAAA"})
            assert wrong.status_code == 403 and words("fi")("lesson_lab.join.wrong") in wrong.text
            path = await join(client, room.code.lower())
            page = await client.get(f"{path}?lang=fi")
            assert page.status_code == 200 and '<html lang="fi">' in page.text and SESSION not in page.headers.get("set-cookie", "") and page.headers["cache-control"] == "no-store"
            first = (await client.get(f"{path}/now?lang=fi")).json()
            assert words("fi")("lesson_lab.wait.lobby") in first["html"]
            waiting = asyncio.create_task(client.get(f"{path}/now?lang=fi&key={first['key']}&clock={first['clock']}"))
            await asyncio.sleep(0.4)
            assert not waiting.done(), "nothing new, so nothing is sent"
            room.open_round()
            news = (await waiting).json()
            assert news["key"] != first["key"] and "<form" in news["html"] and news["left"] > 100
            answer = await client.post(f"{path}/do?lang=fi", json={"do": "decide", "play": SELL})
            assert answer.status_code == 200 and words("fi")("lesson_lab.decided") in answer.json()["html"]
            assert next(iter(room.game.decided.values()))["play"] == SELL

    run(story)


def test_what_makes_no_sense_is_refused_and_leaves_no_trace(tmp_path):
    async def story():
        async with served(tmp_path) as (_, room, client):
            path = await join(client, room.code)
            room.open_round()
            bad = [{"do": "decide", "play": {"hours": {"sell": 130}}}, {"do": "decide"}, {"do": "forget"}, [], {"do": "predict", "guesses": {}}, {"do": "decide", "play": "x" * LARGEST}]
            for asked in bad:
                answer = await client.post(f"{path}/do", json=asked)
                assert answer.status_code in (400, 422), asked
            assert (await client.post(f"{path}/do", content=b"{" * 5000)).status_code == 400
            assert not room.game.decided and not room.game.hashes
            assert (await client.get("/seat/nobody/now")).status_code == 404 and (await client.post("/seat/nobody/do", json={})).status_code == 404

    run(story)


def test_two_phones_have_two_seats_and_two_rooms_share_nothing(tmp_path):
    async def story():
        async with served(tmp_path) as (_, room, client):
            rooms = next(item for item in gc.get_objects() if isinstance(item, Rooms) and room.code in item._rooms)
            other = rooms.begin(Wanted("channels", 4, world=("customers.count=400",)))
            one, two, three = await join(client, room.code), await join(client, room.code), await join(client, other.code)
            room.open_round()
            await client.post(f"{one}/do", json={"do": "decide", "play": SELL})
            html = {path: (await client.get(f"{path}/now")).json()["html"] for path in (one, two, three)}
            assert 'data-points="70"' in html[one] and 'data-points="70"' not in html[two]
            assert other.game.lesson.title.en in html[three] and not other.game.decided
            walls = [(await client.get(f"/wall/{secret}/now")).json()["html"] for secret in (room.wall, other.wall)]
            assert room.code in walls[0] and other.code not in walls[0] and "decided: 1" in walls[0]
            assert not any(seat.name.en in walls[0] for seat in room.game.seats.values())

    run(story)


def test_codes_and_seats_open_no_page_of_the_teacher(tmp_path):
    async def story():
        async with served(tmp_path) as (user, room, client):
            path = await join(client, room.code)
            token = path.rpartition("/")[2]
            for secret in (token, room.code, room.wall):
                console = await client.get(f"/en/lessons/console/{secret}")
                assert 'console-main' not in console.text and room.secret not in console.text
                assert (await client.get(f"/lesson-files/{secret}/game.jsonl")).status_code == 404
            assert (await client.get(f"/lesson-files/{room.secret}/game.jsonl")).status_code == 200
            assert (await client.get(f"/lesson-files/{room.secret}/..%2Fgame.jsonl")).status_code == 404
            text = "".join([(await client.get(f"{path}/now")).text, (await client.get(path)).text, (await client.get(f"/wall/{room.wall}/now")).text])
            assert room.secret not in text and room.wall not in (await client.get(path)).text
            await user.open(f"/fi/lessons/console/{room.secret}")
            shown = " ".join(str(element.props.get("innerHTML", "")) for element in user.client.elements.values())
            assert room.code in shown and room.game.lesson.title.fi in shown

    run(story)


def test_notes_are_there_in_both_languages(tmp_path):
    async def story():
        async with served(tmp_path) as (_, room, client):
            for lang in ("en", "fi"):
                answer = await client.get(f"{NOTES}/silo_trap?lang={lang}")
                assert room.game.lesson.title.of(lang) in answer.text
            assert (await client.get(f"{NOTES}/..%2Fx")).status_code == 404

    run(story)


def test_a_shared_lab_lets_phones_to_their_pages_only_and_never_gives_its_token():
    """Without the token: joining, seats and walls, and not one address more; from another page, nothing."""
    asked = []

    async def behind(scope, receive, send):
        asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def story():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(Gate(behind, token="a-long-token-of-a-lab", hosts=None)), base_url="http://test") as client:
            for path in ("/join", "/seat/abc", "/seat/abc/now", "/wall/abc"):
                answer = await client.get(path)
                assert answer.status_code == 200 and "set-cookie" not in answer.headers
            for path in ("/", "/en/lessons", "/joint", "/join2", "/seat", "/walls/x", "/lesson-files/x/game.jsonl", "/_nicegui/x", "/en/lessons/console/x"):
                assert (await client.get(path)).status_code == 403, path
            assert (await client.post("/join", headers={"origin": "http://evil.example"})).status_code == 403
        assert len(asked) == 4

    run(story)
    assert all(opened(one) or opened(f"{one}x") for one in OPEN)


def test_the_address_told_is_one_that_phones_can_reach():
    assert join_address(None, "10.0.0.7:8080") == "http://10.0.0.7:8080/join"
    for name in ("localhost", socket.gethostname()):
        assert re.fullmatch(r"http://[\d.]+:8080/join", join_address(None, f"{name}:8080"))
