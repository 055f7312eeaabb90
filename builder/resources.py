"""The one door to the outside world: project files, fonts, pictures, the cache and today's date.

Real runs read the disk; tests hand in a dictionary (`MemoryResources`). Everything behind this door is pure.
"""

import datetime
import errno
import hashlib
import json
import mmap
import os
import stat
import sys
import tempfile
from pathlib import Path, PurePosixPath
from typing import Protocol

from builder.fonts import FontLibrary


class ResourceError(Exception):
    """A file that cannot be had. `code` names a message; `file` is the path as the author wrote it."""

    def __init__(self, code: str, file: str, detail: str = "") -> None:
        super().__init__(f"{code}: {file}")
        self.code = code
        self.file = file
        self.detail = detail


_CODES = {
    errno.ENOENT: "file-missing",
    errno.ENOTDIR: "file-not-in-folder",
    errno.EISDIR: "file-is-folder",
    errno.ELOOP: "file-link-circle",
    errno.EACCES: "file-forbidden",
    errno.EPERM: "file-forbidden",
    errno.ENAMETOOLONG: "file-name-impossible",
}


def _refused(error: OSError, file: str) -> ResourceError:
    """What the system says, as a code of ours; its own words only where there is no code for them."""
    if error.errno in _CODES:
        return ResourceError(_CODES[error.errno], file)
    return ResourceError("file-unreadable", file, error.strerror or type(error).__name__)


class Cache:
    """Bytes kept between runs, by key. Losing it costs time only; without a folder nothing is kept.

    Also remembers the SHA-256 of large files as long as their size, time stamps and inode stay what they were.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._hashes: dict[str, list[object]] = {}
        self._hashes_changed = False
        if folder:
            try:
                self._hashes = json.loads(self.get("hashes.json") or b"{}")
            except ValueError:
                self._hashes = {}

    def get(self, key: str) -> bytes | None:
        """What was kept under `key` (letters, digits, `-`, `.`), if it is still there whole."""
        kept = self.view(key)
        return None if kept is None else bytes(kept)

    def view(self, key: str) -> memoryview | None:
        """As `get`, but mapped instead of read: a large file costs no memory of its own until it is copied out."""
        if not self._folder:
            return None
        try:
            with (self._folder / key).open("rb") as file:
                kept = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError):  # ValueError: an empty file
            return None
        return kept[SEAL:] if kept[:SEAL] == _seal(kept[SEAL:]) else None

    def put(self, key: str, data: bytes) -> None:
        """Keep `data`; written beside and renamed, so that a reader never sees half of it. A full disk is no error."""
        if not self._folder:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_seal(data))
                    file.write(data)
                Path(name).replace(self._folder / key)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError:
            return

    def sha256(self, path: Path) -> str:
        """SHA-256 of a file, from memory when size, times and inode are those of the last reading."""
        of = path.stat()
        now: list[object] = [of.st_size, of.st_mtime_ns, of.st_ctime_ns, of.st_ino]
        known = self._hashes.get(str(path))
        if known is not None and known[1:] == now:
            return str(known[0])
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self._hashes[str(path)] = [digest, *now]
        self._hashes_changed = True
        return digest

    def save(self) -> None:
        """Keep the remembered hashes for the next run."""
        if self._hashes_changed:
            self.put("hashes.json", json.dumps(self._hashes).encode())
            self._hashes_changed = False


SEAL = 24
"""Bytes before a kept entry that tell a damaged one: its length and the start of its hash."""
SEALED_WHOLE = 1 << 20
"""Larger entries are hashed at their ends only: hashing 50 MB would cost more than a build can spare."""


def _seal(data: bytes | memoryview) -> bytes:
    if len(data) <= SEALED_WHOLE:
        digest = hashlib.sha256(data)
    else:
        digest = hashlib.sha256(data[: SEALED_WHOLE // 16])
        digest.update(data[-SEALED_WHOLE // 16 :])
    return len(data).to_bytes(8, "big") + digest.digest()[:16]


class Resources(Protocol):
    """What the rooms may ask of the outside. Paths are relative to the project, with forward slashes."""

    @property
    def fonts(self) -> FontLibrary: ...
    @property
    def cache(self) -> Cache: ...
    @property
    def now(self) -> datetime.datetime: ...
    def read(self, file: str) -> bytes:
        """The bytes of a file.

        Raises:
            ResourceError: `file-missing`, `file-not-in-folder`, `file-is-folder`, `file-not-regular`,
                `file-link-circle`, `file-forbidden`, `file-name-impossible`, `file-unreadable`, `path-outside` or
                `path-not-relative`.
        """
        ...

    def fingerprint(self, file: str) -> str:
        """SHA-256 of a file, remembered. Raises as `read` does."""
        ...

    def size(self, file: str) -> int:
        """Bytes of a file, without reading it. Raises as `read` does."""
        ...


class DiskResources:
    """A project folder on disk. The project's root is the nearest folder upward that holds `images/`."""

    def __init__(self, root: Path, fonts: Path | None = None, cache_folder: Path | None = None) -> None:
        self.root = root.resolve()
        self.cache = Cache(cache_folder)
        self.fonts = FontLibrary(fonts or find_fonts(self.root), self.cache)
        self.now = build_time()

    def path(self, file: str) -> Path:
        """Where `file` lies. Raises ResourceError if that is outside the project, by `..`, absolutely or by a link."""
        if "\\" in file or PurePosixPath(file).is_absolute() or ":" in file.split("/", 1)[0]:
            raise ResourceError("path-not-relative", file)
        try:
            path = (self.root / file).resolve()
            kind = path.stat().st_mode if path.is_relative_to(self.root) else None
        except RuntimeError:  # what pathlib says of a link that leads to itself, before Python 3.13
            raise ResourceError("file-link-circle", file) from None
        except ValueError:  # a NUL in the name
            raise ResourceError("file-name-impossible", file) from None
        except OSError as error:
            raise _refused(error, file) from None
        if kind is None:
            raise ResourceError("path-outside", file)
        if stat.S_ISDIR(kind):
            raise ResourceError("file-is-folder", file)
        if not stat.S_ISREG(kind):  # a pipe would never end
            raise ResourceError("file-not-regular", file)
        return path

    def read(self, file: str) -> bytes:
        path = self.path(file)
        try:
            return path.read_bytes()
        except OSError as error:
            raise _refused(error, file) from None

    def fingerprint(self, file: str) -> str:
        path = self.path(file)
        try:
            return self.cache.sha256(path)
        except OSError as error:
            raise _refused(error, file) from None

    def size(self, file: str) -> int:
        try:
            return self.path(file).stat().st_size
        except OSError as error:
            raise _refused(error, file) from None


