"""The web chat served by two processes of one PostgreSQL: whichever a tab is connected to, it shows the same."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.services.act import Act
from bot.storage import invites
from bot.storage.times import to_text
from tests.support.browsers import NewPage
from tests.support.enrolled import make_province, perform
from tests.support.running import Program, free_port, spawn
from tests.support.waiting import listens, until
from tests.support.webpages import LINE, bubbles, key, say

CODE = "4000000000"


@pytest.fixture
def addresses(postgresql_url: str, tmp_path: Path) -> Iterator[list[str]]:
    """Where the pages of the two are."""
    programs, ports = [], [free_port(), free_port()]
    with ThreadPoolExecutor(1) as thread:  # Playwright's loop may count as running on this one
        thread.submit(make_province, postgresql_url).result()
        thread.submit(perform, postgresql_url, invite).result()
    for port in ports:
        home = tmp_path / str(port)
        home.mkdir()
        programs.append(Program(home, {"DATABASE_URL": postgresql_url, "WEB_PORT": str(port)}, spawn))
        programs[-1].start()
    for port in ports:
        until(partial(listens, port), within=20)
    yield [f"http://127.0.0.1:{port}/" for port in ports]
    for program in programs:
        assert program.stop() == 0
        assert "Traceback" not in program.log


def invite(act: Act) -> None:
    invites.add(act.tx, CODE, "AN", act.at, to_text(act.now + timedelta(days=1)))


def test_tabs_at_different_processes_follow_each_other(addresses: list[str], new_page: NewPage) -> None:
    here = new_page()
    there = here.context.new_page()  # the same cookie: a port makes no difference to it
    here.goto(addresses[0])
    say(here, CODE)
    expect(bubbles(here).filter(has_text="Kính chào đồng chí")).to_be_visible()
    there.goto(addresses[1])
    for number in range(3):
        say(here, LINE)
        expect(bubbles(there).last).to_contain_text("Nháp, chưa gửi")
        key(there, "Gửi duyệt").click()
        expect(bubbles(here).last).to_contain_text("Đã gửi tới")
        expect(there.locator("#toast")).to_have_text("Đã gửi")
        for tab in (here, there):
            expect(tab.locator(".message.in")).to_have_count(number + 2)
            expect(bubbles(tab)).to_have_count(number + 2)


def test_signing_out_at_one_process_ends_what_the_other_shows(addresses: list[str], new_page: NewPage) -> None:
    here = new_page()
    there = here.context.new_page()
    here.goto(addresses[0])
    say(here, CODE)
    expect(bubbles(here).filter(has_text="Kính chào đồng chí")).to_be_visible()
    there.goto(addresses[1])
    expect(bubbles(there)).to_have_count(1)
    here.get_by_role("button", name="Đăng xuất").click()
    here.get_by_role("dialog").get_by_role("button", name="Đăng xuất").click()
    for tab in (here, there):
        expect(tab.locator("#person")).to_have_text("Chưa đăng ký")
        expect(tab.get_by_text("Đồng chí đã đăng xuất")).to_be_visible()
        expect(bubbles(tab)).to_have_count(0)
