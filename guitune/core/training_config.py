"""How the model learns: every choice once, with all that is said about it. Standard library only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from guitune.core.setting import setting
from guitune.i18n import N_

Trained = Literal["everything", "last_layers", "head", "head_then_everything", "lora"]
ClassBalance = Literal["none", "class_weights", "focal", "oversampling", "undersampling"]
OptimizerName = Literal["adamw", "adam", "sgd", "adafactor"]
Schedule = Literal["linear", "cosine", "constant"]
StoppingMetric = Literal["macro_f1", "accuracy", "loss"]
StartFrom = Literal["pretrained", "scratch"]
Precision = Literal["auto", "float32", "bfloat16"]
OnOff = Literal["off", "on"]

_WHAT_LEARNS = N_("What learns")
_CLASSES = N_("Uneven labels")
_BY_HEART = N_("Against learning by heart")
_HARDWARE = N_("Time and memory")


@dataclass(frozen=True)
class TrainingConfig:
    """How the model learns. `None` means that GuiTune chooses from the data and says what it chose."""

    num_epochs: int | None = setting(
        None,
        N_("Rounds (epochs)"),
        N_("How often it reads all training texts. More helps until it learns them by heart."),
        N_("Raise it if the last round is still the best, lower it if the best round comes early."),
        N_("Twice the rounds take twice the time."),
        minimum=1,
        maximum=1000,
        basic=True,
        hint=N_("Leave it automatic, or try 3."),
    )
    training_amount: float = setting(
        1.0,
        N_("Amount of training"),
        N_("Multiplies the automatic number of rounds."),
        N_("Half is enough for a first impression, double may gain the last points."),
        N_("The time grows with it."),
        unit=N_("x"),
        minimum=0.1,
        maximum=10,
        hint=N_("Try 1."),
    )
    learning_rate: float | None = setting(
        None,
        N_("Learning rate"),
        N_("How far each correction moves the model. Too high and it forgets, too low and it hardly learns."),
        N_("Lower it if the loss jumps or stays high, raise it if the loss falls very slowly."),
        N_("It costs no time by itself."),
        minimum=0,
        above_minimum=True,
        maximum=1,
        basic=True,
        hint=N_("Leave it automatic, or try 5e-5."),
    )
    batch_size: int | None = setting(
        None,
        N_("Batch size"),
        N_("How many texts it looks at once."),
        N_("Lower it if memory is short or there are few texts, raise it for a calmer course."),
        N_("Larger batches need more memory, and are quicker on a graphics card."),
        unit=N_("texts"),
        minimum=1,
        maximum=4096,
        basic=True,
        hint=N_("Leave it automatic, or try 16."),
    )
    max_length: int | None = setting(
        None,
        N_("Text length"),
        N_("Longer texts are cut."),
        N_("Raise it if what matters stands at the end of long texts, lower it to save time."),
        N_("Every doubling takes about twice the time and memory for long texts."),
        unit=N_("tokens"),
        minimum=4,
        maximum=131_072,
        basic=True,
        hint=N_("Leave it automatic, or try 128."),
    )
    class_balance: ClassBalance = setting(
        "none",
        N_("Uneven labels"),
        N_("What to do for labels that have few texts and are answered too seldom."),
        N_(
            "Choose weights first if rare labels are missed. Repeating is much the same, leaving out suits "
            "very many texts, and focus helps where many texts are easy."
        ),
        N_("It finds more of the rare labels and raises more false alarms. Repeating takes more time."),
        basic=True,
        group=_CLASSES,
        choices={
            "none": N_("Take texts as they are"),
            "class_weights": N_("Give rare labels more weight"),
            "focal": N_("Focus on hard texts"),
            "oversampling": N_("Repeat texts of rare labels"),
            "undersampling": N_("Leave out texts of frequent ones"),
        },
    )
    trained: Trained = setting(
        "everything",
        N_("What is trained"),
        N_("How much of the model changes while it learns."),
        N_(
            "Everything learns best. The last layers or the head alone are quicker and keep more of what the "
            "model knows; LoRA saves memory with large models; head first is gentle with few texts."
        ),
        N_("The less is trained, the less time it takes and the less it can learn."),
        basic=True,
        group=_WHAT_LEARNS,
        choices={
            "everything": N_("Everything"),
            "last_layers": N_("The last layers"),
            "head": N_("The head only"),
            "head_then_everything": N_("The head first, then everything"),
            "lora": N_("Small additions (LoRA)"),
        },
    )
    trained_layers: int = setting(
        2,
        N_("Layers that learn"),
        N_("How many layers learn, counted from the last one."),
        N_("Raise it if the result is not good enough, lower it to save time."),
        N_("Each layer takes its share of the time and memory of training everything."),
        unit=N_("layers"),
        minimum=1,
        maximum=1000,
        hint=N_("Try 2."),
        group=_WHAT_LEARNS,
        only_with=("trained", ("last_layers",)),
    )
    lora_rank: int = setting(
        16,
        N_("Size of the additions"),
        N_("How much the additions can hold (the rank of LoRA)."),
        N_("Raise it if the result is not good enough."),
        N_("It costs little time and memory."),
        minimum=1,
        maximum=512,
        hint=N_("Try 16."),
        group=_WHAT_LEARNS,
        only_with=("trained", ("lora",)),
    )
    start_from: StartFrom = setting(
        "pretrained",
        N_("Start from"),
        N_("Whether it begins with what the model has learned from much text before, or with nothing."),
        N_("Begin with nothing only to compare: the difference is what the earlier learning is worth."),
        N_("Beginning with nothing nearly always gives a worse classifier."),
        choices={"pretrained": N_("What the model knows"), "scratch": N_("Nothing, to compare")},
    )
    optimizer: OptimizerName = setting(
        "adamw",
        N_("Optimizer"),
        N_("The rule that turns mistakes into corrections."),
        N_("Keep AdamW. Adafactor saves memory with large models; SGD needs a far higher learning rate."),
        N_("AdamW and Adam keep two more numbers for each one of the model, SGD one, Adafactor nearly none."),
        choices={"adamw": "AdamW", "adam": "Adam", "sgd": "SGD", "adafactor": "Adafactor"},
    )
    schedule: Schedule = setting(
        "linear",
        N_("Course of the learning rate"),
        N_("How the learning rate changes after the warm-up."),
        N_("A fall to zero lets the model settle. Keep it constant only if you mean to stop by hand."),
        N_("It costs no time."),
        choices={
            "linear": N_("Falls evenly to zero"),
            "cosine": N_("Falls in a curve to zero"),
            "constant": N_("Stays the same"),
        },
    )
    warmup_ratio: float = setting(
        0.1,
        N_("Warm-up"),
        N_("Share of the training in which the learning rate rises from zero, so that the start is gentle."),
        N_("Raise it if the loss jumps at the start."),
        N_("It costs no time; the rest of the training has less of it at the full rate."),
        minimum=0,
        maximum=1,
        hint=N_("Try 0.1."),
    )
    gradient_accumulation: int = setting(
        1,
        N_("Batches per correction"),
        N_("How many batches it looks at before each correction."),
        N_("Raise it for the effect of a larger batch where memory is short."),
        N_("It needs no more memory; fewer corrections are made in a round."),
        unit=N_("batches"),
        minimum=1,
        maximum=1024,
        hint=N_("Try 1."),
    )
    max_gradient_norm: float = setting(
        1.0,
        N_("Largest correction"),
        N_("A correction larger than this is scaled down, so that one odd batch cannot spoil the model."),
        N_("Lower it if the loss jumps now and then."),
        N_("It costs no time; a very low limit slows the learning."),
        minimum=0,
        above_minimum=True,
        maximum=1e6,
        hint=N_("Try 1."),
    )
    layer_decay: float | None = setting(
        None,
        N_("Rate from layer to layer"),
        N_("Each layer learns with this share of the rate of the next one, which is nearer to the answer."),
        N_("Lower it so that the early layers, which know the language, change less; 1 treats all alike."),
        N_("It costs no time. Too low, and the early layers hardly learn."),
        unit=N_("x"),
        minimum=0,
        above_minimum=True,
        maximum=1,
        hint=N_("Leave it automatic, or try 0.8."),
    )
    seed: int = setting(
        0,
        N_("Random seed"),
        N_("The same number repeats a run exactly on one computer."),
        N_("Another number shows how much luck matters."),
        N_("It costs no time."),
        minimum=0,
        maximum=2**31 - 1,
    )
    weight_decay: float = setting(
        0.01,
        N_("Weight decay"),
        N_("Pulls the model's numbers gently towards zero, which works against learning by heart."),
        N_("Raise it if the training texts are learned far better than the checked ones."),
        N_("It costs no time. Too much, and it learns too little."),
        minimum=0,
        maximum=1,
        hint=N_("Try 0.01."),
        group=_BY_HEART,
    )
    dropout: float | None = setting(
        None,
        N_("Dropout"),
        N_("Share of the model's inner values that are blanked out at random while it learns."),
        N_("Raise it, to 0.2 say, if few texts are learned by heart; lower it if it learns too little."),
        N_("More dropout needs more rounds. None at all is quicker."),
        minimum=0,
        maximum=0.9,
        hint=N_("Leave it automatic, or try 0.1."),
        group=_BY_HEART,
    )
    label_smoothing: float = setting(
        0.0,
        N_("Doubt about labels"),
        N_("Tells it that a label is right only with this much less than certainty (label smoothing)."),
        N_("Raise it, to 0.1 say, if some labels are wrong or it is too sure of itself."),
        N_("It costs no time. It is less sure of its answers, also where it is right."),
        minimum=0,
        maximum=0.5,
        hint=N_("Try 0, or 0.1."),
        group=_BY_HEART,
    )
    word_dropout: float = setting(
        0.0,
        N_("Leave out words"),
        N_("Share of the words that are left out at random, others in each round; training texts only."),
        N_(
            "Raise it, to 0.1 say, if there are few texts and it clings to single words; to 0.05 for Chinese."
        ),
        N_("Little time for each round, and perhaps more rounds."),
        minimum=0,
        maximum=0.5,
        hint=N_("Try 0, or 0.1."),
        group=_BY_HEART,
    )
    word_swap: float = setting(
        0.0,
        N_("Swap words"),
        N_("Share of the words that change places with the next, others in each round; training texts only."),
        N_("Raise it, to 0.1 say, if the order of words matters little; to 0.05 for Chinese."),
        N_("Little time for each round, and perhaps more rounds."),
        minimum=0,
        maximum=0.5,
        hint=N_("Try 0, or 0.1."),
        group=_BY_HEART,
    )
    typo_noise: float = setting(
        0.0,
        N_("Make typing mistakes"),
        N_("Share of the words that get a typing mistake, others in each round; training texts only."),
        N_("Raise it, to 0.05 say, if the texts to be sorted are typed in a hurry."),
        N_("Little time for each round, and perhaps more rounds."),
        minimum=0,
        maximum=0.5,
        hint=N_("Try 0, or 0.05."),
        group=_BY_HEART,
    )
    early_stopping_patience: int = setting(
        3,
        N_("Patience"),
        N_("Training ends by itself after this many checks without improvement; the best one is kept."),
        N_("Raise it if the result goes up and down, lower it to save time."),
        N_("The rounds that turn out to be in vain take time."),
        unit=N_("checks"),
        minimum=1,
        maximum=1000,
        hint=N_("Try 3."),
        group=_BY_HEART,
    )
    early_stopping_metric: StoppingMetric = setting(
        "macro_f1",
        N_("Which result counts"),
        N_("The figure on the texts for checking that says which state of the model is the best."),
        N_("F1 counts every label alike, accuracy every text; the loss also weighs how sure it was."),
        N_("It costs no time."),
        group=_BY_HEART,
        choices={"macro_f1": N_("F1, all labels alike"), "accuracy": N_("Accuracy"), "loss": N_("Loss")},
    )
    evaluate_every_steps: int | None = setting(
        None,
        N_("Check every"),
        N_("How many corrections lie between two checks. Left automatic, it checks after each round."),
        N_("Set it where one round takes very long."),
        N_("Each check reads all texts for checking once."),
        unit=N_("steps"),
        minimum=1,
        maximum=1_000_000,
        hint=N_("Leave it automatic, or try 500."),
        group=_BY_HEART,
    )
    precision: Precision = setting(
        "auto",
        N_("Calculation precision"),
        N_("How exactly it calculates. Automatic: with 16 bits if the computer is made for them, else 32."),
        N_("Choose the full one to repeat a result as nearly as possible on another computer."),
        N_("Full precision takes up to three times the time; the result is hardly ever better."),
        group=_HARDWARE,
        choices={
            "auto": N_("Automatic"),
            "float32": N_("Full (32 bits)"),
            "bfloat16": N_("Half (16 bits)"),
        },
    )
    gradient_checkpointing: OnOff = setting(
        "off",
        N_("Save memory"),
        N_("Forgets intermediate results and calculates them again when needed (gradient checkpointing)."),
        N_("Switch it on if memory is short though the batch size is small already."),
        N_("Takes about half as much time again; learns exactly the same."),
        group=_HARDWARE,
        choices={"off": N_("Off"), "on": N_("On")},
    )
    save_every_minutes: float | None = setting(
        None,
        N_("Save every"),
        N_("At most this much is lost if the computer fails."),
        N_(
            "Left automatic, it saves every 3 minutes and after each round, if that takes no more than a "
            "fiftieth of the time."
        ),
        N_("Saving more often takes time."),
        unit=N_("minutes"),
        minimum=0,
        above_minimum=True,
        maximum=1440,
        hint=N_("Leave it automatic, or try 3."),
        group=_HARDWARE,
    )


PRESETS: Mapping[str, TrainingConfig] = {
    "quick": TrainingConfig(training_amount=0.5),
    "standard": TrainingConfig(),
    "thorough": TrainingConfig(training_amount=1.6, early_stopping_patience=5),
}
