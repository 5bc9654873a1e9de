"""What is to be run, as values."""

import json
import sys
from pathlib import Path

import pytest

from connscope.running.command import Options, Program


def ours(*words: str) -> Program:
    return Program(sys.executable, words)


@pytest.mark.parametrize(
    ("words", "name", "command"),
    [
        (("server.py",), "server.py", "python server.py"),
        (("src/server.py", "7", "--port"), "server.py", "python src/server.py 7 --port"),
        (("app/",), "app", "python app/"),
        (("-m", "http.server", "0"), "http.server", "python -m http.server 0"),
        (("-c", "print(1)\nprint(2)"), "-c", "python -c 'print(1)␊print(2)'"),
        (("-c", "pass", "-m"), "-c", "python -c pass -m"),
        (("a b.py", "\x1b[2J"), "a b.py", "python 'a b.py' '␛[2J'"),
        (("\x1b.py",), "␛.py", "python '␛.py'"),
        (("-odd.py", "x"), "-odd.py", "python -- -odd.py x"),
    ],
)
def test_a_program_is_called_as_a_person_would_call_it(words: tuple[str, ...], name: str, command: str) -> None:
    assert (ours(*words).name, ours(*words).command) == (name, command)


def test_another_interpreter_is_part_of_the_command() -> None:
    assert Program("/opt/python3.9", ("server.py",)).command == "/opt/python3.9 server.py"


def test_every_word_reaches_python_as_it_is() -> None:
    words = ("server.py", "", "a b", "\udcff", "--", "-m")
    assert ours(*words).argv == [sys.executable, *words]


def test_the_probe_is_told_what_it_needs(tmp_path: Path) -> None:
    Options(payload=False, without=("uvloop",), watch=True).write(tmp_path)
    assert json.loads((tmp_path / "options").read_text()) == {"payload": False, "without": ["uvloop"], "stacks": True}
