"""The README.md that travels with a trained classifier."""

from guitune.core.config import DataConfig
from guitune.core.evaluation.metrics import Figures
from guitune.core.evaluation.report import Report

_USE = """```python
from transformers import pipeline

classify = pipeline("text-classification", "PATH/TO/THIS/FOLDER", truncation=True)
print(classify({call}))
```"""


def model_card(report: Report, base: str, max_length: int, data: DataConfig) -> str:
    """Markdown in English, the language of model cards: what it does, how good it is, how to use it."""
    figures = report.test or report.validation
    pairs = data.text2_column is not None
    learned_from = f"`{data.text_column}`" + (f" and `{data.text2_column}`" if pairs else "")
    call = '{"text": "First text", "text_pair": "Second text"}' if pairs else '"Write a text here."'
    judged = (
        "test texts, which it never saw" if report.test else "validation texts, used to choose the best round"
    )
    baselines = report.baselines
    lines = [
        "---",
        "library_name: transformers",
        "pipeline_tag: text-classification",
        "tags: [text-classification, guitune]",
        "---",
        "# Text classifier",
        "",
        f"Sorts {'pairs of texts' if pairs else 'texts'} into {len(report.labels)} labels: "
        + ", ".join(f"`{label}`" for label in report.labels)
        + ".",
        f"Fine-tuned with GuiTune from `{base}`; texts are cut at {max_length} tokens. "
        f"It learned from the column {learned_from}.",
        "",
        "## How good it is",
        "",
        f"On {figures.examples} {judged}:",
        "",
        "| | accuracy | macro-F1 |",
        "|---|---|---|",
        f"| this classifier | {_with_interval(figures)} |",
        f"| counting words (TF-IDF, logistic regression) | {_plain(baselines.word_counting)} |",
        f"| always the most frequent label | {_plain(baselines.majority)} |",
        "",
        "| label | precision | recall | F1 | texts |",
        "|---|---|---|---|---|",
        *(
            f"| {_cell(item.label)} | {item.precision:.3f} | {item.recall:.3f} | {item.f1:.3f} "
            f"| {item.support} |"
            for item in figures.per_class
        ),
        "",
        "## How to use it",
        "",
        "With GuiTune: `guitune predict RUN_FOLDER texts.csv answers.csv`. In Python:",
        "",
        _USE.replace("{call}", call),
        "",
        "It answers one of its labels for any text, also for texts unlike those it learned from.",
        "",
    ]
    return "\n".join(lines)


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
