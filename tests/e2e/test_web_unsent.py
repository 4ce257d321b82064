"""What was typed and had not reached the server when the page was left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.browsers import NewPage
from tests.support.enrolled import rows
from tests.support.webpages import LINE, Site, bubbles, key, say

TYPED = "3h thẩm định dự toán"


def lose_request(route: Route) -> None:
    """Nothing arrives."""
    route.abort()


def leave_with(page: Page, *texts: str) -> None:
    """Texts are typed, nothing arrives, and the page is loaded anew once all is well again."""
    page.route("**/send", lose_request)
    for text in texts:
        say(page, text)
    expect(page.locator(".pending")).to_have_count(len(texts))
    page.unroute("**/send")
    page.reload()


@pytest.fixture
def an(site: Site, new_page: NewPage) -> Page:
    """AN's browser."""
    return site.enrolled(new_page(360, 740), "AN")


def kept(page: Page) -> str:
    """What the browser keeps."""
    return str(page.evaluate("Object.values(localStorage).join()"))


def forgets(page: Page) -> None:
    """The browser keeps nothing any more, now or within a moment."""
    for _ in range(50):
        if not kept(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError(kept(page))


def test_it_stands_in_the_chat_as_not_sent_and_is_sent_once_at_a_press(site: Site, an: Page) -> None:
    leave_with(an, TYPED)
    expect(an.locator(".failed")).to_contain_text("chưa gửi được")
    expect(an.locator(".message").last).to_contain_text(TYPED)
    expect(bubbles(an)).to_have_count(1)
    key(an, "Gửi lại").click()
    expect(bubbles(an).last).to_contain_text("Nháp, chưa gửi")
    expect(an.locator(".message.in .words", has_text=TYPED)).to_have_count(1)
    an.reload()
    expect(bubbles(an).last).to_contain_text("Nháp, chưa gửi")
    expect(an.locator(".failed")).to_have_count(0)
    forgets(an)
    assert len(rows(site.program.home / "kpibot.db", "SELECT id FROM entries")) == 1


def test_several_stand_in_the_order_they_were_typed(an: Page) -> None:
    leave_with(an, TYPED, LINE, "1h họp phòng")
    expect(an.locator(".failed .words")).to_have_text([TYPED, LINE, "1h họp phòng"])


def test_what_is_dropped_does_not_come_again(an: Page) -> None:
    leave_with(an, TYPED)
    key(an, "Bỏ").click()
    an.reload()
    expect(bubbles(an)).to_have_count(1)
    expect(an.get_by_text(TYPED)).to_have_count(0)
    forgets(an)


def test_what_had_arrived_after_all_is_not_shown_as_not_sent(an: Page) -> None:
    with an.expect_request("**/send") as told:
        say(an, TYPED)
    expect(bubbles(an).last).to_contain_text("Nháp, chưa gửi")
    sent = told.value.post_data_json
    as_before_the_answer = """({ to, key, text }) =>
        localStorage.setItem(`kpibot:unsent:${to}:${key}`, JSON.stringify({ at: 1, day: "", text }))"""
    an.evaluate(as_before_the_answer, sent)
    assert TYPED in kept(an)
    an.reload()
    expect(bubbles(an).last).to_contain_text("Nháp, chưa gửi")
    expect(an.locator(".message.in .words", has_text=TYPED)).to_have_count(1)
    expect(an.locator(".failed")).to_have_count(0)
    forgets(an)


def test_it_says_so_when_it_was_typed_on_an_earlier_day(an: Page) -> None:
    leave_with(an, TYPED)
    an.evaluate(
        """() => {
            const [place] = Object.keys(localStorage).filter((one) => !one.endsWith("draft"));
            const typed = JSON.parse(localStorage[place]);
            const before = new Date(Date.parse(`${typed.day}T12:00:00Z`) - 86400000);
            localStorage[place] = JSON.stringify({ ...typed, day: before.toISOString().slice(0, 10) });
        }"""
    )
    an.reload()
    expect(an.locator(".failed")).to_contain_text("chưa gửi được · gõ hôm qua")


def test_it_stays_below_what_is_there_and_beside_what_is_being_typed(an: Page) -> None:
    an.route("**/send", lose_request)
    say(an, TYPED)
    an.get_by_label("Tin nhắn").fill("1h họp")
    an.reload()
    expect(an.locator(".message").last).to_contain_text(TYPED)
    expect(an.get_by_label("Tin nhắn")).to_have_value("1h họp")


def test_nobody_else_in_the_same_browser_sees_it(site: Site, an: Page) -> None:
    leave_with(an, TYPED)
    expect(an.locator(".failed")).to_be_visible()
    an.get_by_label("Tin nhắn").fill("1h họp")
    site.enrolled(an, "BINH")
    expect(an.locator("#person")).to_have_text("Đoàn Hữu Bình")
    expect(an.get_by_text(TYPED)).to_have_count(0)
    expect(an.get_by_label("Tin nhắn")).to_have_value("")
    an.reload()
    expect(an.locator("#person")).to_have_text("Đoàn Hữu Bình")
    expect(an.get_by_text(TYPED)).to_have_count(0)
    forgets(an)


def test_an_open_page_whose_chat_moves_elsewhere_forgets_it_and_tries_no_more(
    site: Site, new_page: NewPage, an: Page
) -> None:
    an.route("**/send", lose_request)
    say(an, TYPED)
    an.get_by_label("Tin nhắn").fill("1h họp")
    site.enrolled(new_page(), "AN")
    expect(an.locator("#person")).to_have_text("Chưa đăng ký")
    expect(an.get_by_text(TYPED)).to_have_count(0)
    expect(an.get_by_label("Tin nhắn")).to_have_value("")
    forgets(an)


def test_a_page_that_slept_does_not_send_it_as_the_next_person(site: Site, an: Page) -> None:
    asleep = an.context.new_page()
    asleep.add_init_script(
        "EventSource = class extends EventSource { constructor(to) { super(to); window.ear = this; } }"
    )
    asleep.goto(site.address)
    expect(bubbles(asleep)).to_have_count(1)
    asleep.route("**/send", lose_request)
    asleep.route("**/events?**", lose_request)
    asleep.evaluate("ear.close()")
    say(asleep, TYPED)
    expect(asleep.locator(".pending")).to_be_visible()
    site.enrolled(an, "BINH")
    with asleep.expect_response(lambda answer: answer.status == 409):
        asleep.unroute("**/send")
    asleep.unroute("**/events?**")
    expect(asleep.locator("#person")).to_have_text("Đoàn Hữu Bình")
    expect(asleep.get_by_label("Tin nhắn")).to_have_value("")
    expect(asleep.get_by_text(TYPED)).to_have_count(0)
    said = rows(site.program.home / "kpibot.db", "SELECT text FROM inbox WHERE channel = 'web'")
    assert TYPED not in [row["text"] for row in said]


def test_what_is_typed_right_after_the_code_stays_with_who_types_it(site: Site, new_page: NewPage) -> None:
    page, code = new_page(), site.new_code("AN")
    page.route("**/send", lambda route: route.continue_() if code in (route.request.post_data or "") else route.abort())
    page.goto(site.address)
    say(page, code)
    say(page, TYPED)
    page.get_by_label("Tin nhắn").fill("1h họp")
    expect(page.locator("#person")).to_have_text("Vương Thị Bảo An")
    expect(page.get_by_label("Tin nhắn")).to_have_value("1h họp")
    page.unroute("**/send")
    expect(bubbles(page).last).to_contain_text("Nháp, chưa gửi")
    assert page.evaluate("Object.values(localStorage)") == ["1h họp"]
