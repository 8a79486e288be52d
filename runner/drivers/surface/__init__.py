"""What programs on a desktop and on a terminal share: a surface is looked at, then touched."""
