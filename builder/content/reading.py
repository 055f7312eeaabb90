"""The content room's door: a path in, a validated book out."""

from builder.content.book import BOOK
from builder.content.construction import construct
from builder.content.document import Document
from builder.content.includes import Reader
from builder.content.nodes import MapNode
from builder.content.references import check_references
from builder.content.settings import lay_over
from builder.content.validation import validate
from builder.diagnostics import Diagnostics
from builder.resources import Resources

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
    found = Diagnostics()
    reader = Reader(resources, found)
    node = reader.read(path if path.endswith((".yaml", ".yml")) else f"{path}/{BOOK_FILE}")
    if node is not None:
        node = lay_over(node, settings, found)
        validate(node, BOOK, found)
        if isinstance(node, MapNode):
            check_references(node, resources, found)
    report.found += dict.fromkeys(found.found)
    if node is None or found.has_errors or not isinstance(node, MapNode):
        return None
    return construct(node, tuple(reader.files))
