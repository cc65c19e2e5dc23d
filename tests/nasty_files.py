"""Files that people really have, with the table that each of them means."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NastyFile:
    """A file's bytes, the table in it (names first), and how many of its rows cannot be read."""

    name: str
    content: bytes
    table: list[list[str]]
    unreadable: int = 0


def _file(
    name: str, text: str, table: list[list[str]], unreadable: int = 0, encoding: str = "utf-8"
) -> NastyFile:
    return NastyFile(name, text.encode(encoding), table, unreadable)


_HEAD = ["text", "label"]
_PLAIN = [["Free entry now", "spam"], ["See you at 7", "ham"], ["Call me", "ham"]]

NASTY_FILES = [
    _file(
        "semicolons, commas in every text",
        "text;label\nHi, you;ham\nBye, all, now;spam\nSo, what;ham\n",
        [_HEAD, ["Hi, you", "ham"], ["Bye, all, now", "spam"], ["So, what", "ham"]],
    ),
    _file(
        "decimal commas",
        "text;label;score\ngood;a;1,5\nbad;b;0,25\nfair;a;7,0\n",
        [[*_HEAD, "score"], ["good", "a", "1,5"], ["bad", "b", "0,25"], ["fair", "a", "7,0"]],
    ),
    _file(
        "texts of several lines",
        'text,label\n"Dear all,\n\nplease, call.\n",ham\n"one\r\ntwo",spam\nplain,ham\n',
        [_HEAD, ["Dear all,\n\nplease, call.\n", "ham"], ["one\r\ntwo", "spam"], ["plain", "ham"]],
    ),
    _file(
        "backslashes before quotes",
        'text,label\n"say \\"hi\\", ok",ham\n"C:\\new \\"x\\"",spam\nplain,ham\n',
        [_HEAD, ['say "hi", ok', "ham"], ['C:\\new "x"', "spam"], ["plain", "ham"]],
    ),
    _file(
        "tweets with stray quotes",
        'text\tlabel\n"Great" he said\tpos\n"no way\tneg\nso "it" is\tpos\n"Well...\tneg\n',
        [_HEAD, ['"Great" he said', "pos"], ['"no way', "neg"], ['so "it" is', "pos"], ['"Well...', "neg"]],
    ),
    _file(
        "a quote that is never closed",
        'text,label\n"open,ham\n' + "fine,ham\n" * 5 + '"a, b",spam\n',
        [_HEAD, *([["fine", "ham"]] * 5), ["a, b", "spam"]],
        1,
    ),
    _file(
        "one row too long, one too short",
        "text,label\na,x\nb,y,z\nc\nd,x\n",
        [_HEAD, ["a", "x"], ["d", "x"]],
        2,
    ),
    _file(
        "a preamble",
        "Export of 2024-03-01\nCreated by: shop\n\ntext,label\n" + "".join(f"{a},{b}\n" for a, b in _PLAIN),
        [_HEAD, *_PLAIN],
    ),
    _file(
        "a title of a spreadsheet",
        "Export from shop;;\n;;\nid;text;label\n1;Free entry now;spam\n2;See you at 7;ham\n3;Call me;\n4;Bye;\n",
        [
            ["id", *_HEAD],
            ["1", "Free entry now", "spam"],
            ["2", "See you at 7", "ham"],
            ["3", "Call me", ""],
            ["4", "Bye", ""],
        ],
    ),
    _file(
        "comments",
        "# exported, by shop\n# second\ntext,label\n" + "".join(f"{a},{b}\n" for a, b in _PLAIN),
        [_HEAD, *_PLAIN],
    ),
    _file(
        "no header",
        "ham,Go until jurong point\nham,Ok lar joking\nspam,Free entry in 2 a wkly comp\nham,U dun say so\n",
        [
            ["column 1", "column 2"],
            ["ham", "Go until jurong point"],
            ["ham", "Ok lar joking"],
            ["spam", "Free entry in 2 a wkly comp"],
            ["ham", "U dun say so"],
        ],
    ),
    _file(
        "a delimiter at every end",
        "text;label;\nFree entry now;spam;\nSee you at 7;ham;\nCall me;ham;\n",
        [_HEAD, *_PLAIN],
    ),
    _file(
        "blank lines",
        "\n\ntext,label\n\nFree entry now,spam\n\n\nSee you at 7,ham\nCall me,ham\n\n",
        [_HEAD, *_PLAIN],
    ),
    _file(
        "a space after each comma",
        'text, label\n"Hi, you", ham\n"Bye, all", spam\nplain, ham\n',
        [_HEAD, ["Hi, you", "ham"], ["Bye, all", "spam"], ["plain", "ham"]],
    ),
    _file(
        "values that are no numbers",
        "code,label\n007,1\n1e5,01\nNA,1.0\nnull,true\n",
        [["code", "label"], ["007", "1"], ["1e5", "01"], ["NA", "1.0"], ["null", "true"]],
    ),
    _file(
        "the same name twice",
        "text,text,\na,b,c\nd,e,f\n",
        [["text", "text (2)", "column 3"], ["a", "b", "c"], ["d", "e", "f"]],
    ),
    _file(
        "line ends of old Macs",
        "text,label\rFree entry now,spam\rSee you at 7,ham\rCall me,ham\r",
        [_HEAD, *_PLAIN],
    ),
    _file(
        "UTF-16 of a spreadsheet",
        "text\tlabel\r\nFree £5\tspam\r\nSee you, at 7\tham\r\nCall\tham\r\n",
        [_HEAD, ["Free £5", "spam"], ["See you, at 7", "ham"], ["Call", "ham"]],
        encoding="utf-16",
    ),
    _file(
        "Windows letters",
        "text,label\nCafé für £5,spam\nNaïve résumé,ham\nÜber uns – Grüße,ham\n",
        [_HEAD, ["Café für £5", "spam"], ["Naïve résumé", "ham"], ["Über uns – Grüße", "ham"]],
        encoding="cp1252",
    ),
    _file(
        "Chinese letters",
        "文本,标签\n质量很好，非常满意,好评\n物流太慢了，不推荐,差评\n客服态度很好,好评\n",
        [
            ["文本", "标签"],
            ["质量很好，非常满意", "好评"],
            ["物流太慢了，不推荐", "差评"],
            ["客服态度很好", "好评"],
        ],
        encoding="gb18030",
    ),
    _file(
        "a field of 200,000 characters",
        f'text,label\n"{"word, " * 33_000}",x\nplain,y\nmore,x\n',
        [_HEAD, ["word, " * 33_000, "x"], ["plain", "y"], ["more", "x"]],
    ),
    NastyFile(
        "zeros between letters",
        b"text,label\nab\0c,x\nde,y\nfg,x\n",
        [_HEAD, ["ab\0c", "x"], ["de", "y"], ["fg", "x"]],
    ),
    _file(
        "a spreadsheet's sep= line",
        "sep=;\ntext;label\n" + "".join(f"{a};{b}\n" for a, b in _PLAIN),
        [_HEAD, *_PLAIN],
    ),
    _file(
        "a preamble as wide as the table",
        "Report: tickets, May\n\ntext,label\n" + "".join(f"{a},{b}\n" for a, b in _PLAIN),
        [_HEAD, *_PLAIN],
    ),
    _file(
        "a preamble of pairs",
        "Ticket export;;\nDate;2024-05-01;\nid;text;label\n1;Free entry;spam\n2;See you;ham\n3;Call;ham\n4;Bye;ham\n",
        [
            ["id", *_HEAD],
            ["1", "Free entry", "spam"],
            ["2", "See you", "ham"],
            ["3", "Call", "ham"],
            ["4", "Bye", "ham"],
        ],
    ),
    _file(
        "a delimiter at every end but the header's",
        "id;text;label\n1;Free entry;spam;\n2;See you;ham;\n3;Call;ham;\n4;Bye;ham;\n",
        [
            ["id", *_HEAD],
            ["1", "Free entry", "spam"],
            ["2", "See you", "ham"],
            ["3", "Call", "ham"],
            ["4", "Bye", "ham"],
        ],
    ),
    _file(
        "single quotes",
        "'text','label'\n'Hi, you','ham'\n'It\\'s free, now','spam'\n'Bye','ham'\n",
        [_HEAD, ["Hi, you", "ham"], ["It's free, now", "spam"], ["Bye", "ham"]],
    ),
    NastyFile(
        "Chinese in UTF-16 without a mark",
        "文本,标签\n一开始就退款,好评\n物流太慢了，不推荐,差评\n客服一直退,好评\n".encode("utf-16-le"),
        [["文本", "标签"], ["一开始就退款", "好评"], ["物流太慢了，不推荐", "差评"], ["客服一直退", "好评"]],
    ),
    _file(
        "letters of DOS",
        "text;label\nDas Päckchen prüfen;a\nGröße und Übersicht;b\nschöne Grüße;a\n",
        [_HEAD, ["Das Päckchen prüfen", "a"], ["Größe und Übersicht", "b"], ["schöne Grüße", "a"]],
        encoding="cp850",
    ),
    _file(
        "Turkish letters",
        "text;label\nSiparişim gelmedi ğ;a\nKargom nerede, lütfen bakın ı;b\nTeşekkürler, çok iyi;a\n",
        [
            _HEAD,
            ["Siparişim gelmedi ğ", "a"],
            ["Kargom nerede, lütfen bakın ı", "b"],
            ["Teşekkürler, çok iyi", "a"],
        ],
        encoding="cp1254",
    ),
]
