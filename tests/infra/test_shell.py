"""A developer's shell variables for proxies, AWS and Python stays outside the stack."""

from __future__ import annotations

from infra.devstack.supervision.process import clean_environment

SHELL = {
    "HOME": "/home/dev",
    "PATH": "/usr/bin",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "ALL_PROXY": "socks5://127.0.0.1:9",
    "NO_PROXY": "example.com",
    "AWS_PROFILE": "production",
    "AWS_ENDPOINT_URL": "https://elsewhere",
    "BOTO_CONFIG": "/etc/boto",
    "STRIPE_SECRET_KEY": "sk_test_1",
    "PYTHONPATH": "/somewhere",
    "PYTHONOPTIMIZE": "2",
    "PYTHONWARNINGS": "error",
}
LOOPBACK = {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}


def test_the_shells_proxies_profiles_and_python_settings_do_not_leak_in() -> None:
    assert clean_environment(SHELL) == {"HOME": "/home/dev", "PATH": "/usr/bin"} | LOOPBACK


def test_with_stripe_itself_its_proxy_stays_and_loopback_never_goes_through_it() -> None:
    clean = clean_environment(SHELL, keeps_proxies=True)
    assert clean["HTTP_PROXY"] == "http://127.0.0.1:9" and "AWS_PROFILE" not in clean
    assert clean.items() >= LOOPBACK.items()
