"""A probed socket is what a plain one is: its name, its kind, its descriptor, and what is made of it."""

import gc
import os
import socket
import sys
from contextlib import ExitStack

import pytest

from tests.probe.witness import LOOPBACK, accepted


def test_a_probed_socket_is_called_what_a_plain_one_is(new_socket):
    with new_socket() as probed, socket.socket() as plain:
        assert repr(probed).split(" fd=")[0] == repr(plain).split(" fd=")[0]
        for name in ("recv", "send", "close", "bind", "recvmsg"):
            method = getattr(new_socket, name)
            assert (method.__name__, method.__qualname__, method.__doc__) == (
                name,
                f"socket.{name}",
                getattr(socket.socket, name).__doc__,
            )


def test_an_accepted_socket_is_probed_and_set_as_a_plain_one_would_be(new_socket):
    def how(kind):
        with kind() as lsock:
            lsock.bind(LOOPBACK)
            lsock.listen()
            lsock.settimeout(5)
            with socket.create_connection(lsock.getsockname()):
                conn, address = lsock.accept()
                with conn:
                    return conn.family, conn.type, conn.proto, conn.gettimeout(), conn.get_inheritable(), address[0]

    assert how(new_socket) == how(socket.socket)
    socket.setdefaulttimeout(3)
    try:
        assert how(new_socket) == how(socket.socket)
    finally:
        socket.setdefaulttimeout(None)


def test_accept_answers_our_class_and_not_a_subclass_of_the_programs(new_socket):
    class Named(new_socket):
        def __init__(self, name):
            super().__init__()
            self.name = name

    with Named("mine") as lsock:
        lsock.bind(LOOPBACK)
        lsock.listen()
        with socket.create_connection(lsock.getsockname()):
            conn, _ = lsock.accept()
            with conn:
                assert type(conn) is new_socket


def test_a_file_made_of_a_socket_works_and_keeps_it_open(probe, new_socket):
    conn, peer = accepted(new_socket)
    with peer:
        stream = conn.makefile("rwb")
        conn.close()
        stream.write(b"hello\n")
        stream.flush()
        assert peer.recv(10) == b"hello\n"
        peer.sendall(b"line\nmore")
        assert stream.readline() == b"line\n"
        assert probe.rows[2].ended == ""
        stream.close()
        assert 2 not in probe.rows
        assert probe.gone[-1].conn == 2


def test_dup_gives_a_second_socket_of_the_same_connection(probe, new_socket):
    conn, peer = accepted(new_socket)
    with conn, peer, conn.dup() as second:
        assert type(second) is new_socket
        peer.sendall(b"one")
        assert second.recv(10) == b"one"
        assert second.row.conn != conn.row.conn


class Buffer(bytearray):
    """Of another type than any we know."""


def refusal(call, data):
    """What it raises in the end, with all that hangs on it."""
    while True:
        try:
            call(data)
        except BlockingIOError as error:
            return error


def test_a_buffer_can_be_resized_right_after_a_call_that_failed(new_socket):
    conn, peer = accepted(new_socket)
    with conn, peer:
        conn.setblocking(False)
        for data in (bytearray(100), Buffer(100)):
            for call in (conn.recv_into, conn.send):
                error = refusal(call, data)
                data.append(1)
                assert error is not None


def test_the_programs_error_keeps_its_own_place_and_cause(new_socket):
    def program(sock):
        return sock.recv(10)

    conn, peer = accepted(new_socket)
    with conn, peer:
        conn.setblocking(False)
        with pytest.raises(BlockingIOError) as raised:
            program(conn)
    assert raised.value.__context__ is None
    assert raised.traceback[1].name == "program"


def test_a_buffer_written_in_python_is_never_asked_more_often_than_by_a_plain_socket(new_socket):
    if sys.version_info < (3, 12):
        pytest.skip("buffers in Python came with 3.12")

    class Mine:
        def __init__(self):
            self.asked = 0

        def __buffer__(self, flags):
            self.asked += 1
            return memoryview(b"hello")

    def asked(kind):
        conn, peer = accepted(kind)
        with conn, peer:
            data = Mine()
            conn.send(data)
            conn.sendall(data)
            return data.asked

    assert asked(new_socket) == asked(socket.socket)


def test_an_inherited_descriptor_can_be_wrapped_again(new_socket):
    conn, peer = accepted(new_socket)
    with peer, new_socket(fileno=conn.detach()) as again:
        peer.sendall(b"hello")
        assert again.recv(10) == b"hello"
        assert conn.fileno() == -1


def test_the_descriptors_are_the_same_many_as_without_a_probe(new_socket):
    def left_open(kind):
        gc.collect()
        before = set(os.listdir("/proc/self/fd"))
        with ExitStack() as stack:
            for _ in range(20):
                for end in accepted(kind):
                    stack.enter_context(end)
        return len(set(os.listdir("/proc/self/fd")) - before)

    assert left_open(new_socket) == left_open(socket.socket) == 0
