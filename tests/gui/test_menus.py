"""The menu bar and the header as parts of the window."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QMenu, QPushButton

from guitune.gui.menus import MenuActs
from guitune.gui.training_menu import TrainingMenu
from guitune.gui.widgets.elided_button import ElidedButton


def test_another_language_leaves_no_menu_of_the_old_one_behind(window):
    before = menus_of(window)
    for choice in ("zh_CN", "en") * 2:
        window.choose_language(choice)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert menus_of(window) == before


def menus_of(window) -> list[int]:
    """How many menus there are, and objects that fill them."""
    in_bar = window.menuBar().findChildren(QMenu)
    return [len(in_bar), *(len(window.findChildren(kind)) for kind in (MenuActs, TrainingMenu))]


def test_a_chip_shows_its_text_whole_where_there_is_room_and_cut_inside_where_there_is_not(qtbot):
    chip = ElidedButton("data_chip", "chip", least=76)
    qtbot.addWidget(chip)
    chip.show_text("Data  rock & roll messages.csv", "rock & roll messages.csv")
    chip.show()
    chip.resize(chip.sizeHint())
    assert chip.text() == "Data  rock && roll messages.csv"
    chip.resize(chip.sizeHint().width() // 2, chip.height())
    assert chip.text().startswith("Data")
    assert "…" in chip.text()
    assert chip.text().endswith("csv")
    assert chip.fontMetrics().horizontalAdvance(chip.text()) < chip.width()


def test_the_header_fits_into_the_smallest_window_with_every_button_whole(window, session, topics_csv, qtbot):
    session.open_file(topics_csv)
    qtbot.waitUntil(lambda: session.blockers() == [], timeout=20_000)
    session.change_setting("learning_rate", "7")
    window.resize(1024, 640)
    assert window.header.minimumSizeHint().width() <= 1024
    for pressed in window.header.findChildren(QPushButton):
        if pressed.isVisible() and not isinstance(pressed, ElidedButton):
            assert pressed.width() >= pressed.sizeHint().width()
