"""Where connscope's words end and those of a program begin."""

import sys
from argparse import Namespace
from pathlib import Path

import pytest

from connscope import cli
from connscope.running.command import Options, Program
from tests.test_cli import complaint

SCRIPT = ("server.py",)

WORDS = {
    "server.py": SCRIPT,
    "-- server.py": SCRIPT,
    "server.py --headless --port 7 -h": (*SCRIPT, "--headless", "--port", "7", "-h"),
    "server.py -- -m -c": (*SCRIPT, "--", "-m", "-c"),
    "--no-payload server.py --no-payload": (*SCRIPT, "--no-payload"),
    "--events e.jsonl server.py": SCRIPT,
    "--events=e.jsonl server.py --events x": (*SCRIPT, "--events", "x"),
    "--without uvloop --without trio server.py": SCRIPT,
    "--times elapsed --theme light server.py --theme": (*SCRIPT, "--theme"),
    "--ascii server.py": SCRIPT,
    "-m http.server --bind ::1 -h": ("-m", "http.server", "--bind", "::1", "-h"),
    "-mhttp.server -h": ("-m", "http.server", "-h"),
    "--ascii -m http.server": ("-m", "http.server"),
    "-- -m http.server -m": ("-m", "http.server", "-m"),
    "-m -c": ("-m", "-c"),
    "-c pass -m x -- y": ("-c", "pass", "-m", "x", "--", "y"),
    "-cpass --help": ("-c", "pass", "--help"),
    "-- -odd.py -- x": ("-odd.py", "--", "x"),
    "-- -module.py": ("-module.py",),
}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Namespace, Program, Options]]:
    """What would be run, instead of running it."""
    asked: list[tuple[Namespace, Program, Options]] = []
    monkeypatch.setattr("connscope.cli.program.start", lambda *all_of_it: asked.append(all_of_it) or 7)
    monkeypatch.setattr("connscope.running.checks.checked", lambda program: program)
    return asked


@pytest.mark.parametrize("line", WORDS)
def test_from_the_program_on_all_words_are_its_own(line: str, started: list) -> None:
    assert cli.main(["run", "--headless", *line.split()]) == 7
    ((_, program, _),) = started
    assert program == Program(sys.executable, WORDS[line])


def test_words_reach_the_program_as_they_are(started: list) -> None:
    cli.main(["run", "--headless", "server.py", "", " ", "\udcff", "-"])
    assert started[0][1].words == ("server.py", "", " ", "\udcff", "-")


def test_options_say_how_it_is_watched(started: list) -> None:
    options = ["--no-payload", "--without", "uvloop", "--without", "a.b", "--python", "/bin/python3"]
    cli.main(["run", "--headless", *options, "server.py"])
    cli.main(["run", "--headless", "server.py"])
    assert [program.python for _, program, _ in started] == ["/bin/python3", sys.executable]
    assert [options for _, _, options in started] == [Options(payload=False, without=("uvloop", "a.b")), Options()]


@pytest.mark.parametrize("words", [("-h",), ("--headless", "--help", "server.py")])
def test_help_is_ours_before_the_program_only(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["run", *words])
    assert "connscope run [options] -m MODULE" in capsys.readouterr().out


def test_a_program_that_cannot_be_run_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("faulty\x1b.py").write_text("x = (")
    said = complaint(capsys, "run", "--headless", "faulty\x1b.py")
    assert said.startswith("connscope: ")
    assert said.endswith("/faulty␛.py:1: '(' was never closed; nothing was run\n")


def test_the_facts_are_not_written_over_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("server.py").write_text("pass")
    assert "is the program itself" in complaint(capsys, "run", "--headless", "--events", "./server.py", "server.py")
    assert Path("server.py").read_text() == "pass"
