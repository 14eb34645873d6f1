"""The door of the lab: whose address may be asked for, who may come in, and which browser is which. Pages and sockets alike."""

from __future__ import annotations

import hashlib
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Any, Awaitable, Callable, MutableMapping
from urllib.parse import parse_qsl, urlencode, urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
TOKEN, SESSION = "cxsim_lab_token", "cxsim_lab_session"
PARAMETER = "token"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
STATE = "cxsim_session"  # where pages find the name of their session in the request's scope
LONGEST_NAME = 64
# Only what this server itself serves may load; scripts are inline in the page that the framework makes.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self' ws: wss:; frame-ancestors 'self'; base-uri 'self'; form-action 'self'"
)
OPEN = ("/join", "/seat/", "/wall/")  # where people of a lesson come by its code, without the token and without a session
HEADERS = ((b"content-security-policy", POLICY.encode()), (b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))


def token_digest(token: str) -> str:
    """What a browser keeps instead of the token itself."""
    return hashlib.sha256(f"cxsim lab {token}".encode()).hexdigest()


class Gate:
    """ASGI middleware. `token` None = nobody is asked; `hosts` None = any name of this machine (needs a token)."""

    def __init__(self, app: Any, token: str | None = None, hosts: tuple[str, ...] | None = LOOPBACK, refused: dict[str, str] | None = None):
        self.app, self.token, self.hosts = app, token, hosts
        self.refused = {"token": "", "host": "", **(refused or {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", [])}
        cookies = _cookies(headers.get("cookie", ""))
        if not self._host_good(headers):
            await self._refuse(scope, send, "host")
        elif scope["type"] == "http" and opened(scope.get("path", "")):
            await self._aside(scope, receive, send)
        elif self.token is None or self._cookie_good(cookies):
            await self._pass(scope, receive, send, cookies)
        elif scope["type"] == "http" and self._query_good(scope):
            await _welcome(scope, send, token_digest(self.token))
        else:
            await self._refuse(scope, send, "token")

    def _host_good(self, headers: dict[str, str]) -> bool:
        """The name asked for is ours, and a request that another page makes is not let in under it."""
        host = headers.get("host", "")
        if self.hosts is not None and _name(f"//{host}") not in self.hosts:
            return False
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc == host

    def _cookie_good(self, cookies: dict[str, str]) -> bool:
        return secrets.compare_digest(cookies.get(TOKEN, "").encode(), token_digest(self.token or "").encode())

    def _query_good(self, scope: Scope) -> bool:
        given = dict(parse_qsl(scope.get("query_string", b"").decode("latin-1"))).get(PARAMETER, "")
        return secrets.compare_digest(given.encode(), (self.token or "").encode())

    async def _pass(self, scope: Scope, receive: Receive, send: Send, cookies: dict[str, str]) -> None:
        """On to the pages; a browser without a session gets one."""
        name, known = cookies.get(SESSION, ""), True
        if not name or len(name) > LONGEST_NAME:
            name, known = secrets.token_urlsafe(24), False
        scope[STATE] = name

        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                extra = [*HEADERS] if known else [*HEADERS, (b"set-cookie", _cookie(SESSION, name))]
                message = {**message, "headers": [*message.get("headers", []), *extra]}
            await send(message)

        await self.app(scope, receive, sending)

    async def _aside(self, scope: Scope, receive: Receive, send: Send) -> None:
        """On to the pages of people in a lesson: they get no session. Their forms tell where they come from, so that the door can see it is from here."""
        extra = [*((name, value) for name, value in HEADERS if name != b"referrer-policy"), (b"referrer-policy", b"same-origin"), (b"cache-control", b"no-store")]

        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *extra]}
            await send(message)

        await self.app(scope, receive, sending)

    async def _refuse(self, scope: Scope, send: Send, reason: str) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        head = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 403, "headers": head})
        await send({"type": "http.response.body", "body": self.refused[reason].encode()})


async def _welcome(scope: Scope, send: Send, digest: str) -> None:
    """Keep the token's digest in a cookie and go to the same address without the token."""
    rest = [(key, value) for key, value in parse_qsl(scope["query_string"].decode("latin-1")) if key != PARAMETER]
    target = scope.get("path", "/").replace("//", "/") + (f"?{urlencode(rest)}" if rest else "")
    head = [(b"location", target.encode("latin-1", "ignore")), (b"set-cookie", _cookie(TOKEN, digest)), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 303, "headers": head})
    await send({"type": "http.response.body", "body": b""})


def opened(path: str) -> bool:
    """Whether a path is one of those that people of a lesson may ask for."""
    return path == OPEN[0] or path.startswith(tuple(f"{one.rstrip('/')}/" for one in OPEN))


def _cookie(name: str, value: str) -> bytes:
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict".encode("latin-1")


def _cookies(text: str) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(text)
    except CookieError:
        return {}
    return {name: item.value for name, item in jar.items()}


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
