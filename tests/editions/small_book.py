"""A book of a few pages without pictures, with a plan and a table: enough for everything that editions do."""

from pathlib import Path

BOOK = """year: 2022
title: 示例画册
publisher: 示例单位
theme: cinnabar
highlights:
  - id: h01
    label: 亮点一
    title: 为所有学校写的第一个亮点
    body: |-
      {all}
  - id: h02
    label: 亮点二
    title: 只给祁县的亮点
    body: |-
      {qixian}
"""
PLAN = """columns: {code: 代码, name: 校名, county: 县区, link: 网址, kind: 学段, copies: 本数}
lines:
  - {text: "{name}", style: title-c, x: 15, y: 219, width: 140, rows: 2}
  - {text: "{county}　存阅", style: label, x: 15, y: 229, width: 135}
texts:
  - {text: "榆次区各校请留意甲事。", style: body, page: 2, ink: ivory, x: 15, y: 60, width: 100, height: 20,
     when: county == "榆次区"}
  - {text: "高中请留意乙事。", style: body, page: 2, ink: ivory, x: 15, width: 100, height: 20, when: kind == "高中"}
  - {text: "太谷区请留意丙事。", style: body, page: 2, ink: ivory, x: 15, y: 100, width: 100, height: 20,
     when: county == "太谷区"}
qr: {text: "{link}", alt: "二维码：{link}", ink: warm-black, x: 167, y: 205.5, size: 28}
note: "{name}：送上{copies}本。"
"""
PARTS = """parts:
  - {only: [h02], when: county == "祁县"}
"""
SCHOOLS = (
    ("S01", "示例小学", "榆次区", "小学", "12"),
    ("S02", "榆次区示例实验高中（北校区）与附属初中部联合体示范学校", "榆次区", "高中", "340"),
    ("S03", "ABC 龘龢 Sihcuengh 学校", "祁县", "小学", "7"),
    ("S04", "太谷区示例高中", "太谷区", "高中", "25"),
    ("S05", "祁县示例高中", "祁县", "高中", "1"),
)


def write_project(folder: Path, *, parts: bool = False) -> tuple[str, str]:
    """Write book, plan and table into `folder`; paths of the book and of the table."""
    content = folder / "content" / "small"
    content.mkdir(parents=True)
    sentences = {
        "all": "这一段话各校都一样，说的是教育教学质量稳步提升，学校面貌焕然一新。" * 9,
        "qixian": "这一段话只有祁县的学校才有，说的是祁县的独有之事。" * 12,
    }
    (content / "brochure.yaml").write_text(BOOK.format(**sentences), "utf-8")
    (content / "editions.yaml").write_text(PLAN + (PARTS if parts else ""), "utf-8")
    table = folder / "schools.csv"
    rows = ["代码,校名,县区,网址,学段,本数"]
    for code, name, county, kind, copies in SCHOOLS:
        rows.append(",".join((code, name, county, f"https://example.org/{code}", kind, copies)))
    table.write_text("\n".join(rows) + "\n", "utf-8")
    return str(content), str(table)
