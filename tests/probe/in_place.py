"""Runs scripts in a process of its own, first without a probe, then with one in place.

`python -m tests.probe.in_place FOLDER` prints of each script that did not go the same way twice its name and both
outcomes, and then why the probe failed, if it did.
"""

import socket
import sys
from typing import Any

from connscope.probe import guest
from tests.probe.descriptors_by_hand import SCRIPTS as DESCRIPTORS
from tests.probe.secrets import SCRIPTS as SECRETS
from tests.probe.test_calls_as_plain import SCRIPTS as CALLS
from tests.probe.test_calls_as_plain import outcome, worded
from tests.probe.waits import SCRIPTS as WAITS

SCRIPTS = {**CALLS, **DESCRIPTORS, **SECRETS, **WAITS}


def outcomes() -> dict[str, str]:
    """What all of them answer, in words."""
    return {name: repr(worded(outcome(script, socket.socket))) for name, script in SCRIPTS.items()}


def main(folder: str) -> None:
    """Run them all twice."""
    before = outcomes()
    guest.begin(folder)
    after = outcomes()
    for name, words in before.items():
        if words != after[name]:
            print(f"{name}\n  {words}\n  {after[name]}")
    here: Any = guest.HERE
    print("watched" if here and not here.probe.failure else here and here.probe.failure)


if __name__ == "__main__":
    main(sys.argv[1])
