"""The drawing process: charts in, pictures out, until its input ends.

    python -m bot.reports.child

Each message is its length in four bytes, then itself: a Screen as JSON in, a PNG out.
"""

from __future__ import annotations

import json
import os
import sys
from typing import BinaryIO

from bot.handlers.screen import from_dict
from bot.reports.charts import draw

_POLITENESS = 10
"""Whoever waits for an answer comes before who waits for a picture."""


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Draw what is asked for; an error ends the process, which says enough."""
    while length := source.read(4):
        chart = from_dict(json.loads(source.read(int.from_bytes(length)))).chart
        picture = draw(chart) if chart else b""
        sink.write(len(picture).to_bytes(4) + picture)
        sink.flush()


if __name__ == "__main__":
    os.nice(_POLITENESS)
    serve(sys.stdin.buffer, sys.stdout.buffer)
