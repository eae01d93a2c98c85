"""In a real browser: what is typed outlives the network, the login, a second window; sign-out wipes it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.services.passwords import DEMO_PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser. Its console may speak of the network and of 401 and 409: they are the story."""
    found = browser.new_context(locale="zh-CN")
    yield found
    found.close()


def _sign_in(page: Page) -> None:
    page.get_by_label("登录名").fill("fagai-tb")
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="登录").click()


def _open(page: Page, portal: str) -> None:
    page.goto(f"{portal}/sign-in?next=/2013/unit/areas/documents/narrative")
    _sign_in(page)
    expect(page.locator("form[data-keep]")).to_be_visible()


def _write(page: Page, text: str) -> None:
    page.locator("textarea").fill(text)
    page.get_by_role("link", name="返回").focus()


def _stored(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft:'))")
    return found


def test_a_word_outlives_network_reload_login_and_a_second_window(
    context: BrowserContext, portal: str
) -> None:
    page = context.new_page()
    _open(page, portal)
    saved = page.locator("#saved")
    _write(page, "离开就保存")
    expect(saved).to_contain_text("已保存")
    assert _stored(page) == []
    page.reload()
    expect(page.locator("textarea")).to_have_value("离开就保存")

    context.set_offline(True)
    _write(page, "断网时写的")
    expect(saved).to_contain_text("未保存，网络断开，将自动重试")
    assert len(_stored(page)) == 1
    context.set_offline(False)
    expect(saved).to_contain_text("已保存")
    assert _stored(page) == []

    context.clear_cookies()
    _write(page, "登录过期时写的")
    expect(saved).to_contain_text("登录已过期")
    page.get_by_role("link", name="重新登录").click()
    _sign_in(page)
    expect(page.locator("textarea")).to_have_value("登录过期时写的")
    expect(page.locator("#saved")).to_contain_text("已保存")

    other = context.new_page()
    other.goto(page.url)
    _write(other, "第二个窗口")
    expect(other.locator("#saved")).to_contain_text("已保存")
    _write(page, "第一个窗口")
    expect(page.locator("#saved")).to_contain_text("另一个窗口里也在填写这一份")
    page.get_by_role("button", name="对照两份").click()
    page.get_by_label("第二个窗口").check()
    page.get_by_role("button", name="按选择的保存").click()
    expect(page.get_by_text("第二个窗口").first).to_be_visible()


def test_what_never_arrived_is_offered_again_and_wiped_at_sign_out(
    context: BrowserContext, portal: str
) -> None:
    page = context.new_page()
    _open(page, portal)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/narrative/draft", lambda route: route.abort())
    _write(page, "还没有送到的")
    expect(page.locator("#saved")).to_contain_text("将自动重试")
    page.reload()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("textarea")).to_have_value("还没有送到的")
    assert len(_stored(page)) == 1
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="登录")).to_be_visible()
    assert _stored(page) == []
