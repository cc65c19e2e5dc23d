"""Tells from the words before a number that it is one of an order, a ticket or a customer, and no phone's."""

import re

_CONTEXT = 48
_LETTER = "A-Za-zÀ-ɏ"
_THING = (
    # English, and what other languages write alike
    r"orders?|invoices?|tickets?|customers?|clients?|accounts?|tracking|parcels?|shipments?|packages?|items?"
    r"|articles?|products?|sku|parts?|serial|cases?|references?|ref|bookings?|reservations?|confirmation"
    r"|transactions?|contracts?|polic(?:y|ies)|members?|membership|isbn|ean|po|rma|claims?|receipts?|id"
    # French
    r"|commandes?|factures?|dossiers?|colis|suivi|r[ée]f[ée]rences?|réservations?|contrats?|comptes?|abonnés?"
    r"|adhérents?|série"
    # Spanish
    r"|pedidos?|facturas?|clientes?|cuentas?|seguimiento|reservas?|contratos?|artículos?|referencias?"
    r"|paquetes?|envíos?|expedientes?|serie"
)
_GERMAN_THING = (
    r"(?:bestell(?:ung(?:s|en)?)?|auftr[aä]gs?|kunden?|rechnung(?:s|en)?|artikel|sendung(?:s|en)?|vertrags?"
    r"|vorgangs?|serien|kont(?:o|en)|mitglieds?|referenz|buchung(?:s|en)?|pakete?|lieferscheins?|liefer(?:ung(?:s|en)?)?"
    r"|steuer|versicherungs?|reklamations?|antrags?|aktenzeichen|ticket|tracking|fall|waren|produkt|geräte)"
    r"(?:[- ]?(?:nummern?|nr|no|id|code|kennung))?"
)
_ASIAN_THING = (
    r"订单号?|[单單]号码?|编号|发票号?码?|(?:客户|会员|合同|运单|物流|流水|工单|账户|账)号码?"
    r"|(?:注文|伝票|受付|会員|お客様|問い?合わ?せ|管理)番号"
)
_LINK = (
    r"numbers?|num|nos?|nr|nbr|n[º°o]|id|code|is|was|ist|war|lautet|mit|der|nummern?|numéro|numero|número|núm"
    r"|est|es|是|为|號|号|码|は"
)
_OTHER_NUMBER = re.compile(
    rf"(?:(?<![{_LETTER}])(?:{_THING}|{_GERMAN_THING})(?![{_LETTER}])|{_ASIAN_THING}|[#№])"
    rf"(?:[\s.:：;#№º°=(-]|(?:{_LINK})(?![{_LETTER}]))*$",
    re.IGNORECASE,
)


def is_other_number(text: str, start: int) -> bool:
    """Whether the words of `text` before the number at `start` say that it is a number of a thing."""
    return _OTHER_NUMBER.search(text[max(0, start - _CONTEXT) : start]) is not None
