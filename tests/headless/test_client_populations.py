"""Connections that misbehave, launched from a shell."""

import json
import re
import socket
import subprocess
import sys
from argparse import Namespace
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from connscope.clients.behaviours import BEHAVIOURS
from connscope.headless.asked import launch_of
from connscope.launches import PRESETS, explained, usual
from connscope.launches.population import read_population, written_population
from tests.headless.running import ended
from tests.headless.test_client_command import Address, client, echo
from tests.test_population_files import FEW, WHOLE

__all__ = ["echo"]

CONNSCOPE = (sys.executable, "-m", "connscope")


def told(lines: list[str]) -> Counter[str]:
    """How often each end is told, whoever it is that ended so."""
    return Counter(re.split(r"  +", line)[2] for line in lines)


def test_each_option_is_a_group_and_the_lines_say_how_often_each_behaviour_acted(echo: Address) -> None:
    words = ("--message", "12345", "--behaviour", "drip:every=0,count=2", "--behaviour", "late:by=0.01")
    with client(echo, "3", *words) as process:
        *lines, summary = process.stdout.read().decode().splitlines()
        assert ended(process) == (0, b"")
    back = "all 5 bytes came back"
    assert told(lines) == {f"{back} · drip ×5 + late ×1": 2, f"{back} · late ×1": 1}
    assert summary.startswith("3 of 3 connections got every byte back · 15 B")


def test_one_that_ends_as_it_was_meant_to_is_no_failure(echo: Address) -> None:
    with client(echo, "2", "--behaviour", "resets:count=1") as process:
        *lines, summary = process.stdout.read().decode().splitlines()
        assert ended(process) == (0, b"")
    assert sorted(re.sub(r".*  (\w+).* · ", r"\1 · ", line) for line in lines if "resets" in line) == [
        "reset · resets ×1"
    ]
    assert [line for line in lines if line.endswith("  all 44 bytes came back")] != []
    assert summary.startswith("1 of 2 connections got every byte back, 1 ended otherwise, as meant · ")


def test_a_population_is_launched_and_other_options_go_before_it(echo: Address, tmp_path: Path) -> None:
    (tmp_path / "few.toml").write_text(FEW, "utf-8")
    for words, size, many in (
        ((), 10, 3),
        (("--message", "x"), 2, 3),
        (("--behaviour", "garbage:size=3,count=1"), 10, 2),
    ):
        with client(echo, "--population", str(tmp_path / "few.toml"), "--json", *words) as process:
            *outcomes, summary = map(json.loads, process.stdout)
            assert ended(process) == (0, b"")
        well = [each["recv_total"] for each in outcomes if not each["acted"]]
        assert well == [size] * many
        behaviours = Counter(" + ".join(each["acted"]) for each in outcomes if each["acted"])
        assert behaviours == {"drip": 2, "resets + late": 1} | ({"garbage": 1} if many == 2 else {})
        assert (summary["connections"], summary["good"], summary["as_meant"]) == (6, 6, 1)


def test_a_number_of_connections_goes_before_the_population_s(echo: Address, tmp_path: Path) -> None:
    (tmp_path / "few.toml").write_text(FEW, "utf-8")
    with client(echo, "10", "--population", str(tmp_path / "few.toml"), "--json") as process:
        *outcomes, _ = map(json.loads, process.stdout)
        assert ended(process) == (0, b"")
    assert Counter(" + ".join(each["acted"]) for each in outcomes) == {"drip": 2, "resets + late": 2, "": 6}


def test_of_one_that_behaves_well_nothing_more_is_said(echo: Address) -> None:
    with client(echo, "2", "--behaviour", "well-behaved:count=1") as process:
        *lines, _ = process.stdout.read().decode().splitlines()
        assert ended(process) == (0, b"")
    assert told(lines) == {"all 44 bytes came back": 2}


def test_a_share_of_nothing_does_nothing(echo: Address) -> None:
    with client(echo, "2", "--behaviour", "resets:share=0%", "--behaviour", "silent:count=0") as process:
        *lines, _ = process.stdout.read().decode().splitlines()
        assert ended(process) == (0, b"")
    assert told(lines) == {"all 44 bytes came back": 2}


def test_a_population_that_is_wrong_is_told_before_anything_is_connected(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(WHOLE.replace("share =", "shar ="), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        with client(nobody.getsockname(), "--population", str(tmp_path / "x.toml")) as process:
            code, said = ended(process)
        nobody.setblocking(False)
        with pytest.raises(BlockingIOError):
            nobody.accept()
    assert (code, said.count(b"\n")) == (2, 1)
    assert said.endswith(b"x.toml line 15: shar: There is no such key; the nearest is share.\n")


@pytest.mark.parametrize("text", [WHOLE, FEW, *(written_population(preset.launch) for preset in PRESETS.values())])
def test_what_the_launcher_loads_and_saves_is_launched_as_it_is(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(text, "utf-8")
    nothing = dict.fromkeys(("num_conns", "messages", "groups", "deadline", "stay", "small_pipes"))
    asked = Namespace(host="h", port=7, population=str(tmp_path / "x.toml"), **nothing)
    assert launch_of(asked) == replace(read_population(text), host="h", port=7)


def test_the_list_needs_nothing_else_and_has_the_name_first_and_then_what_can_be_set() -> None:
    done = subprocess.run([*CONNSCOPE, "client", "--list-behaviours"], capture_output=True, timeout=20, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = [line.split() for line in done.stdout.decode().splitlines()]
    assert lines == [[name, *usual(name).split(), *explained(name).split()] for name in BEHAVIOURS]
