"""The pages that the platform's staff works with: rendered here, no script, in Chinese and English."""
