import dataclasses
import json
from types import NoneType
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guitune.core.config import CONFIG_VERSION, DataConfig, ModelConfig, RunConfig
from guitune.core.data_choices import Edit, LabelMerge, LeftOutRow, ReadingOptions
from guitune.core.errors import ConfigError
from guitune.core.settings import has_effect, problems, settings, with_setting
from guitune.core.training_config import PRESETS, TrainingConfig

SETTINGS = dict(settings())
KINDS = {**get_type_hints(DataConfig), **get_type_hints(TrainingConfig)}
WHOLE = [name for name in SETTINGS if KINDS[name] in (int, int | None)]
CHOICES = [name for name in SETTINGS if get_origin(KINDS[name]) is Literal]
NUMBERS = [name for name in SETTINGS if name not in CHOICES]
AUTOMATIC = [name for name in SETTINGS if NoneType in get_args(KINDS[name])]


def values(config):
    parts = (config.data, config.model, config.training)
    return {name: value for part in parts for name, value in dataclasses.asdict(part).items()}


def stored(**changes):
    """What `to_json` stores, as a file gives it back, with `part.field` entries changed."""
    content = json.loads(json.dumps(RunConfig().to_json()))
    for place, value in changes.items():
        *parts, name = place.split("__")
        group = content
        for part in parts:
            group = group[part]
        group[name] = value
    return content


def wrong_field(content):
    with pytest.raises(ConfigError) as refusal:
        RunConfig.from_json(content)
    assert refusal.value.message
    return refusal.value.field


def test_the_defaults_and_every_preset_have_no_problems():
    assert problems(RunConfig()) == []
    assert [problems(RunConfig(training=preset)) for preset in PRESETS.values()] == [[]] * 3


def test_all_training_choices_can_be_set_and_the_first_page_shows_the_usual_six():
    assert list(SETTINGS) == [
        *(item.name for item in dataclasses.fields(TrainingConfig)),
        *("validation_share", "test_share", "split_seed"),
    ]
    basic = [name for name, setting in SETTINGS.items() if setting.basic]
    assert basic == ["num_epochs", "learning_rate", "batch_size", "max_length", "class_balance", "trained"]


@pytest.mark.parametrize("name", NUMBERS)
def test_the_ends_of_every_range_are_allowed_and_what_lies_beyond_is_a_problem_with_that_field(name):
    setting = SETTINGS[name]
    whole = name in WHOLE
    step = 1 if whole else setting.maximum * 1e-6
    lowest = setting.minimum + step if setting.above_minimum else setting.minimum
    below = setting.minimum if setting.above_minimum else setting.minimum - step
    allowed, refused = (lowest, setting.maximum), (below, setting.maximum + step)
    sgd = RunConfig(training=TrainingConfig(optimizer="sgd"))  # whose rates may be higher than all others'
    for value in (*allowed, *refused):
        config = with_setting(sgd, name, repr(int(value) if whole else float(value)))
        assert [problem.field for problem in problems(config)] == ([name] if value in refused else [])


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e308", f"1{'0' * 400}", f"-1{'0' * 400}"])
@pytest.mark.parametrize("name", ["learning_rate", "test_share", "seed", "num_epochs"])
def test_a_value_far_beyond_every_range_is_refused_or_a_problem_and_never_a_crash(name, text):
    try:
        found = problems(with_setting(RunConfig(), name, text))
    except ConfigError as refusal:
        found = [refusal]
    assert name in [problem.field for problem in found]


def test_problems_come_all_at_once_in_the_order_of_the_form_with_what_to_do():
    config = RunConfig(
        DataConfig(validation_share=0.6, split_seed=-1),
        training=TrainingConfig(num_epochs=0, batch_size=0, learning_rate=0.0),
    )
    found = problems(config)
    fields = [problem.field for problem in found]
    assert fields == ["num_epochs", "learning_rate", "batch_size", "validation_share", "split_seed"]
    assert found[0].message == "Rounds (epochs) is 0, but must be between 1 and 1000."
    assert found[0].hint == "Leave it automatic, or try 3."
    assert found[1].message == "Learning rate is 0, but must be above 0 and at most 1."


