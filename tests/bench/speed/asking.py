"""The load program, started and listened to."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.bench.speed.cores import on
from tests.bench.speed.programs import Programs

LIMIT = 10.0
"""Seconds that a load may take, whatever the server does."""

Options = Mapping[str, float | str]


@contextmanager
def asking(programs: Programs, core: int | None, options: Options) -> Iterator["subprocess.Popen[str]"]:
    """It asks a server, and no longer than we listen."""
    argv = [*programs.load, *(f"{name}={value}" for name, value in options.items())]
    with on(core):
        process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        try:
            yield process
        finally:
            process.kill()


def answer(process: "subprocess.Popen[str]", seconds: float) -> dict[str, float]:
    """What it tells in the end. Raises ValueError if it fails, and TimeoutExpired."""
    out, complaint = process.communicate(timeout=seconds)
    if process.returncode:
        raise ValueError(complaint[-120:] or f"the load ended with {process.returncode}")
    told: dict[str, float] = json.loads(out)
    return told
