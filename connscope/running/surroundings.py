"""What a watched program finds around it: its environment, and the private directory in which its probe writes.

It must not know what is in the files of that directory.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

RUN_VARIABLE = "CONNSCOPE_RUN"
SITE = Path(__file__).parent.parent / "probe" / "site"
"""Holds the one module that Python loads by itself."""

PREFIX = "connscope-"
OWNER_FILE = "owner"
MEMORY = "/dev/shm"
ENOUGH = 256 << 20
"""Bytes that have to be free there, for some twenty processes; a container often has no more than a quarter of it."""
NAMESPACE = "/proc/self/ns/pid"


def environment(run_dir: Path, base: Mapping[str, str]) -> dict[str, str]:
    """These variables, but for the two by which Python finds the probe, and the probe its directory."""
    # Under another connscope the folder is there already.
    folders = base.get("PYTHONPATH", "").split(os.pathsep)
    inherited = os.pathsep.join(folder for folder in folders if folder != str(SITE))
    searched = f"{SITE}{os.pathsep}{inherited}" if inherited else str(SITE)
    return {**base, "PYTHONPATH": searched, RUN_VARIABLE: str(run_dir)}


def run_directory() -> Path:
    """A new directory that only we can read, in memory if there is enough; what others of ours left behind is gone."""
    place = next(iter(places()))
    for place_of_others in places():
        clear(place_of_others)
    run_dir = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    (run_dir / OWNER_FILE).write_text(f"{os.getpid()} {namespace()}", "utf-8")
    return run_dir


def remove(run_dir: Path) -> None:
    """Have it gone, with all that is in it. A program that still writes there does not notice."""
    shutil.rmtree(run_dir, ignore_errors=True)


def places() -> Iterator[Path]:
    """Where run directories may be, the best place first."""
    there = os.access(MEMORY, os.W_OK | os.X_OK) and os.path.isdir(MEMORY)
    is_best = there and free(MEMORY) >= ENOUGH
    if is_best:
        yield Path(MEMORY)
    yield Path(tempfile.gettempdir())
    if there and not is_best:
        yield Path(MEMORY)


def free(place: str) -> int:
    """How many bytes fit there."""
    system = os.statvfs(place)
    return system.f_bavail * system.f_frsize


def clear(place: Path) -> None:
    """Remove the run directories of this user there that nobody needs any more."""
    try:
        found = [entry for entry in os.scandir(place) if entry.name.startswith(PREFIX)]
    except OSError:
        return
    for entry in found:
        if is_left_over(Path(entry.path)):
            remove(Path(entry.path))


def is_left_over(run_dir: Path) -> bool:
    """Whether it is ours, and neither who made it nor a program that writes there is alive."""
    try:
        status = os.lstat(run_dir)
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
            return False
        owner, _, where = (run_dir / OWNER_FILE).read_text("utf-8").partition(" ")
        writers = [path.name.partition("-")[0] for path in run_dir.glob("*-*.ring")]
        # In another container the same number is somebody else.
        return where == namespace() and not any(is_alive(int(pid)) for pid in (owner, *writers))
    except (OSError, ValueError):
        return False


def is_alive(pid: int) -> bool:
    """Whether there is such a process, whoever's it is."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def namespace() -> str:
    """Which processes our numbers speak of; empty where there is no such thing."""
    try:
        return os.readlink(NAMESPACE)
    except OSError:
        return ""
