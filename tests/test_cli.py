import os
import subprocess
import sys

import pytest

from connscope import __version__, cli
from connscope.cli import COMMANDS, version
from connscope.descriptors import MOST_CONNECTIONS
from connscope.probe.accelerated import PYTHON_ONLY, in_c
from connscope.sources.servers import POLICIES

CONNSCOPE = (sys.executable, "-m", "connscope")
LONG = "v" * 500

BAD = {
    "--port x": "'x' is not a number from 0 to 65,535",
    "--port 65536": "'65536' is not a number from 0 to 65,535",
    "--port -1": "'-1' is not a number from 0 to 65,535",
    "--port ７": "'７' is not a number",
    "--port": "--port",
    "--host=": "host is empty",
    "--prot 7": "did you mean --port?",
    "--policy ekho": "did you mean echo?",
    "--policy x": "it is echo or tutorial",
    "srve": "did you mean serve?",
    "x": "it is run, serve, client, config or completion",
    "--theme drak": "unknown theme 'drak': did you mean dark?",
    "--times x": "it is clock or elapsed",
    "--ascii=1": "takes no value",
    "--no-asci": "did you mean --no-ascii?",
    f"--host={'é' * 300}": "is not a name or an address",
    "serve --theme dark": "unknown option '--theme'",
    "config": "path|init|check",
    "config chekc": "unknown task 'chekc': did you mean check?",
    "config path more": "one argument too many: 'more'",
    "completion": "bash|zsh|fish",
    "completion sh": "unknown shell 'sh': did you mean",
    "completion powershell": "unknown shell",
    "--port 7 serve": "connscope serve --port",
    "serve more": "one argument too many: 'more'",
    "serve --jsom": "did you mean --json?",
    "serve --json=1": "takes no value",
    "serve --json --quiet": "not allowed with",
    "client": "HOST, PORT",
    "client 127.0.0.1 7": "NUM_CONNS",
    "client 127.0.0.1 7 1 1": "one argument too many",
    "client 127.0.0.1 0 1": "'0' is not a number from 1 to 65,535",
    "client 127.0.0.1 7 0": "'0' is not a number from 1 to 10,000",
    "client 127.0.0.1 7 -1": "'-1' is not a number from 1 to 10,000",
    f"client 127.0.0.1 7 {MOST_CONNECTIONS + 1}": "'10001' is not a number from 1 to 10,000",
    "client 127.0.0.1 7 1 --deadline nan": "'nan' is not a number of seconds",
    "client 127.0.0.1 7 1 --deadline 0": "'0' is not a number of seconds from 0.01 to 86,400",
    "client 127.0.0.1 7 1 --message=": "at least one character",
    "client 127.0.0.1 7 1 --behaviour dripp": "No behaviour is called dripp; the nearest is drip.",
    "client 127.0.0.1 7 1 --behaviour drip|late": "'drip|late' is more than one group: give each its own --behaviour",
    "client 127.0.0.1 7 1 --behaviour join:messages=1M": "messages is a number from 1 to 10,000, not 1,048,576",
    "client 127.0.0.1 7 1 --behaviour drip:rate=1": "drip has no rate: give bytes=, every=, count= or share=.",
    "client 127.0.0.1 7 1 --behaviour drip+split": "drip and split both decide in which pieces it sends",
    "client 127.0.0.1 7 1 --behaviour drip --behaviour split": "drip and split both decide in which pieces it sends",
    "client 127.0.0.1 7 1 --behaviour drip:count=2": "The groups take 2 of 1 connections: take less.",
    "client 127.0.0.1 7 --population /nowhere/x.toml": "/nowhere/x.toml cannot be read: no such file or directory",
    "client 127.0.0.1 7 --behaviour drip": "NUM_CONNS is missing",
    "client 127.0.0.1 7 1 --list-behaviors": "did you mean --list-behaviours?",
    "run": "nothing to run: give a SCRIPT, -m MODULE or -c CODE",
    "run --headless": "nothing to run",
    "run --": "nothing to run",
    "run -m": "-m needs a MODULE",
    "run --headless -c": "-c needs a CODE",
    "run --hedless server.py": "did you mean --headless?",
    "run -u server.py": "unknown option '-u'",
    "run --python": "--python: expected one argument",
    "run --headless=1 server.py": "takes no value",
    "run --without uv-loop server.py": "'uv-loop' is not the name of a module",
    "run --events x.jsonl server.py": "--events needs --headless",
    "run --watch --headless server.py": "--watch needs the screen",
    "run --watch -c pass": "--watch needs a file that can be saved",
    "run server.py": "the screen needs a terminal on stdin, stdout and stderr; without one: connscope run --headless",
    "run --headless no-such.py": "there is no file 'no-such.py'",
    "run --headless --python no-such -c pass": "no program 'no-such' is on the PATH",
    "run --headless --events - -c pass": "standard output is the program's: name a file after --events",
    "run --headless --events /nowhere/x -c pass": "'/nowhere/x' cannot be written: no such file or directory",
}


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNSCOPE_CONFIG", os.devnull)


