"""Stand-ins for Lambda's event sources: the table's stream and the schedule."""
