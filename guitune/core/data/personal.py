"""Personal data in a text: found with checksums and number plans where there are any, and masked.

Order numbers, prices, dates, times and versions are not personal data. Each finder would rather miss an odd
writing than take one of those for a person's.
"""

import re
from collections.abc import Callable, Collection, Iterator
from ipaddress import IPv6Address

from guitune.core.data.numbers_of_things import is_other_number

PLACEHOLDERS = {
    "email": "<email>",
    "phone": "<phone>",
    "card": "<card>",
    "iban": "<iban>",
    "national_id": "<id>",
    "ip": "<ip>",
}
_PASSES = 8  # one number right behind another is seen when that one has become a word
_SEVEN_DIGITS = re.compile(r"[0-9](?:[^0-9]*[0-9]){6}")

Span = tuple[int, int]


def personal_kinds(text: str) -> frozenset[str]:
    """Which of "email", "phone", "card", "iban", "national_id" and "ip" stand in the text."""
    return frozenset(kind for kind, _span in _found(text, PLACEHOLDERS))


def mask_personal(text: str, kinds: Collection[str] = tuple(PLACEHOLDERS)) -> str:
    """The text with personal data of those kinds replaced by plain words: <email>, <phone> and so on."""
    for _pass in range(_PASSES):
        found = _found(text, kinds)
        if not found:
            break
        pieces, end = [], 0
        for kind, (start, stop) in sorted(found, key=lambda item: item[1]):
            pieces += [text[end:start], PLACEHOLDERS[kind]]
            end = stop
        text = "".join([*pieces, text[end:]])
    return text


def _found(text: str, kinds: Collection[str]) -> list[tuple[str, Span]]:
    """What was found and where; nothing overlaps, and the surest kinds come first."""
    if "@" not in text and _SEVEN_DIGITS.search(text) is None and not _maybe_ip(text):
        return []
    found: list[tuple[str, Span]] = []
    taken = bytearray(len(text))
    for kind, spans in _FINDERS.items():
        for start, stop in spans(text) if kind in kinds else ():
            if not any(taken[start:stop]):
                taken[start:stop] = b"\1" * (stop - start)
                found.append((kind, (start, stop)))
    return found


_LOCAL = r"[A-Za-z0-9À-ɏ._%+'-]"
_EMAIL = re.compile(
    rf"(?<!{_LOCAL})(?=[A-Za-z0-9À-ɏ_+]){_LOCAL}{{1,64}}@"
    r"(?:[A-Za-z0-9À-ɏ-]{1,63}\.){1,8}([A-Za-z]{2,24})(?![A-Za-z0-9@])"
)
_PICTURES = frozenset(("png", "jpg", "jpeg", "gif", "webp", "svg"))  # icon@2x.png


def _emails(text: str) -> Iterator[Span]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            if match[1].lower() not in _PICTURES:
                yield match.span()


_ALONE, _ENDED = r"(?<![A-Za-z0-9])(?<![0-9][.,:/-])", r"(?![A-Za-z0-9])(?![.,:/-][0-9])"
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?: ?[A-Za-z0-9]){11,30}")
_IBAN_LENGTHS = {  # SWIFT, IBAN Registry, release 98
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FK FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        33: "RU",
    }.items()
    for country in countries.split()
}


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        written = match[0]
        length = _IBAN_LENGTHS.get(written[:2].upper(), 0)
        places = [place for place, character in enumerate(written) if character != " "][:length]
        ended = match.start() + places[-1] + 1 if places else 0
        number = "".join(written[place] for place in places)
        if len(number) == length > 0 and not text[ended : ended + 1].isalnum() and _is_iban(number):
            yield match.start(), ended


def _is_iban(number: str) -> bool:
    """ISO 13616: with the first four characters at the end and letters as 10 to 35, it is 1 modulo 97."""
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1


_CHINESE_ID = re.compile(
    _ALONE + r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{4}"
    r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]" + _ENDED
)
_SOCIAL_SECURITY = re.compile(
    _ALONE + r"(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}" + _ENDED
)  # ssa.gov: no area 000, 666 or 900 to 999, no group 00, no serial 0000
_BRAZILIAN_ID = re.compile(_ALONE + r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}" + _ENDED)


def _national_ids(text: str) -> Iterator[Span]:
    for match in _CHINESE_ID.finditer(text):
        if _is_chinese_id(match[0]):
            yield match.span()
    for match in _SOCIAL_SECURITY.finditer(text):
        yield match.span()
    for match in _BRAZILIAN_ID.finditer(text):
        if _is_brazilian_id(_digits(match[0])):
            yield match.span()


def _is_chinese_id(number: str) -> bool:
    """GB 11643: the last character is the ISO 7064 MOD 11-2 check digit."""
    check = sum(pow(2, 17 - place, 11) * int(digit) for place, digit in enumerate(number[:17]))
    return "10X98765432"[check % 11] == number[17].upper()


def _is_brazilian_id(number: str) -> bool:
    """CPF: each of the last two digits is checked by all before it, weighted from the right from 2 on."""
    for place in (9, 10):
        total = sum(int(digit) * (place + 1 - at) for at, digit in enumerate(number[:place]))
        if total * 10 % 11 % 10 != int(number[place]):
            return False
    return len(set(number)) > 1


