"""Whose browser it is: a secret in a cookie, of which the chat's address is but a fingerprint."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "kpibot_chat"

_SECRET = re.compile(r"[0-9a-f]{64}")
_FINGERPRINT_LENGTH = 32
_YEAR_SECONDS = 365 * 24 * 3600


class Visitors(Protocol):
    """Tells browsers apart.

    Attributes:
        can_leave: whether a person can have a browser be nobody's again.
    """

    can_leave: bool

    def known(self, request: Request) -> str:
        """The address of the browser's chat; empty for one that was never here."""
        ...

    def admit(self, request: Request, response: Response, *, anew: bool = False) -> None:
        """Have the browser tell us from now on who it is: the same as before, or `anew` somebody else."""
        ...

    def forget(self, response: Response) -> None:
        """Have the browser tell us nothing any more."""
        ...


class Cookies:
    """Browsers told apart by a cookie.

    The cookie is never set with the page: a link in an e-mail leads to the page without the cookie (it is
    `SameSite=Strict`), and a new one would push out the old. The page asks for it itself, before anything is written.

    Args:
        random: makes random bits, fit for secrets.
        secure: whether the browser sends it over https only.
    """

    can_leave = True

    def __init__(self, random: Callable[[int], int], *, secure: bool) -> None:
        self._random = random
        self._secure = secure

    def known(self, request: Request) -> str:
        """The address of the browser's chat; empty without a cookie of ours."""
        secret = request.cookies.get(COOKIE, "")
        return hashlib.sha256(secret.encode()).hexdigest()[:_FINGERPRINT_LENGTH] if _SECRET.fullmatch(secret) else ""

    def admit(self, request: Request, response: Response, *, anew: bool = False) -> None:
        """Set the cookie, for a year from now: the same again, or a new one where there is none or it is to be anew."""
        held = request.cookies.get(COOKIE, "")
        secret = held if _SECRET.fullmatch(held) and not anew else f"{self._random(256):064x}"
        response.set_cookie(
            COOKIE, secret, max_age=_YEAR_SECONDS, httponly=True, samesite="strict", secure=self._secure
        )

    def forget(self, response: Response) -> None:
        """Take the cookie away."""
        response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=self._secure)
