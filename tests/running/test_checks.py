"""What cannot be run is told before anything is, with what to do."""

import os
import shutil
import sys
import zipfile
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

from connscope.running import interpreter, question
from connscope.running.checks import checked
from connscope.running.command import Program, Unusable

NO_PYTHON = {
    "nowhere/python": "there is no Python at 'nowhere/python': check the path after --python",
    "no-such-python": "no program 'no-such-python' is on the PATH: name a Python after --python",
    "./server.py": "'./server.py' is not a program that may be started: name a Python after --python",
    "app": "'app' is a directory, not a Python",
    "venv": "'venv' is a directory, not a Python: did you mean venv/bin/python?",
    "./silent": "'./silent' does not answer as a Python does: name one after --python",
    "./no-format": "'./no-format' cannot be started: exec format error",
    "./python2": "'./python2' is Python 2.7: connscope can watch 3.9 and later",
    "./python3.8": "'./python3.8' is Python 3.8.18: connscope can watch 3.9 and later",
    "./small": "'./small' has no ctypes, which the probe needs: name another Python",
}

NOTHING_TO_RUN = {
    ("sever.py",): "there is no file 'sever.py': did you mean server.py?",
    ("ap",): "there is no file 'ap': did you mean app?",
    ("x.py",): "there is no file 'x.py'",
    ("http.server",): "there is no file 'http.server': a module is run with -m",
    ("nowhere/x.py",): "there is no file 'nowhere/x.py': there is no directory 'nowhere' either",
    ("plain",): "'plain' is a directory without a __main__.py: give the file that is to be run",
    ("plain.zip",): "'plain.zip' is a zip file without a __main__.py: Python cannot run it",
    ("-",): "a program cannot be read from standard input: give a file, -m MODULE or -c CODE",
    ("faulty.py", "x"): "{0}/faulty.py:2: '(' was never closed; nothing was run",
    ("nul.py",): "{0}/nul.py: source code string cannot contain null bytes; nothing was run",
    ("-c", "1 +"): "-c:1: invalid syntax; nothing was run",
    ("\x1b[2J.py",): "there is no file '␛[2J.py'",
}

