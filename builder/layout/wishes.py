"""What the author wishes for an article: honoured, or refused with the reason."""

from dataclasses import replace
from difflib import get_close_matches

from builder.content.document import Highlight
from builder.diagnostics import Diagnostics
from builder.layout.fitting import Misfit
from builder.layout.planning import Choice
from builder.layout.theme import Layout, Theme
from builder.source import SourceString


def wished_layouts(highlight: Highlight, theme: Theme, report: Diagnostics) -> tuple[Layout, ...]:
    """The layouts to try; none after reporting that the one wished for does not exist."""
    layouts = theme.layouts_for("highlight")
    if highlight.layout is None:
        return layouts
    wished = tuple(layout for layout in layouts if layout.name == highlight.layout.value)
    if not wished:
        names = [layout.name for layout in layouts]
        near = get_close_matches(highlight.layout.value, names, n=3) or names
        report.error("unknown-layout", highlight.layout.span, name=highlight.layout.value, known="、".join(near))
    return wished


def honoured(
    highlight: Highlight, choices: tuple[Choice, ...], theme: Theme, report: Diagnostics
) -> tuple[Choice, ...]:
    """The choices that the author's other wishes leave; none after reporting which wish cannot be had."""
    if highlight.page_span:
        kept = tuple(choice for choice in choices if choice.pages == highlight.page_span)
        if choices and not kept:
            offers = "、".join(str(count) for count in sorted({choice.pages for choice in choices}))
            report.error(
                "span-refused",
                highlight.span,
                label=highlight.label.value,
                count=highlight.page_span,
                offers=offers,
            )
        choices = kept
    if highlight.page_break is not None:
        choices = _broken(highlight, choices, highlight.page_break, theme, report)
    return choices


def _broken(
    highlight: Highlight, choices: tuple[Choice, ...], page_break: SourceString, theme: Theme, report: Diagnostics
) -> tuple[Choice, ...]:
    """The choices that can begin on the page wished for, told to do so."""
    away = "left" if theme.right_bound else "right"
    side = "recto" if page_break.value == away else "verso"
    kept = tuple(replace(choice, break_before=side) for choice in choices if choice.layout.side in ("any", side))
    if choices and not kept:
        names = "、".join(dict.fromkeys(choice.layout.name for choice in choices))
        report.error(
            "page-break-refused", page_break.span, label=highlight.label.value, side=page_break.value, layouts=names
        )
    return kept


def tell_refusal(highlight: Highlight, misfits: list[Misfit], report: Diagnostics) -> None:
    """Why no layout takes the article: by how many characters, or what collides, or what is missing."""
    label = highlight.label.value
    texts = [misfit for misfit in misfits if misfit.reason == "overset"]
    collided = [misfit for misfit in misfits if misfit.reason == "collides"]
    if collided:
        origin = collided[0].span
        span = origin if origin.file else highlight.span
        report.error("text-collides", span, label=label, layout=collided[0].layout.name)
    elif texts:
        least = min(texts, key=lambda misfit: misfit.overset)
        span = highlight.title.span if least.text == "title" else highlight.body[0].span
        report.error("text-overflow", span, label=label, count=least.overset, layout=least.layout.name)
    elif highlight.layout is not None:
        report.error("layout-refused", highlight.layout.span, name=highlight.layout.value)
    else:
        report.error("no-layout", highlight.span, label=label)
