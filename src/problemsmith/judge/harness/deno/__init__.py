"""What runs inside Deno: plain JavaScript files, copied into the box as they are."""
