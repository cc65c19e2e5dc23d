"""The language of the window: our own texts and those of Qt's dialogs."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from guitune.gui.preferences import LanguageChoice
from guitune.i18n import set_language, system_language

_qt_translator: QTranslator | None = None


def switch_language(choice: LanguageChoice) -> None:
    """Translate everything that is shown from now on, with the numbers and dates of that language."""
    global _qt_translator  # noqa: PLW0603 - an application speaks one language at a time
    language = chosen_language(choice)
    set_language(language)
    QLocale.setDefault(QLocale(language))
    application = QCoreApplication.instance()
    if application is None:
        return
    if _qt_translator is not None:
        application.removeTranslator(_qt_translator)
        _qt_translator = None
    if language != "en":
        translator = QTranslator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(f"qtbase_{language}", folder):
            application.installTranslator(translator)
            _qt_translator = translator


def chosen_language(choice: LanguageChoice) -> str:
    """The language that a choice stands for: the person's, the environment's, or the system's."""
    if choice != "system":
        return choice
    if QLocale.system().language() == QLocale.Language.Chinese:
        return "zh_CN"
    return system_language()