def test_shares_that_leave_too_little_to_learn_from_are_a_problem_together():
    assert problems(RunConfig(DataConfig(validation_share=0.4, test_share=0.4))) == []
    (problem,) = problems(RunConfig(DataConfig(validation_share=0.5, test_share=0.35)))
    assert problem.field == "test_share"
    assert "More than 80%" in problem.message


def test_a_rate_that_only_sgd_can_use_is_a_problem_for_every_other_optimizer():
    for optimizer in ("adamw", "adam", "adafactor", "sgd"):
        config = RunConfig(training=TrainingConfig(learning_rate=0.2, optimizer=optimizer))
        assert [problem.field for problem in problems(config)] == ["learning_rate"] * (optimizer != "sgd")


def test_the_choices_that_are_described_are_those_that_are_accepted_and_each_is_explained():
    for name in CHOICES:
        assert tuple(SETTINGS[name].choices) == get_args(KINDS[name])
        for choice in get_args(KINDS[name]):
            assert values(with_setting(RunConfig(), name, f" {choice.upper()} "))[name] == choice
    for setting in SETTINGS.values():
        assert all((setting.help, setting.advice, setting.cost))


def test_a_setting_that_depends_on_another_has_effect_only_with_it():
    for name, value in (("trained_layers", "last_layers"), ("lora_rank", "lora")):
        assert not has_effect(RunConfig(), name)
        assert has_effect(with_setting(RunConfig(), "trained", value), name)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("optimizer", "sgd", "sgd"),
        ("batch_size", "32", 32),
        ("batch_size", " 8 ", 8),
        ("learning_rate", "3e-5", 3e-5),
        ("learning_rate", "1", 1.0),
        ("test_share", "0", 0.0),
        ("split_seed", "7", 7),
        *((name, text, None) for name in AUTOMATIC for text in ("auto", " AUTO ")),
    ],
)
def test_a_setting_is_read_from_text_and_nothing_else_changes(name, text, value):
    before = RunConfig(DataConfig("a.csv"), ModelConfig("other"), TrainingConfig(1, 1.0, 1e-3, 4, 16))
    after = with_setting(before, name, text)
    assert values(after) == {**values(before), name: value}
    assert type(values(after)[name]) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("optimizer", "lion", "Optimizer cannot be “lion”."),
        ("trained", "auto", "What is trained cannot be “auto”."),
        ("batch_size", "many", "Batch size must be a whole number, but is “many”."),
        ("batch_size", "1.5", "Batch size must be a whole number, but is “1.5”."),
        ("seed", "auto", "Random seed needs a value."),
        ("num_epochs", "", "Rounds (epochs) must be a whole number, but is “”."),
        ("seed", "9" * 5000, "Random seed must be a whole number"),
        ("learning_rate", "5e", "Learning rate must be a number, but is “5e”."),
        ("file", "a.csv", "There is no setting called file."),
    ],
)
def test_text_that_is_no_value_for_a_setting_is_refused_by_name(name, text, message):
    with pytest.raises(ConfigError) as refusal:
        with_setting(RunConfig(), name, text)
    assert refusal.value.field == name
    assert refusal.value.message.startswith(message)


def test_an_unknown_setting_is_answered_with_those_there_are():
    with pytest.raises(ConfigError) as refusal:
        with_setting(RunConfig(), "epochs", "3")
    assert all(name in refusal.value.hint for name in SETTINGS)


optional = st.none() | st.text(max_size=8)
names = st.lists(st.text(max_size=8), max_size=3).map(tuple)
configs = st.builds(
    RunConfig,
    st.builds(
        DataConfig,
        file=st.text(st.characters(), max_size=8),
        reading=st.builds(
            ReadingOptions,
            encoding=optional,
            header=st.none() | st.booleans(),
            replace_bad_bytes=st.booleans(),
        ),
        text_column=st.text(max_size=8),
        joined_columns=names,
        text2_column=optional,
        test_file=optional,
        edits=st.lists(st.builds(Edit), max_size=2).map(tuple),
        left_out_rows=st.lists(st.builds(LeftOutRow), max_size=2).map(tuple),
        merges=st.lists(st.builds(LabelMerge), max_size=2).map(tuple),
        fixes=names,
        validation_share=st.floats(0.01, 0.5),
        test_share=st.floats(0, 0.5) | st.integers(0, 0),
        split_seed=st.integers(0, 2**31 - 1),
    ),
    st.builds(ModelConfig, st.text(max_size=8)),
    st.builds(
        TrainingConfig,
        st.none() | st.integers(1, 1000),
        st.floats(0.1, 10),
        st.none() | st.floats(1e-9, 1e-2),
        st.integers(1, 4096),
    ),
)


