"""The web chat of a running program as people use it: pages, bubbles, buttons."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from playwright.sync_api import Locator, Page, expect

from bot.services.act import Act
from bot.storage import invites
from bot.storage.times import to_text
from tests.support.enrolled import perform
from tests.support.running import Program

LINE = "2h soạn công văn"
_codes = count(4_000_000_001)


@dataclass
class Site:
    """A program that serves the web chat and nothing else.

    Attributes:
        program: it.
        address: where its page is.
    """

    program: Program
    address: str

    def perform(self, step: Callable[[Act], object]) -> None:
        """Perform an act beside it; on a thread, for Playwright's loop counts as running on this one."""
        with ThreadPoolExecutor(1) as thread:
            thread.submit(perform, self.program.url, step).result()

    def new_code(self, official: str) -> str:
        """A code for somebody."""
        code = f"{next(_codes):010d}"
        self.perform(lambda act: invites.add(act.tx, code, official, act.at, to_text(act.now + timedelta(days=1))))
        return code

    def enrolled(self, page: Page, official: str) -> Page:
        """A browser that has typed its code."""
        code = self.new_code(official)
        page.goto(self.address)
        say(page, code)
        expect(bubbles(page).filter(has_text="Kính chào đồng chí")).to_be_visible()
        return page


_PAINTED = "new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); setTimeout(done, 500); })"
"""Once the page has been painted: until then Chromium drops what is pressed, since nobody can have seen it."""


def say(page: Page, words: str) -> None:
    """Type something and send it with Enter."""
    page.get_by_label("Tin nhắn").fill(words)
    page.evaluate(_PAINTED)
    page.keyboard.press("Enter")


def bubbles(page: Page) -> Locator:
    """What was said to the person, oldest first."""
    return page.locator(".message.out")


def key(page: Page, label: str) -> Locator:
    """The newest button of that label."""
    return page.get_by_role("button", name=label, exact=True).last
