"""`kpibot demo`: everything it promises, seen in a real browser."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import httpx
import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.support.browsers import NewPage
from tests.support.running import environment
from tests.support.waiting import until

LINE = "2h thẩm định dự toán"


@dataclass
class Shown:
    """A running demo.

    Attributes:
        process: it.
        address: where its page is.
        folder: where it keeps its temporary files.
    """

    process: subprocess.Popen[str]
    address: str
    folder: Path


def start(folder: Path, *options: str, **settings: str) -> subprocess.Popen[str]:
    """`kpibot demo`, as somebody without any settings starts it."""
    seen = environment(folder, settings) | {"TMPDIR": str(folder)}
    command = [sys.executable, "-m", "bot", "demo", "--no-open", *options]
    return subprocess.Popen(command, cwd=folder, env=seen, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def address_told(stream: IO[str] | None) -> str:
    """The address that the demo tells once it is ready."""
    assert stream
    for line in stream:
        found = re.search(r"http://\S+", line)
        if found:
            return found[0]
    raise AssertionError("it ended without telling an address")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """One demo for all that only look at it or push it forward."""
    folder = tmp_path_factory.mktemp("demo")
    process = start(folder, "--port", "0")
    yield Shown(process, address_told(process.stdout), folder)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=8)
    assert process.returncode == 0
    assert said == "", "nothing went wrong on the way"
    assert list(folder.glob("kpibot-*")) == [], "its folder is gone"


@pytest.fixture
def page(demo: Shown, new_page: NewPage) -> Page:
    """The demo's page, with both phones open."""
    opened = new_page()
    opened.goto(demo.address)
    for phone in ("official", "leader"):
        expect(bubbles(phone_of(opened, phone)).last).to_be_visible()
    return opened


def phone_of(page: Page, phone: str) -> FrameLocator:
    """What one of the phones shows."""
    return page.frame_locator(f"#{phone} iframe")


def bubbles(phone: FrameLocator) -> Locator:
    """What was said to the person, oldest first."""
    return phone.locator(".message.out")


def switch(page: Page, phone: str, name: str) -> None:
    """Have a phone be somebody's."""
    labels = page.locator(f"#{phone}-who option").all_text_contents()
    page.locator(f"#{phone}-who").select_option(label=next(label for label in labels if label.startswith(name)))
    expect(phone_of(page, phone).locator("#person")).to_contain_text(name)


def push(page: Page, label: str) -> None:
    """Push the clock, and wait until it shows the new time."""
    clock = page.locator(".clock")
    before = clock.text_content() or ""
    button = page.get_by_role("button", name=label)
    button.click()
    expect(clock).not_to_have_text(before)
    expect(button).to_be_enabled()  # the clock goes by itself too: the answer has come


def test_a_line_becomes_a_card_is_approved_and_the_official_told(page: Page) -> None:
    official, leader = phone_of(page, "official"), phone_of(page, "leader")
    page.get_by_role("button", name=LINE).click()
    official.get_by_role("button", name="Gửi", exact=True).click()
    official.get_by_role("button", name="Gửi duyệt").last.click()
    card = bubbles(leader).last
    expect(card).to_contain_text("Đoàn Hữu Phước")
    card.get_by_role("button", name="Duyệt", exact=True).click()
    expect(card).to_contain_text("Đã duyệt 2 giờ")
    expect(bubbles(official).last).to_contain_text("đã được duyệt 2 giờ")


def test_nobody_signs_out_of_a_phone(page: Page) -> None:
    for phone in ("official", "leader"):
        expect(phone_of(page, phone).get_by_role("button", name="Đăng xuất")).to_have_count(0)


def test_it_begins_lived_in(page: Page) -> None:
    leader = phone_of(page, "leader")
    leader.get_by_label("Tin nhắn").fill("/duyet")
    leader.get_by_label("Tin nhắn").press("Enter")
    expect(bubbles(leader).last.get_by_role("button", name="Xem từng mục")).to_be_visible()
    leader.get_by_label("Tin nhắn").fill("/donvi")
    leader.get_by_label("Tin nhắn").press("Enter")
    expect(bubbles(leader).last).to_contain_text("tuần")
    expect(bubbles(phone_of(page, "official")).filter(has_text="đã được trả lại để hoàn thiện").first).to_be_attached()


def test_pushed_to_half_past_four_those_who_have_not_logged_are_reminded(page: Page) -> None:
    push(page, "Đến 16:30")
    expect(page.locator("#hour")).to_have_text(re.compile("16:3"))
    expect(page.locator("#waiting button").first).to_be_visible()
    switch(page, "official", "Kiều Anh Tuấn")
    expect(bubbles(phone_of(page, "official")).last).to_contain_text("Nhắc khai nhật ký")
    expect(bubbles(phone_of(page, "leader")).filter(has_text="Nhắc duyệt")).to_be_visible()


def test_pushed_to_friday_the_week_is_summed_up(page: Page) -> None:
    summaries = bubbles(phone_of(page, "official")).filter(has_text="Tổng kết tuần")
    before = summaries.count()
    push(page, "Đến chiều thứ Sáu")
    expect(page.locator("#day")).to_contain_text("Thứ Sáu")
    expect(summaries).to_have_count(before + 1)
    expect(bubbles(phone_of(page, "leader")).last).to_contain_text("tuần")


def test_pushed_to_another_day_the_marks_between_the_bubbles_are_right_at_once(page: Page) -> None:
    push(page, "Đến chiều thứ Sáu")
    for phone in ("official", "leader"):
        marks = phone_of(page, phone).locator("li.day")
        expect(marks.last).to_have_text("Hôm nay", timeout=3000)
        expect(marks.filter(has_text="Hôm nay")).to_have_count(1)


