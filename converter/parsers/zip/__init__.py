"""ZIP archives: their entries, unpacked no farther than allowed; nothing of what is in them."""
