"""What every test may count on: a cache of its own, and the time and language of nobody in particular."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests neither read nor fill the cache of whoever runs them, and speak Chinese unless they ask for English."""
    patch = pytest.MonkeyPatch()
    patch.setenv("BROCHURE_CACHE", str(tmp_path_factory.mktemp("cache")))
    patch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "SOURCE_DATE_EPOCH"):
        patch.delenv(name, raising=False)
    yield
    patch.undo()
