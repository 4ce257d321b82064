"""The command line: one verb, one short function, which loads only what it needs."""

from __future__ import annotations

import signal
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.commands import stdout, values
from bot.commands.usage import Verbs
from bot.services.imports.kind import Kind

program = typer.Typer(
    name="kpibot",
    cls=Verbs,
    help="Nhật ký công việc và phê duyệt KPI qua tin nhắn.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
database = typer.Typer(cls=Verbs, help="Cơ sở dữ liệu.", no_args_is_help=True)
exporting = typer.Typer(cls=Verbs, help="Xuất dữ liệu.", no_args_is_help=True)
auditing = typer.Typer(cls=Verbs, help="Chuỗi kiểm toán.", no_args_is_help=True)
working = typer.Typer(cls=Verbs, help="Việc tự chạy.", no_args_is_help=True)
copying = typer.Typer(cls=Verbs, help="Sao lưu và khôi phục.", no_args_is_help=True)
program.add_typer(database, name="db")
program.add_typer(exporting, name="export")
program.add_typer(auditing, name="audit")
program.add_typer(working, name="jobs")
program.add_typer(copying, name="backup")

Official = Annotated[str, typer.Option("--official", help="Mã cán bộ.")]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON.")]
Copy = Annotated[Path, typer.Argument(metavar="FILE", help="Tệp bản sao.")]
Lines = Annotated[str | None, typer.Option("--lines", help="Tệp, mỗi dòng một câu; - là đầu vào chuẩn.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"kpibot {version('kpibot')}")
        raise typer.Exit


@program.callback()
def kpibot(
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="In phiên bản rồi thôi.")
    ] = False,
) -> None:
    """What holds for every verb."""


@program.command()
def run() -> None:
    """Phục vụ mọi kênh đã cấu hình đến khi nhận SIGTERM hoặc SIGINT."""
    signal.signal(signal.SIGTERM, _leave)  # until the program listens itself: being stopped early is no failure
    from bot.commands import serving

    serving.run()


@program.command()
def demo(
    port: Annotated[
        int, typer.Option("--port", parser=values.whole(0, 65535), help="Cổng của trang; 0 là cổng bất kỳ.")
    ] = 8080,
    no_open: Annotated[bool, typer.Option("--no-open", help="Không tự mở trình duyệt.")] = False,
) -> None:
    """Dùng thử mọi chức năng trên dữ liệu mẫu, trong một trang web; không cần mạng."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    from bot.commands import demo as showing

    showing.demo(port, opens=not no_open)


@program.command()
def check() -> None:
    """Cho biết đang cấu hình gì và có gì sai; thoát 1 nếu có."""
    from bot.commands import checking

    checking.check()


@database.command()
def upgrade() -> None:
    """Tạo hoặc nâng cấp lược đồ."""
    from bot.commands import upkeep

    upkeep.upgrade()


@program.command("import")
def import_(
    kind: Annotated[
        Kind, typer.Argument(parser=values.one_of(Kind, "loại"), metavar="KIND", help="units, officials hoặc catalog.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp CSV hoặc XLSX.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ cho biết sẽ thay đổi gì.")] = False,
    complete: Annotated[bool, typer.Option("--complete", help="Tệp có đủ mọi đơn vị, hoặc mọi cán bộ.")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="Danh mục C chờ lãnh đạo duyệt.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Đồng ý cho thôi nhiều mục.")] = False,
) -> None:
    """Nhập đơn vị, cán bộ hoặc danh mục từ CSV hay XLSX; được cả hoặc không gì."""
    if complete and kind is Kind.CATALOG:
        raise typer.BadParameter("--complete chỉ dùng với units và officials")
    if draft and kind is not Kind.CATALOG:
        raise typer.BadParameter("--draft chỉ dùng với catalog")
    from bot.commands import files

    files.import_(kind, file, dry_run=dry_run, complete=complete, draft=draft, yes=yes)


@program.command()
def invite(
    codes: Annotated[list[str] | None, typer.Argument(help="Mã cán bộ.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Mọi cán bộ của đơn vị này.")] = None,
    as_json: AsJson = False,
) -> None:
    """Tạo mã đăng ký dùng một lần."""
    from bot.commands import people

    people.invite(codes or [], unit, as_json)


@program.command()
def search(
    official: Official,
    query: Annotated[str | None, typer.Argument(help="Từ cần tìm.")] = None,
    limit: Annotated[int, typer.Option("--limit", parser=values.whole(1, 100), help="Từ 1 đến 100.")] = 5,
    as_json: AsJson = False,
    lines: Lines = None,
) -> None:
    """Tìm trong danh mục của một cán bộ."""
    from bot.commands import language

    language.search(official, query, limit, as_json, lines)


@program.command()
def parse(
    official: Official,
    text: Annotated[str | None, typer.Argument(help="Một dòng nhật ký.")] = None,
    now: Annotated[datetime | None, typer.Option("--now", parser=values.now, help="Thời điểm, ISO 8601.")] = None,
    as_json: AsJson = False,
    lines: Lines = None,
) -> None:
    """Đọc một dòng nhật ký như hệ thống đọc."""
    from bot.commands import language

    language.parse(official, text, now, as_json, lines)


@exporting.command("entries")
def export_entries(
    first: Annotated[date, typer.Option("--from", parser=values.day, help="Từ ngày, YYYY-MM-DD.")],
    last: Annotated[date, typer.Option("--to", parser=values.day, help="Đến ngày, YYYY-MM-DD.")],
    unit: Annotated[str, typer.Option("--unit", help="Đơn vị và các đơn vị trực thuộc.")] = "",
    official: Annotated[str, typer.Option("--official", help="Một cán bộ.")] = "",
    format_name: Annotated[str, typer.Option("--format", help="json, csv hoặc xlsx.")] = "json",
    output: Annotated[Path | None, typer.Option("--output", help="Tệp kết quả; không có thì in ra.")] = None,
) -> None:
    """Xuất nhật ký của một khoảng ngày."""
    from bot.commands import files

    files.export_entries(first, last, unit, official, format_name, output)


@auditing.command()
def verify() -> None:
    """Kiểm tra các chuỗi băm; thoát 1 nếu có chuỗi hỏng."""
    from bot.commands import upkeep

    upkeep.verify_audit()


@working.command("list")
def list_jobs() -> None:
    """Các việc tự chạy: lần tới, lần gần nhất."""
    from bot.commands import jobs

    jobs.list_jobs()


@working.command("run")
def run_job(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Tên việc, như daily-reminder.")],
    at: Annotated[
        datetime | None, typer.Option("--at", parser=values.at, help="Như thể là lúc này, ISO 8601 có múi giờ.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ cho biết sẽ gửi gì cho bao nhiêu người.")] = False,
) -> None:
    """Chạy ngay một việc tự chạy; chạy hai lần không gửi hai lần."""
    from bot.commands import jobs

    jobs.run_job(name, at, dry_run=dry_run)


@copying.command("create")
def create_backup(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Mặc định: KPIBOT_BACKUP_DIR.")] = None,
) -> None:
    """Sao chép cơ sở dữ liệu, cả khi đang chạy."""
    from bot.commands import backups

    backups.create(folder)


@copying.command("verify")
def verify_backup(file: Copy) -> None:
    """Kiểm tra một bản sao: nguyên vẹn, lược đồ, các chuỗi; thoát 1 nếu hỏng."""
    from bot.commands import backups

    backups.verify(file)


@copying.command()
def restore(file: Copy) -> None:
    """Khôi phục từ một bản sao khi dịch vụ đã dừng; tin chưa gửi được giữ lại để xem."""
    from bot.commands import backups

    backups.restore(file)


@copying.command("held")
def review_held(
    send: Annotated[bool, typer.Option("--send", help="Gửi các tin đang giữ.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Bỏ các tin đang giữ.")] = False,
) -> None:
    """Tin chưa gửi được giữ lại sau khi khôi phục."""
    if send and drop:
        raise typer.BadParameter("chọn một trong --send và --drop")
    from bot.commands import backups

    backups.review_held(send=send, drop=drop)


def _leave(*_: object) -> NoReturn:
    raise SystemExit(0)


def main() -> None:
    """The console script."""
    with stdout.watched():
        program()


if __name__ == "__main__":
    main()
