"""The probe can be loaded into a program on Python 3.9, under any name: it needs the standard library alone."""

import ast
import sys
from pathlib import Path

import pytest

import connscope.probe

SOURCES = sorted(Path(connscope.probe.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_source_is_python_3_9(path):
    ast.parse(path.read_text(), feature_version=(3, 9))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_source_imports_the_standard_library_and_its_neighbours_only(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            assert node.level == 1
        elif isinstance(node, ast.ImportFrom):
            assert node.module.split(".")[0] in sys.stdlib_module_names
        elif isinstance(node, ast.Import):
            assert all(name.name.split(".")[0] in sys.stdlib_module_names for name in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_source_annotates_without_running_what_3_9_has_not(path):
    tree = ast.parse(path.read_text())
    if any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree)):
        assert any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
