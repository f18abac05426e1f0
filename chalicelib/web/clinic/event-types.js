// Written from chalicelib/credit/events.py by `make openapi`.

export const eventTypes = [
  "payment.succeeded",
  "payment.recorded",
  "payment.voided",
  "payment.transferred",
  "application.created",
  "application.removed",
  "refund.created",
  "refund.succeeded",
  "refund.failed",
  "dispute.opened",
  "dispute.funds_withdrawn",
  "dispute.closed",
  "invoice.over_applied",
  "account.ineligible",
  "settings.changed",
];
