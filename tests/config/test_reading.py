"""What goes before what, and everything that may be wrong with it."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from connscope.arguments import OneOf
from connscope.config.file import MOST_CHARACTERS
from connscope.config.settings import SCREEN, SETTINGS, Value, in_toml
from connscope.preferences import THEMES, TIMES, Preferences
from tests.config.starting import DEFAULTS, complaint, run, settings
from tests.tui.terminal import terminal

OTHERS: dict[str, tuple[Value, Value]] = {
    "host": ("::1", "localhost"),
    "port": (7000, 0),
    "policy": ("tutorial", "echo"),
    "small_pipes": (True, False),
    "theme": (THEMES[1], THEMES[2]),
    "ascii": (True, False),
    "times": (TIMES[1], TIMES[0]),
}
"""For each setting two values, the first not its default."""

BAD_LINES = {
    "prot = 7": "unknown setting 'prot': did you mean port?",
    "small-pipes = true": "did you mean small_pipes?",
    "zzz = 7": "it is host, port, policy, small_pipes, theme, ascii or times, or a table [keys]",
    "[server]\nport = 7": "unknown setting 'server'",
    '"\\u001b[2J" = 7': "unknown setting '␛[2J'",
    'port = "7"': "port: this is not a whole number without quotes",
    "port = true": "port: this is not a whole number",
    "port = 7.0": "port: this is not a whole number",
    "port = 65536": "port: '65536' is not a number from 0 to 65,535",
    "port = -1": "'-1' is not a number",
    f"port = 0x{'f' * 9000}": "'0xffff",
    f"port = {'9' * 9000}": "a number too long",
    f"port = {'[' * 9000}": "a list too deep",
    "port = {}": "port: this is not a whole number",
    "ascii = 1": "ascii: this is not true or false",
    'ascii = "true"': "ascii: this is not true or false",
    "theme = dark": "line 1, column 9: Invalid value",
    "theme = 1979-05-27": "theme: this is not text in quotes",
    'theme = "drak"': "theme: unknown theme 'drak': did you mean dark?",
    'theme = "x"': "it is dark, light, projector or colour-blind",
    'theme = "\\u001b[2J"': "unknown theme '␛[2J'",
    'times = "clocks"': "did you mean clock?",
    'policy = "ekho"': "did you mean echo?",
    'host = ""': "host: the host is empty",
    'host = "a\\u0000b"': "'a␀b' is not a name or an address",
    "port = 1\n\nport = 2\n#": "line 3, column 9: Cannot overwrite a value",
    "a = 1\n\n= 2": "line 3, column 1: Invalid statement",
    "keys = 1": "keys: this is not a table",
}

PROBLEMS: dict[str, Callable[[Path], object]] = {
    "it is not a file": lambda path: path.mkdir(),
    "not a file": lambda path: os.mkfifo(path),
    "it is not text in UTF-8": lambda path: path.write_bytes(b'host = "\xff"'),
    f"more than {MOST_CHARACTERS:,} characters": lambda path: path.write_text("#" * (MOST_CHARACTERS + 1)),
    "cannot be read: Too many levels": lambda path: path.symlink_to(path),
    "it does not exist": Path.exists,
}


def test_without_file_and_variables_everything_is_at_its_default() -> None:
    assert settings() == DEFAULTS


@pytest.mark.parametrize("name", SETTINGS)
def test_the_file_goes_before_the_default(name: str, file: Path) -> None:
    file.write_text(f"{name} = {in_toml(OTHERS[name][0])}\n")
    assert settings() == {**DEFAULTS, name: OTHERS[name][0]}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_variable_goes_before_the_file(name: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, wanted = OTHERS[name]
    file.write_text(f"{name} = {in_toml(said)}\n")
    monkeypatch.setenv(SETTINGS[name].variable, str(wanted))
    assert settings() == {**DEFAULTS, name: wanted}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_flag_goes_before_file_and_variable(name: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, wanted = OTHERS[name]
    file.write_text(f"{name} = {in_toml(said)}\n")
    monkeypatch.setenv(SETTINGS[name].variable, str(said))
    flag = SETTINGS[name].flag
    words = (flag.replace("--", "--no-"),) if wanted is False else (flag, str(wanted))
    assert settings(*words) == {**DEFAULTS, name: wanted}


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS.values():
        monkeypatch.setenv(setting.variable, "")
    assert settings() == DEFAULTS


@pytest.mark.parametrize("text", ["1", "true", "YES", "On"])
def test_a_variable_switches_on_by_any_word_for_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNSCOPE_ASCII", text)
    assert settings()["ascii"] is True


def test_a_file_saved_by_a_windows_editor_is_read(file: Path) -> None:
    file.write_bytes(b'\xef\xbb\xbftheme = "light"\r\nport = 7\r\n')
    assert (settings()["theme"], settings()["port"]) == ("light", 7)


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_bad_line_is_told_with_its_file_and_what_is_wrong(
    line: str, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(line)
    monkeypatch.setenv("CONNSCOPE_CONFIG", "connscope/config.toml")
    said = complaint(capsys)
    assert said.startswith("connscope: connscope/config.toml: ")
    assert BAD_LINES[line] in said
    assert len(said) < 200


@pytest.mark.parametrize("name", SETTINGS)
def test_a_bad_variable_is_told_with_its_name(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SETTINGS[name].variable, " " if name == "host" else "\x1b" + "v" * 500)
    said = complaint(capsys)
    assert said.startswith(f"connscope: {SETTINGS[name].variable}: ")
    assert "v" * 80 not in said


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_file_that_cannot_be_used_is_named_with_its_reason(
    problem: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    PROBLEMS[problem](tmp_path / "mine.toml")
    monkeypatch.setenv("CONNSCOPE_CONFIG", "mine.toml")
    said = complaint(capsys)
    assert said.startswith("connscope: mine.toml: ")
    assert problem in said


def test_no_settings_at_all_are_named_by_the_null_device(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("port = 7")
    monkeypatch.setenv("CONNSCOPE_CONFIG", os.devnull)
    assert settings() == DEFAULTS


def test_of_several_mistakes_one_is_told_and_the_others_counted(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("prot = 7\nthem = 8\nport = -1")
    assert "(and 2 more: connscope config check)" in complaint(capsys)


def test_what_the_screen_is_told_by_default_is_what_the_table_says() -> None:
    assert Preferences(**{setting.name: setting.default for setting in SCREEN}) == Preferences()  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name in SETTINGS if isinstance(SETTINGS[name].read, OneOf)])
def test_the_help_of_a_setting_names_all_that_can_be_chosen(name: str) -> None:
    setting = SETTINGS[name]
    assert isinstance(setting.read, OneOf)
    assert [choice for choice in setting.read if choice not in setting.help] == []


def test_serve_listens_where_the_file_says(file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        file.write_text(f"port = {port}\n")
        done = run("serve")
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"'127.0.0.1:{port}' is in use".encode() in done.stderr


def test_the_screen_opens_as_the_file_says(file: Path, tmp_path: Path) -> None:
    file.write_text('port = 0\npolicy = "tutorial"\n[keys]\nlaunch-one = "p"\nswap-policy = "l"\nquit = "f9"\n')
    with terminal(XDG_CONFIG_HOME=str(tmp_path)) as it:
        it.until_shown("tutorial", "p client")
        it.type("\x1b[20~")
        assert it.end() == 0


def test_a_variable_that_we_do_not_know_stops_no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNSCOPE_THEM", "light")
    assert settings() == DEFAULTS
