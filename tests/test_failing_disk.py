"""A sample of the saves that the disk refuses: `python -m tests.soak disk` refuses every call in turn."""

import sys

import pytest

from .soak.disk import (
    Refusals,
    fill_disk,
    limit_file_size,
    refuse_each_call,
    refuse_each_call_at_the_end,
)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has neither fork nor limits on files"
)


def nothing_was_lost(figures: Refusals) -> bool:
    lost = (figures.without_good_checkpoint, figures.not_gone_on)
    return lost == (0, 0) and (figures.runs_with_other_weights, figures.runs_with_other_events) == (0, 0)


def test_a_save_with_any_refused_call_leaves_the_one_before_and_the_run_goes_on(tmp_path):
    figures = refuse_each_call(tmp_path, 3, say=print)
    assert figures.faults == []
    assert figures.calls_in_a_save > 10
    assert nothing_was_lost(figures)


def test_a_classifier_with_any_refused_call_is_written_when_the_run_goes_on(tmp_path):
    figures = refuse_each_call_at_the_end(tmp_path, 3, say=print)
    assert figures.faults == []
    assert nothing_was_lost(figures)


def test_a_save_whose_files_stop_growing_pauses_the_run_that_is_watched(tmp_path):
    figures = limit_file_size(tmp_path, 3, say=print)
    assert figures.faults == []
    assert figures.paused == 2  # of three sizes, the last is enough
    assert nothing_was_lost(figures)


def test_a_run_on_a_full_disk_pauses_and_goes_on_when_space_is_free(tmp_path):
    figures = fill_disk(tmp_path, 2, say=print)
    if figures.full_disk_left_out:
        pytest.skip(figures.full_disk_left_out)
    assert figures.faults == []
    assert figures.paused >= 2
    assert nothing_was_lost(figures)
