"""The hash chains: whole after anything at once, and telling where they are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.services.act import Act
from bot.storage import audit
from bot.storage.audit import PROVINCE, BrokenLink, Record
from tests.support.memory import MemoryOffice
from tests.support.offices import AnyOffice, RealOffice
from tests.support.worklogs import broken_chains

WORDS = "thiếu số công văn 123/STC"


def add(act: Act, chain: str = "STC", count: int = 1, words: str = "") -> None:
    for number in range(count):
        act.record(chain, "TP", "return", f"entry:{number}", words=words, minutes=60 * number)


def length(office: AnyOffice, chain: str = "STC") -> int:
    return dict(office.ask(audit.chains))[chain]


def fault(office: AnyOffice, chain: str = "STC") -> BrokenLink | None:
    return office.ask(audit.verify, chain)


def test_a_chain_begins_with_its_first_act_and_is_whole(real_office: RealOffice) -> None:
    assert real_office.ask(audit.chains) == []
    real_office.perform(add, "STC", 3, WORDS)
    real_office.perform(add, PROVINCE)
    assert real_office.ask(audit.chains) == [("STC", 3), ("province", 1)]
    assert broken_chains(real_office) == []
    assert real_office.ask(audit.chains_without_head) == []


def test_a_chain_is_verified_on_the_read_only_connection(real_office: RealOffice) -> None:
    real_office.perform(add, "STC", 2)
    assert real_office.look(lambda act: audit.verify(act.tx, "STC")) is None


def test_each_link_holds_the_hash_of_the_one_before(real_office: RealOffice) -> None:
    real_office.perform(add, "STC", 3)
    rows = real_office.rows("SELECT n, previous, hash FROM audit ORDER BY n")
    assert [row["n"] for row in rows] == [1, 2, 3]
    assert [row["previous"] for row in rows] == ["0" * 64, rows[0]["hash"], rows[1]["hash"]]


def test_an_act_that_fails_leaves_no_link(real_office: RealOffice) -> None:
    def fail(act: Act) -> None:
        add(act)
        raise LookupError

    with pytest.raises(LookupError):
        real_office.perform(fail)
    assert real_office.ask(audit.chains) == []


def test_hundreds_of_acts_at_once_leave_every_chain_whole(real_office: RealOffice) -> None:
    """Each act writes two chains, named in different orders, so that they could wait for each other in a ring."""

    def both(first: str, second: str) -> Callable[[Act], None]:
        def act_on_both(act: Act) -> None:
            add(act, first)
            add(act, second, words=WORDS)

        return act_on_both

    done = real_office.together(*[both("STC", "KH"), both("KH", "STC"), both("PNT", "STC")] * 80)

    assert done == [None] * 240
    assert real_office.ask(audit.chains) == [("KH", 160), ("PNT", 80), ("STC", 240)]
    assert broken_chains(real_office) == []


def test_a_chain_longer_than_a_page_is_walked_to_its_end(office: MemoryOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_PAGE", 10)
    office.perform(add, "STC", 30)
    assert fault(office) is None
    office.rows("UPDATE audit SET actor = 'AN' WHERE n = 30")
    assert fault(office) == BrokenLink("STC", 30, audit.CHANGED)


@pytest.mark.parametrize("column", ["at", "actor", "act", "subject", "detail", "words_hash"])
def test_a_changed_row_is_found(office: MemoryOffice, column: str) -> None:
    office.perform(add, "STC", 5)
    office.rows(f"UPDATE audit SET {column} = {column} || ' ' WHERE n = 3")
    assert fault(office) == BrokenLink("STC", 3, audit.CHANGED)


def test_a_changed_hash_is_found_at_its_row(office: MemoryOffice) -> None:
    office.perform(add, "STC", 5)
    office.rows("UPDATE audit SET hash = '' WHERE n = 3")
    assert fault(office) == BrokenLink("STC", 3, audit.CHANGED)


def test_a_row_whose_hash_was_reckoned_anew_is_found_at_the_next(office: MemoryOffice) -> None:
    office.perform(add, "STC", 5)
    office.rows("UPDATE audit SET actor = 'AN' WHERE n = 3")
    (row,) = office.rows("SELECT * FROM audit WHERE n = 3")
    office.rows("UPDATE audit SET hash = :hash WHERE n = 3", hash=audit._digest(row))
    assert fault(office) == BrokenLink("STC", 4, audit.APART)


def test_a_row_taken_out_is_found(office: MemoryOffice) -> None:
    office.perform(add, "STC", 5)
    office.rows("DELETE FROM audit WHERE n = 3")
    assert fault(office) == BrokenLink("STC", 4, audit.MISSING.format(number=3))


@pytest.mark.parametrize("gone", [1, 5])
def test_rows_taken_from_the_end_are_found(office: MemoryOffice, gone: int) -> None:
    office.perform(add, "STC", 5)
    office.rows("DELETE FROM audit WHERE n > :left", left=5 - gone)
    assert fault(office) == BrokenLink("STC", 6 - gone, audit.CUT)


def test_two_rows_that_changed_places_are_found(office: MemoryOffice) -> None:
    office.perform(add, "STC", 5)
    for old, new in ((2, 99), (3, 2), (99, 3)):
        office.rows("UPDATE audit SET n = :new WHERE n = :old", old=old, new=new)
    assert fault(office) == BrokenLink("STC", 2, audit.APART)


def test_a_row_slipped_in_is_found(office: MemoryOffice) -> None:
    office.perform(add, "STC", 2)
    office.rows("INSERT INTO audit SELECT chain, 0, at, actor, act, subject, detail, words_hash, previous, hash "
                "FROM audit WHERE n = 1")  # fmt: skip
    assert fault(office) == BrokenLink("STC", 0, audit.MISSING.format(number=1))


def test_a_row_of_another_chain_is_no_row_of_this_one(office: MemoryOffice) -> None:
    office.perform(add, "STC", 2)
    office.perform(add, "KH", 2)
    office.rows("DELETE FROM audit WHERE chain = 'STC' AND n = 2")
    office.rows("UPDATE audit SET chain = 'STC' WHERE chain = 'KH' AND n = 2")
    assert fault(office) == BrokenLink("STC", 2, audit.APART)


@pytest.mark.parametrize(
    ("change", "row", "why"),
    [
        ("n = n - 1", 2, audit.BEYOND),
        ("n = n + 1", 3, audit.CUT),
        ("head = ''", 2, audit.OTHER_HEAD),
        ("head = x'ff'", 2, audit.OTHER_HEAD),
        ("n = 'x'", 2, audit.HEADLESS),
    ],
)
def test_a_changed_head_is_found_and_only_rows_that_are_or_were_there_are_named(
    office: MemoryOffice, change: str, row: int, why: str
) -> None:
    office.perform(add, "STC", 2)
    office.rows(f"UPDATE chains SET {change}")
    assert fault(office) == BrokenLink("STC", row, why)


@pytest.mark.parametrize("column", ["at", "actor", "act", "subject", "detail", "words_hash", "previous", "hash"])
@pytest.mark.parametrize("value", ["x'ff00'", "x'61'", "CAST(x'ff' AS TEXT)", "5"])
def test_what_is_no_text_at_all_is_a_bad_row_too(office: MemoryOffice, column: str, value: str) -> None:
    office.perform(add, "STC", 4)
    office.rows(f"UPDATE audit SET {column} = {value} WHERE n = 3")
    found = fault(office)
    assert found is not None
    assert (found.n, found.why) == (3, audit.APART if column == "previous" else audit.CHANGED)


@pytest.mark.parametrize("value", ["'abc'", "x'ff'", "CAST(x'ff' AS TEXT)", "2.5"])
def test_what_is_no_number_is_a_bad_row_too(office: MemoryOffice, value: str) -> None:
    office.perform(add, "STC", 3)
    office.rows(f"UPDATE audit SET n = {value} WHERE n = 3")
    assert fault(office) == BrokenLink("STC", 3, audit.MISSING.format(number=3))


def test_a_chain_whose_name_is_no_text_is_told(office: MemoryOffice) -> None:
    office.perform(add, "STC", 3)
    office.rows("UPDATE audit SET chain = CAST(x'ff' AS TEXT) WHERE n = 3")
    assert len(office.ask(audit.chains_without_head)) == 1
    office.rows("UPDATE chains SET name = CAST(x'fe' AS TEXT)")
    ((name, _),) = office.ask(audit.chains)
    assert fault(office, name) is not None


def test_a_head_that_is_gone_is_found(real_office: RealOffice) -> None:
    real_office.perform(add, "STC", 2)
    real_office.rows("DELETE FROM chains")
    assert real_office.ask(audit.chains_without_head) == ["STC"]
    assert fault(real_office) == BrokenLink("STC", 2, audit.HEADLESS)


# --- Typed words


def test_a_chain_holds_typed_words_only_as_a_salted_hash(real_office: RealOffice) -> None:
    real_office.perform(add, "STC", 2, WORDS)
    chain = real_office.rows("SELECT * FROM audit")
    assert not any(WORDS in str(value) for row in chain for value in row.values())
    assert len({row["words_hash"] for row in chain}) == 2, "the same words twice look different"
    salts = [row["salt"] for row in real_office.rows("SELECT salt FROM audit_words")]
    assert all(len(salt) == 32 for salt in salts)


def test_words_are_told_in_the_history_until_they_are_deleted_and_the_chain_stays_whole(
    real_office: RealOffice,
) -> None:
    real_office.perform(add, "STC", 1, WORDS)
    assert [row["words"] for row in real_office.ask(audit.history, "entry:0")] == [WORDS]

    real_office.rows("DELETE FROM audit_words")

    assert [row["words"] for row in real_office.ask(audit.history, "entry:0")] == [""]
    assert fault(real_office) is None


@pytest.mark.parametrize("value", ["'khác'", "x'ff'", "CAST(x'ff' AS TEXT)"])
@pytest.mark.parametrize("column", ["words", "salt"])
def test_changed_words_are_found(office: MemoryOffice, column: str, value: str) -> None:
    office.perform(add, "STC", 2)
    office.perform(add, "STC", 1, WORDS)
    office.rows(f"UPDATE audit_words SET {column} = {value}")
    assert fault(office) == BrokenLink("STC", 3, audit.OTHER_WORDS)


def test_words_without_a_link_are_counted(real_office: RealOffice) -> None:
    real_office.perform(add, "STC", 2, WORDS)
    assert real_office.ask(audit.count_stray_words) == 0
    real_office.rows("DELETE FROM audit WHERE n = 2")
    assert real_office.ask(audit.count_stray_words) == 1


def test_the_same_words_with_the_same_salt_are_kept_once(office: MemoryOffice) -> None:
    record = Record("STC", "TP", "return", "entry:0", words=WORDS, salt="s")
    office.ask(audit.flush, [record, record], "2026-11-23T02:30:00.000Z")
    assert len(office.rows("SELECT words FROM audit_words")) == 1
    assert fault(office) is None


def test_the_history_of_a_subject_is_oldest_first_over_all_chains(real_office: RealOffice) -> None:
    for second, chain in enumerate(("STC", "KH", "STC")):
        at = f"2026-11-23T02:30:0{second}.000Z"
        real_office.ask(audit.flush, [Record(chain, "TP", f"act{second}", "entry:e")], at)
    real_office.perform(add, "STC", 1)
    assert [row["act"] for row in real_office.ask(audit.history, "entry:e")] == ["act0", "act1", "act2"]
