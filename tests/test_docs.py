"""The README says what the code says."""

import re
from pathlib import Path

import pytest

from connscope import cli
from connscope.arguments import Parser
from tests.docs import README, with_parts

TEXT = README.read_text("utf-8")
ROOT = README.parent


def test_the_tables_made_from_the_code_are_the_code_s() -> None:
    assert with_parts(TEXT) == TEXT, "run: .venv/bin/poe docs"


def test_ci_runs_exactly_the_readme_s_test_command() -> None:
    command = next(line for line in TEXT.splitlines() if "poe check" in line)
    assert command in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


@pytest.mark.parametrize("command", [cli.screen, *cli.COMMANDS.values()])
def test_each_option_of_a_command_is_in_its_section(command: cli.Command) -> None:
    parser = Parser("connscope", "")
    command(parser)
    name = "connscope" if command is cli.screen else f"connscope {command.__name__}"
    section = re.search(rf"### `{name}( [][A-Z_ ]+)?`\n(.*?)(?=\n###|\nThe servers and the client)", TEXT, re.S)
    assert section is not None
    shared = section[2] + (section_of_the_screen() if "the same options" in section[2] else "")
    missing = [name for name in parser._option_string_actions if name.startswith("--") and f"`{name}" not in shared]
    assert [name for name in missing if name != "--help"] == []


def section_of_the_screen() -> str:
    return TEXT[TEXT.index("### `connscope`") : TEXT.index("### `connscope serve`")]


def test_every_poe_task_that_the_readme_names_exists() -> None:
    tasks = re.findall(r"\.venv/bin/poe ([\w-]+)", TEXT)
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    assert [task for task in tasks if not re.search(rf"^{task} = ", pyproject, re.M)] == []


def test_every_picture_that_the_readme_shows_is_there() -> None:
    pictures = re.findall(r"\]\((screenshots/[^)]+)\)", TEXT)
    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


def test_every_file_that_the_readme_names_is_there() -> None:
    named = re.findall(r"`(connscope/[\w./]+|tests/[\w./]+)`", TEXT)
    assert [name for name in named if not (ROOT / Path(name)).exists()] == []
