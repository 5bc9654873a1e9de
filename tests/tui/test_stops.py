"""Lines that can stop are those that Python names while a probed call is made; others say which line is next."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import connscope
from connscope import events as ev
from connscope.events import Fact
from connscope.probe.attach import probed_selector, probed_socket
from connscope.probe.core import Probe
from connscope.probe.records import CALLS, OPEN
from connscope.sources.byhand import HandSource
from connscope.sources.clients import ClientSource
from connscope.tui.stops import METHODS, Stops
from connscope.wishes import FreezeClient, HalfCloseClient, LaunchClients, Say, SetClientOption, ThawClient
from connscope.wording import said
from tests.programs import with_long_calls
from tests.sources.draining import Watched, connected, receive, watching

PACKAGE = Path(connscope.__file__).parent
OURS = [*sorted(PACKAGE.glob("servers/*.py")), *sorted(PACKAGE.glob("clients/*.py"))]


def stops_of(path: Path) -> Stops:
    return Stops(path.read_text("utf-8").split("\n"))


# They are where Python says that it is.


def test_a_call_stops_on_the_line_that_python_names_however_it_is_spread_over_lines():
    probe, stopped = Probe(), set()
    probe.gate.stop = lambda *_: stopped.add(probe.places.line(probe.places.here()))
    with probed_selector(probe)() as sel:
        probe.gate.closed[:] = [int(call != OPEN) for call in range(len(CALLS))]  # what is called is no method
        with_long_calls.converse(probed_socket(probe), sel)
        probe.gate.closed[:] = [0] * len(probe.gate.closed)
    path = Path(with_long_calls.__file__)
    assert stopped == {(str(path), line) for line in stops_of(path).methods}


def told_by_a_server(policy: str) -> list[Fact]:
    with watching(policy) as server:
        with connected(server) as client:
            client.sendall(b"hello")
            receive(client, 5)
        server.until(lambda: server.told(ev.Unregistered))
    server.look()
    return server.facts


def told_by_clients() -> list[Fact]:
    source = ClientSource()
    try:
        with watching("echo") as server:
            clients, (host, _, port) = Watched(source), server.source.address.rpartition(":")
            source.do(LaunchClients(host, int(port), 2, (b"hello",), small_pipes=True))
            clients.until(lambda: len(clients.told(ev.ClientEnded)) == 2)
    finally:
        source.stop()
    clients.look()
    return clients.facts


def told_by_hand() -> list[Fact]:
    source = HandSource()
    try:
        with watching("echo") as server:
            hands, (host, _, port) = Watched(source), server.source.address.rpartition(":")
            source.open(1, host, int(port), small_pipes=True)
            for wish in (FreezeClient(1), Say(1, b"hello"), ThawClient(1), SetClientOption(1, "NODELAY", 1)):
                source.do(wish)
            hands.until(lambda: hands.told(ev.Received))
            source.do(HalfCloseClient(1))
            hands.until(lambda: hands.told(ev.ClientEnded))
    finally:
        source.stop()
    hands.look()
    return hands.facts


NO_CALL_OF_ITS_OWN = (ev.Opened, ev.OutbSeen, ev.Connected)
"""Made by a class, by nobody, and told of an answer of `getsockopt`."""


@pytest.mark.parametrize(
    "told",
    [lambda: told_by_a_server("echo"), lambda: told_by_a_server("tutorial"), told_by_clients, told_by_hand],
    ids=["echo", "tutorial", "clients", "by hand"],
)
def test_each_call_of_our_servers_and_clients_stands_on_a_line_that_can_stop_before_it(told):
    calls = [
        each for each in told() if isinstance(each, ev.CallFact | ev.Woke) and type(each) not in NO_CALL_OF_ITS_OWN
    ]
    ours = [each for each in calls if each.place[0].startswith(("servers", "clients"))]
    stops = {file: stops_of(PACKAGE / file) for file, _ in {each.place for each in ours}}
    assert len({each.place for each in ours}) > 10
    assert [each for each in ours if not stops[each.place[0]].at(each.place[1]).startswith(said(each)[0])] == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_in_our_servers_and_clients_each_line_with_such_a_call_can_stop_and_no_other(path: Path):
    # Of `getsockopt` only the one that asks for SO_ERROR.
    call = re.compile(rf"\.(?!getsockopt\((?!.*SO_ERROR))({'|'.join(METHODS)})\(")
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    assert stops_of(path).methods == {number: found[1] for number, line in lines if (found := call.search(line))}


# Which calls.


def wrapped(kind: type) -> Iterator[str]:
    """What the probe has put on a class."""
    return (name for name in vars(kind) if not name.startswith("__") and callable(getattr(kind, name)))


def test_all_that_the_probe_wraps_can_stop_but_for_detach_which_it_never_holds():
    probe = Probe()
    assert {*wrapped(probed_socket(probe)), *wrapped(probed_selector(probe))} - {"detach"} == METHODS


@pytest.mark.parametrize(
    ("line", "method"),
    [
        ("sock.getsockopt(SOL_SOCKET, SO_ERROR)", "getsockopt"),
        ("sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)", "getsockopt"),
        ("sock.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)", ""),
        ("self.sock.send(self.outb)", "send"),
        ("send(outb)", ""),
        ("method = sock.send", ""),
        ("os.close(fd)", ""),
        ("sel.select()", ""),
        ("one.send(other.recv(1))", "recv"),
        ("one.send(b''); other.recv(1)", "send"),
        ("", ""),
    ],
)
def test_a_line_stops_before_the_first_probed_call_that_is_made_there(line: str, method: str):
    assert Stops(["import os, select as sel", line]).at(2) == method


# What is said of lines that cannot.

SOURCE = """\
import socket

