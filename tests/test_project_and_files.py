import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from guitune.core.config import DataConfig, RunConfig
from guitune.core.errors import RunFolderError
from guitune.core.files import (
    MANIFEST,
    damaged_files,
    explained,
    free_bytes,
    sha256_of,
    staged_folder,
    write_json,
    write_text,
)
from guitune.core.project import Project, claim_folder
from guitune.core.project_recovery import open_with_recovery
from guitune.core.setting_aside import set_aside
from guitune.core.test_lock import changes_of_test, deciding_fields, uses_of_test
from guitune.core.training_config import TrainingConfig


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def filled(folder, **files):
    with staged_folder(folder) as staging:
        for name, text in files.items():
            (staging / name).write_text(text)
    return folder


def refusal(action, *arguments):
    with pytest.raises(RunFolderError) as caught:
        action(*arguments)
    assert caught.value.hint
    return caught.value.message


@pytest.fixture
def config(tmp_path):
    data = tmp_path / "data" / "mail, 邮件.csv"
    data.parent.mkdir()
    data.write_text("text,label\na,b\n")
    return RunConfig(
        DataConfig(str(data), "text", "label", fixes=("empty",)), training=TrainingConfig(num_epochs=2)
    )


def test_json_is_written_readable_whole_and_with_nothing_beside_it(tmp_path):
    write_json(tmp_path / "a.json", {"label": "é", "score": 0.5})
    write_json(tmp_path / "a.json", {"label": "质量"})
    assert contents(tmp_path) == {"a.json": '{\n  "label": "质量"\n}\n'.encode()}


@pytest.mark.parametrize("content", [{"loss": float("nan")}, {"loss": object()}])
def test_what_json_cannot_hold_leaves_the_old_file_as_it_was(tmp_path, content):
    write_json(tmp_path / "a.json", {"loss": 1})
    with pytest.raises((ValueError, TypeError)):
        write_json(tmp_path / "a.json", content)
    assert json.loads((tmp_path / "a.json").read_text()) == {"loss": 1}


def test_a_write_that_is_cut_short_leaves_the_old_text(tmp_path):
    write_text(tmp_path / "a.txt", "old")
    (tmp_path / "a.txt.partial").mkdir()
    with pytest.raises((IsADirectoryError, PermissionError)):
        write_text(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").read_text() == "old"


def test_a_staged_folder_appears_whole_with_a_manifest_of_its_files(tmp_path):
    target = tmp_path / "deep" / "model"
    target.parent.mkdir()
    with staged_folder(target) as staging:
        (staging / "inner").mkdir()
        (staging / "inner" / "b.bin").write_bytes(b"\0\1")
        assert not target.exists()
    assert json.loads((target / MANIFEST).read_text()) == {
        "inner/b.bin": sha256_of(target / "inner" / "b.bin")
    }
    assert damaged_files(target) == []
    assert [path.name for path in target.parent.iterdir()] == ["model"]


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_a_staged_folder_that_fails_vanishes_and_the_older_one_stays(tmp_path, failure):
    target = filled(tmp_path / "model", weights="old")
    before = contents(target)

    def fail():
        with staged_folder(target) as staging:
            (staging / "weights").write_text("half")
            raise failure

    with pytest.raises(type(failure)):
        fail()
    assert contents(target) == before
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_staged_folder_replaces_an_older_one_whole(tmp_path):
    target = filled(tmp_path / "model", weights="old", extra="old")
    filled(target, weights="new")
    assert sorted(contents(target)) == [MANIFEST, "weights"]
    assert (target / "weights").read_text() == "new"


def test_what_a_killed_save_left_behind_does_not_stop_the_next(tmp_path):
    target = filled(tmp_path / "model", weights="good")
    shutil.copytree(target, tmp_path / "model.old")
    shutil.copytree(target, tmp_path / "model.partial")
    (tmp_path / "model.partial" / "stray").write_text("half")
    filled(target, weights="new")
    assert sorted(contents(target)) == [MANIFEST, "weights"]
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_missing_changed_and_shortened_files_are_named(tmp_path):
    folder = filled(tmp_path / "model", a="one", b="two", c="three", d="four", e="")
    assert damaged_files(folder) == []
    (folder / "a").unlink()
    (folder / "b").write_text("twO")
    (folder / "c").write_text("thre")
    assert damaged_files(folder) == ["a", "b", "c"]


def test_names_that_lead_out_of_the_folder_or_nowhere_count_as_damaged(tmp_path):
    (tmp_path / "secret").write_text("secret")
    digest = sha256_of(tmp_path / "secret")
    folder = filled(tmp_path / "model", a="one")
    (folder / "link").symlink_to(tmp_path / "secret")
    names = ["../secret", str(tmp_path / "secret"), "link", "nul\0byte", "a/b", ".", "long" * 2000]
    write_json(folder / MANIFEST, dict.fromkeys(names, digest))
    assert damaged_files(folder) == names


@pytest.mark.parametrize("manifest", [None, b"", b"{", b"[]", b"\xff\xfe", b'"a"', b"null"])
def test_a_folder_without_a_readable_manifest_is_damaged(tmp_path, manifest):
    if manifest is not None:
        (tmp_path / MANIFEST).write_bytes(manifest)
    assert damaged_files(tmp_path) == [MANIFEST]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EACCES, "may not write to"),
        (errno.EROFS, "may not write to"),
        (errno.EIO, "failed: broken"),
    ],
)
def test_a_refusal_of_the_system_is_explained_with_place_and_what_to_do(number, words):
    error = explained(OSError(number, "broken"), Path("/some/place"))
    assert words in error.message
    assert "/some/place" in error.message.replace("\\", "/")
    assert error.hint


