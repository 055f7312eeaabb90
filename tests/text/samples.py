"""Text and styles that the tests of the text room set."""

from collections.abc import Callable

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.source import SourceString, Span
from builder.text.glyphs import Line
from builder.text.styles import CharacterStyle, LineRules, ParagraphStyle, StyledText
from builder.units import pt

BLACK = Paint(Ink("black", Cmyk(0, 0, 0, 1), Rgb(0, 0, 0)), overprint=True)
EM = pt(10)
STYLE = CharacterStyle(han="serif-400", size=EM, paint=BLACK)
Setter = Callable[..., tuple[Line, ...]]


def text_of(value: str, style: CharacterStyle = STYLE) -> tuple[StyledText, ...]:
    """`value` as one styled text of a file `a.txt`."""
    source = SourceString(value, Span("a.txt", 1, 1, 1, len(value) + 1), ((0, 1, 1),))
    return (StyledText(source=source, style=style),)


def paragraph_style(**changes: object) -> ParagraphStyle:
    """Justified text without an indent, changed as asked; `rules=` takes a `LineRules`."""
    rules = changes.pop("rules", LineRules())
    return ParagraphStyle(character=STYLE, rules=rules, **changes)  # type: ignore[arg-type]
