import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guitune.core.data.cleaning import CLEANING, clean_texts
from guitune.core.errors import ConfigError


def cleaned(text: str, *steps: str) -> str:
    return clean_texts([text], steps)[0]


EXAMPLES = {
    "strip_html": [
        ("<p>One</p><p>two <b>three</b></p>", "One\n\ntwo three"),
        ("Soup &amp; bread&nbsp;&lt;3 &#8364;5", "Soup & bread\xa0<3 €5"),
        ('<a title="x > y" href=z>link</a>', "link"),
        ("<style>p {}</style><script>if (a<b) {}</script >text<!-- <b> not --> end", "text end"),
        ("<!DOCTYPE html><HTML><Br/>x</HTML>", "x"),
        ("&lt;b&gt;bold&lt;/b&gt; and &amp;amp;", "bold and &"),
        ("a < b, c > d, <3 and <- and x<y>z", "a < b, c > d, <3 and <- and x<y>z"),
        ("a <b and c", "a <b and c"),
        ("<joe@example.com> <url> <https://example.com>", "<joe@example.com> <url> <https://example.com>"),
        ("AT&T, ?a=1&copy=2&region=3, &nonsense;", "AT&T, ?a=1&copy=2&region=3, &nonsense;"),
    ],
    "normalize_unicode": [
        ("\uff21\uff22\uff23\uff11", "ABC1"),  # full width
        ("of\ufb01ce", "office"),
        ("e\u0301", "\u00e9"),
        ("日本\n\t", "日本\n\t"),
    ],
    "strip_controls": [
        ("a\x00b\x07\tc\r\nd\re", "ab\tc\nd\ne"),
        ("\x1b[1;31mred\x1b[0m and \x1b]0;title\x07here", "red and here"),
        ("\u202eevil\u202c \u2066x\u2069\u200f", "evil x"),
        ("zero\u200bwidth\ufeff soft\u00adhyphen", "zerowidth softhyphen"),
        ("👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥", "👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥"),
        ("می\u200cخواهم \u200cx", "می\u200cخواهم x"),
        ("क्\u200dष", "क्\u200dष"),
        ("a\u200db", "ab"),
    ],
    "mask_urls": [
        ("See https://example.com/a?b=c#d, or (www.example.org).", "See <url>, or (<url>)."),
        ("看https://example.com/a吧", "看<url>吧"),
        ("http is a word, and example.com stays", "http is a word, and example.com stays"),
    ],
    "mask_emails": [("mail jo@example.com, not @jo", "mail <email>, not @jo")],
    "mask_mentions": [
        ("@jo_1: hi, @小明 and @a@b.social", "<user>: hi, <user> and <user>"),
        ("jo@example.com @ 5pm", "jo@example.com @ 5pm"),
    ],
    "mask_personal": [("jo@example.com, order 12345", "<email>, order 12345")],
    "mask_numbers": [
        ("1,234.50 and -7%, 5pm, 2024-01-15 10:30", "<number> and -<number>%, <number>pm, <number> <number>"),
        ("b2b covid19 v1.2 共100元", "b2b covid19 v1.2 共<number>元"),
    ],
    "normalize_space": [("  a\u00a0\t b\r\n\u3000c ", "a b c")],
    "lower_case": [("ÄBC İ", "äbc i̇")],
}


@pytest.mark.parametrize(
    ("step", "text", "expected"),
    [(step, text, expected) for step, examples in EXAMPLES.items() for text, expected in examples],
)
def test_a_step_does_what_it_says(step, text, expected):
    assert cleaned(text, step) == expected


def test_every_step_has_examples_here():
    assert list(EXAMPLES) == list(CLEANING)


