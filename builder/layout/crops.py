"""Which part of a picture fills its frame."""

from itertools import accumulate

from builder.content.document import CropAdjustment
from builder.geometry import Rect, Size
from builder.pictures import PictureInfo, Subject

CropBox = tuple[float, float, float, float]

WHOLE: CropBox = (0.0, 0.0, 1.0, 1.0)

CENTRED = 0.6
"""Twice the share of the subject that a crop at the picture's edge must show more than one in the middle.

Photographers put their subject near the middle: on the ten drawings of the 2022 edition, whose keep boxes say what
matters, crops of six shapes hold 84 % of it so, 79 % with 0.1 and 77 % with none.
"""
CUT_FACE = 0.25
"""How much of the whole subject a crop must show more, to be taken although it cuts all faces."""
LOST_FACE = 0.1
"""The same for a face left out: better out than cut, best in."""


def crop_box(
    info: PictureInfo,
    frame: Size,
    focus: tuple[float, float] | None,
    keep: CropBox | None,
    adjustment: CropAdjustment | None = None,
) -> CropBox | None:
    """The largest part of the picture with the frame's shape, as fractions (left, top, right, bottom).

    It is centred on the keep box (else on the focus, else chosen for the picture's own subject, else in the middle)
    and pushed inside the picture. The author's `adjustment` comes last. None if the crop cannot hold the keep box.
    """
    width, height = _share(info, frame)
    if keep is None and focus is None and info.subject is not None:
        left, top = _shown(info.subject, 0, width), _shown(info.subject, 1, height)
    else:
        left = _start(width, focus and focus[0], keep and (keep[0], keep[2]))
        top = _start(height, focus and focus[1], keep and (keep[1], keep[3]))
    box = (left, top, left + width, top + height)
    if adjustment is not None:
        box = _adjusted(box, adjustment)
    if keep is not None and not _holds(box, keep):
        return None
    return box


def _adjusted(box: CropBox, by_hand: CropAdjustment) -> CropBox:
    """The box around the part that the author wants shown, enlarged, moved, and pushed inside the picture."""
    width, height = box[2] - box[0], box[3] - box[1]
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    scale = 1.0
    if by_hand.crop is not None:
        wanted = by_hand.crop
        middle = ((wanted[0] + wanted[2]) / 2, (wanted[1] + wanted[3]) / 2)
        scale = min(1.0, max((wanted[2] - wanted[0]) / width, (wanted[3] - wanted[1]) / height))
    width, height = width * scale / by_hand.size, height * scale / by_hand.size
    left = min(max(middle[0] + by_hand.shift[0] - width / 2, 0.0), 1.0 - width)
    top = min(max(middle[1] + by_hand.shift[1] - height / 2, 0.0), 1.0 - height)
    return (left, top, left + width, top + height)


def crop_loss(info: PictureInfo, frame: Size) -> float:
    """Share of the picture's area that a frame of this shape cuts off."""
    width, height = _share(info, frame)
    return 1 - width * height


def _share(info: PictureInfo, frame: Size) -> tuple[float, float]:
    picture, wanted = info.width / info.height, frame.width / frame.height
    return (wanted / picture, 1.0) if wanted < picture else (1.0, picture / wanted)


def _shown(subject: Subject, axis: int, share: float) -> float:
    """Where a window of `share` of one side starts that shows most of the subject, faces whole, near the middle."""
    if share >= 1:
        return 0.0
    weights = subject.down if axis else subject.across
    sums = [0, *accumulate(weights)]
    whole = sums[-1] or 1
    faces = [(face[axis], face[axis + 2]) for face in subject.faces]
    steps = len(weights)

    def worth(step: int) -> tuple[float, float]:
        start, off = (1 - share) * step / steps, abs(step / steps - 0.5)
        seen = (_up_to(sums, start + share) - _up_to(sums, start)) / whole
        # Of equals the one nearest the middle, then the first: never a matter of chance.
        return seen - CENTRED * off - _missed(faces, start, start + share), -off

    return (1 - share) * max(range(steps + 1), key=worth) / steps


def _up_to(sums: list[int], place: float) -> float:
    """Weight before `place`, a share of the side, whose cells are of one weight within themselves."""
    at = min(max(place, 0.0), 1.0) * (len(sums) - 1)
    cell = min(int(at), len(sums) - 2)
    return sums[cell] + (sums[cell + 1] - sums[cell]) * (at - cell)


def _missed(faces: list[tuple[float, float]], start: float, end: float) -> float:
    """The price of the faces that a window cuts or leaves out."""
    slack = 1e-9
    price = 0.0
    for first, last in faces:
        if last <= start or end <= first:
            price += LOST_FACE
        elif first < start - slack or end + slack < last:
            price += CUT_FACE
    return price / max(1, len(faces))


def _start(share: float, focus: float | None, keep: tuple[float, float] | None) -> float:
    middle = sum(keep) / 2 if keep else (focus if focus is not None else 0.5)
    return min(max(middle - share / 2, 0.0), 1.0 - share)


def _holds(box: CropBox, keep: CropBox) -> bool:
    slack = 1e-6
    return (
        box[0] <= keep[0] + slack
        and box[1] <= keep[1] + slack
        and keep[2] <= box[2] + slack
        and keep[3] <= box[3] + slack
    )


def crop_part(crop: CropBox, whole: Rect, part: Rect) -> CropBox:
    """The crop of a part of a box whose whole shows `crop`."""
    if part == whole:
        return crop
    across, down = (crop[2] - crop[0]) / whole.width, (crop[3] - crop[1]) / whole.height
    left, top = crop[0] + (part.x - whole.x) * across, crop[1] + (part.y - whole.y) * down
    return (left, top, left + part.width * across, top + part.height * down)
