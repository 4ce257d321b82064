"""What administrators are told of the nightly copies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.people import Admin, Official
from bot.handlers.screen import Screen, bold
from bot.handlers.words import short_date
from bot.services import backups
from bot.services.act import Act


def backup_failed(act: Act, person: Official, fact: Mapping[str, Any]) -> Screen | None:
    """That a copy is missing; None once it was made after all."""
    if person.admin is not Admin.PROVINCE or backups.is_made(act, fact["day"]):
        return None
    day = short_date(date.fromisoformat(fact["day"]))
    return Screen(
        f"{bold(f'Sao lưu tự động ngày {day} chưa thành công.')}\n"
        "Nhật ký và phê duyệt vẫn hoạt động bình thường; hệ thống thử lại mỗi giờ trong ngày. "
        "Đề nghị đồng chí báo người vận hành máy chủ chạy `kpibot backup create` để biết lý do."
    )
