import pytest
from hypothesis import given
from hypothesis import strategies as st

from guitune.formatting import duration, file_size, learning_rate, loss, percent, rough_duration


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-3, "0 s"),
        (0, "0 s"),
        (0.4, "0 s"),
        (45, "45 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (365, "6 min 5 s"),
        (3599.4, "59 min 59 s"),
        (3599.6, "1 h 0 min"),
        (7800, "2 h 10 min"),
        (7859, "2 h 10 min"),
        (360_000, "100 h 0 min"),
    ],
)
def test_a_duration_is_shown_in_its_two_largest_units(seconds, text):
    assert duration(seconds) == text


@given(st.floats(0, 1e7))
def test_no_duration_is_shown_with_sixty_of_a_unit_or_further_off_than_its_smallest_unit(seconds):
    units = {"h": 3600, "min": 60, "s": 1}
    words = duration(seconds).split()
    parts = {unit: int(number) for number, unit in zip(words[::2], words[1::2], strict=True)}
    assert all(parts.get(unit, 0) < 60 for unit in ("min", "s"))
    smallest = units[words[-1]]
    assert abs(sum(number * units[unit] for unit, number in parts.items()) - seconds) <= max(smallest, 0.5)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0.0%"), (0.931, "93.1%"), (0.93149, "93.1%"), (0.9316, "93.2%"), (1, "100.0%"), (1 / 3, "33.3%")],
)
def test_a_share_is_shown_in_percent_with_one_decimal(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (470_300, "470 kB"),
        (999_400, "999 kB"),
        (1_000_000, "1.0 MB"),
        (90_868_376, "90.9 MB"),
        (999_900_000, "999.9 MB"),
        (1_000_000_000, "1.0 GB"),
        (12_340_000_000_000, "12340.0 GB"),
    ],
)
def test_a_file_size_is_shown_in_the_largest_fitting_unit(size, text):
    assert file_size(size) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [(2e-4, "0.0002"), (8.54e-5, "0.000085"), (1e-2, "0.01"), (0.5, "0.5"), (1.23e-6, "1.2e-6"), (0, "0")],
)
def test_a_learning_rate_is_a_plain_number_with_the_digits_that_count(rate, text):
    assert learning_rate(rate) == text


def test_a_loss_has_three_decimals():
    assert loss(0.41249) == "0.412"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "under 1 min"),
        (44, "under 1 min"),
        (46, "1 min"),
        (6.4 * 60, "6 min"),
        (89 * 60, "89 min"),
        (90 * 60, "1.5 h"),
        (120 * 60, "2 h"),
        (30.4 * 3600, "30 h"),
    ],
)
def test_an_estimated_length_of_time_has_no_more_digits_than_it_deserves(seconds, text):
    assert rough_duration(seconds) == text
