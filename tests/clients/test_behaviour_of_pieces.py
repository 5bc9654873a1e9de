"""In which pieces a behaviour sends, as the kernel of an observer counts its segments, or `strace` its calls."""

import re
import select
import shutil
import socket
import subprocess
import sys
from contextlib import suppress

import pytest

from connscope.clients.behaviours.drip import Drip
from connscope.clients.behaviours.join import Join
from connscope.clients.behaviours.split import Split
from connscope.clients.behaviours.urgent import Urgent
from connscope.clients.connection import Connection
from connscope.clients.plans import MESSAGES, Plan
from connscope.clients.stopwatch import Stopwatch
from tests.clients.far_end import PATIENCE, echo_server, read_exactly, scripted_server
from tests.clients.observing import observe
from tests.clients.trying import TOTAL, run

ALL = b"".join(MESSAGES)
LINES = [b"one\n", b"two\n", b"three\n", b"four\n", b"five\n"]


def test_drip_sends_so_few_bytes_at_once_and_waits(server: str) -> None:
    started, outcome, seen = observe(server, Drip(bytes=5, every=0.02))
    assert seen.segments >= 10  # 22 bytes are five of them, twice
    assert seen.byte_at(TOTAL - 1) - started >= 9 * 0.02
    assert (seen.said, outcome.error, outcome.acted) == (ALL, "", {"drip": 10})


def test_split_sends_each_message_in_so_many_segments_with_gaps(server: str) -> None:
    started, outcome, seen = observe(server, Split(pieces=10, gap=0.01))  # of 22 bytes: threes and twos
    assert seen.segments >= 20
    assert seen.byte_at(TOTAL - 1) - started >= 18 * 0.01
    assert (seen.said, outcome.error, outcome.acted) == (ALL, "", {"split": 20})


def test_join_sends_so_many_messages_at_once_though_it_is_not_their_time(server: str) -> None:
    _, outcome, seen = observe(server, Join(messages=3), messages=LINES, every=0.1)
    assert seen.heard[0][1].startswith(b"one\ntwo\nthree\n")
    assert seen.byte_at(14) - seen.byte_at(0) > 0
    assert (seen.said, outcome.error, outcome.acted) == (b"".join(LINES), "", {"join": 2})


def test_join_says_its_messages_often_enough_to_join_some(server: str) -> None:
    _, outcome, seen = observe(server, Join(messages=3), messages=[b"abc"])
    assert ([data for _, data in seen.heard], outcome.error, outcome.acted) == ([b"abc" * 3], "", {"join": 1})


def test_urgent_sends_a_byte_out_of_band_after_each_message(server: str) -> None:
    _, outcome, seen = observe(server, Urgent(every=1))
    assert seen.said == b"!".join(MESSAGES) + b"!"  # the observer has them in line
    assert (*outcome[2:6], outcome.acted, seen.was_reset) == (TOTAL, TOTAL, TOTAL, "", {"urgent": 2}, False)


def test_urgent_does_so_after_every_so_many_messages(server: str) -> None:
    _, outcome, seen = observe(server, Urgent(every=2), messages=[b"a"], repeat=5)
    assert (seen.said, outcome.error, outcome.acted) == (b"aa!aa!a", "", {"urgent": 2})


def test_urgent_bytes_are_no_part_of_the_stream_where_the_server_leaves_them_out() -> None:
    def script(conn: socket.socket) -> None:
        assert select.select([], [], [conn], PATIENCE)[2]
        shouts.append(conn.recv(1, socket.MSG_OOB))
        heard.append(read_exactly(conn, 22))
        conn.sendall(heard[0])
        assert conn.recv(1) == b""

    heard: list[bytes] = []
    shouts: list[bytes] = []
    with scripted_server(script) as address:
        (outcome,) = run(address, behaviours=[Urgent()], messages=MESSAGES[:1])
    assert (shouts, heard) == ([b"!"], [MESSAGES[0]])
    assert outcome[2:6] == (22, 22, 22, "")


def test_urgent_bytes_for_which_there_is_no_room_go_before_the_next_message() -> None:
    urgent, counts = Urgent(), []
    with socket.create_server(("127.0.0.1", 0)) as lsock, socket.create_connection(lsock.getsockname()) as ours:
        theirs = lsock.accept()[0]
        with theirs:
            ours.setblocking(False)
            conn = Connection(1, Plan([]), 0.0, Stopwatch())
            conn.sock = ours
            filled = fill_to_the_last_byte(ours)
            for act in (lambda: urgent.has_sent(conn, 9, 0.0), lambda: read_exactly(theirs, filled)):
                act()
                counts.append(dict(conn.acted))
            select.select([], [ours], [], PATIENCE)
            urgent.begins(conn, 0.0)
    assert (counts, conn.acted) == ([{}, {}], {"urgent": 1})


def fill_to_the_last_byte(sock: socket.socket) -> int:
    sent = 0
    for size in (65536, 1):
        with suppress(BlockingIOError):
            while True:
                sent += sock.send(bytes(size))
    return sent


PROGRAM = """
import sys
from connscope.clients.behaviours import BEHAVIOURS
from connscope.clients.multiconn import MultiConn
client = MultiConn(log=lambda _: None)
ways = ("drip", {"bytes": 9, "every": 0}), ("split", {"gap": 0}), ("join", {"messages": 2}), ("urgent", {})
for name, values in ways:
    client.start_connections("127.0.0.1", int(sys.argv[1]), 1, behaviours=[BEHAVIOURS[name](**values)])
sys.exit(not all(outcome.ok for outcome in client.run()))
"""


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_each_send_is_of_the_size_that_it_says_and_drops_and_pieces_are_sent_at_once() -> None:
    with echo_server() as (_, port):
        strace = ["strace", "-f", "-e", "trace=sendto,setsockopt", "-s", "0"]
        told = subprocess.run([*strace, sys.executable, "-c", PROGRAM, str(port)], capture_output=True, text=True)
    if "Operation not permitted" in told.stderr:
        pytest.skip("nobody may trace here")
    assert told.returncode == 0, told.stderr
    sends: dict[str, list[str]] = {}
    for fd, size, flags in re.findall(r'sendto\((\d+), ""\.\.\., (\d+), (\w+)', told.stderr):
        sends.setdefault(fd, []).append(f"{size} urgent" if flags == "MSG_OOB" else size)
    dripped, split = ["9", "9", "4"] * 2, ["8", "7", "7"] * 2
    assert sorted(sends.values()) == sorted([dripped, split, ["44"], ["22", "1 urgent", "22", "1 urgent"]])
    at_once = re.findall(r"setsockopt\((\d+), SOL_TCP, TCP_NODELAY, \[1\]", told.stderr)
    assert sorted(sends[fd] for fd in at_once) == sorted([dripped, split])
