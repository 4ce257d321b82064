"""`backup create`, `verify`, `restore` and `held`: copies of the embedded database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from bot.clock import SystemClock
from bot.commands.console import fail, look, said_in_words, settings
from bot.jobs.restored import pass_over
from bot.office import means_of, open_office
from bot.services import backups
from bot.services.act import Act
from bot.services.backups import Contents, Settled
from bot.settings import Settings
from bot.storage import held
from bot.storage.backups import create as create_copy
from bot.storage.held import Held
from bot.storage.inspection import Unsound
from bot.storage.opening import embedded_file, must_exist, sole_run
from bot.storage.outbox import Lane
from bot.storage.restoring import Restored
from bot.storage.times import from_text

POSTGRESQL = (
    "Lệnh này dành cho cơ sở dữ liệu SQLite; PostgreSQL có công cụ riêng: pg_dump cho từng bản sao, "
    "lưu trữ WAL (PITR) cho sao lưu liên tục. Xem docs/backups.md."
)
ITSELF = "{file}: đây chính là cơ sở dữ liệu đang dùng; chưa thay đổi gì"

_KINDS = {
    Lane.ANSWER: "trả lời khi bấm nút",
    Lane.REPLY: "trả lời",
    Lane.DECISION: "kết quả duyệt",
    Lane.NOTICE: "thông báo",
    Lane.EDIT: "cập nhật tin đã hiện",
    Lane.BROADCAST: "nhắc việc, tổng hợp",
}


def create(folder: Path | None) -> None:
    """Copy the database, also while `run` is active."""
    found = settings()
    with said_in_words():
        database = _embedded(found)
        must_exist(found.database_url)
        made = create_copy(database, folder or Path(found.backup_dir), SystemClock().now())
    typer.echo(f"Đã sao lưu vào {made.path}: {_megabytes(made.size)}, {made.entries} mục nhật ký.")


def verify(file: Path) -> None:
    """Read a whole copy; say what it holds, or end with 1 and a line for each problem."""
    settings()
    with _refused(file):
        contents = backups.verify(file)
    _print(_verified_words(file, contents))


def restore(file: Path) -> None:
    """Put a sound copy in the place of the database of a stopped instance."""
    found = settings()
    with _refused(file):
        database = _embedded(found)
        if file.exists() and database.exists() and file.samefile(database):
            fail([ITSELF.format(file=file)])
        clock = SystemClock()
        means = means_of(found, clock)
        with sole_run(found.database_url):
            contents, restored = backups.restore(file, database, means, clock.now(), pass_over)
    _print(_restored_words(file, database, contents, restored))


def review_held(*, send: bool, drop: bool) -> None:
    """List what is held since a restore, or have it sent, or give it up."""
    found = settings()
    if send:
        typer.echo(f"Sẽ gửi {_all(found, backups.release_held)} tin; mỗi tin ghi “có thể trùng”.")
    elif drop:
        typer.echo(f"Đã bỏ {_all(found, backups.drop_held)} tin, không gửi.")
    else:
        _print(_held_words(look(lambda act: held.summary(act.tx)), ZoneInfo(found.timezone)))


def _all(found: Settings, step: Callable[[Act], int]) -> int:
    """Perform an act, a hundred rows a transaction, until nothing is left; returns how many."""
    with said_in_words():
        return asyncio.run(_until_none_is_left(found, step))


async def _until_none_is_left(found: Settings, step: Callable[[Act], int]) -> int:
    total, clock = 0, SystemClock()
    async with open_office(found, clock) as office:
        while count := await office.perform(clock.now(), step):
            total += count
    return total


@contextmanager
def _refused(file: Path) -> Iterator[None]:
    with said_in_words():
        try:
            yield
        except Unsound as unsound:
            fail(f"{file}: {problem}" for problem in unsound.problems)


def _embedded(found: Settings) -> Path:
    database = embedded_file(found.database_url)
    if database is None:
        fail([POSTGRESQL])
    return database


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _verified_words(file: Path, contents: Contents) -> Iterator[str]:
    counts = contents.counts
    yield f"{file}: nguyên vẹn, {_megabytes(file.stat().st_size)}"
    yield f"{counts.entries} mục nhật ký, {counts.officials} cán bộ, lược đồ {contents.version}"
    if counts.unread or counts.unsent:
        yield f"Khi sao lưu còn {counts.unread} tin đến chưa xử lý, {counts.unsent} tin đi chưa gửi"
    if contents.outdated:
        yield "Lược đồ cũ hơn bản kpibot này: `kpibot run` sẽ nâng cấp sau khi khôi phục"
    if not contents.sealed:
        yield "Không có mã kiểm tra vì không do `kpibot backup create` tạo: chỉ kiểm tra được cấu trúc và các chuỗi"
    yield from contents.chains


def _restored_words(file: Path, database: Path, contents: Contents, restored: Restored[Settled]) -> Iterator[str]:
    yield f"Đã khôi phục {database} từ {file}: {contents.counts.entries} mục nhật ký."
    if restored.kept:
        yield f"Cơ sở dữ liệu trước đó được giữ ở {restored.kept}."
    if restored.result.held:
        yield (
            f"{restored.result.held} tin chưa gửi lúc sao lưu được giữ lại, không tự gửi: "
            "`kpibot backup held` để xem, thêm --send để gửi hoặc --drop để bỏ."
        )
    if restored.result.passed_over:
        yield (
            f"{restored.result.passed_over} lượt nhắc, tổng hợp đã đến giờ được bỏ qua, vì có thể đã gửi "
            "sau lúc sao lưu; cần gửi thì chạy `kpibot jobs run TÊN`."
        )
    yield "Chạy `kpibot run` để tiếp tục."


def _held_words(groups: list[Held], zone: ZoneInfo) -> Iterator[str]:
    for group in groups:
        owner = group.official or "chưa gắn với ai"
        oldest = from_text(group.oldest).astimezone(zone)
        yield f"{owner}\t{_KINDS[group.lane]}\t{group.count}\ttừ {oldest:%d/%m/%Y %H:%M}"
    if groups:
        yield f"{sum(group.count for group in groups)} tin đang được giữ: --send để gửi, --drop để bỏ."
    else:
        yield "Không có tin nào đang được giữ."


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
