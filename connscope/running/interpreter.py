"""The Python that is to run a program: where it is, and what it answers when it is asked."""

import json
import os
import shutil
import subprocess
from typing import Any

from connscope.running import question
from connscope.running.command import Unusable
from connscope.text import shown

OLDEST = (3, 9)
LONGEST_SECONDS = 10
"""A Python has answered in a twentieth of a second."""

# Any Python can read this, however old it is.
FIRST = f"""
import sys
path = sys.argv.pop(1)
if sys.version_info < {OLDEST}:
    print('{{"version": "%d.%d"}}' % sys.version_info[:2])
else:
    exec(compile(open(path, encoding="utf-8").read(), path, "exec"))
"""


def located(python: str) -> str:
    """The path of a program that may be started, from a path or a name. Raises `Unusable`."""
    if os.path.isdir(python):
        inside = os.path.join(python, "bin", "python")
        hint = f": did you mean {inside}?" if os.path.isfile(inside) else ""
        raise Unusable(f"{shown(python)} is a directory, not a Python{hint}")
    if not os.path.dirname(python):
        path = shutil.which(python)
        if path is None:
            raise Unusable(f"no program {shown(python)} is on the PATH: name a Python after --python")
        return path
    if not os.path.exists(python):
        raise Unusable(f"there is no Python at {shown(python)}: check the path after --python")
    if not os.access(python, os.X_OK):
        raise Unusable(f"{shown(python)} is not a program that may be started: name a Python after --python")
    return python


def answer_of(python: str, form: str, target: str) -> dict[str, Any]:
    """What it says to our question. Raises `Unusable` if it is no Python, or none in which we can watch anything."""
    lines = [line for line in output_of(python, form, target).splitlines() if line.startswith(b'{"version"')]
    if not lines:
        raise Unusable(f"{shown(python)} does not answer as a Python does: name one after --python")
    said: dict[str, Any] = json.loads(lines[-1])
    if tuple(map(int, said["version"].split(".")[:2])) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise Unusable(f"{shown(python)} is Python {said['version']}: connscope can watch {oldest} and later")
    if not said["maps"]:
        raise Unusable(f"{shown(python)} has no ctypes, which the probe needs: name another Python")
    return said


def output_of(python: str, form: str, target: str) -> bytes:
    """What it prints when it is run for that, and for nothing else."""
    command = [python, "-c", FIRST, question.__file__, form, target]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST_SECONDS, check=False
        )
    except OSError as error:
        raise Unusable(f"{shown(python)} cannot be started: {(error.strerror or str(error)).lower()}") from None
    except subprocess.TimeoutExpired:
        raise Unusable(f"{shown(python)} gave no answer within {LONGEST_SECONDS} seconds: is it a Python?") from None
    return done.stdout
