"""What the one gate lets through: every code point, random bytes, and how wide it is."""

import re
import tracemalloc
import unicodedata
from functools import cache

import pytest
import wcwidth
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from connscope.text import cells, fit, hex_rows, visible

EVERY_CODE_POINT = "".join(map(chr, range(0x110000)))
ASCII = "".join(map(chr, range(0x20, 0x7F)))


@cache
def shown() -> str:
    """Every character that the gate can let out."""
    return "".join(sorted(set(visible(EVERY_CODE_POINT))))


@cache
def is_shown():
    return frozenset(shown()).issuperset


def test_every_code_point_becomes_exactly_one_character():
    assert len(visible(EVERY_CODE_POINT)) == len(EVERY_CODE_POINT)


def test_no_code_point_comes_out_as_something_a_terminal_obeys_or_hides():
    assert shown().isprintable()
    assert {unicodedata.category(char)[0] for char in shown()} == {"L", "N", "P", "S", "Z"}
    assert [char for char in shown() if unicodedata.category(char)[0] == "Z"] == [" "]
    assert {unicodedata.bidirectional(char) for char in shown()}.isdisjoint({"R", "AL", "AN"})


def test_every_character_is_as_wide_as_rich_and_wcwidth_say():
    widths = [cells(char) for char in shown()]
    assert set(widths) == {1, 2}
    assert [cell_len(char) for char in shown()] == widths
    assert [wcwidth.wcwidth(char) for char in shown()] == widths


def test_no_character_merges_with_its_neighbour():
    doubled = "".join(char + char for char in shown())
    mixed = "한".join(shown()) + "👋".join(shown())
    assert wcwidth.wcswidth(doubled) == cells(doubled)
    assert wcwidth.wcswidth(mixed) == cells(mixed)
    assert sum(1 for _ in wcwidth.iter_graphemes(doubled)) == len(doubled)


def test_what_is_shown_once_is_shown_the_same_again():
    assert visible(shown()) == shown()


def test_people_can_still_read_their_languages_and_signs():
    text = "Grüße, Ωμέγα, Привет, 日本語, 한글, ไทย, ₹500 → ½ “ok” ✓ 👋 🤔 ━╸─ ▲●◐ 𝑥"
    assert visible(text.encode()) == text


def test_clean_ascii_passes_as_the_same_object():
    assert visible(ASCII) is ASCII
    assert visible(ASCII.encode()) == visible(bytearray(ASCII.encode())) == ASCII


def test_control_characters_become_their_pictures():
    assert visible(bytes(range(0x20)) + b"\x7f") == "␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟␡"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\x9b\xff\x80", "���"),
        (b"\xe2\x82", "��"),
        (b"\xf0\x9f\x91a", "���a"),
        (b"\xc0\x9b", "��"),
        (b"\xed\xa0\x80", "���"),
        ("\udc9b\ud800", "��"),
        ("\x9b", "�"),
        ("e\u0301", "e�"),
        ("a\u00a0\u3000b", "a��b"),
        ("👋🏽", "👋�"),
    ],
    ids=ascii,
)
def test_each_thing_that_cannot_be_shown_is_one_replacement_character(raw, text):
    assert visible(raw) == text


@pytest.mark.parametrize(
    "disputed",
    [
        "\u0e33\uff9e",
        "\u1112\u1161\ud7b0",
        "\U0001f1e9\U0001f3fd",
        "\u2800\u3164",
        "⸻﷽",
        "☰䷀㉈𝌆",
        "☝✌〰㊗🏋",
        "ㆻ🛝🥲🫠🩰🟰\U0002b739\U00030000",
        "𓀀𝄞",
    ],
    ids=[
        "leaning",
        "merging",
        "flags and tones",
        "blank",
        "too wide",
        "widened",
        "emoji or text",
        "young",
        "ancient",
    ],
)
def test_what_terminals_draw_differently_is_not_handed_to_them(disputed):
    assert visible(disputed) == "�" * len(disputed)


