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
    ("2h cv toi mat so 12", TOP),
    ("TOI MAT", TOP),
    ("2h toi mat", TOP),
    ("2h họp toi mat; 1h trực", TOP),
    ("2h tối mât", TOP),
    ("2h tooi mat", TOP),
    ("tối mạt", TOP),
    ("2h toois maatj báo cáo", TOP),
    ("toi61 ma65t", TOP),
    ("2h TB toi mat gui so", TOP),
    ("tuyêt mật", ABSOLUTE),
    ("tuyệt mat", ABSOLUTE),
    ("tuyeejt mât", ABSOLUTE),
    ("2h cv mat", SECRET),
    ("2h VB mat", SECRET),
    ("2h vb mât", SECRET),
    ("2h họp sp: BC mat 12", SECRET),
    ("2h cv đến mat", SECRET),
    ("2h cv 12/STC mat", SECRET),
    ("TTr mat so 5", SECRET),
    ("bc mat 12/STC gui so", SECRET),
    ("hồ sơ mật báo cáo Sở", SECRET),
    ("văn bản mật đường bộ", SECRET),
    ("hồ sơ mật cá nhân", SECRET),
    ("chỉ thị mật", SECRET),
]

DOCUMENTS = ["CV", "VB", "BC", "TTr", "KH", "QĐ", "TB", "HS", "TL", "công văn", "van ban", "tờ trình", "ho so"]
TYPED = {
    SECRET: ["mật", "mat", "mât", "mạt", "maatj", "matja", "majta", "ma65t", "mat56", "mâtj"],
    TOP: ["tối mật", "toi mat", "toois maatj", "tosoi matj", "toi61 mat65", "tối mat", "tối mât", "toi mật", "tôi mật"],
    ABSOLUTE: ["tuyệt mật", "tuyet mat", "tuyeetj maatj", "tuye65t ma65t", "tuyêt mật", "tuyệt mât", "tuyẹt mat"],
}
TAILS = ["", " số 12", " so 5/STC", "; 1h trực", ")", " 12"]

HARMLESS = """
bí mật; bảo mật; mật độ; mật khẩu; thân mật; mật ong; mật thiết; cẩn mật; mật mã; mật ngữ; đường mật; mất; mặt; mắt;
bảo vệ bí mật nhà nước; an toàn, bảo mật thông tin; tài liệu bảo mật; văn bản quy định về bảo mật; bi mat; bao mat;
bao ve bi mat nha nuoc; đổi mật khẩu; doi mat khau; đổi mật\xa0khẩu; mat do dan so; mật vụ; trăng mật; BÍ MẬT; bí-mật;
mặt trận; gặp mặt; có mặt; họp mặt đầu xuân; kiểm tra mặt bằng; mat tran; gap mat; co mat; ra mat; hop mat; dau mat;
tieu muc; toi mat 2h soan bao cao; toi mat 30 phut; tôi mất 2h; soan bao cao mat 2h; mat 3 tieng; ho so mat bang;
do mat dien; bao cao mat tran; bao cao mat an toan; thong bao mat dien; buổi tối mật độ xe đông; sáng tối mật thiết;
1h dẫn lưu mật; túi mật; mổ sỏi mật; đường mật qua da; siêu âm gan mật tụy; nội soi mật tụy ngược dòng; nối mật ruột;
tắc mật; muối mật; mo soi mat; dan luu mat; kiểm tra cơ sở mật ong; ong mat; mía mật; rỉ mật; mật rỉ; mật mía;
kiểm tra mật khẩu; bỏ phiếu bí mật; bo phieu bi mat; gặp đồng chí Mật; chị Mật; cv mat 2h; bc mat 2,5 gio;
cv mat 30 phut; bc mat 2 ngay; soan bc mat 3 tieng; bc mat ca buoi; hs mat hoc bong; tb mat dien; tb mat nuoc;
bc mat tran; kh mat bang; kham da mat; do mat; chong mat; tối mất điện; tối mat dien; tôi mất; cap lai the mat
"""


@pytest.mark.parametrize(("text", "mark"), MARKED)
def test_a_mark_is_found_however_it_is_typed(text: str, mark: str) -> None:
    for typed in (text, text.upper(), text.lower(), unicodedata.normalize("NFD", text), f"  {text}.  "):
        assert classification_mark(typed) == mark, typed


@pytest.mark.parametrize("text", [text.strip() for text in HARMLESS.split(";")])
def test_a_harmless_word_is_no_mark(text: str) -> None:
    for typed in (text, text.upper(), f"2h {text} hôm qua", unicodedata.normalize("NFD", text)):
        assert classification_mark(typed) is None, typed


@given(st.sampled_from(DOCUMENTS), st.sampled_from([*TYPED]), st.data(), st.sampled_from(TAILS))
def test_every_way_to_type_a_mark_behind_every_document_is_found(
    document: str, mark: str, data: st.DataObject, tail: str
) -> None:
    typed = f"2h {document} {data.draw(st.sampled_from(TYPED[mark]))}{tail}"
    assert classification_mark(typed) == mark, typed


def test_capitals_among_small_letters_are_a_stamp() -> None:
    assert classification_mark("2h họp về TOI MAT biên giới") == TOP
    assert classification_mark("TOI MAT 2H SOAN BAO CAO") is None


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_no_text_raises(text: str) -> None:
    assert classification_mark(text) in {None, SECRET, TOP, ABSOLUTE}


@pytest.mark.parametrize(
    "piece", ["mật", "t ", "m.ậ.", "tai lieu ", "tuyet ", "tuyệt ", "(", "bí mật ", "-", "cv 1", "toi "]
)
def test_long_texts_are_judged_quickly(piece: str) -> None:
    began = time.process_time()
    classification_mark(piece * (5000 // len(piece)))
    assert time.process_time() - began < 0.25
