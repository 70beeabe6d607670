"""The places that are not needed every hour: settings, operators, sync, help."""