def test_free_space_is_that_of_the_disk_that_a_folder_will_be_on(tmp_path):
    assert free_bytes(tmp_path / "not" / "yet") == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.05)


def test_a_project_comes_back_equal(tmp_path, config):
    full = replace(
        config, data=replace(config.data, test_file=str(tmp_path / "test.csv"), split_column="part")
    )
    project = Project(tmp_path / "deep" / "project", full, "abc")
    project.save()
    assert Project.open(project.folder) == project


def test_a_project_that_moves_with_its_data_finds_them_in_the_new_place(tmp_path, config):
    Project(tmp_path / "project", config).save()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("project", "data"):
        shutil.move(tmp_path / name, elsewhere / name)
    found = Project.open(elsewhere / "project").config.data
    assert found.file == str(elsewhere / "data" / "mail, 邮件.csv")
    assert replace(found, file=config.data.file) == config.data


def test_a_project_opened_from_inside_its_folder_knows_whole_paths(tmp_path, config, monkeypatch):
    Project(tmp_path / "project", config).save()
    monkeypatch.chdir(tmp_path / "project")
    assert Project.open(Path()).config == config


def test_a_project_keeps_a_file_name_that_is_no_unicode(tmp_path):
    odd = "caf\udce9.csv"  # as Linux hands out a name with a stray byte
    project = Project(tmp_path / "project", RunConfig(DataConfig(str(tmp_path / odd))))
    project.save()
    assert Project.open(project.folder) == project


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "holds no GuiTune project"),
        ("{", "damaged"),
        ("[]", "damaged"),
        ("{}", "damaged"),
        ('{"version": "x"}', "damaged"),
        ('{"version": 1, "config": {"version": 1, "data": 3}}', "cannot be read: data is not a group"),
        ('{"version": 2}', "written by a newer GuiTune"),
    ],
)
def test_a_missing_broken_or_newer_project_is_refused_with_what_to_do(tmp_path, content, words):
    if content is not None:
        (tmp_path / "project.json").write_text(content)
    assert words in refusal(Project.open, tmp_path)


def test_a_project_that_cannot_be_saved_says_why(tmp_path, config):
    (tmp_path / "taken").write_text("")
    assert "taken" in refusal(Project(tmp_path / "taken", config).save)


def test_runs_are_numbered_on_from_the_highest_and_listed_oldest_first(tmp_path, config):
    project = Project(tmp_path / "project", config)
    assert project.runs() == []
    assert [project.new_run().path.name for _run in range(2)] == ["001", "002"]
    shutil.rmtree(tmp_path / "project" / "runs" / "001")
    for name in ("041", "notes", "²"):
        (tmp_path / "project" / "runs" / name).mkdir()
    assert project.new_run().config() == config
    assert [run.path.name for run in project.runs()] == ["002", "041", "042", "notes", "²"]


