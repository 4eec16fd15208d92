"""What starts a program on the machine → a Launch; one file a kind: units, rows of the table, SysV, Upstart, run scripts."""
