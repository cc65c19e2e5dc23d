import pytest
from hypothesis import given
from hypothesis import strategies as st

from guitune.gui.widgets.plot_scale import scale_from_zero, scale_of_shares


@given(st.floats(1e-6, 1e6))
def test_a_scale_from_zero_holds_the_highest_value_in_few_even_steps(highest):
    scale = scale_from_zero(highest)
    assert scale[0] == 0
    assert highest <= scale[-1] * (1 + 1e-6)
    assert scale[-1] <= 2 * highest * (1 + 1e-6)
    assert 2 <= len(scale) <= 5
    assert all(scale[place + 1] - scale[place] == pytest.approx(scale[1]) for place in range(len(scale) - 1))


@pytest.mark.parametrize("highest", [0.0, float("nan"), float("inf")])
def test_without_a_highest_value_the_scale_ends_at_one(highest):
    assert scale_from_zero(highest)[-1] == 1.0


@given(st.floats(0, 1))
def test_a_scale_of_shares_ends_at_one_and_holds_the_lowest(lowest):
    scale = scale_of_shares(lowest)
    assert scale[-1] == 1.0
    assert scale[0] <= lowest
    assert 5 <= len(scale) <= 6
