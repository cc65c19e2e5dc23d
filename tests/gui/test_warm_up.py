import gc
import sys
import threading

import pytest

from guitune.gui.warm_up import load_libraries


@pytest.fixture
def absent():
    """A module that nobody has imported yet."""
    sys.modules.pop("sched", None)
    return "sched"


def test_libraries_are_there_afterwards_and_garbage_is_collected_again(absent):
    load_libraries((absent,))
    assert absent in sys.modules
    assert gc.isenabled()


def test_a_cancelled_warm_up_leaves_the_rest_out(absent):
    load_libraries((absent,), lambda: True)
    assert absent not in sys.modules
    assert gc.isenabled()


def test_several_threads_may_ask_for_the_libraries_at_once(absent):
    threads = [threading.Thread(target=load_libraries, args=((absent,),)) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert absent in sys.modules
    assert gc.isenabled()
