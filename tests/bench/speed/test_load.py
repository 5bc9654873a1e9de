"""The load, on real sockets: it has its echoes, it times them, and it finds out who does not echo."""

import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connscope.servers import echo
from tests.bench.speed.by_python import Talk, exchange, meet
from tests.bench.speed.programs import built


@contextmanager
def echoing() -> Iterator[int]:
    """The built-in server."""
    server = echo.EchoServer(echo.listen("127.0.0.1", 0))
    port = server.lsock.getsockname()[1]
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield port
    finally:
        server.stop()
        thread.join()


@contextmanager
def shouting() -> Iterator[int]:
    """Says what it hears in capitals, to one client."""

    def shout() -> None:
        sock, _ = lsock.accept()
        with sock:
            while data := sock.recv(65536):
                sock.send(bytes(byte ^ 32 for byte in data))

    with socket.create_server(("127.0.0.1", 0)) as lsock:
        thread = threading.Thread(target=shout)
        thread.start()
        yield lsock.getsockname()[1]
        thread.join()


def close(talk: Talk) -> None:
    for key in list(talk.sel.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    talk.sel.close()


def test_messages_on_their_way_at_once_come_back_in_order() -> None:
    with echoing() as port:
        talk = Talk({"port": port, "active": 3, "idle": 2, "window": 4, "warm": 100_000, "seconds": 0.05})
        before, after = exchange(talk)
        close(talk)
    assert (talk.met, talk.errors, talk.wrong, after[3] - before[3] > 0) == (5, 0, 0, True)
    assert len(talk.took) == pytest.approx((after[3] - before[3]) / 64, abs=1)


@pytest.mark.parametrize(("mode", "met"), [("storm", 20), ("crowd", 7)])
def test_each_has_its_first_echo(mode: str, met: int) -> None:
    with echoing() as port:
        talk = Talk({"port": port, "mode": mode, "active": 7, "count": 20})
        meet(talk)
        close(talk)
    assert (talk.met, talk.errors, talk.wrong, len(talk.took)) == (met, 0, 0, met)


def test_who_does_not_echo_is_found_out() -> None:
    with shouting() as port:
        talk = Talk({"port": port, "seconds": 0.01, "limit": 5})
        exchange(talk)
        close(talk)
    assert talk.wrong > 0


def test_a_server_that_is_not_there_is_an_error_and_no_wait() -> None:
    with socket.create_server(("127.0.0.1", 0)) as lsock:
        port = lsock.getsockname()[1]
    talk = Talk({"port": port, "mode": "storm", "active": 2, "count": 4})
    meet(talk)
    close(talk)
    assert (talk.met, talk.errors) == (0, 4)


@pytest.mark.skipif(not (sys.platform.startswith("linux") and shutil.which("cc")), reason="needs a C compiler on Linux")
def test_both_programs_in_c_do_the_same(tmp_path: Path) -> None:
    programs = built(tmp_path, "-O0")
    assert programs.echo is not None
    with subprocess.Popen(programs.echo, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        argv = [
            *programs.load,
            f"port={int(server.stdout.readline())}",
            f"pid={server.pid}",
            "warm=300000",
            "seconds=.05",
        ]
        out = subprocess.run([*argv, "active=3", "idle=2", "window=4"], capture_output=True, check=True).stdout
        server.kill()
    told = json.loads(out)
    assert (told["met"], told["errors"], told["wrong"], told["owed"]) == (5, 0, 0, 0)
    assert min(told["bytes"], told["cpu_ns"], told["p50_ns"], told["p99_ns"]) > 0
