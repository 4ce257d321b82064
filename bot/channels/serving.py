"""One ASGI application, and the server that listens for it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels.web.headers import Guarded

Endpoint = Callable[[Request], Awaitable[Response]]
_GRACE_SECONDS = 2


def application(
    looks: Mapping[str, Endpoint], webhooks: Mapping[str, Endpoint], pages: Sequence[BaseRoute] = ()
) -> Starlette:
    """The ASGI application.

    Args:
        looks: what is only looked at, by path, as `/healthz`.
        webhooks: what the platforms post to, by path, as `/telegram`.
        pages: the web chat.
    """
    routes: list[BaseRoute] = [Route(path, endpoint, methods=["GET"]) for path, endpoint in looks.items()]
    routes += [Route(path, endpoint, methods=["POST"]) for path, endpoint in webhooks.items()]
    return Starlette(routes=[*routes, *pages], middleware=[Middleware(Guarded)])


class PortTaken(Exception):
    """Another program listens on the port."""


class _Server(uvicorn.Server):
    """Leaves the signals to us: uvicorn would raise SIGTERM once more when it is done."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class Server:
    """Serves the application; started and stopped by us, not by signals of its own.

    Args:
        app: the application.
        host: the address to listen on.
        port: the port; 0 lets the system choose.

    Raises:
        PortTaken: another program has it.
    """

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._socket = _listen(host, port)
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=_GRACE_SECONDS
        )
        self._server = _Server(config)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._socket.getsockname()[1])

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set."""
        serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        await stop.wait()
        self._server.should_exit = True
        await serving


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # whoever connects from now on is served, if a moment later
    except OSError as error:
        listening.close()
        raise PortTaken(f"{host}:{port}") from error
    return listening
