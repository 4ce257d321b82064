"""How many of a thing a line says it made or handled: `3 báo cáo`, `x3`, `sl 4`."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.language.folding import fold
from bot.language.lexicon import key_of
from bot.language.line import Line
from bot.language.numerals import BEFORE, DIGITS, WORDS, value_of

_UNITS = """
ảnh, bài báo, bài viết, bài, bản cam kết, bản đồ, bản ghi, bản sao, bản tin, bản, bảng, báo cáo, bệnh án, bệnh nhân,
biên bản, biên lai, biểu mẫu, biểu, bộ, buổi, ca trực, ca, camera, cán bộ, căn, câu hỏi, cây, cháu, chỉ thị, chi bộ,
chi hội, chiếc, chứng thư, chứng từ, chuyến, chuyên đề, chương trình, clip, công chức, công dân, công điện, công
trình, công ty, công văn, cơ quan, cơ sở, cuộc gọi, cuộc họp, cuộc, cuốn, cử tri, danh mục, danh sách, doanh nghiệp,
dòng, dữ liệu, dự án, dự thảo, đại biểu, đảng viên, đề án, đề cương, đề tài, điểm cầu, đoàn, đoàn viên, đơn, đơn
thư, đơn vị, đợt, email, file, gia đình, giáo viên, giấy, giấy mời, giấy phép, giấy xác nhận, gói thầu, hạng mục,
hình ảnh, học sinh, học viên, hóa đơn, hội nghị, hội viên, hồ sơ, hộ, hộ dân, hộ gia đình, hợp đồng, kế hoạch, kết
luận, khách, kiến nghị, lao động, lần, lớp, lượt, máy, máy chủ, máy tính, mẫu, nghị quyết, người, nhiệm vụ, nhóm,
nội dung, phản ánh, phiên, phiếu, quyển, quyết định, sản phẩm, slide, tài khoản, tài liệu, thành viên, thiết bị,
thông báo, thôn, thủ tục, thư mời, thửa, thửa đất, tin, tin bài, tin nhắn, tổ, tờ, tờ trình, trang, trạm, trẻ,
trường, trường hợp, tuyến, văn bản, video, viên chức, việc, vụ, vụ án, vụ việc, xã, phường, xe, ý kiến, bb, bc, cv,
gm, hđ, hs, kh, qđ, sp, tb, tthc, ttr, vb
"""

_AS_TYPED = [[key_of(word, accented=True) for word in unit.split()] for unit in _UNITS.split(",")]
_LONGEST_FIRST = sorted({*map(fold, _UNITS.split(",")), *map(" ".join, _AS_TYPED)}, key=len, reverse=True)

COUNTABLE = rf"(?:{'|'.join(_LONGEST_FIRST)})(?![a-z])"
"""A noun that can be counted: a number before it is a quantity."""

_UNIT = re.compile(COUNTABLE)
NOT_COUNTED = rf"(?![\d.,/:h-])(?!\s*{COUNTABLE})"
"""Behind a number: it counts nothing, so that after `2 giờ 30` it may be minutes."""

_EXPLICIT = re.compile(
    rf"(?<![\w/])(?:(?:sl|so\s+luong)\s*[:=]?\s*|[x*]\s?)(?P<n>{DIGITS})(?![\d/:]|\s*(?:h|g|gio|p|ph|phut|tieng)(?![a-z]))"
)
_COUNTED = re.compile(
    rf"(?:(?<!\w)(?:khoang|hon|gan)\s+)?{BEFORE}(?<!-)(?<!\d den )(?<!\d t[oớ]i )(?<!thang )(?<!nam )(?<!tuan )"
    rf"(?P<n>{DIGITS}|{WORDS})"
    rf"(?:\s+(?P<times>chuc|tram|nghin|ngan)(?![a-z]))?\s*(?={COUNTABLE})(?!bo\s+phan)"
)
_TIMES = {"chuc": 10, "tram": 100, "nghin": 1000, "ngan": 1000}


def is_unit(text: str) -> bool:
    """Whether a text is nothing but something that can be counted: `hồ sơ`."""
    return _UNIT.fullmatch(fold(text)) is not None


def take_quantity(line: Line) -> int | float | None:
    """Takes the quantity out of the line, its unit stays for the task; None when the line counts nothing.

    `x3` and `sl 4` are meant as the quantity and win over a number before a noun; of several such nouns the first
    counts, and the numbers before the others stay where they are.
    """
    return next(filter(None, line.take(_EXPLICIT, _value)), None) or line.take_first(_COUNTED, _above_zero)


def take_marked_quantity(line: Line) -> bool:
    """Takes `x3` or `sl 4` out of the line; returns whether there was one."""
    return bool(line.take(_EXPLICIT, _value))


def _above_zero(match: re.Match[str]) -> int | float | None:
    return _value(match) or None


def _value(match: re.Match[str]) -> int | float:
    number = value_of(match["n"]) * _TIMES.get(match.groupdict().get("times") or "", 1)
    return int(number) if number == number.to_integral_value() else float(Decimal(number))
