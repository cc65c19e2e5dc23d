"""The demonstration from start to end, with the bundled model, as README promises it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def clean_environment(home: Path) -> dict[str, str]:
    left_out = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {"HOME": str(home), "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "LANG": "en_US.UTF-8"}


@pytest.mark.bundled
@pytest.mark.timeout(600)
def test_without_a_screen_it_trains_answers_and_leaves_pictures_report_and_classifier(tmp_path: Path):
    ended = subprocess.run(
        [sys.executable, "-m", "guitune", "--demo", "--json", "--out", str(tmp_path / "demo")],
        env=clean_environment(tmp_path / "home"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    completed = next(event for event in events if event["event"] == "RunCompleted")
    assert completed["test_accuracy"] > completed["baseline_accuracy"]
    answers = [event["label"] for event in events if event["event"] == "SentenceAnswered"]
    assert len(answers) == 3
    assert set(answers) <= {"delivery", "refund", "fault", "billing", "account", "praise"}
    pictures = sorted(path.stem for path in (tmp_path / "demo" / "screenshots").glob("*.png"))
    assert pictures == ["data", "model", "results", "settings", "training", "try_it"]
    assert all(path.stat().st_size > 20_000 for path in (tmp_path / "demo" / "screenshots").glob("*.png"))
    run = tmp_path / "demo" / "runs" / "001"
    assert json.loads((run / "report.json").read_text(encoding="utf-8"))["test"]["examples"] > 0
    assert (run / "model" / "model.safetensors").stat().st_size > 80_000_000
