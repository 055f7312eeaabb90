"""Twelve books made up to try a theme: short and long, without pictures and with many, of every shape."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

_SENTENCES = (
    "每天清晨的二十分钟是全校的共读时间，教室、走廊和操场边的长椅上都能看到读书的身影。",
    "县区之间结成四十八对帮扶学校，城里的教师每学期到乡村上满六周的课。",
    "新建和改扩建的幼儿园陆续开园，家门口的学位比去年多了许多。",
    "学生把二十四节气编进劳动课程，从翻土育苗到采收晾晒都由自己商量决定。",
    "教师发展中心把听课、评课、磨课连成一条线，青年教师三年内都有导师相伴。",
    "校园里的合唱、陶艺、航模、武术等社团每周开课，不分年级，混合编班。",
    "食堂的每一笔开支张榜公布，家长代表轮流陪餐，意见当天回复。",
    "职业学校与本地企业共建实训车间，毕业生还没离校就已签约。",
    "心理老师在每所学校安了家，悄悄话信箱每周开启两次。",
    "期末不排名次，成绩单上多了几行老师亲手写下的话。",
)
_TITLES = (
    ("校园书香更浓", "师生共读成为习惯"),
    ("城乡携手同行", "帮扶结对覆盖全市"),
    ("学位供给扩大", "入园入学更加便利"),
    ("劳动走进田间", "四季农事写进课程"),
)
_LATIN = (
    "课程组参照 STEAM 与 PISA 2022 的框架，用 Python 编写了 12 个案例，"
    "网址为 https://example.org/steam/2022 ，欢迎 open source 社区一起完善。"
)
_SHAPES = {"wide": (4200, 1900), "landscape": (3600, 2400), "square": (2600, 2600), "tall": (1900, 3400)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A book to try."""

    name: str
    """Also the key of its words: `trial-NAME`."""
    files: dict[str, bytes]
    """The book at `content/brochure.yaml`, and its pictures."""


def trials(theme: str, page_format: str) -> Iterator[Trial]:
    """The twelve books, set in `theme`."""
    plans: dict[str, list[tuple[int, tuple[str, ...]]]] = {
        "middling": [(380, ("landscape",))] * 10,
        "short": [(120, ("landscape",))] * 6,
        "long": [(900, ("landscape",))] * 6,
        "no-picture": [(380, ())] * 8,
        "ten-pictures": [(380, ("landscape", "tall", "square", "wide", "landscape") * 2)] * 2,
        "forty": [(300, ("landscape",) if i % 3 else ()) for i in range(40)],
        "one": [(420, ("landscape",))],
        "long-title": [(380, ("landscape",))] * 4,
        "latin": [(380, ("landscape",))] * 4,
        "wide-and-tall": [(380, ("wide",)), (380, ("tall",))] * 3,
        "figures": [(380, ("landscape",))] * 4,
        "no-clause": [(380, ("landscape",))] * 3,
    }
    for name, plan in plans.items():
        yield Trial(name=name, files=_files(name, plan, theme, page_format))


def _files(name: str, plan: list[tuple[int, tuple[str, ...]]], theme: str, page_format: str) -> dict[str, bytes]:
    pictures: dict[str, str] = {}
    highlights: list[dict[str, object]] = []
    for number, (length, shapes) in enumerate(plan, start=1):
        own = [f"p{number:02}{letter}" for letter, _ in zip("abcdefghij", shapes, strict=False)]
        pictures.update(zip(own, shapes, strict=True))
        highlights.append(
            {
                "id": f"h{number:02}",
                "label": f"亮点{number}",
                "title": _title(name, number),
                "body": _body(name, number, length),
                **({"pictures": own} if own else {}),
            }
        )
    book: dict[str, object] = {
        "year": 2031,
        "title": "学校教育年度亮点",
        "publisher": "示例市教育局",
        "theme": theme,
        "page-format": page_format,
        "highlights": highlights,
        "pictures": [
            {"id": key, "file": f"images/{shape}.jpg", "alt": "试排用的渐变图", "caption": "试排用的图，渐变的天与地。"}
            for key, shape in pictures.items()
        ],
        "colophon": {"lines": ["学校教育年度亮点　2031", "示例市教育局　编"]},
    }
    if name == "figures":
        book |= _figures(highlights)
    # JSON is YAML: nothing of it needs quoting rules of its own.
    files = {"content/brochure.yaml": json.dumps(book, ensure_ascii=False, indent=1).encode()}
    return files | {f"images/{shape}.jpg": _picture(shape) for shape in dict.fromkeys(pictures.values())}


def _title(name: str, number: int) -> str:
    first, second = _TITLES[number % len(_TITLES)]
    if name == "long-title":
        return f"全市{first}的同时{second}，教育强市建设取得新进展，人民群众满意程度明显提高"
    return first + ("" if name == "no-clause" else f"，{second}")


def _body(name: str, number: int, length: int) -> str:
    written, paragraphs = 0, [""]
    while written < length:
        sentence = _LATIN if name == "latin" and written == 0 else _SENTENCES[(number * 7 + written) % len(_SENTENCES)]
        if len(paragraphs[-1]) > 200:
            paragraphs.append("")
        paragraphs[-1] += sentence
        written += len(sentence)
    if name == "figures":
        paragraphs[-1] += f"全年新增学位{number * 311}个，满意率达到{90 + number}.5%。"
    return "\n".join(paragraphs)


def _figures(highlights: list[dict[str, object]]) -> dict[str, object]:
    facts: list[dict[str, object]] = []
    for number, highlight in enumerate(highlights, start=1):
        place = {"highlight": highlight["id"]}
        facts.append({"id": f"c{number}", "value": number * 311, "unit": "个", "label": "全年新增学位", **place})
        facts.append({"id": f"r{number}", "value": f"{90 + number}.5", "unit": "%", "label": "满意率", **place})
        highlight["facts"] = [f"c{number}"]
    return {"facts": facts, "figures": {"title": "数说2031", "facts": [fact["id"] for fact in facts]}}


def _picture(shape: str) -> bytes:
    """A JPEG of a pale sky over a dark ground."""
    width, height = _SHAPES[shape]
    blend = Image.linear_gradient("L").resize((width, height))
    sky, ground = (Image.new("RGB", (width, height), color) for color in ((60, 84, 92), (226, 214, 186)))
    kept = io.BytesIO()
    Image.composite(sky, ground, blend).save(kept, "JPEG", quality=80)
    return kept.getvalue()
