"""Whether a program can be run, found out before anything of it is: what is wrong is said in one sentence.

What is doubtful passes: Python itself will say so. It must not import the program.
"""

import os
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

from connscope.names import likeliest, nearest
from connscope.running import question
from connscope.running.command import CODE, MODULE, Program, Unusable
from connscope.running.interpreter import answer_of, located
from connscope.text import VALUE_CELLS, end_of, shown, visible

MAINS = ("__main__.py", "__main__.pyc")


def checked(program: Program) -> Program:
    """The program, with its interpreter and its file found. Raises `Unusable`."""
    path = None if program.form else file_of(program.target)
    program = replace(program, python=located(program.python), path=path)
    asked = program.target if path is None else source_in(path)
    # Our own interpreter has what we need; where modules are depends on how it is started.
    ours = program.python == sys.executable and program.form != MODULE
    said = question.answer(program.form, asked) if ours else answer_of(program.python, program.form, asked)
    if said.get("missing"):
        raise Unusable(no_module(program.target, said["missing"], said["names"]))
    if said.get("path"):
        program = replace(program, path=Path(said["path"]))
    if said["mistake"]:
        raise Unusable(syntax_error(program, *said["mistake"]))
    return program


def file_of(target: str) -> Path:
    """The file that Python runs when it is given this one, or this directory."""
    if target == "-":
        raise Unusable("a program cannot be read from standard input: give a file, -m MODULE or -c CODE")
    path = Path(target)
    try:
        if path.is_dir():
            path = main_in(path)
        if path.is_file():
            with path.open("rb"):
                pass
            if zipfile.is_zipfile(path) and not is_program_in_zip(path):
                raise Unusable(f"{shown(target)} is a zip file without a __main__.py: Python cannot run it")
        elif not path.exists():
            raise Unusable(f"there is no file {shown(target)}{instead_of(path)}")
    except OSError as error:
        raise Unusable(f"{shown(target)} cannot be read: {(error.strerror or str(error)).lower()}") from None
    return Path(os.path.abspath(path))


def main_in(folder: Path) -> Path:
    """What is run of a directory."""
    for name in MAINS:
        if (folder / name).is_file():
            return folder / name
    raise Unusable(f"{shown(str(folder))} is a directory without a __main__.py: give the file that is to be run")


def instead_of(path: Path) -> str:
    """What was meant by a file that is not there, as the end of a sentence."""
    if not path.parent.is_dir():
        return f": there is no directory {shown(str(path.parent))} either"
    names = {entry.stem: entry.name for entry in path.parent.iterdir() if entry.suffix == ".py" or is_program(entry)}
    if path.suffix == ".py" or path.name.partition(".")[0] not in sys.stdlib_module_names:
        near = likeliest(path.stem, names)
        if near:
            return f": did you mean {names[near]}?"
    return "" if path.suffix == ".py" else ": a module is run with -m"


def is_program(folder: Path) -> bool:
    """Whether it is a directory that Python can run."""
    return any((folder / name).is_file() for name in MAINS)


def is_program_in_zip(path: Path) -> bool:
    """Whether Python can run this zip file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(set(MAINS) & set(archive.namelist()))
    except zipfile.BadZipFile:
        return True


def source_in(path: Path) -> str:
    """The file, if there may be source in it; else nothing. A pipe can be read only once."""
    return str(path) if path.is_file() and not zipfile.is_zipfile(path) else ""


def no_module(name: str, missing: str, names: list[str]) -> str:
    """What is wrong with a module that is not there."""
    if name.endswith(".py"):
        return f"-m takes a module, not a file: leave the -m before {shown(name)} away"
    if missing == f"{name}.__main__":
        return f"the package {shown(name)} has no __main__ module: name the module in it that is to be run"
    return f"there is no module {shown(missing)}{nearest(missing, names)}"


def syntax_error(program: Program, line: int, message: str) -> str:
    """Where it is, and that nothing was run."""
    file = CODE if program.form == CODE else end_of(visible(str(program.path)), VALUE_CELLS)
    return f"{file}{f':{line}' if line else ''}: {visible(message, VALUE_CELLS)}; nothing was run"
