"""One of CPython's own suites, run in this process: `python runner.py NAME RESULTS [TEST …]`, on Python 3.9 and later.

A line of JSON for each test as it begins, and one as it ends, so that a crash or a hang leaves what was seen before it.
What was begun already, in a process that did not come to its end, is left out; so the next one goes on from there.
The file is opened anew for each line: a test that counts or closes descriptors must find none of ours.
"""

import json
import sys
import unittest

RESOURCES = ["cpu", "network", "subprocess", "walltime"]
"""Not gigabytes of disk. Whole suites ask for the network, though hardly any of their tests leaves the machine."""


class Told(unittest.TestResult):
    """Writes what came of each test as soon as it is known."""

    def __init__(self, path):
        super().__init__()
        self.path = path

    def tell(self, test, outcome, reason=""):
        tell(self.path, test.id(), outcome, reason)

    def startTest(self, test):  # noqa: N802 - unittest's name, as all that follow
        super().startTest(test)
        self.tell(test, "began")

    def addSuccess(self, test):  # noqa: N802
        self.tell(test, "passed")

    def addError(self, test, err):  # noqa: N802
        self.tell(test, "error", sentence(err))

    def addFailure(self, test, err):  # noqa: N802
        self.tell(test, "failed", sentence(err))

    def addSkip(self, test, reason):  # noqa: N802
        self.tell(test, "skipped", reason)

    def addExpectedFailure(self, test, _):  # noqa: N802
        self.tell(test, "failed as expected")

    def addUnexpectedSuccess(self, test):  # noqa: N802
        self.tell(test, "passed unexpectedly")

    def addSubTest(self, test, subtest, err):  # noqa: N802
        if err is not None:
            self.tell(test, "failed", f"{subtest._subDescription()}: {sentence(err)}")


def tell(path, test, outcome, reason):
    """Add a line."""
    with open(path, "a", encoding="utf-8") as results:
        results.write(json.dumps({"test": test, "outcome": outcome, "reason": reason}) + "\n")


def sentence(err):
    """The error in a line."""
    return f"{err[0].__name__}: {err[1]}".splitlines()[0][:200]


def each(suite):
    """The single tests of a suite, however deep they lie."""
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from each(test)
        else:
            yield test


def begun(path):
    """The tests that were begun already, by a process before this one."""
    with open(path, encoding="utf-8") as results:
        return {json.loads(line)["test"] for line in results}


def run(suite, path, names=()):
    """Run what was not begun yet."""
    before = begun(path)
    tests = [test for test in each(suite) if test.id() not in before and (not names or test.id() in names)]
    unittest.TestSuite(tests).run(Told(path))


def main(name, path, *names):
    """Run it all, or only the tests with these ids."""
    from test import support

    support.use_resources = RESOURCES if sys.version_info < (3, 15) else dict.fromkeys(RESOURCES)
    support.verbose = False
    try:
        suite = unittest.defaultTestLoader.loadTestsFromName("test." + name)
    except unittest.SkipTest as skipped:
        tell(path, "test." + name, "skipped", str(skipped))
        return
    run(suite, path, names)


if __name__ == "__main__":
    main(*sys.argv[1:])
