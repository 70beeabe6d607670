"""What things are and which rules hold: SQLModel declarations and plain rules."""