def run(*words: str | bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*CONNSCOPE, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False)


def complaint(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command line is answered, which is to be one line and exit code 2."""
    with pytest.raises(SystemExit) as ending:
        sys.exit(cli.main(words))
    assert ending.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("connscope: ")
    assert err.endswith("\n")
    assert err.removesuffix("\n").isprintable()
    return err


@pytest.mark.parametrize("line", BAD)
def test_bad_input_is_told_in_one_line_that_says_what_is_wrong(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert BAD[line] in complaint(capsys, *line.split())


@pytest.mark.parametrize("words", [(f"--{LONG}",), (LONG,), ("serve", LONG), ("--policy", LONG), ("--port", LONG)])
def test_a_value_is_repeated_with_at_most_80_characters(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    said = complaint(capsys, *words)
    assert "v" * 70 in said
    assert "v" * 80 not in said


@pytest.mark.parametrize("words", [("serve", f"--json={LONG}"), ("serve", "--json=\x1b[2J")])
def test_a_value_where_none_belongs_is_not_repeated(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert len(complaint(capsys, *words)) < 80


@pytest.mark.parametrize("option", [b"--\x1b]52;c;aGk=\x07", b"--port=\x1b[31m\xff", b"\xe2\x80\xae\xc2\x9b"])
def test_of_any_value_only_what_is_visible_is_repeated(option: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    assert set(complaint(capsys, os.fsdecode(option))) & set("␛�")


def test_nothing_of_a_command_line_reaches_the_terminal_raw() -> None:
    done = run(b"--port=\x1b[31m\xff\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.removesuffix(b"\n").decode().isprintable()


def test_without_a_terminal_the_screen_stays_shut_and_serve_is_named() -> None:
    done = run()
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"connscope serve" in done.stderr


def test_a_complaint_finds_no_other_way_out_when_stderr_is_closed() -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" 2>&-', "sh", *CONNSCOPE, "nonsense"], stdout=subprocess.PIPE, timeout=20, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize("words", [(), *((name,) for name in COMMANDS)])
def test_help_fits_80_columns(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit, match="0"):
        cli.main([*words, "--help"])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_help_names_every_command_and_every_policy(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    said = capsys.readouterr().out
    assert [name for name in (*COMMANDS, *POLICIES) if name not in said] == []


def test_the_version_is_the_packages_and_says_what_the_probe_is_in(monkeypatch: pytest.MonkeyPatch) -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, version().encode())
    assert version() == f"connscope {__version__}, probe in {'C' if in_c() else 'Python'}\n"
    monkeypatch.setenv(PYTHON_ONLY, "1")
    assert run("--version").stdout == f"connscope {__version__}, probe in Python\n".encode()


@pytest.mark.parametrize(
    "words", [("--help",), ("serve", "--host", "192.0.2.1"), ("config", "check"), ("completion", "bash")]
)
def test_no_command_without_a_screen_waits_for_the_screens_libraries(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *CONNSCOPE[1:], *words], capture_output=True, timeout=20, check=False
    )
    assert b"argparse" in done.stderr
    assert b"textual" not in done.stderr
