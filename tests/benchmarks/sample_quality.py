"""Fine-tuning against word counting on the bundled sample, over repeated stratified splits.

    python tests/benchmarks/sample_quality.py [--repeats 5] [--set name=value]...

Every fold's figures come from texts that neither side learned or chose anything from. The interval is the
corrected resampled t-interval (Nadeau & Bengio 2003), because the folds of repeated splits share texts.
"""

import argparse
import dataclasses
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator
from scipy.stats import t
from sklearn.metrics import f1_score
from sklearn.model_selection import RepeatedStratifiedKFold

from guitune.core.config import DataConfig, RunConfig
from guitune.core.data.dataset import LabelledExamples, tokenize
from guitune.core.data.examples import load_examples
from guitune.core.data.labels import LabelMap
from guitune.core.data.passes import TrainingPasses
from guitune.core.data.splits import split_examples
from guitune.core.evaluation.baseline import word_counting_predictions
from guitune.core.modeling.checkpoints import bundled_checkpoint
from guitune.core.modeling.classifier import build_classifier, hidden_size, load_tokenizer, longest_input
from guitune.core.modeling.forward import logits_of
from guitune.core.modeling.layers import num_own_layers
from guitune.core.settings import with_setting
from guitune.core.training.control import RunControl
from guitune.core.training.loop import Trainer
from guitune.core.training.plan import plan_training
from guitune.resources import resource

FOLDS = 5


@lru_cache
def materials(config: RunConfig):
    examples = load_examples(config.data)
    label_map = LabelMap.of(examples.labels)
    truth = label_map.numbers(examples.labels)
    checkpoint = bundled_checkpoint()
    tokenizer = load_tokenizer(checkpoint.folder)
    longest = longest_input(checkpoint.folder, tokenizer)
    tokens = tokenize(examples.texts, None, tokenizer, max_length=config.training.max_length, longest=longest)
    return examples, label_map, LabelledExamples(tokens, truth), checkpoint, tokenizer


def judge_split(config: RunConfig, repeats: int, number: int) -> tuple[float, float, float, float]:
    """Macro-F1 of the fine-tuned model and of word counting, the best round, and seconds."""
    torch.set_num_threads(1)
    started = time.perf_counter()
    examples, label_map, labelled, checkpoint, tokenizer = materials(config)
    truth = labelled.labels
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=repeats, random_state=0)
    learning, testing = list(folds.split(truth, truth))[number]
    texts = [examples.texts[place] for place in learning]
    inner = split_examples(
        texts,
        [examples.labels[place] for place in learning],
        validation_share=0.1,
        test_share=0.0,
        seed=number,
    )
    train = labelled.select(learning[inner.positions("train")])
    validation = labelled.select(learning[inner.positions("validation")])
    settings = dataclasses.replace(config.training, seed=number)
    model = build_classifier(checkpoint, label_map, tokenizer, settings.seed)
    counts = np.bincount(train.labels, minlength=len(label_map)).tolist()
    plan = plan_training(settings, counts, len(validation), hidden_size(model), num_own_layers(model))
    passes = TrainingPasses(train, settings.class_balance, settings.seed)
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(model, passes, validation, plan, Path(folder), RunControl(), Accelerator())
        for _event in trainer.run():
            pass
    answers = logits_of(model, labelled.tokens.select(testing)).argmax(axis=1)
    others = [examples.texts[place] for place in testing]
    counted = word_counting_predictions(texts, truth[learning].tolist(), others)
    return (
        f1_score(truth[testing], answers, average="macro"),
        f1_score(truth[testing], counted, average="macro"),
        trainer.state.best_epoch,
        time.perf_counter() - started,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2, help="splits at a time, each on one thread")
    parser.add_argument("--set", action="append", default=[])
    chosen = parser.parse_args()
    sample = str(resource("samples", "customer_messages.csv"))
    config = RunConfig(DataConfig(sample, text_column="text", label_column="topic"))
    for assignment in chosen.set:
        config = with_setting(config, *assignment.split("=", 1))

    scores = []
    with ProcessPoolExecutor(chosen.workers, mp_context=get_context("spawn")) as workers:
        judge = partial(judge_split, config, chosen.repeats)
        for number, (tuned, counted, best, seconds) in enumerate(
            workers.map(judge, range(FOLDS * chosen.repeats))
        ):
            scores.append((tuned, counted))
            print(
                f"split {number + 1}: fine-tuned {tuned:.3f}, word counting {counted:.3f}, "
                f"best after {best:g} rounds, {seconds:.0f} s",
                flush=True,
            )
    tuned_scores, counted_scores = np.array(scores).T
    differences = tuned_scores - counted_scores
    count = len(differences)
    spread = differences.std(ddof=1) * np.sqrt(1 / count + 1 / (FOLDS - 1))
    half = t.ppf(0.975, count - 1) * spread
    print(
        f"macro-F1 over {count} splits: fine-tuned {tuned_scores.mean():.3f}, "
        f"word counting {counted_scores.mean():.3f}, gain {differences.mean():.3f} "
        f"(95%: {differences.mean() - half:.3f} to {differences.mean() + half:.3f})"
    )


if __name__ == "__main__":
    main()
