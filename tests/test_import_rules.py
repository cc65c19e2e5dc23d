"""Imports point down only; the message prints the rule that broke."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "guitune"
SOURCES = sorted(ROOT.rglob("*.py"))
HEAVY = {"torch", "transformers", "datasets", "sklearn", "accelerate", "safetensors"}
HEAVY |= {"pandas", "openpyxl", "py3langid", "charset_normalizer"}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path, top_level_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    nodes = tree.body if top_level_only else ast.walk(tree)
    found: set[str] = set()
    for node in nodes:
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively; write the whole name"
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def broken(rule: str, pairs: list[tuple[str, str]]) -> str:
    return rule + "\n" + "\n".join(f"  {source} imports {target}" for source, target in pairs)


def offenders(where: tuple[str, ...], forbidden, top_level_only: bool = False) -> list[tuple[str, str]]:
    return [
        (module_name(path), name)
        for path in SOURCES
        if within(module_name(path), *where)
        for name in sorted(imports(path, top_level_only))
        if forbidden(name)
    ]


def test_core_knows_neither_qt_nor_the_programs_that_drive_it():
    pairs = offenders(
        ("guitune.core",), lambda name: within(name, "PySide6", "pyqtgraph", "guitune.gui", "guitune.cli")
    )
    assert not pairs, broken("core never imports Qt, the window or the command line:", pairs)


def test_the_command_line_and_the_window_do_not_know_each_other():
    pairs = offenders(("guitune.cli",), lambda name: within(name, "guitune.gui", "PySide6", "pyqtgraph"))
    pairs += offenders(("guitune.gui",), lambda name: within(name, "guitune.cli"))
    assert not pairs, broken("cli and gui never import each other:", pairs)


@pytest.mark.parametrize(
    "module",
    ["errors", "config", "training_config", "setting", "data_choices", "settings", "stored", "events"],
)
def test_the_words_of_the_core_need_the_standard_library_only(module):
    words = ("errors", "config", "training_config", "setting", "data_choices", "stored")
    own = {"guitune.i18n", *(f"guitune.core.{name}" for name in words)}
    allowed = own | sys.stdlib_module_names
    pairs = [
        (module, name)
        for name in sorted(imports(ROOT / "core" / f"{module}.py"))
        if not within(name, *own) and name.split(".")[0] not in allowed
    ]
    assert not pairs, broken("errors, config, settings and events use the standard library only:", pairs)


def test_heavy_libraries_are_imported_inside_functions_only():
    heavy = (*HEAVY, "pyarrow.parquet")
    pairs = offenders(("guitune",), lambda name: within(name, *heavy), top_level_only=True)
    pairs = [pair for pair in pairs if pair[0] != "guitune.core.modeling.download_child"]
    assert not pairs, broken(
        "torch and its kin are imported inside functions, so that start-up is quick:", pairs
    )


def test_the_layers_of_the_core_point_down():
    layers = [
        "stored",
        "data_choices",
        "config",
        "settings",
        "data",
        "modeling",
        "inference",
        "evaluation",
        "training",
    ]
    layers += ["runs", "project", "experiment"]
    pairs = [
        pair
        for height, layer in enumerate(layers)
        for above in layers[height + 1 :]
        for pair in offenders((f"guitune.core.{layer}",), lambda name: within(name, f"guitune.core.{above}"))  # noqa: B023
    ]
    assert not pairs, broken("inside core, imports point down: " + " < ".join(layers), pairs)


def test_only_the_console_prints():
    allowed = {"guitune.cli.console", "guitune.core.modeling.download_child"}
    pairs = [
        (module_name(path), f"print, line {node.lineno}")
        for path in SOURCES
        if module_name(path) not in allowed
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not pairs, broken("nothing but the console prints:", pairs)
