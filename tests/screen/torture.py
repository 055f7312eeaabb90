"""Tagged documents with every kind of structure: tables, notes, lists, ruby, vertical text, links, bare pictures."""

from collections.abc import Callable

from builder.geometry import Size
from builder.layout.pages import Artifact, Link, OutlineEntry, PagedDocument, Picture, Placed, Role, Tag
from builder.resources import MemoryResources
from builder.units import mm, pt
from tests.writers.documents import (
    TEXT,
    book,
    column,
    encoded,
    page,
    photo,
    put,
    rectangle,
    resources,
    run,
    tag,
)

Write = Callable[[str, Role], None]


class Tree:
    """Tags as they are asked for; `add` gives the number of the new one."""

    def __init__(self) -> None:
        self.tags: list[Tag] = [tag("Document", None)]

    def add(self, kind: str, parent: int = 0, **more: str) -> int:
        self.tags.append(tag(kind, parent, **more))
        return len(self.tags) - 1


def torture() -> tuple[PagedDocument, MemoryResources]:
    """Two pages that hold every structure a brochure may one day ask for."""
    tree = Tree()
    items: list[Placed] = []

    def write(text: str, role: Role) -> None:
        items.append(put(run(text), mm(20), mm(12 + 8 * len(items)), role))

    write("统计资料", tree.add("H1"))
    contents = tree.add("TOC")
    entry = tree.add("Link", tree.add("TOCI", contents))
    write("一、学校与学生", entry)
    items.append(
        put(Link(size=Size(mm(60), mm(5)), target="#schools", contents="一、学校与学生"), mm(20), mm(16), entry)
    )
    section = tree.add("Sect", anchor="schools")
    write("学校与学生", tree.add("H2", section))
    rows(tree, section, write)
    lists(tree, section, write)
    paragraph = tree.add("P", section)
    write("注音", tree.add("Span", paragraph))
    ruby = tree.add("Ruby", paragraph)
    write("晋", tree.add("RB", ruby))
    write("jìn", tree.add("RT", ruby, language="en"))
    write("①", tree.add("Lbl", tree.add("Note", paragraph)))
    items.append(put(column("竖排（文字），「引用」。"), mm(180), mm(40), tree.add("P", section)))
    items.append(put(rectangle(mm(40), mm(1), fill=TEXT), mm(20), mm(230), Artifact.LAYOUT))
    write("2", Artifact.PAGINATION)
    later: list[Placed] = []
    for number in range(3):
        picture = Picture(file="a.jpg", size=Size(mm(50), mm(30)), crop=(0, 0, 1, 1), name="a")
        figure = tree.add("Figure", section, alt=f"第{number + 1}张照片：渐变")
        later.append(put(picture, mm(20), mm(20 + 60 * number), figure))
        if number:
            later.append(put(run("图注"), mm(20), mm(55 + 60 * number), tree.add("Caption", section)))
    chart = tree.add("Figure", section, alt="柱形图：学校 1023 所，教师 4 万人")
    later.append(put(rectangle(mm(10), mm(30), fill=TEXT), mm(100), mm(50), chart))
    outside = tree.add("Link", tree.add("P", section))
    later.append(put(run("教育局网站", size=pt(12)), mm(100), mm(150), outside))
    address = Link(size=Size(mm(30), mm(5)), target="https://例.cn/教育", contents="教育局网站")
    later.append(put(address, mm(100), mm(146), outside))
    outline = (OutlineEntry(title="学校与学生", level=1, page_index=0, y=mm(28)),)
    document = book([page(items), page(later, "2", 2)], tree.tags, outline)
    return document, resources({"a.jpg": encoded(photo())})


def rows(tree: Tree, parent: int, write: Write) -> None:
    """A table with heads of columns and rows."""
    table = tree.add("Table", parent)
    head = tree.add("TR", tree.add("THead", table))
    write("类别", tree.add("TH", head, scope="Column"))
    write("所数", tree.add("TH", head, scope="Column"))
    row = tree.add("TR", tree.add("TBody", table))
    write("小学", tree.add("TH", row, scope="Row"))
    write("512", tree.add("TD", row))


def lists(tree: Tree, parent: int, write: Write) -> None:
    """A list by numbers with one by dots in it."""
    outer = tree.add("L", parent)
    item = tree.add("LI", outer)
    write("1.", tree.add("Lbl", item))
    body = tree.add("LBody", item)
    write("第一项", tree.add("P", body))
    inner = tree.add("LI", tree.add("L", body))
    write("•", tree.add("Lbl", inner))
    write("其下", tree.add("LBody", inner))
