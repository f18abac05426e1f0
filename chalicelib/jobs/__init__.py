"""What runs without a request: the table's stream and the schedule."""
