"""Readings that nobody gave: pinyin with tones, by the phrases of pypinyin, a syllable to each Han character."""


def reading_of(text: str) -> str:
    """The pinyin of `text`, which is all Han, as many syllables as characters, with spaces between.

    Characters with several readings are read as their phrase wants them (银行行长: yín háng háng zhǎng). Where that is
    wrong the author gives the reading himself.
    """
    # Loaded when a text first asks for it: its dictionaries take a tenth of a second to read, and few books do.
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(text, style=Style.TONE))
