"""What happens unasked, over the wire: by hand beside the running program, and by its own tick."""

from __future__ import annotations

from datetime import datetime

from bot.domain.calendar import is_weekend
from bot.domain.rules import Rules
from tests.support.enrolled import AN, BINH, TP, perform, rows
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program
from tests.support.story import sent

AT = "2026-11-23T16:30:00+07:00"


def run_job(program: Program, name: str, at: str = AT) -> str:
    """What `kpibot jobs run` says."""
    done = program.command("jobs", "run", name, "--at", at)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_reminder_arrives_within_seconds_and_a_press_starts_the_entry(
    telegram: FakeTelegram, program: Program
) -> None:
    program.start()
    draft = sent(telegram)
    telegram.press(AN, "Rút lại", draft)
    telegram.wait(lambda: "Đã rút lại" in draft.text, what="Đã rút lại")
    assert "gửi 5 người" in run_job(program, "daily-reminder")
    message = telegram.wait_for(AN, lambda message: "Nhắc khai nhật ký" in message.text)
    assert "23/11/2026" in message.text
    telegram.press(AN, "Họp giao ban", message)
    begun = telegram.wait_for(AN, lambda one: one.id > message.id and "chưa ghi" in one.text)
    assert "23/11/2026" in begun.text

    telegram.wait_for(BINH, lambda message: "Nhắc khai nhật ký" in message.text)
    reminder = next(one for one in telegram.messages(BINH) if "Nhắc khai" in one.text)
    telegram.press(BINH, "Hôm nay không khai", reminder)
    telegram.wait(lambda: "không nhắc nữa" in reminder.text, what="the answer")
    assert "không còn ai cần gửi" in run_job(program, "daily-reminder")
    assert program.stop() == 0


def test_what_was_run_while_nothing_served_arrives_with_the_next_start_once(
    telegram: FakeTelegram, program: Program
) -> None:
    assert "gửi 5 người" in run_job(program, "daily-reminder")
    assert "không còn ai" in run_job(program, "daily-reminder")
    program.start()
    telegram.wait_for(TP, lambda message: "Nhắc khai nhật ký" in message.text)
    program.stop()
    program.start()
    sent(telegram)
    assert program.stop() == 0
    assert sum("Nhắc khai nhật ký" in message.text for message in telegram.messages(TP)) == 1


def test_leaders_hear_of_their_queue_and_open_it(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    sent(telegram)
    assert "gửi 1 người" in run_job(program, "approval-reminder")
    message = telegram.wait_for(TP, lambda message: "Nhắc duyệt nhật ký" in message.text)
    telegram.press(TP, "Mở hàng chờ", message)
    telegram.wait_for(TP, lambda message: "Chờ duyệt: 1 mục" in message.text)
    assert program.stop() == 0


def work_today(program: Program) -> None:
    """Make today a working day without quiet hours, and everybody's hour one that has come."""
    today = datetime.now(Rules().timezone).date()
    kind = "làm bù" if is_weekend(today) else "làm việc"
    (program.home / "calendar.csv").write_text(f"Ngày,Loại,Tên\n{today},{kind},Hôm nay\n", encoding="utf-8")
    program.settings |= {"CALENDAR_FILE": "calendar.csv", "QUIET_HOURS": "00:00-00:00", "REMINDER_TIME": "00:00"}


def enrol_long_ago(program: Program) -> None:
    """Nobody is new here, to be left in peace on the first day."""
    sql = "UPDATE chats SET bound_at = '2020-01-02T00:00:00.000Z'"
    perform(f"sqlite:///{program.database}", lambda act: act.tx.execute(sql))


def test_the_tick_catches_up_at_start_and_stops_in_time_without_a_traceback(
    telegram: FakeTelegram, program: Program
) -> None:
    work_today(program)
    enrol_long_ago(program)
    program.start()
    telegram.wait_for(AN, lambda message: "Nhắc khai nhật ký" in message.text)
    telegram.wait(lambda: len(rows(program.database, "SELECT job FROM job_runs")) >= 3, what="a first tick")
    assert program.stop() == 0
    program.start()
    sent(telegram)
    assert program.stop() == 0
    assert sum("Nhắc khai nhật ký" in message.text for message in telegram.messages(AN)) == 1
    assert "Traceback" not in program.log
