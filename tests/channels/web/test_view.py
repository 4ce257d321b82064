"""What a browser is shown, from the beginning and since it last looked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.web.bubbles import body_of_words
from bot.channels.web.view import MOST_AT_FIRST, Cursor, Manner, View, look
from bot.domain.people import Official
from bot.storage import chats, people, web
from bot.storage.times import to_text
from bot.storage.web import Side
from tests.channels.web.conftest import ADDRESS, Site
from tests.support.samples import bind_chat, official

CHAT = f"web:{ADDRESS}"
LINE = "2h soạn công văn"


def seen(site: Site, cursor: Cursor | None = None, notice: str = "") -> View:
    return site.office.perform(look, CHAT, cursor or Cursor(), Manner(pictures=True, notice=notice))


def texts(view: View) -> list[str]:
    return [event["text"] for _, event in view.events]


def test_a_stranger_without_a_chat_is_greeted(site: Site) -> None:
    view = seen(site)
    assert view.hello
    assert view.hello["name"] == ""
    assert "mã đăng ký" in view.hello["greeting"]
    assert [offer["command"] for offer in view.hello["commands"]] == ["/start", "/trogiup"]
    assert view.events == []


def test_an_official_is_named_and_offered_the_commands_of_the_role(an: Site) -> None:
    hello = seen(an).hello
    assert hello
    assert (hello["name"], hello["greeting"]) == ("Vương Thị Bảo An", "")
    assert "/khai" in (commands := [offer["command"] for offer in hello["commands"]])
    assert "/duyet" not in commands
    an.office.ask(chats.unbind, CHAT)
    an.office.perform(bind_chat, "TP", ADDRESS, "web")
    assert "/duyet" in [offer["command"] for offer in (seen(an).hello or {})["commands"]]


def test_times_are_those_of_the_province(an: Site) -> None:
    an.say(LINE)
    view = seen(an)
    assert view.hello
    assert view.hello["now"] == view.events[0][1]["at"] == "2026-11-23T09:30:00+07:00"


def test_who_comes_again_is_shown_what_has_changed_and_no_more(an: Site) -> None:
    an.say(LINE)
    an.settle()
    first = seen(an)
    again = seen(an, first.cursor)
    assert (again.hello, again.events, again.cursor) == (None, [], first.cursor)
    an.say("3h thẩm định dự toán", "second-one")
    assert texts(seen(an, first.cursor)) == ["3h thẩm định dự toán"]


def test_an_edit_comes_with_its_old_place(an: Site) -> None:
    an.say(LINE)
    an.settle()
    first = seen(an)
    (place, action) = next(
        (event["place"], choice["action"])
        for _, event in first.events
        for row in event.get("rows", ())
        for choice in row
        if choice["label"] == "Hủy"
    )
    an.press(place, action, "press-0001")
    an.settle()
    events = {event["side"]: event for _, event in seen(an, first.cursor).events}
    assert events["out"]["place"] == place
    assert events["out"]["edited"]
    assert events["toast"]["text"] == "Đã hủy"


def test_a_cursor_is_read_as_it_was_written_and_nonsense_is_the_beginning(an: Site) -> None:
    cursor = seen(an).cursor
    assert Cursor.read(str(cursor)) == cursor
    for nonsense in ("", "x", "-1.ab", "12", "9" * 40 + ".ab", "١.ab"):
        assert Cursor.read(nonsense) == Cursor()


def test_a_chat_that_changes_hands_begins_anew_without_what_was_said_before(an: Site) -> None:
    an.say(LINE)
    before = seen(an)
    an.office.ask(chats.unbind, CHAT)
    an.office.perform(bind_chat, "BINH", ADDRESS, "web")
    after = seen(an, before.cursor)
    assert after.hello
    assert after.hello["name"] == "Đoàn Hữu Bình"
    assert texts(after) == []


def test_who_has_retired_is_a_stranger(an: Site) -> None:
    an.say(LINE)
    before = seen(an)
    an.office.perform(lambda act: people.retire_official(act.tx, "AN", act.at))
    after = seen(an, before.cursor)
    assert after.hello
    assert after.hello["name"] == ""
    assert after.events == []


def test_a_page_begins_with_so_many_bubbles_and_a_long_absence_is_made_up_in_parts(an: Site) -> None:
    for number in range(MOST_AT_FIRST + 5):
        body = body_of_words(str(number), "")
        an.office.ask(web.add, CHAT, "AN", Side.IN, body, to_text(an.office.now))
    assert len(seen(an).events) == MOST_AT_FIRST
    view = seen(an, Cursor(0, seen(an).cursor.owner))
    found = list(view.events)
    while view.more:
        view = seen(an, view.cursor)
        found += view.events
    assert [event["text"] for _, event in found] == [str(number) for number in range(MOST_AT_FIRST + 5)]


def test_a_toast_that_has_grown_old_is_not_shown_after_a_break(an: Site) -> None:
    before = seen(an)
    an.press(1, "thoi")
    an.settle()
    an.office.now += timedelta(seconds=20)
    assert [event for event in texts(seen(an, before.cursor)) if event == "Đã thôi"] == []


@pytest.mark.parametrize("notice", ["", "Dữ liệu mẫu"])
def test_what_stands_above_everything_is_told_at_the_beginning(site: Site, notice: str) -> None:
    assert (seen(site, notice=notice).hello or {})["notice"] == notice


def test_officials_are_named_as_they_are_now(an: Site) -> None:
    named = people.find_official
    person = an.office.ask(named, "AN")
    assert isinstance(person, Official)
    assert (seen(an).hello or {})["post"] == "Chuyên viên, Phòng Quản lý ngân sách"


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("Chuyên viên", "Chuyên viên, Phòng Quản lý ngân sách"),
        ("Trưởng phòng Quản lý ngân sách", "Trưởng phòng Quản lý ngân sách"),
        ("", "Phòng Quản lý ngân sách"),
    ],
)
def test_the_post_names_the_unit_once(an: Site, title: str, post: str) -> None:
    an.office.perform(lambda act: people.put_official(act.tx, official("AN", "STC-NS", title=title)))
    assert (seen(an).hello or {})["post"] == post
