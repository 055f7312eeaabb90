"""A table of invented schools, the same every time: `python samples/editions/make_schools.py TABLE.csv [--count 1000]`.

Names of 4 to 40 characters over the eleven counties of Jinzhong: rare characters, brackets, Latin, Zhuang in its own
Latin spelling. All are called 示例 (sample), so that nobody takes them for schools that exist.
"""

import argparse
import csv
import random
from pathlib import Path

COUNTIES = ("榆次区", "太谷区", "祁县", "平遥县", "灵石县", "介休市", "昔阳县", "和顺县", "左权县", "寿阳县", "榆社县")
KINDS = ("小学", "初中", "高中", "完全中学", "九年一贯制学校", "幼儿园", "中等职业学校")
RARE = "龘犇骉淼垚喆堃祎玥翀燚彧颢旻赟昶暘珺昇烜"
TAILS = (
    "（北校区）",
    "（东校区·筹）",
    "·示范部",
    "附属幼儿园",
    "ABC国际部",
    " No. 2 Campus",
    "Sihcuengh 壮文班",
    "〇五分校",
)
LONG = "与乡村振兴教育协作共同体联合举办的寄宿制特色实验示范"
SEED = 2022
HEADINGS = ("学校代码", "学校名称", "县区", "二维码", "联系人", "称呼", "本数", "学段", "学生数")
LONGEST_NAME = 40


def school(number: int, chance: random.Random) -> list[str]:
    """One row; every hundredth name is the shortest or the longest there may be."""
    county, kind = COUNTIES[number % len(COUNTIES)], chance.choice(KINDS)
    name = f"示例{kind}{number:04}"
    if number % 100 == 1:
        name = "示例小学" if number == 1 else f"示例{RARE[number // 100 % len(RARE)]}校"
    elif number % 100 == 2:
        name = f"{county}{name}{LONG}" + "学校" * 20
    elif chance.random() < 0.4:
        name = f"{county}示例{chance.choice(RARE)}{chance.choice(RARE)}{kind}{number:04}{chance.choice(TAILS)}"
    elif chance.random() < 0.3:
        name += chance.choice(TAILS)
    pupils = chance.choice((18, 64, 99, 100, 320, 845, 1500, 2600))
    return [
        f"SL{number:05}",
        name[:LONGEST_NAME],
        county,
        f"https://example.org/s/{number:05}",
        f"示例老师{number:04}",
        f"示例{kind}全体老师",
        str(max(5, pupils // 10)),
        kind,
        str(pupils),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    chosen = parser.parse_args()
    chance = random.Random(SEED)
    rows = [school(number, chance) for number in range(1, chosen.count + 1)]
    chosen.table.parent.mkdir(parents=True, exist_ok=True)
    with chosen.table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])


if __name__ == "__main__":
    main()
