"""With a probe in place every call goes as it does without: in one process, all of them are made before and after."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


def test_all_that_a_program_can_do_with_sockets_goes_the_same_way_under_a_probe(folder: Path) -> None:
    words = [sys.executable, "-m", "tests.probe.in_place", str(folder)]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=50, check=False)
    assert (ended.stdout, ended.stderr, ended.returncode) == ("watched\n", "", 0)
