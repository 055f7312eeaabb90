"""The marks of a sheet, as a page of items as large as the paper."""

from collections.abc import Sequence

from builder.layout.pages import Metadata, Page, PagedDocument, Placed
from builder.production.imposition.sheets import Sheet, Side, Stock
from builder.production.marks import DASH, Around, Lettering
from builder.units import to_mm

SIDES = {"front": "正面", "back": "反面", "turned": "自翻版 正反同版", "tumbled": "天地翻版 正反同版"}


def mark_sheets(
    sheets: Sequence[Sheet], stock: Stock, job: str, lettering: Lettering, *, collated: bool
) -> PagedDocument:
    """One page of marks for each side, in the order the sides are printed.

    Args:
        job: what the slug says first: title, date.
        collated: whether signatures are gathered behind one another, and so carry 折标.
    """
    pages = []
    for sheet in sheets:
        for name, side in sides_of(sheet):
            text = f"{job}　第{sheet.number}张（共{len(sheets)}张）　{name}"
            if stock.gripper:
                text += f"　咬口在下 {to_mm(stock.gripper):g} 毫米"
            if collated:
                text += f"　第{sheet.signature}帖"
            items = _marks(side, sheet, stock, collated=collated and side is sheet.front)
            slug = Around(side.block, stock.bleed).slug(text, lettering)
            pages.append(Page(items=(*items, *slug), label=name, folio=None))
    paper = sheets[0].paper
    return PagedDocument(
        metadata=Metadata(title=job, publisher=""),
        trim=paper,
        bleed=0,
        pages=tuple(pages),
        structure=(),
        outline=(),
    )


def sides_of(sheet: Sheet) -> tuple[tuple[str, Side], ...]:
    """The sides to print, each with its name; a sheet on one plate still has two, both of that plate."""
    front, back = "front", "back"
    if sheet.one_plate:
        front = back = "tumbled" if sheet.tumbled else "turned"
    named = ((SIDES[front], sheet.front),)
    return (*named, (SIDES[back], sheet.back)) if sheet.back else named


def _marks(side: Side, sheet: Sheet, stock: Stock, *, collated: bool) -> tuple[Placed, ...]:
    around = Around(side.block, stock.bleed)
    items: list[Placed] = []
    for x in side.cut_x:
        items += around.across(x)
    for y in side.cut_y:
        items += around.down(y)
    for x in side.fold_x:
        items += around.across(x, DASH)
    for y in side.fold_y:
        items += around.down(y, DASH)
    items += around.targets(side.first_cell, side.last_cell)
    if collated and side.back_fold is not None:
        items += around.collation(side.back_fold, sheet.signature)
    return tuple(items)
