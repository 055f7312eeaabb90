"""工单: what the shop must know, as text and as JSON. Facts of the book are measured, orders come from the office."""

import json
from dataclasses import asdict, dataclass

from builder.layout.pages import PagedDocument
from builder.production.marks import spot_inks
from builder.units import Length, to_mm

BINDINGS = {"saddle": "骑马订", "perfect": "无线胶装", "sewn": "锁线胶装", "wire": "环装", "loose": "散页"}
UNSAID = "（待定）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the office decides; empty where it has not."""

    copies: int | None = None
    paper: str = ""
    cover_paper: str = ""
    binding: str = ""
    """A key of `BINDINGS`."""
    finishing: tuple[str, ...] = ()
    delivery: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A whole ticket."""

    title: str
    revision: str
    width_mm: float
    height_mm: float
    bleed_mm: float
    pages: int
    blanks: int
    spine_mm: float | None
    inks: tuple[str, ...]
    condition: str
    right_bound: bool
    order: Order

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def as_text(self) -> str:
        """Lines `名称：内容`, with the words of Chinese printers."""
        order = self.order
        rows = (
            ("项目", self.title),
            ("版本", self.revision),
            ("成品尺寸", f"{self.width_mm:g}×{self.height_mm:g} 毫米（宽×高），出血 {self.bleed_mm:g} 毫米"),
            ("页数", f"{self.pages} 页（含封面四页{f'、空白 {self.blanks} 页' if self.blanks else ''}）"),
            ("印数", f"{order.copies} 本" if order.copies else UNSAID),
            ("内文用纸", order.paper or UNSAID),
            ("封面用纸", order.cover_paper or UNSAID),
            ("印色", "、".join(self.inks)),
            ("色彩标准", self.condition),
            ("装订", f"{BINDINGS.get(order.binding, UNSAID)}，{'右' if self.right_bound else '左'}侧装订"),
            *((("书脊", f"{self.spine_mm:.2f} 毫米"),) if self.spine_mm is not None else ()),
            ("印后工艺", "、".join(order.finishing) or "无"),
            ("交期与送货", order.delivery or UNSAID),
            *(("其他要求", note) for note in order.notes),
        )
        return "印刷工单\n\n" + "".join(f"{name}：{value}\n" for name, value in rows)


def make_ticket(
    document: PagedDocument, order: Order, *, revision: str, condition: str, spine: Length | None
) -> Ticket:
    """The ticket of a finished book. `spine` is None where there is none."""
    return Ticket(
        title=document.metadata.title,
        revision=revision,
        width_mm=round(to_mm(document.trim.width), 2),
        height_mm=round(to_mm(document.trim.height), 2),
        bleed_mm=round(to_mm(document.bleed), 2),
        pages=len(document.pages),
        blanks=sum(page.is_blank for page in document.pages),
        spine_mm=None if spine is None else round(to_mm(spine), 2),
        inks=("四色（青、品、黄、黑）", *(f"专色 {name}" for name in spot_names(document))),
        condition=condition,
        right_bound=document.right_bound,
        order=order,
    )


def spot_names(document: PagedDocument) -> tuple[str, ...]:
    """Names of the spot inks that the pages lay down, sorted."""
    return tuple(spot_inks(document))
