"""`job.yaml` beside `brochure.yaml`: what the office orders from the shop. Optional; a flag goes before a key."""

from builder.content.includes import Reader
from builder.content.nodes import MapNode, Scalar, plain_data
from builder.content.shapes import Choice, Field, Many, Number, Record, Text
from builder.content.validation import validate
from builder.diagnostics import Diagnostics
from builder.resources import ResourceError, Resources

JOB_FILE = "job.yaml"
BINDINGS = ("saddle", "perfect", "sewn", "wire", "loose")
WORDS = Text()

JOB = Record(
    name="job",
    zh="印刷工单",
    en="What is ordered from the shop",
    fields=(
        Field(
            name="copies",
            shape=Number(least=1, most=10_000_000, whole=True),
            zh="印数，本。",
            en="How many copies.",
        ),
        Field(name="paper", shape=WORDS, zh="内文纸，例如 157 克铜版纸。", en="Paper of the block."),
        Field(name="cover-paper", shape=WORDS, zh="封面纸，例如 250 克铜版纸。", en="Paper of the cover."),
        Field(
            name="binding",
            shape=Choice(words=BINDINGS),
            zh="装订：saddle 骑马订、perfect 无线胶装、sewn 锁线胶装、wire 环装、loose 散页。",
            en="How it is bound.",
        ),
        Field(name="finishing", shape=Many(of=WORDS), zh="印后工艺，例如 封面覆哑膜、烫金。", en="Lamination, foil …"),
        Field(name="delivery", shape=WORDS, zh="交期和送货。", en="When and where to."),
        Field(name="notes", shape=Many(of=WORDS), zh="其他要求，每条一行。", en="Further wishes, one a line."),
        Field(
            name="shop",
            shape=WORDS,
            zh="印刷厂的要求：coated-300、uncoated-260、digital、strict-250，或本文件夹里的 YAML 文件。",
            en="Whose terms the print file must meet: a known name, or a YAML file in this folder.",
        ),
        Field(
            name="spots",
            shape=Many(of=WORDS),
            zh="约定的专色版，例如 烫金、局部UV；不在其中的专色不予付印。",
            en="Spot plates agreed on; others are refused.",
        ),
        Field(
            name="rendering",
            shape=Choice(words=("relative", "perceptual")),
            zh="照片转 CMYK 的方式：relative 相对色度（默认，加黑场补偿），perceptual 感知。",
            en="How photos go to CMYK: relative colorimetric with black point compensation, or perceptual.",
        ),
        Field(name="revision", shape=WORDS, zh="版本，用于文件名；不写则为日期。", en="The revision, for file names."),
    ),
)


def read_job(folder: str, resources: Resources, report: Diagnostics) -> dict[str, object]:
    """The keys of `job.yaml` in `folder` (relative to the project) as plain data; empty without the file or on errors.

    Reports what reading and validating any content file does.
    """
    path = f"{folder}/{JOB_FILE}" if folder not in ("", ".") else JOB_FILE
    try:
        resources.size(path)
    except ResourceError as error:
        if error.code == "file-missing":
            return {}
    found = Diagnostics()
    node = Reader(resources, found).read(path)
    if node is not None and not _is_empty(node):
        validate(node, JOB, found)
    # A file of comments alone orders nothing.
    report.found += dict.fromkeys(finding for finding in found if finding.code != "top-file-empty")
    data = plain_data(node) if isinstance(node, MapNode) and not found.has_errors else {}
    return data if isinstance(data, dict) else {}


def _is_empty(node: object) -> bool:
    return isinstance(node, Scalar) and node.value is None
