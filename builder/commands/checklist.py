"""完稿检查表: a preflight report in words, as lines of text, as JSON, and as a PDF set by our own engine."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
from PIL.Image import Image

from builder.diagnostics import Diagnostics, Severity
from builder.geometry import Size
from builder.layout.labels import Labels
from builder.production.checklist import Checklist, Entry, Faces, Row, Scale, Shown, set_checklist
from builder.production.preflight.boxes import PageBoxes, read_boxes
from builder.production.preflight.checking import places_of
from builder.production.preflight.demand import Demand
from builder.production.preflight.films import DOTS_PER_INCH, Plates
from builder.production.preflight.findings import Finding, Place, PreflightReport
from builder.production.preflight.proofs import heat_of, ink_map, plates_of, soft_proof
from builder.resources import MemoryResources, Resources
from builder.words import Words
from builder.writers.press import COATED_300
from builder.writers.screen import ScreenOptions, write_screen

MOST_PICTURES = 24
"""Findings that are shown as pictures; the words of all others stand there too."""
MOST_PAGES = 96
"""Pages that are shown small."""
PICTURE_DPI = 120
AROUND_MM = 9.0
"""Page shown around a place."""
FRAME = (46.0, 34.0)
"""Millimetres, the shape of a finding's picture."""
THUMBNAIL = 170
"""Pixels of a small page's longer side."""
MAP_SHARE = 115 / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A file with its verdict."""

    name: str
    data: bytes
    demand: Demand
    report: PreflightReport


def checklist_text(judged: Judged, words: Words) -> str:
    """Each figure beside what the shop asks, then the count of findings."""
    lines = [words.phrase("checklist-title", file=judged.name, shop=judged.demand.shop.name)]
    lines += [f"  {row.name}  {row.found}{f'  ({row.asked})' if row.asked else ''}" for row in _rows(judged, words)]
    lines.append(_summary(judged.report, words))
    return "\n".join(lines)


def checklist_object(judged: Judged, words: Words) -> dict[str, object]:
    """The same for programs, with every finding and its places."""
    figures, report = judged.report.figures, judged.report
    return {
        "file": judged.name,
        "sha256": hashlib.sha256(judged.data).hexdigest(),
        "shop": judged.demand.shop.name,
        "standard": judged.demand.standard,
        "refused": report.refused,
        "figures": {name: getattr(figures, name) for name in figures.__dataclass_fields__},
        "findings": [_finding_object(finding, judged.name, words) for finding in report.findings],
    }


def checklist_pdf(judged: Judged, resources: Resources, words: Words, told: Diagnostics) -> bytes | None:
    """The sheet as PDF; None after an error in `told`."""
    files: dict[str, bytes] = {}
    sheet = _Pictures(judged, words, files).checklist(f"{resources.now:%Y-%m-%d}")
    faces = Faces(
        text=Labels(resources.fonts, told, "serif-400"),
        heading=Labels(resources.fonts, told, "serif-700"),
        note=Labels(resources.fonts, told, "sans-400"),
    )
    pages = set_checklist(sheet, faces)
    given = MemoryResources(files, resources.fonts, resources.now)
    # What stands under a word here is paper; no photo could make it hard to read.
    return None if told.has_errors else write_screen(pages, given, told, ScreenOptions(contrast=0, quality=88))


def _summary(report: PreflightReport, words: Words) -> str:
    errors = sum(finding.severity is Severity.ERROR for finding in report.findings)
    verdict = "checklist-refused" if report.refused else "checklist-good"
    return words.phrase(verdict, errors=errors, warnings=len(report.findings) - errors)


def _rows(judged: Judged, words: Words) -> tuple[Row, ...]:
    figures, shop = judged.report.figures, judged.demand.shop
    codes = {finding.code for finding in judged.report.findings if finding.severity is Severity.ERROR}

    def row(key: str, value: object, asked: str = "", *faults: str) -> Row:
        found = "—" if value is None else str(value)
        good = not codes & set(faults) if faults and value is not None else None
        return Row(name=words.phrase(f"figure-{key}"), found=found, asked=asked, good=good)

    def measure(value: float | None, unit: str) -> str | None:
        return None if value is None else f"{value:g}{unit}"

    size = None if figures.trim_mm is None else f"{figures.trim_mm[0]:g} × {figures.trim_mm[1]:g} mm"
    inks = "、".join(("C", "M", "Y", "K", *figures.inks))
    page = words.phrase("checklist-ink-page", page=figures.highest_ink_page)
    ink = None if figures.highest_ink is None else f"{figures.highest_ink:g}%{page}"
    return (
        row("pages", figures.pages, f"÷ {judged.demand.page_multiple}", "pages-not-multiple", "pages-uncountable"),
        row("trim", size, "", "trim-differs", "trim-missing"),
        row("bleed", measure(figures.smallest_bleed_mm, " mm"), f"≥ {shop.bleed_mm:g} mm", *_BLEED),
        row("ink", ink, f"≤ {shop.ink_limit:g}%", "ink-too-much"),
        row("inks", inks, "、".join(sorted(judged.demand.spots)), *_INKS),
        row("type", measure(figures.smallest_type_pt, " pt"), f"≥ {shop.smallest_type_pt:g} pt", *_TYPE),
        row("line", measure(figures.thinnest_line_pt, " pt"), f"≥ {shop.smallest_line_pt:g} pt", "line-thin"),
        row("ppi", measure(figures.lowest_ppi, " ppi"), f"≥ {shop.warn_below_ppi:g} ppi", *_PICTURES),
        row("pictures", figures.pictures, "", "image-damaged", "image-foreign"),
        row("fonts", figures.fonts, words.phrase("checklist-outlined") if judged.demand.outlined else "", *_FONTS),
        row("condition", figures.condition or None, _standard(judged.demand), *_INTENT),
    )


def _standard(demand: Demand) -> str:
    return {"x4": "PDF/X-4", "x1a": "PDF/X-1a"}.get(demand.standard, "—")


_BLEED = ("bleed-short", "bleed-unpainted", "boxes-crossed", "crop-in-bleed")
_INKS = ("ink-unknown", "registration-inside", "color-rgb", "color-managed", "color-icc-cmyk", "color-unreadable")
_TYPE = ("type-small", "type-reversed-small", "type-mixed-small", "type-in-four-inks", "black-knocks-out")
_PICTURES = ("image-ppi-low", "image-bitmap-coarse")
_FONTS = ("type-not-embedded", "type-not-outlined", "glyph-shown-missing")
_INTENT = (
    *("intent-count", "intent-unnamed", "intent-unregistered", "intent-profile-missing", "profile-broken"),
    *("profile-truncated", "profile-class-wrong", "profile-not-cmyk", "profile-tables-missing", "profile-too-new"),
)


def _finding_object(finding: Finding, file: str, words: Words) -> dict[str, object]:
    told = words.tell(finding.diagnostic(file))
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "page": finding.page,
        "count": finding.count,
        "message": told.message,
        "hint": told.hint,
        "values": dict(finding.values),
        "places": places_of(finding.places),
    }


class _Pictures:
    """Makes the sheet's pictures; what cannot be drawn is left out, for its fault is told in words."""

    def __init__(self, judged: Judged, words: Words, files: dict[str, bytes]) -> None:
        self.judged, self.words, self.files = judged, words, files
        self.drawn: dict[int, Image] = {}
        self.shown = 0
        self.boxes = _boxes(judged.data)

    def checklist(self, today: str) -> Checklist:
        judged, words = self.judged, self.words
        report, shop = judged.report, judged.demand.shop
        plates = self._plates()
        facts = (
            words.phrase("checklist-file", file=judged.name, size=f"{len(judged.data) / 1e6:.1f}", date=today),
            words.phrase("checklist-terms", shop=shop.name, standard=_standard(judged.demand)),
            f"SHA-256 {hashlib.sha256(judged.data).hexdigest()}",
        )
        return Checklist(
            title=words.phrase("checklist-heading"),
            facts=facts,
            seal=words.phrase("checklist-seal-refused" if report.refused else "checklist-seal-good"),
            refused=report.refused,
            summary=_summary(report, words),
            columns=(
                words.phrase("checklist-column-name"),
                words.phrase("checklist-column-found"),
                words.phrase("checklist-column-asked"),
                words.phrase("checklist-column-good"),
            ),
            verdicts=(words.phrase("checklist-as-asked"), words.phrase("checklist-not-as-asked")),
            rows=_rows(judged, words),
            ink_heading=words.phrase("checklist-ink-heading"),
            ink=self._ink(plates),
            scale=self._scale(),
            pages_heading=words.phrase("checklist-pages-heading"),
            pages=self._thumbnails(plates),
            findings_heading=words.phrase("checklist-findings-heading"),
            findings=tuple(self._entry(finding) for finding in report.findings),
            none_found=words.phrase("checklist-none"),
            footer=words.phrase("checklist-footer"),
        )

    def _plates(self) -> list[Plates]:
        pages = [boxes.page for boxes in self.boxes[:MOST_PAGES]]
        heaviest = self.judged.report.figures.highest_ink_page
        wanted = sorted({*pages, *([heaviest] if heaviest else [])})
        try:
            return plates_of(self.judged.data, wanted, trimmed=True, dots_per_inch=DOTS_PER_INCH)
        except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, TypeError, KeyError):
            return []

    def _ink(self, plates: list[Plates]) -> Shown | None:
        figures, shop = self.judged.report.figures, self.judged.demand.shop
        heaviest = next((one for one in plates if one.page == figures.highest_ink_page), None)
        if heaviest is None or figures.highest_ink is None:
            return None
        caption = self.words.phrase(
            "checklist-ink-caption",
            page=heaviest.page,
            ink=f"{figures.highest_ink:g}",
            window=f"{shop.ink_window_mm2:g}",
        )
        return self._kept("ink.png", ink_map(heaviest, shop), caption, framed=figures.highest_ink > shop.ink_limit + 2)

    def _scale(self) -> Scale:
        limit = self.judged.demand.shop.ink_limit
        steps = [MAP_SHARE * 100 * step / 59 for step in range(60)]
        words = ((0.0, "0"), (0.5 / MAP_SHARE, f"{limit / 2:g}%"), (1 / MAP_SHARE, f"{limit:g}%"))
        return Scale(colors=tuple(heat_of(step) for step in steps), words=words)

    def _thumbnails(self, plates: list[Plates]) -> tuple[Shown, ...]:
        faulty = {finding.page for finding in self.judged.report.findings if finding.severity is Severity.ERROR}
        found = []
        for one in plates[:MOST_PAGES]:
            picture = soft_proof(one, COATED_300, {}, paper=False)
            picture.thumbnail((THUMBNAIL, THUMBNAIL))
            found.append(self._kept(f"page-{one.page}.png", picture, str(one.page), framed=one.page in faulty))
        return tuple(found)

    def _entry(self, finding: Finding) -> Entry:
        words, told = self.words, self.words.tell(finding.diagnostic(self.judged.name))
        page = words.phrase("preflight-page", page=finding.page) if finding.page else words.phrase("checklist-whole")
        count = words.phrase("preflight-count", count=finding.count) if finding.count > 1 else ""
        spots = [f"({place.box[0]:g}, {place.box[1]:g})" for place in finding.places[:4] if place.box is not None]
        more = " …" if finding.count > len(spots) else ""
        return Entry(
            head=f"{page}{words.phrase(f'severity-{finding.severity}')}　{finding.code}",
            message=f"{told.message}{count}",
            hint=f"{words.phrase('hint')}{told.hint}",
            place=f"{words.phrase('preflight-place')}{' '.join(spots)} mm{more}" if spots else "",
            severe=finding.severity is Severity.ERROR,
            picture=self._cutout(finding),
        )

    def _cutout(self, finding: Finding) -> Shown | None:
        """The part of the page around a finding's first place, with that place framed."""
        place = next((place for place in finding.places if place.box is not None), None)
        if place is None or self.shown >= MOST_PICTURES or not 0 < place.page <= len(self.boxes):
            return None
        try:
            cut, mark = self._cut(place)
        except (pypdfium2.PdfiumError, ValueError, MemoryError):
            return None
        self.shown += 1
        return self._kept(f"place-{self.shown}.png", cut, self.words.tell(finding.diagnostic("")).message, mark=mark)

    def _cut(self, place: Place) -> tuple[Image, tuple[float, float, float, float]]:
        page, boxes = self._page(place.page), self.boxes[place.page - 1]
        assert place.box is not None
        per = PICTURE_DPI / 25.4
        left = (boxes.trim[0] - boxes.media[0]) / 72 * PICTURE_DPI
        top = (boxes.media[3] - boxes.trim[3]) / 72 * PICTURE_DPI
        x1, y1, x2, y2 = (v * per + (left, top)[i % 2] for i, v in enumerate(place.box))
        wide = max((x2 - x1) + 2 * AROUND_MM * per, ((y2 - y1) + 2 * AROUND_MM * per) * FRAME[0] / FRAME[1])
        wide = min(wide, float(page.width))
        high = min(wide * FRAME[1] / FRAME[0], float(page.height))
        x = min(max((x1 + x2 - wide) / 2, 0), page.width - wide)
        y = min(max((y1 + y2 - high) / 2, 0), page.height - high)
        cut = page.crop((round(x), round(y), round(x + wide), round(y + high)))
        shares = ((x1 - x) / wide, (y1 - y) / high, (x2 - x) / wide, (y2 - y) / high)
        inside = tuple(min(max(share, 0.0), 1.0) for share in shares)
        return cut, (inside[0], inside[1], inside[2], inside[3])

    def _page(self, number: int) -> Image:
        """The whole medium of a page as a viewer shows it; one page is kept, for findings come page by page."""
        if number not in self.drawn:
            self.drawn.clear()
            with pypdfium2.PdfDocument(self.judged.data) as document:
                page = document[number - 1]
                page.set_cropbox(*self.boxes[number - 1].media)
                if page.get_rotation() or max(page.get_size()) > 3000:
                    raise ValueError(number)
                self.drawn[number] = page.render(scale=PICTURE_DPI / 72).to_pil().convert("RGB")
        return self.drawn[number]

    def _kept(
        self,
        name: str,
        picture: Image,
        caption: str,
        *,
        framed: bool = False,
        mark: tuple[float, float, float, float] | None = None,
    ) -> Shown:
        output = io.BytesIO()
        picture.save(output, "PNG")
        self.files[name] = output.getvalue()
        size = Size(picture.width, picture.height)
        return Shown(file=name, size=size, caption=caption, framed=framed, mark=mark)


def _boxes(data: bytes) -> list[PageBoxes]:
    """Boxes of all pages; none of a file that cannot be opened."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return [read_boxes(page, number) for number, page in enumerate(pdf.pages, 1)]
    except (pikepdf.PdfError, ValueError, TypeError):
        return []


def saved_as(path: Path) -> str:
    """What a report's file name asks for: `pdf`, `txt` or `json`; empty for anything else."""
    kind = path.suffix.lower().removeprefix(".")
    return kind if kind in ("pdf", "txt", "json") else ""
