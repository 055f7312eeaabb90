"""The door of imposition: any PDF's bytes and a scheme in, a set of sheets out."""

from dataclasses import dataclass, replace

from builder.diagnostics import Diagnostics
from builder.geometry import Size
from builder.production.imposition.arrangement import PaperTooSmall, arrange
from builder.production.imposition.marking import mark_sheets
from builder.production.imposition.placing import SourceFile, open_source, write_sheets
from builder.production.imposition.schemes import Scheme, order_pages, page_multiple, sequence_with_blanks
from builder.production.imposition.sheets import Sheet, Stock
from builder.production.marks import Lettering
from builder.resources import Resources
from builder.source import whole_file
from builder.units import Length, mm, to_mm
from builder.writers.printing import write_print

SADDLE_CEILING = mm(4)
"""More paper than this does not lie flat over a staple: about 64 pages of 100 g, 60 of 157 g."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpositionOptions:
    """What the shop asks for."""

    scheme: Scheme
    signature: int = 4
    """Most pages of one folded sheet: 4, 8, 16, 32 or 64."""
    columns: int = 2
    rows: int = 2
    paper: Size | None = None
    caliper: Length = 0
    creep_factor: float = 1.0
    gripper: Length = 0
    right_bound: bool = False
    """Bound on the right, whatever the file says; a file that says so itself needs no asking."""
    marks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ImposedSet:
    """A finished set."""

    data: bytes
    sheets: tuple[Sheet, ...]
    sequence: tuple[int | None, ...]
    """For each place in the book the source page's index from 0, None for a blank."""


def impose(
    data: bytes,
    file: str,
    options: ImpositionOptions,
    *,
    resources: Resources,
    lettering: Lettering,
    report: Diagnostics,
) -> ImposedSet | None:
    """Impose the PDF `data`, called `file` in findings; None after an error.

    Reports what `open_source` does, `sheet-blanks-added` (a warning: who orders paper must know),
    `sheet-saddle-thick` and `sheet-paper-too-small`.
    """
    source = open_source(data, file, report)
    if source is None:
        return None
    multiple = page_multiple(options.scheme, options.columns, options.rows)
    sequence = sequence_with_blanks(len(source.pages), multiple)
    _tell(source, sequence, options, report)
    flats = order_pages(
        options.scheme,
        len(sequence),
        signature=options.signature,
        columns=options.columns,
        rows=options.rows,
        right_bound=options.right_bound or source.right_bound,
    )
    stock = _stock(source, options)
    try:
        sheets = arrange(flats, stock)
    except PaperTooSmall as error:
        wide, high = (f"{to_mm(length):.0f}" for length in (error.needed.width, error.needed.height))
        report.error("sheet-paper-too-small", whole_file(file), width=wide, height=high)
        return None
    marks = None
    if options.marks:
        collated = options.scheme is Scheme.PERFECT
        marks = write_print(mark_sheets(sheets, stock, _job(source), lettering, collated=collated), resources, report)
    if report.has_errors:
        return None
    made = write_sheets(source, sheets, sequence, marks, stock.bleed)
    return ImposedSet(data=made, sheets=sheets, sequence=sequence)


def _stock(source: SourceFile, options: ImpositionOptions) -> Stock:
    stock = Stock(
        trim=source.pages[0].size,
        bleed=min(page.bleed_width for page in source.pages),
        paper=options.paper,
        caliper=options.caliper,
        creep_factor=options.creep_factor,
        gripper=options.gripper,
    )
    return stock if options.marks else replace(stock, slug=0)


def _tell(
    source: SourceFile, sequence: tuple[int | None, ...], options: ImpositionOptions, report: Diagnostics
) -> None:
    place = whole_file(source.file)
    blanks = sequence.count(None)
    if blanks:
        report.warning(
            "sheet-blanks-added", place, pages=len(source.pages), blanks=blanks, total=len(sequence),
            first=sequence.index(None) + 1, last=len(sequence) - 1,
        )  # fmt: skip
    thickness = len(sequence) // 2 * options.caliper
    if options.scheme is Scheme.SADDLE and thickness > SADDLE_CEILING:
        report.warning("sheet-saddle-thick", place, pages=len(sequence), thickness=f"{to_mm(thickness):.1f}")


def _job(source: SourceFile) -> str:
    """What the slug says first: the title, else the file's name, and the day of the source's last change."""
    return "　".join(word for word in (source.title or source.file.rsplit("/", 1)[-1], source.date) if word)
