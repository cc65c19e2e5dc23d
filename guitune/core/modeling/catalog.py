"""Well-chosen checkpoints to start from, with plain facts.

Only checkpoints whose repository holds `model.safetensors` and `tokenizer.json` and whose kind is in
`checkpoints.MODEL_TYPES`. That both files exist, and the sizes of nearly all of them, was looked up in public
projects that record names, bytes and SHA-256 of the hub's files; licences and weaknesses are those of the
model cards, read in stored copies and pages that quote them (for BGE small Chinese and for the licence of
BERT Chinese only such pages were found, not the cards). No ELECTRA and no DeBERTa is here: no original one
was found to have both files.
"""

from dataclasses import dataclass
from datetime import date

from guitune.core.config import BUNDLED_CHECKPOINT
from guitune.core.modeling.network_size import NetworkSize
from guitune.i18n import N_

_GATHERED = date(2026, 11, 24)
_SOURCE_BUNDLED = N_(
    "Its model card and the files that come with GuiTune; parameters counted by building the network."
)
_SOURCE_RECORDED = N_(
    "Its model card, and the bytes of its files as public projects recorded them; parameters counted by "
    "building the network."
)
_SOURCE_COMPUTED = N_(
    "Its model card; parameters counted by building the network, and the download computed from them."
)


@dataclass(frozen=True)
class CatalogEntry:
    """One checkpoint. Sentences are English, translated where they are shown.

    Attributes
    ----------
    name
        What `ModelConfig.checkpoint` holds: the hub id, or the bundled checkpoint's own name.
    hub_id
        Its name on the model hub.
    languages
        What it reads, in words.
    download_bytes
        Weights and tokenizer; computed from the number of parameters where `size_is_estimated`.
    good_for, bad_at
        What it is and is good for, and what it is known to be bad at, in a sentence each.
    source, gathered
        Where these facts come from, and when they were looked up.
    """

    title: str
    hub_id: str
    model_type: str
    languages: str
    size: NetworkSize
    download_bytes: int
    licence: str
    good_for: str
    bad_at: str
    source: str = _SOURCE_RECORDED
    size_is_estimated: bool = False
    gathered: date = _GATHERED
    name: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.hub_id)

    @property
    def address(self) -> str:
        """Where the model card stands."""
        return f"huggingface.co/{self.hub_id}"

    @property
    def times_slower(self) -> float:
        """Multiplications per token against the bundled checkpoint's."""
        return self.size.working_parameters / CATALOG[0].size.working_parameters


