"""What a process takes, looked at once a second, and whether that grows."""

import time
from pathlib import Path
from typing import NamedTuple

from tests.faults.under_test import descriptors, resident

MIB = 1 << 20
EVERY_SECONDS = 1.0


class Sample(NamedTuple):
    """One look."""

    minute: float
    mib: float
    descriptors: int
    threads: int


class Figures:
    """One process's."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.began = time.monotonic()
        self.samples: list[Sample] = []

    def look(self) -> Sample:
        """Now."""
        threads = len(list(Path(f"/proc/{self.pid}/task").iterdir()))
        minute = (time.monotonic() - self.began) / 60
        return Sample(minute, resident(self.pid) / MIB, len(descriptors(self.pid)), threads)

    def tend(self) -> None:
        """Look, if it is time."""
        if not self.samples or (time.monotonic() - self.began) / 60 >= self.samples[-1].minute + EVERY_SECONDS / 60:
            self.samples.append(self.look())

    @property
    def settled(self) -> list[Sample]:
        """The second half: in the first all that is bounded fills, which takes a minute."""
        return self.samples[len(self.samples) // 2 :]


def slope(samples: list[Sample]) -> float:
    """MiB a minute, of the line that fits best."""
    at = [each.minute for each in samples]
    mib = [each.mib for each in samples]
    middle, level = sum(at) / len(at), sum(mib) / len(mib)
    spread = sum((each - middle) ** 2 for each in at)
    return sum((x - middle) * (y - level) for x, y in zip(at, mib, strict=True)) / spread if spread else 0.0
