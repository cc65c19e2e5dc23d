import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guitune.core.data.personal import PLACEHOLDERS, mask_personal, personal_kinds

PERSONAL = [
    ("email", "Write to jane.doe+news@mail.example.co.uk, please", "Write to <email>, please"),
    ("email", "邮箱abc_1@example.com谢谢", "邮箱<email>谢谢"),
    ("email", "<joe@example.org>", "<<email>>"),
    ("phone", "call +49 30 12345678 today", "call <phone> today"),
    ("phone", "call +442079460958", "call <phone>"),
    ("phone", "(212) 555-0199 or 212-555-0199", "<phone> or <phone>"),
    ("phone", "我的电话13812345678请回", "我的电话<phone>请回"),
    ("phone", "010-62345678转8", "<phone>转8"),
    ("phone", "06 12 34 56 78", "<phone>"),
    ("phone", "txt 07732584351 now", "txt <phone> now"),
    ("phone", "ring 020 7946 0958.", "ring <phone>."),
    ("card", "card 4111 1111 1111 1111 exp 12/27", "card <card> exp 12/27"),
    ("card", "5500005555555559", "<card>"),
    ("card", "3782-822463-10005", "<card>"),
    ("card", "卡号6212341111111111116。", "卡号<card>。"),
    ("iban", "IBAN DE89 3704 0044 0532 0130 00, thanks", "IBAN <iban>, thanks"),
    ("iban", "GB82WEST12345698765432", "<iban>"),
    ("national_id", "身份证号11010519491231002X", "身份证号<id>"),
    ("national_id", "SSN 536-22-8726.", "SSN <id>."),
    ("national_id", "CPF 529.982.247-25", "CPF <id>"),
    ("ip", "from 203.0.113.195:8080 at noon", "from <ip>:8080 at noon"),
    ("phone", "Mobil 0176-1234 5678", "Mobil <phone>"),
    ("phone", "8 (495) 123-45-67", "<phone>"),
    ("phone", "звоните 8-800-555-35-35", "звоните <phone>"),
    ("phone", "090-1234-5678", "<phone>"),
    ("phone", "phone: 00 33 1 42 68 53 00", "phone: <phone>"),
    ("phone", "00 33 1 42 68 53 00 please", "<phone> please"),
    ("phone", "Tel. 030/901820", "Tel. <phone>"),
    ("phone", "Meine Handynummer ist 0157 88812345", "Meine Handynummer ist <phone>"),
    (
        "phone",
        "Kundenservice 0800123456, Bestellhotline 0221-4567-890",
        "Kundenservice <phone>, Bestellhotline <phone>",
    ),
    ("phone", "Bestellung bitte unter 0301234567", "Bestellung bitte unter <phone>"),
    ("phone", "about my order, call 202-555-0143", "about my order, call <phone>"),
    ("phone", "order 4711, phone 555-123-4567", "order 4711, phone <phone>"),
    ("phone", "customer service: 0800 123456", "customer service: <phone>"),
    ("phone", "mi teléfono: 612 34 56 78", "mi teléfono: <phone>"),
    ("phone", "电话：62345678", "电话：<phone>"),
    ("phone", "order +49 30 12345678", "order <phone>"),
    ("ip", "8.8.8.8 does not answer", "<ip> does not answer"),
    ("ip", "127.0.0.1, 10.0.0.1 and 192.168.1.10", "<ip>, <ip> and <ip>"),
    ("ip", "host 2001:db8:85a3::8a2e:370:7334 is down", "host <ip> is down"),
]

