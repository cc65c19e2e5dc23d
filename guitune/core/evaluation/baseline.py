"""What can be reached without a language model: the figures that fine-tuning has to beat."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from guitune.core.data.examples import Examples
from guitune.core.data.labels import LabelMap
from guitune.core.data.sampling import evenly_sampled
from guitune.core.data.splits import Split
from guitune.core.errors import DataError
from guitune.core.evaluation.metrics import figures_of
from guitune.i18n import _

_SPACELESS_SHARE = 0.2
_MOST_TRAIN_TEXTS = 50_000


@dataclass(frozen=True)
class ValidationBaseline:
    """What two ways without a language model reach on the validation texts.

    Attributes
    ----------
    majority_label
        The most frequent label in training, which the first way says to everything.
    counts_words
        Whether the second way counts words; it counts runs of characters in languages without spaces.
    train_texts, train_texts_used
        Training texts there are, and those that the second way learned from: a fair sample of very many.
    seconds
        How long it took.
    """

    majority_label: str
    majority_accuracy: float
    majority_macro_f1: float
    word_counting_accuracy: float
    word_counting_macro_f1: float
    counts_words: bool
    validation_texts: int
    train_texts: int
    train_texts_used: int
    seconds: float


def validation_baseline(
    examples: Examples, split: Split, is_cancelled: Callable[[], bool] = lambda: False
) -> ValidationBaseline:
    """Measure both on the validation texts, as a run's report does; test texts are not looked at.

    Up to 50,000 training texts are learned from.

    Raises
    ------
    DataError
        If `is_cancelled`, asked every moment, says that nobody wants to know any more.
    """
    started = time.perf_counter()
    texts, train, validation = examples.joined_texts, split.positions("train"), split.positions("validation")
    label_map = LabelMap.of(examples.labels[place] for place in train)
    numbers = label_map.label2id
    train_labels = [numbers[examples.labels[place]] for place in train]
    truth = np.array([numbers[examples.labels[place]] for place in validation], dtype=np.int64)
    used = evenly_sampled(len(train), _MOST_TRAIN_TEXTS).tolist()
    used_texts = [texts[train[index]] for index in used]
    counted = word_counting_predictions(
        used_texts,
        [train_labels[index] for index in used],
        [texts[place] for place in validation],
        is_cancelled,
    )
    answers = majority_predictions(train_labels, len(truth))
    majority = figures_of(truth, answers, label_map.labels)
    word_counting = figures_of(truth, counted, label_map.labels)
    return ValidationBaseline(
        majority_label=label_map.labels[answers[0]],
        majority_accuracy=majority.accuracy,
        majority_macro_f1=majority.macro_f1,
        word_counting_accuracy=word_counting.accuracy,
        word_counting_macro_f1=word_counting.macro_f1,
        counts_words=_has_spaced_words(used_texts),
        validation_texts=len(validation),
        train_texts=len(train),
        train_texts_used=len(used),
        seconds=time.perf_counter() - started,
    )


def majority_predictions(train_labels: Sequence[int], count: int) -> np.ndarray:
    """The most frequent training label, `count` times."""
    return np.full(count, Counter(train_labels).most_common(1)[0][0], dtype=np.int64)


def word_counting_predictions(
    train_texts: Sequence[str],
    train_labels: Sequence[int],
    texts: Sequence[str],
    is_cancelled: Callable[[], bool] = lambda: False,
) -> np.ndarray:
    """Labels predicted by TF-IDF and logistic regression fitted on the training texts.

    Words are counted; where a fifth of the training texts' characters belong to scripts written without
    spaces, runs of one to three characters instead. Where all training texts have one label, that is it.

    Raises
    ------
    DataError
        If `is_cancelled`, asked every moment, says that nobody wants to know any more.
    """
    if len(set(train_labels)) == 1:
        return majority_predictions(train_labels, len(texts))
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    from guitune.core.evaluation.watched_matrix import WatchedMatrix

    def look() -> None:
        if is_cancelled():
            raise DataError(_("The comparison was cancelled."))

    if not _has_spaced_words(train_texts):
        vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    else:
        vectorizer = TfidfVectorizer(sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    counts = WatchedMatrix.of(vectorizer.fit_transform(_watched(train_texts, look)), look)
    classifier = LogisticRegression(C=10, max_iter=500)
    classifier.fit(counts, train_labels)
    answers: Any = classifier.predict(vectorizer.transform(_watched(texts, look)))
    return np.asarray(answers, dtype=np.int64)


def _watched(texts: Sequence[str], look: Callable[[], None]) -> Iterator[str]:
    for text in texts:
        look()
        yield text


def _has_spaced_words(texts: Sequence[str]) -> bool:
    sample = "".join(texts[:1000])
    letters = sum(character.isalnum() for character in sample)
    spaceless = sum(
        "\u3040" <= character <= "\u9fff" or "\u0e00" <= character <= "\u0eff" for character in sample
    )
    return letters > 0 and spaceless <= _SPACELESS_SHARE * len(sample)