_CARD = re.compile(
    _ALONE + r"(?:[2-6][0-9]{12,18}|[2-6][0-9]{3}(?:([ -])[0-9]{4}(?:\1[0-9]{4}){2}(?:\1[0-9]{1,3})?"
    r"|([ -])[0-9]{6}\2[0-9]{4,5}))" + _ENDED
)
_ISSUERS = re.compile(  # the first digits and the lengths that each network gives out
    r"4[0-9]{15}"
    r"|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720|220[0-4])[0-9]{12}"
    r"|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|35(?:2[89]|[3-8][0-9])[0-9]{12}"
    r"|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12}|62[0-9]{14,17}"
)


def _cards(text: str) -> Iterator[Span]:
    for match in _CARD.finditer(text):
        number = _digits(match[0])
        if _ISSUERS.fullmatch(number) and _passes_luhn(number) and len(set(number)) > 1:
            yield match.span()


def _passes_luhn(number: str) -> bool:
    """ISO/IEC 7812: every second digit from the right doubled, its own digits added, all a multiple of 10."""
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2])
    return (sum(map(int, number[::-2])) + sum(doubled)) % 10 == 0


_WRITTEN_PHONE = re.compile(
    r"(?<![A-Za-z0-9])(?<![0-9][ .,:/-])(?:"
    r"\+[1-9][0-9]{0,2}(?:[ .()/-]{0,2}[0-9]){7,13}"  # E.164: at most 15 digits
    r"|00(?:[1-9][0-9]{0,2}[ /-]|[ -][1-9])(?:[ ./()-]{0,2}[0-9]){7,12}"
    r"|(?:\+?1[ .-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}([.-]))[0-9]{3}[.-][0-9]{4}"
    r"|(?:1 )?[2-9][0-9]{2} [2-9][0-9]{2} [0-9]{4}"
    r"|[78][ -]?(?:\([3-9][0-9]{2}\)|[3-9][0-9]{2})[ -]?[0-9]{3}[ -][0-9]{2}[ -][0-9]{2}"
    r"|1[3-9][0-9]([ -])[0-9]{4}\2[0-9]{4}"
    r"|0[1-9][0-9]{1,2}-[0-9]{7,8}|\(0[1-9][0-9]{1,2}\) ?[0-9]{7,8}"
    r"|0[1-9](?:([ .-])[0-9]{2})(?:\3[0-9]{2}){3}"
    r"|0[1-9][0-9]{1,3}[ /-][0-9]{3,4}[ -][0-9]{3,4}|0[1-9][0-9]{1,3}[ /][0-9]{6,8}|0[1-9][0-9]{3} [0-9]{6}"
    r")" + _ENDED + r"(?! ?%)"
)
_BARE_PHONE = re.compile(_ALONE + r"(?:1[3-9][0-9]{9}|0[1-9][0-9]{8,9})" + _ENDED + r"(?! ?%)")
_NAMED_PHONE = re.compile(
    r"(?:(?<![A-Za-zÀ-ɏ])(?:t[eé]l\b ?[.:]?|(?:telephone|telefono?|téléphone|teléfono|(?:cell|mobile )?phone"
    r"|mobile?|móvil|portable|handy|fax|whatsapp)(?:[ -]?(?:number|no\b|nr\b|nummer)[.:]?| ?:)) {0,2}"
    r"(?:is |ist )?|(?:电话|電話|手机|手機)(?:号码?)?[是为]?[:： ]{0,2})"
    r"(?![0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}(?![0-9./-]))"  # no date
    r"(\(?[0-9](?:[ ./()-]{0,2}[0-9]){6,14})" + _ENDED + r"(?! ?%)",
    re.IGNORECASE,
)


def _phones(text: str) -> Iterator[Span]:
    for match in _NAMED_PHONE.finditer(text):
        yield match.span(2)
    for pattern in (_WRITTEN_PHONE, _BARE_PHONE):
        for match in pattern.finditer(text):
            if match[0].startswith("+") or not is_other_number(text, match.start()):
                yield match.span()


_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"(?<![A-Za-z0-9.-])(?!0\.)(?:{_OCTET}\.){{3}}{_OCTET}(?![A-Za-z0-9-])(?!\.[0-9])")
_IPV6 = re.compile(r"(?<![A-Za-z0-9:.])[0-9A-Fa-f]{1,4}(?:::?[0-9A-Fa-f]{1,4}){3,7}(?![A-Za-z0-9:])")
_VERSION = re.compile(
    r"(?:version|release|build|firmware|driver|ver|v|section|chapter|clause|article|abschnitt|kapitel|§|版本)"
    r"[号 .:]*$",
    re.IGNORECASE,
)
_CONTEXT = 30


def _maybe_ip(text: str) -> bool:
    return text.count(".") > 2 and _IPV4.search(text) is not None


def _ip_addresses(text: str) -> Iterator[Span]:
    for match in _IPV4.finditer(text) if text.count(".") > 2 else ():
        if not _VERSION.search(text[max(0, match.start() - _CONTEXT) : match.start()]):
            yield match.span()
    for match in _IPV6.finditer(text) if text.count(":") > 2 else ():
        if _is_ipv6(match[0]):
            yield match.span()


def _is_ipv6(written: str) -> bool:
    try:
        IPv6Address(written)
    except ValueError:
        return False
    return True


def _digits(written: str) -> str:
    return re.sub(r"[^0-9]", "", written)


_FINDERS: dict[str, Callable[[str], Iterator[Span]]] = {
    "email": _emails,
    "iban": _ibans,
    "national_id": _national_ids,
    "card": _cards,
    "ip": _ip_addresses,
    "phone": _phones,
}
