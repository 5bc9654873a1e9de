import signal
import socket
import subprocess
import sys

import pytest

from tests.clients.far_end import PATIENCE, Address, echo_server, read_exactly, scripted_server

RUN_ALONE = [sys.executable, "-m", "connscope.clients.byhand"]


def alone(*arguments: object, said: bytes = b"") -> tuple[int, list[str], str]:
    """How it ended, and what it printed."""
    command = [*RUN_ALONE, *map(str, arguments)]
    done = subprocess.run(command, input=said, capture_output=True, timeout=PATIENCE, check=False)
    return done.returncode, str(done.stdout, "ascii").splitlines(), str(done.stderr, "ascii")


def test_alone_it_says_what_comes_on_stdin_and_prints_what_comes_back_made_inert() -> None:
    with echo_server() as address:
        code, lines, errors = alone(*address, said=b"\x1b[31m\xff\n")
    assert (code, errors) == (0, "")
    assert lines[1:] == [
        "sent 7 of 7 bytes on connection 1",
        "received b'\\x1b[31m\\xff\\n' on connection 1",
        "received b'' on connection 1",
        "closing connection 1",
        "connection 1: ended in good order",
    ]


def test_alone_it_says_more_than_may_wait_at_once() -> None:
    lengths: list[int] = []

    def count(conn: socket.socket) -> None:
        while data := conn.recv(1 << 20):
            lengths.append(len(data))

    with scripted_server(count) as address:
        code, _, errors = alone(*address, said=bytes(12 << 20))
    assert (code, errors, sum(lengths)) == (0, "", 12 << 20)


def test_alone_without_a_stdin_it_says_nothing_and_half_closes() -> None:
    with echo_server() as address:
        command = ["sh", "-c", 'exec "$@" <&-', "sh", *RUN_ALONE, *map(str, address)]
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.endswith(b"connection 1: ended in good order\n")


def test_alone_it_fails_when_nobody_listens(nobody: Address) -> None:
    code, lines, errors = alone(*nobody)
    assert (code, lines[-1], errors) == (1, "connection 1: connection refused", "")


@pytest.mark.parametrize("arguments", [(), ("127.0.0.1",), ("127.0.0.1", "\x1b[31m"), ("no host", "80")])
def test_alone_bad_arguments_are_one_line(arguments: tuple[str, ...]) -> None:
    code, lines, errors = alone(*arguments)
    assert (code, lines, errors.count("\n"), "\x1b" in errors) == (2, [], 1, False)


def test_alone_an_interrupt_ends_it_in_order() -> None:
    with socket.create_server(("127.0.0.1", 0)) as lsock:
        lsock.settimeout(PATIENCE)
        command = [*RUN_ALONE, "127.0.0.1", str(lsock.getsockname()[1])]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, **pipes) as client, lsock.accept()[0] as conn:
            assert client.stdin is not None
            client.stdin.write(b"x")
            client.stdin.flush()
            read_exactly(conn, 1)
            client.send_signal(signal.SIGINT)
            out, errors = client.communicate(timeout=PATIENCE)
    assert (client.returncode, errors) == (0, b"")
    assert out.endswith(b"connection 1: ended in good order\n")
