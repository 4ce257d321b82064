"""What every channel can do, and how sending can fail."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from bot.handlers.screen import Chart, Screen


class SendError(Exception):
    """Something was not sent; the message says why, without a word of what people typed and without a token."""


class RetryLater(SendError):
    """The platform asks to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the platform asks to wait {seconds:g} s")
        self.seconds = seconds


class NotDelivered(SendError):
    """It certainly did not arrive: the platform was not reached, or had a fault of its own."""


class MaybeDelivered(SendError):
    """It may have arrived: the connection broke after the request had gone out."""


class Unreachable(SendError):
    """The person has blocked us or deleted the account."""


class Rejected(SendError):
    """The platform will never take it."""


class Channel(Protocol):
    """A platform that shows screens."""

    @property
    def name(self) -> str:
        """`telegram`, `zalo` or `web`."""
        ...

    async def send(self, address: str, screen: Screen) -> str:
        """Show a screen as a new message and return the platform's name of it.

        Raises:
            SendError: one of its kinds.
        """
        ...

    async def edit(self, address: str, message: str, screen: Screen) -> str:
        """Show a screen in the place of an earlier message; as a new one where that is gone or cannot be edited.

        Raises:
            SendError: one of its kinds.
        """
        ...

    async def answer(self, callback: str, text: str) -> None:
        """Tell the platform that a press was taken, with a few words.

        Raises:
            SendError: one of its kinds; `Rejected` when it is too late.
        """
        ...


@runtime_checkable
class Pictures(Protocol):
    """A channel that shows pictures in its messages."""

    async def send_picture(self, address: str, screen: Screen, picture: bytes) -> str:
        """Show a screen below a picture as a new message; without it, where the platform does not take it.

        Args:
            address: the chat.
            screen: the words and choices.
            picture: a PNG.

        Raises:
            SendError: one of its kinds.
        """
        ...


class Painter(Protocol):
    """Draws charts."""

    async def paint(self, chart: Chart) -> bytes:
        """The chart as PNG; whatever it raises, the text stands without it."""
        ...
