"""A newcomer who sets something wrong must be told what would be right; a live key must never get in."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from infra.devstack.settings import HOST, ROOT, Ports, Settings, SettingsError, StripeKeys, state_of

KEYS = {
    "STRIPE_SECRET_KEY": "sk_test_1",
    "STRIPE_PUBLISHABLE_KEY": "pk_test_1",
    "STRIPE_WEBHOOK_SECRET": "whsec_1",
}


def test_each_port_can_be_chosen() -> None:
    chosen = {"PORT": "1", "STRIPE_PORT": "2", "AWS_PORT": "3", "IDENTITY_PORT": "4", "OUTBOX_PORT": "5"}
    assert Ports.from_environment(chosen) == Ports(app=1, stripe=2, aws=3, identity=4, outbox=5)


def test_the_addresses_that_the_readme_promises_are_the_defaults() -> None:
    settings = Settings.from_environment({})
    assert (settings.api_url, settings.stripe_url) == ("http://127.0.0.1:8000", "http://127.0.0.1:8001")
    assert settings.state == ROOT / ".local" / "state"


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8000x", "http", "８０００x", "9" * 5_000, "8e3", " 8000"])
def test_something_that_is_no_port_is_refused_by_name(text: str) -> None:
    with pytest.raises(SettingsError, match="STRIPE_PORT must be a port, 1 to 65535"):
        Ports.from_environment({"STRIPE_PORT": text})


def test_the_demo_clinics_portal_is_on_a_port_as_well() -> None:
    assert Settings.from_environment({"PORT": "65531"}).portal_origin.endswith(":65535")
    for beyond in ("65532", "65535"):
        with pytest.raises(SettingsError, match="PORT must be at most 65531"):
            Settings.from_environment({"PORT": beyond})


@pytest.mark.parametrize("place", ["file", "file/below", "x" * 300, "nul\0", "~no-such-user/state"])
def test_a_state_folder_that_cannot_be_is_refused_by_name(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    given = place if place.startswith("~") else str(tmp_path / place)
    with pytest.raises(SettingsError, match="STATE_DIR must be a folder that can be written to"):
        state_of({"STATE_DIR": given})


def test_a_state_folder_is_made_for_this_user_alone(tmp_path: Path) -> None:
    state = state_of({"STATE_DIR": f" {tmp_path / 'a' / 'b'} "})
    assert state == tmp_path / "a" / "b" and state.stat().st_mode & 0o777 == 0o700


def test_two_parts_on_one_port_are_refused() -> None:
    with pytest.raises(SettingsError, match="must be different ports"):
        Ports.from_environment({"PORT": "8001"})


def test_a_taken_port_is_named_with_the_variable_that_changes_it() -> None:
    ports = Ports.free()
    with socket.create_server((HOST, ports.stripe)):
        (sentence,) = ports.taken()
    assert f"Port {ports.stripe} is taken" in sentence
    assert "STRIPE_PORT=" in sentence


def test_test_keys_lead_to_stripe_itself() -> None:
    assert StripeKeys.from_environment(KEYS) == StripeKeys("sk_test_1", "pk_test_1", "whsec_1")


def test_without_keys_the_double_is_used() -> None:
    assert StripeKeys.from_environment({}) is None


def test_the_doubles_keys_are_not_taken_for_a_developers() -> None:
    assert StripeKeys.from_environment({**KEYS, "STRIPE_API_URL": "http://127.0.0.1:8001"}) is None


@pytest.mark.parametrize(
    ("name", "live"),
    [
        ("STRIPE_SECRET_KEY", "sk_live_1"),
        ("STRIPE_SECRET_KEY", "rk_live_1"),
        ("STRIPE_PUBLISHABLE_KEY", "pk_live_1"),
    ],
)
def test_a_live_key_is_refused_and_not_repeated(name: str, live: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is a live key") as refused:
        StripeKeys.from_environment({**KEYS, name: live})
    assert live not in str(refused.value)


@pytest.mark.parametrize("name", ["STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET"])
@pytest.mark.parametrize("value", ["", "nonsense"])
def test_a_key_that_is_missing_or_of_another_kind_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must be set too"):
        StripeKeys.from_environment({**KEYS, name: value})


def test_the_state_can_be_kept_elsewhere(tmp_path: Path) -> None:
    assert Settings.from_environment({"STATE_DIR": str(tmp_path)}).state == tmp_path
