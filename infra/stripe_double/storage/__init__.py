"""The state in SQLite: objects, scheduled jobs and rules, within one transaction per request."""
