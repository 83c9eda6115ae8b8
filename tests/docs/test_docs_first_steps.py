"""What a newcomer reads first runs as it stands: the pages at the root, and the tutorial."""

from __future__ import annotations

import pytest
from tests.docs import pages
from tests.docs.examples import reader

FOLLOWED = {name: found for name, found in pages.followed().items() if "how-to" not in name}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", FOLLOWED)
def test_the_examples_of_a_first_page_run_in_order(name: str) -> None:
    with reader() as one:
        one.follow(name, FOLLOWED[name])
