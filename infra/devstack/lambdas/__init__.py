"""What Lambda does on AWS: the table's stream to `app.on_credit_change`, and the clock to `app.on_schedule`."""
