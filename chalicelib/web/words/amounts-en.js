export default {
  "field.amount-needed": "Enter an amount.",
  "field.amount-low": "Enter at least {minimum}.",
  "field.amount-high": "Enter no more than {maximum}.",

  "amount.strange": "Enter the amount in numbers, such as 50 or 50.00.",
  "amount.currency": "Enter the amount in {currency}. Other currencies can't be used here.",
  "amount.negative": "Enter an amount greater than zero.",
  "amount.decimals": "Enter at most {decimals} decimal places, such as 50.25.",
  "amount.unclear": "This could mean two different amounts. Enter it without a thousands separator, such as 1000 or 1000.00.",
  "amount.large": "This amount is too large."
}
