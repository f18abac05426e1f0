"""Settings > Payments and Settings > Billing Settings: who is paid, what patients may pay in, and who said so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Route, expect

from infra.devstack.stack import Stack
from tests.browser.clinic_side import ClinicSide
from tests.browser.conftest import DESKTOP, PHONE, Visit, Work, errors_of
from tests.browser.patient import Patient
from tests.browser.staff import Staff

pytestmark = pytest.mark.slow
READ_ONLY = {"type": "about:blank", "title": "Conflict", "status": 409, "code": "read_only"}
REFUSED = {"type": "about:blank", "title": "Conflict", "status": 409, "code": "refused_by_stripe"}


@pytest.fixture
def staff(stack: Stack) -> Iterator[Staff]:
    staff = Staff(stack)
    with staff.restored():
        yield staff


def account(side: ClinicSide, name: str) -> Locator:
    """One payments account, by the start of its name; opened, if it wasn't."""
    found = side.page.get_by_role("group").filter(has=side.page.locator("summary").filter(has_text=name)).first
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


@pytest.mark.parametrize(("size", "language"), [(PHONE, "fr-CA"), (DESKTOP, "en")])
def test_each_account_shows_whether_it_is_primary_and_why_it_cannot_be(
    work: Work, staff: Staff, size: tuple[int, int], language: str
) -> None:
    side = work(size=size, language=language)
    errors = errors_of(side.page)
    side.open("accounts")
    expect(side.page.locator("details").first).to_contain_text(side.t("accounts.primary"))
    for name, reason, fixable in (("Berlin", "country_not_supported", 0), ("West", "charges_disabled", 1)):
        found = account(side, f"Maple Clinic {name}")
        expect(found).to_contain_text(side.t(f"ineligible.{reason}"))
        expect(found.get_by_role("button", name=side.t("accounts.make-primary"))).to_have_count(0)
        expect(found.get_by_role("button", name=side.t("accounts.fix"))).to_have_count(fixable)
    assert errors == []


def test_an_account_that_stripe_stopped_is_fixed_at_stripe_or_the_page_tells_why_not(work: Work, staff: Staff) -> None:
    side = work()
    side.open("accounts")
    side.page.route("**/payment-accounts/*/link", lambda route: route.fulfill(status=409, json=REFUSED))
    fix = account(side, "Maple Clinic West").get_by_role("button", name=side.t("accounts.fix"))
    fix.click()
    expect(side.alert).to_contain_text(side.t("problem.refused_by_stripe"))
    side.page.route("**/payment-accounts/*/link", lambda route: route.fulfill(json={"url": f"{side.address}/clinic#/"}))
    fix.click()
    expect(side.heading).to_have_text(side.t("nav.home"))


def test_another_account_is_made_primary_after_asking(work: Work, staff: Staff) -> None:
    side = work()
    side.open("accounts")
    account(side, "Maple Clinic North").get_by_role("button", name=side.t("accounts.make-primary")).click()
    expect(side.dialog).to_contain_text(side.t("accounts.ask", name="Maple Clinic North"))
    side.confirm("accounts.make-primary")
    side.see("accounts.done", name="Maple Clinic North")
    expect(side.page.locator("details").first).to_contain_text("Maple Clinic North")
    assert staff.primary == "acct_demo_north"


def test_limits_and_suggestions_are_typed_as_money_and_saved_to_the_cent(work: Work, staff: Staff) -> None:
    side = work()
    side.open("billing")
    side.page.get_by_label(side.t("billing.top_up_minimum")).fill("10")
    side.page.get_by_label(side.t("billing.top_up_maximum")).fill("1,234.50")
    side.button("billing.add-amount").click()
    expect(side.page.get_by_label(side.t("billing.suggestion", number="4"))).to_be_focused()
    side.page.keyboard.type("75.25")
    side.page.get_by_role("button", name=side.t("billing.remove-amount")).first.click()
    side.button("billing.save").click()
    side.see("billing.saved")
    expect(side.page.get_by_role("main")).to_contain_text(f"Last changed by {side.t('actor.you')} ·")
    saved = staff.settings
    assert (saved["top_up_minimum"], saved["top_up_maximum"]) == (1000, 123_450)
    assert saved["suggested_amounts"] == [5000, 10_000, 7525]


def test_switching_off_is_one_press_and_shows_what_patients_get_now(work: Work, staff: Staff) -> None:
    side = work(language="fr-CA", size=PHONE)
    side.open("billing")
    side.see("billing.on")
    side.page.get_by_role("switch", name=side.t("billing.account_credit_enabled")).click()
    side.button("billing.save").click()
    side.see("billing.saved")
    side.see("why-off.account_credit_disabled")
    assert staff.settings["account_credit_enabled"] is False


def test_a_wrong_value_is_explained_in_money_and_nothing_is_saved(work: Work, staff: Staff) -> None:
    version = staff.settings["changed_at"]
    side = work()
    side.open("billing")
    side.page.get_by_label(side.t("billing.top_up_minimum")).fill("0.49")
    side.page.get_by_label(side.t("billing.balance_maximum")).fill("999")
    side.button("billing.save").click()
    form = side.page.get_by_role("main")
    expect(form).to_contain_text(side.t("field.amount-low", minimum="$0.50"))
    expect(form).to_contain_text(side.t("field.amount-low", minimum="$1,000.00"))
    expect(side.page.get_by_label(side.t("billing.top_up_minimum"))).to_be_focused()
    assert staff.settings["changed_at"] == version


