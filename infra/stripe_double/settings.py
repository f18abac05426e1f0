"""Settings of one double."""

from dataclasses import dataclass
from pathlib import Path

API_VERSION = "2026-10-28.endive"
"""The version stripe 16.1.0 pins; the OpenAPI document we can check against is a little older."""


@dataclass(frozen=True)
class Settings:
    """Keys, limits and tempo. Times are in seconds."""

    state: Path
    secret_key: str = "sk_test_local"
    publishable_key: str = "pk_test_local"
    platform_account: str = "acct_platform"
    platform_country: str = "CA"
    platform_currency: str = "cad"
    webhook_url: str | None = None
    webhook_secret: str = "whsec_local"
    webhook_backoff_s: float = 0.5
    webhook_backoff_max_s: float = 30.0
    webhook_attempts: int = 20
    webhook_timeout_s: float = 20.0
    async_delay_s: float = 1.0
