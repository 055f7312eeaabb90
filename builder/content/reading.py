"""The content room's door: a path in, a validated book out."""

from builder.content.book import BOOK, FACT, HIGHLIGHT, PICTURE
from builder.content.construction import construct
from builder.content.document import Document
from builder.content.includes import Reader
from builder.content.nodes import ListNode, MapNode, Node
from builder.content.quoting import Quotations, quote_facts
from builder.content.references import check_references
from builder.content.settings import lay_over
from builder.content.validation import validate
from builder.diagnostics import Diagnostics
from builder.resources import Resources
from builder.source import whole_file

BOOK_FILE = "brochure.yaml"


def read_document(
    path: str, resources: Resources, report: Diagnostics, *, settings: tuple[tuple[str, str], ...] = ()
) -> Document | None:
    """Read, check and freeze a book.

    Args:
        path: the book's YAML file, or the folder that holds its `brochure.yaml`; relative to the project.
        resources: where files come from.
        report: receives every finding of every file that can be read.
        settings: dotted paths and values laid over the book (`--set`).

    Returns:
        The document; None if and only if an error was reported by this call.
    """
    found, quotations = Diagnostics(), Quotations()
    reader = Reader(resources, found)
    node = reader.read(path if path.endswith((".yaml", ".yml")) else f"{path}/{BOOK_FILE}")
    if node is not None and (kind := _part(node)):
        found.error("book-is-part", whole_file(reader.files[0]), kind=kind, top=BOOK_FILE)
    elif node is not None:
        node = lay_over(node, settings, found)
        validate(node, BOOK, found, reader.files[0])
        if isinstance(node, MapNode):
            node, quotations = quote_facts(node, found)
            check_references(node, resources, found, quoted=frozenset(quotations.facts))
    report.found += dict.fromkeys(found.found)
    if node is None or found.has_errors or not isinstance(node, MapNode):
        return None
    return construct(node, tuple(reader.files), tuple(dict.fromkeys(quotations.numbers)))


def _part(node: Node) -> str:
    """Which list of a book `node` is an element of, or a run of elements; empty if it may be a book."""
    if isinstance(node, ListNode):
        return _part(node.items[0]) if node.items and isinstance(node.items[0], MapNode) else ""
    keys = {name.text for name, _ in node.entries} if isinstance(node, MapNode) else set()
    if keys & set(BOOK.by_name) - _PART_KEYS:
        return ""
    known = {kind: keys & set(record.by_name) for kind, record in PARTS.items()}
    kind = max(known, key=lambda name: len(known[name]))
    return kind if "id" in keys and len(known[kind]) > 1 else ""


PARTS = {"highlights": HIGHLIGHT, "pictures": PICTURE, "facts": FACT}
_PART_KEYS = frozenset(name for record in PARTS.values() for name in record.by_name)
