"""What was measured, as the README's section about speed: `python -m tests.bench.page` prints it.

From the files that `tests.bench.speed`, `tests.bench.screen` and `tests.bench.frames` wrote; what is not there was not
measured, and the page says so. With `--pictures` the section's pictures are drawn as well.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.machine import short_place
from tests.bench.page.section import Measured, section
from tests.bench.screen import results as of_screen
from tests.bench.screen.__main__ import FILE as SCREEN
from tests.bench.screen.plots import pictures as screen_drawn
from tests.bench.speed import results as of_servers
from tests.bench.speed.__main__ import FILE as SPEED
from tests.bench.speed.plots import draw
from tests.bench.speed.plots import pictures as servers_drawn

FRAMES = Path(tempfile.gettempdir()) / "connscope-frames.json"


def told_by(path: Path) -> dict[str, Any]:
    """What a file says; of none, nothing."""
    told: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return told


def measured(speed: Path, screen: Path, frames: Path) -> Measured:
    """All that is there. Raises ValueError if nothing is, or if it was on two machines."""
    told = [each for each in map(told_by, (speed, screen)) if each]
    if not told:
        raise ValueError(f"neither {speed} nor {screen} is there: .venv/bin/poe bench writes them")
    if len({(each["machine"]["processor"], each["machine"]["cores"], each["machine"]["python"]) for each in told}) > 1:
        raise ValueError(f"{speed} and {screen} were not measured on one machine")
    return Measured(
        told[-1]["machine"],
        of_servers.read(speed) if speed.exists() else (),
        of_screen.read(screen) if screen.exists() else (),
        told_by(frames),
        [word for each in told for word in each["words"]],
    )


def pictures(found: Measured) -> dict[str, str]:
    """Of all that was measured."""
    where = short_place(found.machine)
    of_servers = servers_drawn(found.runs, where) if found.runs else {}
    return {**of_servers, **screen_drawn(found.seen, where)}


def main() -> None:
    """Print the section, and draw what it shows."""
    parser = argparse.ArgumentParser(prog="page", description=__doc__.splitlines()[0] if __doc__ else "")
    for name, path in (("speed", SPEED), ("screen", SCREEN), ("frames", FRAMES)):
        parser.add_argument(f"--{name}", type=Path, default=path, metavar="FILE", help=f"what poe {name} has written")
    parser.add_argument("--pictures", action="store_true", help="draw them, into screenshots/")
    args = parser.parse_args()
    try:
        found = measured(args.speed, args.screen, args.frames)
    except ValueError as error:
        parser.error(str(error))
    print(section(found))
    if args.pictures:
        draw(pictures(found))


if __name__ == "__main__":
    main()
