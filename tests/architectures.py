"""Tiny checkpoints of every architecture, drawn at random, each as its kind is found on the hub.

Base models without a head, and a real fast tokenizer over the topics' words with the special tokens, the
template around texts and pairs and the lack of a padding token that the architecture's own tokenizer has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .conftest import FILLERS, TOPICS

WORDS = FILLERS + [word for topic in TOPICS.values() for word in topic]
LETTERS = [chr(code) for code in range(ord("a"), ord("z") + 1)]
LAYERS = 2
_SPREAD = 0.2  # ten times the usual, so that so small a network tells texts apart
_BERT_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_ROBERTA_SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
_BERT_LIKE = {
    "hidden_size": 32,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "max_position_embeddings": 64,
}
_ROBERTA_LIKE = {**_BERT_LIKE, "max_position_embeddings": 66, "pad_token_id": 1, "type_vocab_size": 1}
_LLAMA_LIKE = {**_BERT_LIKE, "num_key_value_heads": 1, "pad_token_id": None}


@dataclass(frozen=True)
class Architecture:
    """How one kind of checkpoint is made.

    Attributes
    ----------
    model_type
        As in `config.json`.
    make_tokenizer
        Its tokenizer, over the topics' words.
    config
        What differs from the architecture's defaults.
    layers
        Number of transformer layers.
    """

    model_type: str
    make_tokenizer: Callable[[], Any]
    config: dict[str, Any]
    layers: int = LAYERS

    def save(self, folder: Path) -> Path:
        """Write config.json, model.safetensors and the tokenizer to `folder`."""
        import torch
        from transformers import AutoConfig, AutoModel
        from transformers.utils import logging

        logging.disable_progress_bar()
        torch.manual_seed(0)
        tokenizer = self.make_tokenizer()
        common = {"vocab_size": len(tokenizer), "initializer_range": _SPREAD}
        config = AutoConfig.for_model(self.model_type, **common, **self.config)
        AutoModel.from_config(config).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        return folder


def _word_pieces(special: list[str]) -> dict[str, int]:
    pieces = dict.fromkeys([*special, *WORDS, *LETTERS, *(f"##{letter}" for letter in LETTERS)])
    return {piece: number for number, piece in enumerate(pieces)}


def _unigrams(special: list[str]) -> list[tuple[str, float]]:
    """Words in one piece, everything else by letters; special tokens score 0 as in SentencePiece's files."""
    words, letters = [f"▁{word}" for word in WORDS], ["▁", *LETTERS]
    pieces = dict.fromkeys([*words, *letters])
    return [(piece, 0.0) for piece in special] + [
        (piece, -1.0 if len(piece) > 2 else -5.0) for piece in pieces
    ]


def _bytes_and_merges(first: list[str]) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """A vocabulary of bytes and merges, learned from the topics' words, with the tokens `first` before it."""
    import json

    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    learned = Tokenizer(models.BPE())
    learned.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    trainer = trainers.BpeTrainer(
        vocab_size=500,
        show_progress=False,
        special_tokens=first,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    learned.train_from_iterator([" ".join(WORDS)] * 3, trainer)
    merges = json.loads(learned.to_str())["model"]["merges"]
    return learned.get_vocab(), [tuple(merge) for merge in merges]


def _bert_tokenizer() -> Any:
    from transformers import BertTokenizer

    return BertTokenizer(vocab=_word_pieces(_BERT_SPECIAL))


def _distilbert_tokenizer() -> Any:
    from transformers import DistilBertTokenizer

    return DistilBertTokenizer(vocab=_word_pieces(_BERT_SPECIAL))


def _mpnet_tokenizer() -> Any:
    from transformers import MPNetTokenizer

    return MPNetTokenizer(vocab=_word_pieces(["<s>", "<pad>", "</s>", "[UNK]", "<mask>"]))


def _roberta_tokenizer() -> Any:
    from transformers import RobertaTokenizer

    vocabulary, merges = _bytes_and_merges(_ROBERTA_SPECIAL)
    return RobertaTokenizer(vocab=vocabulary, merges=merges)


def _xlm_roberta_tokenizer() -> Any:
    from transformers import XLMRobertaTokenizer

    return XLMRobertaTokenizer(vocab=_unigrams(_ROBERTA_SPECIAL))


def _albert_tokenizer() -> Any:
    from transformers import AlbertTokenizer

    return AlbertTokenizer(vocab=_unigrams(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]))


