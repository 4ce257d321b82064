"""Fixtures: a real browser, Debian's Chromium without a window."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

NewPage = Callable[..., Page]

PATIENCE = 10_000
"""Milliseconds to wait for something to appear."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; without one its tests are skipped, or fail where they must run.

    No longer than a module: as long as it is there, Playwright's own event loop counts as running, and no other can.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing = "no Chromium here: apt-get install chromium fonts-dejavu-core"
        if os.environ.get("CI") == "true" or os.environ.get("KPIBOT_TEST_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[NewPage]:
    """Opens pages, each a person of its own; a script that fails fails the test."""
    contexts, errors = [], []

    def open_page(width: int = 1280, height: int = 800, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
