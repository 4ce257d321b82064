"""Words that say little about which task is meant."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.spelling import Spelling, spell

LIGHT = 0.25
"""The share of its weight that such a word keeps."""

_GRAMMAR = "và của các theo cho về tại trong với những thuộc khi để ở từ đến do là bằng hoặc"
GRAMMAR = frozenset(map(spell, _GRAMMAR.split()))
"""Words that only join others: initials may skip them."""

_OPENINGS = """
    tham mưu, xây dựng, tổ chức, thực hiện, triển khai, phối hợp, theo dõi, tổng hợp, chủ trì, dự, tham dự, tham gia,
    quản lý, kiểm tra, giám sát, soạn thảo, soạn, chuẩn bị, lập, hướng dẫn, giải quyết, thẩm định, phục vụ, tiếp nhận,
    xử lý, rà soát, cập nhật, ban hành, trình, chỉ đạo, điều hành, phê duyệt, duyệt, ký, đôn đốc, đề xuất, thống kê,
    hoàn thiện, góp ý, viết, biên soạn, ghi, làm, hỗ trợ, vận hành, quản trị, tuyên truyền, thẩm tra, tổ chức, công tác
"""
OPENINGS = frozenset(tuple(map(spell, verb.split())) for verb in _OPENINGS.split(","))
"""Verbs that many names of tasks open with: initials may skip them."""

_LOOSE = """
    làm đi cùng anh chị em được nhé nha rồi xong việc một buổi ngày thêm tiếp này kia đó đây nọ trên vào ra lên xuống
    lại cái con mà thì bị cả đang sẽ đã giúp giùm hộ hôm nay nơi chỗ khác nào gì ai sao không có còn nữa lúc giờ sáng
    chiều tối mấy rất quá cũng vẫn mọi từng luôn ngồi nghe nói kêu bảo nhờ riêng sau trước ngoài bên sang tới mình
    người đủ
"""
_FILLERS = GRAMMAR.union(map(spell, _LOOSE.split()))
_BARE = frozenset(word.base for word in _FILLERS)


_COURTESY = """
    chào xin cảm cám ơn dạ vâng ừ ok oke alo hi hihi haha hehe hello bye anh chị em cô chú bác bạn sếp mình tôi cháu
    đồng chí nhé nha nhá ạ à ơi yêu nhớ thương nhiều lắm quá đúng rồi không được chưa xong
    và thử hết giờ thế vậy hả sao gì
"""
_COURTESIES = frozenset(map(spell, _COURTESY.split()))
_BARE_COURTESIES = frozenset(word.base for word in _COURTESIES)


def is_courtesy(words: Sequence[Spelling]) -> bool:
    """Whether people only greet or thank with these words; typed without accents too."""
    return all(word in _COURTESIES or (not word.marks and word.base in _BARE_COURTESIES) for word in words)


def is_filler(word: Spelling, accented: bool) -> bool:
    """Whether a word joins others, is mere courtesy, or tells only when, where and with whom.

    `accented`: the person types accents, so that a bare word is one without any.
    """
    return word in _FILLERS or (not accented and not word.marks and word.base in _BARE)
