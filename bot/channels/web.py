"""What the program serves over HTTP: its health, and the platforms' webhooks."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.services.act import Act, Office
from bot.storage import inbox, outbox
from bot.storage.database import DatabaseError

log = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]
_GRACE_SECONDS = 2


def application(office: Office, clock: Clock, webhooks: Mapping[str, Endpoint]) -> Starlette:
    """The ASGI application.

    Args:
        office: whose health is asked for.
        clock: the time.
        webhooks: endpoints by path, as `/telegram`.
    """

    async def health(_: Request) -> Response:
        return await _health(office, clock)

    routes = [Route("/healthz", health)]
    routes += [Route(path, endpoint, methods=["POST"]) for path, endpoint in webhooks.items()]
    return Starlette(routes=routes)


async def _health(office: Office, clock: Clock) -> Response:
    try:
        waiting = await office.perform(clock.now(), _queues)
    except DatabaseError as error:
        return JSONResponse({"status": "failing", "reason": str(error)}, 503)
    return JSONResponse({"status": "ok", **waiting})


def _queues(act: Act) -> dict[str, int]:
    return {"inbox": inbox.waiting(act.tx), "outbox": outbox.waiting(act.tx)}


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
    except OSError as error:
        listening.close()
        raise PortTaken(f"{host}:{port}") from error
    return listening
