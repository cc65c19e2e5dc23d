"""GuiTune: fine-tune a language model to sort your own texts, without programming.

Importing the package puts the process offline: the libraries below read these variables once, when they
are imported, so they are set here, before any of them can be. A download that the person asked for runs in
a process of its own (`guitune.core.modeling.download`).
"""

import os

__version__ = "0.1.0"

OFFLINE_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DISABLE_SAFETENSORS_CONVERSION": "1",
    "TOKENIZERS_PARALLELISM": "true",
}
os.environ.update(OFFLINE_ENVIRONMENT)
