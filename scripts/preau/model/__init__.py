"""What the movement talks about, as frozen values: no file, no network, no clock."""