SNIPPETS = ["<", ">", "&", "&amp;", "lt;", "<b", "</p>", "<script>", "&#38;", "#60;", "\x1b[", "m"]
SNIPPETS += ["http://", "www.", "@", "-", ".", "1", "a", " ", "\u200d", "\u200c"]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from([text for examples in EXAMPLES.values() for pair in examples for text in pair]),
        st.sampled_from(SNIPPETS),
        st.text(max_size=5),
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize("step", list(CLEANING))
@given(text=TEXTS)
def test_a_step_taken_twice_does_no_more_than_once(step, text):
    once = cleaned(text, step)
    assert cleaned(once, step) == once


NASTY = [
    *SNIPPETS,
    *["<b>", "<!--", "-->", "&#60;", "&frac12;", "\x9b", "\u202e", "\u200b", "\t", "\u3000"],
    *["www.x.de", "://", "a@b.de", "@joe", "@x@y.z", "192.168.0.1", "0171 2345678", "4111 1111 1111 1111"],
    *["23", "1.234,5", "手机13812345678", "order", "phone:", "<url>", "<number>", "<phone>", "<user>"],
    *[
        "İ",
        "ß",
        "ẞ",
        "Σ",
        "ﬁ",
        "e\u0301",
        "½",
        "㎏",
        "①",
        "ｗｗｗ．x",
        "＠",
        "ａ@ｂ.de",
        "１２３",
        "﹤b﹥",
        "＆lt;",
    ],
]


@settings(max_examples=1500)
@given(
    text=st.lists(st.sampled_from(NASTY), max_size=10).map("".join),
    steps=st.sets(st.sampled_from(list(CLEANING))),
)
@example(text="23www.x.de", steps={"mask_urls", "mask_numbers"})
@example(text="﹤b﹥bold", steps={"strip_html", "normalize_unicode"})
@example(text="1@joe", steps={"mask_mentions", "mask_numbers"})
@example(text="İa@b.de", steps={"mask_emails", "lower_case"})
@example(text="&\x9b0mamp;", steps={"strip_html", "strip_controls"})
def test_a_clean_text_cleaned_again_stays_as_it_is_whatever_the_steps(text, steps):
    once = clean_texts([text], tuple(steps))
    assert clean_texts(once, tuple(steps)) == once


PLACEHOLDERS = ["<url>", "<email>", "<user>", "<number>", "<phone>", "<card>", "<iban>", "<id>", "<ip>"]


@pytest.mark.parametrize("step", list(CLEANING))
def test_placeholders_survive_every_step(step):
    text = " and ".join(PLACEHOLDERS)
    assert cleaned(text, step) == text


def test_steps_are_taken_in_one_order_however_they_are_named():
    text = "<P>  Write to JO@EXAMPLE.COM&nbsp;or www.EXAMPLE.com, 0151 23456789, 12</P>"
    names = list(CLEANING)
    assert clean_texts([text], names) == clean_texts([text], names[::-1]) == [
        "write to <email> or <url>, <phone>, <number>"
    ]  # fmt: skip
    assert cleaned(text, "lower_case", "mask_personal", "strip_html") == (
        "  write to <email>\xa0or www.example.com, <phone>, 12"
    )


def test_what_a_step_uncovers_for_one_before_it_is_cleaned_too():
    assert cleaned("23www.x.de", "mask_urls", "mask_numbers") == "<number><url>"
    assert cleaned("﹤b﹥bold", "strip_html", "normalize_unicode") == "bold"


def test_texts_without_steps_stay_as_they_are():
    texts = ["  a\x00 <b>B</b>", ""]
    assert clean_texts(texts, []) == texts


def test_an_unknown_step_is_named():
    with pytest.raises(ConfigError, match="no cleaning step called polish"):
        clean_texts(["a"], ["polish"])


@given(text=TEXTS)
def test_numbers_of_persons_are_hidden_whole_before_other_numbers(text):
    secret = "2001:db8:85a3::8a2e:370:7334"
    assert cleaned(f"{text} {secret}", "mask_numbers", "mask_personal").endswith(" <ip>")