CATALOG: tuple[CatalogEntry, ...] = (
    CatalogEntry(
        title="MiniLM-L6",
        name=BUNDLED_CHECKPOINT,
        hub_id="sentence-transformers/all-MiniLM-L6-v2",
        model_type="bert",
        languages=N_("English"),
        size=NetworkSize(22_713_216, 10_647_552, 384, 512, 6),
        download_bytes=90_868_376 + 466_247,
        licence="Apache 2.0",
        good_for=N_(
            "Small and quick: six layers trained on a billion pairs of English sentences. A good first "
            "choice on a computer without a graphics card."
        ),
        bad_at=N_("Other languages, and long texts: it learned from at most 128 tokens at a time."),
        source=_SOURCE_BUNDLED,
    ),
    CatalogEntry(
        title="DistilBERT",
        hub_id="distilbert/distilbert-base-uncased",
        model_type="distilbert",
        languages=N_("English"),
        size=NetworkSize(66_362_880, 42_528_768, 768, 512, 6),
        download_bytes=267_954_768 + 466_062,  # its word pieces are those of BERT base
        licence="Apache 2.0",
        good_for=N_("A smaller copy of BERT base that learned from it, with half the layers."),
        bad_at=N_(
            "Other languages, and capital letters, which it does not see. Its card warns of biased "
            "predictions."
        ),
    ),
    CatalogEntry(
        title="BERT base",
        hub_id="google-bert/bert-base-uncased",
        model_type="bert",
        languages=N_("English"),
        size=NetworkSize(109_482_240, 85_056_000, 768, 512, 12),
        download_bytes=440_449_768 + 466_062,
        licence="Apache 2.0",
        good_for=N_("The classic: twelve layers trained on English books and Wikipedia."),
        bad_at=N_(
            "Other languages, and capital letters, which it does not see. Its card warns of biased "
            "predictions."
        ),
    ),
    CatalogEntry(
        title="RoBERTa base",
        hub_id="FacebookAI/roberta-base",
        model_type="roberta",
        languages=N_("English"),
        size=NetworkSize(124_645_632, 85_056_000, 768, 512, 12),
        download_bytes=498_818_054 + 1_355_256,  # its word pieces are those of GPT-2
        licence="MIT",
        good_for=N_(
            "The design of BERT, trained longer and on 160 GB of English text; it sees capital letters."
        ),
        bad_at=N_(
            "Other languages. Its card warns of biased predictions, learned from unfiltered web texts."
        ),
    ),
    CatalogEntry(
        title="ModernBERT base",
        hub_id="answerdotai/ModernBERT-base",
        model_type="modernbert",
        languages=N_("English, code"),
        size=NetworkSize(149_014_272, 110_331_648, 768, 8192, 22),
        download_bytes=598_635_032 + 2_132_967,
        licence="Apache 2.0",
        good_for=N_("A newer design with 22 layers that reads very long texts, up to 8,192 tokens."),
        bad_at=N_("Other languages, as its card says. Long texts take a long time without a graphics card."),
    ),
    CatalogEntry(
        title="BGE small Chinese",
        hub_id="BAAI/bge-small-zh-v1.5",
        model_type="bert",
        languages=N_("Chinese"),
        size=NetworkSize(23_953_920, 12_610_560, 512, 512, 4),
        download_bytes=95_827_648 + 439_125,
        licence="MIT",
        good_for=N_(
            "Small and quick: four layers trained to compare Chinese texts. A good first choice for Chinese "
            "on a computer without a graphics card."
        ),
        bad_at=N_("Other languages. With its four layers it is simpler than BERT Chinese."),
    ),
    CatalogEntry(
        title="BERT Chinese",
        hub_id="google-bert/bert-base-chinese",
        model_type="bert",
        languages=N_("Chinese"),
        size=NetworkSize(102_267_648, 85_056_000, 768, 512, 12),
        download_bytes=411_529_768 + 268_943,
        size_is_estimated=True,
        licence="Apache 2.0",
        good_for=N_("BERT base for Chinese, which it reads character by character."),
        bad_at=N_("Other languages. Its card warns that it can repeat the prejudices of its texts."),
        source=_SOURCE_COMPUTED,
    ),
    CatalogEntry(
        title="MiniLM multilingual",
        hub_id="sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
        model_type="bert",
        languages=N_("50 languages"),
        size=NetworkSize(117_653_760, 21_294_336, 384, 512, 12),
        download_bytes=470_641_600 + 9_081_518,
        licence="Apache 2.0",
        good_for=N_(
            "Quick for its reach: twelve narrow layers trained to see when sentences in 50 languages "
            "mean the same."
        ),
        bad_at=N_(
            "Long texts: it was made for at most 128 tokens. Its long list of word pieces takes memory."
        ),
    ),
    CatalogEntry(
        title="DistilBERT multilingual",
        hub_id="distilbert/distilbert-base-multilingual-cased",
        model_type="distilbert",
        languages=N_("104 languages"),
        size=NetworkSize(134_734_080, 42_528_768, 768, 512, 6),
        download_bytes=541_795_680 + 1_961_828,
        licence="Apache 2.0",
        good_for=N_("A smaller copy of multilingual BERT, trained on Wikipedia in 104 languages."),
        bad_at=N_("Everyday language: it has read nothing but Wikipedia. Its card warns of prejudices."),
    ),
    CatalogEntry(
        title="XLM-RoBERTa base",
        hub_id="FacebookAI/xlm-roberta-base",
        model_type="xlm-roberta",
        languages=N_("100 languages"),
        size=NetworkSize(278_043_648, 85_056_000, 768, 512, 12),
        download_bytes=1_115_567_652 + 9_096_718,
        licence="MIT",
        good_for=N_("Twelve layers trained on 2.5 TB of web texts in 100 languages."),
        bad_at=N_("Small computers: its list of 250,000 word pieces makes it the largest one here."),
    ),
    CatalogEntry(
        title="GPT-2",
        hub_id="openai-community/gpt2",
        model_type="gpt2",
        languages=N_("English"),
        size=NetworkSize(124_439_808, 85_056_000, 768, 1024, 12),
        download_bytes=548_105_171 + 1_355_256,
        licence="MIT",
        good_for=N_("The smallest of the family that writes texts; it can learn to sort them as well."),
        bad_at=N_("Understanding a whole text: it reads from left to right only. Its card warns of bias."),
    ),
)


def catalog_entry(name: str) -> CatalogEntry | None:
    """The entry of the checkpoint called `name`, if it is in the catalogue."""
    return next((entry for entry in CATALOG if entry.name == name), None)
