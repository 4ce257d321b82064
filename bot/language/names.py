"""Numbers that are part of a name (`nghị quyết 18`, `kỳ họp thứ 9`, `đường 23/10`): reading leaves them alone."""

from __future__ import annotations

import re

from bot.language.line import Line

TIME_UNIT = r"\s?(?:h|g|gio|tieng|tg|p|ph|phut|'|ngay|buoi)(?![a-z])"
"""What makes the number before it a duration or an hour."""

_NUMBERED = (
    "nghi quyet|nq|quyet dinh|qd|chi thi|ct|thong t[uư]|tt|nghi dinh|nd|ket luan|kl|luat|de an|du an|quy dinh|quy che"
    "|quy|tuan|dot|lan|nhiem ky|dieu|khoan|phu luc|so|giai doan|vong|buoc|hang|bac|khu pho|kp|to dan pho|tdp|thon"
    "|lop|khoa|duong|quoc lo|ql|tinh lo|hem|phien|tang|lo|stt|nhom|khoi|tieu chi|chuong|muc|phan|ca|thua"
)
"""Nouns after which a number is a name even when something countable follows: `quý 3 báo cáo`."""

_SESSIONS = "ky hop|phien hop|cuoc hop|dai hoi|hoi nghi|ky|phien|lan|khoa|dot|lop"

_DAY_MONTH = r"\d{1,2}/\d{1,2}"
_FEASTS = "ky niem|chao mung|MUNG"
_FEAST_DAYS = "(?<!truc )le|dip|quoc khanh|cach mang|khoi nghia|phong trao|liet si|chien thang|giai phong"
_PLACES = "duong|thua|lo|pho|ngo|hem|so|so nha|ty le|ti le|ban do|dat|truong|cau"
_NO_DAY = "".join(f"(?<!{word} )" for word in ("ngay", "hom", "qua", "nay", "kia", "sang", "chieu", "toi"))
_SHARED_OUT = "ho so|hs|ho|don|truong hop|nguoi|chi tieu|nhiem vu|xa|phuong|thon|phieu|don vi|tieu chi"

_CODE = r"[a-d](?:\.[a-z]+)*\."
"""What stands before the number in the code of a task: `B.07`, `C.STC.03`."""

_NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w)(?:{_NUMBERED}|(?<!\d )(?:thang|nam))(?:\s+so)?\s*(?P<name>\d+)"
        rf"(?![\d/:])(?!(?:[.,]\d+)?{TIME_UNIT})(?!\s*-\s*\d+(?:h|g|:))",
        rf"(?<![\w.]){_CODE}(?P<name>\d+)(?![\d:])",
        r"(?<!\w)to\s+(?P<name>\d+)(?=\s+(?:thon|phuong|xa|khu|ap|to dan pho)(?![a-z]))",
        rf"(?<!\w)(?:{_SESSIONS})\s+(?P<name>(?:lan\s+)?thu\s+(?:\d+|[^\W\d]+))",
        rf"(?<!\w)(?:{_FEASTS})(?P<name>(?:\s+[^\W\d]+){{0,5}}?\s+{_DAY_MONTH})(?!\d)",
        rf"(?<!\w)(?:{_FEAST_DAYS})\s+(?P<name>{_DAY_MONTH})(?!\d)",
        rf"(?<!\w)(?:{_PLACES})\s+(?P<name>\d+/\d+)",
        r"(?<![\w/-])\d{1,9}[-/][a-z][\w/-]*(?P<name>\s+ngay\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{4})",
        r"(?<!\w)(?:mang|song|sim|tram|wifi|di dong|internet|vien thong)\s+(?P<name>[2-6]g)(?![a-z])",
        r"(?<!\w)(?P<name>24/(?:7|24)h?)(?!\w)",
        rf"(?<=[a-z] ){_NO_DAY}(?P<name>\d+/\d+)(?=\s+(?:{_SHARED_OUT})(?![a-z]))",
    )
)


def hide_names(line: Line) -> None:
    """Hides the numbers of names from whatever reads the line next; they stay in the task."""
    for pattern in _NAMES:
        for match in pattern.finditer(line.key):
            line.mask(*match.span("name"))
