"""The door: tokens on pages and sockets, names of this machine only, one session per browser."""

from __future__ import annotations

import asyncio

import pytest

pytest.importorskip("nicegui")

from cxsim.lab.gate import SESSION, STATE, TOKEN, Gate, token_digest

KEY = "a-long-enough-token"


async def _inner(scope, receive, send):
    """Lets everything in and says which session it was."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope[STATE].encode()})


def ask(gate, kind="http", path="/en/", query="", **headers):
    """What the gate sends back: status or event, headers by name, body."""
    sent = []
    head = {"host": "127.0.0.1:8080", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {"type": kind, "path": path, "query_string": query.encode(), "headers": [(k.encode(), v.encode()) for k, v in head.items()]}

    async def send(message):
        sent.append(message)

    asyncio.run(gate(scope, None, send))
    first = sent[0]
    body = b"".join(message.get("body", b"") for message in sent).decode()
    found = [(name.decode(), value.decode()) for name, value in first.get("headers", [])]
    return first.get("status", first["type"]), found, body


def test_a_shared_lab_lets_in_only_who_has_the_token_on_pages_and_sockets():
    gate = Gate(_inner, KEY, None, {"token": "token wanted"})
    good = f"{TOKEN}={token_digest(KEY)}"
    assert ask(gate)[0] == 403 and ask(gate)[2] == "token wanted"
    assert ask(gate, query="token=wrong")[0] == 403
    assert ask(gate, cookie=f"{TOKEN}={KEY}")[0] == 403, "the token itself is no cookie"
    assert ask(gate, kind="websocket")[0] == "websocket.close"
    assert ask(gate, kind="websocket", query=f"token={KEY}")[0] == "websocket.close", "sockets take the cookie only"
    assert ask(gate, path="/_nicegui/x/static/a.js")[0] == 403, "nothing at all without the token"
    assert ask(gate, cookie=good)[0] == 200
    assert ask(gate, kind="websocket", cookie=good)[0] == "websocket.accept"


def test_the_token_leaves_the_address_bar_at_once():
    status, headers, _ = ask(Gate(_inner, KEY, None), path="/fi/", query=f"s=abc&token={KEY}")
    facts = dict(headers)
    assert status == 303 and facts["location"] == "/fi/?s=abc"
    assert KEY not in facts["set-cookie"] and "HttpOnly" in facts["set-cookie"] and "SameSite=Strict" in facts["set-cookie"]
    assert dict(ask(Gate(_inner, KEY, None), path="//evil.example", query=f"token={KEY}")[1])["location"].startswith("/evil"), "never to another host"


def test_on_this_machine_other_names_and_other_pages_stay_outside():
    gate = Gate(_inner)
    assert ask(gate)[0] == 200 and ask(gate, host="localhost:9")[0] == 200 and ask(gate, host="[::1]:8080")[0] == 200
    assert ask(gate, host="evil.example")[0] == 403, "a name that points here (DNS rebinding)"
    assert ask(gate, origin="http://evil.example")[0] == 403, "another page in the same browser"
    assert ask(gate, kind="websocket", origin="http://evil.example")[0] == "websocket.close"
    assert ask(gate, kind="websocket", origin="http://127.0.0.1:8080")[0] == "websocket.accept"


def test_a_browser_keeps_its_session_and_another_gets_another():
    gate = Gate(_inner)
    _, headers, first = ask(gate)
    assert any(name == "set-cookie" and value.startswith(f"{SESSION}={first};") for name, value in headers)
    assert any(name == "content-security-policy" for name, _ in headers)
    _, again, same = ask(gate, cookie=f"{SESSION}={first}")
    assert same == first and not any(name == "set-cookie" for name, _ in again)
    assert ask(gate)[2] != first
