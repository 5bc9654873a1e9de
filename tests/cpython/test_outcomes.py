"""How two runs of a suite are compared."""

import json

from tests.cpython.outcomes import Difference, differing, outcomes, reasons, whole


def line(test: str, outcome: str, reason: str = "") -> str:
    return json.dumps({"test": test, "outcome": outcome, "reason": reason})


def test_a_test_has_the_outcome_that_was_told_last():
    lines = [line("a", "began"), line("a", "passed"), line("b", "began"), line("b", "skipped", "no IPv6")]
    assert outcomes(lines) == {"a": "passed", "b": "skipped: no IPv6"}


def test_one_that_only_began_did_not_end():
    assert outcomes([line("a", "began")]) == {"a": "did not end"}


def test_errors_have_their_reasons_apart_which_name_other_ports_each_time():
    lines = [line("a", "began"), line("a", "failed", "(i=1): E: 1"), line("a", "failed", "(i=2): E: 2")]
    assert (outcomes(lines), reasons(lines)) == ({"a": "failed"}, {"a": "(i=1): E: 1"})


def test_a_test_of_which_parts_are_skipped_has_both():
    lines = [line("a", "began"), line("a (i=1)", "skipped", "no"), line("a", "passed")]
    assert outcomes(lines) == {"a": "passed", "a (i=1)": "skipped: no"}


def test_what_came_out_alike_does_not_differ():
    assert differing({"a": "passed", "b": "error"}, {"b": "error", "a": "passed"}) == []


def test_what_did_not_is_named_and_so_is_what_one_run_alone_has():
    assert differing({"a": "passed", "b": "passed"}, {"b": "error", "c": "skipped: no"}) == [
        Difference("a", ("passed",), ("not run",)),
        Difference("b", ("passed",), ("error",)),
        Difference("c", ("not run",), ("skipped: no",)),
    ]


def test_a_reason_for_skipping_counts():
    found = differing({"a": "skipped: no IPv6"}, {"a": "skipped: no probe"})
    assert found == [Difference("a", ("skipped: no IPv6",), ("skipped: no probe",))]


def test_a_difference_is_flaky_if_the_test_does_both_bare_or_mostly_the_same_under_the_probe():
    bare = ("passed",) * 4
    assert not Difference("a", bare, ("failed",) * 4).flaky
    assert not Difference("a", bare, ("failed", "passed", "failed", "failed")).flaky
    assert Difference("a", bare, ("failed", "passed", "passed", "passed")).flaky
    assert Difference("a", ("passed", "failed", "passed", "passed"), ("failed",) * 4).flaky
    assert not Difference("a", ("passed", "failed", "passed", "passed"), ("error",) * 4).flaky


def test_a_part_belongs_to_its_test():
    assert whole("test.test_os.Test.test_walk (i=1)") == "test.test_os.Test.test_walk"
    assert whole("test.test_os.Test.test_walk") == "test.test_os.Test.test_walk"
