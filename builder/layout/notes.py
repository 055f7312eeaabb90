"""Notes that stand where a figure fell: after a text has been set, which of its lines holds the figure."""

from collections.abc import Iterator, Sequence

from builder.layout.scope import Scope, SetText


def noted_lines(text: SetText, entries: Sequence[Scope]) -> Iterator[tuple[int, Scope]]:
    """Those of `entries` whose figure stands in `text`, in their own order, each with the index of its line.

    The figure is what the entry calls `fact.value` and `fact.unit`, as the text writes them together; where it
    stands several times, its first place counts.
    """
    for entry in entries:
        line = _line_of(text, figure_of(entry))
        if line is not None:
            yield line, entry


def figure_of(entry: Scope) -> str:
    """The figure of an entry as a text writes it: value and unit."""
    return "".join(part.value for name in ("fact.value", "fact.unit") for part in entry.sources.get(name, ()))


def find_figure(figure: str, text: str) -> int | None:
    """Where `figure` first stands in `text` as a number of its own; None if it does not, or if it is empty."""
    at = text.find(figure) if figure else -1
    while at > 0 and (text[at - 1].isdigit() or text[at - 1] in ".,"):
        at = text.find(figure, at + 1)
    return None if at < 0 else at


def _line_of(text: SetText, figure: str) -> int | None:
    for paragraph, source in enumerate(text.origins):
        at = find_figure(figure, source.value)
        if at is None:
            continue
        lines = [(index, ln) for index, (of, ln) in enumerate(text.lines) if of == paragraph]
        return next((index for index, ln in lines if ln.start <= at < ln.end), None)
    return None