def is_alike(one: Page, other: Page, part: str) -> bool:
    """Whether both show the same there."""
    return one.locator(part).text_content() == other.locator(part).text_content()


def test_another_tab_is_told_that_the_clock_was_pushed(page: Page, demo: Shown, new_page: NewPage) -> None:
    other = new_page()
    other.goto(demo.address)
    expect(other.locator("#hour")).to_be_visible()
    push(page, "+1 giờ")
    for part in ("#hour", "#day"):
        until(partial(is_alike, other, page, part))


def test_an_hour_passes_at_a_press(page: Page) -> None:
    before = int((page.locator("#hour").text_content() or "").partition(":")[0])
    push(page, "+1 giờ")
    expect(page.locator("#hour")).to_have_text(re.compile(f"^{(before + 1) % 24:02d}:"))


def test_it_says_everywhere_that_the_data_are_samples(page: Page) -> None:
    expect(page.locator(".guide header")).to_contain_text("dữ liệu mẫu")
    for phone in ("official", "leader"):
        expect(phone_of(page, phone).locator("#notice")).to_contain_text("Dữ liệu mẫu")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (800, 600), (900, 740), (1280, 800)])
def test_nothing_scrolls_sideways(demo: Shown, new_page: NewPage, width: int, height: int) -> None:
    page = new_page(width, height)
    page.goto(demo.address)
    expect(bubbles(phone_of(page, "official")).last).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.screenshot()


def test_on_a_narrow_screen_one_phone_is_shown_at_a_time(demo: Shown, new_page: NewPage) -> None:
    page = new_page(360, 740)
    page.goto(demo.address)
    expect(page.locator("#official")).to_be_visible()
    expect(page.locator("#leader")).to_be_hidden()
    page.get_by_role("tab", name="Lãnh đạo").click()
    expect(page.locator("#leader")).to_be_visible()
    expect(page.locator("#official")).to_be_hidden()


def chosen(page: Page, phone: str) -> str:
    """Whose phone it is, by name."""
    return (page.locator(f"#{phone}-who option:checked").text_content() or "").partition(" – ")[0]


def test_an_officials_approver_comes_up_beside_unless_a_leader_was_chosen_by_hand(page: Page) -> None:
    before = chosen(page, "leader")
    switch(page, "official", "Đặng Thế Sơn Ca")
    after = chosen(page, "leader")
    assert after != before
    switch(page, "leader", before)
    switch(page, "official", "Vương Thị Bảo Châu")
    switch(page, "official", "Đặng Thế Sơn Ca")
    assert chosen(page, "leader") == before
    page.reload()
    for phone, name in (("official", "Đặng Thế Sơn Ca"), ("leader", before)):
        expect(phone_of(page, phone).locator("#person")).to_have_text(name)
    switch(page, "leader", after)


def test_only_those_who_decide_are_offered_as_leaders(page: Page) -> None:
    everybody, deciding = (page.locator(f"#{phone}-who option").count() for phone in ("official", "leader"))
    assert 0 < deciding < everybody / 2


def test_rest_days_that_time_is_pushed_past_are_named(page: Page) -> None:
    push(page, "Đến chiều thứ Sáu")
    push(page, "Đến chiều thứ Sáu")
    expect(page.locator("#passed")).to_contain_text("(cuối tuần)")


def test_on_a_phone_most_of_the_page_is_the_conversation_however_often_time_is_pushed(
    demo: Shown, new_page: NewPage
) -> None:
    page = new_page(390, 844, has_touch=True, is_mobile=True)
    page.goto(demo.address)
    official = phone_of(page, "official")
    expect(bubbles(official).last).to_be_visible()
    assert room_above(page) <= 190
    for label in ("Đến 16:30", "Đến chiều thứ Sáu", "Đến chiều thứ Sáu"):
        push(page, label)
    expect(page.locator("#passed")).to_be_visible()
    expect(page.locator("#waiting button").first).to_be_in_viewport()
    assert room_above(page) <= 205
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    page.get_by_role("tab", name="Lãnh đạo").click()
    expect(phone_of(page, "leader").locator("#log")).to_be_in_viewport()
    expect(official.locator("#log")).to_be_hidden()


def room_above(page: Page) -> float:
    """How much of the page stands above the conversation."""
    box = page.frame_locator(".phone.chosen iframe").locator("#log").bounding_box()
    assert box
    return box["y"]


def test_a_port_that_is_taken_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        process = start(tmp_path, "--port", taken)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said == (
        f"cổng 127.0.0.1:{taken} đã có chương trình khác dùng; chọn cổng khác, ví dụ: kpibot demo --port 8090\n"
    )
    assert list(tmp_path.glob("kpibot-*")) == []


def test_the_settings_of_this_machine_are_not_used_and_sigterm_ends_it_with_0(tmp_path: Path) -> None:
    settings = {"TELEGRAM_TOKEN": "1:not-to-be-used", "DATABASE_URL": "sqlite:///other.db", "REMINDER_TIME": "nonsense"}
    process = start(tmp_path, "--port", "0", **settings)
    address = address_told(process.stdout)
    assert httpx.get(f"{address}healthz", timeout=5).status_code == 200
    os.kill(process.pid, signal.SIGTERM)
    _, said = process.communicate(timeout=8)
    assert (process.returncode, said) == (0, "")
    assert list(tmp_path.glob("kpibot-*")) == []
