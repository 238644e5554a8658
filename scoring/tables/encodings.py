"""The encoding of a file: by its mark, as UTF-8, or by which letters its bytes would be."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from scoring.tables.code_pages import might_be_wide, most_plausible

BYTE_ORDER_MARK = "\ufeff"
# That of UTF-32 begins as that of UTF-16 does
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# Characters of UTF-8 for each byte that is none
GOOD_FOR_A_BAD = 2
# So few letters of UTF-8 may be characters of Chinese or Japanese by chance
FEW_LETTERS = 8
# What is judged of a file
MOST_SAMPLES = 500
LONGEST_SAMPLE = 2000
# Of 64 kB each, and with something outside ASCII
MOST_CHUNKS = 64
# A text of the most characters that IMPORT_TEXT_MAX_LENGTH allows fits in, at 4 bytes each
LONGEST_LINE = 2 * 1024 * 1024
MOST_BLANKS = 1024 * 1024
BLANKS = b' \t\r\n,;"'
CHUNK = 64 * 1024
# As mails were written, in ASCII alone
_OF_MAILS = re.compile(rb"\x1b[$(]|~\{(?:[!-w][!-~])+~\}")
_UTF_7 = re.compile(rb"\+[A-Za-z0-9/+]{3,}+")
# Letters of Europe and punctuation; two or more of East Asia, where one may be chance
_OF_UTF_7 = re.compile(
    "[\u00a1-\u017f\u0370-\u04ff\u2010-\u20ac]+"
    "|[\u00a1-\u017f\u2010-\u20ac\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]{2,}"
)
_OUTSIDE = bytes(range(128, 256))
_BAD = re.compile("[\udc80-\udcff]")
# With what stands beside it: a symbol is judged by its neighbours
# Looked for where a word begins, and not at each of its letters
_WORD = re.compile(
    rb"(?:[ -@\[-`{-~]|(?<![A-Za-z\x80-\xff]))[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*[ -~]?"
)


class FileError(ValueError):
    """A file that cannot be read at all; the message says what to change."""


class UnclearError(FileError):
    """A file whose encoding is not clear: a letter read wrongly would stay for ever."""


def encoding_of(parts: Iterable[bytes], name: str, longest_line: int = LONGEST_LINE) -> str:
    """The encoding of a file that comes in parts, each read once.

    Raises:
        FileError: it is no text, the encoding is not clear, or a line or its blanks are endless.
    """
    scan = Scan(name, longest_line)
    encoding = ""
    for chunk in chunks_of(parts):
        if not scan.is_begun:
            encoding = marked_encoding(chunk)
            decoder = decoder_of(encoding) if encoding else None
        try:
            scan.take(as_utf_8(chunk, decoder) if decoder else chunk)
        except UnicodeDecodeError:
            raise scan.unclear() from None
    return encoding or scan.encoding()


def chunks_of(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Small pieces: what is made of one never takes much memory."""
    for part in parts:
        for start in range(0, len(part), CHUNK):
            yield part[start : start + CHUNK]


def marked_encoding(begin: bytes) -> str:
    """The encoding that a file's first bytes say, other than UTF-8; empty where they say none."""
    for mark, encoding in MARKS.items():
        if begin.startswith(mark):
            return encoding
    return ""


def decoder_of(encoding: str) -> codecs.IncrementalDecoder:
    """For UTF-16 and UTF-32: half a pair comes through, so that its row alone is lost."""
    return codecs.getincrementaldecoder(encoding)("surrogatepass")


def _may_be_of_mails(chunk: bytes) -> bool:
    """Whether any line of it may be `_is_of_mails`; of one byte it is soon told."""
    if b"\x1b" in chunk or (b"~" in chunk and b"~{" in chunk):
        return True
    return b"+" in chunk and _UTF_7.search(chunk) is not None


def _is_of_mails(line: bytes) -> bool:
    """Whether a line of ASCII has letters of another encoding in it."""
    if _OF_MAILS.search(line):
        return True
    letters = [word.decode("utf-7", "replace") for word in _UTF_7.findall(line)]
    return any(_OF_UTF_7.fullmatch(word) for word in letters)


def as_utf_8(chunk: bytes, decoder: codecs.IncrementalDecoder) -> bytes:
    """Bytes of UTF-16 or UTF-32 as UTF-8; half a pair is no UTF-8 then either."""
    return decoder.decode(chunk).encode("utf-8", "surrogatepass")


