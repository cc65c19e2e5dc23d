"""Takes HTML out of a text and leaves everything else as it is written, a lone "<" and <words> too."""

import html
import re
from html.entities import html5

_ELEMENT = re.compile(
    r"a|abbr|acronym|address|applet|area|article|aside|audio|b|base|basefont|bdi|bdo|big|blink|"
    r"blockquote|body|br|button|canvas|caption|center|cite|code|col|colgroup|data|datalist|dd|del|"
    r"details|dfn|dialog|dir|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|"
    r"frameset|g|h1|h2|h3|h4|h5|h6|head|header|hgroup|hr|html|i|iframe|img|input|ins|kbd|label|legend|"
    r"li|link|main|map|mark|marquee|math|menu|meta|meter|nav|nobr|noscript|object|ol|optgroup|option|"
    r"output|p|param|path|picture|pre|progress|q|rp|rt|ruby|s|samp|script|search|section|select|slot|"
    r"small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|"
    r"tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr|o:p"
)
_BLOCK = re.compile(
    r"address|article|aside|blockquote|body|br|caption|center|dd|details|dialog|dir|div|dl|dt|"
    r"fieldset|figcaption|figure|footer|form|h1|h2|h3|h4|h5|h6|head|header|hr|html|legend|li|main|nav|"
    r"ol|option|p|pre|section|summary|table|tbody|td|tfoot|th|thead|title|tr|ul"
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]*)(?=[\s/>])(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*+>")
_DECLARATION = re.compile(r"<(?:!doctype\b|\?xml\b)[^<>]*>", re.IGNORECASE)
_HIDDEN_END = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "template")}
_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_AGAIN = re.compile(r"&(?:(?:amp|#38|#x26);)+(?=[#A-Za-z])")
_PASSES = 20


def without_markup(text: str) -> str:
    """The text without HTML tags, comments, scripts and styles; `&amp;` and the like become characters.

    Tags between blocks (paragraphs, lines, table cells) become line ends, so that their words stay apart.
    Markup that was escaped (`&lt;b&gt;`) or split by other markup is taken out too, up to 20 times over. Only
    names of HTML elements make a tag, and only entities with their semicolon are read: `<url>`, `a < b` and
    `?a=1&copy=2` stay.
    """
    for _pass in range(_PASSES):
        plain = _unescaped(_without_tags(text)) if "<" in text else _unescaped(text)
        if plain == text:
            break
        text = plain
    return text


def _without_tags(text: str) -> str:
    text = _DECLARATION.sub("", _without_comments(text))
    pieces: list[str] = []
    at = 0
    endless: set[str] = set()
    while match := _TAG.search(text, at):
        closing, name = match[1], match[2].lower()
        if not _ELEMENT.fullmatch(name):
            pieces.append(text[at : match.end()])
            at = match.end()
            continue
        pieces += [text[at : match.start()], "\n" if _BLOCK.fullmatch(name) else ""]
        at = match.end()
        if name in _HIDDEN_END and not closing and name not in endless:
            end = _HIDDEN_END[name].search(text, at)
            if end is None:
                endless.add(name)
            else:
                at = end.end()
    if not pieces:
        return text
    return "".join([*pieces, text[at:]]).strip("\n")


def _without_comments(text: str) -> str:
    pieces: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[at:start])
        at = end + 3
    return "".join([*pieces, text[at:]])


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    return _ENTITY.sub(_character, _ESCAPED_AGAIN.sub("&", text))


def _character(match: re.Match[str]) -> str:
    known = match[1].startswith("#") or match[1] + ";" in html5
    return html.unescape(match[0]) if known else match[0]
