"""Events for other software: published from committed changes, and delivered."""
