"""Reasons for a decline, in Stripe's words: https://docs.stripe.com/declines/codes."""

from dataclasses import dataclass

DECLINED = "Your card was declined."


@dataclass(frozen=True, slots=True)
class Decline:
    """`code` is the error's, `decline_code` the bank's reason."""

    code: str
    decline_code: str
    message: str
    advice: str = "try_again_later"
    network_code: str | None = "05"
    blocked: bool = False


DECLINES = {
    decline.decline_code: decline
    for decline in (
        Decline("card_declined", "generic_decline", DECLINED),
        Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.", network_code="51"),
        Decline("card_declined", "lost_card", DECLINED, "do_not_try_again", "41"),
        Decline("card_declined", "stolen_card", DECLINED, "do_not_try_again", "43"),
        Decline(
            "card_declined",
            "card_velocity_exceeded",
            "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
            network_code="61",
        ),
        Decline("card_declined", "fraudulent", DECLINED, "do_not_try_again", None, blocked=True),
        Decline("card_declined", "test_mode_live_card", "Your card was declined. Your request was in test mode, but "
                "used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.",
                "do_not_try_again", None),
        Decline("expired_card", "expired_card", "Your card has expired.", "do_not_try_again", "54"),
        Decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.", "confirm_card_data", "N7"),
        Decline("processing_error", "processing_error",
                "An error occurred while processing your card. Try again in a little bit.", network_code="96"),
    )
}  # fmt: skip
