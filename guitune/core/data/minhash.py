"""Signatures of texts by which similar ones are found without comparing each with each.

MinHash of character shingles (Broder 1997), cut into bands (locality-sensitive hashing), and a small sketch
of every text's shingles that rules out most pairs which only share a band by chance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

SHINGLE = 5
_BANDS, _BAND_ROWS = 16, 4
_CANDIDATES_PER_BAND = 20
_CHUNK_CHARACTERS = 200_000
_TEXTS_AT_ONCE = 10_000
_SKETCH_BITS = 512


@dataclass(frozen=True, eq=False)
class Signatures:
    """What is kept of every text.

    Attributes
    ----------
    keys
        int64, shape (texts, bands): an integer for every band of a text's MinHash.
    sketches
        uint64, shape (texts, 8): the bits that a text's shingles set.
    sizes
        int64, shape (texts,): number of shingles, repeated ones counted again.
    """

    keys: np.ndarray
    sketches: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Signatures":
        """The signatures of `texts`; the same text has the same one in every list and version."""
        generator = np.random.default_rng(20_240_229)
        factors = generator.integers(1, 2**63, _BANDS * _BAND_ROWS, dtype=np.uint64) | np.uint64(1)
        mixers = generator.integers(1, 2**63, _BAND_ROWS, dtype=np.uint64) | np.uint64(1)
        lengths = np.array([max(len(text), SHINGLE) for text in texts], dtype=np.int64)
        keys = np.empty((len(texts), _BANDS), dtype=np.int64)
        sketches = np.empty((len(texts), _SKETCH_BITS // 64), dtype=np.uint64)
        ends = np.cumsum(lengths)
        start = 0
        while start < len(texts):
            before = ends[start - 1] if start else 0
            end = max(start + 1, int(np.searchsorted(ends, before + _CHUNK_CHARACTERS)))
            hashes, firsts = _shingle_hashes(texts[start:end], lengths[start:end])
            keys[start:end] = _band_keys(hashes, firsts, factors, mixers)
            sketches[start:end] = _sketches(hashes, lengths[start:end])
            start = end
        return cls(keys, sketches, lengths - SHINGLE + 1)

    def candidates(self, similarity: float) -> Iterator[tuple[int, int]]:
        """Pairs (later, earlier) that share a band and may have that Jaccard similarity, ascending.

        Of the texts with one key in a band, only the first twenty are offered to those that follow.
        """
        count = len(self.keys)
        bands = [_followers(self.keys[:, band]) for band in range(_BANDS)]
        for start in range(0, count, _TEXTS_AT_ONCE):
            pairs = [np.empty(0, dtype=np.int64)]
            for later, bucket_starts, bucket_sizes, order in bands:
                chosen = slice(*np.searchsorted(later, (start, start + _TEXTS_AT_ONCE)))
                sizes = bucket_sizes[chosen]
                places = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
                earlier = order[np.repeat(bucket_starts[chosen], sizes) + places]
                pairs.append(np.repeat(later[chosen], sizes) * count + earlier)
            later, earlier = np.divmod(np.unique(np.concatenate(pairs)), count)
            possible = self._may_be_similar(later, earlier, similarity)
            yield from zip(later[possible].tolist(), earlier[possible].tolist(), strict=True)

    def _may_be_similar(self, one: np.ndarray, other: np.ndarray, similarity: float) -> np.ndarray:
        """False only where the sets of shingles differ by too many.

        Sketches differ by at most as many bits as the sets by shingles; and sets whose similarity is s differ
        by at most (1 - s) / (1 + s) of their sizes' sum.
        """
        bits = np.bitwise_count(self.sketches[one] ^ self.sketches[other]).sum(axis=1)
        allowed = (1 - similarity) / (1 + similarity) * (self.sizes[one] + self.sizes[other])
        possible: np.ndarray = bits <= allowed + 1e-6
        return possible


def _followers(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The texts whose key stood before, ascending, and where their candidates are.

    Returns
    -------
    later, starts, sizes, order
        The candidates of `later[i]` are `order[starts[i] : starts[i] + sizes[i]]`.
    """
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    is_first = np.ones(len(keys), dtype=bool)
    is_first[1:] = ranked[1:] != ranked[:-1]
    starts = np.maximum.accumulate(np.where(is_first, np.arange(len(keys)), 0))
    followers = np.flatnonzero(~is_first)
    followers = followers[np.argsort(order[followers])]
    sizes = np.minimum(followers - starts[followers], _CANDIDATES_PER_BAND)
    return order[followers], starts[followers], sizes, order


def _shingle_hashes(texts: Sequence[str], lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A hash of every shingle, uint64, text after text, and where each text's begin."""
    characters = "".join(text.ljust(SHINGLE) for text in texts)
    codes = np.frombuffer(characters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    windows = np.zeros(len(codes) - SHINGLE + 1, dtype=np.uint64)
    for offset in range(SHINGLE):
        windows = windows * np.uint64(1_099_511_628_211) + codes[offset : offset + len(windows)]
    windows ^= windows >> np.uint64(29)
    counts = lengths - SHINGLE + 1
    starts, firsts = np.cumsum(lengths) - lengths, np.cumsum(counts) - counts
    return windows[np.repeat(starts - firsts, counts) + np.arange(counts.sum())], firsts


def _band_keys(hashes: np.ndarray, firsts: np.ndarray, factors: np.ndarray, mixers: np.ndarray) -> np.ndarray:
    signature = np.empty((len(firsts), len(factors)), dtype=np.uint64)
    for index, factor in enumerate(factors):
        mixed = hashes * factor
        mixed ^= mixed >> np.uint64(32)
        signature[:, index] = np.minimum.reduceat(mixed, firsts)
    banded = signature.reshape(len(firsts), _BANDS, _BAND_ROWS) * mixers
    keys: np.ndarray = np.bitwise_xor.reduce(banded, axis=2).astype(np.int64)
    return keys


def _sketches(hashes: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    bits = ((hashes * np.uint64(11_400_714_819_323_198_485)) >> np.uint64(55)).astype(np.int64)
    rows = np.repeat(np.arange(len(lengths)), lengths - SHINGLE + 1)
    flags = np.zeros((len(lengths), _SKETCH_BITS), dtype=np.uint8)
    flags[rows, bits] = 1
    return np.packbits(flags, axis=1).view(np.uint64)
