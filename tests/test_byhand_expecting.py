"""What was expected is judged by the bytes and the time, and the sentence names the first difference."""

from itertools import pairwise
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from connscope.byhand.conversation import Conversation
from connscope.byhand.expecting import Expectation, Verdict
from connscope.units import SECOND

MS = 1_000_000
FROM = 10 * SECOND


def expecting(kind: str, data: bytes = b"", within: float = 1.0, times: int = 1) -> Conversation:
    """A conversation of which that is expected from then on."""
    it = Conversation(1, "here:7")
    it.expect(Expectation(kind, data, within, times), FROM)
    return it


def come(it: Conversation, *pieces: bytes) -> Verdict | None:
    """They come a millisecond apart; what is known then."""
    for number, data in enumerate(pieces, 1):
        it.moved(FROM + number * MS, False, data, len(data))
    return it.judged(FROM + len(pieces) * MS)


@pytest.mark.parametrize(
    ("kind", "data", "pieces", "ok", "sentence"),
    [
        ("text", b"hello", [b"he", b"llo"], True, "5 bytes after 2.0 ms"),
        ("echo", b"hello", [b"hello, world"], True, "echo of 5 bytes after 1.0 ms"),
        ("hex", b"\x00", [b"\x00"], True, "1 byte after 1.0 ms"),
        ("text", b"hello", [b"he", b"LLO"], False, "differs at offset 2: expected 6c l, came 4c L"),
        ("text", b"\n\x1b", [b"\n\x9b"], False, "differs at offset 1: expected 1b ␛, came 9b �"),
        ("nothing", b"", [b"hi\x1b[m"], False, "5 bytes came after 1.0 ms: hi␛[m"),
    ],
)
def test_what_came_is_judged_as_soon_as_it_can_be(kind: str, data: bytes, pieces: list[bytes], ok: bool, sentence: str):
    assert come(expecting(kind, data), *pieces) == Verdict(ok, sentence, FROM + len(pieces) * MS)


