"""`brochure plan`: which layout each article got, on which pages, at what cost, and what else was tried."""

import argparse
import json
from pathlib import Path

from builder.building import open_project, read_content
from builder.commands.answers import Answer, Invocation
from builder.commands.build import content_path, declare_set, parsed_settings
from builder.commands.findings import findings_as_objects, findings_as_text
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.layout.composition import plan_book
from builder.layout.planning import BookPlan, Considered, Part, PlannedArticle
from builder.words import Words

NAMED = ("body", "title", "caption", "quote")
"""Texts of layouts that have a name in the user's language; themes may have others."""


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("path", nargs="?", metavar=words.phrase("metavar-content"), help=words.phrase("help-path"))
    declare_set(parser, words)


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    report = Diagnostics()
    book = _planned(content_path(arguments.path, words), parsed_settings(arguments.settings, words), report)
    exit_code = exit_code_of(report)
    if arguments.format == "json":
        answer = {"findings": findings_as_objects(report, words), **(_object(book) if book else {})}
        return Answer(exit_code=exit_code, out=json.dumps(answer, ensure_ascii=False, indent=1))
    findings = findings_as_text(report, words, quiet=not arguments.verbose, verbose=arguments.verbose)
    if book is None:
        return Answer(exit_code=exit_code, err=findings)
    return Answer(exit_code=exit_code, out=_text(book, words, whole=arguments.verbose), err=findings)


def _planned(path: Path, settings: tuple[tuple[str, str], ...], report: Diagnostics) -> BookPlan | None:
    resources = open_project(path, report)
    document = read_content(path, resources, report, settings=settings) if resources else None
    if resources is None or document is None:
        return None
    book = plan_book(document, resources, report)
    resources.cache.save()
    return book


def _text(book: BookPlan, words: Words, *, whole: bool) -> str:
    lines = [
        words.phrase("plan-title", pages=len(book.layouts), blanks=book.blanks, cost=f"{book.cost:.1f}"),
        *(line for article in book.articles for line in _article(article, words, whole=whole)),
        words.phrase("plan-sum", parts=_parts(book.parts, words)),
    ]
    return "\n".join(lines)


def _article(article: PlannedArticle, words: Words, *, whole: bool) -> list[str]:
    layouts = " + ".join(article.layouts)
    cost = f"{article.cost:.1f}"
    parts = _parts(article.parts, words)
    lines = [
        words.phrase("plan-article", pages=article.pages, label=article.label, layouts=layouts, cost=cost, parts=parts)
    ]
    offered = [other for other in article.considered if other.cost is not None]
    if whole:
        lines += [words.phrase("plan-other", layout=other.layout, why=_why(other, words)) for other in offered]
        refused = [other for other in article.considered if other.cost is None]
        lines += [words.phrase("plan-refused", layout=other.layout, why=_why(other, words)) for other in refused]
    return lines


def _why(other: Considered, words: Words) -> str:
    if other.cost is not None:
        return words.phrase("plan-costs", cost=f"{other.cost:.1f}", parts=_parts(other.parts, words))
    text = words.phrase(f"plan-text-{other.text}") if other.text in NAMED else other.text
    return words.phrase(f"plan-misfit-{other.reason}", count=other.overset, text=text)


def _parts(parts: tuple[Part, ...], words: Words) -> str:
    """The parts of a cost, the largest first."""
    told = sorted((part for part in parts if round(part.cost, 1)), key=lambda part: -abs(part.cost))
    named = [f"{words.phrase(f'plan-reason-{part.reason}')} {part.cost:.1f}" for part in told]
    return words.phrase("plan-comma").join(named) or words.phrase("plan-nothing")


def _object(book: BookPlan) -> dict[str, object]:
    return {
        "pages": list(book.layouts),
        "blanks": book.blanks,
        "cost": round(book.cost, 3),
        "parts": _costs(book.parts),
        "articles": [
            {
                "id": article.id,
                "pages": article.pages,
                "layouts": list(article.layouts),
                "blanks_before": article.blanks,
                "cost": round(article.cost, 3),
                "parts": _costs(article.parts),
                "considered": [_considered(other) for other in article.considered],
            }
            for article in book.articles
        ],
    }


def _considered(other: Considered) -> dict[str, object]:
    if other.cost is not None:
        return {"layout": other.layout, "cost": round(other.cost, 3), "parts": _costs(other.parts)}
    return {"layout": other.layout, "refused": other.reason, "text": other.text, "overset": other.overset}


def _costs(parts: tuple[Part, ...]) -> dict[str, float]:
    return {part.reason: round(part.cost, 3) for part in parts}
