"""What comes of the settings that a test has made."""

import os
import subprocess
import sys
from argparse import Namespace

import pytest

from connscope.arguments import Parser
from connscope.config.reading import settled
from connscope.config.settings import SETTINGS, Value, declare

DEFAULTS = {name: setting.default for name, setting in SETTINGS.items()}


def settings(*words: str) -> dict[str, Value]:
    """What holds for a command line of the screen, but its keys."""
    parser = Parser("connscope", "")
    declare(parser, SETTINGS.values())
    values = vars(settled(parser.read(words), with_keys=True))
    return {name: value for name, value in values.items() if name != "keys"}


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    """How a start fails with these settings: in one line and with exit code 2."""
    with pytest.raises(SystemExit, match="2"):
        settled(Namespace(), with_keys=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("connscope: ")
    assert err.removesuffix("\n").isprintable()
    return err


def run(*words: str, **environment: str | bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "connscope", *words]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, timeout=20, check=False)
