"""Populations as files: what is written is read again; of what is wrong the file, the line and the key are named."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given

from connscope.launches import PRESETS, Launch, load, read_form, read_groups, save, texts
from connscope.launches.files import MOST_CHARACTERS, Unusable, named
from connscope.launches.messages import EXAMPLE
from connscope.launches.population import read_population, written_population
from connscope.text import visible
from tests.test_launches import launches

WHOLE = """\
# Fifty, of which some misbehave.
connections = 50
messages = ["hello", 'a\\xff']
repeat = 7
every = 0.2
stay = true
small_pipes = true
deadline = 9

[[group]]
count = 5
behaviours = ["stops-reading:thaw=2.5", "resets"]

[[group]]
share = "10%"
behaviours = ["silent"]
"""

FEW = """\
connections = 6
messages = ["hello"]
repeat = 2

[[group]]
count = 2
behaviours = ["drip:bytes=1,every=0.001"]

[[group]]
share = "20%"
behaviours = ["resets", "late:by=0.01"]
"""

SAID = Launch(
    "",
    0,
    50,
    (b"hello", b"a\xff"),
    repeat=7,
    every=0.2,
    stay=True,
    small_pipes=True,
    deadline=9.0,
    groups=read_groups("stops-reading:thaw=2.5 + resets:count=5 | silent:share=10%"),
)


@given(launches())
@example(replace(SAID, every=2048.0, deadline=1024.0))
def test_a_launch_is_read_back_from_what_is_written_of_it(launch: Launch):
    assert read_population(written_population(launch)) == replace(launch, host="", port=0)
    assert all(line == visible(line) for line in written_population(launch).splitlines())


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_written_and_read_again(name: str):
    assert read_population(written_population(PRESETS[name].launch)) == PRESETS[name].launch


def test_a_population_is_what_it_looks_like():
    assert read_population(WHOLE) == SAID


def test_what_a_file_does_not_say_is_as_usual():
    assert read_population("connections = 3") == Launch("", 0, 3, EXAMPLE)


def test_a_number_of_connections_from_elsewhere_goes_before_the_file_s():
    assert read_population(WHOLE.replace("count = 5", "count = 60"), 100).num_conns == 100


def test_the_form_can_say_all_that_a_file_says():
    launch = read_population(WHOLE)
    there = replace(launch, host="127.0.0.1", port=7)
    assert read_form(texts(there)) == there


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("connections = 50", "connections = 0", "line 2: connections: Too small: give 1 to 10,000."),
        ("connections = 50", "connections = true", "line 2: connections: Not a number: give 1 to 10,000."),
        ("connections", "conections", "line 2: conections: There is no such key; the nearest is connections."),
        ("repeat = 7", "\nrepeat = -1", "line 5: repeat: Too small: give 0 to 1,000,000."),
        ("stay = true", "stay = 1", "line 6: stay: Neither true nor false: write one of them, without quotes."),
        ('["hello", ', "[7, ", 'line 3: messages: Not a list of texts: write them as in ["one", "two"].'),
        ('["hello", ', '["", ', "line 3: messages: A message is empty, and has no echo: give it a character."),
        ("deadline = 9", "random_bytes = 9", "line 8: random_bytes: There are messages too: say one or the other."),
        ("count = 5", "count = 51", "line 11: count: The groups take 51 of 50 connections: take less."),
        ('"10%"', '"91%"', "line 15: share: The groups take 51 of 50 connections: take less."),
        ('"10%"', "10", "line 15: share: 10 is no part of the connections: give 0% to 100%."),
        ("share =", "shar =", "line 15: shar: There is no such key; the nearest is share."),
        ("share =", "x =", "line 15: x: There is no such key; they are count, share and behaviours."),
        (
            'share = "10%"',
            "",
            "line 12: behaviours: stops-reading and silent both decide how fast it reads, for the same connections:"
            " keep one.",
        ),
        ('["silent"]', '["silnt"]', "line 16: behaviours: No behaviour is called silnt; the nearest is silent."),
        ('["silent"]', '"silent"', 'line 16: behaviours: Not a list of texts: write them as in ["one", "two"].'),
        (
            '["silent"]',
            '["silent:count=1"]',
            "line 16: behaviours: How many they are stands on a line of its own: count = 5, or share = '10%'.",
        ),
        ('behaviours = ["silent"]', "", 'line 14: behaviours: Missing: write behaviours = ["silent"].'),
        (
            'behaviours = ["silent"]',
            'behaviours = ["silent"]\ncount = 1',
            "line 15: share: There is a count too: give one of them.",
        ),
        ("[[group]]\nshare", "[[grop]]\nshare", "line 14: grop: There is no such key; the nearest is group."),
        ("every = 0.2", "every = ", "line 5: every: Invalid value"),
        ("every = 0.2", "every = 0.2\nevery = 1", "line 6: every: Cannot overwrite a value"),
        ('["silent"]\n', '["silent"', "line 16: behaviours: Unclosed array"),
    ],
)
def test_of_what_is_wrong_the_line_and_the_key_are_named(old: str, new: str, complaint: str):
    text = WHOLE.replace(old, new, 1)
    with pytest.raises(ValueError, match=r".") as wrong:
        read_population(text)
    assert str(wrong.value) == complaint


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("group = 1", "line 1: group: Not a table: begin each group with [[group]]."),
        ("[group]\ncount = 1", "line 1: group: Not a table: begin each group with [[group]]."),
        ("repeat = 7", "line 1: connections: Missing: write how many, such as connections = 50."),
        ("", "line 1: connections: Missing: write how many, such as connections = 50."),
        ("every = 1\nrepeat", "line 2: repeat: Expected '=' after a key"),
        ("[group]\ncount = 1\n[group]", "line 3: group: Begin each group with [[group]]."),
        ("stay = true\ngroup = [{count = 1}]", 'line 2: behaviours: Missing: write behaviours = ["silent"].'),
        ("messages = [\n'repeat = 7',\n]\n'repeat' = -1", "line 4: repeat: Too small: give 0 to 1,000,000."),
        (
            "every = 1\nmessages = [\n'a',\n]\nmessages = [\n'every = 2',\n]",
            "line 7: messages: Cannot overwrite a value",
        ),
        ("every = 1\n= 2", "line 2: Invalid statement"),
        ("[[group]]\n[group]", "line 2: group: Begin each group with [[group]]."),
        ("messages = [\n" + "'a',\n" * 100 + "1x]", "line 102: messages: Unclosed array"),
        (f"repeat = {'9' * 5000}", "has a number too long, or a list too deep, to be read"),
        ('"\x1b[2J\u202e" = 1', "line 1: Illegal character '\\x1b'"),
        ('"\\u001b[2J" = 1', "line 1: ␛[2J: There is no such key"),
    ],
)
def test_the_line_is_found_however_it_is_written(text: str, complaint: str):
    with pytest.raises(ValueError, match=r".") as wrong:
        read_population(text)
    assert str(wrong.value).startswith(complaint)
    assert str(wrong.value) == visible(str(wrong.value))


def test_a_file_is_saved_and_loaded_and_not_written_over_unasked(tmp_path: Path):
    path = str(tmp_path / "population.toml")
    assert save(path, SAID) == path
    with pytest.raises(FileExistsError):
        save(path, PRESETS["default"].launch)
    assert load(path) == SAID
    save(path, PRESETS["default"].launch, over=True)
    assert load(path) == PRESETS["default"].launch


FULL_DISK = """
import resource, sys
from connscope.launches import PRESETS, Unusable, save
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
for over in (True, False):
    try:
        save(sys.argv[1 + over], PRESETS["mixed"].launch, over=over)
    except Unusable as error:
        print(str(error).rpartition(":")[2])
