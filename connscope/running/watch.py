"""Whether the source of a running program has been saved since it was read.

It looks at the files when it is asked, though not each time; the time is handed in. It must not know who asks, nor what
is done about it.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from connscope.running.command import MODULE, Program
from connscope.running.question import mistake_in_file

LOOK_NS = 500_000_000
PATIENCE_NS = 1_000_000_000
"""So long a file may be empty, or no Python: its editor is still writing. Then that is what was saved."""

MOST_FILES = 2_000
INSTALLED = {"site-packages", "dist-packages"}
"""In a virtual environment beside the program there are files that nobody edits."""

Stamp = tuple[int, int, int]
"""When a file was changed, how long it is, and which one it is: an editor may put another in its place."""


@dataclass(slots=True)
class Seen:
    """One file, as it was when the program read it."""

    stamp: Stamp | None
    """None: it was not there."""
    changed_at: int = 0
    """Since when it has been another; 0: it is not."""


class Watch:
    """The files of one program: the one that is run, and those in its folder that are found to be of it."""

    def __init__(self, program: Program) -> None:
        self.folder = folder_of(program)
        self.files = {path: Seen(stamp_of(path)) for path in [program.path] if path is not None}
        self.looked_at = 0

    def see(self, files: Iterable[str]) -> None:
        """Those that the program runs code of; again, or from elsewhere, they change nothing."""
        for name in files:
            path = Path(os.path.abspath(name))
            if path in self.files or len(self.files) >= MOST_FILES or not self.is_of_it(path):
                continue
            self.files[path] = Seen(stamp_of(path))

    def is_of_it(self, path: Path) -> bool:
        """Whether it is source that is edited together with what is run."""
        return path.suffix == ".py" and path.is_relative_to(self.folder) and not INSTALLED & set(path.parts)

    def saved(self, now: int) -> Path | None:
        """A file that has been saved since the last answer, `now` in monotonic nanoseconds."""
        if self.looked_at and now - self.looked_at < LOOK_NS:
            return None
        self.looked_at = now
        # All of them, whichever is the first: several may be saved at once.
        return next(iter([path for path, seen in self.files.items() if is_saved(path, seen, now)]), None)


def is_saved(path: Path, seen: Seen, now: int) -> bool:
    """Whether it is another, and whole; then this is how it was seen."""
    stamp = stamp_of(path)
    if stamp == seen.stamp:
        seen.changed_at = 0
        return False
    seen.changed_at = seen.changed_at or now
    is_whole = stamp is not None and stamp[1] > 0 and mistake_in_file(str(path)) is None
    if stamp is None or not (is_whole or now - seen.changed_at >= PATIENCE_NS):
        return False
    seen.stamp, seen.changed_at = stamp, 0
    return True


def stamp_of(path: Path) -> Stamp | None:
    """What tells a file from what it was; None if it is not there, as while an editor puts another in its place."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def folder_of(program: Program) -> Path:
    """Where the source of the program is: with -m, it may import all that is where it was started."""
    here = Path.cwd()
    if program.path is None or (program.form == MODULE and program.path.is_relative_to(here)):
        return here
    return program.path.parent
