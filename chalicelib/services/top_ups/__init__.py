"""Top-ups: started, settled, limited."""
