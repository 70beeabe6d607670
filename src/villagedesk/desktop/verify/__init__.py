"""Is this label genuine? The page that answers it, the finder that brings scans to it, and the words of the answers."""
