"""What can be reached without a language model: the figures that fine-tuning has to beat."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

_SPACELESS_SHARE = 0.2


def majority_predictions(train_labels: Sequence[int], count: int) -> np.ndarray:
    """The most frequent training label, `count` times."""
    return np.full(count, Counter(train_labels).most_common(1)[0][0], dtype=np.int64)


def word_counting_predictions(
    train_texts: Sequence[str], train_labels: Sequence[int], texts: Sequence[str]
) -> np.ndarray:
    """Labels predicted by TF-IDF and logistic regression fitted on the training texts.

    Words are counted; where a fifth of the training texts' characters belong to scripts written without
    spaces, runs of one to three characters instead.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    if not _has_spaced_words(train_texts):
        vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    else:
        vectorizer = TfidfVectorizer(sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    classifier = make_pipeline(vectorizer, LogisticRegression(C=10, max_iter=500))
    classifier.fit(train_texts, train_labels)
    return np.asarray(classifier.predict(texts), dtype=np.int64)


def _has_spaced_words(texts: Sequence[str]) -> bool:
    sample = "".join(texts[:1000])
    letters = sum(character.isalnum() for character in sample)
    spaceless = sum(
        "\u3040" <= character <= "\u9fff" or "\u0e00" <= character <= "\u0eff" for character in sample
    )
    return letters > 0 and spaceless <= _SPACELESS_SHARE * len(sample)
