"""Where clients live: in a thread while there is room, then in a process of their own, and nowhere beyond that."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from connscope import descriptors
from connscope import events as ev
from connscope.events import Fact
from connscope.ledger import Ledger
from connscope.sources.crowd import Crowd
from connscope.sources.outside import IDS_FROM, OutsideSource
from connscope.wishes import EndClients, FreezeClient, Go, Hold, LaunchClients, ResumeDeadlines, SuspendDeadlines
from tests.moment import moment
from tests.sources.draining import PATIENCE_SECONDS, watching

FIRST = 100


class Outside:
    """The process, and all that it has told."""

    def __init__(self) -> None:
        self.source = OutsideSource()
        self.ledger = Ledger()
        self.facts: list[Fact] = []

    def look(self) -> None:
        """Take in the news."""
        for fact in self.source.drain():
            self.facts.append(fact)
            self.ledger.apply(fact)

    def until(self, condition: Callable[[], object]) -> None:
        """Look until it is so."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, "it does not come about"
            moment()
            self.source.process.poll()
            self.look()

    def told(self, kind: type[Fact]) -> list[Fact]:
        """The facts of this kind."""
        return [fact for fact in self.facts if type(fact) is kind]


@pytest.fixture
def outside() -> Iterator[Outside]:
    it = Outside()
    yield it
    it.source.stop()


def wish_for(address: str, num_conns: int, **options: object) -> LaunchClients:
    host, _, port = address.rpartition(":")
    return LaunchClients(host, int(port), num_conns, (b"hello",), first=FIRST + 1, **options)  # type: ignore[arg-type]


def test_clients_in_a_process_of_their_own_are_told_of_as_any(outside: Outside):
    with watching("echo") as server:
        outside.source.do(wish_for(server.source.address, 3))
        outside.until(lambda: len(outside.told(ev.ClientEnded)) == 3)
        assert [fact.client for fact in outside.told(ev.ClientBegan)] == [FIRST + n for n in (1, 2, 3)]
        assert [(fact.recv_total, fact.error) for fact in outside.told(ev.ClientEnded)] == [(5, "")] * 3
        sockets = [conn for conn in outside.ledger.connections.values() if conn.role == "connected"]
        assert [(conn.id >= IDS_FROM, conn.bytes_in) for conn in sockets] == [(True, 5)] * 3


def test_a_wish_for_one_of_them_finds_it(outside: Outside):
    with watching("echo") as server:
        outside.source.do(wish_for(server.source.address, 2, repeat=0, every=60.0, stay=True))
        outside.until(lambda: len(outside.told(ev.ClientBegan)) == 2)
        outside.source.do(FreezeClient(FIRST + 2))
        outside.until(lambda: outside.told(ev.ClientFroze))
        outside.source.do(EndClients())
        outside.until(lambda: len(outside.told(ev.ClientEnded)) == 2)
        assert [fact.client for fact in outside.told(ev.ClientFroze)] == [FIRST + 2]


def test_when_their_process_dies_that_is_told_and_each_of_them_has_ended(outside: Outside):
    with watching("echo") as server:
        outside.source.do(wish_for(server.source.address, 2, repeat=0, every=60.0, stay=True))
        outside.until(lambda: len(outside.told(ev.ClientBegan)) == 2)
        os.kill(outside.source.process.pid, signal.SIGKILL)
        outside.until(lambda: len(outside.told(ev.ClientEnded)) == 2)
        assert [fact.error for fact in outside.told(ev.Ended)] == ["its process was ended by signal 9"]
        assert [conn.over for conn in outside.ledger.connections.values() if conn.role == "connected"] == [True, True]


def test_its_process_ends_when_it_is_stopped_and_leaves_nothing():
    source = OutsideSource()
    source.stop()
    assert source.process.returncode == 0


