"""Chinese numerals for labels and seals."""

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
