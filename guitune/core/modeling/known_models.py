"""All checkpoints that a person can choose from: the catalogue, other downloads, and their own folders."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from guitune.core.config import BUNDLED_CHECKPOINT
from guitune.core.errors import CheckpointError
from guitune.core.modeling.catalog import CATALOG, CatalogEntry, catalog_entry
from guitune.core.modeling.checkpoints import is_folder, open_checkpoint
from guitune.core.modeling.download import downloaded_folder
from guitune.core.modeling.network_size import NetworkSize, read_network_size


@dataclass(frozen=True)
class KnownModel:
    """One checkpoint of the list.

    Attributes
    ----------
    name
        What `ModelConfig.checkpoint` holds.
    entry
        The facts of the catalogue, None for one that is not in it.
    size
        None where its files do not tell, or are not here.
    file_bytes
        What it takes on disk, or will after the download; 0 if unknown.
    """

    name: str
    title: str
    entry: CatalogEntry | None
    size: NetworkSize | None
    file_bytes: int
    is_here: bool

    @property
    def is_own_folder(self) -> bool:
        """Whether it is a folder that the person chose."""
        return self.entry is None and Path(self.name).is_absolute()


def catalog_models(models: Path | None) -> Iterator[KnownModel]:
    """The catalogue; with `models`, the folder of downloads, it is looked up which are on this computer."""
    for entry in CATALOG:
        is_here = entry.name == BUNDLED_CHECKPOINT or (
            models is not None and downloaded_folder(entry.name, models) is not None
        )
        yield KnownModel(entry.name, entry.title, entry, entry.size, entry.download_bytes, is_here)


def known_models(models: Path, folders: Iterable[str], chosen: str) -> tuple[KnownModel, ...]:
    """The catalogue, other downloads in `models`, those of `folders` that can be used, and the chosen one."""
    known = {model.name: model for model in catalog_models(models)}
    for name, folder in [*_other_downloads(models), *((name, Path(name)) for name in folders)]:
        if name not in known and is_folder(str(folder)):
            with suppress(CheckpointError, OSError):
                open_checkpoint(folder, name)
                known[name] = _on_disk(name, folder)
    if chosen not in known:
        folder = Path(chosen).expanduser()
        known[chosen] = (
            _on_disk(chosen, folder)
            if is_folder(chosen)
            else KnownModel(chosen, chosen, None, None, 0, is_here=False)
        )
    return tuple(known.values())


def _other_downloads(models: Path) -> Iterator[tuple[str, Path]]:
    if not models.is_dir():
        return
    for folder in sorted(models.iterdir()):
        with suppress(OSError, ValueError, KeyError, TypeError):
            hub_id = str(json.loads((folder / "source.json").read_text(encoding="utf-8"))["hub_id"])
            if downloaded_folder(hub_id, models) == folder and catalog_entry(hub_id) is None:
                yield hub_id, folder


def _on_disk(name: str, folder: Path) -> KnownModel:
    file_bytes = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    title = folder.name if Path(name).is_absolute() else name
    return KnownModel(name, title, None, read_network_size(folder), file_bytes, is_here=True)
