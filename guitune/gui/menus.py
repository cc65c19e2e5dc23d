"""Every act of the window in a menu, with its shortcut."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton

from guitune.gui.about import AboutDialog, HelpDialog
from guitune.gui.icons import icon
from guitune.gui.pages.data import DataPage
from guitune.gui.training_menu import TrainingMenu
from guitune.i18n import LANGUAGES, _

if TYPE_CHECKING:
    from guitune.gui.main_window import MainWindow

_Key = QKeySequence.StandardKey


def fill_menu_bar(window: "MainWindow") -> None:
    """Make the menus anew, in the language in force."""
    bar = window.menuBar()
    shown = [act.menu() for act in bar.actions()]
    bar.clear()
    for gone in (*shown, *window.findChildren(MenuActs)):
        gone.deleteLater()
    MenuActs(window).fill()


class MenuActs(QObject):
    """The menus of one window and what their entries do."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session

    def fill(self) -> None:
        """Add all menus."""
        self._fill_file()
        self._fill_edit()
        self._fill_data()
        self._fill_training()
        self._fill_view()
        self._fill_help()

    def _fill_file(self) -> None:
        acts = self._window.acts
        menu = self._menu(_("&File"))
        self._add(menu, _("Open data &file..."), self._on_open_file, _Key.Open, "file")
        self._add(menu, _("Open the &sample"), self._on_sample)
        self._recent_files = menu.addMenu(_("Recent f&iles"))
        menu.addSeparator()
        self._add(menu, _("&New project"), acts.on_new_project, _Key.New, "plus")
        self._add(menu, _("Open &project..."), acts.on_open_project, "Ctrl+Shift+O", "folder")
        self._recent_projects = menu.addMenu(_("&Recent projects"))
        self._add(menu, _("Save proj&ect"), acts.on_save, _Key.Save, "save")
        self._add(menu, _("Save project &as..."), acts.on_save_as, "Ctrl+Shift+S")
        menu.addSeparator()
        self._add(menu, _("Save &classifier as..."), self._on_save_classifier, "Ctrl+E", "download")
        menu.addSeparator()
        leave = self._add(menu, _("&Quit"), self._window.close, _Key.Quit)
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        menu.aboutToShow.connect(self._on_file_menu_shown)
        self._on_file_menu_shown()

    def _fill_edit(self) -> None:
        menu = self._menu(_("&Edit"))
        stack = self._session.undo_stack
        for act, key, name in (
            (stack.createUndoAction(menu, _("&Undo")), _Key.Undo, "undo"),
            (stack.createRedoAction(menu, _("&Redo")), _Key.Redo, "redo"),
        ):
            act.setShortcut(QKeySequence(key))
            act.setIcon(icon(name))
            menu.addAction(act)

    def _fill_data(self) -> None:
        menu = self._menu(_("&Data"))
        self._data_acts = [self._add(menu, _("&Find texts"), self._on_find, _Key.Find, "search")]
        menu.addSeparator()
        for panel, text in (
            ("reading", _("How the file is &read...")),
            ("columns", _("&Columns...")),
            ("split", _("&Split...")),
            ("cleaning", _("C&lean texts...")),
        ):
            act = self._add(menu, text, self._on_panel)
            act.setData(panel)
            self._data_acts.append(act)
        menu.addSeparator()
        self._data_acts.append(self._add(menu, _("Save a clean c&opy..."), self._on_save_clean_copy))
        self._session.data.changed.connect(self._on_data_changed)
        self._on_data_changed()

    def _fill_training(self) -> None:
        TrainingMenu(self._menu(_("&Training")), self._session, self._window.start_training).fill()

    def _fill_view(self) -> None:
        menu = self._menu(_("&View"))
        for number, index in enumerate(range(self._window.tabs.count()), start=1):
            act = self._add(menu, self._window.tabs.tabText(index), self._on_tab_chosen, f"Ctrl+{number}")
            act.setData(index)
        menu.addSeparator()
        preferences = self._session.preferences
        looks = [("system", _("Like the system")), ("light", _("Light")), ("dark", _("Dark"))]
        self._choices(menu.addMenu(_("&Look")), looks, preferences.theme, self._on_theme_chosen)
        languages = [("system", _("Like the system")), *LANGUAGES.items()]
        self._choices(menu.addMenu(_("L&anguage")), languages, preferences.language, self._on_language_chosen)

    def _fill_help(self) -> None:
        menu = self._menu(_("&Help"))
        self._add(menu, _("&How it works"), self._on_help, _Key.HelpContents, "info")
        about = self._add(menu, _("&About GuiTune"), self._on_about)
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        return menu

    def _add(
        self,
        menu: QMenu,
        text: str,
        slot: Callable[..., object],
        key: "_Key | str | None" = None,
        icon_name: str = "",
    ) -> QAction:
        act = menu.addAction(text)
        act.triggered.connect(slot)
        if key is not None:
            act.setShortcut(QKeySequence(key))
        if icon_name:
            act.setIcon(icon(icon_name))
        return act

    def _choices(
        self, menu: QMenu, entries: Sequence[tuple[str, str]], chosen: str, slot: Callable[..., object]
    ) -> None:
        group = QActionGroup(menu)
        for value, text in entries:
            act = menu.addAction(text)
            act.setCheckable(True)
            act.setChecked(value == chosen)
            act.setData(value)
            group.addAction(act)
        group.triggered.connect(slot)

    def _sent_data(self) -> object:
        act = self.sender()
        return act.data() if isinstance(act, QAction) else None

    @Slot()
    def _on_file_menu_shown(self) -> None:
        preferences = self._session.preferences
        for menu, paths, slot in (
            (self._recent_files, preferences.recent_files, self._on_recent_file),
            (self._recent_projects, preferences.recent_projects, self._on_recent_project),
        ):
            menu.clear()
            for path in paths:
                act = menu.addAction(path.name.replace("&", "&&"))
                act.setToolTip(str(path))
                act.setData(str(path))
                act.triggered.connect(slot)
            menu.setEnabled(bool(paths))

    @Slot()
    def _on_open_file(self) -> None:
        self._window.show_page("data")
        self._window.acts.on_open_file()

    @Slot()
    def _on_sample(self) -> None:
        self._window.show_page("data")
        self._session.open_sample()

    @Slot()
    def _on_recent_file(self) -> None:
        self._window.show_page("data")
        self._session.open_file(Path(str(self._sent_data())))

    @Slot()
    def _on_recent_project(self) -> None:
        self._window.acts.open_project(Path(str(self._sent_data())))

    @Slot()
    def _on_data_changed(self) -> None:
        for act in self._data_acts:
            act.setEnabled(self._session.data.overview is not None)

    def _data_page(self) -> DataPage:
        """The Data page, in front."""
        self._window.show_page("data")
        page = self._window.pages["data"]
        assert isinstance(page, DataPage)
        return page

    @Slot()
    def _on_find(self) -> None:
        self._data_page().focus_search()

    @Slot()
    def _on_panel(self) -> None:
        self._data_page().show_panel(str(self._sent_data()))

    @Slot()
    def _on_save_clean_copy(self) -> None:
        self._data_page().ask_for_clean_copy()

    @Slot()
    def _on_tab_chosen(self) -> None:
        index = self._sent_data()
        if isinstance(index, int):
            self._window.tabs.setCurrentIndex(index)

    @Slot(QAction)
    def _on_theme_chosen(self, act: QAction) -> None:
        self._window.choose_theme(act.data())

    @Slot(QAction)
    def _on_language_chosen(self, act: QAction) -> None:
        self._window.choose_language(act.data())

    @Slot()
    def _on_save_classifier(self) -> None:
        self._window.show_page("try_it")
        save = self._window.pages["try_it"].findChild(QPushButton, "save_classifier_button")
        if save is not None and save.isVisible():
            save.click()

    @Slot()
    def _on_help(self) -> None:
        HelpDialog(self._window).show()

    @Slot()
    def _on_about(self) -> None:
        AboutDialog(self._window).show()
