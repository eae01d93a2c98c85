"""The evidence folder: each file under its own digest, on the disk before its row is written."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Store:
    """A local folder. A file's address is its SHA-256, so equal files lie there once."""

    folder: Path

    def path(self, digest: str) -> Path:
        """Where a digest's bytes lie."""
        return self.folder / digest[:2] / digest

    def put(self, content: bytes) -> str:
        """Keep the bytes and give their digest. File and folder are synced before it returns."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest)
        if target.exists():
            return digest
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
        return digest

    def read(self, digest: str) -> bytes:
        """The bytes; FileNotFoundError when they are gone, ValueError when they were changed."""
        content = self.path(digest).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"evidence {digest} does not match its digest")
        return content

    @staticmethod
    def _sync(folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
