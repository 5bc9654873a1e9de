"""Modules of a program's own that are called as some of the library's: it finds them as without us."""

import subprocess
import sys
from pathlib import Path

import pytest

from connscope.probe.uncovered import script_in
from tests.sources.watched import run

SHADOWING = """
import enum, selectors, struct
print(enum.mine, selectors.mine, struct.mine)
import array, errno, math, operator, types
print(errno.ENOENT, hasattr(errno, "mine"), types.SimpleNamespace(a=1).a)
"""

LINES = {
    "a.py b.py": "a.py",
    "": "",
    "-": "",
    "-u -B a.py": "a.py",
    "-Wd -X dev -uX dev -W ignore a.py": "a.py",
    "-c a.py": "",
    "-uc a.py": "",
    "-m a": "",
    "-ma b": "",
    "-- -a.py": "-a.py",
    "--check-hash-based-pycs always a.py": "a.py",
}


@pytest.mark.parametrize("line", LINES)
def test_the_script_is_found_among_the_words(line: str) -> None:
    assert script_in(iter(line.split())) == LINES[line]


@pytest.mark.parametrize("form", ["script", "module", "code"])
def test_a_module_of_the_programs_own_hides_the_one_that_was_imported_for_the_probe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    for name in ("selectors.py", "errno.py", "enum.py"):
        (tmp_path / name).write_text("mine = True\n")
    (tmp_path / "struct").mkdir()
    (tmp_path / "struct" / "__init__.py").write_text("mine = True\n")
    (tmp_path / "app.py").write_text(SHADOWING)
    monkeypatch.chdir(tmp_path)
    words = {"script": ("app.py",), "module": ("-m", "app"), "code": ("-c", SHADOWING)}[form]
    bare = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=50, check=False)
    under = run(tmp_path, *words)
    assert (under.stdout, under.stderr) == (bare.stdout, "")
    assert bare.stdout.startswith("True True True")
