"""Whether the audit chains are whole, in words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.storage import audit
from bot.storage.database import Tx


@dataclass(frozen=True, slots=True)
class Chains:
    """What walking the chains found, one line each.

    Attributes:
        broken: the chains that are not whole, each with its first bad row.
        whole: the others, with their lengths.
    """

    broken: list[str]
    whole: list[str]


def walk(tx: Tx) -> Chains:
    """Walk every chain from its start to its head."""
    broken = [f"chuỗi {chain}: mất đầu chuỗi" for chain in audit.chains_without_head(tx)]
    whole = []
    for chain, length in audit.chains(tx):
        fault = audit.verify(tx, chain)
        if fault:
            broken.append(f"chuỗi {fault.chain}, dòng {fault.n}: {fault.why}")
        else:
            whole.append(f"chuỗi {chain}: {length} dòng, nguyên vẹn")
    return Chains(broken, whole)
