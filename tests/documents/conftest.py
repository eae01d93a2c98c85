"""The fonts for all tests of documents. Nothing is fetched here: bin/test does that before."""

import pytest

from portal.documents.fonts import FontMissing, Fonts, find_fonts
from portal.documents.metrics import Metrics, metrics_of


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    try:
        return find_fonts()
    except FontMissing as missing:
        pytest.fail(
            f"{missing} — run bin/fetch-fonts instance/fonts and install fonts-noto-cjk", pytrace=False
        )


@pytest.fixture(scope="session")
def metrics(fonts: Fonts) -> Metrics:
    return metrics_of(fonts)
