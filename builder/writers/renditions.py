"""Photos as they go into a file: cropped, resized to the placed size, sharpened, converted by LittleCMS, encoded.

The work for one picture is: decode (smaller at once, where the JPEG allows), resize to press resolution, sharpen
lightly, and from that make each rendition asked for. Both files' renditions come from one decoding; each is
remembered by the content and the settings, so that a second build converts nothing.
"""

import hashlib
import io
import json
import math
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from builder.diagnostics import Diagnostics
from builder.geometry import IDENTITY, Matrix, Size
from builder.layout.pages import Group, PagedDocument, Picture, Placed, Tone
from builder.memory import return_freed_memory
from builder.pictures import (
    LARGEST_DECODED,
    PictureInfo,
    decoded_bytes,
    held_coefficients,
    opened,
    picture_info,
    report_heavy,
    report_resource,
    upright,
)
from builder.resources import ResourceError, Resources
from builder.source import Span
from builder.units import PER_POINT
from builder.writers.gate import MemoryGate
from builder.writers.press import COATED_300, SRGB, Profile

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageCms import ImageCmsProfile, ImageCmsTransform

RECIPE = 1
"""Part of every cache key: raised when the same picture and settings would give other bytes."""

PRESS_PPI = 300
"""Pixels per inch at which every picture is first resized; renditions are made from that."""

GRADES = ("", "grey")
"""Tone treatments: as is; neutral grey (on the press: the black plate alone, matched to its lightness)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """A kind of picture a file wants."""

    ppi: int
    """Pixels per inch at placed size; a picture is never enlarged to reach it."""
    quality: int
    press: Profile | None = None
    """The press profile to convert to; None keeps sRGB."""
    full_chroma: bool = False
    """4:4:4 instead of 4:2:0."""
    grey: bool = False
    """Every picture in neutral grey, whatever its grade."""
    perceptual: bool = False
    """Squeeze the whole gamut into the press's instead of cutting off what it cannot print."""

    @property
    def master_ppi(self) -> int:
        """Pixels per inch of the picture it is made from."""
        return max(PRESS_PPI, self.ppi)


class PictureKey(NamedTuple):
    """What makes two placed pictures the same pixels."""

    file: str
    crop: tuple[float, float, float, float]
    width: int
    height: int
    grade: str
    tone: Tone | None = None

    @classmethod
    def of(cls, picture: Picture) -> "PictureKey":
        return cls(picture.file, picture.crop, picture.size.width, picture.size.height, picture.grade, picture.tone)


@dataclass(slots=True)
class PictureUse:
    """Where a picture stands first, and how large at most (a group's matrix may enlarge it)."""

    name: str
    span: Span
    size: Size


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedPicture:
    """A picture ready for a file: a DCT stream, and a deflated mask if it has transparency."""

    width: int
    height: int
    components: int
    data: bytes | memoryview
    mask: bytes | memoryview
    inverted: bool
    """CMYK values run the other way, as Adobe's JPEGs do."""
    identity: bytes
    """Stands for the bytes in a digest."""


@dataclass(frozen=True, slots=True)
class PreparedPictures:
    """Pictures of a document in the renditions asked for; complete only if no error was reported."""

    pictures: dict[tuple[Rendition, PictureKey], PreparedPicture] = field(default_factory=dict)
    infos: dict[str, PictureInfo] = field(default_factory=dict)
    """By file."""

    def of(self, rendition: Rendition) -> dict[PictureKey, PreparedPicture]:
        return {key: made for (wanted, key), made in self.pictures.items() if wanted == rendition}


def placed_pictures(document: PagedDocument) -> dict[PictureKey, PictureUse]:
    """Every different picture of a document, in order of appearance."""
    uses: dict[PictureKey, PictureUse] = {}
    for page in document.pages:
        for placed, picture, matrix in _pictures(page.items, IDENTITY):
            wide = round(picture.size.width * (matrix.a**2 + matrix.b**2) ** 0.5)
            high = round(picture.size.height * (matrix.c**2 + matrix.d**2) ** 0.5)
            known = uses.setdefault(
                PictureKey.of(picture), PictureUse(picture.name or picture.file, placed.origin, Size(wide, high))
            )
            known.size = Size(max(known.size.width, wide), max(known.size.height, high))
    return uses


