"""Shells complete what the code knows, and nothing else."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from connscope.arguments import Parser
from connscope.cli import COMMANDS, screen
from connscope.completion import SHELLS
from connscope.config.upkeep import TASKS
from connscope.preferences import THEMES, TIMES
from connscope.sources.servers import POLICIES

CONNSCOPE = (sys.executable, "-m", "connscope")

# As bash does it when a person presses tab at the end of these words.
ASK = """
. "$1"; shift
function=$(complete -p connscope); function=${function##*-F }
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"
${function%% *}
printf '%s\\n' "${COMPREPLY[@]}"
"""

Ask = Callable[..., set[str]]


@cache
def script(shell: str) -> bytes:
    return subprocess.run([*CONNSCOPE, "completion", shell], capture_output=True, timeout=20, check=True).stdout


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """What a real bash offers after these words, of which the last is not yet complete."""
    path = tmp_path_factory.mktemp("completion") / "connscope"
    path.write_bytes(script("bash"))

    def answer(*words: str) -> set[str]:
        command = ["bash", "--norc", "-c", ASK, "bash", str(path), "connscope", *words]
        done = subprocess.run(command, capture_output=True, timeout=20, check=True)
        assert done.stderr == b""
        return set(done.stdout.decode().split())

    return answer


def options(command: Callable[[Parser], object]) -> set[str]:
    parser = Parser("connscope", "")
    command(parser)
    return set(parser._option_string_actions)


def test_bash_completes_every_command(ask: Ask) -> None:
    assert ask("") == set(COMMANDS)


def test_bash_completes_every_option_of_the_screen(ask: Ask) -> None:
    assert ask("-") == options(screen)


@pytest.mark.parametrize("name", COMMANDS)
def test_bash_completes_every_option_of_a_command_and_no_other(name: str, ask: Ask) -> None:
    assert ask(name, "-") == options(COMMANDS[name])


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("--policy",), POLICIES),
        (("serve", "--policy"), POLICIES),
        (("--theme",), THEMES),
        (("--times",), TIMES),
        (("config",), TASKS),
        (("completion",), SHELLS),
    ],
)
def test_bash_completes_every_name_that_can_be_chosen(words: tuple[str, ...], names: tuple[str, ...], ask: Ask) -> None:
    assert ask(*words, "") == set(names)


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        (("--the",), {"--theme"}),
        (("serve", "--po"), {"--port", "--policy"}),
        (("--ascii", "--th"), {"--theme"}),
        (("--port", "7", "--th"), {"--theme"}),
        (("serve", "--small-pipes", "--policy", "t"), {"tutorial"}),
        (("serve", "--the"), set()),
    ],
)
def test_bash_goes_on_from_what_was_typed(words: tuple[str, ...], whole: set[str], ask: Ask) -> None:
    assert ask(*words) == whole


@pytest.mark.parametrize(
    "words", [("client", "--population"), ("run",), ("run", "--headless"), ("run", "--events"), ("run", "--python")]
)
def test_bash_completes_the_path_of_a_file(words: tuple[str, ...], ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "population.toml").touch()
    assert ask(*words, f"{tmp_path}/pop") == {str(tmp_path / "population.toml")}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_can_read_its_script(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    (tmp_path / "script").write_bytes(script(shell))
    done = subprocess.run([shell, "-n", tmp_path / "script"], capture_output=True, timeout=20, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(shutil.which("fish") is None, reason="there is no fish here")
def test_fish_completes_a_name_that_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "script").write_bytes(script("fish"))
    asked = f"source {tmp_path / 'script'}; complete -C 'connscope --theme '"
    done = subprocess.run(["fish", "--no-config", "-c", asked], capture_output=True, timeout=20, check=True)
    assert {line.split(b"\t")[0].decode() for line in done.stdout.splitlines()} == set(THEMES)
