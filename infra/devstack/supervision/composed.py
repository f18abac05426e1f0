"""The parts of the service that each start composes, composed here once: a forked process has them already.

It depends on no setting, and opens no connection.
"""

import stripe

from chalicelib.api.auth.signing_keys import opener
from chalicelib.stripe_gateway.client import load_sdk, new_client

opener()
load_sdk(new_client("sk_test_of_no_one", stripe.RequestsClient()).v1)
