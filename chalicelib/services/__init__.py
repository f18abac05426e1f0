"""What the service does, one verb a file. Each takes its collaborators as arguments: see ports.py."""
