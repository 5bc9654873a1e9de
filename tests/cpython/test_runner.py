"""What the runner of a suite writes down of it."""

import json
import unittest
from pathlib import Path

from tests.cpython import runner
from tests.cpython.outcomes import outcomes, reasons


def every():
    """A suite with one test for each outcome; pytest need not see it."""

    class Every(unittest.TestCase):
        def test_passes(self):
            pass

        def test_fails(self):
            self.fail("in one\nof several lines")

        def test_is_in_error(self):
            raise OSError(5, "no luck")

        @unittest.skip("not here")
        def test_is_skipped(self):
            pass

        @unittest.expectedFailure
        def test_fails_as_expected(self):
            self.fail()

        @unittest.expectedFailure
        def test_passes_unexpectedly(self):
            pass

        def test_in_parts(self):
            for part in (1, 2):
                with self.subTest(part=part):
                    assert part == 1

    return unittest.defaultTestLoader.loadTestsFromTestCase(Every)


def names(said: dict[str, str]) -> dict[str, str]:
    return {test.rpartition(".")[2]: outcome for test, outcome in said.items()}


def run(path: Path, *only: str) -> list[str]:
    suite = every()
    runner.run(suite, path, [test.id() for test in runner.each(suite) if test.id().endswith(only)] if only else ())
    return path.read_text("utf-8").splitlines()


def test_every_outcome_is_told(tmp_path: Path):
    path = tmp_path / "results"
    path.touch()
    lines = run(path)
    assert names(outcomes(lines)) == {
        "test_passes": "passed",
        "test_fails": "failed",
        "test_is_in_error": "error",
        "test_is_skipped": "skipped: not here",
        "test_fails_as_expected": "failed as expected",
        "test_passes_unexpectedly": "passed unexpectedly",
        "test_in_parts": "failed",
    }
    assert names(reasons(lines)) == {
        "test_fails": "AssertionError: in one",
        "test_is_in_error": "OSError: [Errno 5] no luck",
        "test_in_parts": "(part=2): AssertionError: assert 2 == 1",
    }


def test_one_test_can_be_run_alone(tmp_path: Path):
    path = tmp_path / "results"
    path.touch()
    assert names(outcomes(run(path, "test_passes"))) == {"test_passes": "passed"}


def test_what_another_process_began_is_not_begun_again(tmp_path: Path):
    path = tmp_path / "results"
    failing = next(test.id() for test in runner.each(every()) if test.id().endswith("test_fails"))
    path.write_text(json.dumps({"test": failing, "outcome": "began", "reason": ""}) + "\n")
    said = names(outcomes(run(path)))
    assert (said["test_fails"], len(said)) == ("did not end", 7)
