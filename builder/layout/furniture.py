"""What every page carries: ground, folio, running foot, the slice of artwork on the fore-edge."""

from dataclasses import replace

from builder.geometry import Point, Rect
from builder.layout.lines import body_area, line_origins, run_place
from builder.layout.pages import Artifact
from builder.layout.scope import Scope
from builder.layout.shapes import rectangle
from builder.layout.stage import Draft, PageDraft, Sheet, Stage
from builder.layout.theme import Frame
from builder.source import NOWHERE


def lay_ground(stage: Stage, page: PageDraft) -> None:
    """The theme's ground, to the bleed, under everything."""
    if stage.theme.ground is None:
        return
    box = Rect(0, 0, stage.theme.trim.width, stage.theme.trim.height).grown(stage.theme.bleed)
    path = rectangle((0, 0, box.width, box.height), stage.theme.ground)
    ground = Draft(at=Point(box.x, box.y), item=path, role=Artifact.BACKGROUND, origin=NOWHERE, bleeds=True)
    page.drafts.insert(0, ground)


def furnish(stage: Stage, pages: list[PageDraft], folios: list[int | None], scope: Scope) -> None:
    """Put the theme's furniture on the pages it belongs to."""
    for frame in stage.theme.furniture:
        bearers = [index for index, page in enumerate(pages) if _bears(stage, frame, page, index, folios[index])]
        for order, index in enumerate(bearers):
            inner = replace(scope, words={**scope.words, "folio": folios[index] or 0})
            inner = inner.with_numbers({"rectos": len(bearers), "index": order, "count": len(bearers)})
            _place(stage, frame, inner, pages[index])


def _bears(stage: Stage, frame: Frame, page: PageDraft, index: int, folio: int | None) -> bool:
    side = "left" if stage.theme.is_left(index) else "right"
    return folio is not None and side == frame["side"] and frame["name"] not in page.without


def _place(stage: Stage, frame: Frame, scope: Scope, page: PageDraft) -> None:
    if "ornament" in frame:
        stage.place((frame,), scope, Sheet(pages=(page,), section=page.section))
        return
    scope = stage.with_numbers(frame.get("let", {}), scope).with_numbers(page.numbers)
    for name, spec in frame.get("texts", {}).items():
        scope = scope.with_text(name, stage.set_text(spec, scope))
    text = stage.set_text({"reading": frame["reading"], "style": frame["style"]}, scope)
    corners = tuple(line_origins(text, stage.line_places(frame, text, scope)))
    zone = body_area(text, corners, stage.theme.em_top)
    if frame.get("clear") == "pictures" and any(zone.intersects(box) for box in page.pictures):
        return
    ink = stage.theme.reversed.get(page.ground_under(Point(zone.x, zone.y)))
    for (_, line), corner in zip(text.lines, corners, strict=True):
        for piece in line.runs:
            run = replace(piece.run, paint=ink) if ink else piece.run
            at = run_place(corner, piece)
            page.drafts.append(Draft(at=at, item=run, role=Artifact.PAGINATION, origin=NOWHERE))
