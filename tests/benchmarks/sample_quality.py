"""Fine-tuning against word counting on the bundled sample, over repeated stratified splits.

    python tests/benchmarks/sample_quality.py [--repeats 5] [--set name=value]...

Every fold's figures come from texts that neither side learned or chose anything from. The interval is the
corrected resampled t-interval (Nadeau & Bengio 2003), because the folds of repeated splits share texts.
"""

import argparse
import dataclasses
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from accelerate import Accelerator
from scipy.stats import t
from sklearn.metrics import f1_score
from sklearn.model_selection import RepeatedStratifiedKFold

from guitune.core.config import DataConfig, RunConfig, with_setting
from guitune.core.data.dataset import LabelledExamples, tokenize
from guitune.core.data.examples import load_examples
from guitune.core.data.labels import LabelMap
from guitune.core.data.splits import split_examples
from guitune.core.evaluation.baseline import word_counting_predictions
from guitune.core.modeling.checkpoints import bundled_checkpoint
from guitune.core.modeling.classifier import build_classifier, hidden_size, load_tokenizer, longest_input
from guitune.core.modeling.forward import logits_of
from guitune.core.training.loop import Trainer
from guitune.core.training.plan import plan_training
from guitune.resources import resource

FOLDS = 5


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--set", action="append", default=[])
    chosen = parser.parse_args()
    config = RunConfig(
        DataConfig(
            str(resource("samples", "customer_messages.csv")), text_column="text", label_column="topic"
        )
    )
    for assignment in chosen.set:
        config = with_setting(config, *assignment.split("=", 1))

    examples = load_examples(config.data)
    label_map = LabelMap.of(examples.labels)
    truth = np.array([label_map.label2id[label] for label in examples.labels])
    checkpoint = bundled_checkpoint()
    tokenizer = load_tokenizer(checkpoint.folder)
    longest = longest_input(checkpoint.folder, tokenizer)
    tokens = tokenize(examples.texts, None, tokenizer, max_length=config.training.max_length, longest=longest)
    labelled = LabelledExamples(tokens, truth)

    differences, tuned_scores, counted_scores = [], [], []
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=chosen.repeats, random_state=0)
    for number, (learning, testing) in enumerate(folds.split(truth, truth)):
        started = time.perf_counter()
        inner = split_examples(
            [examples.texts[place] for place in learning],
            [examples.labels[place] for place in learning],
            validation_share=0.1,
            test_share=0.0,
            seed=number,
        )
        train = labelled.select(learning[inner.positions("train")])
        validation = labelled.select(learning[inner.positions("validation")])
        settings = dataclasses.replace(config.training, seed=number)
        model = build_classifier(checkpoint, label_map, tokenizer, settings.seed)
        plan = plan_training(settings, len(train), len(label_map), hidden_size(model))
        with tempfile.TemporaryDirectory() as folder:
            trainer = Trainer(model, train, validation, plan, Path(folder), threading.Event(), Accelerator())
            for _event in trainer.run():
                pass
        answers = logits_of(model, tokens.select(testing)).argmax(axis=1)
        texts = [examples.texts[place] for place in learning]
        counted = word_counting_predictions(
            texts, truth[learning].tolist(), [examples.texts[place] for place in testing]
        )
        tuned_scores.append(f1_score(truth[testing], answers, average="macro"))
        counted_scores.append(f1_score(truth[testing], counted, average="macro"))
        differences.append(tuned_scores[-1] - counted_scores[-1])
        print(
            f"split {number + 1}: fine-tuned {tuned_scores[-1]:.3f}, word counting {counted_scores[-1]:.3f}, "
            f"best after {trainer.state.best_epoch:g} of {plan.num_epochs} rounds, "
            f"{time.perf_counter() - started:.0f} s",
            flush=True,
        )
    count = len(differences)
    spread = np.std(differences, ddof=1) * np.sqrt(1 / count + 1 / (FOLDS - 1))
    half = t.ppf(0.975, count - 1) * spread
    mean = float(np.mean(differences))
    print(
        f"macro-F1 over {count} splits: fine-tuned {np.mean(tuned_scores):.3f}, "
        f"word counting {np.mean(counted_scores):.3f}, gain {mean:.3f} "
        f"(95%: {mean - half:.3f} to {mean + half:.3f})"
    )


if __name__ == "__main__":
    main()
