"""The faces of an official document, resolved to files before anything is set.

A `font-family` that does not exist would be replaced without a word, and the circular look wrong only on
paper. So every face is looked up as a file, named in a manifest with its checksum, and handed to the renderer
by path. What cannot be found is `FontMissing`; a character that no face has is `CharacterMissing`.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from portal.errors import PortalError

SETTING = "KAOPING_FONTS"
DEFAULT_FOLDER = Path("instance/fonts")
SYSTEM_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/usr/share/texlive/texmf-dist/fonts/opentype"),
    Path("/usr/share/texmf/fonts/opentype"),
)


class Face(StrEnum):
    """What a face stands for in GB/T 9704-2012. The value is also its family name inside the PDF."""

    TITLE = "KaopingTitle"  # 小标宋: mark and title
    FANG = "KaopingFang"  # 仿宋: body
    KAI = "KaopingKai"  # 楷体: second level
    HEI = "KaopingHei"  # 黑体: first level, 附件
    SONG = "KaopingSong"  # 宋体: page numbers
    FALLBACK = "KaopingFallback"  # names with a character that the face lacks


@dataclass(frozen=True)
class Source:
    """One file that may serve a face: its name, the face inside it when it is a collection, its package."""

    file: str
    package: str
    inside: str = ""  # PostScript name within a .ttc


# In the order of preference. An office that owns the classic faces puts the files into its fonts folder.
SOURCES: dict[Face, tuple[Source, ...]] = {
    Face.TITLE: (
        Source("FZXBSJW.TTF", "方正小标宋简体（单位自备）"),
        Source("NotoSerifCJK-Bold.ttc", "fonts-noto-cjk", "NotoSerifCJKsc-Bold"),
    ),
    Face.FANG: (
        Source("simfang.ttf", "仿宋_GB2312（单位自备）"),
        Source("FandolFang-Regular.otf", "texlive-lang-chinese"),
    ),
    Face.KAI: (
        Source("simkai.ttf", "楷体_GB2312（单位自备）"),
        Source("FandolKai-Regular.otf", "texlive-lang-chinese"),
    ),
    Face.HEI: (
        Source("simhei.ttf", "黑体（单位自备）"),
        Source("FandolHei-Regular.otf", "texlive-lang-chinese"),
    ),
    Face.SONG: (
        Source("simsun.ttf", "宋体（单位自备）"),
        Source("simsun.ttc", "宋体（单位自备）", "SimSun"),
        Source("FandolSong-Regular.otf", "texlive-lang-chinese"),
    ),
    Face.FALLBACK: (
        Source("LXGWWenKai-Light.ttf", "fonts-lxgw-wenkai"),  # light, as 仿宋 is
        Source("NotoSerifCJK-Regular.ttc", "fonts-noto-cjk", "NotoSerifCJKsc-Regular"),
    ),
}


class FontMissing(PortalError):
    """A face has no file. Names the Debian package that brings it, or the command for the Fandol faces."""


class CharacterMissing(PortalError):
    """No face has this character. Raised before anything is rendered, so that no empty box is printed."""


@dataclass(frozen=True)
class FontFile:
    """One face, resolved: the file that is embedded and its SHA-256 (hex)."""

    face: Face
    path: Path
    sha256: str
    package: str


@dataclass(frozen=True)
class Fonts:
    """The manifest: one file for each face. Hashable, so that what is derived from it can be kept."""

    files: tuple[FontFile, ...]

    def __getitem__(self, face: Face) -> FontFile:
        return next(file for file in self.files if file.face is face)

    @property
    def digest(self) -> str:
        """One SHA-256 over all of them: it changes when any face is another file."""
        lines = "\n".join(f"{f.face.name} {f.sha256}" for f in self.files)
        return hashlib.sha256(lines.encode()).hexdigest()

    def manifest(self) -> list[dict[str, str]]:
        """The manifest for logs and for `bin/portal doctor`: face, path, sha256, package."""
        return [
            {"face": f.face.name, "path": str(f.path), "sha256": f.sha256, "package": f.package}
            for f in self.files
        ]


def default_folder() -> Path:
    """The folder of the setting KAOPING_FONTS, or instance/fonts below the working folder."""
    return Path(os.environ.get(SETTING) or DEFAULT_FOLDER)


def find_fonts(folder: Path | None = None, system: tuple[Path, ...] = SYSTEM_FOLDERS) -> Fonts:
    """Resolve every face. `folder` is looked through first, then `system`.

    Faces inside a .ttc are taken out once, into the folder `extracted` below `folder` (or below the system's
    temporary folder when that cannot be written). Raises FontMissing for the first face without a file.
    """
    home = default_folder() if folder is None else folder
    index = _index(home, system)
    return Fonts(tuple(_resolve(face, index, home) for face in Face))


def find_face(face: Face, folder: Path, system: tuple[Path, ...] = SYSTEM_FOLDERS) -> FontFile:
    """One face alone. Raises FontMissing where it has no file."""
    return _resolve(face, _index(folder, system), folder)


def _index(home: Path, system: tuple[Path, ...]) -> dict[str, Path]:
    index: dict[str, Path] = {}
    for root in (home, *system):
        for path in _font_files(root):
            index.setdefault(path.name.lower(), path)
    return index


def _font_files(root: Path) -> Iterator[Path]:
    for parent, _folders, names in sorted(os.walk(root)):
        for name in sorted(names):
            if name.lower().endswith((".otf", ".ttf", ".ttc")):
                yield Path(parent) / name


def _resolve(face: Face, index: dict[str, Path], home: Path) -> FontFile:
    choices = SOURCES[face]
    for source in choices:
        path = index.get(source.file.lower())
        if path is not None:
            usable = _single_face(path, source.inside, home) if source.inside else path
            digest = _sha256(usable, usable.stat().st_mtime_ns)
            return FontFile(face, usable.absolute(), digest, source.package)
    wanted = choices[-1]
    if wanted.package == "texlive-lang-chinese":
        raise FontMissing(
            "缺少字体 %(file)s，请运行 bin/fetch-fonts %(folder)s（取自 Debian 软件包 %(package)s）",
            file=wanted.file,
            folder=str(home),
            package=wanted.package,
        )
    raise FontMissing(
        "缺少字体 %(file)s，请安装 Debian 软件包 %(package)s", file=wanted.file, package=wanted.package
    )


def _single_face(path: Path, inside: str, home: Path) -> Path:
    """Take one face out of a collection: @font-face cannot name a face inside a .ttc."""
    found = path.stat()
    stamp = hashlib.sha256(f"{path}:{found.st_size}:{found.st_mtime_ns}".encode()).hexdigest()[:12]
    name = f"{inside}-{stamp}.otf"
    for folder in _cache_folders(home):
        if (folder / name).exists():
            return folder / name
    with TTCollection(path, lazy=True) as collection:
        font = next((f for f in collection.fonts if f["name"].getDebugName(6) == inside), None)
        if font is None:
            raise FontMissing("字体文件 %(file)s 中没有 %(face)s", file=str(path), face=inside)
        font.recalcTimestamp = False  # the same collection gives the same file
        return _store(font, name, home)


def _store(font: TTFont, name: str, home: Path) -> Path:
    for folder in _cache_folders(home):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(dir=folder, prefix=".part-")
        except OSError:
            continue
        with os.fdopen(handle, "wb") as out:
            font.save(out, reorderTables=None)
        os.chmod(part, 0o644)
        os.replace(part, folder / name)  # several workers may do this at once: their files are alike
        return folder / name
    raise FontMissing("没有可写的文件夹存放字体 %(file)s", file=name)


def _cache_folders(home: Path) -> tuple[Path, ...]:
    return home / "extracted", Path(tempfile.gettempdir()) / f"kaoping-fonts-{os.getuid()}"


@lru_cache(maxsize=64)
def _sha256(path: Path, _modified: int) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
