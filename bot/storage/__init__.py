"""What is kept: SQL as text, one module a table family, two drivers behind one small face."""
