export default {
  "statement.title": "Account credit statement",
  "statement.days": "Period",
  "statement.this-year": "This year",
  "statement.last-year": "Last year",
  "statement.other": "Other dates",
  "statement.from": "From",
  "statement.to": "To",
  "statement.date-needed": "Choose a date.",
  "statement.date-order": "Choose a date from the first date to today.",
  "statement.too-long": "This period has more than 5,000 lines. Choose a later date.",
  "statement.format": "File",
  "statement.pdf": "PDF, to read and print",
  "statement.csv": "CSV, for spreadsheets",
  "statement.download": "Download",
  "statement.downloading": "Your statement is downloading.",
  "statement.later": "The statement is taking longer than usual. Please try again in a moment.",
  "statement.cancel": "Cancel"
}
