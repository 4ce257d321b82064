"""What stands above the bubbles that a page begins with."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from bot.channels.web.bubbles import body_of_screen, body_of_words
from bot.channels.web.visitors import COOKIE
from bot.handlers.screen import Screen
from bot.services.act import Act
from bot.storage import web
from bot.storage.times import to_text
from bot.storage.web import Side
from tests.support.browsers import NewPage
from tests.support.webpages import Site, say

COUNT = 420
"""Bubbles of a long conversation, two a day."""


def chat_of(page: Page) -> str:
    (secret,) = [cookie.get("value", "") for cookie in page.context.cookies() if cookie.get("name") == COOKIE]
    return f"web:{sha256(secret.encode()).hexdigest()[:32]}"


def converse(act: Act, chat: str) -> None:
    """A long conversation, and nothing else."""
    act.tx.execute("DELETE FROM web_messages WHERE chat = :chat", chat=chat)
    for number in range(COUNT):
        at = to_text(act.now - timedelta(hours=12 * (COUNT - number)))
        if number % 2:
            web.add(act.tx, chat, "AN", Side.OUT, body_of_screen(Screen(f"đáp {number}")), at)
        else:
            web.add(act.tx, chat, "AN", Side.IN, body_of_words(f"tin {number}", ""), at)


@pytest.fixture
def page(site: Site, new_page: NewPage) -> Page:
    """The page of somebody with a long conversation, at its end."""
    page = site.enrolled(new_page(360, 740), "AN")
    chat = chat_of(page)
    site.perform(lambda act: converse(act, chat))
    page.reload()
    expect(page.get_by_text(f"đáp {COUNT - 1}", exact=True)).to_be_in_viewport()
    expect(page.locator(".message")).to_have_count(200)
    return page


def scroll_up(page: Page) -> None:
    page.locator("#log").evaluate("log => { log.scrollTop = 0 }")


def said(page: Page) -> list[int]:
    """The numbers of the bubbles, from the top."""
    texts = page.locator(".message .words").all_text_contents()
    return [int(re.sub(r"\D", "", text)) for text in texts]


def test_scrolling_up_leads_to_the_very_first_message_each_shown_once_under_its_day(page: Page) -> None:
    for shown in (300, 400, COUNT):
        scroll_up(page)
        expect(page.locator(".message")).to_have_count(shown)
    assert said(page) == list(range(COUNT))
    expect(page.get_by_role("button", name="Tin cũ hơn")).to_be_hidden()
    days = page.locator(".day, .message").evaluate_all("all => all.map(one => [one.className, one.dataset.day])")
    assert [day for _, day in days] == sorted(day for _, day in days)
    for (_, before), (kind, day) in pairwise(days):
        assert (before == day) != (kind == "day")


def test_what_one_reads_stays_where_it_is(page: Page) -> None:
    top = page.locator(".message").first
    top.evaluate("one => one.setAttribute('id', 'reading')")
    scroll_up(page)
    before = page.locator("#reading").bounding_box()
    expect(page.locator(".message")).to_have_count(300)
    after = page.locator("#reading").bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) <= 60, "no more than the offer above, which has scrolled away"


def test_a_press_loads_what_is_older_and_the_focus_is_not_lost(page: Page) -> None:
    older = page.get_by_role("button", name="Tin cũ hơn")
    for shown in (300, 400, COUNT):
        older.evaluate("one => one.focus({ preventScroll: true })")
        page.keyboard.press("Enter")
        expect(page.locator(".message")).to_have_count(shown)
    expect(older).to_be_hidden()
    expect(page.get_by_role("log")).to_be_focused()


def test_what_cannot_be_loaded_is_told_and_tried_again_at_a_press(page: Page) -> None:
    page.route("**/older?**", lambda route: route.abort())
    scroll_up(page)
    again = page.get_by_role("button", name="Chưa tải được tin cũ")
    expect(again).to_be_in_viewport()
    page.unroute("**/older?**")
    again.click()
    expect(page.locator(".message")).to_have_count(300)
    assert said(page) == list(range(COUNT - 300, COUNT))


def test_an_edit_of_what_is_not_loaded_yet_does_not_stand_out_of_its_place(site: Site, page: Page) -> None:
    chat, body = chat_of(page), body_of_screen(Screen("đáp 19, đã sửa"))

    def edit(act: Act) -> None:
        place = web.latest(act.tx, chat, "AN", COUNT)[19].place
        assert web.edit(act.tx, chat, place, "AN", body, act.at)

    site.perform(edit)
    say(page, "/homnay")
    expect(page.locator(".message")).to_have_count(202)
    edited = page.locator(".message", has_text="đáp 19, đã sửa")
    expect(edited).to_have_count(0)
    expect(page.get_by_role("button", name="Tin mới")).to_be_hidden()
    for shown in (302, 402, COUNT + 2):
        scroll_up(page)
        expect(page.locator(".message")).to_have_count(shown)
    expect(edited).to_contain_text("đã cập nhật")
    expect(edited.locator("xpath=following-sibling::*[contains(@class, 'message')][1]")).to_contain_text("tin 20")
