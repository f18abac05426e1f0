"""The sandbox's clinic and patients as plain values."""

from __future__ import annotations

from infra.devstack.demo import Account, DemoClinic

CEDAR = DemoClinic(
    id="clinic_sandbox",
    name="Cedar Health (sandbox)",
    address=("88 Water Street", "Vancouver, BC  V6B 1A1"),
    country="CA",
    currency="cad",
    time_zone="America/Vancouver",
    language="en",
    accounts=(
        Account("acct_sandbox_main", "Cedar Health", "CA", "cad", statement_prefix="CEDAR"),
        Account("acct_sandbox_island", "Cedar Health Island", "CA", "cad", statement_prefix="CEDAR I"),
    ),
    locations={"loc_water": "Water Street", "loc_island": "Island Clinic"},
    directory={
        "sbx_ada": "Ada Lindqvist",
        "sbx_bruno": "Bruno Costa",
        "sbx_camille": "Camille Roy",
        "sbx_dmitri": "Dmitri Volkov",
        "sbx_elif": "Elif Kaya",
        "sbx_farid": "Farid Haddad",
        "sbx_grace": "Grace Okoro",
        "sbx_hugo": "Hugo Martin",
        "sbx_ines": "Inês Silva",
        "sbx_jonas": "Jonas Weber",
        "sbx_keiko": "Keiko Mori",
        "sbx_lea": "Léa Tremblay",
        "sbx_mateo": "Mateo Cruz",
        "sbx_nadia": "Nadia Petrova",
        "sbx_omar": "Omar Farouk",
        "sbx_priya": "Priya Nair",
        "sbx_quinn": "Quinn Murphy",
        "sbx_quinn_2": "Quinn Murphy",
        "sbx_rosa": "Rosa Bianchi",
        "sbx_sol": "Sol Reyes",
    },
    refund_policy="Unused credit is refunded to your card on request.",
    statement_name="CREDIT",
)
