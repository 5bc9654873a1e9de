"""Other people's programs, bare and watched: `python -m tests.guests [--python PATH] [words of a guest …]`.

Each is run alone, and under `connscope run` and strace at once. Both have to say and to answer the same; and of each
connection the bytes that connscope tells of have to be those that strace counted in the same run. Exit code 1 if not.
Without `--python` a throwaway environment gets what the guests are made with, from the package index.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from tests.guests.guests import GUESTS, PROGRAMS, REQUIREMENTS, Guest
from tests.guests.strace import COMMAND, Strace
from tests.guests.table import HEADING, Verdict, columns, judged, markdown
from tests.guests.told import Told, told

LIMIT_SECONDS = 120
ROOT = Path(__file__).parents[2]


def environment(folder: Path) -> str:
    """An interpreter that has all that the guests need."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)
    return python


def run(command: list[str]) -> tuple[int, str, str]:
    """Its exit code, and what it wrote."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("CONNSCOPE")}
    ended = subprocess.run(command, env=env, capture_output=True, text=True, timeout=LIMIT_SECONDS, cwd=ROOT)
    return ended.returncode, ended.stdout, ended.stderr


def watched(python: str, guest: Guest, folder: Path) -> tuple[tuple[int, str, str], Strace, Told]:
    """Run it under connscope and strace at once: what it answered, and what each of them saw."""
    calls, events = folder / "strace", folder / "events.jsonl"
    connscope = [sys.executable, "-m", "connscope", "run", "--headless", "--events", str(events), "--python", python]
    ended = run([*COMMAND, "-o", str(calls), *connscope, *guest.options, str(PROGRAMS / guest.script)])
    with calls.open(encoding="utf-8", errors="replace") as lines:
        counted = Strace().read(lines)
    return ended, counted, told(events) if events.exists() else Told(failure="nothing was told")


def tried(python: str, guest: Guest, folder: Path) -> Verdict:
    """Both runs of a guest, compared."""
    folder.mkdir(parents=True)
    bare = run([python, str(PROGRAMS / guest.script)])
    ended, counted, said = watched(python, guest, folder)
    same = bare == ended
    verdict = judged(guest, counted, said, same)
    verdict.wrong += [f"bare it answered {bare[0]}: {bare[2][-300:]}"] if bare[0] else []
    verdict.wrong += [] if same else [f"watched: {ended[0]}, {ended[1][-300:]!r}, {ended[2][-600:]!r}"]
    return verdict


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("only", nargs="*", help="words of the guests that are to be run")
    parser.add_argument("--python", help="an interpreter that has the frameworks")
    parser.add_argument("--keep", type=Path, help="a new folder for what strace and connscope wrote")
    values = parser.parse_args()
    if shutil.which(COMMAND[0]) is None:
        parser.error("strace counts the bytes, and is not installed")
    with tempfile.TemporaryDirectory() as temporary:
        folder = values.keep or Path(temporary)
        python = values.python or environment(Path(temporary) / "environment")
        verdicts = []
        print(columns(HEADING))
        for guest in GUESTS:
            if not values.only or any(word in guest.name for word in values.only):
                verdict = tried(python, guest, folder / guest.name.replace(" ", "-").replace("'", ""))
                print("\n".join([columns(verdict.cells()), *(f"    {each}" for each in verdict.wrong)]), flush=True)
                verdicts.append(verdict)
    print("\n" + markdown(verdicts))
    return any(verdict.wrong for verdict in verdicts)


if __name__ == "__main__":
    sys.exit(main())
