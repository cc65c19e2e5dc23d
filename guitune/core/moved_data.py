"""Finds the data of a run again after they were moved."""

import json
from dataclasses import replace
from pathlib import Path

from guitune.core.config import DataConfig
from guitune.core.files import sha256_of, write_json
from guitune.core.portable import DATA_PATHS, with_relative_paths
from guitune.core.runs import RunFolder


def follow_moved_data(run: RunFolder, known: DataConfig) -> None:
    """Let a run go on with the files of `known` where its own are no longer in their places.

    Only files with the very contents that the run began with take their places; without them nothing changes.

    Raises
    ------
    RunFolderError
        If the folder holds no readable run.
    OSError
        If the system refuses.
    """
    config = run.config()
    named = [name for name in DATA_PATHS if getattr(config.data, name)]
    missing = [name for name in named if not Path(getattr(config.data, name)).is_file()]
    if not missing:
        return
    digests = dict(zip(named, _digests(run), strict=False))
    found = {}
    for name in missing:
        file = getattr(known, name)
        if file and Path(file).is_file() and sha256_of(Path(file)) == digests.get(name):
            found[name] = file
    if found:
        moved = replace(config, data=replace(config.data, **found))
        write_json(run.config_file, with_relative_paths(moved, run.path).to_json())


def _digests(run: RunFolder) -> list[str]:
    """The hashes of the files that the run began with, in the order of their fields."""
    try:
        files = json.loads(run.provenance_file.read_text(encoding="utf-8"))["files"]
        return [str(entry["sha256"]) for entry in files]
    except (OSError, ValueError, KeyError, TypeError):
        return []