def test_refund_policy_and_card_statement_words_are_shown_before_paying(
    work: Work, staff: Staff, visit: Visit, patient: Patient
) -> None:
    side = work()
    side.open("billing")
    name = side.page.get_by_label(side.t("billing.statement_name"))
    name.fill("12345")
    side.button("billing.save").click()
    side.see("billing.statement_name-letter")
    name.fill("PAID AHEAD")
    side.page.get_by_label(side.t("billing.refund_policy")).fill("Refunds within 30 days.\nAsk at reception.")
    side.button("billing.save").click()
    side.see("billing.saved")
    expect(side.page.get_by_role("main")).to_contain_text("MAPLE* PAID AHEAD")
    account = visit(patient)
    account.open("add")
    expect(account.view.locator(".terms")).to_contain_text("Refunds within 30 days.")
    expect(account.view.locator(".terms")).to_contain_text("MAPLE* PAID AHEAD")


def test_a_stale_form_shows_who_changed_what_and_keeps_what_was_typed(work: Work, staff: Staff) -> None:
    side = work()
    side.open("billing")
    side.page.get_by_label(side.t("billing.top_up_minimum")).fill("20.00")
    staff.change(top_up_maximum=80_000)
    side.button("billing.save").click()
    said = side.page.get_by_role("main").locator(".notice.wait")
    expect(said).to_contain_text("Oli Berg")
    expect(said).to_contain_text(side.t("billing.stale"))
    expect(said).to_contain_text(side.t("billing.now-is", setting=side.t("billing.top_up_maximum"), value="$800.00"))
    expect(side.page.get_by_label(side.t("billing.top_up_minimum"))).to_have_value("20.00")
    expect(side.page.get_by_label(side.t("billing.top_up_maximum"))).to_have_value("800.00")
    assert staff.settings["top_up_minimum"] == 500
    side.button("billing.save").click()
    side.see("billing.saved")
    saved = staff.settings
    assert (saved["top_up_minimum"], saved["top_up_maximum"]) == (2000, 80_000)


def test_a_saved_change_whose_answer_got_lost_is_no_conflict_with_oneself(work: Work, staff: Staff) -> None:
    side = work()
    side.open("billing")
    side.lose_patience()
    lost = iter([True])

    def lose_the_first(route: Route) -> None:
        if route.request.method == "PATCH" and next(lost, False):
            route.fetch()
            return route.abort()
        return route.continue_()

    side.page.route("**/billing-settings", lose_the_first)
    side.page.get_by_label(side.t("billing.top_up_minimum")).fill("15.00")
    side.button("billing.save").click()
    side.see("billing.saved")
    assert staff.settings["top_up_minimum"] == 1500


def test_leaving_unsaved_settings_is_asked_about_first(work: Work) -> None:
    side = work()
    side.open("billing")
    side.page.get_by_label(side.t("billing.top_up_minimum")).fill("7")
    side.go("nav.patients")
    expect(side.dialog).to_contain_text(side.t("unsaved.explain"))
    side.dialog.get_by_role("button", name=side.t("unsaved.stay")).click()
    expect(side.page).to_have_url(f"{side.address}/clinic#/billing")
    expect(side.page.get_by_label(side.t("billing.top_up_minimum"))).to_have_value("7.00")
    side.button("language.other").click()
    side.confirm("unsaved.stay")
    expect(side.page.get_by_label(side.t("billing.top_up_minimum"))).to_have_value("7.00")
    side.go("nav.patients")
    side.confirm("unsaved.leave")
    expect(side.heading).to_have_text(side.t("find.title"))


def test_the_history_of_settings_tells_who_changed_what(work: Work, staff: Staff) -> None:
    staff.change(top_up_minimum=700)
    side = work()
    side.open("billing")
    newest = side.region("changes.title").get_by_role("listitem").first
    expect(newest).to_contain_text(side.t("billing.top_up_minimum"))
    expect(newest).to_contain_text("→ $7.00")
    expect(newest).to_contain_text("Oli Berg")


def test_a_location_is_added_renamed_closed_and_opened_again(work: Work) -> None:
    side = work()
    side.open("locations")
    side.button("locations.add").click()
    side.dialog.get_by_label(side.t("locations.name")).fill("Harbour")
    side.confirm("locations.save")
    side.page.get_by_role("button", name=f"{side.t('locations.rename')}: Harbour").click()
    side.dialog.get_by_label(side.t("locations.name")).fill("Harbour East")
    side.confirm("locations.save")
    mine = side.region("nav.locations").get_by_role("listitem").filter(has_text="Harbour East")
    expect(mine).to_have_count(1)
    side.page.get_by_role("button", name=f"{side.t('locations.close')}: Harbour East").click()
    side.confirm("locations.close")
    expect(mine).to_contain_text(side.t("locations.is-closed"))
    reopen = side.page.get_by_role("button", name=f"{side.t('locations.open')}: Harbour East")
    side.page.route("**/clinic/locations/*", lambda route: route.fulfill(status=409, json=READ_ONLY))
    reopen.click()
    expect(mine.get_by_role("alert")).to_have_text(side.t("problem.read_only"))
    side.page.unroute("**/clinic/locations/*")
    reopen.click()
    expect(mine).not_to_contain_text(side.t("locations.is-closed"))
    side.page.get_by_role("button", name=f"{side.t('locations.close')}: Harbour East").click()
    side.confirm("locations.close")
    expect(mine).to_contain_text(side.t("locations.is-closed"))
