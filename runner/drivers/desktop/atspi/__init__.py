"""Linux accessibility (AT-SPI2), spoken over D-Bus."""