class MemoryResources:
    """A project in a dictionary, for tests and embedding."""

    def __init__(
        self,
        files: dict[str, bytes],
        fonts: FontLibrary,
        now: datetime.datetime = datetime.datetime(2022, 12, 31, tzinfo=datetime.UTC),
    ) -> None:
        self._files = files
        self.fonts = fonts
        self.cache = Cache(None)
        self.now = now

    def read(self, file: str) -> bytes:
        if PurePosixPath(file).is_absolute():
            raise ResourceError("path-not-relative", file)
        if ".." in PurePosixPath(file).parts:
            raise ResourceError("path-outside", file)
        try:
            return self._files[file]
        except KeyError:
            raise ResourceError("file-missing", file) from None

    def fingerprint(self, file: str) -> str:
        return hashlib.sha256(self.read(file)).hexdigest()

    def size(self, file: str) -> int:
        return len(self.read(file))


def find_root(content: Path) -> Path:
    """The project that `content` (a folder or a file) belongs to: the nearest folder upward that holds `images/`."""
    start = content.resolve()
    start = start if start.is_dir() else start.parent
    for folder in (start, *start.parents):
        if (folder / "images").is_dir():
            return folder
    return start


def find_fonts(root: Path) -> Path:
    """The folder of locked fonts: the project's own, else the one this program came with."""
    own = root / "fonts"
    if (own / "fonts.lock.json").is_file():
        return own
    package = Path(__file__).resolve().parent
    installed = package / "locked_fonts"
    return installed if installed.is_dir() else package.parent / "fonts"


def builtin(file: str) -> bytes:
    """A data file that this program came with (themes, profiles), by its path below the package.

    Raises ResourceError (`file-missing`) for a name that is not there or that leaves the package.
    """
    package = Path(__file__).resolve().parent
    path = (package / file).resolve()
    if not path.is_relative_to(package) or not path.is_file():
        raise ResourceError("file-missing", file)
    return path.read_bytes()


def builtin_names(folder: str) -> tuple[str, ...]:
    """Names of the YAML files in a folder of the package, without the ending, sorted."""
    return tuple(sorted(file.stem for file in (Path(__file__).resolve().parent / folder).glob("*.yaml")))


def build_time() -> datetime.datetime:
    """Now in UTC to the second, or the moment that SOURCE_DATE_EPOCH names (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def cache_folder() -> Path:
    """Where this user keeps caches: BROCHURE_CACHE, else the platform's usual place."""
    if chosen := os.environ.get("BROCHURE_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "brochure" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "brochure"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "brochure"