HARMLESS = [
    "Order 20240115-000123 was sent",
    "order no. 13812345678",
    "ISBN 0306406152",
    "It cost 1,234,567.00 EUR, not 1.234.567,00",
    "On 2024-01-15 at 10:30:45, until 15.01.2024",
    "2024-01-15T10:30:45.123456Z",
    "Version 10.15.7.213, build 10.0.19041.1",
    "driver v 212.101.43.7",
    "tracking 1Z999AA10123456784",
    "timestamp 1700000000000",
    "order 4111 1111 1111 1112",
    "4000000000000000 atoms",
    "DE88 3704 0044 0532 0130 00",
    "110105194912310021",
    "000-12-3456 666-12-3456 900-12-3456 123-00-4567",
    "111.111.111-11",
    "icon@2x.png and 3 @ 5 pm, @someone",
    "00:1A:2B:3C:4D:5E at 12:30:45",
    "256.300.100.400",
    "+1000000 views, +20 000 000 %",
    "100 200 3000 4000 50000",
    "1-800 pages, chapters 3.14.15",
    "8.5.2023 / 12345678 / 1234567890123",
    "Bestellung 0301234567 ist nicht da",
    "Meine Bestellung mit der Nummer 0301234567",
    "Bestellnr.: 0301234567, Bestell-Nr. 030 12345678",
    "Auftragsnummer 0157 88812345",
    "Kundennr. 0800123456",
    "KUNDENNUMMER: 0123456789",
    "Meine Rechnungsnummer lautet 0221-4567-890",
    "Sendungsnummer 0340434161",
    "Ticket 202-555-0143 open",
    "order #555-123-4567 never came",
    "my order number is (212) 555-0199",
    "orders 212-555-0199",
    "customer no 0123456789",
    "numéro de commande 0123456789",
    "commande n° 01 23 45 67 89",
    "N° de client : 0612345678",
    "facture numéro 06 12 34 56 78",
    "pedido 0612345678",
    "número de pedido: 0612345678",
    "mi pedido nº 0612 345678",
    "Número de cliente 0612345678",
    "订单号13912345678",
    "快递单号 15912345678",
    "会员号：13912345678",
    "注文番号 090-1234-5678",
    "Section 3.2.1.1 and § 1.2.3.4",
    "firmware 1.2.3.4",
    "iPhone: 2024-01-15 10:30, Handy: 12.05.2024",
]


@pytest.mark.parametrize(("kind", "text", "masked"), PERSONAL)
def test_personal_data_are_found_and_masked(kind, text, masked):
    assert personal_kinds(text) == {kind}
    assert mask_personal(text) == masked


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_that_are_no_persons_stay(text):
    assert personal_kinds(text) == frozenset()
    assert mask_personal(text) == text


def test_several_kinds_in_one_text_are_all_named():
    text = "Jo, jo@example.com, +49 30 12345678, DE89370400440532013000"
    assert personal_kinds(text) == {"email", "phone", "iban"}
    assert mask_personal(text) == "Jo, <email>, <phone>, <iban>"
    assert mask_personal(text, ["email"]) == "Jo, <email>, +49 30 12345678, DE89370400440532013000"


def test_a_wrong_check_digit_is_no_personal_number():
    for text in ("4111111111111111", "GB82WEST12345698765432", "11010519491231002X"):
        for place in range(6, len(text)):
            digit = text[place]
            if digit.isdigit():
                changed = text[:place] + str((int(digit) + 1) % 10) + text[place + 1 :]
                assert not personal_kinds(changed) & {"card", "iban", "national_id"}, changed


def test_few_random_numbers_are_taken_for_personal_ones():
    generator = random.Random(0)
    numbers = [str(generator.randrange(10**11, 10**19)) for _ in range(20_000)]
    assert sum(bool(personal_kinds(f"reference {number}")) for number in numbers) < 100


PIECES = st.lists(
    st.one_of(
        st.sampled_from([text for _kind, text, _masked in PERSONAL] + HARMLESS),
        st.text("0123456789 -.+@:/()aZ<>X", max_size=12),
        st.text(max_size=4),
    ),
    max_size=6,
).map("".join)


@given(PIECES)
def test_masked_texts_hold_no_personal_data_and_stay_as_they_are(text):
    masked = mask_personal(text)
    assert personal_kinds(masked) == frozenset()
    assert mask_personal(masked) == masked
    assert bool(personal_kinds(text)) == (masked != text)


@given(PIECES)
def test_what_is_masked_is_of_a_kind_that_is_named(text):
    masked = mask_personal(text)
    for kind in personal_kinds(text):
        assert masked.count(PLACEHOLDERS[kind]) > text.count(PLACEHOLDERS[kind])