def _deberta_tokenizer() -> Any:
    from transformers import DebertaV2Tokenizer

    return DebertaV2Tokenizer(vocab=_unigrams(["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]), unk_id=3)


def _modernbert_tokenizer() -> Any:
    """Bytes as in GPT-2 with BERT's special tokens, and no class of its own."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary, merges = _bytes_and_merges(_BERT_SPECIAL)
    backend = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    backend.normalizer = normalizers.NFC()
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    backend.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B [SEP]",
        special_tokens=[(token, vocabulary[token]) for token in ("[CLS]", "[SEP]")],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        unk_token="[UNK]",
        sep_token="[SEP]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        mask_token="[MASK]",
        model_input_names=["input_ids", "attention_mask"],
    )


def _gpt2_tokenizer() -> Any:
    from transformers import GPT2Tokenizer

    vocabulary, merges = _bytes_and_merges(["<|endoftext|>"])
    tokenizer = GPT2Tokenizer(vocab=vocabulary, merges=merges)
    return _without_template(tokenizer)


def _qwen_tokenizer() -> Any:
    from transformers import Qwen2Tokenizer

    vocabulary, merges = _bytes_and_merges(["<|endoftext|>"])
    tokenizer = Qwen2Tokenizer(vocab=vocabulary, merges=merges, pad_token=None, add_bos_token=False)
    return _without_template(tokenizer)


def _without_template(tokenizer: Any) -> Any:
    """As the files on the hub are, which add no token to a text."""
    from tokenizers import processors

    tokenizer.backend_tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer


def _llama_tokenizer() -> Any:
    """Letters and words after a mark for the space, and a token at the beginning of each text."""
    from transformers import LlamaTokenizer

    first = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "▁", *LETTERS]
    vocabulary = {token: number for number, token in enumerate(first)}
    merges: dict[tuple[str, str], None] = {}
    for word in WORDS:
        piece = "▁"
        for letter in word:
            merges[piece, letter] = None
            piece += letter
            vocabulary.setdefault(piece, len(vocabulary))
    return LlamaTokenizer(vocab=vocabulary, merges=list(merges), add_bos_token=True)


_MODERNBERT = {
    **_BERT_LIKE,
    "num_hidden_layers": 3,
    "pad_token_id": 0,
    "cls_token_id": 2,
    "sep_token_id": 3,
    "bos_token_id": 2,
    "eos_token_id": 3,
    "global_attn_every_n_layers": 3,
    "local_attention": 16,
}

ARCHITECTURES = {
    "bert": Architecture("bert", _bert_tokenizer, {**_BERT_LIKE, "num_hidden_layers": 3}, layers=3),
    "roberta": Architecture("roberta", _roberta_tokenizer, {**_ROBERTA_LIKE}),
    "distilbert": Architecture(
        "distilbert",
        _distilbert_tokenizer,
        {"dim": 32, "n_layers": LAYERS, "n_heads": 2, "hidden_dim": 64, "max_position_embeddings": 64},
    ),
    "electra": Architecture("electra", _bert_tokenizer, {**_BERT_LIKE, "embedding_size": 16}),
    "albert": Architecture("albert", _albert_tokenizer, {**_BERT_LIKE, "embedding_size": 16}),
    "deberta-v2": Architecture(  # as in DeBERTa v3, with the convolution of the larger v2
        "deberta-v2",
        _deberta_tokenizer,
        {
            **_BERT_LIKE,
            "pad_token_id": 0,
            "type_vocab_size": 0,
            "relative_attention": True,
            "max_relative_positions": -1,
            "position_buckets": 16,
            "norm_rel_ebd": "layer_norm",
            "share_att_key": True,
            "pos_att_type": ["p2c", "c2p"],
            "position_biased_input": False,
            "conv_kernel_size": 3,
            "conv_act": "gelu",
        },
    ),
    "mpnet": Architecture("mpnet", _mpnet_tokenizer, {**_BERT_LIKE, "max_position_embeddings": 66}),
    "xlm-roberta": Architecture("xlm-roberta", _xlm_roberta_tokenizer, {**_ROBERTA_LIKE}),
    "modernbert-cls": Architecture(
        "modernbert", _modernbert_tokenizer, {**_MODERNBERT, "classifier_pooling": "cls"}, layers=3
    ),
    "modernbert-mean": Architecture(
        "modernbert", _modernbert_tokenizer, {**_MODERNBERT, "classifier_pooling": "mean"}, layers=3
    ),
    "gpt2": Architecture(
        "gpt2", _gpt2_tokenizer,
        {"n_embd": 32, "n_layer": LAYERS, "n_head": 2, "n_positions": 64, "bos_token_id": 0, "eos_token_id": 0},
    ),
    "qwen2": Architecture("qwen2", _qwen_tokenizer, {**_LLAMA_LIKE}),
    "qwen3": Architecture("qwen3", _qwen_tokenizer, {**_LLAMA_LIKE, "head_dim": 16}),
    "llama": Architecture("llama", _llama_tokenizer, {**_LLAMA_LIKE}),
}  # fmt: skip
