"""The evidence folder: each file under its own digest, on the disk before its row is written."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


def digest_of(content: bytes) -> str:
    """A file's address: its SHA-256."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Store:
    """A local folder. Equal files lie there once; beside each its preview and a note of what it is.

    `scanner_at`: where the virus scanner listens that a file is shown to before it is kept; "" for none.
    """

    folder: Path
    scanner_at: str = ""

    def path(self, digest: str) -> Path:
        """Where a digest's bytes lie."""
        return self.folder / digest[:2] / digest

    def put(self, content: bytes) -> str:
        """Keep the bytes and give their digest. File and folder are synced before it returns."""
        digest = digest_of(content)
        target = self.path(digest)
        if not target.exists():
            self._write(target, content)
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes; FileNotFoundError when they are gone, ValueError when they were changed."""
        content = self.path(digest).read_bytes()
        if digest_of(content) != digest:
            raise ValueError(f"evidence {digest} does not match its digest")
        return content

    def set_aside(self, content: bytes) -> None:
        """Keep bytes that nobody vouches for in the quarantine: nothing ever reads them from there."""
        place = self.folder / "quarantine" / digest_of(content)
        self._write(place, content)
        place.chmod(0o400)

    def preview(self, digest: str) -> bytes | None:
        """The picture kept beside a file, or None."""
        place = self._beside(digest, ".jpg")
        return place.read_bytes() if place.exists() else None

    def keep_preview(self, digest: str, picture: bytes) -> None:
        """Keep a file's picture beside it."""
        self._write(self._beside(digest, ".jpg"), picture)

    def note(self, digest: str) -> str | None:
        """What was noted of a file when it was opened, or None."""
        place = self._beside(digest, ".json")
        return place.read_text(encoding="utf-8") if place.exists() else None

    def keep_note(self, digest: str, text: str) -> None:
        """Note what a file was found to be."""
        self._write(self._beside(digest, ".json"), text.encode())

    def keep_look_of(self, known: bytes, content: bytes) -> None:
        """Let a file share another's preview and note: for one that shows the same page."""
        digest, other = digest_of(content), digest_of(known)
        if self.note(digest) is not None:
            return
        self.path(digest).parent.mkdir(parents=True, exist_ok=True)
        for ending in (".jpg", ".json"):
            if (place := self._beside(other, ending)).exists():
                os.link(place, self._beside(digest, ending))

    def _beside(self, digest: str, ending: str) -> Path:
        return self.path(digest).with_suffix(ending)

    def _write(self, target: Path, content: bytes) -> None:
        """Whole or not at all, and on the disk."""
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for folder in (target.parent, self.folder):
            self._sync(folder)

    @staticmethod
    def _sync(folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
