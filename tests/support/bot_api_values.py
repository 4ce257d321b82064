"""What goes over the fake Telegram's wire, and what it refuses."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from tests.support.telegram_html import BadHtmlError, entities_of

BOT = {"id": 123456789, "is_bot": True, "first_name": "KPI", "username": "kpi_test_bot"}


class Refused(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a call: a status, a cut connection (`before` or `after` it is done), a delay."""

    status: int = 0
    description: str = ""
    retry_after: int = 0
    drop: str = ""
    delay: float = 0.0
    raw: bytes = b""


@dataclass
class Call:
    """A call as it arrived."""

    method: str
    values: dict[str, Any]
    at: float
    token: str


@dataclass
class Message:
    """A message of the bot's, as it stands."""

    id: int
    chat: int
    text: str
    entities: list[dict[str, Any]]
    rows: list[list[dict[str, Any]]]
    silent: bool
    at: float
    history: list[str] = field(default_factory=list)
    picture: bytes = b""

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons."""
        return [button["text"] for row in self.rows for button in row]

    def button(self, wanted: str) -> dict[str, Any] | None:
        """The button of that data or label; else one whose label holds it."""
        buttons = [button for row in self.rows for button in row]
        exact = (button for button in buttons if wanted in (button.get("callback_data"), button["text"]))
        return next(exact, None) or next((button for button in buttons if wanted in button["text"]), None)


def content(values: dict[str, Any]) -> tuple[str, list[dict[str, Any]], list[list[dict[str, Any]]]]:
    """Text, entities and buttons, refused as Telegram refuses them."""
    try:
        is_html = values.get("parse_mode") == "HTML"
        text, entities = entities_of(values["text"]) if is_html else (values["text"], [])
    except BadHtmlError as error:
        raise Refused(400, f"Bad Request: can't parse entities: {error}") from error
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > 4096:
        raise Refused(400, "Bad Request: message is too long")
    rows = json.loads(values["reply_markup"])["inline_keyboard"] if values.get("reply_markup") else []
    for button in (button for row in rows for button in row):
        if not 0 < len(button.get("callback_data", "-").encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        if not button["text"]:
            raise Refused(400, "Bad Request: text buttons are required to be non-empty")
    return text, entities, rows


def caption(values: dict[str, Any]) -> tuple[str, list[dict[str, Any]], list[list[dict[str, Any]]]]:
    """Caption, entities and buttons of a picture, refused as Telegram refuses them."""
    if not values.get("photo", b"").startswith(b"\x89PNG\r\n\x1a\n"):
        raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
    text, entities, rows = content({**values, "text": values["caption"]})
    if len(text.encode("utf-16-le")) // 2 > 1024:
        raise Refused(400, "Bad Request: message caption is too long")
    return text, entities, rows


def form(body: bytes, content_type: str) -> dict[str, Any]:
    """The fields of a form: of several parts, where it has files, which are bytes."""
    if not content_type.startswith("multipart/form-data"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    parts = message_from_bytes(head + body, policy=HTTP).iter_parts()
    return {str(part.get_param("name", header="content-disposition")): _field(part) for part in parts}


def _field(part: Any) -> str | bytes:
    value: bytes = part.get_payload(decode=True)
    return value if part.get_filename() else value.decode()


def as_json(message: Message) -> dict[str, Any]:
    body = {"message_id": message.id, "date": int(time.time()), "chat": chat_of(message.chat), "from": BOT}
    return {**body, "text": message.text}


def chat_of(user: int) -> dict[str, Any]:
    return {"id": user, "type": "private", "first_name": f"Người {user}"}


def user_of(user: int) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": f"Người {user}"}


def refusal(refused: Refused) -> tuple[int, bytes]:
    body = {"ok": False, "error_code": refused.status, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return refused.status, json.dumps(body).encode()