def test_its_process_ends_when_ours_does():
    code = (
        "from connscope.sources.outside import OutsideSource\nimport os\n"
        "print(OutsideSource().process.pid, flush=True)\nos._exit(0)"
    )
    pid = int(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while alive(pid):
        assert time.monotonic() < deadline, "it lives on"


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    it = Crowd([])
    yield it
    it.stop()


def all_facts(crowd: Crowd, ledger: Ledger, condition: Callable[[], object]) -> None:
    """Look at all its sources until it is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it does not come about"
        moment()
        for source in crowd.sources:
            for fact in source.drain():
                ledger.apply(fact)


def test_numbers_go_on_from_launch_to_launch_wherever_the_clients_live(crowd: Crowd):
    ledger, stay = Ledger(), {"repeat": 0, "every": 60.0, "stay": True}
    with watching("echo") as server:
        crowd.launch([wish_for(server.source.address, 2, **stay), wish_for(server.source.address, 1, **stay)], True)
        crowd.homes.append((crowd.next, crowd.process()))
        crowd.process().do(wish_for(server.source.address, 1, **stay))
        crowd.next = FIRST + 2
        crowd.launch([wish_for(server.source.address, 1, **stay)], True)
        all_facts(crowd, ledger, lambda: len(ledger.clients) == 5)
        assert sorted(ledger.clients) == [1, 2, 3, FIRST + 1, FIRST + 2]
        for number in ledger.clients:
            crowd.do(FreezeClient(number))
        all_facts(crowd, ledger, lambda: all(client.frozen for client in ledger.clients.values()))


def test_a_second_process_after_a_dead_one_has_clients_and_sockets_of_its_own(crowd: Crowd):
    ledger, stay = Ledger(), {"repeat": 0, "every": 60.0, "stay": True}
    with watching("echo") as server:
        for turn in (0, 1):
            wish = wish_for(server.source.address, 2, **stay)
            wish.first = 1 + 2 * turn
            crowd.process().do(wish)
            all_facts(crowd, ledger, lambda turn=turn: len(ledger.clients) == 2 + 2 * turn)
            if not turn:
                os.kill(crowd.process().process.pid, signal.SIGKILL)
                all_facts(crowd, ledger, lambda: all(client.ended_at for client in ledger.clients.values()))
        assert [number for number, client in ledger.clients.items() if not client.ended_at] == [3, 4]
        assert sum(not conn.over for conn in ledger.connections.values() if conn.role == "connected") == 2


def test_two_launches_from_two_threads_share_one_home(crowd: Crowd):
    with watching("echo") as server:
        wishes = [wish_for(server.source.address, 5) for _ in range(8)]
        threads = [threading.Thread(target=crowd.launch, args=([wish], True)) for wish in wishes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ledger = Ledger()
        all_facts(crowd, ledger, lambda: sum(client.ended_at > 0 for client in ledger.clients.values()) == 40)
        assert (len(crowd.sources), sorted(ledger.clients)) == (1, list(range(1, 41)))


def test_a_name_is_resolved_once_and_while_nobody_waits_for_the_lock(crowd: Crowd, monkeypatch: pytest.MonkeyPatch):
    waits: list[bool] = []
    resolve = socket.getaddrinfo

    def noting(*args: Any, **options: Any) -> list[Any]:
        waits.append(crowd.lock.locked())
        return resolve(*args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", noting)
    ledger = Ledger()
    with watching("echo") as server:
        host, _, port = server.source.address.rpartition(":")
        crowd.launch([wish_for(server.source.address, 1) for _ in range(2)], True)
        crowd.open_by_hand(host, int(port), True)
        all_facts(crowd, ledger, lambda: len(ledger.clients) == 3)
    assert waits == [False, False]


def test_room_is_kept_for_those_by_hand_that_have_no_socket_yet(crowd: Crowd):
    ledger = Ledger()
    with watching("echo") as server:
        host, _, port = server.source.address.rpartition(":")
        home = crowd.hands()
        home.do(Hold())
        home.clients.end_all()  # nobody is there: it wakes, and is held
        all_facts(crowd, ledger, lambda: home.name in ledger.programs and ledger.programs[home.name].held)
        for _ in range(3):
            crowd.open_by_hand(host, int(port), True)
        assert (home.to_come, crowd.free()) == (3, descriptors.free() - 6)
        home.do(Go())
        all_facts(crowd, ledger, lambda: len(ledger.clients) == 3)
        assert home.to_come == 0


def launch_in_both(crowd: Crowd, address: str) -> None:
    """A client in each home, with little time."""
    crowd.launch([wish_for(address, 1, deadline=0.2)], True)
    crowd.process().do(wish_for(address, 1, deadline=0.2))


def errors(crowd: Crowd, ledger: Ledger) -> list[str]:
    """What came of both."""
    all_facts(crowd, ledger, lambda: [client.ended_at > 0 for client in ledger.clients.values()] == [True, True])
    return [client.error for client in ledger.clients.values()]


def test_a_home_that_begins_while_deadlines_are_suspended_knows_of_it(crowd: Crowd):
    ledger = Ledger()
    with watching("echo") as server:
        server.source.do(Hold())
        crowd.do(SuspendDeadlines())
        launch_in_both(crowd, server.source.address)
        all_facts(crowd, ledger, lambda: len(ledger.clients) == 2)
        enough = time.monotonic() + 0.4
        all_facts(crowd, ledger, lambda: time.monotonic() > enough)
        server.source.do(Go())
        crowd.do(ResumeDeadlines())
        assert errors(crowd, ledger) == ["", ""]


def test_a_home_that_begins_once_deadlines_count_again_goes_by_them(crowd: Crowd):
    with watching("echo") as server:
        server.source.do(Hold())
        crowd.do(SuspendDeadlines())
        crowd.do(ResumeDeadlines())
        launch_in_both(crowd, server.source.address)
        assert errors(crowd, Ledger()) == ["deadline: 0 of 5 bytes after 0.2 s"] * 2


FEW_FILES = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (300, 300))
from connscope.serving import ServerSession
from connscope.wishes import LaunchClients
session = ServerSession("127.0.0.1", 0)
session.start()
said = ""
try:
    half = LaunchClients("127.0.0.1", session.port, int(sys.argv[1]) // 2, (b"hello",))
    other = LaunchClients("127.0.0.1", session.port, int(sys.argv[1]) // 2, (b"hello",))
    session.launch(half, other)
except OSError as error:
    said = error.strerror
else:
    clients = session.ledger.clients
    while sum(client.ended_at > 0 for client in clients.values()) < int(sys.argv[1]):
        session.tick()
outside = session.crowd.outside is not None
good = sum(client.recv_total == 5 and not client.error for client in session.ledger.clients.values())
session.stop()
print(json.dumps([said, outside, good]))
"""


def launched_with_few_files(num_conns: int) -> list[object]:
    """What was said, whether there is a second process, and how many clients got all back."""
    run = subprocess.run(
        [sys.executable, "-c", FEW_FILES, str(num_conns)], capture_output=True, text=True, check=True, timeout=30
    )
    answer: list[object] = json.loads(run.stdout)
    return answer


def test_while_descriptors_last_for_both_ends_all_is_in_one_process():
    assert launched_with_few_files(50) == ["", False, 50]


def test_where_they_do_not_last_the_clients_get_a_process_of_their_own():
    assert launched_with_few_files(180) == ["", True, 180]


def test_what_no_process_has_room_for_is_refused_in_words():
    said, outside, _ = launched_with_few_files(400)
    assert str(said).startswith("this system lets a process have 300 files open: that is room for ")
    assert not outside
