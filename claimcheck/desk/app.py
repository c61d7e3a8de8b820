"""The desk as a web application: one page, its data, decisions, and a stream of what others decide.

Nobody but the editor at this machine gets in: the address holds a random token, every request names it again, Host and
Origin have to be the desk's own (so no other site's page can ask, even through a name that it points here), and nothing
that a client sends is ever opened as a path.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from claimcheck.desk.room import RefusedError, Room
from claimcheck.errors import ClaimcheckError
from claimcheck.writers.html import Desk, policy

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

ENDPOINT = "/desk"
_MOST = 65_536  # bytes of a request
_PULSE = 15.0  # seconds between two signs of life on the stream
_TOKEN = "x-claimcheck-token"

Scope = MutableMapping[str, Any]
Asgi = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]


def application(room: Room, *, token: str, hosts: Collection[str], editor: str, password: str | None = None) -> Asgi:
    """The desk over a room. ``hosts`` are the values of Host that are the desk's own, port included; ``password`` is
    asked for where it is set (HTTP Basic, any user)."""
    return _Guard(_pages(room, token, editor), token=token, hosts=hosts, password=password)


def _pages(room: Room, token: str, editor: str) -> Starlette:
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import HTMLResponse, Response, StreamingResponse
    from starlette.routing import Route

    async def page(request: Request) -> Response:
        html = await run_in_threadpool(room.page, Desk(ENDPOINT, token, editor))
        return HTMLResponse(html)

    async def report(request: Request) -> Response:
        return Response(await run_in_threadpool(room.data), media_type="application/json")

    async def decisions(request: Request) -> Response:
        body = await _body(request)
        if isinstance(body, str):
            return _error(400, "malformed", body, "Open the page anew.")
        try:
            return _json(await run_in_threadpool(room.act, body, editor))
        except RefusedError as error:
            return _error(error.status, error.code, error.message, error.action, error.changes)
        except Exception as error:  # told to the page in a line, to the terminal by the server's log
            return _error(500, "failed", f"The desk failed: {type(error).__name__}.", "Try again.")

    async def corrections(request: Request) -> Response:
        try:
            return _json(await run_in_threadpool(room.corrections, request.query_params.get("format", "markdown")))
        except RefusedError as error:
            return _error(error.status, error.code, error.message, error.action)
        except ClaimcheckError as error:
            return _error(400, "malformed", error.message, error.action)

    async def fix(request: Request) -> Response:
        try:
            return _json(await run_in_threadpool(room.fix, request.query_params.get("finding", "")))
        except RefusedError as error:
            return _error(error.status, error.code, error.message, error.action)

    async def events(request: Request) -> Response:
        return StreamingResponse(_events(room), media_type="text/event-stream")

    async def missing(request: Request, error: Exception) -> Response:
        return _error(404, "gone", "There is nothing here.", "Open the page from the terminal's link.")

    routes = [
        Route("/", page, methods=["GET"]),
        Route(f"{ENDPOINT}/report", report, methods=["GET"]),
        Route(f"{ENDPOINT}/corrections", corrections, methods=["GET"]),
        Route(f"{ENDPOINT}/fix", fix, methods=["GET"]),
        Route(f"{ENDPOINT}/decisions", decisions, methods=["POST"]),
        Route(f"{ENDPOINT}/events", events, methods=["GET"]),
    ]
    return Starlette(routes=routes, exception_handlers={404: missing, 405: missing})


async def _body(request: Request) -> Mapping[str, Any] | str:
    """The request's JSON object, or what is wrong with it."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _MOST:
            return "The request is too large."
    try:
        body = json.loads(raw)
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "The request holds half a character (a lone surrogate), which no file can keep."
    except (ValueError, RecursionError):
        return "The request is no JSON."
    return body if isinstance(body, dict) else "The request is no JSON object."