def _pictures(items: tuple[Placed, ...], matrix: Matrix) -> Iterator[tuple[Placed, Picture, Matrix]]:
    for placed in items:
        if isinstance(placed.item, Picture):
            yield placed, placed.item, matrix
        elif isinstance(placed.item, Group):
            inner = placed.item.matrix
            yield from _pictures(placed.item.items, matrix.after(inner) if inner else matrix)


def prepare_pictures(
    document: PagedDocument,
    resources: Resources,
    report: Diagnostics,
    *,
    renditions: tuple[Rendition, ...],
    jobs: int = 1,
) -> PreparedPictures:
    """Make every picture of `document` in every rendition, on `jobs` threads (Pillow lets go of the interpreter lock).

    Reports the findings of `picture_info`, `picture-grade-unknown`, `picture-truncated` and, should somebody empty
    the cache in the middle, `picture-cache-lost`; each kind in page order.
    """
    prepared = PreparedPictures()
    tasks: list[_Task] = []
    for key, use in placed_pictures(document).items():
        if key.grade not in GRADES:
            report.error("picture-grade-unknown", use.span, grade=key.grade, known=", ".join(filter(None, GRADES)))
            continue
        if key.file not in prepared.infos:
            info = _info(key.file, use.span, resources, report)
            if info is None:
                continue
            prepared.infos[key.file] = info
        # What is finer than the press wants a master of its own, or the bytes of one file would depend on the others.
        waiting: dict[int, _Task] = {}
        for rendition in renditions:
            name = _cache_name(key, use.size, rendition, resources)
            kept = resources.cache.view(name)
            if kept is not None:
                prepared.pictures[rendition, key] = _unpacked(kept, name)
            else:
                ppi = rendition.master_ppi
                task = waiting.setdefault(ppi, _Task(key, use, prepared.infos[key.file], ppi))
                task.wanted[rendition] = name
        tasks += waiting.values()
    if tasks:
        _run(tasks, resources, jobs)
    for task in tasks:
        _collect(task, prepared, resources, report)
    return prepared


def _info(file: str, span: Span, resources: Resources, report: Diagnostics) -> PictureInfo | None:
    """The picture's header; what layout has already told of it is not told again."""
    told = Diagnostics()
    info = picture_info(file, resources, told, span)
    known = {(finding.code, finding.values) for finding in report}
    report.found.extend(finding for finding in told if (finding.code, finding.values) not in known)
    return info


def _collect(task: "_Task", prepared: PreparedPictures, resources: Resources, report: Diagnostics) -> None:
    if task.problem == "picture-too-heavy":
        report_heavy(task.key.file, task.info, report, task.use.span)
        return
    if task.problem:
        report.error(task.problem, task.use.span, file=task.key.file, detail=task.detail)
        return
    for rendition, name in task.wanted.items():
        packed = task.made.get(rendition) or resources.cache.view(name)
        if packed is None:
            report.error("picture-cache-lost", task.use.span, file=task.key.file)
        else:
            prepared.pictures[rendition, task.key] = _unpacked(packed, name)


@dataclass(slots=True)
class _Task:
    """One picture to convert, and what came of it. Only the thread that took it writes to it."""

    key: PictureKey
    use: PictureUse
    info: PictureInfo
    ppi: int
    """Of the master."""
    levels: tuple[int, int] = (0, 255)
    """Of a toned picture: the greys that become black and white, of the whole and not of the part shown."""
    wanted: dict[Rendition, str] = field(default_factory=dict)
    made: dict[Rendition, bytes] = field(default_factory=dict)
    """What the cache did not keep; the rest is read back at the end, so that no thread's work waits in memory."""
    problem: str = ""
    detail: str = ""


