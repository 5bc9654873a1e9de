import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.clients.far_end import PATIENCE, Address, echo_server, read_exactly
from tests.clients.trying import TOTAL

RUN_ALONE = [sys.executable, "-m", "connscope.clients.multiconn"]


def alone(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [*RUN_ALONE, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_alone_it_prints_a_line_per_connection_and_a_summary() -> None:
    with echo_server() as address:
        done = alone(*address, 2)
    assert sorted(done.stdout.splitlines()) == [
        "2 of 2 connections got every byte back",
        f"connection 1: all {TOTAL} bytes came back",
        f"connection 2: all {TOTAL} bytes came back",
    ]
    assert (done.returncode, done.stderr) == (0, "")


def test_alone_it_fails_when_a_byte_is_missing(nobody: Address) -> None:
    done = alone(*nobody, 1)
    assert done.stdout == "connection 1: connection refused\n0 of 1 connections got every byte back\n"
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize(
    "arguments",
    [(), ("127.0.0.1", "80"), ("127.0.0.1", "\x1b[31m", "1"), ("127.0.0.1", "80", "0"), ("no host", "80", "1")],
)
def test_alone_bad_arguments_are_one_line(arguments: tuple[str, ...]) -> None:
    done = alone(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "\x1b" not in done.stderr


def test_alone_an_interrupt_ends_it_in_order() -> None:
    with socket.create_server(("127.0.0.1", 0)) as lsock:
        lsock.settimeout(PATIENCE)
        command = [*RUN_ALONE, "127.0.0.1", str(lsock.getsockname()[1]), "1"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, text=True, **pipes) as client, lsock.accept()[0] as conn:
            read_exactly(conn, TOTAL)
            client.send_signal(signal.SIGINT)
            out, err = client.communicate(timeout=PATIENCE)
    assert out.splitlines()[0] == f"connection 1: stopped: 0 of {TOTAL} bytes"
    assert (client.returncode, err) == (1, "")


def test_a_socket_that_cannot_be_made_is_an_outcome_and_no_end() -> None:
    command = f"ulimit -n 20; exec {sys.executable} -m connscope.clients.multiconn 127.0.0.1 $PORT 40"
    with echo_server() as (_, port):
        environment = {**os.environ, "PORT": str(port)}
        done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert (len(lines), done.returncode, done.stderr) == (41, 1, "")
    assert "too many open files" in done.stdout
    assert f"all {TOTAL} bytes came back" in done.stdout


SIGNALLED = """
import os, signal, sys, threading
from connscope.clients.multiconn import MultiConn
client = MultiConn(log=lambda _: None, report=print)
signal.signal(signal.SIGINT, lambda *_: client.stop())
client.hear_signals()
client.start_connections("127.0.0.1", int(sys.argv[1]), 1, deadline=5.0)
elsewhere = lambda: signal.pthread_kill(threading.get_ident(), signal.SIGINT)
threading.Timer(0.2, elsewhere).start()
client.run()
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="has no such signals")
def test_a_signal_that_does_not_interrupt_its_sleep_ends_it(silent: Address) -> None:
    command = [sys.executable, "-c", SIGNALLED, str(silent[1])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (done.stdout, done.stderr) == ("connection 1: stopped: 0 of 44 bytes\n", "")
