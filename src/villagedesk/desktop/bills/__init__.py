"""Bills that villagers pay through the room."""
