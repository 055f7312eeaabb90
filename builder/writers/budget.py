"""Meeting a size: the best pictures with which a file stays within its budget, found by bisection."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from builder.diagnostics import Diagnostics
from builder.layout.pages import PagedDocument
from builder.resources import Resources
from builder.source import NOWHERE
from builder.writers.profiles import Profile
from builder.writers.renditions import (
    PictureKey,
    PreparedPicture,
    PreparedPictures,
    Rendition,
    placed_pictures,
    prepare_pictures,
)
from builder.writers.screen import ScreenFile, ScreenOptions, make_screen

ROOM = 2_000
"""Bytes by which a file may differ from the sum of its pictures and all else: numbers with a digit more or less."""

_NAMED = 3
"""How many of the largest pictures a finding names."""


def make_within_budget(
    document: PagedDocument,
    resources: Resources,
    report: Diagnostics,
    profile: Profile,
    options: ScreenOptions,
    pictures: PreparedPictures | None = None,
) -> ScreenFile | None:
    """The file of `profile`, with the best pictures of its ladder that keep it within its budget.

    Args:
        options: those of `profile.options`.
        pictures: what `prepare_pictures` made for the ladder's best step.
        report: receives what `make_screen` finds, and `size-unreachable`.
    """
    best = make_screen(document, resources, report, options, pictures)
    if best is None or profile.budget is None or len(best.data) <= profile.budget:
        return best
    search = _Search(document, resources, report, profile, options, len(best.data) - best.parts.get("pictures", 0))
    rendition = search.found()
    if rendition is None:
        search.tell_unreachable(best)
        return None
    prepared = search.prepared(rendition)
    return make_screen(document, resources, report, _with(options, rendition), prepared)


def _with(options: ScreenOptions, rendition: Rendition) -> ScreenOptions:
    return replace(options, ppi=rendition.ppi, quality=rendition.quality)


@dataclass(slots=True)
class _Search:
    """A search down the ladder; `rest` is what the file weighs without its pictures."""

    document: PagedDocument
    resources: Resources
    report: Diagnostics
    profile: Profile
    options: ScreenOptions
    rest: int

    def found(self) -> Rendition | None:
        """The best rendition that fits, or None if not even the last does. Sizes fall along the ladder."""
        ladder = self.profile.ladder()
        budget = self.profile.budget or 0
        # The last step first: if that does not fit, none does; else it is the bisection's upper end.
        low, high = 0, len(ladder) - 1
        if self.rest + ROOM > budget or self._size(ladder[high]) > budget:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if self._size(ladder[middle]) > budget:
                low = middle
            else:
                high = middle
        return ladder[high]

    def prepared(self, rendition: Rendition) -> PreparedPictures:
        return prepare_pictures(
            self.document, self.resources, self.report, renditions=(rendition,), jobs=self.options.jobs
        )

    def _size(self, rendition: Rendition) -> int:
        return self.rest + ROOM + sum(map(_weight, self.prepared(rendition).of(rendition).values()))

    def tell_unreachable(self, best: ScreenFile) -> None:
        """Report what the file weighs at least, part by part, and the pictures that weigh most."""
        last = self.profile.ladder()[-1]
        made = self.prepared(last).of(last)
        heavy = sorted(made, key=lambda key: -_weight(made[key]))[:_NAMED]
        uses = placed_pictures(self.document)
        fonts = best.parts.get("fonts", 0)
        pictures = sum(map(_weight, made.values()))
        self.report.error(
            "size-unreachable",
            uses[heavy[0]].span if heavy else NOWHERE,
            *(uses[key].span for key in heavy[1:]),
            file=self.profile.file,
            budget=_megabytes(self.profile.budget or 0),
            least=_megabytes(self.rest + pictures),
            fonts=_megabytes(fonts),
            pictures=_megabytes(pictures),
            rest=_megabytes(self.rest - fonts),
            largest=_named(heavy, made),
        )


def _weight(picture: PreparedPicture) -> int:
    return len(picture.data) + len(picture.mask)


def _named(keys: list[PictureKey], made: Mapping[PictureKey, PreparedPicture]) -> str:
    return ", ".join(f"{key.file} {_megabytes(_weight(made[key]))} MB" for key in keys)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.2f}"
