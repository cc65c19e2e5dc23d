"""Training speed beside the recipe that tutorials print, in one run on the same data, model and threads.

    python tests/benchmarks/tutorial_recipe.py FILE.csv --text COL --label COL [--rounds 5] [--steps 12]

The recipe: every text padded to 128 tokens, tokenized one by one in `__getitem__`, a DataLoader with batches
of 16, plain AdamW. Both sides take turns; only training steps are timed. Figures are examples per second,
with the median of the rounds and of their ratios.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator
from torch.utils.data import DataLoader, Dataset

from guitune.core.config import DataConfig
from guitune.core.data.dataset import LabelledExamples, tokenize
from guitune.core.data.examples import Examples, load_examples
from guitune.core.data.labels import LabelMap
from guitune.core.data.passes import TrainingPasses
from guitune.core.events import StepCompleted
from guitune.core.modeling.checkpoints import bundled_checkpoint
from guitune.core.modeling.classifier import build_classifier, hidden_size, load_tokenizer, longest_input
from guitune.core.modeling.layers import num_own_layers
from guitune.core.training.control import RunControl
from guitune.core.training.loop import Trainer
from guitune.core.training.plan import plan_training
from guitune.core.training_config import TrainingConfig


class TutorialDataset(Dataset):
    def __init__(self, examples: Examples, labels: list[int], tokenizer) -> None:
        self.texts, self.labels, self.tokenizer = examples.texts, labels, tokenizer

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        encoded = self.tokenizer(
            self.texts[index], padding="max_length", truncation=True, max_length=128, return_tensors="pt"
        )
        item = {name: values.squeeze(0) for name, values in encoded.items()}
        item["labels"] = torch.tensor(self.labels[index])
        return item


def tutorial_steps(model, dataset: TutorialDataset) -> Iterator[tuple[int, float]]:
    """Examples and seconds of each step."""
    loader = DataLoader(dataset, batch_size=16, shuffle=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-5)
    model.train()
    started = time.perf_counter()
    for batch in loader:
        loss = model(**batch).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        yield len(batch["labels"]), time.perf_counter() - started
        started = time.perf_counter()


def our_steps(trainer: Trainer) -> Iterator[tuple[int, float]]:
    """Examples and seconds of each step, everything between two steps included."""
    seen, started = trainer.state.examples_seen, time.perf_counter()
    for event in trainer.run():
        if isinstance(event, StepCompleted):
            yield trainer.state.examples_seen - seen, time.perf_counter() - started
            seen, started = trainer.state.examples_seen, time.perf_counter()


def rate(steps: Iterator[tuple[int, float]], count: int) -> float:
    pairs = list(islice(steps, count))
    return sum(examples for examples, _seconds in pairs) / sum(seconds for _examples, seconds in pairs)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--text", required=True)
    parser.add_argument("--label", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--steps", type=int, default=12, help="the recipe's steps a round; ours take five times as many"
    )
    parser.add_argument("--batch-size", type=int, default=16)
    chosen = parser.parse_args()

    examples = load_examples(DataConfig(chosen.file, chosen.text, chosen.label))
    label_map = LabelMap.of(examples.labels)
    labels = [label_map.label2id[label] for label in examples.labels]
    checkpoint = bundled_checkpoint()
    tokenizer = load_tokenizer(checkpoint.folder)
    tokens = tokenize(
        examples.texts, None, tokenizer, max_length=None, longest=longest_input(checkpoint.folder, tokenizer)
    )
    labelled = LabelledExamples(tokens, np.array(labels))
    settings = TrainingConfig(batch_size=chosen.batch_size, num_epochs=1)

    from transformers import AutoModelForSequenceClassification

    recipe = AutoModelForSequenceClassification.from_pretrained(checkpoint.folder, num_labels=len(label_map))
    recipe_tokenizer = load_tokenizer(checkpoint.folder)
    theirs = tutorial_steps(recipe, TutorialDataset(examples, labels, recipe_tokenizer))
    with tempfile.TemporaryDirectory() as folder:
        model = build_classifier(checkpoint, label_map, tokenizer, 0)
        counts = np.bincount(labels).tolist()
        plan = plan_training(settings, counts, 16, hidden_size(model), num_own_layers(model))
        passes = TrainingPasses(labelled, settings.class_balance, settings.seed)
        trainer = Trainer(
            model, passes, labelled.select(range(16)), plan, Path(folder), RunControl(), Accelerator()
        )
        ours = our_steps(trainer)
        rate(theirs, 2), rate(ours, 4)
        rounds = []
        for number in range(chosen.rounds):
            rounds.append((rate(theirs, chosen.steps), rate(ours, 5 * chosen.steps)))
            print(
                f"round {number + 1}: recipe {rounds[-1][0]:.1f}, GuiTune {rounds[-1][1]:.1f} examples/s",
                flush=True,
            )
    recipe_rate = statistics.median(theirs for theirs, _ours in rounds)
    our_rate = statistics.median(ours for _theirs, ours in rounds)
    ratios = [ours / theirs for theirs, ours in rounds]
    print(
        f"median: recipe {recipe_rate:.1f}, GuiTune {our_rate:.1f} examples/s, batches of {chosen.batch_size}; "
        f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    )


if __name__ == "__main__":
    main()
