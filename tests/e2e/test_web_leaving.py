"""Signing out of the web chat on a computer that others use too."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from bot.channels.web.visitors import COOKIE
from tests.support.browsers import NewPage
from tests.support.enrolled import rows
from tests.support.webpages import LINE, Site, bubbles, key, say

ENTRANCE = "Đồng chí đã đăng xuất khỏi trình duyệt này"


def secret(page: Page) -> str:
    """What the browser tells of itself."""
    found = [cookie.get("value", "") for cookie in page.context.cookies() if cookie.get("name") == COOKIE]
    return found[0] if found else ""


def ask_to_leave(page: Page) -> None:
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("dialog")).to_contain_text("xin mã đăng ký mới ở quản trị của đơn vị")


def leave(page: Page) -> None:
    ask_to_leave(page)
    page.get_by_role("dialog").get_by_role("button", name="Đăng xuất").click()


def is_at_the_entrance(page: Page) -> None:
    expect(page.locator("#person")).to_have_text("Chưa đăng ký")
    expect(page.locator(".message")).to_have_count(0)
    expect(page.get_by_label("Tin nhắn")).to_have_attribute("placeholder", "Gõ mã đăng ký")
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_hidden()


@pytest.fixture
def an(site: Site, new_page: NewPage) -> Page:
    """AN's browser, with a draft in the conversation."""
    page = site.enrolled(new_page(360, 740), "AN")
    say(page, LINE)
    expect(bubbles(page).last).to_contain_text("Nháp, chưa gửi")
    return page


def test_who_signs_out_sees_the_entrance_and_how_to_come_back(an: Page) -> None:
    leave(an)
    is_at_the_entrance(an)
    expect(an.get_by_text(ENTRANCE)).to_be_visible()
    expect(an.get_by_text("xin mã đăng ký mới ở quản trị của đơn vị, rồi gõ mã đó vào đây")).to_be_visible()
    an.reload()
    is_at_the_entrance(an)
    expect(an.get_by_text("xin mã đăng ký ở quản trị")).to_be_visible()


def test_a_copy_of_the_cookie_is_worth_nothing_afterwards(site: Site, an: Page) -> None:
    copied = secret(an)
    leave(an)
    is_at_the_entrance(an)
    expect(an.get_by_text(ENTRANCE)).to_be_visible()
    assert secret(an) != copied
    answer = httpx.get(f"{site.address}events", cookies={COOKIE: copied})
    assert answer.status_code == 401


def test_who_changes_their_mind_stays(an: Page) -> None:
    before = secret(an)
    ask_to_leave(an)
    expect(an.get_by_role("button", name="Ở lại")).to_be_focused()
    an.get_by_role("button", name="Ở lại").click()
    ask_to_leave(an)
    an.keyboard.press("Escape")
    expect(an.get_by_role("dialog")).to_be_hidden()
    key(an, "Gửi duyệt").click()
    expect(bubbles(an).last).to_contain_text("Đã gửi tới")
    assert secret(an) == before


def test_every_tab_of_the_browser_is_at_the_entrance_at_once(site: Site, an: Page) -> None:
    other = an.context.new_page()
    other.goto(site.address)
    expect(bubbles(other).last).to_contain_text("Nháp, chưa gửi")
    other.get_by_label("Tin nhắn").fill("3h thẩm định")
    leave(an)
    for tab in (an, other):
        is_at_the_entrance(tab)
        expect(tab.get_by_text(ENTRANCE)).to_be_visible()
        expect(tab.get_by_label("Tin nhắn")).to_have_value("")


def test_who_comes_back_with_a_new_code_finds_the_log_and_an_empty_chat(site: Site, an: Page) -> None:
    key(an, "Gửi duyệt").click()
    expect(bubbles(an).last).to_contain_text("Đã gửi tới")
    leave(an)
    is_at_the_entrance(an)
    site.enrolled(an, "AN")
    expect(bubbles(an)).to_have_count(1)
    say(an, "/homnay")
    expect(bubbles(an).last).to_contain_text("2 giờ")


def test_the_next_person_at_the_computer_sees_nothing_of_the_one_before(site: Site, an: Page) -> None:
    leave(an)
    is_at_the_entrance(an)
    site.enrolled(an, "BINH")
    expect(an.locator("#person")).to_have_text("Đoàn Hữu Bình")
    expect(bubbles(an)).to_have_count(1)
    assert "Bảo An" not in an.content()


def test_what_was_not_sent_is_told_of_and_gone(an: Page) -> None:
    ask_to_leave(an)
    expect(an.get_by_text("nội dung chưa gửi")).to_be_hidden()
    an.get_by_role("button", name="Ở lại").click()
    an.get_by_label("Tin nhắn").fill("3h thẩm định")
    ask_to_leave(an)
    expect(an.get_by_text("nội dung chưa gửi")).to_be_visible()
    an.get_by_role("dialog").get_by_role("button", name="Đăng xuất").click()
    is_at_the_entrance(an)
    expect(an.get_by_label("Tin nhắn")).to_have_value("")
    assert an.evaluate("localStorage.length") == 0


def test_what_could_not_be_sent_is_not_tried_any_more(site: Site, an: Page) -> None:
    an.route("**/send", lambda route: route.abort())
    say(an, "gửi 3h thẩm định dự toán")
    expect(an.locator(".pending")).to_be_visible()
    leave(an)
    is_at_the_entrance(an)
    an.unroute("**/send")
    site.enrolled(an, "BINH")
    assert "thẩm định" not in an.content()
    assert rows(site.program.home / "kpibot.db", "SELECT id FROM entries WHERE official = 'BINH'") == []
    assert an.evaluate("localStorage.length") == 0


def test_without_a_connection_nobody_is_signed_out_and_the_person_is_told(an: Page) -> None:
    an.context.set_offline(True)
    leave(an)
    expect(an.locator("#toast")).to_contain_text("Chưa đăng xuất được")
    expect(an.locator("#person")).to_contain_text("Bảo An")
    an.context.set_offline(False)
    leave(an)
    is_at_the_entrance(an)


def test_a_sign_out_whose_answer_is_lost_is_one_all_the_same(an: Page) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    before = secret(an)
    an.route("**/sign-out", lose)
    leave(an)
    is_at_the_entrance(an)
    an.reload()
    is_at_the_entrance(an)
    assert secret(an) != before


def test_the_question_fits_a_narrow_screen(an: Page) -> None:
    an.get_by_label("Tin nhắn").fill("3h thẩm định")
    ask_to_leave(an)
    box = an.get_by_role("dialog").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert an.evaluate("document.scrollingElement.scrollWidth") <= 360
    for button in an.get_by_role("dialog").get_by_role("button").all():
        size = button.bounding_box()
        assert size
        assert size["height"] >= 40
