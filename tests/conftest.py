"""What is the same for all tests: nobody's own settings change them."""

import os

os.environ["CONNSCOPE_CONFIG"] = os.devnull
for name in ("HOST", "PORT", "POLICY", "SMALL_PIPES", "THEME", "ASCII", "TIMES"):
    os.environ.pop(f"CONNSCOPE_{name}", None)
