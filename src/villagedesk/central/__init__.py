"""The platform's reference server (FastAPI)."""
