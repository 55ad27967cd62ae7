"""How the bundled models are made; not run by the pipeline."""
