"""Central's addresses: sync for devices, the signed staff API, and pages for people."""
