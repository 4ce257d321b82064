"""The main job over the wire: enrol, log in one line, decide in one tap, be told."""

from __future__ import annotations

from tests.support.enrolled import AN, TP, broken_links, rows
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program
from tests.support.story import carded

DAT, CT = 2001, 2002


def test_enrol_log_decide_and_be_told(telegram: FakeTelegram, spawned: Program) -> None:
    spawned.start()
    codes = spawned.invite("DAT", "CT")
    telegram.say(DAT, f"/start {codes['DAT']}")
    telegram.say(CT, codes["CT"])
    welcome = telegram.wait_for(DAT)
    assert "đồng chí" in welcome.text
    assert "Không nhập nội dung bí mật nhà nước" in welcome.text
    telegram.wait_for(CT)

    telegram.say(DAT, "2h30 tiếp nhận hồ sơ một cửa")
    draft = telegram.wait_for(DAT, lambda message: "Nháp" in message.text)
    assert "C.XA.01" in draft.text
    telegram.press(DAT, "Gửi duyệt", draft)
    telegram.wait_for(DAT, lambda message: "Đã gửi" in message.text)

    card = telegram.wait_for(CT, lambda message: "C.XA.01" in message.text)
    assert card.silent
    telegram.press(CT, "Duyệt", card)
    decided = telegram.wait_for(CT, lambda message: "Đã duyệt" in message.text)
    assert decided.id == card.id
    assert decided.button("Duyệt") is None
    assert decided.button("Hoàn tác")
    telegram.wait_for(DAT, lambda message: "đã được duyệt" in message.text)
    (entry,) = rows(spawned.database, "SELECT status, minutes_approved FROM entries")
    assert entry == {"status": "approved", "minutes_approved": 150}
    assert broken_links(spawned.database) == []


def test_a_returned_entry_is_told_with_the_reason_as_typed(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    telegram.press(TP, "Trả lại", carded(telegram))
    telegram.wait_for(TP, lambda message: "Lý do trả lại" in message.text)
    telegram.say(TP, "thiếu <số> & ngày ban hành")
    told = telegram.wait_for(AN, lambda message: "đã được trả lại để hoàn thiện" in message.text)
    assert "thiếu <số> & ngày ban hành" in told.text
    telegram.wait_for(TP, lambda message: "Đã trả lại" in message.text)
