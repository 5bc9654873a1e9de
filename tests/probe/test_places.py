"""Every record says which line of the program made the call."""

import contextlib
import gc
import selectors
import socket
import threading
from pathlib import Path

import pytest

from connscope.probe.places import Places
from tests.probe.witness import accepted, listening, records

pytestmark = pytest.mark.usefixtures("either")

SOURCE = Path(__file__).read_text().splitlines()


def lines(probe) -> list[str]:
    """The lines of this file that the waiting records name."""
    places = [probe.places.line(each["place"]) for each in records(probe)]
    assert {name for name, _ in places} == {__file__}
    return [SOURCE[line - 1].strip() for _, line in places]


def program(probe, new_socket, sel):
    """Each line that ends in `seen` makes one record."""
    lsock = new_socket()  # seen
    lsock.bind(("127.0.0.1", 0))  # seen
    lsock.listen()  # seen
    sel.register(lsock, selectors.EVENT_READ)  # seen
    with socket.create_connection(lsock.getsockname()) as peer:
        sel.select()  # seen
        conn, _ = lsock.accept()  # seen
        peer.sendall(b"x" * 100)
        conn.recv(10)  # seen
        conn.recv_into(bytearray(64))  # seen
        conn.send(b"x")  # seen
        conn.sendall(b"x")  # seen
        conn.sendmsg([b"x"])  # seen
    conn.recv(26, socket.MSG_WAITALL)  # seen
    with contextlib.suppress(OSError):
        conn.recv(1)  # seen
    conn.close()  # seen
    sel.unregister(lsock)  # seen
    probe.log("done")  # seen
    lsock.close()  # seen


def test_each_call_names_its_line(probe, new_socket, sel):
    program(probe, new_socket, sel)
    assert lines(probe) == [line.strip() for line in SOURCE if line.endswith("# seen")]


def test_the_same_call_from_two_functions_names_two_lines(probe, ends):
    conn, _ = ends

    def one():
        conn.send(b"one")

    def other():
        conn.send(b"other")

    for _ in range(3):
        one()
        other()
    assert lines(probe) == ['conn.send(b"one")', 'conn.send(b"other")'] * 3


def test_one_function_on_several_lines_and_in_several_threads_names_each(probe, ends):
    conn, _ = ends

    def several():
        conn.send(b"1")
        conn.send(b"2")

    threads = [threading.Thread(target=several) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(lines(probe)) == ['conn.send(b"1")'] * 4 + ['conn.send(b"2")'] * 4


def test_what_the_library_calls_for_the_program_names_the_programs_line(probe, ends):
    conn, peer = ends
    peer.sendall(b"line\n")
    with conn:
        second = conn.dup()
        stream = conn.makefile("rwb")
        stream.readline()
        stream.write(b"x")
        stream.flush()
        second.close()
        stream.close()
    assert lines(probe) == [
        "second = conn.dup()",
        "second = conn.dup()",
        "stream.readline()",
        "stream.flush()",
        "second.close()",
        "with conn:",
    ]


def test_a_call_from_a_thread_with_no_code_of_the_programs_still_has_a_place(probe, new_socket):
    sock = new_socket()
    records(probe)
    thread = threading.Thread(target=sock.close)
    thread.start()
    thread.join()
    [closed] = records(probe)
    assert probe.places.line(closed["place"])[0] == threading.__file__


def made(source: str, file: str):
    """Code that says it comes from this file."""
    return compile(source, file, "exec")


@pytest.mark.parametrize("call", ["recv(1)", "recv_into(bytearray(64))", "send(b'x')", "sendall(b'x')"])
def test_a_call_by_the_librarys_own_code_names_the_line_that_led_to_it(probe, ends, call):
    conn, peer = ends
    for _ in range(2):
        peer.sendall(b"x")
        exec(made(f"conn.{call}", socket.__file__), {"conn": conn})
    assert set(lines(probe)) == {'exec(made(f"conn.{call}", socket.__file__), {"conn": conn})'}


def test_code_that_is_made_and_thrown_away_is_never_taken_for_other_code(probe, ends):
    conn, _ = ends
    for number in range(50):
        exec(made("conn.send(b'x')", socket.__file__), {"conn": conn})
        gc.collect(0)
        exec(made("\n" * number + "conn.send(b'x')", f"made-{number}"), {"conn": conn})
        gc.collect(0)
    places = [probe.places.line(each["place"]) for each in records(probe)]
    assert places[1::2] == [(f"made-{number}", number + 1) for number in range(50)]
    assert {name for name, _ in places[::2]} == {__file__}


def test_no_place_is_nowhere():
    assert Places().line(0) == ("", 0)


@pytest.mark.parametrize("receive", ["recv", "recv_into"])
def test_a_call_through_makefile_between_others_confuses_neither(probe, new_socket, receive):
    conn, peer = accepted(new_socket)
    stream = conn.makefile("rb")
    records(probe)
    with conn, peer, stream:
        for _ in range(2):
            peer.sendall(b"abc\n")
            getattr(conn, receive)({"recv": 2, "recv_into": bytearray(2)}[receive])
            stream.readline()
        told = lines(probe)
    assert [line.split("(")[0] for line in told] == ["getattr", "stream.readline"] * 2


def test_a_listener_that_is_closed_by_with_names_the_with(probe, new_socket):
    with listening(new_socket):
        records(probe)
    assert lines(probe) == ["with listening(new_socket):"]
