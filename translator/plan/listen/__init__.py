"""Configuration files of servers → the addresses they listen on; one file a server, filed in `base.SCANNERS`."""
