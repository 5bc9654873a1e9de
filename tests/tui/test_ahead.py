"""What the first keys need is there before they are pressed, and not before the screen is."""

import subprocess
import sys

from connscope.tui.ahead import NEEDED

LOADED = "import sys\nprint([name for name in sys.argv[1:] if name in sys.modules])"


def loaded_by(code: str) -> str:
    """Those of them that are loaded after that, in a Python of its own."""
    words = [sys.executable, "-c", f"{code}\n{LOADED}", *NEEDED]
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=50).stdout.strip()


def test_no_start_waits_for_it() -> None:
    assert loaded_by("import connscope.tui.app, connscope.tui.ahead") == "[]"


def test_all_of_it_can_be_loaded_in_another_thread() -> None:
    code = (
        "import threading\nfrom connscope.tui.ahead import load\nload()\n[t.join() for t in threading.enumerate()[1:]]"
    )
    assert loaded_by(f"import connscope.tui.app\n{code}") == str(list(NEEDED))