@pytest.mark.parametrize(
    ("raw", "limit", "text"),
    [
        (b"Message", 7, "Message"),
        (b"Message", 6, "Messa…"),
        (b"Message", 1, "…"),
        (b"Message", 0, ""),
        (b"Message", -3, ""),
        (b"", 0, ""),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("日本語", 2, "…"),
        ("日本語".encode(), 4, "日…"),
        ("👋👋".encode(), 2, "…"),
        ("𝑥𝑥𝑥𝑥".encode(), 3, "𝑥𝑥…"),
        (b"\xf0\x9f\x91\x8b\xf0\x9f", 3, "👋…"),
        (b"\x1b[31m", 3, "␛[…"),
    ],
)
def test_a_limit_counts_cells_and_the_ellipsis_is_within_it(raw, limit, text):
    assert visible(raw, limit) == text


def test_a_line_of_megabytes_costs_no_more_than_what_is_shown_of_it():
    line = b"\x1b" * 32_000_000
    tracemalloc.start()
    text = visible(line, 80)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert text == "␛" * 79 + "…"
    assert peak < 100_000


ODD_TEXT = st.text(st.characters() | st.sampled_from("\x1b\x9b\n한日👋🏽\u200d\ufe0f\u0301\u202e[/]"), max_size=60)


@settings(max_examples=300)
@given(
    st.binary(max_size=60) | ODD_TEXT | ODD_TEXT.map(lambda text: text.encode(errors="replace")),
    st.none() | st.integers(-1, 40),
)
def test_whatever_comes_in_is_inert_within_its_limit_and_as_wide_as_rich_thinks(raw, limit):
    text = visible(raw, limit)
    assert is_shown()(text)
    assert cell_len(text) == cells(text) <= (2 * len(raw) if limit is None else max(limit, 0))


@settings(max_examples=300)
@given(ODD_TEXT, st.integers(0, 70), st.sampled_from(["left", "right"]))
def test_fitted_text_has_exactly_the_cells_asked_for_and_keeps_its_beginning(raw, width, align):
    text = visible(raw)
    fitted = fit(text, width, align=align)
    assert cells(fitted) == width
    kept = re.fullmatch(r" *(.*?)…? *" if align == "right" else r"(.*?)…? *", fitted)[1]
    assert text.lstrip().startswith(kept.strip())


@pytest.mark.parametrize(
    ("text", "width", "align", "fitted"),
    [
        ("idle", 6, "left", "idle  "),
        ("256 K", 6, "right", " 256 K"),
        ("send full", 9, "left", "send full"),
        ("send full", 6, "left", "send …"),
        ("日本語", 6, "left", "日本語"),
        ("日本語", 5, "left", "日本…"),
        ("日本語", 4, "left", "日… "),
        ("日本語", 4, "right", " 日…"),
        ("日", 1, "left", "…"),
        ("x", 0, "left", ""),
        ("", 2, "right", "  "),
    ],
)
def test_text_is_padded_or_cut_to_the_cell(text, width, align, fitted):
    assert fit(text, width, align=align) == fitted


def test_hex_rows_read_as_in_every_hex_dump():
    assert hex_rows(b"Message 1 from client.Me", width=12) == [
        ("0000", "4d 65 73 73 61 67 65 20  31 20 66 72", "Message 1 fr"),
        ("000c", "6f 6d 20 63 6c 69 65 6e  74 2e 4d 65", "om client.Me"),
    ]


def test_in_hex_rows_each_byte_is_one_cell():
    everything = bytes(range(256))
    assert "".join(text for _, _, text in hex_rows(everything)) == "·" * 32 + ASCII + "·" * 129
    assert bytes.fromhex(" ".join(row for _, row, _ in hex_rows(everything))) == everything


def test_a_short_last_row_ends_where_its_bytes_end():
    assert hex_rows(bytearray(b"\x1b[0m\xff\n012"), start=4096) == [
        ("1000", "1b 5b 30 6d ff 0a 30 31", "·[0m··01"),
        ("1008", "32", "2"),
    ]
    assert hex_rows(b"") == []


def test_offsets_keep_one_width_when_they_outgrow_four_digits():
    assert [offset for offset, _, _ in hex_rows(bytes(16), start=0xFFF8)] == ["0fff8", "10000"]
