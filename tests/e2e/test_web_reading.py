"""What somebody sees of the web chat without scrolling, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import NewPage
from tests.support.webpages import LINE, Site, bubbles, key, say

SEVERAL = "2h soạn công văn\n1h họp phòng\n3h soạn công văn hôm qua\n2h họp phòng hôm qua"


@pytest.fixture
def an(site: Site, new_page: NewPage) -> Page:
    """A phone on which a draft of several entries is taller than the conversation."""
    page = site.enrolled(new_page(390, 420), "AN")
    page.get_by_label("Tin nhắn").fill(SEVERAL)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(bubbles(page).last).to_contain_text("Nháp 4 mục")
    return page


def edge(page: Page, what: str, side: str) -> float:
    """Where an edge of the last such element is."""
    return float(page.locator(what).last.evaluate(f"element => element.getBoundingClientRect().{side}"))


def is_at_the_top(page: Page) -> bool:
    """Whether the newest message begins where the conversation begins."""
    return 0 <= edge(page, ".message", "top") - edge(page, "#log", "top") < 20


def test_a_message_taller_than_the_page_is_read_from_its_beginning(an: Page) -> None:
    assert edge(an, ".message", "height") > edge(an, "#log", "height")
    assert is_at_the_top(an)


def test_so_it_is_after_a_reload(an: Page) -> None:
    an.reload()
    expect(an.locator("#log")).to_have_attribute("aria-busy", "false")
    assert is_at_the_top(an)


def test_a_message_with_room_enough_is_seen_whole_with_its_buttons(site: Site, new_page: NewPage) -> None:
    page = site.enrolled(new_page(390, 844), "AN")
    for said in range(2, 5):
        say(page, LINE)
        expect(bubbles(page)).to_have_count(said)
        expect(page.locator(".typing, .pending")).to_have_count(0)
        expect(key(page, "Gửi duyệt")).to_be_in_viewport(ratio=1)
    assert edge(page, ".message", "top") > edge(page, "#log", "top")
    assert edge(page, ".message", "bottom") <= edge(page, "#log", "bottom")


def test_what_comes_of_a_press_is_seen_from_its_beginning(an: Page) -> None:
    an.locator("#log").evaluate("log => { log.scrollTop -= 250 }")
    an.get_by_role("button", name="Hủy").last.dispatch_event("click")
    expect(bubbles(an).last).to_contain_text("Đã hủy 4 bản nháp")
    expect(bubbles(an).last).to_be_in_viewport(ratio=1)


def test_what_answers_a_press_covers_nothing_that_was_said(an: Page) -> None:
    an.get_by_role("button", name="Sửa").last.click()
    expect(an.locator("#toast")).to_have_text("Chọn mục")
    expect(an.locator("#toast")).to_be_visible()
    assert edge(an, "#toast", "bottom") <= edge(an, "#log", "top")
    an.locator("#toast").evaluate("toast => { toast.textContent = 'Đồng chí xem lại bản mới nhất. '.repeat(9) }")
    assert edge(an, "#toast", "height") > 60
    assert edge(an, "#toast", "bottom") <= edge(an, "#log", "top")


def test_what_answered_a_press_is_gone_when_something_new_is_said(an: Page) -> None:
    an.get_by_role("button", name="Sửa").last.click()
    expect(an.locator("#toast")).to_be_visible()
    say(an, LINE)
    expect(an.locator("#toast")).to_be_hidden(timeout=500)
