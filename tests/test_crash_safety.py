"""Small samples of the soak tests that kill: `python -m tests.soak` runs them in full."""

import sys

import pytest

from .soak.editing import MOST_LOST_SECONDS, kill_while_editing
from .soak.kills import kill_again_and_again
from .soak.window import press_everything

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")


def test_a_run_killed_at_any_moment_goes_on_to_the_weights_and_events_of_an_undisturbed_one(tmp_path):
    figures = kill_again_and_again(tmp_path, 5, seed=1, say=print)
    assert figures.faults == []
    assert figures.kills >= 5
    assert figures.inside_a_save >= 1
    assert (figures.unloadable, figures.lost_more_than_allowed) == (0, 0)
    assert (figures.runs_with_other_weights, figures.runs_with_other_events) == (0, 0)


def test_a_window_killed_amid_editing_has_lost_a_few_seconds_at_most(tmp_path):
    figures = kill_while_editing(tmp_path, 1, seed=3, say=print, longest=4.0)
    assert figures.faults == []
    assert figures.edits_made > 0
    assert (figures.unreadable, figures.unloadable_runs) == (0, 0)
    assert figures.most_seconds_lost <= MOST_LOST_SECONDS


def test_a_window_whose_buttons_are_pressed_in_any_order_ends_with_no_thread_left(tmp_path):
    figures = press_everything(tmp_path, 4, seed=0, say=print)
    assert figures.faults == []
    assert figures.exit_code == 0
    assert figures.rounds == 4
    assert figures.leaked_threads == 0