RUNNABLE = {
    ("server.py", "--port"): "server.py",
    ("./server.py",): "server.py",
    ("app",): "app/__main__.py",
    ("app.zip",): "app.zip",
    ("plain/compiled",): "plain/compiled",
    ("warns.py",): "warns.py",
    ("-odd.py",): "-odd.py",
    ("-c", "print('never')"): None,
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with programs good and bad."""
    monkeypatch.chdir(tmp_path)
    for folder in ("app", "plain", "venv/bin"):
        Path(folder).mkdir(parents=True)
    for name in ("server.py", "app/__main__.py", "-odd.py"):
        Path(name).write_text("raise SystemExit('it was run')\n")
    Path("faulty.py").write_text("print('never')\nx = (\n")
    Path("nul.py").write_bytes(b"\0")
    Path("warns.py").write_text("'\\d' is 1\n")
    Path("plain/compiled").write_bytes(MAGIC_NUMBER + bytes(12))
    for name, inside in (("app.zip", "__main__.py"), ("plain.zip", "other.py")):
        with zipfile.ZipFile(name, "w") as archive:
            archive.writestr(inside, "x = (")
    Path("venv/bin/python").touch()
    return tmp_path


@pytest.fixture
def pythons() -> None:
    """Programs that are no Python, or none for us."""
    answers(Path("silent"), "hello")
    answers(Path("python2"), '{"version": "2.7"}')
    answers(Path("python3.8"), '{"version": "3.8.18"}')
    answers(Path("small"), '{"version": "3.13.0rc1", "maps": false, "mistake": null}')
    answers(Path("good"), '{"version": "3.14.0", "maps": true, "mistake": null}')
    Path("no-format").write_bytes(b"\x7fELF")
    Path("no-format").chmod(0o755)


def answers(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\necho 'printed at its start'\necho '{line}'\n")
    path.chmod(0o755)


def complaint(python: str, *words: str) -> str:
    with pytest.raises(Unusable) as refusal:
        checked(Program(python, words))
    return str(refusal.value)


@pytest.mark.parametrize("words", NOTHING_TO_RUN)
def test_what_cannot_be_run_is_told_in_a_sentence(words: tuple[str, ...], here: Path) -> None:
    # Of a long path the beginning yields.
    assert complaint(sys.executable, *words)[-70:] == NOTHING_TO_RUN[words].format(here)[-70:]


@pytest.mark.parametrize("words", RUNNABLE)
def test_what_can_be_run_is_found_and_not_run(words: tuple[str, ...], here: Path) -> None:
    found = RUNNABLE[words]
    assert checked(Program(sys.executable, words)).path == (found and here / found)


@pytest.mark.usefixtures("pythons")
@pytest.mark.parametrize("python", NO_PYTHON)
def test_an_interpreter_that_will_not_do_is_told_in_a_sentence(python: str) -> None:
    assert complaint(python, "server.py") == NO_PYTHON[python]


@pytest.mark.usefixtures("pythons")
def test_an_interpreter_that_gives_no_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("waits").write_text("#!/bin/sh\nexec tail -f /dev/null\n")
    Path("waits").chmod(0o755)
    monkeypatch.setattr(interpreter, "LONGEST_SECONDS", 0.1)
    assert complaint("./waits", "server.py") == "'./waits' gave no answer within 0.1 seconds: is it a Python?"


@pytest.mark.usefixtures("pythons")
def test_an_interpreter_is_found_by_its_name(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(here), prepend=os.pathsep)
    assert checked(Program("good", ("server.py",))).python == str(here / "good")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told_in_a_sentence() -> None:
    Path("server.py").chmod(0)
    assert complaint(sys.executable, "server.py") == "'server.py' cannot be read: permission denied"


def test_a_pipe_is_left_for_python_to_read(here: Path) -> None:
    os.mkfifo("pipe")
    assert checked(Program(sys.executable, ("pipe",))).path == here / "pipe"


def test_another_python_judges_the_source_that_it_will_run(here: Path) -> None:
    Path("other").symlink_to(os.path.realpath(sys.executable))
    said = complaint("./other", "faulty.py")
    assert f"{here}/faulty.py:2: "[-70:] in said


def test_a_module_is_looked_for_as_minus_m_does(here: Path) -> None:
    assert checked(Program(sys.executable, ("-m", "app"))).path == here / "app" / "__main__.py"


@pytest.mark.parametrize(
    ("name", "missing", "said"),
    [
        ("faulty", "", "faulty.py:2: '(' was never closed; nothing was run"),
        ("sever", "sever", "there is no module 'sever': did you mean server?"),
        ("http.sever", "http.sever", "there is no module 'http.sever': did you mean http.server?"),
        ("http", "http.__main__", "the package 'http' has no __main__ module: name the module in it that is to be run"),
        ("plain", "plain.__main__", "the package 'plain' has no __main__ module: name the module in it that is to be"),
        ("server.py", "server.py", "-m takes a module, not a file: leave the -m before 'server.py' away"),
        ("server.main.x", "server.main", "there is no module 'server.main'"),
    ],
)
def test_a_module_that_is_not_there_is_told_in_a_sentence(
    name: str, missing: str, said: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(here))
    monkeypatch.setattr("connscope.running.checks.answer_of", lambda _, form, target: question.answer(form, target))
    assert question.answer("-m", name)["missing"] == missing
    assert said in complaint(sys.executable, "-m", name)
    assert "server" not in sys.modules


def test_a_package_that_makes_its_modules_itself_is_believed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(here))
    Path("made").mkdir()
    shutil.move("app", "elsewhere")
    Path("made/__init__.py").write_text("__path__.append('elsewhere')\n__path__.append('.')\n")
    assert question.whereabouts("made.server")[0] == f"{here}/server.py"
    monkeypatch.delitem(sys.modules, "made")


def test_without_ctypes_no_probe_can_share_memory_with_us(monkeypatch: pytest.MonkeyPatch) -> None:
    assert question.can_map_files()
    monkeypatch.setitem(sys.modules, "ctypes", None)
    assert not question.can_map_files()
