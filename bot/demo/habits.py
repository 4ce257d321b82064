"""What the sample people usually do: a few lines each, typed as people type, so that the demo begins lived in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habit:
    """One person's working days.

    Attributes:
        official: who.
        mornings: what is logged before noon, day by day in turn.
        afternoons: what is logged in the afternoon.
    """

    official: str
    mornings: tuple[str, ...]
    afternoons: tuple[str, ...]


HABITS = (
    Habit(
        "CB033",
        ("3h thẩm định dự toán x1 sp: TB 214/STC", "2h30 nhập TABMIS x3", "3h30 bổ sung dự toán sp: TTr 88/STC"),
        ("4h báo cáo thu chi ngân sách tháng", "3h thẩm định dự toán x1", "4h bổ sung dự toán"),
    ),
    Habit(
        "CB032",
        ("3h quyết toán ngân sách xã x1 sp: TB 37/STC", "3h quyết toán ngân sách xã x1", "2h nhập TABMIS x2"),
        (
            "4h tổng hợp quyết toán ngân sách địa phương",
            "3h30 soạn công văn x2 sp: CV 1290",
            "2h tự nghiên cứu tài liệu",
        ),
    ),
    Habit(
        "CB031",
        ("1h30 họp phòng", "3h duyệt văn bản x6", "2h30 duyệt văn bản x5"),
        ("4h phân bổ ngân sách sp: TTr 90/STC", "3h dự họp theo giấy mời sp: GM 412"),
    ),
    Habit("CB030", ("2h chủ trì giao ban", "3h duyệt văn bản x6"), ("4h duyệt văn bản x8", "3h đôn đốc tiến độ")),
    Habit(
        "CB035",
        ("3h30 thẩm định nguồn vốn sp: BC 51/STC", "4h chủ trương đầu tư", "3h giám sát đầu tư"),
        ("4h giải ngân đầu tư công", "3h thẩm định nhà thầu", "4h giải ngân đầu tư công"),
    ),
    Habit("CB036", ("3h đăng ký doanh nghiệp x10", "3h30 đăng ký doanh nghiệp x12"), ("4h đăng ký doanh nghiệp x14",)),
    Habit("CB034", ("2h họp phòng", "3h duyệt văn bản x6"), ("4h duyệt văn bản x8",)),
    Habit("CB026", ("3h văn thư x25", "3h văn thư x30"), ("4h phát hành văn bản x40", "3h30 lưu hồ sơ x6")),
    Habit("CB027", ("2h sửa máy in x2", "3h helpdesk x5"), ("4h quản trị mạng", "3h30 an toàn thông tin")),
    Habit("CB005", ("3h báo cáo tuần", "2h30 soạn công văn x2"), ("4h báo cáo tháng", "3h30 soạn công văn x2")),
    Habit("CB006", ("3h văn thư x40",), ("4h phát hành văn bản x50",)),
)

LATE = {"CB032": 2, "CB027": 1, "CB036": 1}
"""Who leaves the last days before today unlogged, and how many: somebody has to be missing."""

LEADERS = ("CB030", "CB031", "CB034", "CB025", "CB004", "CB023")
"""Who decides on what they log."""

THIS_MORNING = (("CB031", "1h họp phòng"), ("CB035", "1h giải ngân đầu tư công"), ("CB026", "30p văn thư x8"))
"""What has been logged on the demo's own day before it begins."""
