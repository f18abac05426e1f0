from __future__ import annotations

from chalicelib.api.presenters.common import actor_or_none, clinic_branding
from chalicelib.api.presenters.notices import undeliverable
from chalicelib.api.schemas import billing_settings as wire
from chalicelib.credit.billing_settings import SettingsChange
from chalicelib.credit.clinic import Clinic
from chalicelib.credit.email_address import AddressProblem


def billing_settings(clinic: Clinic) -> wire.BillingSettings:
    settings = clinic.settings
    return wire.BillingSettings(
        clinic=clinic_branding(clinic),
        account_credit_enabled=settings.account_credit_enabled,
        top_up_minimum=settings.top_up_minimum,
        top_up_maximum=settings.top_up_maximum,
        suggested_amounts=list(settings.suggested_amounts),
        balance_maximum=settings.balance_maximum,
        memo_maximum=settings.memo_maximum,
        memo_daily_maximum=settings.memo_daily_maximum,
        refund_fraud_warnings=settings.refund_fraud_warnings,
        notice_email=settings.notice_email,
        notice_email_undeliverable=undeliverable(_notice_problem(clinic)),
        refund_policy=settings.refund_policy,
        statement_name=settings.statement_name,
        statement_descriptor=clinic.statement_descriptor,
        invoices=settings.invoices,
        patients_may_apply=settings.patients_may_apply,
        apply_automatically=settings.apply_automatically,
        currency=clinic.profile.currency,
        primary_account_id=settings.primary_account_id,
        accounts=[wire.AccountRef(account.id, account.name) for account in clinic.accounts],
        top_ups=wire.TopUpAvailability(clinic.unavailable_reason is None, clinic.unavailable_reason),
        changed_at=settings.changed_at,
        changed_by=actor_or_none(settings.changed_by),
    )


def settings_change(line: SettingsChange) -> wire.SettingsChange:
    change = line.change
    by = actor_or_none(line.by)
    return wire.SettingsChange(line.at, by, line.version, change.field, change.before, change.after)


def _notice_problem(clinic: Clinic) -> AddressProblem | None:
    problem = clinic.notice_problem
    return problem if problem and problem.concerns(clinic.settings.notice_email) else None
