"""The desk on a port of this machine."""

from __future__ import annotations

import contextlib
import ipaddress
import secrets
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from claimcheck.console.screen import note
from claimcheck.desk.app import application
from claimcheck.desk.room import Room
from claimcheck.errors import ConfigError

_EVERY = 1.0  # seconds between two looks at the files
_WAITING = 128  # connections
_SHORTEST = 8  # characters of a password


def password_for(host: str, file: Path | None, given: str | None) -> str | None:
    """The desk's password. Raises ConfigError where it listens beyond this machine without one."""
    if file is not None:
        try:
            given = file.read_text(encoding="utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"The password file {file} cannot be read.", "Check the path.") from error
    if given is not None and len(given) < _SHORTEST:
        raise ConfigError("The desk's password is too short.", f"Take {_SHORTEST} characters or more.")
    if given is None and not is_loopback(host):
        raise ConfigError(
            f"--host {host} lets other machines in.",
            "Set a password: --password-file FILE or CLAIMCHECK_PASSWORD. It travels in the clear without TLS.",
        )
    return given


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(room: Room, *, host: str, port: int, editor: str, password: str | None, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``ready`` gets the address with its token once the desk listens. Raises ConfigError
    where the port is taken."""
    import uvicorn

    token = secrets.token_urlsafe(24)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    with contextlib.closing(listening):
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen(_WAITING)  # before the address is told: who asks while the server starts up waits for it
        except OSError as error:
            raise ConfigError(
                f"The desk cannot listen on {host}, port {port}: {error.strerror}.", "Take another --port, or none."
            ) from error
        port = listening.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        names = {shown, "localhost", "127.0.0.1", "[::1]"} if is_loopback(host) else {shown, *_own_names()}
        app = application(
            room, token=token, hosts={f"{name}:{port}" for name in names}, editor=editor, password=password
        )
        settings = uvicorn.Config(
            app, log_level="error", access_log=False, server_header=False, timeout_graceful_shutdown=1, lifespan="off"
        )
        server = uvicorn.Server(settings)
        ended = threading.Event()
        watcher = threading.Thread(target=_watch, args=(room, ended), daemon=True)
        watcher.start()
        ready(f"http://{shown}:{port}/?token={token}")
        try:
            server.run(sockets=[listening])
        finally:
            ended.set()


def _own_names() -> set[str]:
    """What other machines may call this one."""
    name = socket.gethostname()
    found = {name, socket.getfqdn()}
    with contextlib.suppress(OSError):
        found |= {str(info[4][0]) for info in socket.getaddrinfo(name, None)}
    return {f"[{n}]" if ":" in n else n for n in found}


def _watch(room: Room, ended: threading.Event) -> None:
    """Take in what changes in the files, until the desk ends."""
    while not ended.wait(_EVERY):
        try:
            room.catch_up()
        except Exception as error:  # a file half written, a folder gone: the next look may find it whole
            note(f"error: the desk could not look at its files: {error}")
