"""Stage 7: a written folder → built and tested images. The only stage that talks to a Docker Engine."""
