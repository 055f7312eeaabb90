"""Texts that are more than paragraphs: lists and tables among their lines, set and given their elements."""

from collections.abc import Sequence
from dataclasses import dataclass

from builder.layout.pages import Artifact
from builder.layout.structure import About, Handle, StructureBuilder
from builder.source import SourceString
from builder.text.glyphs import Line, WritingMode
from builder.text.lists import Item, body_indents, find_items, set_item
from builder.text.paragraphs import Typesetter
from builder.text.styles import ParagraphStyle
from builder.text.tables import MarkUp, Table, find_tables, set_table
from builder.units import Length

RANK = 20
"""Lists and tables stand among the paragraphs of their section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The lists and tables of a text, by index of paragraph."""

    items: dict[int, Item]
    tables: tuple[Table, ...]


def find_blocks(paragraphs: Sequence[SourceString], mode: WritingMode) -> Blocks | None:
    """Lists and tables among `paragraphs`; None if there are none. Vertical text has no tables: rows are text there."""
    if len(paragraphs) < 2:
        return None
    tables = () if mode is WritingMode.VERTICAL else tuple(find_tables(paragraphs))
    items = find_items(paragraphs)
    return Blocks(items=items, tables=tables) if items or tables else None


def set_blocks(
    blocks: Blocks,
    paragraphs: Sequence[SourceString],
    *,
    measure: Length,
    style: ParagraphStyle,
    typesetter: Typesetter,
    mark_up: MarkUp,
) -> list[tuple[int, Line]]:
    """The lines of `paragraphs`, each with the index of its own."""
    indents = body_indents(blocks.items, typesetter, style)
    rows: dict[int, tuple[Line, ...]] = {}
    for table in blocks.tables:
        rows.update(dict.fromkeys(table.paragraphs, ()))
        for row in set_table(table, mark_up=mark_up, measure=measure, style=style, typesetter=typesetter):
            rows[row.row.index] = row.lines
    found: list[tuple[int, Line]] = []
    for index, paragraph in enumerate(paragraphs):
        lines = rows.get(index)
        if index in blocks.items:
            item = blocks.items[index]
            body = mark_up(item.body)
            lines = set_item(item, body, indents[index], measure=measure, style=style, typesetter=typesetter)
        elif lines is None:
            lines = typesetter.set(mark_up(paragraph), measure=measure, style=style)
        found += ((index, line) for line in lines)
    return found


class _Roles:
    """Elements of a text's lists and tables as they are asked for."""

    def __init__(
        self, structure: StructureBuilder, section: Handle, paragraphs: Sequence[SourceString], key: tuple[object, ...]
    ) -> None:
        self._structure, self._section, self._key = structure, section, key
        self._paragraphs = paragraphs
        self.of_run: dict[tuple[int, str], Handle] = {}

    def item(self, index: int, item: Item, outer: list[Handle]) -> Handle:
        """The element of an item's body; `outer` are the bodies around it, and takes this one."""
        del outer[item.depth :]
        about = About(rank=RANK, origin=self._paragraphs[index].span)
        parent = outer[-1] if outer else self._section
        whole = self._structure.element(parent, "L", (*self._key, "list", item.group), about)
        entry = self._structure.element(whole, "LI", (*self._key, index), about)
        self.of_run[index, "Lbl"] = self._structure.element(entry, "Lbl", (), about)
        outer.append(self._structure.element(entry, "LBody", (), about))
        # An element holds text or other elements: a body with a list inside keeps its text in a paragraph.
        return self._structure.element(outer[-1], "P", (), about)

    def table(self, table: Table) -> None:
        origin = self._paragraphs[table.paragraphs[0]].span
        about = About(rank=RANK, origin=origin)
        whole = self._structure.element(self._section, "Table", (*self._key, "table", table.paragraphs[0]), about)
        for row in table.rows:
            about = About(rank=RANK, origin=self._paragraphs[row.index].span)
            entry = self._structure.element(whole, "TR", (row.index,), about)
            kind = "TH" if row.is_head else "TD"
            for column in range(len(row.cells)):
                self.of_run[row.index, f"TD{column}"] = self._structure.element(entry, kind, (column,), about)


def block_roles(
    structure: StructureBuilder,
    section: Handle,
    blocks: Blocks,
    paragraphs: Sequence[SourceString],
    key: tuple[object, ...],
) -> tuple[list[Handle | Artifact], dict[tuple[int, str], Handle]]:
    """The elements of a text with lists and tables: L, LI, Lbl, LBody; Table, TR, TH, TD; P.

    Returns:
        The element of each paragraph, in order; and of its labels and cells, by paragraph and by the structure that
        their runs ask for.
    """
    roles = _Roles(structure, section, paragraphs, key)
    tables = {index: table for table in blocks.tables for index in table.paragraphs}
    outer: list[Handle] = []
    found: list[Handle | Artifact] = []
    for index, source in enumerate(paragraphs):
        if index in blocks.items:
            found.append(roles.item(index, blocks.items[index], outer))
        elif index in tables:
            if index == tables[index].paragraphs[0]:
                roles.table(tables[index])
            found.append(section)
        else:
            found.append(structure.element(section, "P", (*key, index), About(origin=source.span)))
    return found, roles.of_run
