"""A book split over files: `include: PATH` is replaced by what that file holds, a list within a list spliced in."""

import posixpath
from dataclasses import dataclass, field

from builder.content.book import KEYS
from builder.content.decoding import LARGEST_FILE, control_in, decode
from builder.content.nodes import UNREADABLE, ListNode, MapNode, Node, Scalar
from builder.content.parsing import parse
from builder.diagnostics import Diagnostics
from builder.resources import ResourceError, Resources
from builder.source import Span, whole_file

DEEPEST_INCLUDE = 8
MOST_FILES = 500


@dataclass(slots=True)
class Reader:
    """Reads a file and all that it includes. Findings name the file they are in; a missing one names its include."""

    resources: Resources
    report: Diagnostics
    files: list[str] = field(default_factory=list)
    """Every file that was tried, in order, each once: what a watcher watches."""

    def read(self, file: str) -> Node | None:
        """The whole tree below `file`, or None if that file cannot be read.

        Reports what `Resources.read` raises, `file-too-large`, `include-…`, and what `decode` and `parse` report.
        """
        return self._file(posixpath.normpath(file), whole_file(file), ())

    def _file(self, file: str, asked: Span, above: tuple[str, ...]) -> Node | None:
        text = self._text(file, asked)
        if text is None:
            return None
        node = parse(text, file, self.report, keys=KEYS, empty="file-empty" if above else "top-file-empty")
        return None if node is None else self._resolved(node, (*above, file))

    def _text(self, file: str, asked: Span) -> str | None:
        if file not in self.files:
            self.files.append(file)
        size = file_size(file, self.resources, asked, self.report)
        if size is None:
            return None
        if size > LARGEST_FILE:
            megabytes, most = round(size / 1e6, 1), LARGEST_FILE // 1_000_000
            self.report.error("file-too-large", asked, file=file, megabytes=megabytes, most=most)
            return None
        data = file_bytes(file, self.resources, asked, self.report)
        return None if data is None else decode(data, file, self.report)

    def _resolved(self, node: Node, above: tuple[str, ...]) -> Node | None:
        if isinstance(node, Scalar):
            return node
        if isinstance(node, ListNode):
            return self._resolved_list(node, above)
        if (path := _include_path(node)) is not None:
            return self._included(path, above)
        entries = [(key, self._resolved(value, above)) for key, value in node.entries]
        return MapNode(
            entries=tuple((key, value if value is not None else UNREADABLE) for key, value in entries),
            span=node.span,
        )

    def _resolved_list(self, node: ListNode, above: tuple[str, ...]) -> ListNode:
        items: list[Node] = []
        for item in node.items:
            resolved = self._resolved(item, above)
            if resolved is None:
                items.append(UNREADABLE)
            elif isinstance(resolved, ListNode) and isinstance(item, MapNode):
                items += resolved.items
            else:
                items.append(resolved)
        return ListNode(items=tuple(items), span=node.span)

    def _included(self, path: Node, above: tuple[str, ...]) -> Node | None:
        file = self._included_file(path, above[-1])
        if file is None:
            return None
        if file in above:
            chain = " → ".join((*above[above.index(file) :], file))
            self.report.error("include-cycle", path.span, chain=chain)
        elif len(above) > DEEPEST_INCLUDE:
            self.report.error("include-too-deep", path.span, most=DEEPEST_INCLUDE)
        elif len(self.files) >= MOST_FILES:
            self.report.error("include-too-many", path.span, most=MOST_FILES)
        else:
            node = self._file(file, path.span, above)
            if not isinstance(node, Scalar):
                return node
            self.report.error("include-not-structured", path.span, file=file)
        return None

    def _included_file(self, path: Node, including: str) -> str | None:
        """The project path that an include means; None if it means none, which has then been told."""
        if not isinstance(path, Scalar) or not isinstance(path.value, str) or not path.text.strip():
            self.report.error("include-not-a-path", path.span)
            return None
        if control_in(path.text):
            return None  # told by the parser
        if posixpath.isabs(path.text) or "\\" in path.text:
            self.report.error("path-not-relative", path.span, file=path.text)
            return None
        return posixpath.normpath(posixpath.join(posixpath.dirname(including), path.text))


def file_size(file: str, resources: Resources, asked: Span, report: Diagnostics) -> int | None:
    """Bytes of a project file, or None after a finding with the code that `resources` raise."""
    try:
        return resources.size(file)
    except ResourceError as error:
        report.error(error.code, asked, file=error.file, detail=error.detail)
    return None


def file_bytes(file: str, resources: Resources, asked: Span, report: Diagnostics) -> bytes | None:
    """A project file whose size has been asked for, or None after a finding as above."""
    try:
        return resources.read(file)
    except ResourceError as error:
        report.error(error.code, asked, file=error.file, detail=error.detail)
        return None


def _include_path(node: MapNode) -> Node | None:
    if len(node.entries) == 1 and node.entries[0][0].text == "include":
        return node.entries[0][1]
    return None
