"""Finds texts that are the same or nearly the same, so that they never stand on two sides of a split.

MinHash signatures of character shingles (Broder 1997) cut into bands (locality-sensitive hashing); every
candidate is checked by the true Jaccard similarity of its shingles, so that a hash alone decides nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from guitune.core.data.normalization import normalized_text

SIMILARITY = 0.8
_DIGITS = re.compile(r"\d+")
_SHINGLE = 5
_BANDS, _BAND_ROWS = 16, 4
_CANDIDATES_PER_BAND = 20
_CHUNK_ROWS = 2000


class NearDuplicates:
    """For every text, the earlier texts that it repeats; numbers count as equal, as in "your code is 1234".

    Parameters
    ----------
    texts
        The texts in file order.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._normalized = [_DIGITS.sub("0", normalized_text(text)) for text in texts]
        self._bands = _band_keys(self._normalized)

    def __iter__(self) -> Iterator[list[int]]:
        """For each text in order, the positions of earlier texts equal or similar to it, ascending."""
        first_of: dict[str, int] = {}
        buckets: list[dict[int, list[int]]] = [defaultdict(list) for _band in range(_BANDS)]
        for position, text in enumerate(self._normalized):
            if text in first_of:
                yield [first_of[text]]
                continue
            first_of[text] = position
            candidates: set[int] = set()
            for bucket, key in zip(buckets, self._bands[position].tolist(), strict=True):
                candidates.update(bucket[key][:_CANDIDATES_PER_BAND])
                bucket[key].append(position)
            own = _shingles(text)
            yield sorted(other for other in candidates if _similar(own, _shingles(self._normalized[other])))


def _shingles(text: str) -> set[str]:
    return {text[start : start + _SHINGLE] for start in range(max(1, len(text) - _SHINGLE + 1))}


def _similar(one: set[str], other: set[str]) -> bool:
    shared = len(one & other)
    return shared >= SIMILARITY * (len(one) + len(other) - shared)


def _band_keys(texts: Sequence[str]) -> np.ndarray:
    """Integer key of every band of every text's MinHash signature, int64, shape (texts, bands)."""
    generator = np.random.default_rng(20_240_229)
    factors = generator.integers(1, 2**63, _BANDS * _BAND_ROWS, dtype=np.uint64) | np.uint64(1)
    mixers = generator.integers(1, 2**63, _BAND_ROWS, dtype=np.uint64) | np.uint64(1)
    keys = [
        _chunk_keys(texts[start : start + _CHUNK_ROWS], factors, mixers)
        for start in range(0, len(texts), _CHUNK_ROWS)
    ]
    return np.concatenate(keys) if keys else np.empty((0, _BANDS), dtype=np.int64)


def _chunk_keys(texts: Sequence[str], factors: np.ndarray, mixers: np.ndarray) -> np.ndarray:
    padded = [text.ljust(_SHINGLE) for text in texts]
    lengths = np.array([len(text) for text in padded])
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    windows = np.zeros(len(codes) - _SHINGLE + 1, dtype=np.uint64)
    for offset in range(_SHINGLE):
        windows = windows * np.uint64(1_099_511_628_211) + codes[offset : offset + len(windows)]
    windows ^= windows >> np.uint64(29)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    counts = lengths - _SHINGLE + 1
    inside = np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) + np.arange(
        counts.sum()
    )
    hashes = windows[inside]
    firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    signature = np.empty((len(texts), len(factors)), dtype=np.uint64)
    for index, factor in enumerate(factors):
        mixed = hashes * factor
        signature[:, index] = np.minimum.reduceat(mixed ^ (mixed >> np.uint64(32)), firsts)
    banded = signature.reshape(len(texts), _BANDS, _BAND_ROWS) * mixers
    keys: np.ndarray = np.bitwise_xor.reduce(banded, axis=2).astype(np.int64)
    return keys
