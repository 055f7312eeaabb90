"""Words of Chinese with their frequencies, and what a cut through a title does to its reading."""

import math
import mmap
from pathlib import Path

LEXICON_FILE = Path(__file__).parent / "data" / "lexicon.bin"
MAGIC = b"brochure lexicon 1\n"
LONGEST = 16


class Lexicon:
    """The shipped list of words, opened when first asked. A block of words is read when its first character turns up.

    The file: a magic line; a line with the total of frequencies, the number of first characters and the length of the
    block area, in decimal; code points (uint32, ascending), then block ends (uint32), both little-endian; then for
    each first character a UTF-8 block of `rest\\tfrequency` lines.
    """

    def __init__(self, file: Path = LEXICON_FILE) -> None:
        self._file = file
        self._blocks: dict[str, bytes] = {}
        self._costs: dict[str, list[float]] = {}
        self._data: mmap.mmap | None = None
        self._index: dict[str, tuple[int, int]] = {}
        self.total = 0

    def _open(self) -> mmap.mmap:
        if self._data is None:
            with self._file.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            start = len(MAGIC)
            if data[:start] != MAGIC:
                raise ValueError(f"{self._file.name} is no lexicon")
            end = data.find(b"\n", start) + 1
            total, count = (int(field) for field in data[start:end].split())
            self.total = total
            numbers = memoryview(data[end : end + 8 * count]).cast("I")
            blocks = end + 8 * count
            characters, ends = numbers[:count], numbers[count:]
            first = blocks
            for code, length in zip(characters, ends, strict=True):
                self._index[chr(code)] = (first, blocks + length)
                first = blocks + length
            self._data = data
        return self._data

    def _block(self, character: str) -> bytes:
        """The words that start with `character`, without it, one a line behind a line feed."""
        known = self._blocks.get(character)
        if known is None:
            data = self._open()
            found = self._index.get(character)
            known = self._blocks[character] = b"\n" + data[found[0] : found[1]] if found else b""
        return known

    def frequency(self, word: str) -> int:
        """How often `word` was counted; 0 for a word the list does not have."""
        block = self._block(word[0])
        key = b"\n" + word[1:].encode() + b"\t"
        at = block.find(key)
        if at < 0:
            return 0
        end = block.find(b"\n", at + 1)
        return int(block[at + len(key) : end if end >= 0 else None])

    def cut_costs(self, text: str) -> list[float]:
        """What each cut takes from the most probable reading of `text` as words, in units of log-probability.

        Entry k is for a cut before character k; 0 means that the best reading has a word boundary there. Unknown
        characters count as words seen once.
        """
        known = self._costs.get(text)
        if known is None:
            known = self._costs[text] = self._cut_costs(text)
        return known

    def _cut_costs(self, text: str) -> list[float]:
        self._open()
        log_total = math.log(self.total)
        count = len(text)
        forward = [0.0] + [-math.inf] * count
        edges: list[list[tuple[int, float]]] = []
        for start in range(count):
            reached = [(start + 1, math.log(self.frequency(text[start]) or 1) - log_total)]
            block = self._block(text[start])
            for end in range(start + 2, min(start + LONGEST, count) + 1):
                if b"\n" + text[start + 1 : end].encode() not in block:
                    break  # no word begins so, and none that is longer
                frequency = self.frequency(text[start:end])
                if frequency:
                    reached.append((end, math.log(frequency) - log_total))
            edges.append(reached)
            for end, weight in reached:
                forward[end] = max(forward[end], forward[start] + weight)
        backward = [-math.inf] * count + [0.0]
        for start in range(count - 1, -1, -1):
            backward[start] = max(weight + backward[end] for end, weight in edges[start])
        return [max(0.0, forward[count] - before - after) for before, after in zip(forward, backward, strict=True)]