@pytest.mark.parametrize(
    ("kind", "ok", "sentence"),
    [
        ("text", False, "2 of 5 bytes within 0.5 s"),
        ("echo", False, "2 of 5 bytes within 0.5 s"),
        ("end", False, "no end within 0.5 s"),
    ],
)
def test_what_does_not_come_in_time_is_late(kind: str, ok: bool, sentence: str):
    it = expecting(kind, b"hello", within=0.5)
    assert come(it, b"he") is None
    assert it.judged(FROM + SECOND // 2 - 1) is None
    it.moved(FROM + SECOND, False, b"llo", 3)
    assert it.judged(FROM + SECOND) == Verdict(ok, sentence, FROM + SECOND // 2)


def test_time_that_stood_still_does_not_count():
    it = expecting("echo", b"hello")
    it.stopwatch.stand(FROM + 100 * MS)
    come(it, b"he")
    assert it.judged(FROM + 3600 * SECOND) is None
    it.stopwatch.run_on(FROM + 3600 * SECOND)
    assert it.judged(FROM + 3600 * SECOND + 899 * MS) is None
    it.moved(FROM + 3600 * SECOND + 899 * MS, False, b"llo", 3)
    assert it.verdict == Verdict(
        True, "echo of 5 bytes after 1 h 00 m, held in between", FROM + 3600 * SECOND + 899 * MS
    )


def test_what_is_late_though_time_stood_still_is_late_by_what_counted():
    it = expecting("echo", b"hello")
    it.stopwatch.stand(FROM + 100 * MS)
    it.stopwatch.run_on(FROM + 9 * SECOND)
    assert it.judged(FROM + 99 * SECOND) == Verdict(False, "0 of 5 bytes within 1 s", FROM + 9 * SECOND + 900 * MS)


def test_nothing_is_what_came_when_the_time_is_over():
    it = expecting("nothing", within=2.0)
    assert it.judged(FROM + SECOND) is None
    assert it.judged(FROM + 3 * SECOND) == Verdict(True, "nothing came within 2 s", FROM + 2 * SECOND)


@pytest.mark.parametrize(
    ("kind", "ok", "sentence"),
    [
        ("text", False, "the peer finished after 2 of 5 bytes"),
        ("end", True, "end after 3.0 ms"),
        ("nothing", False, "2 bytes came after 1.0 ms: he"),
    ],
)
def test_the_peer_s_end_is_what_was_expected_or_too_early(kind: str, ok: bool, sentence: str):
    it = expecting(kind, b"hello")
    come(it, b"he")
    it.peer_done(FROM + 3 * MS)
    verdict = it.judged(FROM + 3 * MS)
    assert verdict is not None
    assert (verdict.ok, verdict.sentence) == (ok, sentence)


@pytest.mark.parametrize(
    ("kind", "error", "ok", "sentence"),
    [
        ("text", "reset by the peer", False, "over after 0 of 5 bytes: reset by the peer"),
        ("end", "reset by the peer", False, "no end, but: reset by the peer"),
        ("end", "", False, "no end, but: it was closed"),
        ("nothing", "reset by the peer", False, "reset by the peer after 3.0 ms"),
        ("nothing", "", True, "it was closed after 3.0 ms"),
    ],
)
def test_a_connection_that_is_over_leaves_nothing_open(kind: str, error: str, ok: bool, sentence: str):
    it = expecting(kind, b"hello")
    it.ended(FROM + 3 * MS, error)
    assert it.judged(FROM + 3 * MS) == Verdict(ok, sentence, FROM + 3 * MS)


def test_of_an_echo_what_was_said_before_is_not_meant():
    it = Conversation(1, "here:7", said=3)
    it.moved(1, True, b"abc", 3)
    it.expect(Expectation("echo", b"xy"), FROM)
    it.moved(FROM + MS, True, b"xy", 2)
    assert come(it, b"a", b"bcx") is None
    it.moved(FROM + 3 * MS, False, b"y", 1)
    assert it.judged(FROM + 3 * MS) == Verdict(True, "echo of 2 bytes after 3.0 ms", FROM + 3 * MS)


def test_bytes_whose_content_is_gone_cannot_be_compared():
    it = expecting("text", b"hello")
    it.moved(FROM + MS, False, b"", 5, calls=2)
    assert it.judged(FROM + MS) == Verdict(False, "too much came at once to be compared, after 0 of 5 bytes", FROM + MS)


@given(st.binary(min_size=1, max_size=6), st.integers(1, 5), st.data())
def test_in_whatever_pieces_it_comes_the_same_is_said_of_it(once: bytes, times: int, data: st.DataObject):
    total = once * times
    wrong = data.draw(st.none() | st.integers(0, len(total) - 1))
    came = bytearray(total)
    if wrong is not None:
        came[wrong] ^= 1
    cuts = sorted(data.draw(st.sets(st.integers(0, len(total)))) | {0, len(total)})
    it = expecting("echo", once, times=times)
    come(it, *(bytes(came[start:end]) for start, end in pairwise(cuts)))
    verdict = it.judged(FROM + 999 * MS)
    assert verdict is not None
    assert verdict.ok is (wrong is None)
    assert wrong is None or verdict.sentence.startswith(f"differs at offset {wrong}: ")


def test_a_peer_that_finishes_before_the_echo_even_began_is_too_early():
    it = Conversation(1, "here:7", said=3)
    it.expect(Expectation("echo", b"xy"), FROM)
    it.peer_done(FROM + MS)
    assert it.judged(FROM + MS) == Verdict(False, "the peer finished after 0 of 2 bytes", FROM + MS)


@pytest.mark.parametrize("kind", ["text", "nothing"])
def test_what_came_before_and_was_heard_of_later_is_not_meant(kind: str):
    it = expecting(kind, b"x")
    it.moved(FROM - 1, False, b"old", 3)
    assert it.judged(FROM) is None
    it.moved(FROM + MS, False, b"x", 1)
    verdict = it.judged(FROM + MS)
    assert verdict is not None
    assert verdict.sentence == {"text": "1 byte after 1.0 ms", "nothing": "1 byte came after 1.0 ms: x"}[kind]


@pytest.mark.parametrize(
    ("kind", "over", "sentence"),
    [
        ("end", False, "end after 0 µs"),
        ("text", False, "the peer finished after 0 of 1 byte"),
        ("nothing", False, None),
        ("end", True, "no end, but: gone"),
        ("nothing", True, "gone after 0 µs"),
    ],
)
def test_where_nothing_can_come_any_more_that_is_said_at_once(kind: str, over: bool, sentence: str | None):
    it = Conversation(1, "here:7")
    it.peer_done(FROM - MS)
    if over:
        it.ended(FROM - 1, "gone")
    it.expect(Expectation(kind, b"x"), FROM)
    verdict = it.judged(FROM)
    assert (verdict and verdict.sentence) == sentence


# Its time.


def pacing(kind: str, data: bytes, saying: int = 20) -> Conversation:
    """A conversation of which that is expected, and that says so many bytes meanwhile, half of them at once."""
    it = Conversation(1, "here:7", said=3, sent=3, received=3)
    it.expect(Expectation(kind, data), FROM, saying)
    it.said += saying
    it.moved(FROM + MS, True, b"0123456789", 10)
    return it


def test_its_time_begins_when_the_last_byte_of_what_is_said_has_left():
    it = pacing("text", b"abc")
    it.moved(FROM + 2 * MS, False, b"a", 1)
    assert it.judged(FROM + 60 * SECOND) is None
    it.moved(FROM + 60 * SECOND, True, b"0123456789", 10)
    assert it.judged(FROM + 61 * SECOND - 1) is None
    assert it.judged(FROM + 61 * SECOND) == Verdict(False, "1 of 3 bytes within 1 s", FROM + 61 * SECOND)


def test_the_echo_s_time_is_that_after_the_last_byte():
    it = pacing("echo", b"0123456789", saying=10)
    it.moved(FROM + 3 * MS, False, b"0123456789", 10)
    assert it.verdict == Verdict(True, "echo of 10 bytes after 2.0 ms", FROM + 3 * MS)


def test_what_comes_before_all_was_said_is_told_so():
    it = pacing("text", b"abc")
    it.moved(FROM + 2 * MS, False, b"abc", 3)
    assert it.verdict == Verdict(True, "3 bytes before all was said", FROM + 2 * MS)


def test_what_is_taken_back_is_not_waited_for():
    it = pacing("nothing", b"")
    it.said = it.sent
    it.look_whether_all_left(FROM + 9 * SECOND)
    assert it.judged(FROM + 10 * SECOND) == Verdict(True, "nothing came within 1 s", FROM + 10 * SECOND)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (("text",), "Nothing to expect: give at least one byte."),
        (("end", b"", 0.0), "No time to come in: give more than 0 seconds."),
    ],
)
def test_what_cannot_come_is_not_expected(given: tuple[Any, ...], wrong: str):
    with pytest.raises(ValueError, match=wrong):
        Expectation(*given)


def test_where_nothing_is_expected_nothing_is_judged():
    assert Conversation(1, "here:7").judged(FROM) is None
