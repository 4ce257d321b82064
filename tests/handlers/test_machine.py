"""Random talk: two officials and their leader type and press anything, also what is stale, forged or another's.

Whatever they do, each is answered, entries go only where they may, nobody decides on the own, no day overflows, and the
audit chains stay whole.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.entry import TRANSITIONS, Status
from tests.support.conversation import Conversation, Message
from tests.support.memory import MemoryOffice
from tests.support.samples import fill_province
from tests.support.worklogs import add_official, broken_chains

DAY_LIMIT = 12 * 60
WHO = st.sampled_from(["AN", "CUONG", "TP"])

TASKS = ("họp giao ban", "soạn công văn", "trực cơ quan", "thẩm định dự toán", "zzz", "")
HOURS = ("2h", "30 phút", "8h", "11h", "1h10", "3", "")
DAYS = ("", "hôm qua", "hôm kia", "ngày mai", "10/11", "tuần trước")
DAY = st.sampled_from(["", "", "hôm qua"])
HOW = ("Duyệt", "Trả lại", "Duyệt số giờ khác", "Đánh giá chất lượng", "Hoàn tác", "Chưa đạt", "Mục sau")
ENTRY = st.builds("{} {} {} {}".format, st.sampled_from(["", "gửi"]), *map(st.sampled_from, (HOURS, TASKS, DAYS)))
SEVERAL = st.lists(ENTRY, min_size=2, max_size=4).map("; ".join)
COMMAND = st.sampled_from(
    [
        "/khai", "/homnay", "/tuan", "/thang", "/danhmuc", "/lichsu", "/duyet", "/huy", "/trogiup", "/start", "/xyz",
        "/chon", "/chon B.01", "/chon Z.9", "duyệt", "hủy", "gửi", "như hôm qua", "B.02", "sp: CV 12", "x3",
        "đang làm", "1234567890",
    ]
)  # fmt: skip
TEXT = st.one_of(ENTRY, ENTRY, SEVERAL, COMMAND, st.text(max_size=40), st.sampled_from(["Thiếu số văn bản", "1h30"]))
GARBAGE = st.one_of(st.text(max_size=64), st.from_regex(r"[a-z]{2,9}(:[A-Za-z0-9_-]{0,22}){0,4}", fullmatch=True))


class Talk(RuleBasedStateMachine):
    """Three phones and whatever happens on them."""

    def __init__(self) -> None:
        super().__init__()
        self.office = MemoryOffice()
        self.office.perform(fill_province)
        add_official(self.office, "AN", "CUONG")
        self.talk = Conversation(self.office)
        self.phones = {code: self.talk.enrolled(code) for code in ("AN", "CUONG", "TP")}
        self.before: dict[str, str] = {}

    def teardown(self) -> None:
        self.office.__exit__(None, None, None)

    @rule(who=WHO, hours=st.sampled_from(["2h", "30 phút", "5h", "9h"]), task=st.sampled_from(TASKS[:4]), day=DAY)
    def log(self, who: str, hours: str, task: str, day: str) -> None:
        """An ordinary entry, sent if it can be."""
        phone = self.phones[who]
        if "Gửi duyệt" in phone.say(f"{hours} {task} {day}").labels:
            phone.press("Gửi duyệt", phone.last)

    @rule(how=st.sampled_from(HOW), answer=st.sampled_from(["Thiếu số văn bản", "2h họp giao ban", "1h", "30 phút"]))
    def decide(self, how: str, answer: str) -> None:
        """The leader decides on the newest card that waits, and answers what is asked."""
        leader = self.phones["TP"]
        card = next((one for one in reversed(leader.messages) if how in one.labels), None)
        if card is None:
            return
        leader.press(how, card)
        if how in {"Trả lại", "Duyệt số giờ khác"}:
            leader.say(answer)
            if leader.last.labels[:1] == ["Ghi nhật ký"]:
                leader.press(leader.last.labels[1])

    @rule(who=WHO, label=st.sampled_from(["Sửa và gửi lại", "Có ý kiến", "Rút lại", "Gửi duyệt"]))
    def go_on_with_the_own(self, who: str, label: str) -> None:
        phone = self.phones[who]
        message = next((one for one in reversed(phone.messages) if label in one.labels), None)
        if message:
            phone.press(label, message)

    @rule(who=WHO, text=TEXT)
    def type(self, who: str, text: str) -> None:
        phone = self.phones[who]
        shown = len(phone.messages)
        phone.say(text)
        assert len(phone.messages) > shown, f"{text!r} was not answered"

    @rule(who=WHO, number=st.integers(0, 7), typed=st.booleans())
    def press_what_is_shown(self, who: str, number: int, typed: bool) -> None:
        """A button of the newest message that has any, or its label typed."""
        phone = self.phones[who]
        message = next((one for one in reversed(phone.messages) if one.buttons), None)
        if message:
            label, action = message.buttons[number % len(message.buttons)]
            self.type(who, label) if typed else phone.forge(action, message)

    @rule(who=WHO, whose=WHO, back=st.integers(1, 60), garbage=GARBAGE)
    def press_anything_ever_shown_to_anyone(self, who: str, whose: str, back: int, garbage: str) -> None:
        """While nothing was shown yet: garbage."""
        pressable = self.phones[whose].pressable
        if not pressable:
            self.phones[who].forge(garbage)
            return
        message, action = pressable[-min(back, len(pressable))]
        self.phones[who].forge(action, message if who == whose else None)

    @rule(minutes=st.sampled_from([1, 4, 6, 60, 24 * 60]))
    def wait(self, minutes: int) -> None:
        self.talk.later(minutes=minutes)

    @precondition(lambda self: self.before)
    @rule()
    def decide_on_everything(self) -> None:
        leader = self.phones["TP"]
        leader.say("/duyet")
        if any(label.startswith("Duyệt tất cả") for label in leader.last.labels):
            leader.press("Duyệt tất cả")

    @invariant()
    def entries_go_only_where_they_may(self) -> None:
        now = {row["id"]: row["status"] for row in self._entries()}
        for entry, status in now.items():
            old = self.before.get(entry, Status.DRAFT)
            assert status == old or status in TRANSITIONS[Status(old)], (old, status)
        gone = self.before.keys() - now.keys()
        assert all(self.before[entry] == Status.DRAFT for entry in gone)
        self.before = now

    @invariant()
    def only_the_approver_decides_and_never_on_the_own(self) -> None:
        for row in self._entries():
            assert row["decided_by"] in {"", row["approver"]}
            assert row["decided_by"] != row["official"]
            assert bool(row["decided_by"]) is (row["status"] in {Status.APPROVED, Status.RETURNED})

    @invariant()
    def what_is_approved_was_declared(self) -> None:
        for row in self._entries():
            approved = row["minutes_approved"]
            assert (approved is not None) is (row["status"] == Status.APPROVED)
            assert approved is None or 0 < approved <= row["minutes_declared"]

    @invariant()
    def no_day_overflows(self) -> None:
        totals: Counter[tuple[str, str]] = Counter()
        for row in self._entries():
            if row["status"] in {Status.SUBMITTED, Status.APPROVED}:
                totals[row["official"], row["worked_on"]] += row["minutes_approved"] or row["minutes_declared"]
        assert all(total <= DAY_LIMIT for total in totals.values()), totals

    @invariant()
    def a_decided_card_has_no_approve_left(self) -> None:
        waiting = {row["id"] for row in self._entries() if row["status"] == Status.SUBMITTED}
        open_cards = [message for message in self.phones["TP"].messages if _verb(message, "Duyệt") == "duyet"]
        assert len(open_cards) == len(waiting - self._of("TP"))

    @invariant()
    def the_chains_are_whole(self) -> None:
        assert not broken_chains(self.office)

    def _entries(self) -> list[dict[str, Any]]:
        return self.office.rows("SELECT * FROM entries ORDER BY id")

    def _of(self, official: str) -> set[str]:
        return {row["id"] for row in self._entries() if row["official"] == official}


def _verb(message: Message, label: str) -> str:
    return (message.action(label) or "").partition(":")[0] if label in message.labels else ""


TestTalk = Talk.TestCase
TestTalk.settings = settings(max_examples=40, stateful_step_count=50, derandomize=True, database=None, print_blob=False)
