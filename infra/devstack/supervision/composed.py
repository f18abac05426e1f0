"""What the service composes at each start, composed here once: what is forked from this process has it already.

It depends on no setting, and opens no connection.
"""

import stripe

from chalicelib.api.auth.signing_keys import opener
from chalicelib.stripe_gateway.client import load_sdk, new_client

opener()
load_sdk(new_client("sk_test_of_nobody", stripe.RequestsClient()).v1)
