"""Features that the simulation uses. A switch goes on, and then away, with the change that it waits for."""

from __future__ import annotations

POSITIONS = True
"""Stripe's side of the money: dashboard acts, disputes by numbers, short balances, conservation, lost events."""
FEES = True
"""Clinics that agreed to an application fee, or to bear the fees of disputes, and clinics on the platform's account.

What Stripe was told of the fee is compared under POSITIONS."""
