"""The README.md that travels with a trained classifier, for whoever is given the folder."""

from guitune.core.config import DataConfig
from guitune.core.data.cleaning import CLEANING
from guitune.core.data.text_columns import SEPARATOR
from guitune.core.evaluation.metrics import Figures
from guitune.core.evaluation.report import Report

_LABELS_IN_A_SENTENCE, _CONFUSIONS_NAMED = 12, 3
_WORDS_PER_TOKEN = 0.75
_HEAD = """---
library_name: transformers
pipeline_tag: text-classification
tags: [text-classification, guitune]
---"""
_PYTHON = """```python
from transformers import pipeline

classify = pipeline("text-classification", "PATH/TO/THIS/FOLDER", truncation=True)
print(classify({call}))              # the best label and its probability
print(classify({call}, top_k=None))  # every label with its probability
```"""
_GUITUNE = """```
guitune predict PATH/TO/THIS/FOLDER texts.csv answers.csv --text COLUMN
```"""


def model_card(report: Report, base: str, max_length: int, data: DataConfig) -> str:
    """Markdown in English, as model cards are: what it does, how good it is, how to use it, its limits."""
    sections = [
        _HEAD,
        "# Text classifier",
        _what_it_does(report, base, data),
        "## How good it is",
        *_how_good(report),
        "## How to use it",
        *_how_to_use(data),
        "## Its limits",
        _limits(report, max_length),
    ]
    return "\n\n".join(sections) + "\n"


def _what_it_does(report: Report, base: str, data: DataConfig) -> str:
    pairs = data.text2_column is not None
    labels = ": " + ", ".join(_code(label) for label in report.labels)
    lines = [
        f"Sorts {'pairs of texts' if pairs else 'texts'} into {len(report.labels)} labels"
        f"{labels if len(report.labels) <= _LABELS_IN_A_SENTENCE else ' (listed below)'}.",
        f"Made with GuiTune by training {_code(base)} further on labelled texts, taken from the column "
        f"{_code(data.text_column)}{f' and {_code(data.text2_column)}' if data.text2_column else ''}.",
    ]
    if data.joined_columns:
        lines.append(
            f"The values of {_all_of(data.joined_columns)} follow each text of {_code(data.text_column)}, "
            f"with {_code(SEPARATOR)} between them; empty ones are left out."
        )
    lines.append("Everything needed is in this folder; no network connection is used.")
    if data.cleaning:
        steps = (
            f"- {CLEANING[name].label}. {CLEANING[name].help}" for name in CLEANING if name in data.cleaning
        )
        lines.append(
            "\nEach text was cleaned before it was learned from. GuiTune does the same to every new text by "
            "itself:\n\n" + "\n".join(steps).replace("<", "&lt;")
        )
    return "\n".join(lines)


def _how_good(report: Report) -> list[str]:
    figures = report.test or report.validation
    judged = (
        "test texts, which it never saw"
        if report.test
        else "validation texts, which were used to choose the best round of training"
    )
    interval = figures.accuracy_interval
    baselines = report.baselines
    table = [
        "| | accuracy | macro-F1 |",
        "|---|---|---|",
        f"| this classifier | {_with_interval(figures)} |",
        f"| counting words (TF-IDF, logistic regression) | {_plain(baselines.word_counting)} |",
        f"| always the most frequent label | {_plain(baselines.majority)} |",
    ]
    per_label = [
        "| label | precision | recall | F1 | texts |",
        "|---|---|---|---|---|",
        *(
            f"| {_cell(item.label)} | {item.precision:.3f} | {item.recall:.3f} | {item.f1:.3f} "
            f"| {item.support} |"
            for item in figures.per_class
        ),
    ]
    return [
        f"Of 100 new texts like those it learned from it labels about {figures.accuracy * 100:.0f} right "
        f"(between {interval.low * 100:.0f} and {interval.high * 100:.0f}, with 95% certainty). "
        f"Measured on {figures.examples} {judged}:",
        "\n".join(table),
        "For each label, precision is the share of its answers that are right, recall the share of its texts "
        "that are found:",
        "\n".join(per_label),
        *_confusions(report.labels, figures),
    ]


def _confusions(labels: tuple[str, ...], figures: Figures) -> list[str]:
    """A sentence about the commonest mistakes, if there are any."""
    mistakes = sorted(
        (
            (count, true, answered)
            for true, row in enumerate(figures.confusion_matrix)
            for answered, count in enumerate(row)
            if true != answered and count
        ),
        reverse=True,
    )[:_CONFUSIONS_NAMED]
    if not mistakes:
        return []
    named = "; ".join(
        f"{_code(labels[true])} taken for {_code(labels[answered])} "
        f"({count} of {sum(figures.confusion_matrix[true])})"
        for count, true, answered in mistakes
    )
    return [f"Its commonest mistakes: {named}."]


def _how_to_use(data: DataConfig) -> list[str]:
    pairs = data.text2_column is not None
    call = '{"text": "First text", "text_pair": "Second text"}' if pairs else '"Write a text here."'
    others = [
        *([f"what follows it from {_all_of(data.joined_columns)}"] if data.joined_columns else []),
        *([f"its second text from {_code(data.text2_column)}"] if data.text2_column else []),
    ]
    python = "In Python, with the packages torch and transformers"
    first = [
        *(["join the columns"] if data.joined_columns else []),
        *(["clean the texts"] if data.cleaning else []),
    ]
    return [
        "With GuiTune, for a CSV file of texts, in a terminal. Every row comes back with an answer; without "
        f"`--text` the column {_code(data.text_column)} is read"
        + (f", and {' and '.join(others)}" if others else "")
        + ":",
        _GUITUNE,
        python + (f" ({' and '.join(first)} first, as told above)" if first else "") + ":",
        _PYTHON.replace("{call}", call),
    ]


def _limits(report: Report, max_length: int) -> str:
    figures = report.test or report.validation
    rare = [item.label for item in figures.per_class if item.support < 10]
    lines = [
        "- It answers one of its labels for any text, also for texts unlike those it learned from. Let a "
        "person look at answers with a low probability.",
        "- A probability says how the model weighs the labels against each other; it is no promise of being "
        "right that often.",
        f"- Only the first {max_length} tokens of a text are read, roughly "
        f"{max_length * _WORDS_PER_TOKEN:.0f} English words.",
        "- It knows the language and the kind of texts it learned from; try others before you rely on them.",
    ]
    if rare and len(rare) < len(figures.per_class):
        lines.append(
            "- Judged on fewer than 10 texts, so their figures say little: "
            + ", ".join(_code(label) for label in rare)
            + "."
        )
    elif rare:
        lines.append("- Every label was judged on fewer than 10 texts, so its figures say little.")
    return "\n".join(lines)


def _all_of(names: tuple[str, ...]) -> str:
    return " and ".join(_code(name) for name in names)


def _code(text: str) -> str:
    return "`" + " ".join(text.replace("`", "'").split()) + "`"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _with_interval(figures: Figures) -> str:
    accuracy, macro_f1 = figures.accuracy_interval, figures.macro_f1_interval
    return (
        f"{figures.accuracy:.3f} (95%: {accuracy.low:.3f} to {accuracy.high:.3f}) "
        f"| {figures.macro_f1:.3f} (95%: {macro_f1.low:.3f} to {macro_f1.high:.3f})"
    )


def _plain(figures: Figures) -> str:
    return f"{figures.accuracy:.3f} | {figures.macro_f1:.3f}"
