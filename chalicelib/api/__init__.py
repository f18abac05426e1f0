"""HTTPS in and out: parse, let one service decide, present."""
