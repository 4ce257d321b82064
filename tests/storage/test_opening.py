"""From a URL to a database."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.storage.database import DatabaseError
from bot.storage.opening import open_database, sole_run
from tests.support.databases import opened


async def test_three_slashes_are_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened("sqlite:///data/kpibot.db") as database:
        assert database.engine == "sqlite"
    assert (tmp_path / "data" / "kpibot.db").exists()


async def test_four_slashes_are_absolute(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/kpibot.db"):
        pass
    assert (tmp_path / "kpibot.db").exists()


async def test_a_postgresql_url_opens_postgresql(empty_postgresql_url: str) -> None:
    for url in (empty_postgresql_url, empty_postgresql_url.replace("postgresql://", "postgres://")):
        async with opened(url) as database:
            assert database.engine == "postgresql"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "kpibot.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite://data/kpibot.db",
        "mysql://kpibot:bí-mật@localhost/kpibot",
        "postgresql+psycopg://kpibot:bí-mật@localhost/kpibot",
    ],
)
async def test_any_other_url_is_refused_with_what_is_allowed_and_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"sqlite:///data/kpibot\.db") as refused:
        await open_database(url)
    assert "bí-mật" not in str(refused.value)
    with pytest.raises(DatabaseError, match=r"sqlite:///data/kpibot\.db"):
        sole_run(url)


def test_one_run_at_a_time_serves_an_sqlite_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/kpibot.db"
    with sole_run(url), pytest.raises(DatabaseError, match="Mỗi tệp chỉ một tiến trình"), sole_run(url):
        pass


def test_several_runs_may_share_postgresql() -> None:
    url = "postgresql://kpibot@localhost/kpibot"
    with sole_run(url), sole_run(url):
        pass
