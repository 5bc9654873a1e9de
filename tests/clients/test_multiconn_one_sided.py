"""Clients that are not to get back what they say: somebody's own program may answer what it likes, or nothing."""

from socket import socket

import pytest

from connscope.clients.multiconn import MultiConn
from tests.clients.far_end import PATIENCE, scripted_server
from tests.clients.trying import running


def test_whatever_comes_back_is_right() -> None:
    with (
        scripted_server(lambda conn: conn.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n") or conn.recv(100)) as address,
        running() as (client, reports, received, *_),
    ):
        client.launch(*address, 1, stay=True, echo=False)
        received.get(timeout=PATIENCE)
        outcome = reports.get(timeout=PATIENCE)
    assert (outcome.recv_total, outcome.error, outcome.note) == (28, "", "the server closed")


def listens(conn: socket) -> None:
    """Take all that comes, and answer nothing."""
    while conn.recv(1000):
        pass


def test_nothing_is_late() -> None:
    now, sent = [0.0], [0]

    def log(line: str) -> None:
        if line.startswith("sent"):
            now[0], sent[0] = now[0] + 40.0, sent[0] + 1
            if sent[0] == 3:
                client.stop()

    client = MultiConn(clock=lambda: now[0], log=log)
    with scripted_server(listens) as address:
        client.start_connections(*address, 1, stay=True, echo=False)
        (outcome,) = client.run()
    assert (outcome.sent >= 66, outcome.recv_total, outcome.error) == (True, 0, "")


@pytest.mark.parametrize("stay", [True, False])
def test_told_to_end_or_with_all_said_it_ends_in_good_order(stay: bool) -> None:
    client = MultiConn(log=lambda line: client.stop() if stay and line.startswith("sent") else None)
    with scripted_server(listens) as address:
        client.start_connections(*address, 1, stay=stay, echo=False)
        (outcome,) = client.run()
    assert (outcome.sent, outcome.recv_total, outcome.error) == (22 if stay else 44, 0, "")


def test_it_ends_with_the_last_that_it_says_also_when_that_has_its_time() -> None:
    with scripted_server(listens) as address, running() as (client, reports, *_):
        client.launch(*address, 1, echo=False, every=0.01, messages=(b"tick",), repeat=3)
        outcome = reports.get(timeout=PATIENCE)
    assert (outcome.sent, outcome.recv_total, outcome.error) == (12, 0, "")
