"""`guitune train`: from a labelled file to a trained classifier."""

import argparse
import threading
from pathlib import Path

from guitune.cli.console import Console
from guitune.cli.data_arguments import absolute, data_config
from guitune.cli.interruption import Interrupted, stop_on_signals
from guitune.core.config import ModelConfig, RunConfig
from guitune.core.errors import ConfigError, GuiTuneError
from guitune.core.events import RunFailed, RunStopped
from guitune.core.experiment import run_experiment
from guitune.core.history import History
from guitune.core.modeling.checkpoints import find_checkpoint, is_folder, models_folder
from guitune.core.modeling.download import DownloadCancelled, download_checkpoint
from guitune.core.moved_inputs import follow_moved_inputs
from guitune.core.runs import RunFolder
from guitune.core.settings import problems, with_setting
from guitune.core.training.control import RunControl
from guitune.core.training_config import PRESETS
from guitune.formatting import duration, file_size
from guitune.i18n import _


def train(chosen: argparse.Namespace, console: Console) -> None:
    """Make the config, fetch the checkpoint if needed, and run.

    Raises
    ------
    GuiTuneError
        If the run cannot begin or fails.
    Interrupted
        If the person stopped it.
    """
    config = config_of(chosen)
    found = problems(config)
    if found:
        raise ConfigError(
            found[0].field,
            " ".join(problem.message for problem in found),
            " ".join(problem.hint for problem in found),
        )
    control = RunControl()
    if chosen.resume and RunFolder(chosen.out).is_finished:
        _tell_finished(RunFolder(chosen.out), config, console)
        return
    with stop_on_signals(console, control.stop) as stop:
        run = _reopened(chosen.out, config) if chosen.resume else RunFolder.create(chosen.out, config)
        try:
            ensure_checkpoint(config.model.checkpoint, console, stop)
        except (GuiTuneError, Interrupted):
            if not chosen.resume:
                run.discard()
            raise
        try:
            follow(run, console, control, less_memory=chosen.less_memory)
        except Interrupted:
            console.note(_("Go on with the same command and --resume."))
            raise


def _reopened(folder: Path, config: RunConfig) -> RunFolder:
    """The run in the folder, with its data where they are now."""
    run = RunFolder(folder)
    if run.config_file.is_file():
        follow_moved_inputs(run, config)
    return RunFolder.reopen(folder, config)


def _tell_finished(run: RunFolder, config: RunConfig, console: Console) -> None:
    """A run that is finished already is no failure: tell its end once more."""
    follow_moved_inputs(run, config)
    run.require_same(config)
    ending = History.of(run.events()).ending
    console.line(_("The run in {folder} is already finished.").format(folder=run.path))
    if ending is not None:
        console.event(ending)


def follow(run: RunFolder, console: Console, control: RunControl, *, less_memory: bool = False) -> None:
    """Run the experiment to its end and show every event.

    Raises
    ------
    GuiTuneError
        If the run fails.
    Interrupted
        If it was stopped.
    """
    unheard: OSError | None = None
    for event in run_experiment(run, control, less_memory=less_memory):
        if unheard is None and (not isinstance(event, RunFailed) or console.json_lines):
            try:
                console.event(event)
            except OSError as error:  # nobody listens any more: what was learned is saved all the same
                unheard = error
                control.stop()
        match event:
            case RunFailed(message, hint, details):
                raise GuiTuneError(message, hint, details)
            case RunStopped():
                raise _unheard(unheard) if unheard is not None else Interrupted


def _unheard(error: OSError) -> Exception:
    if isinstance(error, BrokenPipeError):
        return error
    return GuiTuneError(
        _("What happens can no longer be written to standard output: {reason}.").format(
            reason=error.strerror or error
        ),
        _("The run is saved. Send the output somewhere else, and go on with --resume."),
    )


def ensure_checkpoint(name: str, console: Console, stop: threading.Event) -> None:
    """Download the checkpoint if it is not on this computer.

    Raises
    ------
    GuiTuneError
        If it cannot be had.
    Interrupted
        If the person stopped the download.
    """
    if find_checkpoint(name) is not None:
        return
    console.line(_("Downloading {name}...").format(name=name))
    try:
        for progress in download_checkpoint(name, models_folder(), stop.is_set):
            if console.json_lines:
                console.event(progress)
            else:
                left = (
                    ""
                    if progress.seconds_left is None
                    else _(", {time} left").format(time=duration(progress.seconds_left))
                )
                done = _("{received} of {total}").format(
                    received=file_size(progress.received_bytes), total=file_size(progress.total_bytes)
                )
                console.progress(progress.received_bytes / max(1, progress.total_bytes), done + left)
    except DownloadCancelled:
        raise Interrupted from None


def config_of(chosen: argparse.Namespace) -> RunConfig:
    """The choices that the arguments make, columns guessed where none are named.

    Raises
    ------
    GuiTuneError
        If the file, a column or a setting cannot be used.
    """
    model = ModelConfig(absolute(Path(chosen.model)) if is_folder(chosen.model) else chosen.model)
    config = RunConfig(data_config(chosen), model, PRESETS[chosen.preset])
    for assignment in chosen.set:
        name, separator, value = assignment.partition("=")
        if not separator:
            raise ConfigError(
                name,
                _("--set {text} has no value.").format(text=assignment),
                _("Write it as name=value, for example --set num_epochs=3."),
            )
        config = with_setting(config, name.strip(), value.strip())
    return config
