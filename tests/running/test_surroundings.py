"""The environment of a watched program, and the directory of its probe."""

import os
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from connscope.running import surroundings
from connscope.running.surroundings import SITE, environment, remove, run_directory

RUN = Path("/run/connscope-x")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's directories are, whatever this machine has."""
    monkeypatch.setattr(surroundings, "MEMORY", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def dead() -> int:
    """The number of a process that is over, and that no new one gets in a hurry."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


@pytest.fixture(scope="module")
def living() -> int:
    """One that is not ours to end, and is not over."""
    return os.getppid()


def left(place: Path, owner: object, *rings: str, where: str | None = None) -> Path:
    """A directory as a connscope that was killed leaves it."""
    directory = place / "connscope-left"
    directory.mkdir(0o700)
    where = surroundings.namespace() if where is None else where
    (directory / "owner").write_text(f"{owner} {where}")
    for name in rings:
        (directory / name).touch()
    return directory


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, f"{SITE}"),
        ({"PYTHONPATH": ""}, f"{SITE}"),
        ({"PYTHONPATH": "/lib/mine"}, f"{SITE}:/lib/mine"),
        ({"PYTHONPATH": "/a::/b:"}, f"{SITE}:/a::/b:"),
        ({"PYTHONPATH": f"{SITE}:/lib/mine", "CONNSCOPE_RUN": "/of/another"}, f"{SITE}:/lib/mine"),
        ({"PYTHONPATH": f"{SITE}"}, f"{SITE}"),
    ],
)
def test_the_environment_differs_by_two_variables(before: Mapping[str, str], after: str) -> None:
    others = {"PATH": "/bin", "ODD": "\udcff", "EMPTY": "", "CONNSCOPE_THEME": "light"}
    expected = {**others, "PYTHONPATH": after, "CONNSCOPE_RUN": str(RUN)}
    assert environment(RUN, {**others, **before}) == expected


def test_nobody_else_can_look_into_a_run_directory(place: Path) -> None:
    directory = run_directory()
    assert (directory.parent, stat.S_IMODE(directory.stat().st_mode)) == (place, 0o700)
    assert directory.name.startswith("connscope-")


def test_it_is_in_memory_if_it_can_be(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "MEMORY", str(tmp_path / "nowhere"))
    assert run_directory().parent == place
    (tmp_path / "memory").mkdir()
    monkeypatch.setattr(surroundings, "MEMORY", str(tmp_path / "memory"))
    assert run_directory().parent == tmp_path / "memory"


def test_it_is_elsewhere_if_there_is_little_memory_for_files(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dead: int
) -> None:
    (tmp_path / "memory").mkdir()
    monkeypatch.setattr(surroundings, "MEMORY", str(tmp_path / "memory"))
    monkeypatch.setattr(surroundings, "ENOUGH", surroundings.free(str(tmp_path)) * 2)
    before = left(tmp_path / "memory", dead)
    assert run_directory().parent == place
    assert not before.exists()


def test_in_the_end_nothing_is_left_of_it(place: Path) -> None:
    directory = run_directory()
    (directory / "7-0.ring").touch()
    remove(directory)
    assert list(place.iterdir()) == []
    remove(directory)


def test_what_a_killed_connscope_left_behind_is_removed(place: Path, dead: int) -> None:
    directory = left(place, dead, f"{dead}-0.ring", "options", "gate")
    run_directory()
    assert not directory.exists()


def test_what_somebody_still_needs_stays(place: Path, dead: int, living: int) -> None:
    needed = [run_directory()]
    for owner, ring in ((living, f"{dead}-0.ring"), (dead, f"{living}-0.ring")):
        needed.append(left(place, owner, f"{dead}-0.ring", ring).rename(place / f"connscope-{owner}"))
    run_directory()
    assert [directory.exists() for directory in needed] == [True, True, True]


def test_what_is_nobody_s_for_sure_stays(place: Path, dead: int, tmp_path: Path) -> None:
    directory = left(place, dead, where="pid:[1]")
    (place / "connscope-new").mkdir()
    (place / "connscope-file").touch()
    (place / "connscope-link").symlink_to(left_elsewhere := tmp_path / "other")
    left_elsewhere.mkdir()
    (left_elsewhere / "owner").write_text(f"{dead} {surroundings.namespace()}")
    before = {*place.iterdir()}
    assert directory in before
    new = run_directory()
    assert {*place.iterdir()} == {*before, new}