async def _events(room: Room) -> AsyncIterator[str]:
    """Server-sent events; a comment where nothing happens, so that a lost client is noticed."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[str, Mapping[str, Any]]] = asyncio.Queue()

    def hear(event: str, told: Mapping[str, Any]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(queue.put_nowait, (event, told))

    leave = room.listen(hear)
    try:
        yield ": the desk\n\n"
        while True:
            try:
                event, told = await asyncio.wait_for(queue.get(), _PULSE)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            yield f"event: {event}\ndata: {json.dumps(told)}\n\n"  # ASCII: no line can end early
    finally:
        leave()


def _json(told: Mapping[str, Any], status: int = 200) -> Response:
    """In ASCII: what stands in a file may be half a character, which has no other form."""
    from starlette.responses import Response as Plain

    return Plain(json.dumps(told), status_code=status, media_type="application/json")


def _error(status: int, code: str, message: str, action: str, changes: Any = ()) -> Response:
    told = {"error": {"code": code, "message": message, "action": action}, "changes": list(changes)}
    return _json(told, status)


class _Guard:
    """Stands before every request."""

    def __init__(self, inner: Asgi, *, token: str, hosts: Collection[str], password: str | None) -> None:
        self._inner = inner
        self._token = token
        self._hosts = {host.lower() for host in hosts}
        self._password = password
        self._headers = [
            (b"content-security-policy", f"{policy(desk=True)}; frame-ancestors 'none'".encode()),
            (b"x-frame-options", b"DENY"),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),  # the address holds the token
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"cache-control", b"no-store"),
        ]

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._inner(scope, receive, send)
            return

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in self._headers}
                kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in own]
                message = {**message, "headers": [*kept, *self._headers]}
            await send(message)

        refusal = self._refusal(scope)
        await (self._inner if refusal is None else refusal)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Asgi | None:
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key = name.decode("latin-1").lower()
            if key in headers and key in {"host", "origin", "content-type", _TOKEN}:
                return _error(403, "forbidden", "A header stands twice.", "")
            headers[key] = value.decode("latin-1")
        if headers.get("host", "").lower() not in self._hosts:
            return _error(403, "forbidden", "This is not the desk's address.", "Open the link from the terminal.")
        if self._password is not None and not _knows(headers.get("authorization", ""), self._password):
            from starlette.responses import PlainTextResponse

            ask = {"WWW-Authenticate": 'Basic realm="claimcheck", charset="UTF-8"'}
            return PlainTextResponse("The desk asks for its password.\n", status_code=401, headers=ask)
        if scope["path"] == "/favicon.ico" and scope["method"] == "GET":
            from starlette.responses import Response as Empty

            return Empty(status_code=204)  # browsers ask by themselves, and cannot know the token
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return _error(403, "forbidden", "Another site asked.", "Open the link from the terminal.")
        if not _same(self._given(scope, headers), self._token):
            return _error(403, "forbidden", "The token is missing or wrong.", "Open the link from the terminal.")
        if scope["method"] not in {"GET", "HEAD"}:
            scheme, _, host = headers.get("origin", "").lower().partition("://")
            if scheme not in {"http", "https"} or host not in self._hosts:
                return _error(403, "forbidden", "The request is not from the desk's page.", "Open the page anew.")
            if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
                return _error(400, "malformed", "The request is no JSON.", "Open the page anew.")
            length = headers.get("content-length", "0")
            if not length.isdigit() or int(length) > _MOST:
                return _error(400, "malformed", "The request is too large.", "Say it in fewer words.")
        return None

    def _given(self, scope: Scope, headers: Mapping[str, str]) -> str:
        """The token: in a header, or in the address of the page and of the stream, which cannot have headers."""
        if _TOKEN in headers:
            return headers[_TOKEN]
        if scope["path"] not in {"/", f"{ENDPOINT}/events"}:
            return ""
        from urllib.parse import parse_qs

        given = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=10).get("token", [""])
        return given[0] if len(given) == 1 else ""


def _same(given: str, wanted: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())


def _knows(authorization: str, password: str) -> bool:
    kind, _, code = authorization.partition(" ")
    try:
        given = base64.b64decode(code, validate=True).decode("utf-8").partition(":")[2]
    except (ValueError, UnicodeDecodeError):
        return False
    return kind.lower() == "basic" and _same(given, password)
