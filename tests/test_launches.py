"""Launches: what a form says becomes one or is told to be wrong, and one becomes what clients are told."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from connscope.launches import LONGEST_TEXT, PRESETS, Launch, inert, read_form, read_groups, refused, sentence, texts
from connscope.launches.form import MOST_IN_MEMORY
from connscope.launches.messages import read_messages, written
from connscope.text import visible
from tests.populations import any_groups

MESSAGES = st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=5).map(tuple)
ANY_TEXT = st.text(st.characters(), max_size=30)
ROUND = st.sampled_from([1024.0, 2048.0, 3072.0])
"""What has a unit where it is bytes."""
MILLISECONDS = st.integers(0, 3_600_000).map(lambda ms: ms / 1000) | ROUND
SOME_TIME = st.integers(10, 86_400_000).map(lambda ms: ms / 1000) | ROUND
PRINTABLE = st.characters(min_codepoint=33, max_codepoint=126)
ORDINARY = Launch("127.0.0.1", 65432, 10, (b"hello",))


@st.composite
def launches(draw: st.DrawFn) -> Launch:
    """Whatever the form can ask for."""
    num_conns = draw(st.integers(1, 10_000))
    says_text = draw(st.booleans())
    return Launch(
        draw(st.text(PRINTABLE, min_size=1, max_size=30).filter(lambda host: not host.isdigit())),
        draw(st.integers(1, 65_535)),
        num_conns,
        draw(MESSAGES) if says_text else (),
        0 if says_text else draw(st.integers(1, min(1 << 20, MOST_IN_MEMORY // num_conns))),
        draw(st.integers(0, 1_000_000)),
        draw(MILLISECONDS),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(any_groups(num_conns)),
        draw(SOME_TIME),
    )


# The form and back.


@given(launches())
def test_a_launch_is_read_back_from_the_texts_that_it_fills_the_form_with(launch: Launch):
    assert read_form(texts(launch)) == launch


@given(st.fixed_dictionaries({name: ANY_TEXT | st.just(text) for name, text in texts(ORDINARY).items()}))
def test_whatever_is_typed_is_a_launch_or_complaints_that_can_be_shown(fields: dict[str, str]):
    said = read_form(fields)
    complaints = said if isinstance(said, dict) else {}
    assert isinstance(said, Launch) or complaints
    assert set(complaints) <= set(fields)
    assert [text for text in complaints.values() if text != visible(text) or not text.endswith(".")] == []


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("host", "  ", "Empty: give a name or an address."),
        ("host", "x" * 254, "Longer than a name can be: 253 characters."),
        ("host", "5000", "A number: give a name or an address."),
        ("port", "", "Empty: give 1 to 65,535."),
        ("port", "http", "Not a number: give 1 to 65,535."),
        ("port", "0", "Too small: give 1 to 65,535."),
        ("port", "65536", "Too large: give 1 to 65,535."),
        ("port", "1e3", "Not a number: give 1 to 65,535."),
        ("port", "٣", "Not a number: give 1 to 65,535."),
        ("port", "1,23", "Not a number: give 1 to 65,535."),
        ("num_conns", "10001", "Too large: give 1 to 10,000."),
        ("num_conns", "1 K", "Not a number: give 1 to 10,000."),
        ("text", "", "Nothing to say: give at least one character."),
        ("text", "a |  | b", "A message is empty, and has no echo: give it a character."),
        ("text", "x" * 4_001, "Longer than 4,000 characters: choose random bytes."),
        ("text", r"a\qb", r"\q is no escape: write \\ for a backslash, or \x and two hex digits."),
        ("text", r"\x4", r"\x is no escape: write \\ for a backslash, or \x and two hex digits."),
        ("text", "\\\x1b", "\\␛ is no escape: write \\\\ for a backslash, or \\x and two hex digits."),
        ("repeat", "1000001", "Too large: give 0 to 1,000,000."),
        ("repeat", "-1", "Too small: give 0 to 1,000,000."),
        ("every", "fast", "Not a number: give 0 to 3,600."),
        ("every", "3600.1", "Too large: give 0 to 3,600."),
        ("every", "-.5", "Too small: give 0 to 3,600."),
        ("every", "nan", "Not a number: give 0 to 3,600."),
        ("behaviours", "dripp", "No behaviour is called dripp; the nearest is drip."),
        ("behaviours", "silent:count=11", "The groups take 11 of 10 connections: take less."),
        ("deadline", "", "Empty: give 0.01 to 86,400."),
    ],
)
def test_a_field_that_is_wrong_says_what_is_and_what_to_do(name: str, text: str, complaint: str):
    assert read_form({**texts(ORDINARY), name: text}) == {name: complaint}


def test_all_fields_are_looked_at_and_not_only_the_first_that_is_wrong():
    assert list(read_form({**texts(ORDINARY), "host": "", "every": "x", "behaviours": "x"})) == [
        "host",
        "every",
        "behaviours",
    ]


@pytest.mark.parametrize(("kind", "unused"), [("text", "size"), ("random bytes", "text")])
def test_what_the_form_does_not_show_may_say_anything(kind: str, unused: str):
    fields = {**texts(ORDINARY), "size": "1", "kind": kind, unused: "\\"}
    assert isinstance(read_form(fields), Launch)


def test_what_all_connections_hold_together_has_a_bound():
    fields = texts(replace(ORDINARY, num_conns=1_000, messages=(), random_bytes=1 << 20))
    complaint = "1,000 connections would hold 1,000 M: give at most 268,435."
    assert read_form(fields) == {"size": complaint.replace("1,000 M", "1.0 G")}
    assert isinstance(read_form({**fields, "size": "268,435"}), Launch)


@pytest.mark.parametrize(
    ("text", "size"), [("4096", 4096), ("4,096", 4096), ("4 K", 4096), ("4k", 4096), ("1M", 1 << 20)]
)
def test_a_size_may_be_written_as_the_screen_writes_it(text: str, size: int):
    said = read_form({**texts(ORDINARY), "kind": "random bytes", "size": text})
    assert isinstance(said, Launch)
    assert said.random_bytes == size


# Messages as text.


@given(MESSAGES)
def test_every_byte_can_be_written_and_is_read_back(messages: tuple[bytes, ...]):
    assert read_messages(written(messages)) == messages
    assert written(messages) == visible(written(messages))


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("hello", (b"hello",)),
        ("one | two | three", (b"one", b"two", b"three")),
        ("a|b", (b"a|b",)),
        (r"a \| b", (b"a | b",)),
        (r"\x00\xFf\n\r\t\0\\", (b"\x00\xff\n\r\t\x00\\",)),
        ("é", (b"\xc3\xa9",)),
        ("  ", (b"  ",)),
    ],
)
def test_messages_are_what_they_look_like(text: str, messages: tuple[bytes, ...]):
    assert read_messages(text) == messages


@given(ANY_TEXT)
def test_what_is_made_fit_to_be_shown_still_says_the_same(text: str):
    assert inert(text) == visible(inert(text))
    try:
        meant = read_messages(text)
    except ValueError:
        assume(False)
    assert read_messages(inert(text)) == meant


def test_control_characters_that_have_a_name_are_shown_by_it():
    assert inert("GET /\r\n\x1b[31m\u202e") == r"GET /\r\n\x1b[31m\xe2\x80\xae"


# What clients are told.


def test_the_groups_are_launched_first_and_all_else_is_the_same():
    groups = read_groups("stops-reading:thaw=2.5,count=3")
    launch = replace(ORDINARY, groups=groups, repeat=7, every=0.5, stay=True, small_pipes=True, deadline=9.0)
    options = {
        "messages": (b"hello",),
        "repeat": 7,
        "every": 0.5,
        "stay": True,
        "small_pipes": True,
        "deadline": 9.0,
    }
    assert launch.parts() == [
        (3, {**options, "behaviours": (("stops-reading", {"thaw": 2.5}),)}),
        (7, {**options, "behaviours": ()}),
    ]


def test_without_groups_there_is_one_part():
    assert [count for count, _ in ORDINARY.parts()] == [10]


def test_random_bytes_are_as_many_as_asked_for_and_the_same_each_time():
    launch = replace(ORDINARY, messages=(), random_bytes=4096)
    assert [len(message) for message in launch.said] == [4096]
    assert launch.said == launch.said
    assert len(set(launch.said[0])) == 256


@pytest.mark.parametrize(
    ("num_conns", "ends_here", "free", "says"),
    [
        (500, 2, 1_000, ""),
        (501, 2, 1_000, "Too many for this system's limit on open files: give at most 500."),
        (1_000, 1, 1_000, ""),
        (5_000, 1, 1_001, "Too many for this system's limit on open files: give at most 1,001."),
    ],
)
def test_more_connections_than_the_system_has_files_for_are_refused(num_conns, ends_here, free, says):
    assert refused(num_conns, ends_here, free) == says


# Presets and words.


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_launch_that_the_form_can_say_and_its_words_fit(name: str):
    launch = PRESETS[name].towards("127.0.0.1", 65432)
    assert read_form(texts(launch)) == launch
    assert len(PRESETS[name].says) < 60


def test_the_first_preset_has_readers_that_thaw_before_three_seconds_are_over():
    launch = PRESETS["default"].launch
    assert next(iter(PRESETS)) == "default"
    assert (launch.num_conns, launch.small_pipes) == (50, True)
    assert launch.groups == read_groups("stops-reading:thaw=2.5,count=5")


@pytest.mark.parametrize(
    ("launch", "says"),
    [
        (ORDINARY, "10 connections to 127.0.0.1:65432: each says a message of 5 B, and closes when all is back."),
        (
            Launch(
                "::1", 7, 1, (b"a", b"b"), repeat=0, every=0.5, stay=True, groups=read_groups("stops-reading:share=1%")
            ),
            "1 connection to [::1]:7: it says 2 messages of 1 B again and again, one every 0.5 s, until stopped."
            " It does not read until thawed by hand (z).",
        ),
        (
            Launch("h", 7, 50, (), 4096, repeat=100, every=0.2, groups=read_groups("stops-reading:thaw=2.5,count=5")),
            "50 connections to h:7: each says 4.0 K of random bytes 100 times, one every 0.2 s, and closes when all is"
            " back. 5 of them do not read for 2.5 s.",
        ),
        (
            Launch("\x1b[2J", 7, 1_000, (b"a", b"bcd"), stay=True, groups=read_groups("slow-reader:rate=2K,thaw=4")),
            "1,000 connections to ␛[2J:7: each says 2 messages of up to 3 B, as fast as they are taken, and stays."
            " All of them read 2.0 K a second for 4 s.",
        ),
        (
            Launch("h", 7, 2, (b"a",), groups=read_groups("slow-reader:rate=10,count=1")),
            "2 connections to h:7: each says a message of 1 B, and closes when all is back."
            " 1 of them reads 10 B a second until thawed by hand (z).",
        ),
        (
            Launch("h", 7, 1, (), 8192, repeat=100, every=0.2, groups=read_groups("half-closes:size=4M,thaw=2")),
            "1 connection to h:7. It sends up to 4.0 M, as much as the server takes, half-closes, and only 2 s later"
            " reads.",
        ),
        (
            Launch("h", 7, 1, (b"a",), groups=read_groups("half-closes:size=0")),
            "1 connection to h:7: it says a message of 1 B. It says all of it, half-closes, and only 1 s later reads.",
        ),
        (
            Launch("h", 7, 9, (b"a",), groups=read_groups("silent:count=2 | floods:count=1 | limit:after=1,count=2")),
            "9 connections to h:7: 6 of them say a message of 1 B, and 4 close when all is back. 2 of them say nothing;"
            " 1 sends up to 64.0 M, as much as the server takes, and never reads; 2 close after 1 B.",
        ),
        (
            Launch("h", 7, 2, (b"a",), groups=read_groups("resets:after=0")),
            "2 connections to h:7. All of them reset once connected.",
        ),
    ],
)
def test_a_launch_is_told_in_plain_words(launch: Launch, says: str):
    assert sentence(launch) == says


@settings(max_examples=30)
@given(launches())
def test_the_words_can_always_be_shown(launch: Launch):
    assert sentence(launch) == visible(sentence(launch))


def test_the_longest_text_is_as_long_as_it_says():
    assert isinstance(read_form({**texts(ORDINARY), "text": "x" * LONGEST_TEXT}), Launch)
