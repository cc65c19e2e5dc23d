"""Finds what a run was made from again after that, or the run itself, was moved."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from guitune.core.config import ModelConfig, RunConfig
from guitune.core.files import explained, is_there, sha256_of, write_json
from guitune.core.portable import DATA_PATHS, with_relative_paths
from guitune.core.provenance import checkpoint_digests, data_digests
from guitune.core.runs import RunFolder


def follow_moved_inputs(run: RunFolder, known: RunConfig) -> None:
    """Let a run go on with the files of `known` where its own are no longer in their places.

    Only data files and weights with the very contents that the run began with take their places; without them
    nothing changes.

    Raises
    ------
    RunFolderError
        If the folder holds no readable run, or cannot be written.
    """
    config, begun = run.config(), run.provenance()
    files = _moved_files(config, known, data_digests(begun) or [])
    model = _moved_model(config.model, known.model, checkpoint_digests(begun))
    moved = replace(config, data=replace(config.data, **files), model=model)
    if moved != config:
        try:
            write_json(run.config_file, with_relative_paths(moved, run.path).to_json())
        except OSError as error:
            raise explained(error, run.path) from error


def _moved_files(config: RunConfig, known: RunConfig, digests: list[str]) -> dict[str, Any]:
    named = [name for name in DATA_PATHS if getattr(config.data, name)]
    found = {}
    for name, digest in zip(named, digests, strict=False):
        file = getattr(known.data, name)
        is_missing = not is_there(getattr(config.data, name))
        if is_missing and is_there(file or "") and Path(file).is_file() and sha256_of(Path(file)) == digest:
            found[name] = file
    return found


def _moved_model(own: ModelConfig, known: ModelConfig, digests: dict[str, str]) -> ModelConfig:
    """That of `known` if the run's own folder is gone and this one holds the same weights."""
    gone, folder = Path(own.checkpoint), Path(known.checkpoint)
    if not digests or not gone.is_absolute() or gone.is_dir() or not folder.is_absolute():
        return own
    files = {folder / Path(name).name: digest for name, digest in digests.items()}
    same = all(file.is_file() and sha256_of(file) == digest for file, digest in files.items())
    return known if same else own
