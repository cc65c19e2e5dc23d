"""A sample of mutated checkpoints: `python -m tests.soak mutations` tries 10,000."""

import sys

import pytest

from .soak.mutations import mutate_checkpoints


@pytest.mark.skipif(sys.platform == "win32", reason="the run is made in a forked process")
def test_a_checkpoint_with_any_damage_is_passed_over_for_the_one_before(tmp_path):
    figures = mutate_checkpoints(tmp_path, 500, seed=0, say=print)
    assert figures.faults == []
    assert figures.one_before_used == figures.mutations == 500
    assert set(figures.by_kind) == {"flipped bit", "other byte", "cut", "zeroed stretch"}
    assert "manifest.json" in figures.by_file
