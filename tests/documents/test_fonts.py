"""The fonts: found as files, never replaced silently."""

import shutil
from pathlib import Path

import pytest

from portal.documents.checking import faults
from portal.documents.circular import Annex, Names, render
from portal.documents.fonts import CharacterMissing, Face, FontMissing, Fonts, default_folder, find_fonts
from portal.documents.metrics import Metrics
from tests.documents.samples import RARE, circular, expected


def test_every_face_is_a_file_with_its_checksum(fonts: Fonts) -> None:
    assert [f.face for f in fonts.files] == list(Face)
    for file in fonts.files:
        assert file.path.is_file()
        assert file.path.is_absolute()
        assert len(file.sha256) == 64
    assert {entry["face"] for entry in fonts.manifest()} == {face.name for face in Face}


def test_a_missing_face_names_the_package_that_brings_it(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        find_fonts(tmp_path, system=())


def test_missing_fandol_faces_name_the_command_that_fetches_them(tmp_path: Path) -> None:
    collection = next(Path("/usr/share/fonts").rglob("NotoSerifCJK-Bold.ttc"))
    with pytest.raises(FontMissing, match=r"bin/fetch-fonts .*texlive-lang-chinese"):
        find_fonts(tmp_path, system=(collection.parent,))


def test_the_caller_s_folder_goes_before_the_system_s(fonts: Fonts, tmp_path: Path) -> None:
    for face in (Face.FANG, Face.KAI, Face.HEI, Face.SONG):
        shutil.copy(fonts[face].path, tmp_path)
    shutil.copy(fonts[Face.FANG].path, tmp_path / "simfang.ttf")  # the office's own 仿宋
    found = find_fonts(tmp_path)
    assert found[Face.FANG].path == tmp_path / "simfang.ttf"
    assert found[Face.KAI].path.parent == tmp_path


def test_a_face_is_taken_out_of_a_collection_the_same_each_time(fonts: Fonts, tmp_path: Path) -> None:
    for face in (Face.FANG, Face.KAI, Face.HEI, Face.SONG):
        shutil.copy(fonts[face].path, tmp_path)
    again = find_fonts(tmp_path)
    assert again[Face.TITLE].path.parent == tmp_path / "extracted"
    assert again[Face.TITLE].sha256 == fonts[Face.TITLE].sha256


def test_the_setting_says_where_the_fonts_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAOPING_FONTS", "/srv/fonts")
    assert default_folder() == Path("/srv/fonts")
    monkeypatch.delenv("KAOPING_FONTS")
    assert default_folder() == Path("instance/fonts")


def test_without_wenkai_noto_serif_is_the_fallback_and_the_rules_hold(fonts: Fonts) -> None:
    noto = next(Path("/usr/share/fonts").rglob("NotoSerifCJK-Bold.ttc")).parent
    bare = find_fonts(fonts[Face.FANG].path.parent, system=(noto,))
    assert "NotoSerifCJKsc-Regular" in bare[Face.FALLBACK].path.name
    made = circular(annexes=(Annex("名单", (Names(("市堃局办公室", "市镕局办公室")),)),))
    assert faults(render(made, bare), expected(made)) == {}


@pytest.mark.parametrize("character", RARE)
def test_a_rare_character_sends_the_whole_name_to_the_fallback(metrics: Metrics, character: str) -> None:
    assert metrics.face_for("市王局办公室", Face.FANG) is Face.FANG
    assert metrics.face_for(f"市王{character}局办公室", Face.FANG) is not Face.FANG


def test_a_character_that_no_face_has_is_named(metrics: Metrics) -> None:
    with pytest.raises(CharacterMissing, match=r"U\+13000") as caught:
        metrics.face_for("市\U00013000局", Face.FANG)
    assert caught.value.values["character"] == "\U00013000"
