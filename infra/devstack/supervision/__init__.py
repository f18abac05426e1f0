"""Processes of the stack: started, probed, stopped, and one stack at a time on a state directory."""
