"""What the web chat answers, and what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.web.visitors import COOKIE
from bot.storage import people, web
from tests.channels.web.conftest import ADDRESS, HERE, SECRET, Site
from tests.support.conversation import what_presses_change
from tests.support.samples import bind_chat

LINE = "2h soạn công văn"


def labels(site: Site) -> dict[str, tuple[int, str]]:
    """The buttons that stand in the chat: message and action by label."""
    rows = ((bubble["place"], row) for bubble in site.bubbles() for row in bubble.get("rows", ()))
    return {choice["label"]: (place, choice["action"]) for place, row in rows for choice in row}


# --- the page


def test_the_page_is_the_same_for_everybody_and_sets_no_cookie(site: Site) -> None:
    page = site.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize("path", ["/", "/static/chat.js", "/static/chat.css", "/nothing-here"])
def test_every_answer_keeps_the_browser_to_our_own_page(site: Site, path: str) -> None:
    headers = site.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'self'; frame-ancestors 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-cache"


def test_the_page_has_no_script_and_no_style_of_its_own(site: Site) -> None:
    page = site.get("/").text
    assert "<style" not in page
    assert " style=" not in page
    assert page.count("<script") == page.count('<script type="module" src="static/')
    assert " on" not in page.replace(" one", "")


@pytest.mark.parametrize("path", ["/as/AN/", "/clock", "/people", "/stage/stage.js"])
def test_being_somebody_else_and_pushing_the_clock_belong_to_the_demo_alone(site: Site, path: str) -> None:
    assert site.get(path).status_code == 404
    assert site.post(path, {"to": "hour"}).status_code == 404


# --- who it is


def test_a_new_browser_gets_a_secret_that_scripts_and_other_sites_cannot_use(site: Site) -> None:
    site.cookies = {}
    cookie = site.post("/enter", {}).headers["set-cookie"]
    assert f"{COOKIE}=" in cookie
    for flag in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
        assert flag in cookie
    assert site.office.rows("SELECT * FROM chats") == []


def test_a_known_browser_keeps_its_secret(site: Site) -> None:
    assert f"{COOKIE}={SECRET};" in site.post("/enter", {}).headers["set-cookie"]


def test_the_secret_itself_is_kept_nowhere(an: Site) -> None:
    an.say(LINE)
    assert not [line for line in an.office.dump() if SECRET in line]


@pytest.mark.parametrize("cookies", [{}, {COOKIE: "short"}, {COOKIE: "Z" * 64}])
def test_an_unknown_browser_is_told_to_reload(site: Site, cookies: dict[str, str]) -> None:
    site.cookies = cookies
    for answer in (site.say(LINE), site.press(1, "duyet"), site.get("/events")):
        assert answer.status_code == 401
        assert "tải lại trang" in answer.json()["error"]
    assert site.get("/pictures/1").status_code == 404
    assert site.office.rows("SELECT * FROM chats") == []


def test_a_stranger_reaches_enrolment_only(site: Site) -> None:
    site.say(LINE)
    site.settle()
    said, answer = site.bubbles()
    assert (said["side"], answer["side"]) == ("in", "out")
    assert "mã đăng ký" in answer["text"]
    assert answer["rows"] == []


def test_who_has_retired_is_answered_as_a_stranger_and_sees_the_answer(an: Site) -> None:
    an.office.perform(lambda act: people.retire_official(act.tx, "AN", act.at))
    an.say(LINE)
    an.settle()
    found = an.office.ask(web.latest, f"web:{ADDRESS}", "", 10)
    assert [message.side for message in found] == ["in", "out"]


# --- typing


def test_what_is_typed_is_a_bubble_at_once_and_is_handled(an: Site) -> None:
    assert an.say(LINE).status_code == 202
    assert [(bubble["side"], bubble["text"]) for bubble in an.bubbles()] == [("in", LINE)]
    assert [incoming.text for incoming in an.kept] == [LINE]
    an.settle()
    assert "Gửi duyệt" in labels(an)


def test_a_post_that_is_repeated_changes_nothing(an: Site) -> None:
    for _ in range(3):
        assert an.say(LINE).status_code == 202
    assert len(an.bubbles()) == len(an.kept) == 1


def test_one_browser_cannot_use_up_the_keys_of_another(an: Site) -> None:
    an.say(LINE)
    an.cookies = {COOKIE: "ab" * 32}
    an.say(LINE)
    assert len(an.kept) == 2


def test_what_may_not_be_kept_leaves_a_bubble_without_words(an: Site) -> None:
    an.say("Độ mật: TỐI MẬT, 2h soạn công văn")
    an.settle()
    said, answer = an.bubbles()
    assert (said["text"], said["withheld"]) == ("", True)
    assert "dấu hiệu độ mật" in answer["text"]
    assert not [line for line in an.office.dump() if "TỐI MẬT" in line]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "x" * 4097, "key": "12345678"}, 413),
        ({"text": "x" * 70_000, "key": "12345678"}, 413),
        ({"text": " \n", "key": "12345678"}, 400),
        ({"text": 5, "key": "12345678"}, 400),
        ({"text": LINE}, 400),
        ({"text": LINE, "key": "' OR 1=1 --"}, 400),
        ([], 400),
        (b"{", 400),
        (b"\xff", 400),
    ],
)
def test_a_post_of_the_wrong_form_is_refused_in_words(an: Site, body: Any, status: int) -> None:
    answer = an.post("/send", body)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert an.bubbles() == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "none"}, 403),
        ({"sec_fetch_site": None}, 403),
        ({"sec_fetch_site": None, "origin": "https://evil.example"}, 403),
        ({"sec_fetch_site": None, "origin": "null"}, 403),
        ({"sec_fetch_site": None, "origin": f"{HERE}.evil.example"}, 403),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"sec_fetch_site": None, "origin": HERE}, 202),
        ({"content_type": "application/json; charset=utf-8"}, 202),
    ],
)
def test_only_our_own_page_may_post(an: Site, headers: dict[str, str | None], status: int) -> None:
    assert an.post("/send", {"text": LINE, "key": "12345678"}, **headers).status_code == status
    assert len(an.kept) == (status == 202)


def test_whoever_floods_is_asked_to_wait(an: Site) -> None:
    answers = [an.say(LINE, f"{number:08d}").status_code for number in range(7)]
    assert answers == [202] * 5 + [429] * 2
    assert len(an.kept) == 5


def test_strangers_behind_one_address_share_what_strangers_may_send(site: Site) -> None:
    answers = []
    for number in range(5):
        site.cookies = {COOKIE: f"{number:02d}" * 32}
        answers.append(site.say("1234567890", f"{number:08d}").status_code)
    assert answers == [202] * 3 + [429] * 2


# --- pressing


def test_a_press_is_answered_with_a_toast_that_names_the_press(an: Site) -> None:
    an.say(LINE)
    an.settle()
    place, action = labels(an)["Gửi duyệt"]
    before = len(an.bubbles())
    assert an.press(place, action, "press-0001").status_code == 202
    an.settle()
    toast = an.bubbles()[-1]
    assert (toast["side"], toast["text"], toast["key"]) == ("toast", "Đã gửi", "press-0001")
    assert len(an.bubbles()) == before + 1, "the draft's own message is edited in place"
    assert "Đã gửi tới" in an.bubbles()[1]["text"]


@pytest.mark.parametrize("action", ["duyet:AAAA:1", "gui:x:y", "xoahet", "duyet", "v:" + "9" * 60, "🙂"])
def test_a_forged_press_is_answered_and_changes_nothing(an: Site, action: str) -> None:
    before = what_presses_change(an.office)
    assert an.press(1, action).status_code == 202
    an.settle()
    (toast,) = an.bubbles()
    assert toast["side"] == "toast"
    assert toast["text"]
    assert what_presses_change(an.office) == before


@pytest.mark.parametrize(
    "body",
    [
        {"message": 1, "action": "x" * 65},
        {"message": 1, "action": ""},
        {"message": "1", "action": "thoi"},
        {"message": 2**60, "action": "thoi"},
        {"action": "thoi"},
    ],
)
def test_a_press_of_the_wrong_form_is_refused(an: Site, body: dict[str, Any]) -> None:
    assert an.post("/press", {**body, "key": "12345678"}).status_code == 400
    assert an.kept == []


# --- how many


def test_a_person_with_too_many_tabs_is_told_so(an: Site) -> None:
    chat = f"web:{ADDRESS}"
    opened = [an.streams.listening(chat) for _ in range(8)]
    for one in opened:
        one.__enter__()
    answer = an.get("/events")
    assert answer.status_code == 429
    assert "quá nhiều thẻ" in answer.json()["error"]
    for one in opened:
        one.__exit__(None, None, None)


def test_a_bound_chat_is_not_counted_among_strangers(site: Site) -> None:
    site.office.perform(bind_chat, "AN", ADDRESS, "web")
    answers = [site.say(LINE, f"{number:08d}").status_code for number in range(5)]
    assert answers == [202] * 5
