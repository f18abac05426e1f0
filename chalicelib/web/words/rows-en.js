export default {
  "row.of": "unapplied of {amount}",
  "row.applied": "{amount} applied",
  "row.refunded": "{amount} refunded",
  "row.disputed": "{amount} disputed",
  "row.held": "On hold",
  "row.transferred": "{amount} transferred",
  "row.voided": "Voided",
  "source.card_online": "Paid online",
  "source.recorded": "Recorded by staff",
  "source.memo": "Goodwill credit",
  "source.opening_balance": "Opening balance",
  "source.transfer": "Transfer"
}
