"""What the room earns: the statement of a month, and today's figure."""