"""


def test_where_there_is_no_room_the_old_file_stays_and_no_half_of_a_new_one(tmp_path: Path):
    pytest.importorskip("resource")
    new, old = str(tmp_path / "new.toml"), save(str(tmp_path / "old.toml"), SAID)
    done = subprocess.run([sys.executable, "-c", FULL_DISK, new, old], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [" file too large"] * 2
    assert (load(old), os.listdir(tmp_path)) == (SAID, ["old.toml"])


def test_a_link_and_a_mode_stay_what_they_are(tmp_path: Path):
    path, link = tmp_path / "population.toml", tmp_path / "link.toml"
    save(str(path), SAID)
    path.chmod(0o640)
    link.symlink_to(path)
    save(str(link), PRESETS["default"].launch, over=True)
    assert (link.is_symlink(), path.stat().st_mode & 0o777) == (True, 0o640)
    assert load(str(path)) == PRESETS["default"].launch


@pytest.mark.parametrize(
    ("contents", "says"),
    [
        (None, "cannot be read: no such file or directory"),
        (b"repeat = x", "line 1: repeat: Invalid value"),
        (b"\xff", "is not text in UTF-8"),
        (b"#" * (MOST_CHARACTERS + 1), "has more than 65,536 characters"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_name(contents: bytes | None, says: str, tmp_path: Path):
    path = tmp_path / "people.toml"
    if contents is not None:
        path.write_bytes(contents)
    with pytest.raises(Unusable) as wrong:
        load(str(path))
    assert str(wrong.value) == f"{named(str(path))} {says}"


def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unusable, match="is not a file"):
        load(str(tmp_path / "pipe"))
    with pytest.raises(Unusable, match="is not a file"):
        save(str(tmp_path / "pipe"), SAID, over=True)


def test_what_cannot_be_written_is_said_with_its_name(tmp_path: Path):
    path = str(tmp_path / "nowhere" / "people.toml")
    with pytest.raises(Unusable, match="cannot be written: no such file or directory"):
        save(path, SAID)


def test_of_a_long_path_the_end_is_named():
    assert named("/x" * 100 + "/people.toml") == "…" + ("/x" * 100)[-47:] + "/people.toml"
    assert named("\x1b.toml") == "␛.toml"
    assert named("") == "the empty path"
