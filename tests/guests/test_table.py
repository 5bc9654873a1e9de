"""What is said of a guest by what strace and connscope counted."""

import pytest

from connscope import events as ev
from connscope.events import NOWHERE
from connscope.ledger import Ledger
from tests.guests.guests import Guest
from tests.guests.moved import Ends, Moved
from tests.guests.strace import Strace
from tests.guests.table import differences, judged, markdown
from tests.guests.told import Told, picture

HERE = Ends("5000", "127.0.0.1:4000")
GUEST = Guest("guest", "guest.py")
SENDING_FILES = Guest("guest", "guest.py", untold=("sendfile",), why="`os.sendfile`")
WITHIN_TLS = Guest("guest", "guest.py", plain=9, why="TLS")


def counted(bytes_in: int, bytes_out: int, **calls: int) -> Strace:
    """So much by `recvfrom` and `sendto`, and so many bytes out by other calls."""
    strace = Strace()
    more = {call: Moved(0, size) for call, size in calls.items()}
    strace.by_call[HERE] = {"recvfrom": Moved(bytes_in, 0), "sendto": Moved(0, bytes_out), **more}
    return strace


def said(bytes_in: int, bytes_out: int, urgent: int = 0) -> Told:
    return Told({HERE: Moved(bytes_in, bytes_out, urgent)})


def test_equal_numbers_are_all_there_is():
    verdict = judged(GUEST, counted(5, 7), said(5, 7), True)
    assert (verdict.cells(), verdict.wrong) == (("guest", "1", "12", "12", "–", "yes"), [])


@pytest.mark.parametrize(("bytes_in", "bytes_out"), [(4, 7), (5, 8), (4, 8), (7, 5)])
def test_another_number_either_way_is_wrong(bytes_in: int, bytes_out: int):
    assert differences(GUEST, counted(5, 7), said(bytes_in, bytes_out)) == [
        "port 5000, peer 127.0.0.1:4000: should be 5 in, 7 out (recvfrom, sendto), "
        f"told are {bytes_in} in, {bytes_out} out"
    ]


def test_urgent_bytes_count_apart():
    assert differences(GUEST, counted(5, 7), said(5, 6, urgent=1)) != []


def test_a_connection_that_one_of_them_missed_is_wrong():
    assert differences(GUEST, counted(5, 7), Told()) != []
    assert differences(GUEST, Strace(), said(5, 7)) != []


def test_a_call_that_is_known_not_to_be_told_must_not_be():
    strace = counted(5, 7, sendfile=100)
    assert judged(SENDING_FILES, strace, said(5, 7), True).wrong == []
    assert judged(SENDING_FILES, strace, said(5, 107), True).wrong != []
    assert judged(GUEST, strace, said(5, 7), True).wrong != []


def test_a_reason_that_does_not_hold_is_wrong():
    assert judged(SENDING_FILES, counted(5, 7), said(5, 7), True).wrong == ["all is told, though `os.sendfile`"]


def test_within_tls_both_ways_are_known_beforehand():
    strace = Strace()
    strace.by_call[HERE] = {"read": Moved(40, 0), "write": Moved(0, 50)}
    assert judged(WITHIN_TLS, strace, said(9, 9), True).wrong == []
    assert judged(WITHIN_TLS, strace, said(40, 50), True).wrong != []
    assert differences(WITHIN_TLS, counted(5, 7), said(5, 7)) == []


def test_what_nobody_can_place_is_wrong_and_so_is_another_output():
    strace = counted(5, 7)
    strace.unplaced = Moved(1, 0)
    assert len(judged(GUEST, strace, said(5, 7), False).wrong) == 2


def test_a_program_without_a_connection_proves_nothing():
    assert judged(GUEST, Strace(), Told(), True).wrong == ["strace saw no connection"]


def test_the_table_is_markdown():
    rows = markdown([judged(SENDING_FILES, counted(5, 7, sendfile=5000), said(5, 7), True)]).splitlines()
    assert [len(row.split("|")) for row in rows] == [8, 8, 8]
    assert rows[2] == "| guest | 1 | 5,012 | 12 | 5,000: `os.sendfile` | yes |"


def test_both_ends_of_a_connection_are_read_out_of_the_facts():
    ledger = Ledger()
    for fact in (
        ev.Listening(1, 1, 1, NOWHERE, "0.0.0.0:4000", 5),
        ev.Connecting(2, 2, 1, NOWHERE, "127.0.0.1:5000", "127.0.0.1:4000", ""),
        ev.Accepted(3, 3, 1, NOWHERE, 9, "127.0.0.1:5000", 1),
        ev.Sent(4, 2, 1, NOWHERE, "send", 5, 5, 0, b"hello"),
        ev.Received(5, 3, 1, NOWHERE, "recv", 99, 5, 0, b"hello"),
    ):
        ledger.apply(fact)
    assert picture(ledger).moved == {HERE: Moved(0, 5), Ends("4000", "127.0.0.1:5000"): Moved(5, 0)}
