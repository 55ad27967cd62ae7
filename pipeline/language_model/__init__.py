"""A language model of one's own as a second coder: asked, recorded, and weighed against people."""
