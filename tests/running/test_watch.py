"""A saved file is noticed once, when it is whole. The clock is handed in, the files are real."""

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from connscope.running import watch
from connscope.running.command import Program
from connscope.running.watch import Watch

HALF_SECOND = 500_000_000
BEAT = 100_000_000
NOW = 10**15

Save = Callable[..., None]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "server.py"
    path.write_text("first = 1\n")
    return path


@pytest.fixture
def watched(script: Path) -> Watch:
    """The script, looked at once."""
    it = Watch(Program("python", (str(script),), script))
    assert it.saved(NOW) is None
    return it


@pytest.fixture
def save() -> Save:
    """Save a file, each time a second later than before."""
    times = count(1_000)

    def write(path: Path, text: str) -> None:
        path.write_text(text)
        second = next(times)
        os.utime(path, (second, second))

    return write


def test_what_nobody_touches_is_never_saved(watched: Watch) -> None:
    assert {watched.saved(NOW + beat * BEAT) for beat in range(1, 50)} == {None}


def test_a_saved_script_is_told_once(watched: Watch, script: Path, save: Save) -> None:
    save(script, "other = 2\n")
    told = [watched.saved(NOW + beat * BEAT) for beat in range(1, 21)]
    assert [it for it in told if it] == [script]
    save(script, "other = 3\n")
    assert watched.saved(NOW + 30 * BEAT) == script


def test_an_editor_that_puts_another_file_in_its_place_has_saved_it(watched: Watch, script: Path) -> None:
    before = script.stat()
    other = script.with_name("other")
    other.write_text("first = 2\n")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    script.unlink()
    assert watched.saved(NOW + HALF_SECOND) is None
    other.rename(script)
    assert watched.saved(NOW + 2 * HALF_SECOND) == script


def test_a_file_that_is_away_for_a_while_and_comes_back_as_it_was_was_not_saved(watched: Watch, script: Path) -> None:
    away = script.rename(script.with_name("away"))
    assert watched.saved(NOW + HALF_SECOND) is None
    away.rename(script)
    assert {watched.saved(NOW + at * HALF_SECOND) for at in range(2, 9)} == {None}


@pytest.mark.parametrize("half", ["", "x = (\n"])
def test_half_a_file_is_waited_out_for_a_second(half: str, watched: Watch, script: Path, save: Save) -> None:
    save(script, half)
    assert [watched.saved(NOW + at * HALF_SECOND) for at in range(1, 5)] == [None, None, script, None]


def test_the_other_half_comes_in_time(watched: Watch, script: Path, save: Save) -> None:
    save(script, "x = (\n")
    assert watched.saved(NOW + HALF_SECOND) is None
    save(script, "x = (\n)\n")
    assert [watched.saved(NOW + at * HALF_SECOND) for at in range(2, 6)] == [script, None, None, None]


def test_files_beside_the_script_are_watched_once_they_are_named(watched: Watch, script: Path, save: Save) -> None:
    inside = script.parent / "package" / "inside.py"
    inside.parent.mkdir()
    save(inside, "")
    watched.see([str(inside), "<string>", "<frozen os>", os.__file__])
    watched.see([str(inside)])
    assert list(watched.files) == [script, inside]
    save(inside, "inside = 1\n")
    assert [watched.saved(NOW + at * HALF_SECOND) for at in range(1, 4)] == [inside, None, None]


def test_what_is_installed_beside_the_script_is_nobody_s_source(watched: Watch, script: Path) -> None:
    watched.see([str(script.parent / ".venv/lib/python3.11/site-packages/trio/_core.py"), str(script) + "c"])
    assert list(watched.files) == [script]


def test_several_files_saved_at_once_are_one_save(watched: Watch, script: Path, save: Save) -> None:
    other = script.with_name("other.py")
    watched.see([str(other)])
    for path in (other, script):
        save(path, "saved = 1\n")
    assert [watched.saved(NOW + at * HALF_SECOND) for at in range(1, 5)] == [script, None, None, None]


def test_a_file_is_looked_at_twice_a_second_at_most(watched: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[Path] = []
    monkeypatch.setattr(watch, "stamp_of", lambda path, real=watch.stamp_of: looks.append(path) or real(path))
    for beat in range(1, 101):
        watched.saved(NOW + beat * BEAT)
    assert len(looks) == 20


def test_a_program_is_at_most_so_many_files(watched: Watch, script: Path) -> None:
    watched.see(str(script.with_name(f"f{number}.py")) for number in range(3_000))
    assert len(watched.files) == watch.MOST_FILES


def test_a_module_belongs_to_the_folder_in_which_it_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "app" / "__main__.py"
    assert Watch(Program("python", ("-m", "app"), path)).folder == tmp_path
    assert Watch(Program("python", ("app",), path)).folder == tmp_path / "app"
    assert Watch(Program("python", ("-m", "app"))).folder == tmp_path
    assert Watch(Program("python", ("-m", "http.server"), Path("/lib/http/server.py"))).folder == Path("/lib/http")
