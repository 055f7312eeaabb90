"""Chinese composition as data: character classes, prohibition sets, widths, tiers of reduction, runs.

Sources are given by CLREQ anchor (w3c/clreq), GB/T 15834—2011 clause, or UAX #14 rule. Nothing here computes.
"""

import re
from types import MappingProxyType

from builder.text.styles import PunctuationScheme, Strictness

# Classes of clusters. HAN is 0, so that ordinary text is the falsy, fast case.
HAN, LATIN, OPEN, CLOSE, PAUSE, STOP, INTERPUNCT, CONNECTOR, SOLIDUS, DASH, ELLIPSIS = range(11)
LATIN_OPEN, LATIN_CLOSE, LATIN_HYPHEN, SUPERSCRIPT, ANNOTATION, SPACE, GLUE, BREAK_HERE, NEWLINE = range(11, 20)
CLASS_COUNT = 20

# CLREQ #categories_and_usage_of_punctuation_marks, #prohibition_rules_for_line_start_end; GB/T 15834 4 and 5.
MARK_CLASSES = MappingProxyType(
    {
        OPEN: "“‘（《〈「『【〖〔［｛﹁﹃〘〚〝﹙﹛﹝",
        CLOSE: "”’）》〉」』】〗〕］｝﹂﹄〙〛〞〟﹚﹜﹞",
        PAUSE: "，、；：､﹐﹑﹔﹕",
        STOP: "。？！．｡‼⁇⁈⁉﹒﹖﹗",
        INTERPUNCT: "·・‧•",
        CONNECTOR: "～〜－–",
        SOLIDUS: "／",
        DASH: "—⸺―",
        ELLIPSIS: "…⋯‥",
        LATIN_OPEN: "([{¡¿«‹",
        LATIN_CLOSE: ")]},.;:!?»›'\"",
        LATIN_HYPHEN: "-‐/|~_=<>^*\\`",
        SUPERSCRIPT: "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻™®₀₁₂₃₄₅₆₇₈₉₊₋",
        ANNOTATION: "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
        SPACE: " \t\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a",
        GLUE: "\u00a0\u202f\u2007\u2060\ufeff\u2011\u200d\u00ad",
        BREAK_HERE: "\u200b",
        NEWLINE: "\n\u2028",
    }
)

LATIN_RANGES = (
    (0x21, 0x7E),
    (0xA2, 0xA5),
    (0xB0, 0xB6),
    (0xBA, 0x24F),
    (0x250, 0x52F),
    (0x1E00, 0x1FFF),
    (0x2030, 0x2033),
    (0x20A0, 0x20CF),
    (0x2100, 0x214F),
    (0x2200, 0x22FF),
)
"""Code points set as Western text: CLREQ #composition_of_chinese_and_western_mixed_text. Units such as ℃ are among
them: they take the gap of Western text on their outer side."""

RESOLVED_BY_CONTEXT = re.compile(r"[“”‘’…—·•–\-~/ \u2014①-⑳]")
"""Marks that are Chinese or Western by what stands around them (UAX #14 LB19a; GB/T 15834 4.8)."""

TRIMMABLE = frozenset({OPEN, CLOSE, PAUSE, STOP})
"""Marks whose blank half may vanish if their ink leaves it empty: #punctuation_width_adjustment, GB 5.1.10."""

HALF_WIDTH = frozenset({INTERPUNCT, SOLIDUS})
"""Marks that take half an em and are centred in it: GB/T 15834 5.1.7–9, CLREQ #h-punctuation_adjustment_space."""

MEASURED = TRIMMABLE | HALF_WIDTH
"""Marks whose bodies and blanks are taken from their ink."""

NARROW_MARK = 0.75
"""A mark whose font gives it less than this part of an em is set on a whole one."""

SHAPED_APART = re.compile(r"——|—|[“”‘’·](?<=[!-~][“”‘’·])|[“”‘’·](?=[!-~])|…")
"""Shared marks that may need Western forms, and dashes, which fonts join to one glyph whatever their number."""

NEVER_AT_LINE_START = MappingProxyType(
    {
        Strictness.BASIC: frozenset({CLOSE, PAUSE, STOP, INTERPUNCT, CONNECTOR, LATIN_CLOSE, SUPERSCRIPT, SPACE}),
        Strictness.GB: frozenset({CLOSE, PAUSE, STOP, INTERPUNCT, CONNECTOR, LATIN_CLOSE, SUPERSCRIPT, SPACE, SOLIDUS}),
        Strictness.STRICT: frozenset(
            {CLOSE, PAUSE, STOP, INTERPUNCT, CONNECTOR, LATIN_CLOSE, SUPERSCRIPT, SPACE, SOLIDUS, DASH, ELLIPSIS}
        ),
    }
)
"""CLREQ #prohibition_rules_for_line_start_end: basic, GB-style (5.1.9: solidus), strict."""

