"""In a real browser: files that were chosen are not lost for want of the declaration."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visitor
from tests.units.conftest import PICTURE

pytestmark = pytest.mark.browser


def test_the_declaration_is_asked_for_before_anything_is_sent_and_the_files_stay_chosen(
    visitor: Callable[..., Visitor],
) -> None:
    v = visitor("evidence")
    v.sign_in("quxian-tb")
    v.go("/2013/unit/areas/documents")
    v.page.get_by_role("link", name="附材料").first.click()
    file = {"name": "签到.png", "mimeType": "image/png", "buffer": PICTURE}
    v.page.get_by_label("选择文件").set_input_files([file])  # type: ignore[list-item]
    address = v.page.url
    v.press("上传")
    declared = v.page.get_by_label("不涉密")
    assert declared.evaluate("box => box.validationMessage") == "请先确认所选材料不涉密"
    assert v.page.url == address
    declared.check()
    v.press("上传")
    expect(v.page.locator("[data-uploads] .kept")).to_contain_text("签到.png")
