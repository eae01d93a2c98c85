"""In a real browser: facts written on the area's page itself, several at once, from the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visitor

pytestmark = pytest.mark.browser

AREA = "/2013/unit/areas/documents"
ADD = "#entry-new-doc-system"


def _add(v: Visitor, title: str) -> str:
    """Add a claim from the keyboard; its id."""
    v.page.locator("#open-new-doc-system").click()
    expect(v.page.locator(f"{ADD}-title")).to_be_focused()
    v.page.keyboard.type(title)
    v.page.keyboard.press("Enter")
    row = v.page.locator("li[id^=fact-]", has=v.page.get_by_role("link", name=title, exact=True))
    expect(row).to_contain_text("作为草稿保存")  # the unit is late: what is saved now stays a draft
    expect(row.get_by_role("link", name="附材料")).to_be_focused()  # what comes next
    found = row.get_attribute("id")
    assert found
    return found.removeprefix("fact-")


def test_several_forms_stand_open_and_each_is_saved_in_its_place(visitor: Callable[..., Visitor]) -> None:
    v = visitor("inline")
    v.sign_in("waishi-tb")
    v.go(AREA)
    first, second = _add(v, "甲项制度"), _add(v, "乙项制度")
    page, address = v.page, v.page.url

    page.locator(f"#open-{first}").click()
    one = page.locator(f"#entry-{first}-title")
    expect(one).to_be_focused()
    page.locator(f"#open-{second}").click()
    other = page.locator(f"#entry-{second}-title")
    expect(other).to_be_focused()
    other.fill("乙项写到一半")
    page.locator(f"#entry-{first}-value_parts-0").check()
    expect(page.locator(f"#weight-entry-{first}")).to_contain_text("3.00")  # weighed while it is written
    v.picture("two-forms")
    one.press("Enter")
    expect(page.locator(f"#fact-{first}")).to_contain_text("作为草稿保存")
    expect(
        page.locator(".score", has=page.locator(f"#fact-{first}")).locator(".score-points")
    ).to_contain_text("3.00")
    expect(page.locator(f"#entry-{first} form")).to_have_count(0)
    expect(other).to_have_value("乙项写到一半")

    other.press("Escape")  # what was typed is kept, and the focus is where the form was opened
    expect(page.locator(f"#entry-{second} form")).to_have_count(0)
    expect(page.locator(f"#open-{second}")).to_be_focused()
    expect(page.locator("#sheet")).to_contain_text("还没有按“保存”的草稿")
    page.locator(f"#open-{second}").click()
    expect(other).to_have_value("乙项写到一半")
    page.locator(f"#entry-{second}").get_by_role("button", name="不要这份草稿").click()
    expect(page.locator(f"#entry-{second} form")).to_have_count(0)
    expect(page.locator(f"#open-{second}")).to_be_focused()

    page.locator(f"#up-{second}").press("Enter")
    expect(page.locator(f"#down-{second}")).to_be_visible()
    expect(page.locator(f"#fact-{second} [data-back]")).to_be_focused()  # the button went with the move
    assert page.url == address


def test_without_scripts_the_same_links_lead_to_the_forms_page(visitor: Callable[..., Visitor]) -> None:
    v = visitor("inline-plain", scripts=False)
    v.sign_in("waishi-tb")
    v.go(AREA)
    v.page.locator("#open-new-doc-system").click()
    v.page.get_by_label("事项名称").fill("丙项制度")
    v.press("保存，接着附材料")
    expect(v.page.get_by_role("heading", name="丙项制度")).to_be_visible()
