"""The weekly summary and `/donvi` on the real thing: `jobs run` beside a live `run`, pictures drawn by its child."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from bot.domain.period import week_period
from tests.support.enrolled import AN, GD, TP
from tests.support.fake_telegram import FakeTelegram
from tests.support.running import Program
from tests.support.story import decided

ZONE = timezone(timedelta(hours=7))
PNG = b"\x89PNG"


def noon() -> str:
    """Noon of this week's Wednesday in the province: no quiet hour, whenever the test runs."""
    monday = week_period(datetime.now(ZONE).date()).first
    return datetime(monday.year, monday.month, monday.day, 12, tzinfo=ZONE).isoformat()


def test_everyone_gets_the_week_and_a_leader_the_teams_chart_behind_it(
    telegram: FakeTelegram, program: Program
) -> None:
    program.start()
    decided(telegram)
    told = program.command("jobs", "run", "weekly-summary", "--at", noon())
    assert told.returncode == 0, told.stderr
    own = telegram.wait_for(AN, lambda message: "Tổng kết tuần" in message.text, within=20)
    assert "Đã duyệt: 2 giờ (1 mục) / đã khai: 2 giờ (1 mục)" in own.text
    text = telegram.wait_for(TP, lambda message: "Tổng kết tuần" in message.text, within=20)
    chart = telegram.wait_for(TP, lambda message: bool(message.picture), within=20)
    assert "Đã có nhật ký: 1/1 người" in text.text
    assert chart.id > text.id
    assert (chart.picture[:4], chart.silent) == (PNG, True)
    assert program.command("jobs", "run", "weekly-summary", "--at", noon()).returncode == 0
    assert [message.text for message in telegram.messages(AN)].count(own.text) == 1


def test_a_leader_looks_into_the_unit_and_asks_for_its_chart(telegram: FakeTelegram, program: Program) -> None:
    program.start()
    decided(telegram)
    telegram.say(GD, "/donvi")
    team = telegram.wait_for(GD, lambda message: "Các đơn vị bên dưới (1)" in message.text)
    telegram.press(GD, "Phòng Quản lý ngân sách", team)
    telegram.wait(lambda: team.text.startswith("Phòng Quản lý ngân sách"), what="the unit")
    assert "Đã duyệt: 2 giờ (1 mục) / đã khai: 2 giờ (1 mục)" in team.text
    telegram.press(GD, "Biểu đồ", team)
    chart = telegram.wait_for(GD, lambda message: bool(message.picture), within=20)
    assert chart.picture.startswith(PNG)
    assert program.stop() == 0
