"""Records into facts, field by field where a mistake would not be seen elsewhere."""

import errno
from pathlib import Path

import pytest

from connscope import events as ev
from connscope import text
from connscope.events import NOWHERE, Fact
from connscope.probe import records as r
from connscope.probe.places import Places
from connscope.sources.translate import Translator, shown_path


def told(call: int, *, asked: int = 0, result: int = 0, error: int = 0, outb: int = -1, head: object = b"") -> Fact:
    return Translator(Places()).fact((1, 5, call, 7, 2, 0, asked, result, error, 9, outb, head))


CALL = (5, 7, 2, NOWHERE)
"""When, which connection, which thread, where in the source."""


def test_bytes_received_with_all_that_the_record_says():
    fact = told(r.RECV_INTO, asked=1024, result=3, outb=50, head=b"abc")
    assert fact == ev.Received(*CALL, "recv_into", 1024, 3, 50, b"abc")


def test_nothing_received_is_the_end_but_for_one_who_asked_for_nothing():
    assert told(r.RECV, asked=1024, outb=50) == ev.PeerFinished(*CALL, 50)
    assert told(r.RECV, asked=0) == ev.Received(*CALL, "recv", 0, 0, -1, b"")


def test_bytes_sent_with_all_that_the_record_says():
    assert told(r.SEND, asked=9, result=3, outb=50, head=b"abc") == ev.Sent(*CALL, "send", 9, 3, 50, b"abc")


def test_what_select_answered():
    fact = told(r.SELECT, asked=-1, result=12, outb=4, head=[7 << 2 | 1, 8 << 2 | 3])
    assert fact == ev.Woke(*CALL, -1, 9, 12, 4, [(7, 1), (8, 3)])


@pytest.mark.parametrize(
    ("number", "name"), [(0, ""), (errno.EINPROGRESS, "EINPROGRESS"), (errno.EALREADY, "EALREADY")]
)
def test_a_connect_is_under_way_or_done_at_once(number: int, name: str):
    fact = told(r.CONNECT_EX, error=number, head=b"127.0.0.1:9 > 127.0.0.1:7")
    assert fact == ev.Connecting(*CALL, "127.0.0.1:9", "127.0.0.1:7", name)


def test_a_connect_asked_for_again_may_say_that_it_went_well():
    assert told(r.CONNECT_EX, error=errno.EISCONN) == ev.Connected(*CALL)


@pytest.mark.parametrize("call", [r.CONNECT, r.CONNECT_EX])
def test_a_connect_that_is_refused_at_once_is_a_reset(call: int):
    assert told(call, error=errno.ECONNREFUSED) == ev.Reset(*CALL, r.CALLS[call].lower(), "ECONNREFUSED", -1)


def test_how_a_connect_went_is_told_as_the_connects_own_failure():
    assert told(r.SO_ERROR, error=errno.ETIMEDOUT) == ev.Reset(*CALL, "connect", "ETIMEDOUT", -1)


def test_an_accept_that_fails_does_not_reset_the_listening_socket():
    assert told(r.ACCEPT, asked=7, error=errno.ECONNABORTED) == ev.Failed(*CALL, "accept", "ECONNABORTED", -1)


def test_an_accept_that_would_wait_has_asked_for_no_bytes():
    assert told(r.ACCEPT, asked=7, error=errno.EAGAIN) == ev.WouldBlock(*CALL, "accept", 0, -1)


@pytest.mark.parametrize(("number", "name"), [(99_999, "error 99999"), (r.UNNUMBERED, "no number")])
def test_an_error_that_this_system_does_not_know_is_told_all_the_same(number: int, name: str):
    assert told(r.SEND, error=number).error == name


def test_an_option_keeps_level_and_name_apart():
    assert told(r.SETSOCKOPT, asked=6 << 32 | 1, result=1) == ev.OptionSet(*CALL, 6, 1, 1)


@pytest.mark.parametrize("call", [r.ACCEPT, r.BIND, r.LISTEN, r.CONNECT, r.LOG])
def test_whatever_an_address_or_a_line_holds_is_inert(call: int):
    fact = told(call, head=b"/tmp/\x1b]52;c;aGk=\x07\xff\xe2\x80\xae")
    shown = getattr(fact, "address", getattr(fact, "text", None))
    assert shown == text.visible(b"/tmp/\x1b]52;c;aGk=\x07\xff\xe2\x80\xae")
    assert shown.isprintable()


def test_a_path_in_the_package_is_short_and_any_other_as_it_is():
    ours = Path(text.__file__).parent / "servers" / "echo.py"
    assert (shown_path(str(ours)), shown_path("/home/me/echo.py")) == ("servers/echo.py", "/home/me/echo.py")


def test_a_path_cannot_say_anything_to_the_terminal():
    assert shown_path("/home/\x1b[2J.py") == "/home/␛[2J.py"


def test_what_the_program_connected_itself_is_not_in_the_bytes_told():
    translator = Translator(Places())
    connect = (1, 5, r.CONNECT, 8, 2, 0, 0, 0, 0, 0, -1, b"a > b")
    received = [(2, 5, r.RECV, conn, 2, 0, 9, 5, 0, 0, -1, b"hello") for conn in (7, 8)]
    sent = [(4, 5, r.SEND, conn, 2, 0, 9, 3, 0, 0, -1, b"hel") for conn in (7, 8)]
    for record in (connect, *received, *sent):
        translator.fact(record)
    assert (translator.bytes_in, translator.bytes_out) == (5, 3)
