import pytest

from guitune.core.config import DataConfig
from guitune.core.data.checks import check_table
from guitune.core.data.csv_reader import read_csv

from .conftest import topic_rows, write_rows

ORDERS = ("我上周买的手机壳", "昨天收到的咖啡机", "你们发来的外套", "朋友送我的耳机")
FAULTS = ("有质量问题", "颜色不对", "一直没有发货", "不知道怎么用", "无法开机")
ASKED = ("请尽快处理", "谢谢", "怎么办", "客服没人理", "我很着急", "请回复")
TOPICS = ("订单", "退款", "账户")


@pytest.fixture
def found(tmp_path):
    def findings(rows, text="text", label="label"):
        table = read_csv(write_rows(tmp_path / "data.csv", rows, (text, label)))
        return {finding.name: finding for finding in check_table(table, DataConfig("", text, label))}

    return findings


def unspaced(count):
    """Chinese texts, all different, under labels that they do not tell."""
    texts = [f"{order}{fault}，{asked}" for order in ORDERS for fault in FAULTS for asked in ASKED]
    return [(text, TOPICS[place % 3]) for place, text in enumerate(texts[:count])]


def topics(count, **written):
    return [(text, written.get(topic, topic)) for text, topic in topic_rows(count)]


@pytest.mark.parametrize("code", ["{}-{}: ", "{}{} ", "re {}{}, "])
def test_the_letters_of_a_code_that_only_one_label_has_give_it_away(found, code):
    letters = {"film": "FLM", "food": "FD", "sport": "SPT"}
    rows = [
        (code.format(letters[topic], 1000 + place) + text, topic)
        for place, (text, topic) in enumerate(topics(90))
    ]
    telling = found(rows)["telling_word"]
    assert telling.count == 3
    assert telling.rows == tuple(range(2, 92))
    for topic, prefix in letters.items():
        assert f"“{prefix.lower()}” → “{topic}”" in telling.message


def test_codes_whose_letters_all_labels_have_give_nothing_away(found):
    rows = [(f"ID{place} {text}", topic) for place, (text, topic) in enumerate(topics(90))]
    assert found(rows).keys().isdisjoint({"telling_word", "label_in_text"})


def test_a_label_is_shown_as_it_is_written(found):
    rows = [
        (f"{text} ticket", topic) if topic == "Film" else (text, topic)
        for text, topic in topics(90, film="Film")
    ]
    assert "“ticket” → “Film”" in found(rows)["telling_word"].message
    rows = [(f"{text} ({topic})", topic) for text, topic in topics(90, film="Film_Kino")]
    message = found(rows)["label_in_text"].message
    assert "“Film_Kino”" in message
    assert "film kino" not in message


def test_a_labels_name_is_found_inside_a_text_that_is_written_without_spaces(found):
    rows = [(f"{text}这是{topic}吧" if topic == "退款" else text, topic) for text, topic in unspaced(90)]
    telling = found(rows)["label_in_text"]
    assert "“退款”" in telling.message
    assert telling.rows == tuple(range(3, 92, 3))


@pytest.mark.parametrize("mark", ["急件", "转人工", "请转人工"])
def test_a_few_signs_that_only_one_label_has_give_it_away_in_a_text_without_spaces(found, mark):
    rows = [(f"{text}{mark}处理" if topic == "退款" else text, topic) for text, topic in unspaced(90)]
    telling = found(rows)["telling_word"]
    assert telling.count == 1
    assert f"“{mark[:2]}" in telling.message
    assert "” → “退款”" in telling.message
    assert telling.rows == tuple(range(3, 92, 3))


def test_texts_without_spaces_that_tell_nothing_give_no_findings(found):
    assert found(unspaced(90)).keys().isdisjoint({"telling_word", "label_in_text", "id_column"})


def test_every_text_that_says_its_label_is_found_whatever_else_the_texts_say_of_labels(found):
    beginnings = ("请尽快帮我办理退款谢谢", "我的订单什么时候才能发货呢", "收到的商品已经损坏了怎么办")
    rows = [
        (f"{beginnings[place // 3 % 3]}，类型为{TOPICS[place % 3]}，编号{place}", TOPICS[place % 3])
        for place in range(150)
    ]
    findings = found(rows, "文本", "标签")
    told = [findings[name].message for name in ("label_in_text", "telling_word") if name in findings]
    assert all(any(f"“{topic}”" in message for message in told) for topic in TOPICS)
    assert "id_column" not in findings


@pytest.mark.parametrize(
    "texts",
    [
        ("我的订单什么时候发货", "请帮我退款"),
        ("我的訂單什麼時候發貨", "請幫我退款"),
        ("注文した商品が届きません", "返金をお願いします"),
        ("ขอเงินคืนด้วย", "สินค้ายังไม่มา"),
        ("Größenänderung", "Übergröße"),
    ],
)
def test_texts_of_one_long_word_and_a_number_are_no_codes(found, texts):
    rows = [(f"{texts[place % 2]}{place}", TOPICS[place % 2]) for place in range(60)]
    assert "id_column" not in found(rows)


@pytest.mark.parametrize("code", ["{:05d}", "A-{:05d}", "№{}", "2024/{}", "京A{:05d}", "{:08x}-4f1c"])
def test_codes_are_called_codes(found, code):
    rows = [(code.format(place), TOPICS[place % 2]) for place in range(60)]
    assert "id_column" in found(rows)
