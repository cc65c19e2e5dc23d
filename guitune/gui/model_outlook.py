"""What the Model page is made from: the models there are, and what the open data ask of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from guitune.core.data.overview import DataOverview
from guitune.core.files import free_bytes
from guitune.core.modeling.catalog import CATALOG
from guitune.core.modeling.checkpoints import models_folder
from guitune.core.modeling.known_models import KnownModel, catalog_models, known_models
from guitune.core.modeling.recommendation import recommended
from guitune.core.training.forecast import Workload, sample


@dataclass(frozen=True)
class ModelOutlook:
    """The list of models, and what it takes to judge them.

    Attributes
    ----------
    workload, has_data
        None while there are no data that can be learned from; whether there are data at all.
    recommended, reason
        The name of the model to recommend, and why; the reason is empty until the data were looked at.
    memory_bytes, free_bytes
        Of this computer, and of the disk the project is on; 0 while unknown.
    """

    models: tuple[KnownModel, ...]
    workload: Workload | None = None
    has_data: bool = False
    recommended: str = ""
    reason: str = ""
    memory_bytes: int = 0
    free_bytes: int = 0

    def model(self, name: str) -> KnownModel | None:
        """The model called `name`."""
        return next((model for model in self.models if model.name == name), None)


def first_outlook() -> ModelOutlook:
    """What is known without looking at any file."""
    return ModelOutlook(tuple(catalog_models(None)), recommended=CATALOG[0].name)


def look_around(
    overview: DataOverview | None, folders: Iterable[Path], chosen: str, project: Path
) -> ModelOutlook:
    """Look which models are on this computer, and at a sample of the texts; takes a moment."""
    entry, reason = recommended(sample(overview.examples.joined_texts) if overview is not None else ())
    return ModelOutlook(
        models=known_models(models_folder(), map(str, folders), chosen),
        workload=Workload.of(overview) if overview is not None else None,
        has_data=overview is not None,
        recommended=entry.name,
        reason=reason,
        memory_bytes=psutil.virtual_memory().total,
        free_bytes=free_bytes(project),
    )
