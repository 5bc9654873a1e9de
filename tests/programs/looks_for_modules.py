"""Looks for modules in all the ways there are, and has a program of its own do so."""

import importlib
import importlib.util
import subprocess
import sys

for name in ("wave", "xml.dom", "xml.dom.minidom", "xml.sax"):
    try:
        importlib.import_module(name)
        print(name, "is there")
    except ModuleNotFoundError as error:
        print(error, error.name == name)
print(importlib.util.find_spec("wave"), "wave" in sys.modules)
if "again" not in sys.argv:
    subprocess.run([sys.executable, __file__, "again"], check=True)
