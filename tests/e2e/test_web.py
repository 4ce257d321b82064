"""The web chat of a running program, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bot.storage import people
from tests.support.browsers import NewPage
from tests.support.samples import official
from tests.support.webpages import LINE, Site, bubbles, key, say


def test_a_stranger_is_greeted_and_reaches_enrolment_only(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.goto(site.address)
    expect(page.get_by_text("xin mã đăng ký ở quản trị")).to_be_visible()
    expect(page.locator("#person")).to_have_text("Chưa đăng ký")
    expect(page.get_by_label("Tin nhắn")).to_have_attribute("placeholder", "Gõ mã đăng ký")
    say(page, LINE)
    expect(bubbles(page)).to_have_count(1)
    expect(page.locator(".key")).to_have_count(0)


def test_from_a_typed_line_to_the_approval_on_the_officials_phone(site: Site, new_page: NewPage) -> None:
    an, leader = site.enrolled(new_page(), "AN"), site.enrolled(new_page(), "TP")
    say(an, LINE)
    expect(bubbles(an).last).to_contain_text("Nháp, chưa gửi")
    draft = bubbles(an).count()
    key(an, "Gửi duyệt").click()
    expect(an.locator("#toast")).to_have_text("Đã gửi")
    expect(bubbles(an).last).to_contain_text("Đã gửi tới")
    assert bubbles(an).count() == draft, "the draft's own message becomes what was sent"
    card = bubbles(leader).last
    expect(card).to_contain_text("Vương Thị Bảo An")
    key(leader, "Duyệt").click()
    expect(card).to_contain_text("Đã duyệt 2 giờ")
    expect(card.get_by_role("button", name="Duyệt", exact=True)).to_have_count(0)
    expect(bubbles(an).last).to_contain_text("đã được duyệt 2 giờ")


def test_a_button_is_dead_while_its_press_is_under_way_and_pressing_twice_sends_once(
    site: Site, new_page: NewPage
) -> None:
    an, leader = site.enrolled(new_page(), "AN"), site.enrolled(new_page(), "TP")
    say(an, LINE)
    key(an, "Gửi duyệt").dblclick()
    expect(bubbles(an).last).to_contain_text("Đã gửi tới")
    expect(bubbles(leader).filter(has_text="Vương Thị Bảo An")).to_have_count(1)


def test_two_tabs_of_one_person_show_the_same(site: Site, new_page: NewPage) -> None:
    one = site.enrolled(new_page(), "AN")
    other = one.context.new_page()
    other.goto(site.address)
    say(one, LINE)
    for tab in (one, other):
        expect(tab.locator(".message.in .words").last).to_have_text(LINE)
        expect(bubbles(tab).last).to_contain_text("Nháp, chưa gửi")
    key(other, "Hủy").click()
    for tab in (one, other):
        expect(bubbles(tab).last).to_contain_text("Đã hủy 1 bản nháp")
        assert tab.locator(".message.in .words", has_text=LINE).count() == 1


def test_a_stream_that_is_cut_goes_on_where_it_stopped(site: Site, new_page: NewPage) -> None:
    page = site.enrolled(new_page(), "AN")
    seen = bubbles(page).count()
    page.context.set_offline(True)
    site.program.stop()
    site.program.start()
    page.context.set_offline(False)
    say(page, LINE)
    expect(bubbles(page).last).to_contain_text("Nháp, chưa gửi")
    expect(page.locator(".message.in .words", has_text=LINE)).to_have_count(1)
    assert bubbles(page).count() == seen + 1
    expect(page.locator("#state")).to_be_hidden()


def test_unsent_words_survive_a_reload(site: Site, new_page: NewPage) -> None:
    page = site.enrolled(new_page(), "AN")
    page.get_by_label("Tin nhắn").fill("3h thẩm định")
    page.reload()
    expect(page.get_by_label("Tin nhắn")).to_have_value("3h thẩm định")
    expect(bubbles(page).filter(has_text="Kính chào đồng chí")).to_be_visible()


def test_script_in_names_and_texts_stays_text(site: Site, new_page: NewPage) -> None:
    name = "<img src=x onerror=alert(1)> Thảo"
    site.perform(lambda act: people.put_official(act.tx, official("XSS", "STC-NS", name=name)))
    page = site.enrolled(new_page(), "XSS")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    expect(page.locator("#person")).to_contain_text(name)
    say(page, "<script>alert(2)</script> <b>đậm</b> 2h soạn công văn")
    expect(page.locator(".message.in .words").last).to_have_text(
        "<script>alert(2)</script> <b>đậm</b> 2h soạn công văn"
    )
    expect(bubbles(page).last).to_contain_text("Nháp")
    assert page.locator(".words script, .words img, .in .words b").count() == 0


def test_commands_are_offered_after_a_slash_and_run_when_chosen(site: Site, new_page: NewPage) -> None:
    page = site.enrolled(new_page(), "TP")
    page.get_by_label("Tin nhắn").press_sequentially("/du")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".message.in .words").last).to_have_text("/duyet")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_new_code_moves_the_chat_and_the_old_browser_sees_nothing_of_it_any_more(
    site: Site, new_page: NewPage
) -> None:
    old = site.enrolled(new_page(), "AN")
    say(old, LINE)
    expect(bubbles(old).last).to_contain_text("Nháp")
    site.enrolled(new_page(), "AN")
    expect(old.locator("#person")).to_have_text("Chưa đăng ký")
    expect(old.get_by_text("Nháp")).to_have_count(0)
    expect(bubbles(old).last).to_contain_text("không còn hiệu lực")


def test_nothing_scrolls_sideways_at_360_pixels_and_what_is_pressed_is_large(site: Site, new_page: NewPage) -> None:
    page = site.enrolled(new_page(360, 740), "AN")
    say(page, "2h soạn công văn sp: " + "rấtdài" * 40)
    expect(key(page, "Gửi duyệt")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    assert page.evaluate("document.getElementById('log').scrollWidth") <= 360
    for box in (one.bounding_box() for one in page.locator("button:visible:not(.command)").all()):
        assert box
        assert box["height"] >= 40


def test_the_page_says_what_it_is_to_a_screen_reader(site: Site, new_page: NewPage) -> None:
    page = site.enrolled(new_page(), "AN")
    assert page.locator("html").get_attribute("lang") == "vi"
    expect(page.get_by_label("Tin nhắn")).to_have_attribute("placeholder", "Ví dụ: 2h30 họp giao ban")
    expect(page.get_by_role("log", name="Cuộc trò chuyện")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Nhật ký công việc")).to_be_visible()


def test_who_reads_above_is_not_torn_down_by_what_comes(site: Site, new_page: NewPage) -> None:
    an = site.enrolled(new_page(360, 500), "AN")
    leader = site.enrolled(new_page(), "TP")
    for _ in range(2):
        say(an, LINE)
        key(an, "Gửi duyệt").click()
        expect(bubbles(an).last).to_contain_text("Đã gửi tới")
    an.locator("#log").evaluate("log => { log.scrollTop = 0 }")
    key(leader, "Duyệt").click()
    expect(an.get_by_role("button", name=re.compile("Tin mới"))).to_be_visible()
    assert an.locator("#log").evaluate("log => log.scrollTop") == 0
    an.get_by_role("button", name=re.compile("Tin mới")).click()
    expect(bubbles(an).last).to_be_in_viewport()


def test_a_text_that_is_too_long_is_refused_in_words_and_comes_back_to_the_input_only(
    site: Site, new_page: NewPage
) -> None:
    page = site.enrolled(new_page(), "AN")
    said = page.locator(".message.in").count()
    say(page, "d" * 5000)
    expect(page.locator("#toast")).to_contain_text("Tin dài 5000 ký tự")
    expect(page.get_by_label("Tin nhắn")).to_have_value("d" * 5000)
    expect(page.locator(".message.in")).to_have_count(said)
    say(page, LINE)
    expect(page.locator(".message").last).to_contain_text("Nháp, chưa gửi")


@pytest.fixture
def unsent(site: Site, new_page: NewPage) -> Page:
    """A page where one text could not be sent, and the connection is there again."""
    page = site.enrolled(new_page(), "AN")
    page.clock.install()
    page.route("**/send", lambda route: route.abort())
    say(page, "3h thẩm định dự toán")
    for _ in range(20):
        page.clock.run_for(15_000)
    expect(page.locator(".failed")).to_contain_text("chưa gửi được")
    page.unroute("**/send")
    return page


def test_what_could_not_be_sent_stays_above_what_comes_later_and_is_sent_again_at_a_press(unsent: Page) -> None:
    say(unsent, LINE)
    expect(unsent.locator(".message").last).to_contain_text("Nháp, chưa gửi")
    expect(unsent.locator(".message.in .words")).to_have_text(
        [re.compile(r"^\d+$|không được lưu"), "3h thẩm định dự toán", LINE]
    )
    key(unsent, "Gửi lại").click()
    expect(unsent.locator(".message.in .words").last).to_have_text("3h thẩm định dự toán")
    expect(unsent.locator(".message").last).to_contain_text("Nháp, chưa gửi")
    expect(unsent.locator(".failed")).to_have_count(0)


def test_what_could_not_be_sent_is_dropped_at_a_press(unsent: Page) -> None:
    key(unsent, "Bỏ").click()
    expect(unsent.get_by_text("3h thẩm định dự toán")).to_have_count(0)


def test_on_glass_enter_sends_and_a_line_is_broken_by_its_own_button(site: Site, new_page: NewPage) -> None:
    page = site.enrolled(new_page(360, 740, has_touch=True, is_mobile=True), "AN")
    page.get_by_label("Tin nhắn").fill(LINE)
    page.get_by_role("button", name="Xuống dòng").tap()
    page.keyboard.type("1h họp phòng")
    page.keyboard.press("Enter")
    expect(page.locator(".message.in .words").last).to_have_text(f"{LINE}\n1h họp phòng")
    expect(page.get_by_role("button", name="Xuống dòng")).to_be_hidden()


def test_with_a_keyboard_shift_enter_breaks_the_line(site: Site, new_page: NewPage) -> None:
    page = site.enrolled(new_page(), "AN")
    page.get_by_label("Tin nhắn").fill(LINE)
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("1h họp phòng")
    expect(page.get_by_label("Tin nhắn")).to_have_value(f"{LINE}\n1h họp phòng")
    page.keyboard.press("Enter")
    expect(page.locator(".message.in .words").last).to_have_text(f"{LINE}\n1h họp phòng")


def test_after_a_press_the_focus_stays_on_the_message(site: Site, new_page: NewPage) -> None:
    page = site.enrolled(new_page(), "AN")
    say(page, LINE)
    key(page, "Gửi duyệt").press("Enter")
    sent = bubbles(page).last
    expect(sent).to_contain_text("Đã gửi tới")
    expect(sent).to_be_focused()
    page.keyboard.press("Tab")
    expect(sent.locator(".key").first).to_be_focused()
