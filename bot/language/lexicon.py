"""The words that reading knows in a line: their accents, their slips, and the words they are mistaken for."""

from __future__ import annotations

from functools import lru_cache

from bot.language.spelling import Spelling, from_keys, spell

_WORDS = """
    giờ tiếng phút ngày buổi bữa nửa rưỡi rưởi kém cả nguyên trọn suốt vài
    hôm qua nay kia mai mốt ngoái này trước rồi sau tới vừa nọ
    sáng trưa chiều tối đêm khuya
    thứ chủ chúa nhật nhựt tuần tháng năm mùng mồng đầu giữa cuối cách đây hồi lúc từ đến vào
    khoảng tầm trong mất hết hơn gần tốn
    một hai ba bốn tư lăm sáu bảy bẩy tám chín mười mươi
    sản phẩm số lượng
"""

_DISTINCT = {spell(word): word for word in ("sáu", "mốt", "tư", "từ", "lúc", "tới")}
"""Words whose bare form often means another one: `sau giờ` is after hours, `dau tu 2h` is not from two."""

_SYNONYMS = {spell("hồi"): "lúc", spell("chìu"): "chieu"}
"""Words that patterns see as others, for their bare forms mean too much: `hoi` is also a meeting, `chiu` to bear."""

_BARE_HOMOGRAPHS = "thu ngay tu toi ca den mung dau nam cuoi bay tam chin muoi mot sang"
_HOMOGRAPHS = frozenset(_BARE_HOMOGRAPHS.split())
"""Words that are others when a person who types accents leaves them bare: `xử lý ngay`, `trực ca sáng`."""

_SLIPS = {
    "hh": "h",
    "hqua": "hom qua",
    "hqu": "hom qua",
    "hwa": "hom qua",
    "hqa": "hom qua",
    "hnay": "hom nay",
    "hkia": "hom kia",
    "hum": "hom",
    "hm": "hom",
    "qau": "qua",
    "wua": "qua",
    "wa": "qua",
    "tieg": "tieng",
    "tiegn": "tieng",
    "fut": "phut",
    "phtu": "phut",
    "chju": "chieu",
    "trc": "truoc",
    "tr": "truoc",
}


def _accepted() -> dict[str, set[frozenset[str]]]:
    accepted: dict[str, set[frozenset[str]]] = {}
    for spelling in map(spell, _WORDS.split()):
        accepted.setdefault(spelling.base, set()).add(spelling.marks)
    return accepted


_ACCEPTED = _accepted()


def is_known(spelling: Spelling) -> bool:
    """Whether this is a word of the lexicon with its own accents."""
    return spelling.marks in _ACCEPTED.get(spelling.base, ())


@lru_cache(maxsize=8192)
def key_of(word: str, accented: bool) -> str:
    """Returns the word as the patterns of reading see it: bare lower case, where it may mean what they say.

    A word that only looks like one of the lexicon (`tôi làm ngay` holds neither tối nor ngày) comes back in
    upper case, which no pattern matches by chance. `accented`: the whole line is typed with accents.
    """
    spelling = spell(word)
    if spelling.base in _ACCEPTED or spelling in _SYNONYMS:
        return _lexicon_key(spelling, accented)
    if spelling.base in _SLIPS:
        return _SLIPS[spelling.base]
    keyed = from_keys(word)
    if keyed is None:
        return _without_stutter(spelling.base)
    if keyed.base in _ACCEPTED and not _is_half_typed(keyed):
        return _lexicon_key(keyed, accented)
    return keyed.base


def _is_half_typed(keyed: Spelling) -> bool:
    """Whether Telex or VNI keys make some of a word's marks: `tiengs`, the roof forgotten."""
    return any(keyed.marks < marks for marks in _ACCEPTED.get(keyed.base, ()))


def _without_stutter(base: str) -> str:
    """Returns `tieng` for `tiengg`; any other word as it is."""
    once = base.rstrip(base[-1]) + base[-1]
    return once if once in _ACCEPTED else base


def _lexicon_key(spelling: Spelling, accented: bool) -> str:
    if spelling in _DISTINCT:
        return _DISTINCT[spelling]
    if spelling in _SYNONYMS:
        return _SYNONYMS[spelling]
    if not spelling.marks:
        return spelling.base.upper() if accented and spelling.base in _HOMOGRAPHS else spelling.base
    return spelling.base if is_known(spelling) else spelling.base.upper()
