"""The second screen, turned to the villager: what is bought, what it costs, where to pay. Pages only say what to show."""