def serve(sock):
    data = sock.recv(9)

    def answer():
        sock.send(data)
        return data

    print(data)
    sock.close()
    return None

async def nothing(sock):
    return sock

print("ready")
serve(socket.socket())
"""
STOPS = Stops(SOURCE.split("\n"))
LINES = range(1, 19)


def test_the_nearest_is_the_line_itself_or_the_next_in_the_same_function():
    nearest = {line: STOPS.nearest(line) for line in LINES}
    in_serve = {3: 4, 4: 4, 5: 11, 9: 11, 10: 11, 11: 11}
    assert {line: stop for line, stop in nearest.items() if stop} == {**in_serve, 6: 7, 7: 7}


def test_a_line_is_in_the_innermost_function_around_it():
    functions = {line: STOPS.function(line) for line in LINES}
    assert functions == {
        **dict.fromkeys(LINES, ("", 0)),
        **dict.fromkeys(range(3, 13), ("serve", 3)),
        **dict.fromkeys(range(6, 9), ("answer", 6)),
        **dict.fromkeys(range(14, 16), ("nothing", 14)),
    }


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (4, ""),
        (5, "Line 5 makes no socket call, so nothing can stop there; line 11 is the next that does."),
        (8, "Line 8 makes no socket call, so nothing can stop there; no later line of answer() does."),
        (17, "Line 17 makes no socket call, so nothing can stop there; no later line outside of functions does."),
        (99, "Line 99 makes no socket call, so nothing can stop there; no later line outside of functions does."),
    ],
)
def test_a_line_that_cannot_stop_says_so_and_which_one_does(line: int, sentence: str):
    assert STOPS.why_not(line) == sentence


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("sock.recv(1)\nif sock.send(", " (see line 2)"),
        ("sock.recv(1)\n\tsock", " (see line 2)"),
        ("sock.recv(1)\0", ""),
        ("x = " + "-" * 100_000 + "1", ""),
    ],
    ids=["unfinished", "indented", "null", "nested"],
)
def test_a_source_that_does_not_parse_has_no_stops_and_says_so(text: str, where: str):
    stops = Stops(text.split("\n"))
    assert (stops.at(1), stops.nearest(1), stops.function(1), stops.why_not(1)) == (
        *("", 0, ("", 0)),
        f"This source does not parse{where}, so nothing can stop in it.",
    )


def test_a_function_whose_name_no_terminal_can_be_trusted_with_is_shown_all_the_same():
    assert Stops(["def שלום():", "    pass"]).function(2) == ("����", 1)


def test_a_source_of_which_python_would_warn_is_read_in_silence():
    assert Stops([r'sock.send(b"\d")']).at(1) == "send"
