"""What a fix is called where it can be made, what it does, and what is said once it is made."""

from guitune.core.config import DataConfig
from guitune.core.data.cleaning import CLEANING
from guitune.core.data.recipe import with_fix
from guitune.core.data_choices import LabelMerge
from guitune.i18n import N_, _

_LEAVE_OUT = N_("Leave out")
_VERBS = {
    "label_variants": N_("Merge"),
    "empty": _LEAVE_OUT,
    "contradictions": _LEAVE_OUT,
    "duplicates": _LEAVE_OUT,
    "near_duplicates": _LEAVE_OUT,
    "small_classes": _LEAVE_OUT,
    "short_texts": _LEAVE_OUT,
}
_HELPS = {
    "label_variants": N_("Every label takes its most frequent writing."),
    "empty": N_("Rows without a text or without a label are not used."),
    "contradictions": N_("No row is used whose text also stands in the file with another label."),
    "duplicates": N_("Of equal texts, only the first is used."),
    "near_duplicates": N_("Of texts that are nearly the same, only the first is used."),
    "small_classes": N_("The rows of labels with too few texts are not used; these labels are not learned."),
    "short_texts": N_("Rows whose text is too short to say anything are not used."),
}
_DONE = {
    "label_variants": N_("Writings of the same label are merged."),
    "empty": N_("Rows without text or label are left out."),
    "contradictions": N_("Texts with different labels are left out."),
    "duplicates": N_("Repeated texts are left out."),
    "near_duplicates": N_("Texts that are nearly the same are left out, but for the first."),
    "small_classes": N_("Labels with too few texts are left out."),
    "short_texts": N_("Texts that are too short are left out."),
}
_ACTS = {
    "label_variants": N_("merge of writings of the same label"),
    "empty": N_("leaving out of rows without text or label"),
    "contradictions": N_("leaving out of texts with different labels"),
    "duplicates": N_("leaving out of repeated texts"),
    "near_duplicates": N_("leaving out of texts nearly the same"),
    "small_classes": N_("leaving out of small labels"),
    "short_texts": N_("leaving out of short texts"),
}


def fix_verb(name: str) -> str:
    """What the button says that makes the fix."""
    if name in _VERBS:
        return _(_VERBS[name])
    if name in CLEANING:
        return _(CLEANING[name].label)
    return _("Merge into “{label}”").format(label=merge_of(name).new)


def fix_help(name: str) -> str:
    """What exactly the fix does, in a sentence; the file itself never changes."""
    if name in _HELPS:
        does = _(_HELPS[name])
    elif name in CLEANING:
        does = _(CLEANING[name].help)
    else:
        merge = merge_of(name)
        does = _("Every label “{old}” becomes “{new}”.").format(old=merge.old, new=merge.new)
    stays = _("The file stays as it is, and this can be taken back.")
    return f"{does} {stays}"


def fix_done(name: str) -> str:
    """What is said of a fix that was made."""
    if name in _DONE:
        return _(_DONE[name])
    if name in CLEANING:
        return _("Cleaning of the texts: {step}").format(step=_(CLEANING[name].label))
    merge = merge_of(name)
    return _("“{old}” is merged into “{new}”.").format(old=merge.old, new=merge.new)


def fix_act(name: str) -> str:
    """What is done, for "Undo ..."."""
    if name in _ACTS:
        return _(_ACTS[name])
    if name in CLEANING:
        return _("cleaning: {step}").format(step=_(CLEANING[name].label))
    merge = merge_of(name)
    return _("merge of “{old}” into “{new}”").format(old=merge.old, new=merge.new)


def merge_of(name: str) -> LabelMerge:
    """The labels that a fix named `merge:OLD=>NEW` merges.

    Raises
    ------
    ConfigError
        If this is no such fix.
    """
    return with_fix(DataConfig(), name).merges[0]
