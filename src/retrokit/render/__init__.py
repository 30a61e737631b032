"""Reports to text: each renderer takes a report and returns a string."""
