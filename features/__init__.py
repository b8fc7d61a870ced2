"""Text to readings: scan an article once, then read every signal off the scan."""