def _run(tasks: list[_Task], resources: Resources, jobs: int) -> None:
    from PIL import Image  # only pictures that are not in the cache need it

    # Here and not on the threads: a module whose execution was put off must not be met half executed.
    Image.preinit()
    queue = iter(tasks)
    lock = threading.Lock()
    transforms = _Transforms()
    return_freed_memory()
    # Decoded photos are by far the largest things here: of large ones there is one at a time.
    gate = MemoryGate(LARGEST_DECODED)
    failures: list[BaseException] = []

    def work() -> None:
        while True:
            with lock:
                task = next(queue, None)
            if task is None or failures:
                return
            try:
                _convert(task, resources, transforms, gate)
            except BaseException as error:  # handed to the caller's thread below
                failures.append(error)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(jobs, len(tasks)) - 1)]
    for thread in threads:
        thread.start()
    work()
    if any(isinstance(error, KeyboardInterrupt) for error in failures):
        # Whoever presses Ctrl-C does not wait for the photos of other threads, which end with the process.
        raise KeyboardInterrupt
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class _TooHeavyError(Exception):
    """A picture whose decoding would take more than `LARGEST_DECODED`."""


def _convert(task: _Task, resources: Resources, transforms: "_Transforms", gate: MemoryGate) -> None:
    try:
        with gate.holding(_bytes_to_decode(task)):
            data = resources.read(task.key.file)
            resized, profile = _resized_photo(data, task)
            if task.key.tone:
                task.levels = _levels(data, task.info)
    except ResourceError as error:
        told = Diagnostics()
        report_resource(error, told, task.use.span)
        task.problem, task.detail = told.found[0].code, error.detail
        return
    except _TooHeavyError:
        task.problem = "picture-too-heavy"
        return
    except (OSError, SyntaxError, ValueError):
        task.problem = "picture-truncated"
        return
    master, mask, source = _master(resized, profile, task, transforms)
    del resized  # up to 35 MB that the conversions below can use
    # Press first: it needs the source's own values; the screen's come after, smaller.
    for rendition, name in sorted(task.wanted.items(), key=lambda pair: pair[0].press is None):
        packed = _rendered(master, mask, source, task, rendition, transforms)
        resources.cache.put(name, packed)
        if resources.cache.view(name) is None:
            task.made[rendition] = packed


def _bytes_to_decode(task: _Task) -> int:
    """Memory that decoding a task's photo takes: a JPEG comes at a half, quarter or eighth if that will do."""
    info = task.info
    whole = decoded_bytes(info.width, info.height, info.mode)
    if info.format != "JPEG":
        return whole
    source = cropped_pixels(info, task.key.crop)
    scale = _decoding_scale(pixel_size(task.use.size, task.ppi, source), source)
    divisor = next(part for part in (8, 4, 2, 1) if part == 1 or 1 / part >= scale)
    return whole // divisor**2


def _decoding_scale(target: tuple[int, int], source: tuple[float, float]) -> float:
    """A quarter more than needed: the decoder's own halving must leave the resampling something to do."""
    return min(1.0, 1.25 * target[0] / source[0])


def pixel_size(size: Size, ppi: int, source: tuple[float, float]) -> tuple[int, int]:
    """Pixels for a placed `size` at `ppi`; the source's own number if that is less, so that nothing is enlarged."""
    scale = ppi / 72 / PER_POINT
    wanted = (size.width * scale, size.height * scale)
    # One factor for both directions, or a picture of few pixels would be squeezed.
    factor = min(1.0, max(source[0] / wanted[0], source[1] / wanted[1]))
    return max(1, round(wanted[0] * factor)), max(1, round(wanted[1] * factor))


def cropped_pixels(info: PictureInfo, crop: tuple[float, float, float, float]) -> tuple[float, float]:
    """How many pixels of the upright source the crop holds."""
    return info.width * (crop[2] - crop[0]), info.height * (crop[3] - crop[1])


def _resized_photo(data: bytes, task: _Task) -> tuple["Image", bytes]:
    """The picture upright, cropped, at the master's resolution, its alpha still with it; and its profile."""
    from PIL import Image  # only a picture that is not in the cache needs it

    source_size = cropped_pixels(task.info, task.key.crop)
    target = pixel_size(task.use.size, task.ppi, source_size)
    pixels, profile = _decoded(data, _decoding_scale(target, source_size), task.info.orientation)
    box = _box(pixels.size, task.key.crop)
    if pixels.size != target or box != (0, 0, *target):
        # Pillow weighs colours by their alpha here, so that nothing hidden bleeds into an edge.
        pixels = pixels.resize(target, Image.Resampling.LANCZOS, box)
    return pixels, profile


