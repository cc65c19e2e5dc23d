"""The preferences file: whatever is in it, the window opens."""

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QLabel, QWidget

from guitune.gui.main_window import MainWindow
from guitune.gui.preferences import Preferences
from guitune.gui.session import Session


@pytest.fixture
def file(qapp, tmp_path: Path) -> Path:
    """A real file, written by a window that was closed."""
    place = tmp_path / "real.ini"
    preferences = Preferences(place)
    preferences.theme, preferences.language = "dark", "zh_CN"
    widget = QWidget()
    preferences.geometry = widget.saveGeometry()
    preferences.last_project = tmp_path / "Untitled"
    for name in ("a, b.csv", "邮件.csv", 'q"u.csv'):
        preferences.add_recent_file(tmp_path / name)
        preferences.add_recent_project(tmp_path / name)
    preferences.training_speed = 1.5e10
    del preferences
    return place


def read_all(preferences: Preferences) -> None:
    assert preferences.theme in ("system", "light", "dark")
    assert preferences.language in ("system", "en", "zh_CN")
    assert isinstance(preferences.geometry, QByteArray)
    assert preferences.training_speed >= 0
    paths = preferences.recent_files + preferences.recent_projects + preferences.model_folders
    if preferences.last_project is not None:
        paths.append(preferences.last_project)
    assert not any("\0" in str(path) for path in paths)


def test_a_sound_file_is_kept(file):
    preferences = Preferences(file)
    assert preferences.damage is None
    assert preferences.theme == "dark"
    assert [path.name for path in preferences.recent_files][:2] == ['q"u.csv', "邮件.csv"]


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02\xff\xfe garbage",
        b"[General]\ntheme=dark\n\x00\x00\x00",
        b"no ini at all",
        b"[General]\ntheme=purple\n",
        b"[General]\nlanguage=5\n",
        b"[General]\ngeometry=@ByteArray(\\x1\\xd9",
        b"[General]\ngeometry=7\n",
        b"[General]\ntraining_speed=nan\n",
        b"[General]\ntraining_speed=fast\n",
        b"[General]\nlast_project=@Variant(\\0\\0\\0\\x7f)\n",
        b"[General]\nrecent_files=@Rect(1 2 3 4)\n",
        b'[General]\nlast_project="/a\\0b"\n',
        b"[General\ntheme=dark",
    ],
)
def test_a_damaged_file_is_set_aside_and_told(qapp, tmp_path, content):
    file = tmp_path / "preferences.ini"
    file.write_bytes(content)
    preferences = Preferences(file)
    assert preferences.damage is not None
    assert (tmp_path / "preferences.damaged.ini").read_bytes() == content
    assert (preferences.theme, preferences.language) == ("system", "system")
    preferences.theme = "dark"
    assert Preferences(file).theme == "dark"


def test_the_window_tells_of_damaged_preferences(qapp, tmp_path, qtbot):
    file = tmp_path / "preferences.ini"
    file.write_bytes(b"\x00garbage")
    session = Session(Preferences(file))
    window = MainWindow(session)
    qtbot.addWidget(window)
    session.new_project()
    window.show()
    assert "preferences was damaged" in window.findChild(QLabel, "recovery_text").text()
    window.close()


def mutated(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _time in range(chance.randint(1, 6)):
        place = chance.randrange(len(changed) + 1)
        match chance.randrange(6):
            case 0:
                changed[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[place:]
            case 2:
                del changed[place : place + chance.randint(1, 40)]
            case 3:
                changed[place:place] = chance.randbytes(chance.randint(1, 20))
            case 4:
                changed[place : place + 20] = bytes(20)
            case _:
                changed[place:place] = changed[: chance.randint(1, 80)]
        if not changed:
            break
    return bytes(changed)


def test_no_mutation_of_a_real_file_breaks_the_window(file, tmp_path, qtbot):
    chance, content = random.Random(5), file.read_bytes()
    place = tmp_path / "mutated.ini"
    for number in range(300):
        place.write_bytes(mutated(content, chance))
        preferences = Preferences(place)
        read_all(preferences)
        if number % 30 == 0:
            window = MainWindow(Session(preferences))
            window.show()
            assert window.width() >= 1024
            assert window.height() >= 640
            window.close()
            window.deleteLater()
        del preferences
