"""What a run was made from, so that it can be understood and repeated later."""

import platform
from importlib.metadata import version
from typing import Any

from guitune import __version__
from guitune.core.config import RunConfig
from guitune.core.data.examples import Examples
from guitune.core.files import sha256_of
from guitune.core.modeling.checkpoints import Checkpoint

_LIBRARIES = ("torch", "transformers", "datasets", "accelerate", "tokenizers", "numpy", "scikit-learn")


def provenance(examples: Examples, config: RunConfig, checkpoint: Checkpoint) -> dict[str, Any]:
    """Hashes of data and base checkpoint, the split's seed, and versions; no path and no text."""
    read = [*sorted(checkpoint.folder.glob("*.safetensors")), checkpoint.folder / "tokenizer.json"]
    return {
        "files": [
            {
                "name": source.path.name,
                "sha256": source.sha256,
                "size": source.size,
                "encoding": source.encoding,
            }
            for source in examples.sources
        ],
        "split_seed": config.data.split_seed,
        "checkpoint": {
            "name": checkpoint.title,
            "model_type": checkpoint.model_type,
            "sha256": {path.name: sha256_of(path) for path in read},
        },
        "versions": {
            "guitune": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in _LIBRARIES},
        },
        "platform": platform.platform(),
    }


def data_digests(stored: dict[str, Any]) -> list[str] | None:
    """The hashes of the data files in a stored provenance, in the order of their fields; None if damaged."""
    try:
        return [str(entry["sha256"]) for entry in stored["files"]]
    except (KeyError, TypeError):
        return None


def checkpoint_digests(stored: dict[str, Any]) -> dict[str, str]:
    """The hashes of the base checkpoint's files by name; empty if damaged."""
    try:
        return {str(name): str(digest) for name, digest in stored["checkpoint"]["sha256"].items()}
    except (KeyError, TypeError, AttributeError):
        return {}
