"""Chinese numerals for labels and seals; hours of the day in figures and in double hours."""

DIGITS = "〇一二三四五六七八九"


def han_number(number: int) -> str:
    """一, 十, 十一, 二十 … 九十九; from 100 on digit by digit. Raises ValueError below zero."""
    if number < 0:
        raise ValueError(number)
    if number < 10:
        return DIGITS[number]
    if number >= 100:
        return han_digits(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def han_digits(number: int) -> str:
    """Digit by digit, as years are written: 二〇二二."""
    return "".join(DIGITS[int(digit)] for digit in str(number))


WATCHES = "子丑寅卯辰巳午未申酉戌亥"
"""Double hours (时辰), the first from eleven at night; each begins with 初, its second half with 正."""


def clock(hour: float) -> str:
    """Hours as figures, to the minute: 8:00, 12:30."""
    minutes = round(hour * 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def watch(hour: float) -> str:
    """The half of a double hour that holds `hour`: 辰正 from eight, 巳初 from nine."""
    whole = (round(hour * 60) // 60 + 1) % 24
    return WATCHES[whole // 2] + "初正"[whole % 2]
