"""What is the same for all tests: nobody's own settings change them."""

import gc
import os

os.environ["CONNSCOPE_CONFIG"] = os.devnull
for name in ("HOST", "PORT", "POLICY", "SMALL_PIPES", "THEME", "ASCII", "TIMES"):
    os.environ.pop(f"CONNSCOPE_{name}", None)

# Laws are tried with many small objects, none of which is a cycle: to look for them costs a tenth.
gc.set_threshold(50_000, 20, 50)
