"""Farmers and other villagers: the list, one person's page, and the forms that put somebody on file."""
