"""What is said of a guest by what strace and connscope counted."""

import pytest

from connscope import events as ev
from connscope.events import NOWHERE
from connscope.ledger import Ledger
from tests.guests.moved import Ends, Moved
from tests.guests.strace import Strace
from tests.guests.table import differences, judged, markdown
from tests.guests.told import Told, picture

HERE = Ends("5000", "127.0.0.1:4000")


def counted(bytes_in: int, bytes_out: int, **more: int) -> Strace:
    strace = Strace()
    strace.moved[HERE] = Moved(bytes_in, bytes_out, calls={"recvfrom"}, **more)
    return strace


def said(bytes_in: int, bytes_out: int, unseen: Moved | None = None) -> Told:
    return Told({HERE: Moved(bytes_in, bytes_out)}, {HERE: unseen} if unseen else {})


def test_equal_numbers_are_all_there_is():
    verdict = judged("guest", "", counted(5, 7), said(5, 7), True)
    assert (verdict.cells(), verdict.wrong) == (("guest", "1", "12", "12", "–", "yes"), [])


@pytest.mark.parametrize(("bytes_in", "bytes_out"), [(4, 7), (5, 8), (4, 8), (7, 5)])
def test_another_number_either_way_is_wrong(bytes_in: int, bytes_out: int):
    assert differences(counted(5, 7), said(bytes_in, bytes_out)) == [
        f"port 5000, peer 127.0.0.1:4000: strace 5 in, 7 out (recvfrom); told {bytes_in} in, {bytes_out} out"
    ]


def test_urgent_bytes_count_apart():
    assert differences(counted(5, 7, urgent=1), said(6, 7)) != []


def test_a_connection_that_one_of_them_missed_is_wrong():
    assert differences(counted(5, 7), Told()) != []
    assert differences(Strace(), said(5, 7)) != []


def test_what_is_told_to_be_missing_makes_up_for_it():
    assert differences(counted(5, 7), said(5, 0, Moved(0, 7))) == []
    assert differences(counted(5, 7), said(5, 0, Moved(0, 6))) != []


def test_what_is_known_to_be_missing_must_be():
    assert judged("guest", "sendfile", counted(5, 7), said(5, 0), True).wrong == []
    assert judged("guest", "sendfile", counted(5, 7), said(5, 7), True).wrong != []


def test_what_nobody_can_place_is_wrong_and_so_is_another_output():
    strace = counted(5, 7)
    strace.unplaced = Moved(1, 0)
    assert len(judged("guest", "", strace, said(5, 7), False).wrong) == 2


def test_a_program_without_a_connection_proves_nothing():
    assert judged("guest", "", Strace(), Told(), True).wrong == ["strace saw no connection"]


def test_the_table_is_markdown():
    rows = markdown([judged("guest", "sendfile", counted(5000, 7), said(5, 7), True)]).splitlines()
    assert [len(row.split("|")) for row in rows] == [8, 8, 8]
    assert rows[2] == "| guest | 1 | 5,007 | 12 | 4,995: sendfile | yes |"


def test_both_ends_of_a_connection_are_read_out_of_the_facts():
    ledger = Ledger()
    for fact in (
        ev.Listening(1, 1, 1, NOWHERE, "0.0.0.0:4000", 5),
        ev.Connecting(2, 2, 1, NOWHERE, "127.0.0.1:5000", "127.0.0.1:4000", ""),
        ev.Accepted(3, 3, 1, NOWHERE, 9, "127.0.0.1:5000", 1),
        ev.Sent(4, 2, 1, NOWHERE, "send", 5, 5, 0, b"hello"),
        ev.Received(5, 3, 1, NOWHERE, "recv", 99, 5, 0, b"hello"),
        ev.Unseen(6, "program", 3, 0, 2, "sendfile"),
    ):
        ledger.apply(fact)
    told = picture(ledger)
    assert dict(told.moved) == {HERE: Moved(0, 5), Ends("4000", "127.0.0.1:5000"): Moved(5, 0)}
    assert {ends: moved for ends, moved in told.unseen.items() if moved} == {
        Ends("4000", "127.0.0.1:5000"): Moved(0, 2)
    }
