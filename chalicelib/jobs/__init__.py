"""Jobs that run without a request: the table's stream and the schedule."""
