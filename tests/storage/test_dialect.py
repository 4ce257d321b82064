"""SQL in psycopg's words."""

from __future__ import annotations

import pytest

from bot.storage.dialect import for_psycopg


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT :a, :b_2", "SELECT %(a)s, %(b_2)s"),
        ("SELECT n::text", "SELECT n::text"),
        ("SELECT ':a', 'it''s :b'", "SELECT ':a', 'it''s :b'"),
        ('SELECT ":a"', 'SELECT ":a"'),
        ("SELECT 1 -- :a\n, :b", "SELECT 1 -- :a\n, %(b)s"),
        ("SELECT n % 2, '5%' -- 5%", "SELECT n %% 2, '5%%' -- 5%%"),
        ("LIKE :đơn_vị", "LIKE :đơn_vị"),
    ],
)
def test_only_named_parameters_are_translated(sql: str, expected: str) -> None:
    assert for_psycopg(sql) == expected.encode()