@dataclass
class Scan:
    """What the chunks of a file have shown so far.

    `line` is the bytes of the line that goes on, `blanks` those of blanks in a row. `good` counts
    characters outside ASCII that are UTF-8, `bad` bytes that are none, of which the first is in
    the line `first_bad`. `words` and `lines` are samples with something outside ASCII, each once,
    in the order in which they came.
    """

    name: str
    longest_line: int = LONGEST_LINE
    is_begun: bool = False
    line: int = 0
    blanks: int = 0
    good: int = 0
    bad: int = 0
    first_bad: int = 0
    chunks: int = 0
    words: dict[bytes, None] = field(default_factory=dict)
    lines: dict[bytes, None] = field(default_factory=dict)
    _line_ends: int = 0
    _utf_8: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("surrogateescape")
    )

    def take(self, chunk: bytes) -> None:
        """Look at the next chunk. Raises FileError when the file cannot be read."""
        if b"\0" in chunk:
            raise FileError(f"{self.name} is no text file. Save it as CSV with UTF-8 encoding.")
        if _may_be_of_mails(chunk):
            of_mails = [line for line in chunk.splitlines() if _is_of_mails(line)]
            if of_mails:
                self.lines = dict.fromkeys(of_mails)
                raise self.unclear()
        self._refuse_endless(chunk)
        if not chunk.isascii():
            self._note_letters(chunk)
        if not self.first_bad:
            self._line_ends += max(chunk.count(b"\n"), chunk.count(b"\r"))
        self.is_begun = True

    def encoding(self) -> str:
        """The encoding of what was taken. Raises FileError when it is not clear."""
        # The file may end amid a character
        rest, _ = self._utf_8.getstate()
        self.bad += len(rest)
        # A few bytes that are no UTF-8 make it no other encoding: in those, hardly any are
        if self.good >= GOOD_FOR_A_BAD * self.bad:
            if 0 < self.good <= FEW_LETTERS and might_be_wide(list(self.lines)):
                raise self.unclear()
            return "utf-8"
        encoding = most_plausible(list(self.words), list(self.lines))
        if not encoding:
            raise self.unclear()
        return encoding

    def unclear(self) -> UnclearError:
        """The error of a file whose encoding somebody has to choose."""
        name = self.name
        if name.startswith("The "):
            name = f"the {name[4:]}"
        where = ""
        if self.first_bad:
            where = f"; as UTF-8 it has a bad byte in line {self.first_bad:,}"
        return UnclearError(
            f"The encoding of {name} is not clear{where}. Save it as CSV with UTF-8 encoding."
        )

    def _refuse_endless(self, chunk: bytes) -> None:
        """Measure the line and the blanks that go on. Raises FileError where they are endless."""
        # In a chunk of one line a pattern takes fifty times as long
        ends = [place for place in (chunk.find(b"\n"), chunk.find(b"\r")) if place >= 0]
        self.line += min(ends, default=len(chunk))
        if self.line > self.longest_line:
            raise FileError(
                f"{self.name} has a line of more than {self.longest_line // 1024**2} MB. "
                "Save it as CSV with one company a line."
            )
        if ends:
            last_end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            self.line = len(chunk) - last_end - 1

        behind_blanks = chunk.lstrip(BLANKS)
        self.blanks += len(chunk) - len(behind_blanks)
        if self.blanks > MOST_BLANKS:
            raise FileError(
                f"{self.name} has a megabyte of nothing but empty rows. Delete them, "
                "and save it again."
            )
        filled = chunk.rstrip(BLANKS)
        if filled:
            self.blanks = len(chunk) - len(filled)

    def _note_letters(self, chunk: bytes) -> None:
        """Count what is UTF-8 outside ASCII and what is not, and keep samples for code pages."""
        text = self._utf_8.decode(chunk)
        # To take bytes out is quicker than to leave letters out
        outside = len(text) - len(chunk.translate(None, _OUTSIDE))
        without_bad = text.encode("utf-8", "ignore").decode()
        bad = len(text) - len(without_bad)
        if bad and not self.bad:
            before, *_ = _BAD.split(text, maxsplit=1)
            self.first_bad = self._line_ends + max(before.count("\n"), before.count("\r")) + 1
        self.bad += bad
        self.good += outside - bad

        self.chunks += 1
        if self.chunks > MOST_CHUNKS:
            return
        words = _WORD.findall(chunk)
        self.words.update(dict.fromkeys(words))
        # The first ones, for a dictionary keeps its order
        self.words = dict.fromkeys(islice(self.words, MOST_SAMPLES))
        lines = [line[:LONGEST_SAMPLE] for line in chunk.splitlines()]
        # The first line of a later chunk may begin amid a character
        whole_lines = lines
        if self.is_begun:
            whole_lines = lines[1:]
        samples = [line for line in whole_lines if not line.isascii()]
        room = MOST_SAMPLES - len(self.lines)
        self.lines.update(dict.fromkeys(samples[:room]))
