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
    weights = sorted(checkpoint.folder.glob("*.safetensors"))
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
            "sha256": {path.name: sha256_of(path) for path in weights},
        },
        "versions": {
            "guitune": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in _LIBRARIES},
        },
        "platform": platform.platform(),
    }