def _master(
    resized: "Image", profile: bytes, task: _Task, transforms: "_Transforms"
) -> tuple["Image", "Image | None", "_Source"]:
    """The picture lightly sharpened, what every rendition is made from; its mask; where its colours stand."""
    from PIL import ImageFilter  # only a picture that is not in the cache needs it

    pixels, mask = _without_mask(resized)
    if task.key.grade != "grey" and pixels.mode == "L":
        pixels = _with_profile_space(pixels, profile)
    pixels = pixels.filter(ImageFilter.Kernel((3, 3), _SHARPEN, 16))
    return pixels, mask, transforms.source(profile, pixels.mode)


def _decoded(data: bytes, scale: float, orientation: int) -> tuple["Image", bytes]:
    """The picture upright in eight bits, at `scale` of its size or larger, and its profile."""
    with opened(data) as image:
        held = held_coefficients(image) if image.format in ("JPEG", "MPO") else 0
        if image.format == "JPEG":
            image.draft(None, (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
        size = image.size  # of a JPEG, what is left of it
        if decoded_bytes(*size, image.mode) + held > LARGEST_DECODED:
            raise _TooHeavyError
        image.load()
        return _eight_bit(upright(image, orientation)), image.info.get("icc_profile") or b""


_SHARPEN = (0, -1, 0, -1, 20, -1, 0, -1, 0)
"""A quarter of the difference to the four neighbours: enough to undo what resampling and screening soften."""


def _box(size: tuple[int, int], crop: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = crop
    width, height = size
    return (
        max(0.0, left * width),
        max(0.0, top * height),
        min(float(width), right * width),
        min(float(height), bottom * height),
    )


def _eight_bit(image: "Image") -> "Image":
    """The picture in eight bits as L, LA, RGB, RGBA, CMYK or LAB."""
    if image.mode.startswith("I;16") or image.mode == "I":
        # Pillow's own conversion clips instead of scaling; sixteen bits to eight is a division by 257.
        return image.convert("I").point(lambda v: v * (1 / 257)).convert("L")
    if image.mode in ("RGBa", "La"):
        return image.convert(image.mode.upper())
    if image.mode in ("1", "F"):
        return image.convert("L")
    if image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB") or "transparency" in image.info:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image


def _without_mask(image: "Image") -> tuple["Image", "Image | None"]:
    """The picture without its alpha channel, and that channel if it hides anything."""
    if image.mode not in ("RGBA", "LA"):
        return image, None
    mask = image.getchannel("A")
    return image.convert(image.mode[:-1]), None if mask.getextrema() == (255, 255) else mask


def _with_profile_space(pixels: "Image", profile: bytes) -> "Image":
    """Grey pixels as RGB, unless their own grey profile will convert them."""
    return pixels if profile[16:20] == b"GRAY" else pixels.convert("RGB")


@dataclass(frozen=True, slots=True)
class _Source:
    """The space a picture's numbers are in: its own profile, if that fits its mode, else the usual one for the mode."""

    profile: bytes
    digest: str


class _Transforms:
    """LittleCMS transforms, one for each pair of profiles, shared by the threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[tuple[str, str, str, str], ImageCmsTransform] = {}
        self._black: dict[str, list[int]] = {}

    def source(self, profile: bytes, mode: str) -> _Source:
        space = _SPACES.get(mode, b"")
        if profile[16:20] != space or not _opens(profile):
            profile = b""
        return _Source(profile, hashlib.sha256(profile).hexdigest())

    def apply(
        self, image: "Image", source: _Source, target: Profile, mode: str, *, perceptual: bool = False
    ) -> "Image":
        """`image` in `target`'s space: relative colorimetric with black point compensation, or perceptual."""
        from PIL import ImageCms  # only reached while converting

        key = (source.digest, image.mode, target.sha256, f"{mode} {perceptual}")
        with self._lock:
            transform = self._made.get(key)
            if transform is None:
                transform = self._made[key] = ImageCms.buildTransform(
                    _opened(source.profile) if source.profile else _usual(image.mode),
                    _opened(target.data),
                    image.mode,
                    mode,
                    renderingIntent=(
                        ImageCms.Intent.PERCEPTUAL if perceptual else ImageCms.Intent.RELATIVE_COLORIMETRIC
                    ),
                    flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
                )
        done = transform.apply(image)
        assert done is not None
        return done

    def black_plate(self, press: Profile) -> list[int]:
        """For each sRGB grey the coverage (0 to 255) of black alone that looks as light on the press's paper."""
        with self._lock:
            table = self._black.get(press.name)
            if table is None:
                table = self._black[press.name] = _black_table(press)
            return table


def _opens(profile: bytes) -> bool:
    from PIL import ImageCms  # only reached while converting

    try:
        _opened(profile)
    except (OSError, ImageCms.PyCMSError):
        return False
    return True


def _opened(profile: bytes) -> "ImageCmsProfile":
    from PIL import ImageCms  # only reached while converting

    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


def _usual(mode: str) -> "ImageCmsProfile":
    """What the numbers of a picture without a profile mean."""
    from PIL import ImageCms  # only reached while converting

    if mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return _opened((COATED_300 if mode == "CMYK" else SRGB).data)


_SPACES = {"RGB": b"RGB ", "CMYK": b"CMYK", "L": b"GRAY", "LAB": b"Lab "}


def _black_table(press: Profile) -> list[int]:
    from PIL import Image, ImageCms  # only reached while converting

    ramp = Image.new("CMYK", (256, 1))
    ramp.putdata([(0, 0, 0, k) for k in range(256)])
    lab = ImageCms.createProfile("LAB")
    to_lab = ImageCms.buildTransform(_opened(press.data), lab, "CMYK", "LAB", ImageCms.Intent.RELATIVE_COLORIMETRIC)
    seen = to_lab.apply(ramp)
    assert seen is not None
    lightness = [_luminance(v / 255 * 100) for v in seen.getchannel("L").tobytes()]
    white, black = lightness[0], lightness[255]
    table = []
    for grey in range(256):
        value = grey / 255
        linear = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        # Black point compensation: the darkest grey becomes full black, the lightest bare paper, linear between.
        wanted = black + linear * (white - black)
        table.append(min(range(256), key=lambda k: (abs(lightness[k] - wanted), k)))
    return table


def _luminance(lightness: float) -> float:
    """Relative luminance of a CIE L*."""
    return ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3


def _rendered(
    master: "Image",
    mask: "Image | None",
    source: _Source,
    task: _Task,
    rendition: Rendition,
    transforms: _Transforms,
) -> bytes:
    from PIL import Image  # only reached while converting

    size = pixel_size(task.use.size, rendition.ppi, cropped_pixels(task.info, task.key.crop))
    pixels = _resized(master, size)
    if task.key.tone and not rendition.grey:
        pixels = _toned(
            _luma(pixels, source, transforms), task.key.tone, task.levels, on_press=rendition.press is not None
        )
    elif task.key.grade == "grey" or rendition.grey:
        pixels = _grey(pixels, source, rendition, transforms)
    elif rendition.press is not None:
        pixels = _press(pixels, source, rendition, transforms)
    elif pixels.mode != "RGB" or source.profile:
        pixels = transforms.apply(pixels, source, SRGB, "RGB")
    # Pillow would write the source's comment into the new file.
    pixels.info.clear()
    output = io.BytesIO()
    subsampling = "4:4:4" if rendition.full_chroma or pixels.mode == "CMYK" else "4:2:0"
    pixels.save(output, "JPEG", quality=rendition.quality, subsampling=subsampling, optimize=pixels.mode != "CMYK")
    shade = b""
    if mask is not None:
        shade = mask.resize(size, Image.Resampling.LANCZOS).tobytes()
    head = {"width": size[0], "height": size[1], "components": len(pixels.getbands()), "length": output.tell()}
    return _packed(head, output.getvalue(), shade)


def _resized(master: "Image", size: tuple[int, int]) -> "Image":
    from PIL import Image  # only reached while converting

    if master.size == size:
        return master
    # Half the press resolution is the screen's usual case; `reducing_gap` then averages blocks first.
    return master.resize(size, Image.Resampling.LANCZOS, reducing_gap=1.0)


def _press(pixels: "Image", source: _Source, rendition: Rendition, transforms: _Transforms) -> "Image":
    if rendition.press is None or (pixels.mode == "CMYK" and not source.profile):
        return pixels  # separated already, and nothing says for another press
    return transforms.apply(pixels, source, rendition.press, "CMYK", perceptual=rendition.perceptual)


def _luma(pixels: "Image", source: _Source, transforms: _Transforms) -> "Image":
    """The picture in grey: 0.30 R + 0.59 G + 0.11 B."""
    return pixels if pixels.mode == "L" else transforms.apply(pixels, source, SRGB, "RGB").convert("L")


LEVELS_SIDE = 600
"""Pixels of the long side of the picture that the levels are taken from: enough for a hundredth of the whole."""
STEEPER = 0.054
"""How far middle tones are pushed apart, as the height of a sine over the whole range."""


def _levels(data: bytes, info: PictureInfo) -> tuple[int, int]:
    """The greys under and over which a hundredth of the whole picture lies."""
    whole, _ = _decoded(data, min(1.0, LEVELS_SIDE / max(info.width, info.height)), info.orientation)
    counts = whole.convert("RGB").convert("L").histogram()
    step = sum(counts) / 100
    low = next(v for v in range(256) if sum(counts[: v + 1]) > step)
    high = next(v for v in range(255, -1, -1) if sum(counts[v:]) > step)
    return (low, high) if low < high else (0, 255)


def tone_curve(tone: Tone, levels: tuple[int, int]) -> list[int]:
    """What each grey of the picture becomes, 0 to 255."""
    low, high = levels
    curve = []
    for grey in range(256):
        level = min(max((grey - low) / (high - low), 0.0), 1.0)
        steep = min(max(level + STEEPER * math.sin(2 * math.pi * (level - 0.5)), 0.0), 1.0)
        share = min(max((steep - tone.low) / (tone.high - tone.low), 0.0), 1.0)
        curve.append(round(255 * min(tone.gain * share**tone.power, 1.0)))
    return curve


def _toned(grey: "Image", tone: Tone, levels: tuple[int, int], *, on_press: bool) -> "Image":
    """The picture graded: on the press K with its shadows' inks over the flat ink, on a screen what that looks like."""
    from PIL import Image  # only reached while converting

    values = grey.point(tone_curve(tone, levels))
    if on_press:
        plates = []
        for shadow, flat in zip((*tone.shadows, 1.0), tone.under, strict=True):
            power = 1 if shadow == 1.0 else 2
            plates.append(
                values.point([round(255 * min(flat + shadow * (1 - v / 255) ** power, 1.0)) for v in range(256)])
            )
        return Image.merge("CMYK", plates)
    if tone.under_screen == (1.0, 1.0, 1.0):
        return values
    return Image.merge("RGB", [values.point([round(v * channel) for v in range(256)]) for channel in tone.under_screen])


def _grey(pixels: "Image", source: _Source, rendition: Rendition, transforms: _Transforms) -> "Image":
    from PIL import Image  # only reached while converting

    pixels = _luma(pixels, source, transforms)
    if rendition.press is None:
        return pixels
    black = pixels.point(transforms.black_plate(rendition.press))
    blank = Image.new("L", pixels.size)
    return Image.merge("CMYK", (blank, blank, blank, black))


def _cache_name(key: PictureKey, size: Size, rendition: Rendition, resources: Resources) -> str:
    press = rendition.press
    settings = (
        {k: v for k, v in asdict(rendition).items() if k != "press" and (v or k not in ("grey", "perceptual"))}
        if press is None
        else None
    )
    if press is not None:
        settings = {"ppi": rendition.ppi, "quality": rendition.quality, "press": press.sha256}
        settings |= {"perceptual": True} if rendition.perceptual else {}
    marks = json.dumps([RECIPE, resources.fingerprint(key.file), key[1:], size.width, size.height, settings])
    return f"picture-{hashlib.sha256(marks.encode()).hexdigest()[:40]}"


def _packed(head: Mapping[str, int], data: bytes, mask: bytes) -> bytes:
    text = json.dumps(dict(head)).encode()
    return len(text).to_bytes(4, "big") + text + data + mask


def _unpacked(kept: bytes | memoryview, name: str) -> PreparedPicture:
    at = 4 + int.from_bytes(kept[:4], "big")
    head = json.loads(bytes(kept[4:at]))
    end = at + head["length"]
    return PreparedPicture(
        width=head["width"],
        height=head["height"],
        components=head["components"],
        data=kept[at:end],
        mask=kept[end:],
        inverted=head["components"] == 4,
        identity=name.encode(),
    )
