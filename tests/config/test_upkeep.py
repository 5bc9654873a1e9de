"""`connscope config`: where the file is, a first one, and what is wrong with it."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from connscope import cli
from connscope.config.settings import SETTINGS
from connscope.config.upkeep import TASKS
from connscope.running.surroundings import RUN_VARIABLE
from connscope.tui.commands import COMMANDS
from tests.config.starting import DEFAULTS, run, settings
from tests.tui.terminal import terminal


@pytest.mark.parametrize("base", ["", "relative"])
def test_the_file_is_in_the_home_directory_unless_told_otherwise(base: str, tmp_path: Path) -> None:
    done = run("config", "path", XDG_CONFIG_HOME=base, HOME=str(tmp_path))
    assert done.stdout == f"{tmp_path}/.config/connscope/config.toml\n".encode()


def test_path_is_told_to_the_byte_where_no_terminal_reads_it() -> None:
    assert run("config", "path", CONNSCOPE_CONFIG=b"\xff\x1be\xcc\x81").stdout == b"\xff\x1be\xcc\x81\n"


def test_path_is_made_visible_on_a_terminal() -> None:
    with terminal("config", "path", CONNSCOPE_CONFIG="\x1b]0;owned\x07") as it:
        assert it.end() == 0
        assert "␛]0;owned␇" in it.text()


def test_init_makes_the_file_and_its_directories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "a" / "b"))
    assert cli.main(["config", "init"]) == 0
    assert str(tmp_path / "a" / "b" / "connscope" / "config.toml") in capsys.readouterr().out
    assert settings() == DEFAULTS


def test_every_line_that_init_leaves_out_is_a_setting_at_its_default(file: Path) -> None:
    cli.main(["config", "init"])
    lines = file.read_text().splitlines()
    told = tomllib.loads("\n".join(line if line.startswith("# ") else line.removeprefix("#") for line in lines))
    assert told == {**DEFAULTS, "keys": {command.name: command.keys for command in COMMANDS}}


def test_init_leaves_a_file_that_is_there_as_it_is(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("mine")
    assert cli.main(["config", "init"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert file.read_text() == "mine"


def test_init_says_why_a_file_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONNSCOPE_CONFIG", "/dev/null/c.toml")
    assert cli.main(["config", "init"]) == 2
    assert capsys.readouterr().err == "connscope: /dev/null/c.toml cannot be written: File exists ('/dev/null')\n"


def test_check_says_what_is_set_and_by_whom(
    monkeypatch: pytest.MonkeyPatch, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text('port = 7\ntheme = "light"\n[keys]\nfilter = "f9"\n')
    monkeypatch.setenv("CONNSCOPE_CONFIG", "connscope/config.toml")
    monkeypatch.setenv("CONNSCOPE_THEME", "projector")
    assert cli.main(["config", "check"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["nothing", "wrong"],
        ["port", "=", "7", "connscope/config.toml"],
        ["theme", "=", '"projector"', "CONNSCOPE_THEME"],
        ["keys.filter", "=", '"f9"', "connscope/config.toml"],
    ]


def test_check_says_so_when_there_is_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["config", "check"]) == 0
    assert "does not exist (connscope config init writes it)" in capsys.readouterr().out


def test_check_finds_every_mistake(
    monkeypatch: pytest.MonkeyPatch, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text('prot = 7\nport = -1\n[keys]\nlunch = "x"\nfilter = "esc"\n')
    monkeypatch.setenv("CONNSCOPE_TIMES", "now")
    monkeypatch.setenv("CONNSCOPE_THEM", "light")
    assert cli.main(["config", "check"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    wrong = ["prot", "port", "lunch", "filter", "CONNSCOPE_TIMES", "CONNSCOPE_THEM"]
    assert [name in line for name, line in zip(wrong, err.splitlines(), strict=True)] == [True] * len(wrong)


def test_the_help_names_every_task(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["config", "--help"])
    assert "|".join(TASKS) in capsys.readouterr().out


def test_a_reader_of_the_path_may_go_at_any_time() -> None:
    command = [sys.executable, "-m", "connscope", "config", "path"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert (process.stderr.read(), process.wait(20)) == (b"", 0)


def test_what_tells_a_watched_program_its_directory_is_no_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(RUN_VARIABLE, "/run/connscope-x")
    assert RUN_VARIABLE not in [setting.variable for setting in SETTINGS.values()]
    assert cli.main(["config", "check"]) == 0
    assert "nothing is set" in capsys.readouterr().out
