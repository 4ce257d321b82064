"""The fake Telegram is as strict as the real one: a test that passes against it means something."""

from __future__ import annotations

import httpx
import pytest

from tests.channels.conftest import LAN
from tests.support.fake_telegram import FakeTelegram
from tests.support.telegram_html import BadHtmlError, entities_of

TEXT = {"chat_id": LAN, "text": "x"}


def call(telegram: FakeTelegram, method: str, **values: object) -> tuple[int, str]:
    """Status and description of a call."""
    answer = httpx.post(f"{telegram.url}/bot{telegram.token}/{method}", json=values, timeout=5)
    return answer.status_code, answer.json().get("description", "")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": "a" * 4097}, "too long"),
        ({"text": "😀" * 2049}, "too long"),
        ({"text": " \n "}, "empty"),
        ({"text": "<b>a", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "a < b", "parse_mode": "HTML"}, "can't parse entities"),
        ({"chat_id": 4711}, "chat not found"),
        ({"reply_markup": '{"inline_keyboard":[[{"text":"a","callback_data":"%s"}]]}' % ("đ" * 33)}, "BUTTON_DATA"),
        ({"reply_markup": '{"inline_keyboard":[[{"text":"","callback_data":"a"}]]}'}, "non-empty"),
    ],
)
def test_a_bad_message_is_refused(telegram: FakeTelegram, values: dict[str, object], words: str) -> None:
    status, description = call(telegram, "sendMessage", **{**TEXT, **values})
    assert (status, words in description) == (400, True)


def test_a_text_of_4096_characters_is_taken(telegram: FakeTelegram) -> None:
    assert call(telegram, "sendMessage", chat_id=LAN, text="a" * 4096)[0] == 200


def test_an_edit_of_an_unknown_message_and_one_that_changes_nothing_are_refused(telegram: FakeTelegram) -> None:
    call(telegram, "sendMessage", **TEXT)
    (message,) = telegram.messages(LAN)
    assert "not found" in call(telegram, "editMessageText", **TEXT, message_id=99)[1]
    assert "not modified" in call(telegram, "editMessageText", **TEXT, message_id=message.id)[1]


def test_a_query_is_answered_once_it_exists_and_in_at_most_200_characters(telegram: FakeTelegram) -> None:
    call(telegram, "sendMessage", **TEXT, reply_markup='{"inline_keyboard":[[{"text":"Duyệt","callback_data":"a"}]]}')
    query = telegram.press(LAN, "Duyệt")
    assert "too old" in call(telegram, "answerCallbackQuery", callback_query_id="1")[1]
    assert "LONG" in call(telegram, "answerCallbackQuery", callback_query_id=query, text="a" * 201)[1]
    assert call(telegram, "answerCallbackQuery", callback_query_id=query)[0] == 200


def test_updates_come_again_until_the_offset_passes_them(telegram: FakeTelegram) -> None:
    first, second = telegram.say(LAN, "một"), telegram.say(LAN, "hai")
    for _ in range(2):
        call(telegram, "getUpdates")
    assert [update["update_id"] for update in telegram.api.waiting] == [first, second]
    call(telegram, "getUpdates", offset=second)
    assert [update["update_id"] for update in telegram.api.waiting] == [second]


def test_polling_and_a_webhook_exclude_each_other(telegram: FakeTelegram) -> None:
    assert "HTTPS" in call(telegram, "setWebhook", url="http://x")[1]
    call(telegram, "setWebhook", url="https://x")
    assert call(telegram, "getUpdates")[0] == 409
    call(telegram, "deleteWebhook", drop_pending_updates=True)
    assert call(telegram, "getUpdates")[0] == 200


def test_strangers_tokens_and_methods_are_refused(telegram: FakeTelegram) -> None:
    assert httpx.post(f"{telegram.url}/bot1:x/getMe", timeout=5).status_code == 401
    assert call(telegram, "getMoon")[0] == 404


def test_a_press_of_a_button_that_is_nowhere_is_the_tests_own_mistake(telegram: FakeTelegram) -> None:
    with pytest.raises(AssertionError, match="no button"):
        telegram.press(LAN, "Duyệt")


@pytest.mark.parametrize("html", ["<b>", "</b>", "<b><i></b></i>", "<x>a</x>", "1 < 2"])
def test_bad_html_is_not_parsed(html: str) -> None:
    with pytest.raises(BadHtmlError):
        entities_of(html)


def test_entities_are_counted_in_utf16_units() -> None:
    assert entities_of("😀<b>a&amp;b</b>") == ("😀a&b", [{"type": "bold", "offset": 2, "length": 3}])
