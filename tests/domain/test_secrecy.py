"""What bears a classification mark is caught; the many harmless words with the same syllable are not."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.secrecy import classification_mark

SECRET, TOP, ABSOLUTE = "Mật", "Tối mật", "Tuyệt mật"

MARKED = [
    ("văn bản Mật", SECRET),
    ("MẬT", SECRET),
    ("(Mật)", SECRET),
    ("công văn mật", SECRET),
    ("công văn đến (MAT)", SECRET),
    ("soạn báo cáo mật 2h", SECRET),
    ("xử lý hồ sơ mật", SECRET),
    ("đóng dấu mật", SECRET),
    ("độ mật", SECRET),
    ("xác định độ mật của văn bản", SECRET),
    ("trực theo chế độ mật", SECRET),
    ("tai lieu mat", SECRET),
    ("tài liệu mat", SECRET),
    ("bao cao mat cua so", SECRET),
    ("van ban mat so 12", SECRET),
    ("van ban maatj", SECRET),
    ("van ban ma65t", SECRET),
    ("m-ậ-t", SECRET),
    ("công văn tối mật số 12", TOP),
    ("van ban toi mat", TOP),
    ("van ban toi mat so 12", TOP),
    ("văn bản toi mat số 5", TOP),
    ("(toi mat)", TOP),
    ("tối   mật", TOP),
    ("tối_mật", TOP),
    ("T Ố I  M Ậ T", TOP),
    ("t\u200bối m\u200bật", TOP),
    ("soan bao cao tooi maatj", TOP),
    ("bí mật và tối mật", TOP),
    ("TUYỆT MẬT", ABSOLUTE),
    ("tuyet mat", ABSOLUTE),
    ("tuyệt-mật", ABSOLUTE),
    ("tuyệt\nmật", ABSOLUTE),
    ("t.u.y.ệ.t mật", ABSOLUTE),
    ("tài liệu mật và tuyệt mật", ABSOLUTE),
]

HARMLESS = """
bí mật; bảo mật; mật độ; mật khẩu; thân mật; mật ong; mật thiết; cẩn mật; mật mã; mật ngữ; đường mật; mất; mặt; mắt;
bảo vệ bí mật nhà nước; an toàn, bảo mật thông tin; tài liệu bảo mật; văn bản quy định về bảo mật; bi mat; bao mat;
bao ve bi mat nha nuoc; đổi mật khẩu; doi mat khau; đổi mật\xa0khẩu; mat do dan so; mật vụ; trăng mật; BÍ MẬT; bí-mật;
mặt trận; gặp mặt; có mặt; họp mặt đầu xuân; kiểm tra mặt bằng; mat tran; gap mat; co mat; ra mat; hop mat; dau mat;
tieu muc; toi mat; toi mat 2h soan bao cao; tôi mất 2h; soan bao cao mat 2h; mat 3 tieng; ho so mat bang; do mat dien;
bao cao mat tran; bao cao mat an toan; thong bao mat dien; buổi tối mật độ xe đông; sáng tối mật thiết; tuyệt vời
"""


@pytest.mark.parametrize(("text", "mark"), MARKED)
def test_a_mark_is_found_however_it_is_typed(text: str, mark: str) -> None:
    for typed in (text, text.upper(), text.lower(), unicodedata.normalize("NFD", text), f"  {text}.  "):
        assert classification_mark(typed) == mark, typed


@pytest.mark.parametrize("text", [text.strip() for text in HARMLESS.split(";")])
def test_a_harmless_word_is_no_mark(text: str) -> None:
    for typed in (text, text.upper(), unicodedata.normalize("NFD", text)):
        assert classification_mark(typed) is None, typed


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_no_text_raises(text: str) -> None:
    assert classification_mark(text) in {None, SECRET, TOP, ABSOLUTE}


@pytest.mark.parametrize("piece", ["mật", "t ", "m.ậ.", "tai lieu ", "tuyet ", "tuyệt ", "(", "bí mật ", "-"])
def test_long_texts_are_judged_quickly(piece: str) -> None:
    began = time.process_time()
    classification_mark(piece * (5000 // len(piece)))
    assert time.process_time() - began < 0.25
