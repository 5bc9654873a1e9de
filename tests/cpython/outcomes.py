"""What came of CPython's tests, bare and probed, and where the two differ. It runs nothing."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

Outcomes = Mapping[str, str]
"""Of each test what came of it: `passed`, `skipped: why`, `failed`, `error`, `did not end` …"""

SUBTESTS = " ("
"""What parts the id of a test from that of a part of it."""


class Difference(NamedTuple):
    """A test of which something else came under the probe."""

    test: str
    bare: tuple[str, ...]
    """What came of it in each run,"""
    probed: tuple[str, ...]
    """and what under the probe."""

    @property
    def flaky(self) -> bool:
        """Whether it has also ended alike both ways: then the difference may be the test's own."""
        return bool({*self.bare} & {*self.probed}) and (len({*self.bare}) > 1 or self.probed.count(self.bare[0]) > 1)


def outcomes(lines: Iterable[str]) -> dict[str, str]:
    """What a suite's runner wrote. A test with several outcomes, as with subtests, has them all."""
    found: dict[str, set[str]] = {}
    for line in lines:
        said = json.loads(line)
        seen = found.setdefault(said["test"], set())
        if said["outcome"] != "began":
            why = f": {said['reason']}" if said["outcome"] == "skipped" else ""
            seen.add(said["outcome"] + why)
    return {test: " + ".join(sorted(seen)) or "did not end" for test, seen in found.items()}


def reasons(lines: Iterable[str]) -> dict[str, str]:
    """The first error of each test that had one."""
    found: dict[str, str] = {}
    for line in lines:
        said = json.loads(line)
        if said["outcome"] in ("failed", "error"):
            found.setdefault(said["test"], said["reason"])
    return found


def differing(bare: Outcomes, probed: Outcomes) -> list[Difference]:
    """The tests of which something else came, or that only one of them has."""
    tests = [*bare, *(test for test in probed if test not in bare)]
    pairs = ((test, bare.get(test, "not run"), probed.get(test, "not run")) for test in tests)
    return [Difference(test, (one,), (other,)) for test, one, other in pairs if one != other]


def whole(test: str) -> str:
    """The test that a part belongs to."""
    return test.partition(SUBTESTS)[0]
