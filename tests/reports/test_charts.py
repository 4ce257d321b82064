"""Charts are pictures that can be read: of the right size, not blank, the same for the same figures."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from matplotlib import image
from matplotlib.font_manager import FontProperties, fontManager, get_font

from bot.handlers.screen import Chart, Series
from bot.reports.charts import WIDTH_PIXELS, draw

DAYS = ("T2 23/11", "T3 24/11", "T4 25/11", "T5 26/11", "T6 27/11", "T7 28/11", "CN 29/11")
OWN = Chart(
    "Tuần 23/11 – 29/11/2026: giờ theo ngày",
    DAYS,
    (Series("Nhóm B", (240, 300, 0, 480, 120, 0, 0)), Series("Nhóm D", (0, 60, 0, 0, 45, 0, 0))),
    480,
)
TEAM = Chart(
    "Tuần 23/11 – 29/11/2026: giờ từng người",
    ("Vương Thị Bảo An", "Đoàn Hữu Bình", "N. Đ. T. Q. Hương Giang"),
    (Series("Đã duyệt", (2400, 1200, 0)), Series("Chờ duyệt", (0, 600, 1000))),
    2400,
)


def pixels(png: bytes) -> tuple[int, int, Counter[tuple[int, ...]]]:
    """Width, height, and how often each colour occurs."""
    decoded = image.imread(io.BytesIO(png))
    height, width, _ = decoded.shape
    colours = Counter(map(tuple, (decoded[:, :, :3] * 255).round().astype(int).reshape(-1, 3).tolist()))
    return width, height, colours


@pytest.mark.parametrize("chart", [OWN, TEAM], ids=["own", "team"])
def test_a_chart_decodes_is_of_a_phones_width_and_shows_each_series_and_the_norm(chart: Chart) -> None:
    width, height, colours = pixels(draw(chart))
    assert width == WIDTH_PIXELS
    assert 300 < height < 1200
    for colour in ((0x2F, 0x7F, 0x86), (0xE2, 0xB4, 0x5C)):
        assert colours[colour] > 500
    assert colours[0xA2, 0x48, 0x3F] > 50
    assert colours[255, 255, 255] > width * height / 3


def test_the_same_chart_is_the_same_picture() -> None:
    assert draw(TEAM) == draw(TEAM)


def test_other_figures_are_another_picture() -> None:
    assert draw(TEAM) != draw(Chart(TEAM.title, TEAM.labels, TEAM.series[::-1], TEAM.norm_minutes))


def test_many_people_make_it_taller_not_wider() -> None:
    names = tuple(f"Trần Văn {number}" for number in range(25))
    width, height, _ = pixels(draw(Chart("", names, (Series("Đã duyệt", tuple(range(25))),))))
    assert width == WIDTH_PIXELS
    assert 1000 < height < 1500


@pytest.mark.parametrize(
    "chart",
    [
        Chart("", (), ()),
        Chart("Tuần", DAYS, ()),
        Chart("Tuần", DAYS, (Series("Nhóm B", (0,) * 7),), 480),
        Chart("$x^{2}$ \\frac _", ("$a$ \\b", "<b>&"), (Series("$\\", (60, 120)),)),
        Chart("Tuần" * 30, ("Tên rất dài " * 25,), (Series("B" * 200, (10**6,)),)),
    ],
    ids=["nothing", "no series", "no hours", "signs of formulas", "too long"],
)
@pytest.mark.filterwarnings("ignore:constrained_layout not applied")
def test_whatever_figures_and_names_there_are_a_picture_comes(chart: Chart) -> None:
    assert draw(chart).startswith(b"\x89PNG")


def test_the_font_has_every_vietnamese_letter() -> None:
    letters = "aáàảãạăắằẳẵặâấầẩẫậeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵđ"
    font = get_font(fontManager.findfont(FontProperties("DejaVu Sans"), fallback_to_default=False))
    assert [letter for letter in letters + letters.upper() if not font.get_char_index(ord(letter))] == []
