"""What a person types becomes bytes, or a sentence that says what is wrong and what to do."""

import os
import re
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from connscope.byhand.saying import MOST_BYTES, read_saying, write_saying
from connscope.launches import inert


@pytest.mark.parametrize(
    ("kind", "text", "data"),
    [
        ("text", "GET / HTTP/1.0\\r\\n\\r\\n", b"GET / HTTP/1.0\r\n\r\n"),
        ("text", "a | b", b"a | b"),
        ("text", "é\\x00\\\\", "é".encode() + b"\0\\"),
        ("hex", "68 65 6c6C 6f", b"hello"),
        ("hex", "0x0d,0X0a", b"\r\n"),
        ("hex", "00:ff-7f\n01", b"\x00\xff\x7f\x01"),
    ],
)
def test_it_is_read_as_it_is_meant(kind: str, text: str, data: bytes):
    assert read_saying(kind, text) == data


@pytest.mark.parametrize(
    ("kind", "text", "wrong"),
    [
        ("text", "", "Nothing to say: give at least one character."),
        ("text", "x" * 4001, "Longer than 4,000 characters: say a file."),
        ("text", "\\q", "\\q is no escape: write \\\\ for a backslash, or \\x and two hex digits."),
        ("hex", " ", "Nothing to say: give two digits a byte, such as 0d 0a."),
        ("hex", "6g", "g is no hex digit: give two digits a byte, such as 0d 0a."),
        ("hex", "6\x1b", "␛ is no hex digit: give two digits a byte, such as 0d 0a."),
        ("hex", "6c 6c6", "6c6 has an odd number of digits: give two a byte, such as 0d 0a."),
        ("hex", "68 6", "6 has an odd number of digits: give two a byte, such as 0d 0a."),
        ("hex", "0" * 4001, "Longer than 4,000 characters: say a file."),
        ("file", " ", "Empty: give the name of a file."),
        ("file", "/no/such/\x1bfile", "/no/such/␛file: no such file or directory."),
        ("file", "/", "/: is a directory."),
        ("file", "~nobody-of-this-name/x", "~nobody-of-this-name/x: no such file or directory."),
        ("file", "\ud800", "\ufffd: no such file."),
        ("file", "/dev/zero", "/dev/zero: not a file."),
        ("file", "a\0b", "a␀b: no such file."),
    ],
)
def test_what_cannot_be_said_is_refused_with_what_to_do(kind: str, text: str, wrong: str):
    with pytest.raises(ValueError, match=f"^{re.escape(wrong)}$"):
        read_saying(kind, text)


def test_a_file_is_said_as_it_is(tmp_path: Path):
    path = tmp_path / "some bytes"
    path.write_bytes(bytes(range(256)))
    assert read_saying("file", f" {path}") == bytes(range(256))


@pytest.mark.parametrize("name", ["cafe\u0301", "two\nlines", "a\\b", "\\xe9", "\u05d0\u200b"])
def test_a_file_of_any_name_is_said_though_the_line_writes_what_it_cannot_show(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes(b"said")
    assert read_saying("file", str(path)) == b"said"
    assert read_saying("file", inert(str(path))) == b"said"


def test_a_file_whose_name_is_no_text_is_said_by_its_bytes(tmp_path: Path):
    (tmp_path / os.fsdecode(b"latin-\xe9")).write_bytes(b"said")
    assert read_saying("file", f"{tmp_path}/latin-\\xe9") == b"said"


def test_a_file_that_is_empty_or_too_large_is_refused(tmp_path: Path):
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(ValueError, match="empty, there is nothing to say"):
        read_saying("file", str(path))
    os.truncate(path, MOST_BYTES + 1)
    with pytest.raises(ValueError, match="more than 16 MiB: say a smaller one"):
        read_saying("file", str(path))


def test_a_pipe_that_nobody_writes_to_keeps_nobody_waiting(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="not a file"):
        read_saying("file", str(tmp_path / "pipe"))


@given(st.binary(min_size=1, max_size=200))
def test_what_was_said_is_typed_and_read_again_as_the_same(data: bytes):
    assert read_saying("text", write_saying(data)) == data


@given(st.binary(min_size=1, max_size=200), st.sampled_from(["", " ", ":", ", ", "\n"]))
def test_hex_of_any_bytes_is_read_as_these(data: bytes, between: str):
    assert read_saying("hex", between.join(f"{byte:02x}" for byte in data)) == data
