"""Paths in stored choices are relative to the folder that stores them, so that folder and data can move."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from guitune.core.config import ModelConfig, RunConfig

DATA_PATHS = ("file", "validation_file", "test_file")


def with_relative_paths(config: RunConfig, folder: Path) -> RunConfig:
    """`config` for storing in `folder`; a path on another drive stays absolute."""

    def relative(path: str) -> str:
        try:
            shown = Path(os.path.relpath(path, folder)).as_posix()
        except ValueError:  # another drive, on Windows
            return path
        return shown if shown.startswith("../") else f"./{shown}"

    return _with_paths(config, relative, os.path.isabs)


def with_absolute_paths(config: RunConfig, folder: Path) -> RunConfig:
    """`config` as it was before `with_relative_paths`, wherever `folder` is now."""

    def absolute(path: str) -> str:
        return os.path.normpath(folder.absolute() / path)

    return _with_paths(config, absolute, lambda name: name.startswith(("./", "../")))


def _with_paths(config: RunConfig, change: Callable[[str], str], is_path: Callable[[str], bool]) -> RunConfig:
    data: dict[str, Any] = {name: change(path) for name in DATA_PATHS if (path := getattr(config.data, name))}
    checkpoint = config.model.checkpoint
    model = ModelConfig(change(checkpoint)) if is_path(checkpoint) else config.model
    return replace(config, data=replace(config.data, **data), model=model)