@given(configs)
def test_every_config_comes_back_equal_from_json(config):
    assert RunConfig.from_json(json.loads(json.dumps(config.to_json()))) == config


def test_settings_of_the_first_format_are_read_with_nothing_changed_in_the_data():
    content = stored(version=1, data__file="texts.csv", data__fixes=["empty"])
    for name in ("reading", "joined_columns", "edits", "left_out_rows", "cleaning", "merges"):
        del content["data"][name]
    assert RunConfig.from_json(content) == RunConfig(DataConfig("texts.csv", fixes=("empty",)))


def test_settings_of_the_third_format_are_those_that_change_nothing_of_what_it_did():
    old = ("num_epochs", "training_amount", "learning_rate", "batch_size", "max_length", "weight_decay",
           "warmup_ratio", "max_gradient_norm", "early_stopping_patience", "seed", "save_every_minutes")  # fmt: skip
    content = stored(version=3, training__num_epochs=7)
    content["training"] = {name: content["training"][name] for name in old}
    assert RunConfig.from_json(content) == RunConfig(training=TrainingConfig(num_epochs=7))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": CONFIG_VERSION + 1}, "version"),
        ({"version": 0}, "version"),
        ({"version": True}, "version"),
        ({"version": "1"}, "version"),
        ({"data": None}, "data"),
        ({"training": [1, 2]}, "training"),
        ({"modle": {}}, "modle"),
        ({"training__epochs": 3}, "training.epochs"),
        ({"training__batch_size": "16"}, "training.batch_size"),
        ({"training__batch_size": 16.5}, "training.batch_size"),
        ({"training__seed": None}, "training.seed"),
        ({"training__batch_size": True}, "training.batch_size"),
        ({"training__learning_rate": "high"}, "training.learning_rate"),
        ({"training__learning_rate": 10**400}, "training.learning_rate"),
        ({"training__num_epochs": [3]}, "training.num_epochs"),
        ({"training__optimizer": "lion"}, "training.optimizer"),
        ({"training__trained": None}, "training.trained"),
        ({"model__checkpoint": None}, "model.checkpoint"),
        ({"data__fixes": "empty"}, "data.fixes"),
        ({"data__fixes": [1]}, "data.fixes"),
        ({"data__file": 3}, "data.file"),
        ({"data__left_out_rows": [{"file": "file", "row": "2"}]}, "data.left_out_rows[0].row"),
        ({"data__test_file": {}}, "data.test_file"),
    ],
)
def test_broken_settings_are_refused_by_the_name_of_the_field(changes, field):
    assert wrong_field(stored(**changes)) == field


@pytest.mark.parametrize(("part", "name"), [("training", "seed"), ("data", "file"), ("model", "checkpoint")])
def test_a_missing_field_or_group_is_named(part, name):
    content = stored()
    del content[part][name]
    assert wrong_field(content) == f"{part}.{name}"
    del content[part]
    assert wrong_field(content) == part


@pytest.mark.parametrize("content", [None, [], "settings", 3, {}, {"data": {}}])
def test_something_that_is_no_config_is_refused_for_its_version(content):
    assert wrong_field(content) == "version"


def test_settings_of_a_newer_guitune_say_so_and_what_to_do():
    with pytest.raises(ConfigError, match=r"newer GuiTune \(format 99\)") as refusal:
        RunConfig.from_json({"version": 99, "anything": "else"})
    assert "newest GuiTune" in refusal.value.hint


def test_a_whole_number_is_accepted_where_a_fraction_is_meant():
    config = RunConfig.from_json(stored(training__weight_decay=0, training__learning_rate=1))
    assert (config.training.weight_decay, config.training.learning_rate) == (0.0, 1.0)
    assert isinstance(config.training.weight_decay, float)
