"""How many of a thing a line says it made or handled: `3 báo cáo`, `x3`, `sl 4`."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.language.folding import fold
from bot.language.line import Line
from bot.language.numerals import BEFORE, DIGITS, WORDS, value_of

_UNITS = """
bài báo, bài viết, bài, bản cam kết, bản đồ, bản ghi, bản sao, bản tin, bản, bảng, báo cáo, biên bản, biên lai, biểu
mẫu, biểu, bộ, buổi, ca trực, ca, cán bộ, căn, câu hỏi, cháu, chỉ thị, chi bộ, chi hội, chứng thư, chứng từ, chuyến,
chuyên đề, chương trình, công chức, công dân, công điện, công trình, công ty, công văn, cơ sở, cuộc gọi, cuộc họp,
cuộc, cuốn, cử tri, danh mục, danh sách, doanh nghiệp, dự án, dự thảo, đại biểu, đảng viên, đề án, đề cương, đề tài,
đoàn, đơn, đơn thư, đơn vị, đợt, email, file, gia đình, giấy, giấy mời, giấy phép, giấy xác nhận, hạng mục, học sinh,
học viên, hóa đơn, hội nghị, hồ sơ, hộ, hộ dân, hộ gia đình, hợp đồng, kế hoạch, kết luận, khách, kiến nghị, lần, lớp,
lượt, máy, máy chủ, máy tính, mẫu, nghị quyết, người, nhiệm vụ, nội dung, phản ánh, phiên, phiếu, quyển, quyết định,
sản phẩm, slide, tài khoản, tài liệu, thành viên, thiết bị, thông báo, thôn, thủ tục, thửa, thửa đất, tin, tin bài,
tờ, tờ trình, trang, trường hợp, tuyến, văn bản, video, viên chức, việc, vụ, vụ án, vụ việc, xã, phường, ý kiến, bb,
bc, cv, gm, hđ, hs, kh, qđ, sp, tb, tthc, ttr, vb
"""

_LONGEST_FIRST = sorted({fold(unit) for unit in _UNITS.split(",")}, key=len, reverse=True)

COUNTABLE = rf"(?:{'|'.join(_LONGEST_FIRST)})(?![a-z])"
"""A noun that can be counted: a number before it is a quantity."""

NOT_COUNTED = rf"(?![\d.,/:h-])(?!\s*{COUNTABLE})"
"""Behind a number: it counts nothing, so that after `2 giờ 30` it may be minutes."""

_EXPLICIT = re.compile(
    rf"(?<![\w/])(?:(?:sl|so\s+luong)\s*[:=]?\s*|[x*]\s?)(?P<n>{DIGITS})(?![\d/:]|\s*(?:h|g|gio|p|ph|phut|tieng)(?![a-z]))"
)
_COUNTED = re.compile(rf"{BEFORE}(?<!-)(?P<n>{DIGITS}|{WORDS})\s*(?={COUNTABLE})(?!bo\s+phan)")


def take_quantity(line: Line) -> int | float | None:
    """Takes the quantity out of the line, its unit stays for the task; None when the line counts nothing.

    `x3` and `sl 4` are meant as the quantity and win over a number before a noun; of several, the first counts.
    """
    found = line.take(_EXPLICIT, _value) or line.take(_COUNTED, _value)
    return next((number for number in found if number), None)


def _value(match: re.Match[str]) -> int | float:
    number = value_of(match["n"])
    return int(number) if number == number.to_integral_value() else float(Decimal(number))
