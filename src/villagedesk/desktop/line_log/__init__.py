"""Line and power: what this computer saw by itself."""
