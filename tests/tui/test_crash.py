"""What is said of a crash, and where it is kept."""

import os
import re
from pathlib import Path

import pytest

from connscope.tui import crash

FROM_A_PEER = "from a \x1b[31mpeer"


def raised(error: BaseException) -> BaseException:
    """As if it had come to us."""
    try:
        raise error
    except BaseException as caught:
        return caught


@pytest.mark.parametrize("error", [ValueError(FROM_A_PEER), KeyError(FROM_A_PEER), OSError(5, FROM_A_PEER)])
def test_neither_sentence_nor_report_repeats_what_a_peer_may_have_sent(error: Exception, state: Path) -> None:
    sentence = crash.farewell(raised(error))
    (report,) = state.iterdir()
    assert "peer" not in sentence + report.read_text().replace("FROM_A_PEER", "").replace("_a_peer_may", "")


def test_what_python_says_of_the_code_is_said_and_made_visible(state: Path) -> None:
    assert crash.farewell(raised(TypeError("no \x1b"))).startswith("connscope: it crashed: TypeError: no ␛ · ")


def test_the_report_says_what_ran_where_and_each_exception_with_its_place(state: Path) -> None:
    error = raised(RuntimeError("then"))
    error.__cause__ = raised(ZeroDivisionError("first"))
    crash.farewell(error)
    (report,) = state.iterdir()
    text = report.read_text()
    assert re.match(r"connscope \S+ crashed on .*\nPython \S+ · Textual \S+ · .*\nterminal \S+.* · TERM=", text)
    assert re.search(r'File ".*test_crash.py", line \d+, in raised\n.*\nZeroDivisionError: first\n', text)
    assert text.endswith("RuntimeError: then\n")


def test_the_youngest_reports_are_kept(state: Path) -> None:
    state.mkdir()
    for number in range(30):
        (state / f"crash-2000010{number:02}-1.txt").touch()
    crash.farewell(TypeError())
    kept = sorted(path.name for path in state.iterdir())
    assert len(kept) == crash.REPORTS
    assert kept[-1].endswith(f"-{os.getpid()}.txt")


def test_a_report_goes_to_the_temporary_folder_where_its_own_cannot_be_made(state: Path, tmp_path: Path) -> None:
    state.touch()
    assert f"the report is in {tmp_path / 'connscope-crash-'}" in crash.farewell(TypeError())


def test_where_no_report_can_be_written_the_sentence_says_so(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state.touch()
    monkeypatch.setattr("tempfile.tempdir", str(state))
    assert crash.farewell(TypeError()).endswith(" · no report could be written (NotADirectoryError: Not a directory)\n")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path / "connscope"
