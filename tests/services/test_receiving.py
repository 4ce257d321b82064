"""What is kept of what people do, before their platform is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services.receiving import fit_to_keep, receive
from bot.storage import chats, inbox
from bot.storage.inbox import Incoming, Kind
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, RealOffice

SECRET = "2h soạn báo cáo Tối mật về Đề án Hải Long"


def typed(text: str, key: str = "1", kind: Kind = Kind.TEXT) -> Incoming:
    return Incoming("telegram", "1001", key, kind, text)


def kept(office: AnyOffice) -> list[tuple[str, str]]:
    return [(row["kind"], row["text"]) for row in office.rows("SELECT kind, text FROM inbox ORDER BY seq")]


def test_inputs_are_kept_in_their_order_and_once(real_office: RealOffice) -> None:
    """The same update again, in the same batch or after a restart, changes nothing."""
    assert real_office.perform(receive, [typed("một", "1"), typed("hai", "2"), typed("hai", "2")]) == 2
    assert real_office.perform(receive, [typed("một", "1"), typed("ba", "3")]) == 1
    assert kept(real_office) == [("text", "một"), ("text", "hai"), ("text", "ba")]


def test_the_same_update_from_two_doors_at_once_is_kept_once(real_office: RealOffice) -> None:
    batch = [typed(str(number), str(number)) for number in range(5)]
    done = real_office.together(*[lambda act: receive(act, batch)] * 6)
    assert sum(one for one in done if isinstance(one, int)) == 5
    assert sorted(text for _, text in kept(real_office)) == ["0", "1", "2", "3", "4"]


def test_nothing_is_kept_of_a_batch_that_fails(real_office: RealOffice) -> None:
    broken = Incoming("telegram", "1001", "2", Kind.TEXT, None)  # type: ignore[arg-type]
    with pytest.raises((AttributeError, TypeError)):
        real_office.perform(receive, [typed("một"), broken])
    assert kept(real_office) == []
    assert real_office.ask(chats.find, "telegram:1001") is None


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("2h\x00 họp", "2h họp", id="NUL"),
        pytest.param("2h \ud800họp\udfff", "2h họp", id="lone surrogates"),
        pytest.param("2h h\u006f\u0323p", "2h h\u006f\u0323p", id="decomposed accents stay"),
        pytest.param("👩‍👧 \xa0\t 2h", "👩‍👧 \xa0\t 2h", id="joined emoji and blanks stay"),
        pytest.param("  2h họp\r\n1h cv  ", "  2h họp\n1h cv  ", id="outer blanks stay, line ends are one"),
        pytest.param("2h họp <b>&amp; 👍🏽", "2h họp <b>&amp; 👍🏽", id="markup and emoji stay"),
        pytest.param("\x00\x02\x03", "", id="nothing but controls"),
    ],
)
def test_text_is_kept_as_typed_but_for_what_cannot_be_kept(real_office: RealOffice, raw: str, text: str) -> None:
    real_office.perform(receive, [typed(raw)])
    assert kept(real_office) == [("text", text)]


def test_text_is_cut_at_4096_characters(office: MemoryOffice) -> None:
    office.perform(receive, [typed("ợ" * 5000)])
    assert kept(office) == [("text", "ợ" * 4096)]


def test_what_nothing_will_read_is_kept_without_its_words() -> None:
    for kind in (Kind.EDITED, Kind.GROUP, Kind.BLOCKED, Kind.UNREADABLE):
        assert fit_to_keep(typed("2h họp", kind=kind)) == typed("", kind=kind)


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.EDITED, Kind.OTHER, Kind.GROUP])
def test_a_marked_text_is_withheld(kind: Kind) -> None:
    assert fit_to_keep(typed(SECRET, kind=kind)) == typed("", kind=Kind.WITHHELD)


def test_a_pressed_action_is_no_typed_text() -> None:
    press = typed("kviec:TOI-MAT", kind=Kind.PRESS)
    assert fit_to_keep(press) == press


def test_a_mark_hidden_by_invisible_characters_is_found_all_the_same() -> None:
    hidden = "2h soạn báo cáo Tối m\u200bậ\u200dt"
    assert fit_to_keep(typed(hidden)).kind is Kind.WITHHELD


def test_nothing_of_a_marked_text_is_anywhere_in_the_database(real_office: RealOffice) -> None:
    real_office.perform(receive, [typed(SECRET, "1"), typed("2h họp", "2")])
    assert kept(real_office) == [("withheld", ""), ("text", "2h họp")]
    assert real_office.ask(inbox.waiting) == 2
    dump = "\n".join(real_office.dump())
    assert not any(word in dump for word in ("Hải Long", "soạn báo cáo", "mật"))


def test_nor_in_the_files_of_sqlite(sqlite_url: str) -> None:
    office = RealOffice(sqlite_url)
    try:
        office.perform(receive, [typed(SECRET, "1"), typed("2h họp giao ban", "2")])
        files = Path(sqlite_url.removeprefix("sqlite:///")).parent.glob("kpibot.db*")
        everything = b"".join(file.read_bytes() for file in files)
    finally:
        office.close()
    assert "2h họp giao ban".encode() in everything
    assert "Hải Long".encode() not in everything
