"""What is said aloud: by a voice of the system where it has one in the language of the window, else by recorded clips."""
