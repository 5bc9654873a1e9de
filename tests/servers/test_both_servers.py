"""What both servers owe to those who start them: alone, from a thread, or to read them."""

import ast
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from connscope.servers import echo, tutorial
from tests.faults.peers import ask, connect, take_all

BOTH = pytest.mark.parametrize("module", [echo, tutorial], ids=lambda module: module.__name__.rpartition(".")[2])


@BOTH
def test_they_import_the_standard_library_and_nothing_else(module: ModuleType):
    tree = ast.parse(Path(module.__file__ or "").read_text())
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    froms = [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.partition(".")[0] for name in names + froms} <= sys.stdlib_module_names


@BOTH
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_alone_they_end_in_order_when_told_to(module: ModuleType, number: signal.Signals):
    command = [sys.executable, "-m", module.__name__, "127.0.0.1", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        host, _, port = process.stdout.readline().split()[-1].rpartition(":")
        with connect((host, int(port))) as peer:
            ask(peer)
            process.send_signal(number)
            assert take_all(peer) == b""
        complaints = process.communicate(timeout=5)[1]
    finally:
        process.kill()
    assert (process.returncode, complaints) == (0, "")


@BOTH
@pytest.mark.parametrize(
    "words",
    [
        ["127.0.0.1", "{used}"],
        ["127.0.0.1", "99999"],
        ["127.0.0.1", "-1"],
        ["127.0.0.1", "http"],
        ["a..b", "0"],
        ["\x1b[31m..", "0"],
        ["." * 999, "0"],
        ["127.0.0.1", "0", "more"],
    ],
)
def test_alone_they_answer_bad_input_with_one_line(module: ModuleType, words: list[str], monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as used:
        words = [word.format(used=used.getsockname()[1]) for word in words]
        monkeypatch.setattr(sys, "argv", [module.__name__, *words])
        assert module.main() == 2
    said, complaint = capsys.readouterr()
    assert said == ""
    assert complaint.count("\n") == 1
    assert complaint[:-1].isprintable()
    assert len(complaint) < 200


@BOTH
def test_a_restart_finds_its_port_free_though_the_last_connections_still_linger(module: ModuleType):
    with module.listen("127.0.0.1", 0) as lsock, connect(lsock.getsockname()) as peer:
        address = lsock.getsockname()
        lsock.accept()[0].close()  # the server closes first, and so it is the server's end that lingers
        assert take_all(peer) == b""
    module.listen(*address).close()


@BOTH
def test_a_port_in_use_leaves_nothing_open(module: ModuleType):
    before = os.listdir("/proc/self/fd")
    with socket.create_server(("127.0.0.1", 0)) as used, pytest.raises(OSError, match="Address already in use"):
        module.listen(*used.getsockname())
    assert os.listdir("/proc/self/fd") == before


@BOTH
def test_small_pipes_hold_little(module: ModuleType):
    with module.listen("127.0.0.1", 0, small_pipes=True) as lsock, connect(lsock.getsockname()):
        conn = lsock.accept()[0]
        sizes = [conn.getsockopt(socket.SOL_SOCKET, pipe) for pipe in (socket.SO_SNDBUF, socket.SO_RCVBUF)]
        conn.close()
    assert max(sizes) <= 2 * 4096  # Linux doubles what it is asked for