MAIL = DataConfig("mail.csv", "text", "label")


def test_finished_runs_have_used_the_test_texts_that_are_chosen_in_the_same_way():
    runs = [MAIL, replace(MAIL, validation_share=0.2), replace(MAIL, split_seed=1)]
    assert uses_of_test(runs, MAIL) == 2
    assert uses_of_test(runs, replace(MAIL, split_seed=1, fixes=("empty",))) == 1
    assert uses_of_test(runs, replace(MAIL, test_share=0.2)) == 0
    assert uses_of_test(runs, replace(MAIL, file="other.csv")) == 0
    assert uses_of_test([replace(MAIL, test_share=0.0)], replace(MAIL, test_share=0.0)) == 0


def test_a_test_file_is_used_whatever_file_was_learned_from_and_leaves_nothing_to_a_share():
    judged = replace(MAIL, test_file="judge.csv")
    assert uses_of_test([judged], replace(judged, file="more mail.csv", test_share=0.3, split_seed=9)) == 1
    assert "test_share" not in deciding_fields(judged)
    assert "test_share" in deciding_fields(MAIL)


@pytest.mark.parametrize(
    ("shares", "now", "changes"),
    [
        ([], 0.1, 0),
        ([], 0.2, 0),
        ([0.1, 0.1], 0.1, 0),
        ([0.1, 0.1], 0.2, 1),
        ([0.1, 0.2], 0.2, 1),
        ([0.1, 0.2], 0.1, 2),
        ([0.1, 0.0], 0.1, 0),
        ([0.1], 0.0, 0),
    ],
)
def test_used_test_texts_count_as_changed_once_for_every_other_choice_that_followed(shares, now, changes):
    runs = [replace(MAIL, test_share=share) for share in shares]
    assert changes_of_test(runs, replace(MAIL, test_share=now)) == changes
    assert changes_of_test(runs, replace(MAIL, file="other.csv", test_share=now)) == 0


def test_saving_keeps_the_project_before_and_saving_the_same_again_does_not_lose_it(tmp_path, config):
    first = Project(tmp_path / "project", config)
    first.save()
    second = replace(first, draft="half a sen")
    second.save()
    second.save()
    assert Project.open(first.folder) == second
    assert Project.open(first.folder, "project.previous.json") == first


def test_what_is_kept_beside_a_project_is_newer_even_where_the_clock_was_put_back(tmp_path, config):
    project = Project(tmp_path / "project", config)
    project.save()
    file = project.folder / "project.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"written_at": 4e9}))
    found = Project.open(project.folder)
    replace(found, draft="new").autosave()
    assert Project.open(project.folder, "autosave.json").written_at > 4e9
    assert open_with_recovery(project.folder).autosaved.draft == "new"


def test_a_save_that_the_full_disk_refuses_leaves_all_files_as_they_were(tmp_path, config, monkeypatch):
    project = Project(tmp_path / "project", config)
    project.save()
    before = contents(project.folder)

    def refuse(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    for write in (replace(project, draft="new").save, replace(project, draft="new").autosave):
        assert "is full" in refusal(write)
        assert contents(project.folder) == before


def test_autosaving_does_not_make_a_folder_that_is_gone(tmp_path, config):
    assert "gone" in refusal(Project(tmp_path / "gone", config).autosave)
    assert not (tmp_path / "gone").exists()


def test_a_folder_that_is_taken_meanwhile_gives_a_new_project_another_name(tmp_path):
    wanted = tmp_path / "projects" / "Untitled"
    assert [claim_folder(wanted).name for _project in range(3)] == ["Untitled", "Untitled 2", "Untitled 3"]


def test_damaged_files_are_set_aside_one_beside_the_other(tmp_path):
    for content in ("one", "two"):
        (tmp_path / "a.json").write_text(content)
        set_aside(tmp_path / "a.json")
    assert contents(tmp_path) == {"a.damaged.json": b"one", "a.damaged-2.json": b"two"}


def test_saving_over_a_project_file_that_was_damaged_meanwhile_keeps_the_damaged_one(tmp_path, config):
    project = Project(tmp_path / "Work", config)
    project.save()
    (project.folder / "project.json").write_text("{ torn")
    project.save()
    assert Project.open(project.folder).config == config
    assert (project.folder / "project.damaged.json").read_text() == "{ torn"
