import os
import signal
import socket
import time

import pytest

from tests.headless.running import CONNSCOPE, connected, echoed, ended, port_of, running, stall

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@pytest.mark.parametrize(
    ("words", "number"),
    [([], signal.SIGINT), (["--json"], signal.SIGTERM), (["--quiet", "--policy", "tutorial"], signal.SIGINT)],
)
def test_a_signal_ends_it_well(words: list[str], number: signal.Signals) -> None:
    with running("serve", "--port", "0", *words) as process:
        process.stdout.readline()
        process.send_signal(number)
        assert ended(process) == (0, b"")


def test_its_last_line_tells_of_its_end() -> None:
    with running("serve", "--port", "0") as process:
        process.stdout.readline()
        process.terminate()
        assert process.stdout.read().decode().splitlines()[-1].endswith("echo was told to stop")


def test_signals_that_follow_change_nothing() -> None:
    with running("serve", "--port", "0", "--policy", "tutorial") as process:
        process.stdout.readline()
        for number in SIGNALS * 5:
            process.send_signal(number)
        assert ended(process) == (0, b"")


def seconds_to_end(stalled: bool) -> float:
    """From the signal to the end of the process; stalled, its output is a full pipe."""
    with running("serve", "--port", "0", "--json") as process, connected(port_of(process.stdout.readline())) as client:
        if stalled:
            stall(process, client)
        began = time.monotonic()
        process.terminate()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        took = time.monotonic() - began
        assert ended(process) == (0, b"")
    return took


@pytest.mark.parametrize("stalled", [False, True])
def test_it_ends_within_a_quarter_of_a_second(stalled: bool) -> None:
    # The best of a few: the machine may be busy with something else.
    assert any(seconds_to_end(stalled) < 0.25 for _ in range(5))


@pytest.mark.parametrize("form", [[], ["--quiet"]])
def test_a_reader_that_goes_away_ends_it_quietly(form: list[str]) -> None:
    with running("serve", "--port", "0", *form) as process:
        process.stdout.readline()
        process.stdout.close()
        assert ended(process) == (0, b"")


def test_a_reader_that_goes_away_while_lines_wait_for_it_ends_it_quietly() -> None:
    with running("serve", "--port", "0") as process, connected(port_of(process.stdout.readline())) as client:
        stall(process, client)
        process.stdout.close()
        assert ended(process) == (0, b"")


def test_a_full_disk_is_one_line_and_a_failure() -> None:
    with open("/dev/full", "wb") as disk, running("serve", "--port", "0", stdout=disk) as process:
        assert ended(process) == (1, b"connscope: cannot write: No space left on device\n")


def test_without_standard_output_its_lines_go_into_no_socket() -> None:
    # Descriptor 1 is free then, and the next socket gets it.
    closed = ("sh", "-c", 'exec "$@" >&-', "sh", *CONNSCOPE)
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        port = holder.getsockname()[1]
    with running("serve", "--port", str(port), command=closed) as process, socket.socket() as client:
        while client.connect_ex(("127.0.0.1", port)):
            assert process.poll() is None
        assert echoed(client, b"hello") == b"hello"
        process.terminate()
        assert ended(process) == (0, b"")
