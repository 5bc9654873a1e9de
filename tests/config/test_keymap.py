"""Keys of one's own: which there are, and what may be wrong with them."""

import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest
from textual.keys import _character_to_key

from connscope.config.keymap import character_name
from connscope.config.reading import settled
from tests.config.starting import complaint

BAD_KEYS = {
    'lunch-one = "x"': "lunch-one: unknown command: did you mean launch-one?",
    'zzz = "x"': "unknown command: it is launch-one, ",
    'theme = "dark"': "; as a setting it stands above the line [keys]",
    "port = 7": "port: unknown command; as a setting it stands above the line [keys]",
    "filter = 1": 'filter: this is not text in quotes, such as "l"',
    'filter = ["x"]': "filter: this is not text in quotes",
    'filter = ""': "filter: a key is missing",
    'filter = "a,,b"': "the keys , + and space are called comma, plus and space",
    'filter = "ctrl++"': "called comma, plus and space",
    'filter = "esc"': "unknown key 'esc': did you mean escape?",
    'filter = "strg+a"': "before a + stands alt, ctrl",
    'filter = "f99"': "unknown key 'f99'",
    'filter = "return"': "unknown key 'return'",
    'filter = "<any>"': "unknown key '<any>'",
    'filter = "\\u001b"': "unknown key '␛'",
    'filter = "\\u0634"': "unknown key '\ufffd'",
    'filter = "shift+a"': "'shift+a' is never sent: write A",
    'filter = "Ctrl+A"': "'Ctrl+A' is never sent: write ctrl+a",
    'filter = "ctrl+i"': "write tab",
    'filter = "l"': "filter: 'l' is also for launch-one",
    'mark = "x"': "mark: 'x' is also for poke",
    'filter = "f12"\nsort = "f12"': "sort: 'f12' is also for filter",
    'filter = "ctrl+q"\nquit = "f9"': "filter: 'ctrl+q' is also for quit",
    f'filter = "{"v" * 500}"': "unknown key 'vvv",
}


@pytest.mark.parametrize("line", BAD_KEYS)
def test_a_bad_key_is_told_with_its_command(
    line: str, file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[keys]\n" + line)
    monkeypatch.setenv("CONNSCOPE_CONFIG", "connscope/config.toml")
    said = complaint(capsys)
    assert said.startswith("connscope: connscope/config.toml: [keys] ")
    assert BAD_KEYS[line] in said
    assert "v" * 80 not in said


def test_keys_are_named_as_textual_names_them(file: Path) -> None:
    file.write_text('[keys]\nfilter = "?, shift+ctrl+LEFT ,€,f12,f12"\nhelp = "f9"\n')
    keys = settled(Namespace(), with_keys=True).keys
    assert keys == {"filter": "question_mark,ctrl+shift+left,euro_sign,f12", "help": "f9"}


def test_every_ascii_character_has_textual_s_name() -> None:
    characters = [chr(code) for code in range(0x20, 0x7F)]
    assert [character_name(character) for character in characters] == [*map(_character_to_key, characters)]


def test_two_commands_can_change_keys(file: Path) -> None:
    file.write_text('[keys]\nlaunch-one = "p"\nswap-policy = "l"\n')
    assert settled(Namespace(), with_keys=True).keys == {"launch-one": "p", "swap-policy": "l"}


def test_two_commands_of_different_panes_can_have_one_key(file: Path) -> None:
    file.write_text('[keys]\npoke = "f7"\nend-client = "f7"\n')
    assert settled(Namespace(), with_keys=True).keys == {"poke": "f7", "end-client": "f7"}


def test_no_command_without_a_screen_needs_its_libraries_for_the_keys(file: Path) -> None:
    file.write_text('[keys]\nlaunch-one = "nonsense"\n')
    words = ("-X", "importtime", "-m", "connscope", "serve", "--host", "192.0.2.1")
    done = subprocess.run([sys.executable, *words], capture_output=True, timeout=20, check=False)
    assert b"192.0.2.1:65432" in done.stderr
    assert b"textual" not in done.stderr
