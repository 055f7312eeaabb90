"""Which part of a picture fills its frame."""

from builder.geometry import Size
from builder.pictures import PictureInfo

CropBox = tuple[float, float, float, float]


def crop_box(
    info: PictureInfo,
    frame: Size,
    focus: tuple[float, float] | None,
    keep: CropBox | None,
) -> CropBox | None:
    """The largest part of the picture with the frame's shape, as fractions (left, top, right, bottom).

    It is centred on the keep box (else on the focus, else on the middle) and pushed inside the picture.
    None if no crop of that shape can hold the keep box.
    """
    width, height = _share(info, frame)
    left = _start(width, focus and focus[0], keep and (keep[0], keep[2]))
    top = _start(height, focus and focus[1], keep and (keep[1], keep[3]))
    box = (left, top, left + width, top + height)
    if keep is not None and not _holds(box, keep):
        return None
    return box


def crop_loss(info: PictureInfo, frame: Size) -> float:
    """Share of the picture's area that a frame of this shape cuts off."""
    width, height = _share(info, frame)
    return 1 - width * height


def _share(info: PictureInfo, frame: Size) -> tuple[float, float]:
    picture, wanted = info.width / info.height, frame.width / frame.height
    return (wanted / picture, 1.0) if wanted < picture else (1.0, picture / wanted)


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
