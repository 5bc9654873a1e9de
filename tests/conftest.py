"""What is the same for all tests: nobody's own settings change them."""

import gc
import os
import sys

from hypothesis import settings

os.environ["CONNSCOPE_CONFIG"] = os.devnull
for name in ("HOST", "PORT", "POLICY", "SMALL_PIPES", "THEME", "ASCII", "TIMES"):
    os.environ.pop(f"CONNSCOPE_{name}", None)

# Else every program that a test starts would compile all of connscope, and each worker all tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Laws are tried with many small objects, none of which is a cycle: to look for them costs a tenth.
gc.set_threshold(50_000, 20, 50)

# A law holds on a slow machine too.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
