"""How many connections a process can hold."""

import resource
import socket
import subprocess
import sys

from connscope import descriptors


def said_under(soft: int, hard: int, code: str) -> str:
    """What a Python of its own prints, under these limits."""
    limits = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))\n"
    code = limits + "from connscope import descriptors\n" + code
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_soft_limit_is_raised_to_the_hard_one():
    assert said_under(100, 300, "descriptors.allow_many(); print(descriptors.allowed())") == "300"


def test_the_screen_raises_it_for_those_that_its_server_accepts():
    code = """
from connscope.tui import app
app.open_over = lambda session, preferences: session.room("127.0.0.1", 1)
print(app.run("127.0.0.1", 1, "echo", False))
"""
    assert int(said_under(100, 300, code)) > 200 - descriptors.SPARE


def test_some_are_spared_for_what_is_no_connection():
    assert 0 < int(said_under(300, 300, "print(descriptors.free())")) <= 300 - descriptors.SPARE


def test_none_is_free_where_few_are_allowed():
    assert said_under(40, 40, "print(descriptors.free())") == "0"


def test_each_open_socket_leaves_one_less():
    before = descriptors.free()
    with socket.socket():
        assert before - descriptors.free() == 1


def test_no_more_are_allowed_than_the_system_says():
    assert descriptors.allowed() <= max(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 0)
