"""Where each conversation stands: it survives a restart and serves every channel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.storage.database import Row, Tx


@dataclass(frozen=True, slots=True)
class Dialog:
    """The state of one chat's conversation.

    Attributes:
        step: what is awaited, as `return.reason`; empty when nothing is.
        state: what the step needs to know; JSON-able.
        choices: the choices last shown, as (label, action).
        version: grows with every screen shown.
    """

    step: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[tuple[str, str], ...] = ()
    version: int = 0


def dialog_in(row: Row) -> Dialog:
    """The dialog of a row with the columns of `dialogs`."""
    choices = tuple((label, action) for label, action in json.loads(row["choices"]))
    return Dialog(row["step"], json.loads(row["state"]), choices, row["version"])


def put(tx: Tx, chat: str, dialog: Dialog) -> None:
    """Write how the conversation stands now; its version grows by one, whatever `dialog` says."""
    tx.execute(
        """
        INSERT INTO dialogs (chat, step, state, choices, version) VALUES (:chat, :step, :state, :choices, 1)
        ON CONFLICT (chat) DO UPDATE SET step = excluded.step, state = excluded.state, choices = excluded.choices,
            version = dialogs.version + 1
        """,
        chat=chat,
        step=dialog.step,
        state=json.dumps(dialog.state, ensure_ascii=False),
        choices=json.dumps(dialog.choices, ensure_ascii=False),
    )