NEVER_AT_LINE_END = MappingProxyType(
    {
        Strictness.BASIC: frozenset({OPEN, LATIN_OPEN}),
        Strictness.GB: frozenset({OPEN, LATIN_OPEN, SOLIDUS}),
        Strictness.STRICT: frozenset({OPEN, LATIN_OPEN, SOLIDUS}),
    }
)

HANGING = frozenset("，、。")
"""CLREQ #hanging_punctuation_marks_at_line_end."""

# Reduction, CLREQ #procedures_for_inter-character_spacing_reduction, in this order, each to its limit.
# The last tier is no one's rule but our last resort, before a run is cut or a line left with a hole.
TIER_WORD_SPACE, TIER_BRACKET, TIER_PAUSE, TIER_HAN_LATIN, TIER_STOP, TIER_LAST = range(6)
TIER_COUNT = 6
TIER_OF_MARK = MappingProxyType({OPEN: TIER_BRACKET, CLOSE: TIER_BRACKET, PAUSE: TIER_PAUSE, STOP: TIER_STOP})

# Fractions of an em.
HAN_LATIN_GAP = 1 / 4
HAN_LATIN_LEAST = 1 / 8
HAN_LATIN_LAST = 1 / 10
HAN_LATIN_MOST = 1 / 3
HAN_LATIN_LIMIT = 1 / 2
WORD_SPACE_LEAST = 1 / 4
WORD_SPACE_MOST = 1 / 2

INK_HALF = 0.54
"""Ink ending before this fraction of the em leaves the other half blank; half a body of it may be taken away."""

KEEPS_BLANK = MappingProxyType(
    {
        PunctuationScheme.FULL: frozenset({OPEN, CLOSE, PAUSE, STOP}),
        PunctuationScheme.LINE_END: frozenset({OPEN, CLOSE, PAUSE, STOP}),
        PunctuationScheme.KAIMING: frozenset({STOP}),
        PunctuationScheme.HALF: frozenset(),
    }
)
"""Which classes are a whole em wide inside a line, by scheme; the others are set at half width (xeCJK manual)."""

# Costs of breaks, on the scale of (1 + badness)² / 100 of a typical line (1–30). From HARD on a break is illegal
# and is taken only if no setting without it exists; the least bad comes first.
COST_MEASURE_WORD = 50
COST_QUOTED_TERM = 40
COST_NAME = 60
COST_BEFORE_DASH = 80
COST_AFTER_HYPHEN = 60
COST_DATE_NARROW = 150
COST_ADDRESS = 250
"""Inside a URL, after a point, hyphen or the like."""
COST_ADDRESS_SOLIDUS = MappingProxyType({Strictness.BASIC: 250, Strictness.GB: 2500, Strictness.STRICT: 2500})
"""After a solidus; GB/T 15834 5.1.9 would have none at a line's end."""
COST_HYPHEN = 300
HARD = 100_000
HARD_DATE = 400_000
HARD_UNIT = 800_000
HARD_LATIN = 1_600_000
HARD_NUMBER = 2_000_000
PROHIBITED = 20_000_000
NEVER = 10**12

NARROW_MEASURE_EMS = 14
"""Under this measure a whole date may break after 年."""

AMOUNT = r"\d+(?:[.,:：∶/+×−]\d+)*(?:[%‰％℃]|°[CF]?)?"
NUMBER = rf"[¥￥$€£]?{AMOUNT}(?:[\-–—~～][¥￥$€£]?{AMOUNT})*\+?"
SCALED = r"[余多]?[万亿千百兆]+[余多]?"
UNIT = (
    rf"(?:{SCALED})?(?:公里|公斤|公顷|千米|平方米|立方米|毫米|厘米"
    r"|[元角年月日号时分秒点米克吨升度℃°公平立毫厘亩斤岁倍％])"
)
MEASURE_WORDS = "个所名项节次人支本场家件期届条位种类批篇册台套间块份户处县市校班级门只"
COUNTED = rf"(?:(?<=[余多])[{MEASURE_WORDS}]|(?P<measure>[{MEASURE_WORDS}]))"
"""After 万 and 亿: 2.4万余名 is one run, 2.4万|名 may part as 150|名 may."""

RUNS = re.compile(
    rf"(?P<date>\d{{2,4}}年\d{{1,2}}月(?:\d{{1,2}}[日号])?|\d{{1,2}}月\d{{1,2}}[日号])"
    r"|(?P<item>(?<![0-9.])\d{1,3}\. +)(?=[0-9])"
    rf"|(?P<unit>(?P<number>{NUMBER})(?:{UNIT}|{SCALED}{COUNTED}?))"
    rf"|(?P<soft>(?P<count>{NUMBER})[余多]?[{MEASURE_WORDS}])"
    rf"|(?P<plain>{NUMBER})"
    r"|(?P<quoted>[“‘「『](?=[^“”‘’「」『』]{1,4}[”’」』])[^“”‘’「」『』]{1,4}[”’」』])"
)
"""Stretches that stay whole: CLREQ #h-digits_and_their_prefix_and_suffix, UAX #14 LB25, GB/T 15835."""
