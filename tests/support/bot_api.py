"""What the fake Telegram knows and how strict it is; no network here."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from dataclasses import replace
from typing import Any

from tests.support.bot_api_values import (
    BOT,
    Call,
    Fault,
    Message,
    Refused,
    as_json,
    caption,
    chat_of,
    content,
    form,
    refusal,
    user_of,
)

TOKEN = "123456789:AAFakeTokenThatMustNeverAppearInAnyLog"
CALLBACK_LIFE = 15.0


class BotApi:
    """The state behind the methods."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.messages: dict[int, Message] = {}
        self.people: set[int] = set()
        self.blocked: set[int] = set()
        self.waiting: list[dict[str, Any]] = []
        self.confirmed = 0
        self.answers: dict[str, str] = {}
        self.search_results: dict[str, list[dict[str, Any]]] = {}
        self.commands: dict[str, list[str]] = {}
        self.webhook: dict[str, Any] = {}
        self.faults: dict[str, list[Fault]] = {}
        self.arrived = asyncio.Event()
        self._queries: dict[str, float] = {}
        self._polls = 0
        self._update_ids = itertools.count(1000)
        self._message_ids = itertools.count(1)
        self._query_ids = itertools.count(77_000)

    def go_on_from(self, earlier: BotApi) -> None:
        """Be the same Telegram, later: its people and messages, and numbers that follow its own."""
        self.people |= earlier.people
        self.messages = {number: replace(message) for number, message in earlier.messages.items()}
        self._update_ids = itertools.count(next(earlier._update_ids))
        self._message_ids = itertools.count(next(earlier._message_ids))
        self._query_ids = itertools.count(next(earlier._query_ids))

    # ------------------------------------------------------------------ updates

    def push(self, body: dict[str, Any], update_id: int | None = None) -> int:
        """Queue an update."""
        number = next(self._update_ids) if update_id is None else update_id
        self.waiting.append({"update_id": number, **body})
        return number

    def say(self, user: int, text: str, **more: Any) -> int:
        self.people.add(user)
        message = self._message_of(user, text=text, **more)
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.push({"message": message})

    def press(self, user: int, button: str, message: Message | None = None) -> str:
        candidates = [message] if message else [each for each in self.messages.values() if each.chat == user]
        for candidate in reversed(candidates):
            found = candidate.button(button)
            if found is not None:
                return self.press_data(user, found["callback_data"], candidate.id)
        raise AssertionError(f"no button {button!r} in {[each.labels for each in candidates]}")

    def press_data(self, user: int, data: str, message: int) -> str:
        query = str(next(self._query_ids))
        self._queries[query] = time.monotonic()
        shown = {"message_id": message, "date": int(time.time()), "chat": chat_of(user), "from": BOT}
        body = {"id": query, "from": user_of(user), "message": shown, "chat_instance": "1", "data": data}
        self.push({"callback_query": body})
        return query

    def block(self, user: int, *, blocked: bool) -> int:
        self.people.add(user)
        (self.blocked.add if blocked else self.blocked.discard)(user)
        standing = [{"user": BOT, "status": "member"}, {"user": BOT, "status": "kicked", "until_date": 0}]
        old, new = standing if blocked else reversed(standing)
        change = {"chat": chat_of(user), "from": user_of(user), "date": int(time.time())}
        return self.push({"my_chat_member": {**change, "old_chat_member": old, "new_chat_member": new}})

    def search(self, user: int, words: str) -> str:
        query = str(next(self._query_ids))
        self.push({"inline_query": {"id": query, "from": user_of(user), "query": words, "offset": ""}})
        return query

    def _message_of(self, user: int, **more: Any) -> dict[str, Any]:
        message = {"message_id": next(self._message_ids), "date": int(time.time())}
        return {**message, "chat": chat_of(user), "from": user_of(user), **more}

    # ------------------------------------------------------------------ calls

    def read(self, path: str, body: bytes, content_type: str) -> Call:
        """A call from what came over HTTP; Telegram takes forms and JSON."""
        _, token, method = path.split("/", 2)
        is_json = content_type.startswith("application/json")
        values = json.loads(body or b"{}") if is_json else form(body, content_type)
        return Call(method.lower(), values, time.monotonic(), token.removeprefix("bot"))

    def next_fault(self, call: Call) -> Fault:
        """Note a call, and what is to go wrong with it."""
        self.calls.append(call)
        queue = self.faults.get(call.method) or self.faults.get("*") or []
        return queue.pop(0) if queue else Fault()

    def refuse(self, call: Call, fault: Fault) -> tuple[int, bytes]:
        parameters = {"retry_after": fault.retry_after} if fault.retry_after else {}
        if fault.raw:
            return fault.status, fault.raw
        return refusal(Refused(fault.status, fault.description or f"fault {fault.status}", **parameters))

    def answer(self, call: Call) -> tuple[int, bytes]:
        """Do what a call asks."""
        if call.token != TOKEN:
            return refusal(Refused(401, "Unauthorized"))
        method = getattr(self, f"_do_{call.method}", None)
        if method is None:
            return refusal(Refused(404, "Not Found"))
        try:
            return 200, json.dumps({"ok": True, "result": method(call.values)}).encode()
        except Refused as refused:
            return refusal(refused)

    # ------------------------------------------------------------------ methods

    def _do_getme(self, _: dict[str, Any]) -> Any:
        return {**BOT, "supports_inline_queries": True}

    async def wait_for_updates(self, call: Call) -> None:
        """Confirm what the offset says, then wait as long as was asked for something to hand over."""
        self._polls += 1
        mine = self._polls
        offset = int(call.values.get("offset", 0))
        self.confirmed = max(self.confirmed, offset)
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        deadline = time.monotonic() + float(call.values.get("timeout", 0))
        while not self.waiting and mine == self._polls and not self.webhook and time.monotonic() < deadline:
            self.arrived.clear()
            try:
                await asyncio.wait_for(self.arrived.wait(), max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                return
        if mine != self._polls:
            call.values["terminated"] = True

    def _do_getupdates(self, values: dict[str, Any]) -> Any:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        if values.get("terminated"):
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        return self.waiting[: int(values.get("limit", 100))]

    def _do_sendmessage(self, values: dict[str, Any]) -> Any:
        chat = self._reachable(values)
        text, entities, rows = content(values)
        silent = values.get("disable_notification") in ("true", True)
        message = Message(next(self._message_ids), chat, text, entities, rows, silent, time.monotonic())
        self.messages[message.id] = message
        return as_json(message)

    def _do_sendphoto(self, values: dict[str, Any]) -> Any:
        chat = self._reachable(values)
        text, entities, rows = caption(values)
        silent = values.get("disable_notification") in ("true", True)
        message = Message(next(self._message_ids), chat, text, entities, rows, silent, time.monotonic())
        message.picture = values["photo"]
        self.messages[message.id] = message
        return as_json(message)

    def _do_editmessagetext(self, values: dict[str, Any]) -> Any:
        chat = self._reachable(values)
        message = self.messages.get(int(values["message_id"]))
        if message is None or message.chat != chat:
            raise Refused(400, "Bad Request: message to edit not found")
        if message.picture:
            raise Refused(400, "Bad Request: there is no text in the message to edit")
        text, entities, rows = content(values)
        if (text, entities, rows) == (message.text, message.entities, message.rows):
            raise Refused(400, "Bad Request: message is not modified: specified new message content is the same")
        message.history.append(message.text)
        message.text, message.entities, message.rows = text, entities, rows
        return as_json(message)

    def _do_answercallbackquery(self, values: dict[str, Any]) -> Any:
        query = values["callback_query_id"]
        asked = self._queries.get(query)
        if asked is None or time.monotonic() - asked > CALLBACK_LIFE:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(values.get("text", "")) > 200:
            raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
        self.answers[query] = values.get("text", "")
        return True

    def _do_answerinlinequery(self, values: dict[str, Any]) -> Any:
        results = json.loads(values["results"])
        if len(results) > 50:
            raise Refused(400, "Bad Request: RESULTS_TOO_MUCH")
        if any(not 1 <= len(result["id"].encode()) <= 64 for result in results):
            raise Refused(400, "Bad Request: RESULT_ID_INVALID")
        self.search_results[values["inline_query_id"]] = results
        return True

    def _do_setmycommands(self, values: dict[str, Any]) -> Any:
        names = [each["command"] for each in json.loads(values["commands"])]
        self.commands[values.get("scope", "default")] = names
        return True

    def _do_deletemycommands(self, values: dict[str, Any]) -> Any:
        self.commands.pop(values.get("scope", "default"), None)
        return True

    def _do_setwebhook(self, values: dict[str, Any]) -> Any:
        if not values["url"].startswith("https://"):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = dict(values)
        return True

    def _do_deletewebhook(self, values: dict[str, Any]) -> Any:
        self.webhook = {}
        if values.get("drop_pending_updates") in ("true", True):
            self.waiting = []
        return True

    def _do_getwebhookinfo(self, _: dict[str, Any]) -> Any:
        url = self.webhook.get("url", "")
        return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self.waiting)}

    def _do_sendchataction(self, values: dict[str, Any]) -> Any:
        self._reachable(values)
        return True

    def _reachable(self, values: dict[str, Any]) -> int:
        chat = int(values["chat_id"])
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat not in self.people:
            raise Refused(400, "Bad Request: chat not found")
        return chat
