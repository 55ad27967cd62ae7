"""Topics that people talk about, found without the codebook."""
