import csv
import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from guitune.resources import resource

REPOSITORY = Path(__file__).parents[1]
FIND_SAMPLE = "from guitune.resources import resource; print(resource('samples', 'customer_messages.csv'))"


def found_with(path: Path, cwd: Path) -> Path:
    command = [sys.executable, "-c", FIND_SAMPLE]
    done = subprocess.run(
        command, cwd=cwd, env={"PYTHONPATH": str(path)}, capture_output=True, text=True, check=True
    )
    return Path(done.stdout.strip())


def test_the_checkout_and_an_editable_install_find_the_resources_beside_the_package(tmp_path):
    assert found_with(REPOSITORY, tmp_path) == REPOSITORY / "resources" / "samples" / "customer_messages.csv"


def test_a_wheel_carries_the_resources_inside_the_package(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "site-packages"
    zipfile.ZipFile(wheel).extractall(installed)
    sample = found_with(installed, tmp_path)
    assert sample.is_relative_to(installed)
    assert sample.read_bytes() == resource("samples", "customer_messages.csv").read_bytes()
    assert (installed / "guitune" / "resources" / "translations" / "zh_CN.po").is_file()


def test_a_resource_that_is_not_there_is_named():
    with pytest.raises(FileNotFoundError, match=r"resources/samples/nothing\.csv"):
        resource("samples", "nothing.csv")


@pytest.fixture(scope="module")
def sample() -> list[tuple[str, str]]:
    with resource("samples", "customer_messages.csv").open(encoding="utf-8", newline="") as stream:
        return [(row["text"], row["topic"]) for row in csv.DictReader(stream)]


def test_the_sample_is_600_messages_of_3_to_120_words_in_6_uneven_topics(sample):
    topics = Counter(topic for _text, topic in sample)
    assert len(sample) == 600
    assert len(topics) == 6
    assert max(topics.values()) >= 4 * min(topics.values())
    assert all(3 <= len(text.split()) <= 120 for text, _topic in sample)


def test_no_sequence_of_8_words_occurs_twice_in_the_sample(sample):
    seen: Counter[tuple[str, ...]] = Counter()
    for text, _topic in sample:
        words = re.findall(r"\w+", text.lower())
        seen.update(tuple(words[start : start + 8]) for start in range(len(words) - 7))
    assert [" ".join(words) for words, count in seen.items() if count > 1] == []
