"""How copies agree: the wire, the engine, applying what comes back."""
