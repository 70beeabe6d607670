"""What the operator sees; everything with Qt in it lives here."""
