"""The shape of the project: small files, small functions, names that say something, and rules a reader may rely on."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "connscope"
CODE = sorted(PACKAGE.rglob("*.py"))
PROBE = sorted((PACKAGE / "probe").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TIMED = [path for path in TESTS if "bench" in path.parts or "shots" in path.parts]
"""No tests: they measure or take pictures, by the clock."""

MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 40
SAY_NOTHING = {"util", "utils", "helper", "helpers", "common", "base", "manager", "misc"}

TOP = {"README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "connscope", "tests", "screenshots"}
BUILT = {"build", "dist", "connscope.egg-info", "__pycache__"}
PARTS = {
    *("__init__.py", "__main__.py", "arguments.py", "borrowed.py", "byhand", "census.py", "cli", "clients"),
    *("collecting.py", "complaints.py", "completion.py", "config", "connections.py", "crew.py", "deadline.py"),
    *("descriptors.py", "events", "hands.py", "headless", "journal.py", "kept.py", "kernel.py", "launches"),
    *("ledger.py", "loops.py", "names.py", "origins.py", "paged.py", "picture.py", "places.py", "predict.py"),
    *("preferences.py", "probe", "processes.py", "procfs.py", "programs.py", "pump.py", "running", "servers"),
    *("serving.py", "session.py", "sockdiag.py", "sources", "states.py", "stations", "stepping.py", "story.py"),
    *("text.py", "totals.py", "tui", "units.py", "wishes.py", "wording"),
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Everything in a file."""
    return list(ast.walk(ast.parse(path.read_text("utf-8"))))


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    """The calls of functions and methods with these names."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in names:
            yield node


def lines(function: Function) -> int:
    """How long it is."""
    return (function.end_lineno or 0) + 1 - function.lineno


def own_lines(function: Function) -> int:
    """How long it is without the functions in it."""
    inner = [node for node in ast.walk(function) if isinstance(node, Function) and node is not function]
    lines = set(range(function.lineno, (function.end_lineno or 0) + 1))
    return len(lines.difference(*(range(node.lineno, (node.end_lineno or 0) + 1) for node in inner)))


def containing(pattern: str, paths: list[Path]) -> list[str]:
    """The files in which something like this stands."""
    return [path.name for path in paths if re.search(pattern, path.read_text("utf-8"), re.IGNORECASE)]


def test_the_top_level_is_what_was_agreed():
    assert {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - TOP - BUILT == set()


def test_the_package_has_the_parts_that_were_agreed():
    assert {path.name for path in PACKAGE.iterdir()} - BUILT == PARTS


def test_a_file_is_read_in_one_go():
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in CODE + TESTS}
    assert {path: length for path, length in lengths.items() if length > MOST_LINES_OF_A_FILE} == {}


def test_a_function_is_seen_at_one_glance():
    functions = [(path.name, node) for path in CODE + TESTS for node in nodes(path) if isinstance(node, Function)]
    long = [(name, node) for name, node in functions if lines(node) > MOST_LINES_OF_A_FUNCTION]
    assert [(name, node.name) for name, node in long if own_lines(node) > MOST_LINES_OF_A_FUNCTION] == []


def test_a_file_is_named_for_what_is_in_it():
    assert [path for path in CODE + TESTS if SAY_NOTHING & {*path.stem.split("_"), path.parent.name}] == []


def test_a_module_says_what_it_is_for():
    assert [path.name for path in CODE if not ast.get_docstring(nodes(path)[0])] == []  # type: ignore[arg-type]


def test_nothing_is_left_for_later():
    assert containing(r"\b(todo|fixme|xxx)\b", CODE) == []


def test_a_socket_that_does_not_wait_is_never_said_to_do_the_contrary():
    assert containing(r"\bbloc" r"ked\b", [*CODE, *TESTS, ROOT / "README.md"]) == []


def test_bytes_from_outside_become_text_in_one_place_only():
    found = [path.name for path in CODE if path not in PROBE and list(calls(path, "decode"))]
    assert found == ["text.py"]


def test_the_probe_can_be_loaded_under_any_name():
    imports = [node for path in PROBE for node in nodes(path) if isinstance(node, ast.ImportFrom | ast.Import)]
    assert [ast.unparse(node) for node in imports if "connscope" in ast.unparse(node)] == []


def test_no_test_sleeps():
    sleeps = {
        path.name: node.lineno
        for path in TESTS
        for node in calls(path, "sleep", "pause")
        if path not in TIMED and node.args and getattr(node.args[0], "value", None) != 0
    }
    assert sleeps == {}


def test_no_test_has_a_mock():
    assert containing(r"^\s*(from|import) (unittest\.)?mock\b", TESTS) == []
