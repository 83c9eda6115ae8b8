"""Where a webhook may go."""

from __future__ import annotations

import pytest

from tutela.platform.webhooks.address import check
from tutela.platform.webhooks.errors import WebhookAddressInvalid


@pytest.mark.parametrize(
    "url",
    [
        "https://forum.example/hooks?for=tutela",
        "http://127.0.0.1:9000/tutela",
        "http://127.8.8.8/",
        "http://[::1]:9000/",
        "http://localhost/",
    ],
)
def test_https_and_this_machine_are_fine(url: str) -> None:
    assert check(url, demo=False)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "forum.example/hooks",
        "ftp://forum.example/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://forum.example:port/",
        "https://name:word@forum.example/",
        "https://forum.example/#part",
        "https://forum.example/\n",
        "http://forum.example/",
        "http://127.0.0.1.forum.example/",
        "http://localhost.forum.example/",
        "https://forum.example/" + "x" * 2000,
    ],
)
def test_what_cannot_be_safe_is_refused_with_a_reason(url: str) -> None:
    with pytest.raises(WebhookAddressInvalid) as refused:
        check(url, demo=False)
    assert refused.value.facts["problem"]


def test_a_demo_node_reaches_this_machine_only() -> None:
    assert check("http://127.0.0.1:9000/", demo=True) == "127.0.0.1"
    with pytest.raises(WebhookAddressInvalid):
        check("https://forum.example/hooks", demo=True)
