"""Side-by-side measurements. Never part of the tests; `make bench` runs them."""
