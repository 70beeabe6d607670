"""The counter where villagers order, the list of orders, and one order's page."""
